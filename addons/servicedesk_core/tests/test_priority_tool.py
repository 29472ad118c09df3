# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import unittest

from odoo.tests import tagged

from ..tools import category, priority

# business priority: what 1, 5, 60 and 4,000 users give
IMPACTS = {
    "0": "1122",
    "1": "1223",
    "2": "1234",
    "3": "2344",
}
USERS = (1, 5, 60, 4000)

# impact: the priority at low, normal and high urgency
PRIORITIES = {"1": "011", "2": "012", "3": "123", "4": "233"}

# users: band; the limits on both sides
BANDS = {
    None: "few",
    0: "few",
    -3: "few",
    1: "one",
    2: "few",
    9: "few",
    10: "site",
    99: "site",
    100: "organisation",
    1_000_000: "organisation",
}


@tagged("post_install", "-at_install")
class TestPriorityTool(unittest.TestCase):
    """The published tables of docs/classification.md, cell by cell."""

    def test_bands(self):
        for users, band in BANDS.items():
            with self.subTest(users=users):
                self.assertEqual(priority.band(users), band)

    def test_impact_table(self):
        for business_priority, row in IMPACTS.items():
            for users, expected in zip(USERS, row, strict=True):
                with self.subTest(business_priority=business_priority, users=users):
                    self.assertEqual(
                        priority.impact(business_priority, users), expected
                    )

    def test_impact_never_falls(self):
        """More users or a higher priority to the business never lower the impact."""
        for row in priority.IMPACT_TABLE.values():
            self.assertEqual(list(row), sorted(row))
        for column in zip(*priority.IMPACT_TABLE.values(), strict=True):
            self.assertEqual(list(column), sorted(column))

    def test_worst_of_several(self):
        cases = (
            ([], ("1", None)),
            ([("1", 1)], ("1", 0)),
            ([("1", 1), ("3", 4000)], ("4", 1)),
            ([("3", 4000), ("1", 1)], ("4", 0)),
            ([("3", 60), ("3", 4000)], ("4", 0)),
            ([("0", 1), ("1", 5), ("2", 60)], ("3", 2)),
        )
        for services, expected in cases:
            with self.subTest(services=services):
                self.assertEqual(priority.highest_impact(services), expected)

    def test_urgency(self):
        """Only the most important customers hurry, and only where it counts."""
        for rank in (None, "0", "1", "2", "3"):
            with self.subTest(rank=rank):
                self.assertEqual(priority.urgency(rank, False), "2")
                expected = "3" if rank == "3" else "2"
                self.assertEqual(priority.urgency(rank, True), expected)

    def test_matrix(self):
        for impact, row in PRIORITIES.items():
            for urgency, expected in zip("123", row, strict=True):
                with self.subTest(impact=impact, urgency=urgency):
                    self.assertEqual(priority.pick(impact, urgency), expected)

    def test_nearest_matrix_wins(self):
        company, shared = {("1", "1"): "3"}, {("1", "1"): "2", ("2", "1"): "2"}
        cases = {("1", "1"): "3", ("2", "1"): "2", ("3", "1"): "1"}
        for cell, expected in cases.items():
            with self.subTest(cell=cell):
                self.assertEqual(priority.pick(*cell, company, shared), expected)

    def test_nothing_known(self):
        """An empty impact or urgency counts as one person and normal."""
        self.assertEqual(priority.pick(None, False), "1")


def rule(key, services=(), types=(), company=False):
    return category.Rule(key, frozenset(services), frozenset(types), company)


# Two for any service, two of service 10, one of its part 11, one of company 7.
RULES = (
    rule(1, types=[1]),
    rule(2, types=[2]),
    rule(3, services=[10], types=[1]),
    rule(4, services=[10]),
    rule(5, services=[11], types=[2]),
    rule(6, services=[12], company=7),
)


@tagged("post_install", "-at_install")
class TestCategoryTool(unittest.TestCase):
    """Which categories are left, and when one fills itself."""

    def test_possible(self):
        # path (nearest first), type, company: what is left
        cases = (
            ((), 1, 5, [1]),
            ((), 2, 5, [2]),
            ((), 3, 5, []),
            ((), False, 5, [1, 2]),
            ((10,), 1, 5, [3, 4]),
            ((10,), 2, 5, [4]),
            ((11, 10), 2, 5, [5]),
            ((11, 10), 1, 5, [3, 4]),
            ((99,), 1, 5, [1]),
            ((12,), 1, 5, [1]),
            ((12,), 1, 7, [6]),
        )
        for path, type_id, company, expected in cases:
            with self.subTest(path=path, type=type_id, company=company):
                self.assertEqual(
                    category.possible(RULES, path, type_id, company), expected
                )

    def test_choose(self):
        # possible, present: chosen
        cases = (
            ([], 1, False),
            ([4], False, 4),
            ([4], 3, 4),
            ([3, 4], False, False),
            ([3, 4], 4, 4),
            ([3, 4], 9, False),
        )
        for keys, current, expected in cases:
            with self.subTest(keys=keys, current=current):
                self.assertEqual(category.choose(keys, current), expected)
