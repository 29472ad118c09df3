# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models, tools

from ...tools import lifecycle


class ServicedeskTicketType(models.Model):
    """Which tickets are planned, and which of them a freeze stops."""

    _inherit = "servicedesk.ticket.type"

    is_planned = fields.Boolean(
        string="Planned Windows",
        help="Its tickets have a planned window, a risk and a way back, and stand in"
        " the change calendar.",
    )
    is_frozen = fields.Boolean(
        string="Stopped by Freezes",
        help="During a freeze its tickets are not started, unless a manager says why.",
    )

    @api.model
    @tools.ormcache()
    def _get_planned_ids(self):
        """Return (ids of types with windows, ids of those freezes stop); cached."""
        # sudo: servicedesk.ticket.type - how a type is planned is no secret
        types = self.sudo().search([("active", "in", [True, False])])
        return (
            frozenset(types.filtered("is_planned").ids),
            frozenset(types.filtered("is_frozen").ids),
        )

    @api.depends("transition_ids.asks", "transition_ids.approval_stage_id")
    def _compute_cycle_drawing(self):
        return super()._compute_cycle_drawing()

    def _get_cycle(self):
        """A move that asks for approval leads by the stage in which that is awaited."""
        stages, arrows = super()._get_cycle()
        for move in self.transition_ids:
            waits = move.approval_stage_id & self.stage_ids
            if not (move.active and move.asks == "approval" and waits):
                continue
            start = move.from_stage_id._origin.id or None
            end, via = move.to_stage_id._origin.id, waits._origin.id
            arrows = [
                arrow for arrow in arrows if (arrow.start, arrow.end) != (start, end)
            ]
            arrows.append(lifecycle.Arrow(start, via, move.name or ""))
            arrows.append(lifecycle.Arrow(via, end, self.env._("Approved")))
        return stages, arrows
