# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""On which days work recurs, without a database."""

import random
from datetime import date, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from odoo.tests.common import BaseCase

from ..tools.recurrence import (
    LAST,
    WEEKDAY,
    Rule,
    at,
    bounds,
    check,
    day_of,
    days,
    due,
    placed,
)

BERLIN = ZoneInfo("Europe/Berlin")
WEEKDAYS = frozenset(range(5))


# Why, the rule, and the first days it names.
CASES = [
    (
        "every third day",
        Rule("day", 3, date(2026, 2, 27)),
        ["2026-02-27", "2026-03-02", "2026-03-05"],
    ),
    (
        "workdays",
        Rule("week", 1, date(2026, 3, 5), weekdays=WEEKDAYS),
        ["2026-03-05", "2026-03-06", "2026-03-09"],
    ),
    (
        "every second week, from a Wednesday: its Monday is over",
        Rule("week", 2, date(2026, 3, 4), weekdays=frozenset({0, 4})),
        ["2026-03-06", "2026-03-16", "2026-03-20"],
    ),
    (
        "the 31st of a short month is its last day",
        Rule("month", 1, date(2026, 1, 31), day=31),
        ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"],
    ),
    (
        "the 15th, begun on the 20th",
        Rule("month", 1, date(2026, 1, 20), day=15),
        ["2026-02-15", "2026-03-15"],
    ),
    (
        "the last day, in a leap year",
        Rule("month", 1, date(2028, 1, 1), by=LAST),
        ["2028-01-31", "2028-02-29", "2028-03-31"],
    ),
    (
        "the last Friday",
        Rule("month", 1, date(2026, 1, 1), by=WEEKDAY, week=5, weekday=4),
        ["2026-01-30", "2026-02-27", "2026-03-27"],
    ),
    (
        "the second Tuesday",
        Rule("month", 1, date(2026, 3, 1), by=WEEKDAY, week=2, weekday=1),
        ["2026-03-10", "2026-04-14"],
    ),
    (
        "every quarter, over the end of a year",
        Rule("month", 3, date(2026, 11, 30), day=30),
        ["2026-11-30", "2027-02-28", "2027-05-30"],
    ),
    (
        "the 29th of February in common years",
        Rule("year", 1, date(2028, 2, 29), day=29),
        ["2028-02-29", "2029-02-28", "2030-02-28", "2031-02-28", "2032-02-29"],
    ),
    (
        "every second year, begun after its day",
        Rule("year", 2, date(2026, 6, 20), day=1),
        ["2028-06-01", "2030-06-01"],
    ),
    (
        "until an end, which is a day of it",
        Rule("day", 1, date(2026, 3, 1), date(2026, 3, 2)),
        ["2026-03-01", "2026-03-02"],
    ),
]


def first(number, rule, since=None):
    return [str(day) for day in islice(days(rule, since), number)]


class TestDays(BaseCase):
    """Which days a rule names."""

    def test_cases(self):
        for why, rule, wanted in CASES:
            with self.subTest(why):
                count = len(wanted) + bool(rule.end)
                self.assertEqual(first(count, rule), wanted)

    def test_since_starts_in_the_midst(self):
        """Years later the days are those that counting from the start would give."""
        chance = random.Random(5)
        for _case in range(200):
            rule = Rule(
                chance.choice(["day", "week", "month", "year"]),
                chance.randrange(1, 5),
                date(2026, 1, 1) + timedelta(days=chance.randrange(400)),
                weekdays=frozenset(chance.sample(range(7), chance.randrange(1, 5))),
                by=chance.choice(["date", LAST, WEEKDAY]),
                day=chance.randrange(1, 32),
                week=chance.randrange(1, 6),
                weekday=chance.randrange(7),
            )
            since = rule.start + timedelta(days=chance.randrange(2000))
            counted = (str(day) for day in days(rule) if day >= since)
            with self.subTest(rule=rule, since=since):
                self.assertEqual(first(4, rule, since), list(islice(counted, 4)))

    def test_wrong_rules_are_refused(self):
        start = date(2026, 3, 1)
        for wrong, rule in {
            "unit": Rule("hour", 1, start),
            "every": Rule("day", 0, start),
            "weekdays": Rule("week", 1, start),
            "day": Rule("month", 1, start, day=32),
            "end": Rule("day", 1, start, date(2026, 2, 1)),
        }.items():
            with self.subTest(wrong), self.assertRaisesRegex(ValueError, wrong):
                check(rule)


