# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from datetime import date, datetime, timedelta
from unittest import TestCase

from ..tools import time_entry


class TestTimeEntryTool(TestCase):
    """The arithmetic of working time."""

    def test_a_begun_minute_is_a_full_one(self):
        for seconds, minutes in ((0, 0), (1, 1), (60, 1), (61, 2), (3599, 60)):
            with self.subTest(seconds=seconds):
                span = timedelta(seconds=seconds)
                self.assertEqual(time_entry.count_minutes(span), minutes)

    def test_fractions_of_a_second_begin_no_minute(self):
        span = timedelta(minutes=5, microseconds=999_999)
        self.assertEqual(time_entry.count_minutes(span), 5)

    def test_longer_steps(self):
        """A company may round up to quarters; nonsense is the full minute."""
        span = timedelta(minutes=16)
        for step, minutes in ((15, 30), (6, 18), (1, 16), (0, 16), (-5, 16), (99, 16)):
            with self.subTest(step=step):
                self.assertEqual(time_entry.count_minutes(span, step), minutes)

    def test_a_clock_that_ran_backwards_counts_nothing(self):
        self.assertEqual(time_entry.count_hours(timedelta(seconds=-5)), 0)

    def test_hours_by_hand(self):
        """Hours are kept in full minutes; what is no duration is none."""
        for given, clean in ((1, 1), (0.1, 0.1), (0.001, 1 / 60), (24, 24), (1.5, 1.5)):
            with self.subTest(given=given):
                self.assertAlmostEqual(time_entry.clean_hours(given), clean)
        odd = (0, -1, 24.1, float("nan"), float("inf"), 10**400, True, "1", None, [1])
        odd += (1e308,)  # a float whose minutes are none
        for given in odd:
            with self.subTest(given=given):
                self.assertIsNone(time_entry.clean_hours(given))

    def test_a_day_where_the_person_is(self):
        """Late in Moscow is still the day before in New York."""
        moment = datetime(2026, 3, 1, 22, 30)
        days = {
            "Europe/Moscow": date(2026, 3, 2),
            "America/New_York": date(2026, 3, 1),
            "Asia/Kolkata": date(2026, 3, 2),
            "UTC": date(2026, 3, 1),
            False: date(2026, 3, 1),
            "Nowhere/Land": date(2026, 3, 1),
        }
        for zone, day in days.items():
            with self.subTest(zone=zone):
                self.assertEqual(time_entry.find_day(moment, zone), day)

    def test_the_rate_of_a_day(self):
        rates = [(date(2026, 3, 1), 50), (date(2026, 1, 1), 40), (date(2026, 6, 1), 60)]
        for day, rate in (
            (date(2025, 12, 31), 0),
            (date(2026, 1, 1), 40),
            (date(2026, 3, 1), 50),
            (date(2026, 5, 31), 50),
            (date(2027, 1, 1), 60),
        ):
            with self.subTest(day=day):
                self.assertEqual(time_entry.find_rate(rates, day), rate)
        self.assertEqual(time_entry.find_rate([], date(2026, 1, 1)), 0)

    def test_words(self):
        for hours, words in (
            (0, "0:00"),
            (1.5, "1:30"),
            (1 / 60, "0:01"),
            (100, "100:00"),
        ):
            with self.subTest(hours=hours):
                self.assertEqual(time_entry.format_hours(hours), words)

    def test_forgotten(self):
        self.assertFalse(time_entry.is_forgotten(timedelta(hours=12)))
        self.assertTrue(time_entry.is_forgotten(timedelta(hours=12, seconds=1)))
