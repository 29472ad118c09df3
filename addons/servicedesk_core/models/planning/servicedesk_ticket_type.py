# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models, tools


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
        """Return (ids of types with windows, ids of types that freezes stop); cached."""
        # sudo: servicedesk.ticket.type - how a type is planned is no secret
        types = self.sudo().search([("active", "in", [True, False])])
        return (
            frozenset(types.filtered("is_planned").ids),
            frozenset(types.filtered("is_frozen").ids),
        )
