# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models
from odoo.tools import SQL


class ServicedeskTicket(models.Model):
    """How much the first line solves by itself: a measure of reports."""

    _inherit = "servicedesk.ticket"

    first_line_share = fields.Float(
        string="First Line %",
        compute="_compute_first_line_share",
        aggregator="avg",
        help="Of the solved tickets, how many a member of a first-line team solved and"
        " no other level ever had. What is not solved does not count.",
    )

    @api.depends("is_first_line", "resolved_by_id")
    def _compute_first_line_share(self):
        for ticket in self:
            solved = ticket.resolved_by_id and ticket.is_first_line
            ticket.first_line_share = 100.0 if solved else 0.0

    def _field_to_sql(self, alias, field_expr, query=None):
        """Let reports average it, though not stored; unsolved ones are left out."""
        if field_expr != "first_line_share":
            return super()._field_to_sql(alias, field_expr, query)
        return SQL(
            "CASE WHEN %s IS NULL THEN NULL WHEN %s IS TRUE THEN 100.0 ELSE 0.0 END",
            self._field_to_sql(alias, "resolved_by_id", query),
            self._field_to_sql(alias, "is_first_line", query),
        )
