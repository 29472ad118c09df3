# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import models
from odoo.exceptions import AccessError, UserError

from ...tools import mail_address

MANAGER = "servicedesk_core.group_servicedesk_manager"


class ServicedeskMailIntake(models.Model):
    """Spam: marked by who reads it, deleted by a manager, back by one click."""

    _inherit = "servicedesk.mail.intake"

    def action_mark_spam(self, block=""):
        """Mark mails as spam that made no ticket.

        :param str block: "address" or "domain" of the senders to block, too.
        :raise UserError: for none; for one that is being worked off, or is in a
            ticket: that is marked with it.
        """
        self._check_may_decide()
        self._check_any()
        senders = self.env["servicedesk.mail.sender"]
        block = senders._check_block(block)
        self._lock_to_decide()
        for mail in self:
            if mail.state == "received":
                raise UserError(
                    self.env._("A mail that is not worked off yet cannot be spam.")
                )
            if mail.state == "done":
                raise UserError(mail._say_done())
        rest = self.filtered(lambda mail: mail.reason != "spam")
        for mail in rest if block else ():
            mail._block_sender(block)
        rest._park_as_spam()
        return True

    def _say_done(self):
        """Return why a mail that is in a ticket is not marked by itself."""
        if not self.ticket_id:
            return self._say_state()
        return self.env._(
            "“%(mail)s” is in ticket %(number)s: mark the ticket as spam.",
            mail=self.display_name,
            number=self.ticket_id.number,
        )

    def action_make_ticket(self):
        """What was no spam after all: its ticket goes on, with the number it has.

        Where the life cycle knows no way back, the mail makes another one.
        """
        spam = (self.state, self.reason) == ("parked", "spam") if len(self) == 1 else 0
        if spam and self.ticket_id.state == "cancelled":
            self._check_may_decide()
            ticket = self.ticket_id
            try:
                with self.env.cr.savepoint():
                    # Given back with the savepoint: the gate takes it by itself.
                    self._lock_to_decide()
                    ticket.action_reopen(self.env._("Not spam"))
            except UserError:
                self.env.invalidate_all()
            else:
                self._take_back_spam()
                return ticket.id
        return super().action_make_ticket()

    def _take_back_spam(self):
        """Write that the mails of this mail's ticket are no spam."""
        # sudo: servicedesk.mail.intake - nobody writes it but by its deeds
        mails = self.sudo()
        found = [("ticket_id", "=", self.ticket_id.id), ("reason", "=", "spam")]
        mails.search([*found, ("state", "=", "parked")]).write(
            {"state": "done", "reason": False, "detail": False}
        )

    def action_purge(self):
        """Delete mails marked as spam, and tickets of them that nobody ever answered.

        :raise UserError: for mails that are no spam: those the desk keeps.
        """
        self.check_access("read")
        if not (self.env.su or self.env.user.has_group(MANAGER)):
            raise AccessError(self.env._("Only managers delete mails."))
        self._check_any()
        self._lock_to_decide()
        if any((mail.state, mail.reason) != ("parked", "spam") for mail in self):
            raise UserError(
                self.env._("Only mails marked as spam can be deleted; mark them first.")
            )
        tickets = self.ticket_id._filtered_access("unlink")
        tickets = tickets.filtered(lambda ticket: ticket._is_untouched_spam())
        # sudo: servicedesk.mail.intake - nobody deletes it but by this deed
        mails = self.sudo()
        others = mails.search(
            [("ticket_id", "in", tickets.ids), ("id", "not in", self.ids)]
        )
        (tickets - others.ticket_id).unlink()
        mails.unlink()
        return True

    def _park_as_spam(self):
        """Write that these mails are spam; the ticket they made stays named."""
        if self:
            # sudo: servicedesk.mail.intake - nobody writes it but by its deeds
            self.sudo().write(
                {
                    "state": "parked",
                    "reason": "spam",
                    "detail": self.env._("Marked by %(user)s", user=self.env.user.name),
                }
            )

    def _block_sender(self, block):
        """Put the sender, or all at his domain, on the mail's company's list."""
        self.ensure_one()
        address = self._get_sender({"email_from": self.email_from})
        if not address:
            raise UserError(
                self.env._(
                    "“%(mail)s” has no sender who could be blocked.",
                    mail=self.display_name,
                )
            )
        address = mail_address.strip_tag(address)
        name = address if block == "address" else address.rpartition("@")[2]
        company = self.company_id or self.env.company
        self.env["servicedesk.mail.sender"]._block([name], company)
