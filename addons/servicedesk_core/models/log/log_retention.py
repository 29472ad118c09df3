# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models
from odoo.tools import SQL

PARAMETER = "servicedesk.log_days"
DEFAULT_DAYS = 730
# Whoever has something to hide cannot have it forgotten by tomorrow.
LEAST_DAYS = 30
# For good, as far as anybody can tell; the calendar has no days before its year 1.
MOST_DAYS = 36500
PORTION = 10000


class ServicedeskLog(models.Model):
    """Rows are kept as long as the system parameter says, and then go by themselves."""

    _inherit = "servicedesk.log"

    @api.model
    def _get_retention_days(self):
        # sudo: ir.config_parameter - the same for everybody
        given = self.env["ir.config_parameter"].sudo().get_param(PARAMETER)
        try:
            days = int(given or "")
        except (TypeError, ValueError):
            return DEFAULT_DAYS
        return min(max(days, LEAST_DAYS), MOST_DAYS)

    @api.autovacuum
    def _gc_old(self):
        """Delete a portion of the rows that are older than the log is kept."""
        before = fields.Datetime.subtract(
            fields.Datetime.now(), days=self._get_retention_days()
        )
        self.env.cr.execute(
            SQL(
                "DELETE FROM %(table)s WHERE id IN"
                " (SELECT id FROM %(table)s WHERE at < %(before)s"
                " ORDER BY at LIMIT %(portion)s)",
                table=SQL.identifier(self._table),
                before=before,
                portion=PORTION,
            )
        )
        count = self.env.cr.rowcount
        self.invalidate_model()
        return count, PORTION if count == PORTION else 0