class TestPlaced(BaseCase):
    """Days on which nobody works."""

    @staticmethod
    def _skip(day):
        return day if day.weekday() < 5 else None

    @staticmethod
    def _move(day):
        while day.weekday() > 4:
            day += timedelta(days=1)
        return day

    def test_skipped(self):
        rule = Rule("month", 1, date(2026, 1, 1), day=1)
        found = [str(day) for day in islice(placed(rule, self._skip), 3)]
        self.assertEqual(found, ["2026-01-01", "2026-04-01", "2026-05-01"])

    def test_moved(self):
        rule = Rule("month", 1, date(2026, 1, 1), day=1)
        found = [str(day) for day in islice(placed(rule, self._move), 3)]
        self.assertEqual(found, ["2026-01-01", "2026-02-02", "2026-03-02"])

    def test_days_that_meet_are_one(self):
        """Saturday, Sunday and Monday of a daily rule: one Monday."""
        rule = Rule("day", 1, date(2026, 3, 6))
        found = [str(day) for day in islice(placed(rule, self._move), 3)]
        self.assertEqual(found, ["2026-03-06", "2026-03-09", "2026-03-10"])

    def test_a_day_moved_over_the_edge_is_found(self):
        """Asked from Monday on, what was due on Sunday is there."""
        rule = Rule("month", 1, date(2026, 1, 1), day=1)
        found = next(placed(rule, self._move, date(2026, 3, 2)))
        self.assertEqual(found, date(2026, 3, 2))

    def test_no_day_at_all_comes_to_an_end(self):
        rule = Rule("week", 1, date(2026, 1, 1), weekdays=frozenset({6}))
        self.assertEqual(list(placed(rule, self._skip)), [])


class TestClock(BaseCase):
    """Hours of a clock that changes twice a year."""

    def test_eight_stays_eight(self):
        for day, wanted in {
            date(2026, 3, 28): datetime(2026, 3, 28, 7),  # winter
            date(2026, 3, 29): datetime(2026, 3, 29, 6),  # the clocks went forward
            date(2026, 10, 25): datetime(2026, 10, 25, 7),
        }.items():
            with self.subTest(day):
                self.assertEqual(at(day, 8, BERLIN), wanted)

    def test_an_hour_that_is_skipped_is_later(self):
        """Half past two is not there that night: half past three is."""
        found = at(date(2026, 3, 29), 2.5, BERLIN)
        self.assertEqual(found, datetime(2026, 3, 29, 1, 30))

    def test_of_an_hour_shown_twice_the_first(self):
        found = at(date(2026, 10, 25), 2.5, BERLIN)
        self.assertEqual(found, datetime(2026, 10, 25, 0, 30))

    def test_minutes_are_whole(self):
        found = at(date(2026, 6, 1), 7 + 20 / 60, ZoneInfo("UTC"))
        self.assertEqual(found, datetime(2026, 6, 1, 7, 20))
        self.assertEqual(at(date(2026, 6, 1), 24, ZoneInfo("UTC")).hour, 23)

    def test_the_day_of_an_instant_is_the_zones(self):
        self.assertEqual(day_of(datetime(2026, 6, 1, 22, 30), BERLIN), date(2026, 6, 2))

    def test_a_day_may_have_twenty_three_hours(self):
        start, end = bounds(date(2026, 3, 29), BERLIN)
        self.assertEqual(end - start, timedelta(hours=23))


class TestCatchUp(BaseCase):
    """What is made up for after an outage."""

    def test_cases(self):
        moments = [datetime(2026, 3, day, 8) for day in (2, 3, 4, 5, 6)]
        now = datetime(2026, 3, 4, 12)
        self.assertEqual(due(moments, now, "all"), moments)
        self.assertEqual(due(moments, now, "last"), moments[2:])
        self.assertEqual(due(moments[3:], now, "last"), moments[3:])
        self.assertEqual(due([], now, "all"), [])
