# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import fields, models


class ServicedeskTicketAffected(models.TransientModel):
    """The dialog that writes to all customers whom one fault has hit."""

    _name = "servicedesk.ticket.affected"
    _description = "Tell All Affected"

    ticket_id = fields.Many2one(
        "servicedesk.ticket",
        required=True,
        readonly=True,
        default=lambda self: self._default_ticket_id(),
    )
    affected_count = fields.Integer(related="ticket_id.affected_count")
    body = fields.Html(string="Message", required=True)

    def _default_ticket_id(self):
        if self.env.context.get("active_model") != "servicedesk.ticket":
            return False
        return self.env.context.get("active_id")

    def action_apply(self):
        """Write to all; the ticket checks it."""
        self.ensure_one()
        self.ticket_id.action_tell_affected(str(self.body or ""))
        return {"type": "ir.actions.act_window_close"}
