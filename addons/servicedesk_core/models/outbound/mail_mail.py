# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import re

from odoo import api, fields, models
from odoo.tools import email_domain_extract, html2plaintext, split_every

from ..conversation.mail_message import TICKET
from .ir_mail_server import SENDER_NOTE

BATCH = 1000
QUEUE = "mail.ir_cron_mail_scheduler_action"
# The picture beside the team's name: readers of plain text have the name.
LOGO = re.compile(r"<img[^>]*\bservicedesk_logo\b[^>]*>")


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
        mails = super().create(vals_list)
        context = self.env.context
        if context.get("servicedesk_intake") and not context.get(
            "mail_notify_force_send", True
        ):
            self._wake_queue()
        return mails

    @api.model
    def _wake_queue(self):
        """Have the job that sends mails run once this is committed."""
        done = self.env.cr.precommit.data
        cron_id = self.env["ir.model.data"]._xmlid_to_res_id(QUEUE)
        if cron_id and not done.get(QUEUE):
            done[QUEUE] = True
            # sudo: ir.cron - whoever mails in, the desk's answer goes out
            self.env["ir.cron"].sudo().browse(cron_id)._trigger()

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
            if LOGO.search(email["body"]):
                email["body_alternative"] = html2plaintext(LOGO.sub("", email["body"]))
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

    def _get_desk_sender(self):
        """Return as which desk the mail is sent, or False: as Odoo sends it."""
        self.ensure_one()
        if self.desk_sender or self.model != TICKET:
            return self.desk_sender
        # What the desk says itself has it in From already.
        return self.env["mail.alias"]._is_own(self.email_from) and self.email_from

    @api.model
    def _may_send_as(self, sender, server):
        """Return whether a server sends for the desk though it is not told to.

        One without a list of senders sends for everybody. Odoo shows its notification
        address in such mails all the same, to be safe with strangers' domains; those
        that aliases have here are our own.
        """
        domain = email_domain_extract(sender)
        known = self.env["mail.alias"]._get_alias_domains()
        return bool(server) and not server.from_filter and domain in known

    def _split_by_mail_configuration(self):
        """Choose the mail server by who the sender is."""
        ours = self.filtered(lambda mail: mail._get_desk_sender())
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
                mail._get_desk_sender(),
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
                if self._may_send_as(sender, server):
                    smtp_from = sender
            for ids in split_every(BATCH, mails.ids):
                yield server.id if server else False, domain.id, smtp_from, ids
