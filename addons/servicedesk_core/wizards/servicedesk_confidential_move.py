# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import fields, models

from ..tools import arguments


class ServicedeskConfidentialMove(models.TransientModel):
    """Asks where confidential tickets go, and why."""

    _name = "servicedesk.confidential.move"
    _description = "Move Confidential Tickets"

    ticket_ids = fields.Many2many(
        "servicedesk.confidential.ticket",
        "servicedesk_confidential_move_rel",
        "move_id",
        "ticket_id",
        string="Tickets",
        required=True,
        default=lambda self: self._default_ticket_ids(),
    )
    team_id = fields.Many2one("servicedesk.team", required=True)
    reason = fields.Char(required=True)

    def _default_ticket_ids(self):
        if self.env.context.get("active_model") != "servicedesk.confidential.ticket":
            return False
        given = self.env.context.get("active_ids")
        return arguments.record_ids(self.env, given, "active_ids")

    def action_apply(self):
        """Move the tickets; see ``servicedesk.confidential.ticket.action_move``."""
        self.ensure_one()
        self.ticket_ids.action_move(self.team_id.id, self.reason)
        return {"type": "ir.actions.act_window_close"}
