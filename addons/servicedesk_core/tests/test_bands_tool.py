# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""The bands of my work, without a database."""

from datetime import datetime

from odoo.tests.common import BaseCase

from ..tools import bands

NOON = datetime(2026, 5, 4, 12)


class TestBands(BaseCase):
    """Which tickets burn, seen from where the reader is."""

    def test_the_day_ends_where_the_reader_is(self):
        cases = [
            ("UTC", datetime(2026, 5, 5)),
            ("Europe/Berlin", datetime(2026, 5, 4, 22)),
            ("Asia/Shanghai", datetime(2026, 5, 4, 16)),
            ("America/New_York", datetime(2026, 5, 5, 4)),
            ("", datetime(2026, 5, 5)),
        ]
        for zone, end in cases:
            with self.subTest(zone=zone):
                self.assertEqual(bands.get_bounds(NOON, zone).today, end)

    def test_the_day_of_the_change_of_clocks_ends_at_midnight(self):
        before = bands.get_bounds(datetime(2026, 3, 28, 12), "Europe/Berlin")
        self.assertEqual(before.today, datetime(2026, 3, 28, 23))
        changed = bands.get_bounds(datetime(2026, 3, 29, 12), "Europe/Berlin")
        self.assertEqual(changed.today, datetime(2026, 3, 29, 22))

    def test_cases(self):
        bounds = bands.get_bounds(NOON, "UTC")
        cases = [
            ("new", None, "1", bands.LATER),
            ("new", None, "3", bands.NOW),
            ("assigned", datetime(2026, 5, 4, 11, 59), "0", bands.NOW),
            ("assigned", NOON, "0", bands.NOW),
            ("assigned", datetime(2026, 5, 4, 12, 59), "0", bands.NOW),
            ("assigned", datetime(2026, 5, 4, 13), "2", bands.TODAY),
            ("in_progress", datetime(2026, 5, 4, 23, 59), "1", bands.TODAY),
            ("in_progress", datetime(2026, 5, 5), "1", bands.LATER),
            ("in_progress", datetime(2026, 5, 11), "3", bands.NOW),
            ("waiting", None, "3", bands.WAITING),
            ("waiting", datetime(2026, 5, 4, 12, 30), "1", bands.WAITING),
            ("waiting", datetime(2026, 5, 1), "1", bands.NOW),
            ("resolved", datetime(2026, 5, 1), "3", bands.CONFIRM),
            ("closed", None, "1", bands.ENDED),
            ("cancelled", datetime(2026, 5, 1), "3", bands.ENDED),
        ]
        for state, due, priority, band in cases:
            with self.subTest(state=state, due=due, priority=priority):
                self.assertEqual(bands.get_band(state, due, priority, bounds), band)

    def test_late_in_the_evening_the_hour_reaches_into_tomorrow(self):
        """What is promised for a minute past midnight is for now, not for later."""
        bounds = bands.get_bounds(datetime(2026, 5, 4, 23, 30), "UTC")
        due = datetime(2026, 5, 5, 0, 1)
        self.assertEqual(bands.get_band("assigned", due, "1", bounds), bands.NOW)

    def test_the_bands_are_in_the_order_of_work(self):
        order = [
            bands.NOW,
            bands.TODAY,
            bands.LATER,
            bands.WAITING,
            bands.CONFIRM,
            bands.ENDED,
        ]
        self.assertEqual(order, sorted(order))
