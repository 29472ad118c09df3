# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import models

# What people outside the desk decide about a message of theirs; its author, kind
# and addressees follow from who they are.
REQUESTER_POST_VALUES = ("body", "attachments", "attachment_ids")


class ServicedeskTicket(models.Model):
    """What people outside the desk may say here, and who may look on with a link."""

    _inherit = "servicedesk.ticket"

    def write(self, vals):
        """Make shared links void when another circle of people may see the ticket.

        A link was given to somebody while the ticket was one person's, or open to
        the whole desk; it says nothing about the next requester, or about what was
        made confidential since.
        """
        watched = {"partner_id", "is_confidential", "team_id"} & vals.keys()
        before = {
            ticket: (ticket.partner_id, ticket.is_confidential)
            for ticket in (self if watched else self.browse())
        }
        result = super().write(vals)
        changed = self.browse(
            ticket.id
            for ticket, circle in before.items()
            if (ticket.partner_id, ticket.is_confidential) != circle
        )
        # sudo: servicedesk.ticket - the token is hidden from all but administrators
        shared = changed.sudo().filtered("access_token")
        if shared:
            shared.access_token = False
        return result

    def message_post(self, **kwargs):
        """Let people outside the desk answer, in the portal and by RPC alike.

        They may read the ticket, but few of its fields, and Odoo reads more on the
        way to the mails: so their message is posted in superuser mode, as a public
        comment in their own name, whatever else was asked for.

        :raise AccessError: for those who may not answer on this ticket.
        """
        if self._is_desk_user():
            return super().message_post(**kwargs)
        self.ensure_one()
        operations = self._mail_get_operation_for_mail_message_operation("create")
        self.check_access(operations[self])
        values = {key: kwargs[key] for key in REQUESTER_POST_VALUES if key in kwargs}
        values["attachment_ids"] = self._get_own_pending_files(
            values.get("attachment_ids")
        )
        # sudo: servicedesk.ticket - who may answer was checked just above
        message = super(ServicedeskTicket, self.sudo()).message_post(
            message_type="comment", subtype_xmlid="mail.mt_comment", **values
        )
        return message.sudo(False)

    def _get_own_pending_files(self, attachment_ids):
        """Return those of the ids that the current user uploaded for a message."""
        # sudo: ir.attachment - people outside the desk have no access to files
        files = self.env["ir.attachment"].sudo().browse(attachment_ids or []).exists()
        return files.filtered(
            lambda file: (
                file.create_uid == self.env.user
                and file.res_model == "mail.compose.message"
            )
        ).ids
