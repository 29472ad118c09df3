# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from datetime import date

from odoo.tests.common import BaseCase

from ..tools.contracts import Contract, choose, find_lapsed, get_distance, is_active

DAY = date(2026, 3, 2)
TILLS, HARDWARE, PAYROLL = 3, 1, 9
# The tills are a part of the hardware.
PATH = [TILLS, HARDWARE]


def contract(key, kind="maintenance", start=None, end=None, services=()):
    return Contract(key, kind, start, end, frozenset(services))


class TestContractChoice(BaseCase):
    """Which contract covers a ticket."""

    def test_first_and_last_day_are_covered(self):
        dated = contract(1, start=date(2026, 3, 1), end=date(2026, 3, 3))
        days = {day: is_active(dated, date(2026, 3, day)) for day in (1, 2, 3, 4)}
        self.assertEqual(days, {1: True, 2: True, 3: True, 4: False})
        self.assertFalse(is_active(dated, date(2026, 2, 28)))
        self.assertTrue(is_active(contract(1), date(1999, 1, 1)))

    def test_distance_is_counted_up_the_catalogue(self):
        cases = (
            ([TILLS], 0),
            ([HARDWARE], 1),
            ([PAYROLL, HARDWARE], 1),
            ([], 2),
            ([PAYROLL], None),
        )
        for services, expected in cases:
            with self.subTest(services=services):
                self.assertEqual(
                    get_distance(contract(1, services=services), PATH), expected
                )

    def test_choices(self):
        tills = contract(1, services=[TILLS])
        hardware = contract(2, services=[HARDWARE])
        everything = contract(3)
        licence = contract(4, "software", services=[TILLS])
        contractor = contract(5, "underpinning", services=[TILLS])
        over = contract(6, end=date(2026, 3, 1), services=[TILLS])
        coming = contract(7, start=date(2026, 3, 3), services=[TILLS])
        payroll = contract(8, services=[PAYROLL])
        short = contract(9, end=date(2026, 4, 1), services=[TILLS])
        long = contract(10, end=date(2026, 5, 1), services=[TILLS])
        cases = {
            "none": ([], None),
            "the one for the service": ([everything, hardware, tills], tills),
            "the one above it": ([everything, hardware], hardware),
            "the one for everything": ([everything, payroll], everything),
            "maintenance before software": ([licence, everything], everything),
            "software alone": ([licence], licence),
            "contractors cover nobody": ([contractor], None),
            "over": ([over], None),
            "not yet begun": ([coming], None),
            "of another service": ([payroll], None),
            "the longer one": ([short, long], long),
            "the endless one": ([long, tills], tills),
            "the older one": ([contract(12), contract(11)], contract(11)),
        }
        for name, (contracts, expected) in cases.items():
            with self.subTest(case=name):
                self.assertEqual(choose(contracts, PATH, DAY), expected)
                self.assertEqual(choose(contracts[::-1], PATH, DAY), expected)

    def test_without_a_service_only_a_contract_for_all_covers(self):
        self.assertIsNone(choose([contract(1, services=[TILLS])], [], DAY))
        self.assertEqual(choose([contract(2)], [], DAY).id, 2)

    def test_what_has_lapsed(self):
        older = contract(1, end=date(2025, 1, 1))
        newer = contract(2, end=date(2026, 3, 1), services=[HARDWARE])
        last_day = contract(3, end=DAY)
        contractor = contract(4, "underpinning", end=date(2026, 3, 1))
        payroll = contract(5, end=date(2026, 3, 1), services=[PAYROLL])
        self.assertEqual(find_lapsed([older, newer], PATH, DAY), newer)
        for other in (last_day, contractor, payroll, contract(6)):
            with self.subTest(contract=other):
                self.assertIsNone(find_lapsed([other], PATH, DAY))
