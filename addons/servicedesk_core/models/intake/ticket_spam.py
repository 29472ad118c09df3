# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import models
from odoo.exceptions import UserError

from ...tools import mail_address

MAILED = ("email", "fax")


class ServicedeskTicket(models.Model):
    """Unwanted mail: its ticket is cancelled, and its sender hears nothing."""

    _inherit = "servicedesk.ticket"

    def action_mark_spam(self, block=""):
        """Cancel mailed tickets as spam; their mails are kept, parked as such.

        :param str block: "address" or "domain" of the senders to block, too; who may
            not block senders may not do this either.
        :raise UserError: for a ticket that did not come by mail, or is not open.
        """
        self._check_work_access()
        block = self.env["servicedesk.mail.sender"]._check_block(block)
        mails = self._find_spam_mails()
        for ticket in self:
            ticket._check_may_be_spam()
            if block:
                ticket._block_sender(block)
        quiet = self.with_context(servicedesk_spam=True)
        quiet.action_cancel(self.env._("Spam"), children="keep")
        mails._park_as_spam()
        return True

    def _find_spam_mails(self):
        """Return what the mail intake has worked off for these tickets."""
        if not self:
            return self.env["servicedesk.mail.intake"]
        # sudo: servicedesk.mail.intake - agents deal with mails by their tickets
        mails = self.env["servicedesk.mail.intake"].sudo()
        return mails.search([("ticket_id", "in", self.ids), ("state", "=", "done")])

    def _check_may_be_spam(self):
        self.ensure_one()
        if self.channel not in MAILED:
            raise UserError(
                self.env._(
                    "%(ticket)s did not come by mail, so it is no spam; cancel it.",
                    ticket=self.number,
                )
            )
        if not self.is_open or self.state == "resolved":
            raise UserError(
                self.env._(
                    "%(ticket)s is not in work: it cannot be marked as spam.",
                    ticket=self.number,
                )
            )

    def _block_sender(self, block):
        """Put the sender, or all at his domain, on the ticket's company's list."""
        self.ensure_one()
        address = self._get_spam_sender()
        if not address:
            raise UserError(
                self.env._(
                    "%(ticket)s has no sender who could be blocked.",
                    ticket=self.number,
                )
            )
        address = mail_address.strip_tag(address)
        name = address if block == "address" else address.rpartition("@")[2]
        self.env["servicedesk.mail.sender"]._block([name], self.company_id)

    def _get_spam_sender(self):
        """Return the plain address that the ticket's first mail came from, or False."""
        self.ensure_one()
        # sudo: mail.message - the agent blocks whom he sees; the oldest is the first
        messages = self.env["mail.message"].sudo()
        first = messages.search(
            [
                ("model", "=", self._name),
                ("res_id", "in", self.ids),
                ("message_type", "=", "email"),
            ],
            order="id",
            limit=1,
        )
        mails = self.env["servicedesk.mail.intake"]
        sender = mails._get_sender({"email_from": first.email_from})
        return sender or self.partner_email

    # ------------------------------------------------------------------
    # Silence
    # ------------------------------------------------------------------

    def _track_template(self, changes):
        """Mail no text of a stage to who sent spam: it would tell that we read it."""
        if self.env.context.get("servicedesk_spam"):
            return {}
        return super()._track_template(changes)

    def _queue_notices(self, happened, message=None):
        if self.env.context.get("servicedesk_spam"):
            return None
        return super()._queue_notices(happened, message)

    def _is_untouched_spam(self):
        """Return whether nobody of the desk ever wrote to who sent this."""
        self.ensure_one()
        return self.state == "cancelled" and not (
            self.date_first_response or self.merged_into_id or self.date_resolved
        )
