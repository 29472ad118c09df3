# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from datetime import datetime, timedelta, timezone
from unittest import TestCase
from zoneinfo import ZoneInfo

from ..tools.silence import add_days
from ..tools.worktime import WorkTime, next_month

UTC = timezone.utc
MOSCOW = ZoneInfo("Europe/Moscow")


def office(closed=()):
    """Return Monday to Friday, nine to five in UTC, less the dates in ``closed``."""

    def fetch(month):
        day, end = month, next_month(month)
        while day < end:
            if day.weekday() < 5 and day.date() not in closed:
                yield day + timedelta(hours=9), day + timedelta(hours=17)
            day += timedelta(days=1)

    return WorkTime(fetch)


class TestSilenceTool(TestCase):
    """Two working days later is the same hour of the second day of work."""

    def test_within_a_week(self):
        at = add_days(office(), datetime(2026, 3, 2, 10), 2, UTC)
        self.assertEqual(at, datetime(2026, 3, 4, 10))

    def test_over_a_week_end(self):
        """Asked on Friday at four: Tuesday at four."""
        at = add_days(office(), datetime(2026, 3, 6, 16), 2, UTC)
        self.assertEqual(at, datetime(2026, 3, 10, 16))

    def test_a_holiday_does_not_count(self):
        holiday = datetime(2026, 3, 3).date()
        at = add_days(office({holiday}), datetime(2026, 3, 2, 10), 2, UTC)
        self.assertEqual(at, datetime(2026, 3, 5, 10))

    def test_asked_at_night(self):
        """Nobody is reminded at night: at the next opening after it."""
        at = add_days(office(), datetime(2026, 3, 2, 23), 1, UTC)
        self.assertEqual(at, datetime(2026, 3, 4, 9))
        at = add_days(office(), datetime(2026, 3, 2, 3), 1, UTC)
        self.assertEqual(at, datetime(2026, 3, 3, 9))

    def test_asked_on_sunday(self):
        at = add_days(office(), datetime(2026, 3, 1, 12), 1, UTC)
        self.assertEqual(at, datetime(2026, 3, 2, 12))

    def test_days_of_the_desks_own_zone(self):
        """Ten in the evening of Monday is Tuesday already in Moscow."""
        worktime = WorkTime.always()
        at = add_days(worktime, datetime(2026, 3, 2, 22), 1, MOSCOW)
        self.assertEqual(at, datetime(2026, 3, 3, 22))

    def test_a_desk_that_never_opens(self):
        """Nothing waits for ever: then every day counts."""
        at = add_days(WorkTime(lambda month: []), datetime(2026, 3, 2, 10), 3, UTC)
        self.assertEqual(at, datetime(2026, 3, 5, 10))

    def test_a_desk_that_is_always_open(self):
        at = add_days(WorkTime.always(), datetime(2026, 3, 6, 23), 2, UTC)
        self.assertEqual(at, datetime(2026, 3, 8, 23))
