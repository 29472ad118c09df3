# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from datetime import datetime, timedelta

from odoo.tests import tagged

from .common import ServicedeskCommon

HOUR = 3600
WEEKDAYS = "01234"
ALL_DAYS = "0123456"


@tagged("post_install", "-at_install")
class TestWorktime(ServicedeskCommon):
    """Open hours as Odoo's calendars keep them, in their own zone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.office = cls._make_calendar("Office", WEEKDAYS, 9, 17, "Europe/Berlin")
        cls.always = cls._make_calendar("Always", ALL_DAYS, 0, 24, "Europe/Berlin")

    @classmethod
    def _make_calendar(cls, name, days, hour_from, hour_to, zone):
        attendances = [
            (
                0,
                0,
                {
                    "name": name,
                    "dayofweek": day,
                    "hour_from": hour_from,
                    "hour_to": hour_to,
                    "day_period": "morning",
                },
            )
            for day in days
        ]
        return cls.env["resource.calendar"].create(
            {
                "name": name,
                "tz": zone,
                "company_id": cls.company.id,
                "attendance_ids": [(5, 0, 0), *attendances],
            }
        )

    def _add_leave(self, start, end, company=None, **values):
        leaves = self.env["resource.calendar.leaves"]
        return leaves.with_company(company or self.company).create(
            {
                "name": "Closed",
                "calendar_id": self.office.id,
                "date_from": start,
                "date_to": end,
                **values,
            }
        )

    # -- zones ---------------------------------------------------------

    def test_hours_are_of_the_calendars_zone(self):
        """Nine in Berlin is eight in UTC in winter and seven in summer."""
        hours = self.office._get_worktime()
        winter = hours.get_next_open(datetime(2026, 1, 12))
        summer = hours.get_next_open(datetime(2026, 7, 13))
        self.assertEqual(winter, datetime(2026, 1, 12, 8))
        self.assertEqual(summer, datetime(2026, 7, 13, 7))

    def test_a_zone_ahead_of_utc_starts_the_day_before(self):
        """A night shift in Shanghai at the turn of the month is not cut."""
        shanghai = self._make_calendar("Night", ALL_DAYS, 0, 8, "Asia/Shanghai")
        hours = shanghai._get_worktime().get_open(
            datetime(2026, 4, 30, 12), datetime(2026, 5, 1, 12)
        )
        self.assertEqual(hours, [(datetime(2026, 4, 30, 16), datetime(2026, 5, 1))])

    def test_days_with_another_number_of_hours(self):
        """Open all day: 23 hours in March, 25 in October, 24 otherwise."""
        hours = self.always._get_worktime()
        cases = [
            (datetime(2026, 3, 28, 23), 23),
            (datetime(2026, 10, 24, 22), 25),
            (datetime(2026, 5, 3, 22), 24),
        ]
        for midnight, length in cases:
            with self.subTest(midnight=midnight):
                end = midnight + timedelta(hours=length)
                self.assertEqual(hours.count(midnight, end), length * HOUR)

    def test_a_year_of_always_has_every_second(self):
        hours = self.always._get_worktime()
        start, end = datetime(2026, 1, 1), datetime(2027, 1, 1)
        self.assertEqual(hours.count(start, end), 365 * 24 * HOUR)
        self.assertEqual(hours.get_open(start, end), [(start, end)])

    def test_without_a_calendar_it_is_always_open(self):
        hours = self.env["resource.calendar"]._get_worktime()
        self.assertTrue(hours.is_open(datetime(2026, 5, 3, 3)))

    def test_a_calendar_without_hours_is_never_open(self):
        empty = self._make_calendar("Never", "", 9, 17, "UTC")
        self.assertIsNone(empty._get_worktime().add(datetime(2026, 5, 4), HOUR))

    # -- days off ------------------------------------------------------

    def test_a_day_off_does_not_count(self):
        self._add_leave(datetime(2026, 5, 4, 22), datetime(2026, 5, 5, 21, 59, 59))
        hours = self.office._get_worktime()
        ends = hours.add(datetime(2026, 5, 4, 14), 2 * HOUR)
        self.assertEqual(ends, datetime(2026, 5, 6, 8))

    def test_a_day_off_until_the_last_second_leaves_none(self):
        self._add_leave(
            datetime(2026, 5, 4, 22),
            datetime(2026, 5, 5, 21, 59, 59),
            calendar_id=self.always.id,
        )
        hours = self.always._get_worktime()
        counted = hours.count(datetime(2026, 5, 4, 22), datetime(2026, 5, 5, 22))
        self.assertEqual(counted, 0)

    def test_days_off_of_another_company_are_none_of_ours(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        start, end = datetime(2026, 5, 5, 0), datetime(2026, 5, 6, 0)
        leave = self._add_leave(start, end, other, calendar_id=False)
        self.assertEqual(leave.company_id, other)
        hours = self.office._get_worktime()
        self.assertEqual(hours.count(start, end), 8 * HOUR)
        self._add_leave(start, end, calendar_id=False)
        hours = self.office._get_worktime()
        self.assertEqual(hours.count(start, end), 0)

    def test_somebodys_leave_closes_nothing(self):
        resource = self.env["resource.resource"].create(
            {"name": "Ann", "calendar_id": self.office.id}
        )
        start, end = datetime(2026, 5, 5, 0), datetime(2026, 5, 6, 0)
        self._add_leave(start, end, resource_id=resource.id)
        self.assertEqual(self.office._get_worktime().count(start, end), 8 * HOUR)

    # -- changes and cost ----------------------------------------------

    def test_changes_are_seen_at_once(self):
        start, end = datetime(2026, 5, 4), datetime(2026, 5, 9)

        def count():
            return self.office._get_worktime().count(start, end) // HOUR

        self.assertEqual(count(), 40)
        leave = self._add_leave(datetime(2026, 5, 5, 0), datetime(2026, 5, 6, 0))
        self.assertEqual(count(), 32)
        leave.date_to = datetime(2026, 5, 7, 0)
        self.assertEqual(count(), 24)
        leave.unlink()
        self.assertEqual(count(), 40)
        self.office.attendance_ids[0].hour_to = 13
        self.assertEqual(count(), 36)
        self.office.attendance_ids[0].unlink()
        self.assertEqual(count(), 32)
        self.office.tz = "America/New_York"
        opening = self.office._get_worktime().get_next_open(start)
        self.assertEqual(opening, datetime(2026, 5, 5, 13))

    def test_hours_once_read_cost_nothing(self):
        start, end = datetime(2026, 5, 4), datetime(2026, 6, 9)
        self.office._get_worktime().count(start, end)
        with self.assertQueryCount(0):
            self.office._get_worktime().count(start, end)

    def test_requesters_deadlines_need_no_rights_on_calendars(self):
        office = self.office.with_user(self.customer)
        counted = office._get_worktime().count(
            datetime(2026, 5, 4), datetime(2026, 5, 5)
        )
        self.assertEqual(counted, 8 * HOUR)
