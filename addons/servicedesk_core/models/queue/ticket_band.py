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
            (bands.NOW, "Now"),
            (bands.TODAY, "Today"),
            (bands.LATER, "Later"),
            (bands.WAITING, "Waiting for Others"),
            (bands.CONFIRM, "To Confirm"),
            (bands.ENDED, "Ended"),
        ],
        string="What Burns",
        compute="_compute_due_band",
        search="_search_due_band",
        help="Now: late, promised within the hour, or most urgent. Today, on your"
        " clock. It is not stored: time goes by.",
    )

    def _get_band_bounds(self):
        return bands.get_bounds(fields.Datetime.now(), self.env.tz.zone)

    @api.depends("date_due", "state", "priority")
    @api.depends_context("tz")
    def _compute_due_band(self):
        bounds = self._get_band_bounds()
        for ticket in self:
            ticket.due_band = bands.get_band(
                ticket.state, ticket.date_due, ticket.priority, bounds
            )

    def _get_band_domain(self, band):
        """Return the domain of the tickets in one band: the rule for searching."""
        now, soon, today = self._get_band_bounds()
        ended = Domain("state", "in", ["closed", "cancelled"])
        confirm = Domain("state", "=", "resolved")
        late = ~ended & ~confirm & Domain("date_due", "<", now)
        in_time = Domain("date_due", "=", False) | Domain("date_due", ">=", now)
        waiting = Domain("state", "=", "waiting") & in_time
        living = Domain("state", "in", ["new", "assigned", "in_progress"]) & in_time
        pressing = Domain("priority", "=", bands.MOST_URGENT) | Domain(
            "date_due", "<", soon
        )
        today_due = Domain("date_due", "<", today)
        return {
            bands.NOW: late | (living & pressing),
            bands.TODAY: living & ~pressing & today_due,
            bands.LATER: living & ~pressing & ~today_due,
            bands.WAITING: waiting,
            bands.CONFIRM: confirm,
            bands.ENDED: ended,
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
        now, soon, today = self._get_band_bounds()
        return SQL(
            """CASE WHEN %(state)s IN ('closed', 'cancelled') THEN %(ended)s
                    WHEN %(state)s = 'resolved' THEN %(confirm)s
                    WHEN %(due)s < %(now)s THEN %(at_once)s
                    WHEN %(state)s = 'waiting' THEN %(waiting)s
                    WHEN %(priority)s = %(urgent)s THEN %(at_once)s
                    WHEN %(due)s < %(soon)s THEN %(at_once)s
                    WHEN %(due)s < %(today_end)s THEN %(today)s
                    ELSE %(later)s END""",
            state=self._field_to_sql(alias, "state", query),
            due=self._field_to_sql(alias, "date_due", query),
            priority=self._field_to_sql(alias, "priority", query),
            now=now,
            soon=soon,
            today_end=today,
            urgent=bands.MOST_URGENT,
            at_once=bands.NOW,
            today=bands.TODAY,
            later=bands.LATER,
            waiting=bands.WAITING,
            confirm=bands.CONFIRM,
            ended=bands.ENDED,
        )
