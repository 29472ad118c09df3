# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..models.timeentry.servicedesk_time_entry import MANAGER


class ServicedeskTicketMove(models.TransientModel):
    """Whoever resolves is asked how long it took, if the type says so."""

    _inherit = "servicedesk.ticket.move"

    asks_time = fields.Selection(
        [("no", "No"), ("optional", "May Be Given"), ("required", "Required")],
        compute="_compute_asks_time",
    )
    hours = fields.Float(
        string="How Long It Took",
        help="Hours you worked on each of them, besides what you have written down. If"
        " your timer runs, this counts in its place.",
    )
    activity_id = fields.Many2one("servicedesk.time.activity")

    @api.depends("ticket_ids", "transition_id")
    def _compute_asks_time(self):
        """Required where one of the tickets needs it and has none of this user yet."""
        for wizard in self:
            tickets = wizard.ticket_ids._origin
            wizard.asks_time = "no"
            asked = tickets.filtered(lambda one: one.ticket_type_id.asks_time != "no")
            if wizard.to_state != "resolved" or not asked:
                continue
            strict = asked.filtered(
                lambda one: one.ticket_type_id.asks_time == "required"
            )
            wizard.asks_time = "optional"
            if any(not ticket._has_own_time() for ticket in strict):
                wizard.asks_time = "required"

    def _prepare_answers(self):
        """Give the time to the move, as far as it was asked."""
        answers = super()._prepare_answers()
        if self.asks_time != "no" and self.hours:
            answers |= {"hours": self.hours, "activity_id": self.activity_id.id}
        return answers


class ServicedeskTimeClose(models.TransientModel):
    """Closes working time until a day: figures that were told stay as they were."""

    _name = "servicedesk.time.close"
    _description = "Close Working Time"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    closed_until = fields.Date(
        related="company_id.servicedesk_time_closed_until",
        string="Closed Until Now",
    )
    day = fields.Date(string="Close Until", help="Empty: nothing is closed.")

    def action_apply(self):
        """Close, or open again, the working time of a company of one's own.

        :raise AccessError: for everybody but managers of that company.
        :raise UserError: for a day that is not over.
        """
        self.ensure_one()
        user = self.env.user
        if not user.has_group(MANAGER) or self.company_id not in user.company_ids:
            raise AccessError(self.env._("Only a manager of the company may do this."))
        if self.day and self.day >= fields.Date.context_today(self):
            raise UserError(self.env._("Only days that are over can be closed."))
        # sudo: res.company - managers of the desk set what concerns the desk
        company = self.company_id.sudo()
        company.servicedesk_time_closed_until = self.day
        return {"type": "ir.actions.act_window_close"}
