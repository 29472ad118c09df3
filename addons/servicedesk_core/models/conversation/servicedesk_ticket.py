# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import models

# What requesters decide about a message of theirs; its author, kind and addressees
# follow from who they are.
REQUESTER_POST_VALUES = ("body", "attachments", "attachment_ids")


class ServicedeskTicket(models.Model):
    """What requesters may say here, and who may look on with a link."""

    _inherit = "servicedesk.ticket"

    def write(self, vals):
        """Ask anew who may look on when another circle of people sees the ticket."""
        watched = {"partner_id", "is_confidential", "team_id"} & vals.keys()
        # sudo: servicedesk.ticket - who gives a ticket away may not read it afterwards
        before = {
            ticket: (ticket.partner_id, ticket.is_confidential)
            for ticket in (self.sudo() if watched else self.browse())
        }
        result = super().write(vals)
        for ticket, (requester, is_confidential) in before.items():
            if requester != ticket.partner_id:
                ticket._dismiss_requester(requester)
            elif is_confidential == ticket.is_confidential:
                continue
            if ticket.access_token:
                ticket.access_token = False
        return result

    def _dismiss_requester(self, partner):
        """Let the former requester go, who may have been taken for somebody else.

        He follows no more, unless he is of the desk; links that were shared in his
        time open nothing: they say nothing about the next requester.
        """
        staff = any(
            user.with_user(user).env["servicedesk.ticket"]._is_desk_user()
            for user in partner.user_ids
        )
        if partner and not staff:
            self.message_unsubscribe(partner.ids)

    def message_post(self, **kwargs):
        """Let requesters answer, in the portal and by RPC alike.

        They may read the ticket, but few of its fields, and Odoo reads more on the
        way to the mails: so their message is posted in superuser mode, as a public
        comment in their own name, whatever else was asked for. That holds for agents
        too where they do not work, but asked for something.

        :raise AccessError: for those who may not answer on this ticket.
        """
        if self.env.su or self.has_access("write"):
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
