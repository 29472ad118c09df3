# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models
from odoo.tools import split_every

from ..conversation.mail_message import TICKET
from .ir_mail_server import SENDER_NOTE

BATCH = 1000


class MailMail(models.Model):
    """What goes out about a ticket: from the desk, and never to the desk.

    A message keeps who wrote it; colleagues get it from him. People outside get it
    from their desk: his address is none of their business, and mail servers of
    theirs would distrust it.
    """

    _inherit = "mail.mail"

    desk_sender = fields.Char(
        string="Sent As",
        copy=True,
        help="What people outside read as sender, instead of who wrote the message.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Send as the desk what others make for a ticket: rules, composers, actions.

        What its conversation sends, and what the desk sends itself, says so already.
        """
        for vals in vals_list:
            if (
                vals.get("model") == TICKET
                and vals.get("res_id")
                and "desk_sender" not in vals
            ):
                # sudo: servicedesk.ticket - whoever sends it, the desk is the sender
                ticket = self.env[TICKET].sudo().browse(vals["res_id"]).exists()
                if ticket:
                    vals["desk_sender"] = ticket._get_mail_sender()
                    vals.setdefault("references", ticket._get_mail_references())
        return super().create(vals_list)

    def _prepare_outgoing_list(self, mail_server=False, doc_to_followers=None):
        """Leave out our own addresses; note who the sender is."""
        results = super()._prepare_outgoing_list(
            mail_server=mail_server, doc_to_followers=doc_to_followers
        )
        if self.model != TICKET:
            return results
        kept = []
        for email in results:
            if not self._leave_out_own(email):
                continue
            if self.desk_sender:
                email["headers"] = email["headers"] | {SENDER_NOTE: self.desk_sender}
            kept.append(email)
        return kept

    def _leave_out_own(self, email):
        """Take our own addresses out of a mail; return whether anybody is left."""
        is_own = self.env["mail.alias"]._is_own
        given = email["email_to"] + email["email_cc"]
        if not any(map(is_own, given)):
            return True
        for name in ("email_to", "email_cc", "email_to_normalized"):
            email[name] = [one for one in email[name] if not is_own(one)]
        return bool(email["email_to"] or email["email_cc"])

    def _split_by_mail_configuration(self):
        """Choose the mail server by who the sender is."""
        ours = self.filtered("desk_sender")
        yield from super(MailMail, self - ours)._split_by_mail_configuration()
        # sudo: ir.mail_server - who sends does not choose the server
        servers = self.env["ir.mail_server"].sudo()
        servers = servers.search([("active", "=", True)], order="sequence, id")
        # The server of one agent's own mailbox is not the desk's.
        servers = servers.filtered(lambda server: not server.owner_user_id)
        groups = ours.grouped(
            lambda mail: (
                mail.mail_server_id,
                mail.record_alias_domain_id,
                mail.desk_sender,
            )
        )
        for (server, domain, sender), mails in groups.items():
            smtp_from = sender
            if not server:
                # sudo: mail.alias.domain - its addresses are those of our mails
                domain = domain.sudo()
                finder = server.with_context(
                    domain_notifications_email=domain.default_from_email,
                    domain_bounce_address=domain.bounce_email,
                )
                server, smtp_from = finder._find_mail_server(sender, servers)
            for ids in split_every(BATCH, mails.ids):
                yield server.id if server else False, domain.id, smtp_from, ids
