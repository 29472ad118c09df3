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

    def test_a_week_over_the_change_of_clocks_ends_at_midnight(self):
        bounds = bands.get_bounds(datetime(2026, 3, 27, 12), "Europe/Berlin")
        self.assertEqual(bounds.today, datetime(2026, 3, 27, 23))
        self.assertEqual(bounds.week, datetime(2026, 4, 2, 22))

    def test_cases(self):
        bounds = bands.get_bounds(NOON, "UTC")
        cases = [
            ("new", None, bands.UNDATED),
            ("assigned", datetime(2026, 5, 4, 11, 59), bands.LATE),
            ("assigned", NOON, bands.TODAY),
            ("in_progress", datetime(2026, 5, 4, 23, 59), bands.TODAY),
            ("in_progress", datetime(2026, 5, 5), bands.WEEK),
            ("in_progress", datetime(2026, 5, 10, 23), bands.WEEK),
            ("in_progress", datetime(2026, 5, 11), bands.LATER),
            ("waiting", None, bands.WAITING),
            ("waiting", datetime(2026, 5, 4, 18), bands.WAITING),
            ("waiting", datetime(2026, 5, 1), bands.LATE),
            ("resolved", datetime(2026, 5, 1), bands.DONE),
            ("closed", None, bands.DONE),
        ]
        for state, due, band in cases:
            with self.subTest(state=state, due=due):
                self.assertEqual(bands.get_band(state, due, bounds), band)
