# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models
from odoo.tools import SQL

PARAMETER = "servicedesk.mail_retention_days"
DEFAULT_DAYS = 90
# As long as this, what became of a mail can be looked up, and a repeat is known.
ROW_DAYS = 400
# For good, as far as anybody can tell; the calendar has no days before its year 1.
MOST_DAYS = 36500
# What was parked for these reasons is nobody's word.
WORTHLESS = ("spam", "blocked")
PORTION = 500


class ServicedeskMailIntake(models.Model):
    """Keep mails no longer than they are of use.

    The mail of a ticket stands in the ticket: the original is kept for a while beside
    it. What failed, or was never worked off, is kept until somebody decides.
    """

    _inherit = "servicedesk.mail.intake"

    _original_idx = models.Index(
        "(date_processed) WHERE state = 'done' AND raw IS NOT NULL"
    )
    _settled_idx = models.Index("(date_processed) WHERE state IN ('done', 'parked')")

    @api.model
    def _get_retention_days(self):
        """Return for how many days originals are kept."""
        # sudo: ir.config_parameter - the same for everybody
        given = self.env["ir.config_parameter"].sudo().get_param(PARAMETER)
        try:
            days = int(given)
        except (TypeError, ValueError):
            return DEFAULT_DAYS
        return min(days, MOST_DAYS) if days > 0 else DEFAULT_DAYS

    @api.model
    def _cron_tidy(self):
        """Empty the originals of what is done, delete what is old, in portions."""
        days = self._get_retention_days()
        recent = self._days_ago(days)
        old = self._days_ago(max(days, ROW_DAYS))
        self._in_portions(self._empty_originals, recent)
        self._in_portions(self._delete_worthless, recent)
        self._in_portions(self._delete_settled, old)

    @api.model
    def _days_ago(self, days):
        return fields.Datetime.subtract(fields.Datetime.now(), days=days)

    @api.model
    def _in_portions(self, deed, before):
        """Do a deed until there is nothing left to do, committing each portion."""
        while count := deed(before):
            if not self.env["ir.cron"]._commit_progress(count, remaining=PORTION):
                return
        self.env["ir.cron"]._commit_progress(remaining=0)

    @api.model
    def _empty_originals(self, before):
        """Empty the originals of a portion of tickets' mails; return of how many."""
        self.env.cr.execute(
            SQL(
                "UPDATE %(table)s SET raw = NULL WHERE id IN (SELECT id FROM %(table)s"
                " WHERE state = 'done' AND raw IS NOT NULL"
                " AND date_processed < %(before)s"
                " ORDER BY date_processed LIMIT %(portion)s FOR UPDATE SKIP LOCKED)",
                table=SQL.identifier(self._table),
                before=before,
                portion=PORTION,
            )
        )
        count = self.env.cr.rowcount
        self.invalidate_model(["raw"])
        return count

    @api.model
    def _delete_worthless(self, before):
        """Delete a portion of parked spam; return how much it was."""
        return self._delete_portion(
            [
                ("state", "=", "parked"),
                ("reason", "in", WORTHLESS),
                ("date_processed", "<", before),
            ]
        )

    @api.model
    def _delete_settled(self, before):
        """Delete a portion of what nobody looks up any more; return how much it was."""
        return self._delete_portion(
            [("state", "in", ("done", "parked")), ("date_processed", "<", before)]
        )

    @api.model
    def _delete_portion(self, domain):
        portion = self.search(domain, order="date_processed", limit=PORTION)
        portion = portion.try_lock_for_update()
        portion.unlink()
        return len(portion)
