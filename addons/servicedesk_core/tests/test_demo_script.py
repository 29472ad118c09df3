# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from datetime import date, datetime

import pytz

from odoo.tests.common import BaseCase

from ..demo.script import Step, ago, day, step, working_day


class TestScript(BaseCase):
    """The words that stories are told in need no database."""

    def test_working_days_skip_weekends(self):
        monday = date(2026, 11, 9)
        self.assertEqual(working_day(monday, 0), monday)
        self.assertEqual(working_day(monday, -1), date(2026, 11, 6))
        self.assertEqual(working_day(monday, -5), date(2026, 11, 2))
        self.assertEqual(working_day(date(2026, 11, 6), 1), monday)
        self.assertEqual(working_day(date(2026, 11, 8), -1), date(2026, 11, 6))

    def test_hours_are_those_of_the_company(self):
        zone = pytz.timezone("Europe/Paris")
        now = datetime(2026, 10, 26, 10, 0)
        # Winter time began on the 25th.
        self.assertEqual(day(0, "09:00").resolve(now, zone), datetime(2026, 10, 26, 8))
        self.assertEqual(day(-1, "09:00").resolve(now, zone), datetime(2026, 10, 23, 7))

    def test_minutes_come_after_every_earlier_day(self):
        zone = pytz.utc
        just_past_midnight = datetime(2026, 11, 10, 0, 1)
        self.assertLess(
            day(-1, "18:00").resolve(just_past_midnight, zone),
            ago(360).resolve(just_past_midnight, zone),
        )
        for minutes in (0, 361):
            with self.subTest(minutes=minutes), self.assertRaises(ValueError):
                ago(minutes)

    def test_a_step_carries_what_its_verb_needs(self):
        moment = day(-2, "10:00")
        self.assertEqual(
            step(moment, "agent", "resolve", text="Done"),
            Step(moment, "agent", "resolve", {"text": "Done"}),
        )
