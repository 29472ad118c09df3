# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models
from odoo.exceptions import UserError

# Where these deeds lead to.
LEADS_TO = {"resolve": "resolved", "close": "closed", "cancel": "cancelled"}
# So many are named; of more, how many they are.
NAMED = 10


class ServicedeskTicketBulk(models.TransientModel):
    """Which of the chosen tickets refuse, said before anything is done.

    A deed on many is all or nothing; so who would refuse can be left out first.
    """

    _inherit = "servicedesk.ticket.bulk"

    refusals = fields.Text(
        compute="_compute_refusals", help="Which tickets refuse, and why."
    )
    refusal_count = fields.Integer(compute="_compute_refusals")

    @api.depends("ticket_ids", "deed")
    def _compute_refusals(self):
        for bulk in self:
            reasons = bulk._find_refusals()
            lines = [
                f"{ticket.display_name}: {reason}"
                for ticket, reason in list(reasons.items())[:NAMED]
            ]
            if len(reasons) > NAMED:
                more = self.env._("and %(count)s more", count=len(reasons) - NAMED)
                lines.append(more)
            bulk.refusals = "\n".join(lines)
            bulk.refusal_count = len(reasons)

    def _find_refusals(self):
        """Return {ticket: reason} of those that the deed cannot be done on."""
        self.ensure_one()
        # What one does not read is neither named nor counted: the deed refuses it.
        tickets = self.ticket_ids._origin._filtered_access("read")
        mine = tickets._filtered_access("write")
        reasons = dict.fromkeys(tickets - mine, self.env._("you do not work on it"))
        for ticket in mine:
            if reason := self._why_not(ticket):
                reasons[ticket] = reason
        return reasons

    def _why_not(self, ticket):
        """Return why the deed cannot be done on a ticket one works on, or False."""
        if self.deed == "answer" and not (ticket.partner_id or ticket.partner_email):
            return self.env._("nobody to write to")
        if self.deed in LEADS_TO:
            try:
                ticket._find_move(states=(LEADS_TO[self.deed],))
            except UserError as refusal:
                return str(refusal)
        return False

    def action_leave_out(self):
        """Take the refusing tickets out of the choice, and go on with the others.

        :raise UserError: when none is left.
        """
        self.ensure_one()
        refusing = self._find_refusals()
        left = self.ticket_ids.filtered(lambda ticket: ticket not in refusing)
        if not left:
            raise UserError(self.env._("All of the chosen tickets refuse."))
        self.ticket_ids = left
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Many at Once…"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }
