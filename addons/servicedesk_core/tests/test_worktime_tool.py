# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""The arithmetic of working time, without a database."""

import random
from datetime import datetime, timedelta

from odoo.tests.common import BaseCase

from ..tools.worktime import (
    REACH,
    WorkTime,
    merge,
    months,
    next_month,
    seconds_of,
    whole,
)

HOUR = 3600


def at(text):
    """Return the instant written as ``05-04 09:30`` (of 2026), or with its year."""
    if len(text) == len("05-04 09:30"):
        text = f"2026-{text}"
    return datetime.fromisoformat(text)


def office(month):
    """Nine to five from Monday to Friday, UTC, but for 1 May."""
    day, pairs = month, []
    while day < next_month(month):
        if day.weekday() < 5 and (day.month, day.day) != (5, 1):
            pairs.append((day + timedelta(hours=9), day + timedelta(hours=17)))
        day += timedelta(days=1)
    return pairs


class TestMerge(BaseCase):
    """Open hours are put in order before anybody counts."""

    def test_a_day_that_ends_a_microsecond_early_touches_the_next(self):
        day = at("05-04 00:00")
        almost = day + timedelta(hours=24) - timedelta(microseconds=1)
        following = (day + timedelta(days=1), day + timedelta(days=2))
        self.assertEqual(merge([(day, almost), following]), [(day, following[1])])

    def test_lapping_hours_count_once(self):
        pairs = [
            (at("05-04 12:00"), at("05-04 17:00")),
            (at("05-04 09:00"), at("05-04 13:00")),
        ]
        self.assertEqual(merge(pairs), [(at("05-04 09:00"), at("05-04 17:00"))])

    def test_hours_inside_others_do_not_shorten_them(self):
        pairs = [
            (at("05-04 09:00"), at("05-04 17:00")),
            (at("05-04 10:00"), at("05-04 11:00")),
        ]
        self.assertEqual(merge(pairs), [pairs[0]])

    def test_empty_and_reversed_hours_vanish(self):
        noon = at("05-04 12:00")
        self.assertEqual(merge([(noon, noon), (noon, noon - timedelta(hours=1))]), [])

    def test_instants_become_whole_seconds(self):
        noon = at("05-04 12:00")
        self.assertEqual(whole(noon), noon)
        self.assertEqual(whole(noon + timedelta(microseconds=499_999)), noon)
        later = noon + timedelta(seconds=1)
        self.assertEqual(whole(noon + timedelta(microseconds=500_000)), later)

    def test_months_cover_the_turn_of_the_year(self):
        given = list(months(at("2026-12-31 23:00"), at("2027-02-01 00:00")))
        wanted = [datetime(2026, 12, 1), datetime(2027, 1, 1), datetime(2027, 2, 1)]
        self.assertEqual(given, wanted)


class TestCount(BaseCase):
    """How many seconds count between two instants."""

    def setUp(self):
        super().setUp()
        self.hours = WorkTime(office)

    def test_cases(self):
        """(from, to, hours that count); 4 May 2026 is a Monday, 1 May a holiday."""
        cases = [
            ("05-04 09:00", "05-04 17:00", 8),
            ("05-04 08:00", "05-04 18:00", 8),
            ("05-04 12:00", "05-04 13:30", 1.5),
            ("05-04 18:00", "05-05 08:00", 0),
            ("05-04 16:00", "05-05 10:00", 2),
            ("05-08 16:00", "05-11 10:00", 2),  # over a week-end
            ("04-30 16:00", "05-04 10:00", 2),  # over a holiday, a week-end, a month
            ("05-09 09:00", "05-10 17:00", 0),  # a week-end
            ("05-04 09:00", "05-04 09:00", 0),
        ]
        for start, end, hours in cases:
            with self.subTest(start=start, end=end):
                counted = self.hours.count(at(start), at(end))
                self.assertEqual(counted, hours * HOUR)

    def test_backwards_is_negative(self):
        counted = self.hours.count(at("05-04 12:00"), at("05-04 10:00"))
        self.assertEqual(counted, -2 * HOUR)

    def test_a_desk_that_never_closes_counts_every_second(self):
        always = WorkTime.always()
        year = always.count(at("2026-01-01 00:00"), at("2027-01-01 00:00"))
        self.assertEqual(year, 365 * 24 * HOUR)

    def test_a_month_is_fetched_once(self):
        asked = []

        def fetch(month):
            asked.append(month)
            return office(month)

        hours = WorkTime(fetch)
        for day in range(1, 28):
            hours.count(datetime(2026, 5, day), datetime(2026, 6, day))
        self.assertEqual(asked, [datetime(2026, 5, 1), datetime(2026, 6, 1)])

    def test_days_with_open_hours(self):
        cases = [
            ("05-04 09:00", "05-08 17:00", 5),
            ("05-08 12:00", "05-11 12:00", 2),
            ("05-09 00:00", "05-10 23:00", 0),
        ]
        for start, end, days in cases:
            with self.subTest(start=start, end=end):
                self.assertEqual(self.hours.count_days(at(start), at(end)), days)


class TestAdd(BaseCase):
    """When so many seconds will have counted."""

    def setUp(self):
        super().setUp()
        self.hours = WorkTime(office)

    def test_cases(self):
        cases = [
            ("05-04 09:00", 1, "05-04 10:00"),
            ("05-04 07:00", 1, "05-04 10:00"),
            ("05-04 09:00", 8, "05-04 17:00"),  # not nine next morning
            ("05-04 16:30", 1, "05-05 09:30"),
            ("05-04 17:00", 1, "05-05 10:00"),
            ("05-08 16:00", 2, "05-11 10:00"),
            ("04-30 16:00", 2, "05-04 10:00"),
            ("05-04 09:00", 80, "05-15 17:00"),
            ("05-04 20:00", 0, "05-04 20:00"),
        ]
        for start, hours, end in cases:
            with self.subTest(start=start, hours=hours):
                self.assertEqual(self.hours.add(at(start), hours * HOUR), at(end))

    def test_nothing_counts_backwards(self):
        with self.assertRaises(ValueError):
            self.hours.add(at("05-04 09:00"), -1)

    def test_a_calendar_without_hours_gives_no_instant(self):
        never = WorkTime(lambda month: [])
        self.assertIsNone(never.add(at("05-04 09:00"), 1))
        self.assertIsNone(never.get_next_open(at("05-04 09:00")))
        self.assertFalse(never.is_open(at("05-04 09:00")))

    def test_a_calendar_that_ends_gives_no_instant(self):
        """The hours of one month alone cannot hold more than there are."""
        may = WorkTime(lambda month: office(month) if month.month == 5 else [], 6)
        self.assertIsNone(may.add(at("05-04 09:00"), 1000 * HOUR))
        self.assertEqual(may.add(at("05-04 09:00"), HOUR), at("05-04 10:00"))

    def test_long_work_is_found_though_far_away(self):
        """The horizon is for silence, not for long work: five years of hours count."""
        start = at("2026-01-01 00:00")
        end = WorkTime.always().add(start, 5 * 365 * 24 * HOUR)
        self.assertEqual(end, start + timedelta(days=5 * 365))

    def test_adding_what_was_counted_leads_back(self):
        """For any start, and any end within open hours: add(start, count) == end."""
        chance = random.Random(4)
        for _case in range(300):
            start = at("01-01 00:00") + timedelta(seconds=chance.randrange(10**7))
            seconds = chance.randrange(1, 40 * 8 * HOUR)
            end = self.hours.add(start, seconds)
            self.assertEqual(self.hours.count(start, end), seconds)

    def test_two_steps_are_one(self):
        """Pausing at no moment costs or gives nothing."""
        chance = random.Random(5)
        for _case in range(300):
            start = at("01-01 00:00") + timedelta(seconds=chance.randrange(10**7))
            first, second = chance.randrange(1, 10**6), chance.randrange(1, 10**6)
            middle = self.hours.add(start, first)
            self.assertEqual(
                self.hours.add(middle, second), self.hours.add(start, first + second)
            )


class TestOpen(BaseCase):
    """Whether it is open, and when next."""

    def test_cases(self):
        hours = WorkTime(office)
        cases = [
            ("05-04 09:00", True, "05-04 09:00"),
            ("05-04 16:59", True, "05-04 16:59"),
            ("05-04 17:00", False, "05-05 09:00"),
            ("05-08 17:00", False, "05-11 09:00"),
            ("05-01 12:00", False, "05-04 09:00"),
            ("05-29 18:00", False, "06-01 09:00"),
        ]
        for when, is_open, following in cases:
            with self.subTest(when=when):
                self.assertEqual(hours.is_open(at(when)), is_open)
                self.assertEqual(hours.get_next_open(at(when)), at(following))


class TestReach(BaseCase):
    """Whatever somebody enters, nobody counts the days until the year 9999."""

    ENDS = (
        datetime.min,
        datetime.max,
        datetime(9999, 12, 30, 10),
        datetime(2126, 5, 5),
    )

    def setUp(self):
        super().setUp()
        self.asked = []

        def fetch(month):
            self.asked.append(month)
            return office(month)

        self.worktime = WorkTime(fetch)

    def test_a_far_date_asks_for_no_more_than_so_many_months(self):
        start = at("2026-05-04 09:00")
        for end in self.ENDS:
            for first, last in ((start, end), (end, start), (end, end)):
                self.asked.clear()
                self.worktime.count(first, last)
                self.worktime.count_days(min(first, last), max(first, last))
                self.assertLessEqual(len(self.asked), REACH + 1)

    def test_a_far_start_finds_no_opening_behind_the_calendar(self):
        for start in (datetime.max, datetime(9999, 12, 30, 10)):
            self.assertIsNone(self.worktime.get_next_open(start))
            self.assertIsNone(self.worktime.add(start, HOUR))
            self.assertFalse(self.worktime.is_open(start))

    def test_what_takes_longer_than_can_be_reached_is_never_over(self):
        start = at("2026-05-04 09:00")
        for seconds in (10**12, 10**300):
            self.asked.clear()
            self.assertIsNone(self.worktime.add(start, seconds))
            self.assertLessEqual(len(self.asked), REACH + 1)

    def test_five_years_of_working_hours_are_within_reach(self):
        """The longest time that a service may promise."""
        self.assertTrue(self.worktime.add(at("2026-05-04 09:00"), 43800 * HOUR))

    def test_hours_that_are_no_number_are_none(self):
        for hours, seconds in ((1.5, 5400), (0, 0), (-1, 0), (float("nan"), 0)):
            self.assertEqual(seconds_of(hours), seconds)
        self.assertIsNone(
            self.worktime.add(at("2026-05-04 09:00"), seconds_of(float("inf")))
        )
