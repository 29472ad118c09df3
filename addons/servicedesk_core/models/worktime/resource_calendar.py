# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from datetime import timedelta, timezone

from odoo import api, models, tools
from odoo.tools.intervals import Intervals

from ...tools.worktime import WorkTime, merge, next_month

SECOND = timedelta(seconds=1)


class ResourceCalendar(models.Model):
    """The one place from which the desk takes working hours.

    Any change of one empties the caches: also what the zone of a company and the
    promises of services are kept by.
    """

    _inherit = "resource.calendar"

    def _get_worktime(self):
        """Return the open hours of this calendar as a :class:`WorkTime`.

        No calendar at all is a desk that never closes. The hours are of the calendar's
        own zone, less the days off of its company; nobody's personal leave is in them.
        """
        if not self:
            return WorkTime.always()
        self.ensure_one()
        return WorkTime(self._servicedesk_open_month)

    @tools.ormcache("self.id", "month")
    def _servicedesk_open_month(self, month):
        """Return the open hours in the month (UTC) that starts at ``month``.

        Cached for all users, since every deadline asks for the same few months. A
        change of any calendar, attendance or general leave empties the cache.
        """
        # sudo: resource.calendar - when the desk is open is no secret
        calendar = self.sudo()
        start = month.replace(tzinfo=timezone.utc)
        end = next_month(month).replace(tzinfo=timezone.utc)
        hours = calendar._attendance_intervals_batch(start, end)[False]
        hours -= Intervals(calendar._get_days_off(start, end))
        return tuple(
            merge((_to_utc(opening), _to_utc(closing)) for opening, closing, _ in hours)
        )

    def _get_days_off(self, start, end):
        """Return the general leaves in a span as (from, to, leave).

        A leave of another company is none of ours, though Odoo's own sum takes one
        without a calendar for everybody's. A day off entered as until 23:59:59 ends
        at midnight.
        """
        self.ensure_one()
        leaves = self.env["resource.calendar.leaves"].search(
            [
                ("time_type", "=", "leave"),
                ("resource_id", "=", False),
                ("calendar_id", "in", [False, self.id]),
                ("company_id", "in", [False, *self.company_id.ids])
                if self.company_id
                else ("calendar_id", "=", self.id),
                ("date_from", "<", _to_utc(end)),
                ("date_to", ">", _to_utc(start)),
            ]
        )
        return [
            (
                leave.date_from.replace(tzinfo=timezone.utc),
                _until(leave.date_to).replace(tzinfo=timezone.utc),
                leave,
            )
            for leave in leaves
        ]

    @api.model_create_multi
    def create(self, vals_list):
        calendars = super().create(vals_list)
        self.env.registry.clear_cache()
        return calendars

    def write(self, vals):
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result


def _until(instant):
    """Return the end of a day for its last second, any other instant as it is."""
    return instant + SECOND if instant.second == 59 else instant


def _to_utc(instant):
    return instant.astimezone(timezone.utc).replace(tzinfo=None)
