# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools import bands


class ServicedeskTicket(models.Model):
    """My work in bands: what burns first stands first."""

    _inherit = "servicedesk.ticket"

    due_band = fields.Selection(
        [
            (bands.LATE, "Late"),
            (bands.TODAY, "Due Today"),
            (bands.WEEK, "Due This Week"),
            (bands.LATER, "Due Later"),
            (bands.UNDATED, "Without a Promised Time"),
            (bands.WAITING, "Waiting"),
            (bands.DONE, "Resolved or Ended"),
        ],
        string="Burns",
        compute="_compute_due_band",
        search="_search_due_band",
        help="By the promised time, on your clock. It is not stored: time goes by.",
    )

    def _get_band_bounds(self):
        return bands.get_bounds(fields.Datetime.now(), self.env.tz.zone)

    @api.depends("date_due", "state")
    @api.depends_context("tz")
    def _compute_due_band(self):
        bounds = self._get_band_bounds()
        for ticket in self:
            ticket.due_band = bands.get_band(ticket.state, ticket.date_due, bounds)

    def _get_band_domain(self, band):
        """Return the domain of the tickets in one band; the same rule as a domain."""
        now, today, week = self._get_band_bounds()
        done = Domain("state", "in", ["resolved", "closed", "cancelled"])
        late = Domain("date_due", "<", now)
        waiting = Domain("state", "=", "waiting")
        living = ~done & ~waiting
        return {
            bands.DONE: done,
            bands.LATE: ~done & late,
            bands.WAITING: waiting
            & (Domain("date_due", "=", False) | Domain("date_due", ">=", now)),
            bands.UNDATED: living & Domain("date_due", "=", False),
            bands.TODAY: living
            & Domain("date_due", ">=", now)
            & Domain("date_due", "<", today),
            bands.WEEK: living
            & Domain("date_due", ">=", max(now, today))
            & Domain("date_due", "<", week),
            bands.LATER: living & Domain("date_due", ">=", week),
        }[band]

    def _search_due_band(self, operator, value):
        if operator != "in":
            return NotImplemented
        known = dict(self._fields["due_band"].selection)
        return Domain.OR(self._get_band_domain(band) for band in value if band in known)

    def _field_to_sql(self, alias, field_expr, query=None):
        """Let people group and sort by the band, though it is not stored."""
        if field_expr != "due_band":
            return super()._field_to_sql(alias, field_expr, query)
        state = self._field_to_sql(alias, "state", query)
        due = self._field_to_sql(alias, "date_due", query)
        now, today, week = self._get_band_bounds()
        return SQL(
            """CASE WHEN %(state)s IN ('resolved', 'closed', 'cancelled') THEN %(done)s
                    WHEN %(due)s < %(now)s THEN %(late)s
                    WHEN %(state)s = 'waiting' THEN %(waiting)s
                    WHEN %(due)s IS NULL THEN %(undated)s
                    WHEN %(due)s < %(today_end)s THEN %(today)s
                    WHEN %(due)s < %(week_end)s THEN %(week)s
                    ELSE %(later)s END""",
            state=state,
            due=due,
            now=now,
            today_end=today,
            week_end=week,
            done=bands.DONE,
            late=bands.LATE,
            waiting=bands.WAITING,
            undated=bands.UNDATED,
            today=bands.TODAY,
            week=bands.WEEK,
            later=bands.LATER,
        )
