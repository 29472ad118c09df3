# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import csv
import io
import itertools
from datetime import date
from unittest import TestCase

from ..tools import settlement
from ..tools.settlement import (
    APPROVED,
    CUT,
    NEAR,
    OVER,
    REFUSED,
    Claim,
    SettlementError,
    Work,
)

CENT = 0.01

# Claims as (claimed, approved or None), the decision, its amount, what is paid.
DECISIONS = (
    ([(100, None)], APPROVED, None, [100]),
    ([(100, None), (50, 50)], APPROVED, None, [100, 50]),
    ([(100, None)], APPROVED, 100, [100]),
    ([(0, None), (20, None)], APPROVED, None, [0, 20]),
    # A cut without an amount pays what the lines say.
    ([(100, 80)], CUT, None, [80]),
    ([(100, 80), (50, None)], CUT, None, [80, 50]),
    # An amount is spread over the lines that nobody looked at.
    ([(100, None)], CUT, 60, [60]),
    ([(100, None), (50, None)], CUT, 75, [50, 25]),
    ([(100, 100), (50, None)], CUT, 110, [100, 10]),
    ([(100, 100), (50, None)], CUT, 100, [100, 0]),
    ([(10, None), (10, None), (10, None)], CUT, 10, [3.34, 3.33, 3.33]),
    ([(0.01, None), (0.01, None)], CUT, 0.01, [0.01, 0]),
    # A refusal pays nothing, whatever was thought of the lines before.
    ([(100, 80), (50, None)], REFUSED, None, [0, 0]),
    ([], REFUSED, None, []),
)

# Claims, the decision, its amount, why it cannot be, and the amount that is told.
CONTRADICTIONS = (
    ([], APPROVED, None, "nothing", 0),
    ([], CUT, 10, "nothing", 0),
    ([(0, None)], APPROVED, None, "nothing", 0),
    ([(100, 80)], APPROVED, None, "is_cut", 80),
    ([(100, None)], APPROVED, 90, "not_all", 100),
    ([(100, None)], APPROVED, 110, "not_all", 100),
    ([(100, None)], APPROVED, 0, "not_all", 100),
    ([(100, None)], CUT, None, "not_less", 100),
    ([(100, None)], CUT, 100, "not_less", 100),
    ([(100, None)], CUT, 100.004, "not_less", 100),
    ([(100, 80)], CUT, 120, "not_less", 100),
    ([(100, None)], CUT, 0, "nothing_left", 0),
    ([(100, None)], CUT, 0.004, "nothing_left", 0),
    ([(100, 0)], CUT, None, "nothing_left", 0),
    ([(100, 80), (50, None)], CUT, 79.99, "too_little", 80),
    ([(100, 80), (50, None)], CUT, 130.01, "too_much", 130),
)


class TestSettlementTool(TestCase):
    """The arithmetic of what is paid, without a database."""

    def _claims(self, pairs):
        return [Claim(*pair) for pair in pairs]

    def test_decisions(self):
        """Each line is paid what decision, amount and its own verdict say."""
        for pairs, decision, amount, expected in DECISIONS:
            with self.subTest(claims=pairs, decision=decision, amount=amount):
                paid = settlement.decide(decision, self._claims(pairs), amount, CENT)
                self.assertEqual(paid, expected)

    def test_contradictions(self):
        """What contradicts the lines is refused, with the amount that would fit."""
        for pairs, decision, amount, code, told in CONTRADICTIONS:
            with self.subTest(claims=pairs, decision=decision, amount=amount):
                with self.assertRaises(SettlementError) as caught:
                    settlement.decide(decision, self._claims(pairs), amount, CENT)
                self.assertEqual(caught.exception.code, code)
                self.assertEqual(caught.exception.amount, told)

    def test_amounts_that_binary_numbers_miss(self):
        """0.1 + 0.2 is 0.3, and 1.005 is rounded up: as people reckon."""
        claims = self._claims([(0.1, None), (0.2, None)])
        self.assertEqual(settlement.get_claimed(claims, CENT), 0.3)
        self.assertEqual(settlement.round_amount(1.005, CENT), 1.01)
        self.assertEqual(settlement.round_amount(-1.005, CENT), -1.01)
        paid = settlement.decide(APPROVED, claims, 0.3, CENT)
        self.assertEqual(paid, [0.1, 0.2])

    def test_currencies_without_cents(self):
        """Whole units, or steps of five hundredths, are as good as cents."""
        claims = self._claims([(100, None), (101, None)])
        self.assertEqual(settlement.decide(CUT, claims, 100, 1.0), [50, 50])
        self.assertEqual(settlement.round_amount(0.13, 0.05), 0.15)

    def test_parts_add_up(self):
        """However a sum is spread, the parts add up to it and none grows."""
        for parts in itertools.product((0, 1, 2, 7, 100), repeat=3):
            for total in {0, 1, sum(parts) // 3, sum(parts)}:
                if total > sum(parts):
                    continue
                with self.subTest(parts=parts, total=total):
                    shares = settlement.spread(list(parts), total)
                    self.assertEqual(sum(shares), total)
                    for part, share in zip(parts, shares, strict=True):
                        self.assertTrue(0 <= share <= part)

    def test_payable(self):
        """Lines that nobody looked at count in full, others as they were cut."""
        claims = self._claims([(100, 80), (50, None), (10, 0)])
        self.assertEqual(settlement.get_claimed(claims, CENT), 160)
        self.assertEqual(settlement.get_payable(claims, CENT), 130)
        self.assertEqual(settlement.get_payable([], CENT), 0)

    def test_labour_price(self):
        """Hours cost their rate, rounded; without a rate nothing is known."""
        self.assertEqual(settlement.get_labour_price(1.5, 40, CENT), 60)
        self.assertEqual(settlement.get_labour_price(1 / 3, 10, CENT), 3.33)
        self.assertIsNone(settlement.get_labour_price(1.5, 0, CENT))

    def test_long_days(self):
        """Nobody works more than 24 hours on one day, on how many lines ever."""
        monday, tuesday = date(2026, 3, 2), date(2026, 3, 3)
        works = [
            Work("Ann", monday, 14),
            Work("Ann", monday, 10.5),
            Work("Ann", tuesday, 10.5),
            Work("Bob", monday, 24),
        ]
        self.assertEqual(settlement.find_long_days(works), [("Ann", monday, 24.5)])
        self.assertEqual(settlement.find_long_days([]), [])

    def test_budget(self):
        """Warned from the share agreed on, again when over; 0 is no budget."""
        cases = (
            (0, 0, None),
            (500, 0, None),
            (79.99, 100, None),
            (80, 100, NEAR),
            (100, 100, NEAR),
            (100.01, 100, OVER),
        )
        for used, budget, expected in cases:
            with self.subTest(used=used, budget=budget):
                self.assertEqual(settlement.compare_budget(used, budget, 80), expected)

    def test_crossed(self):
        """Only what is graver than before is told again."""
        grades = (None, NEAR, OVER)
        for before, after in itertools.product(grades, repeat=2):
            with self.subTest(before=before, after=after):
                self.assertEqual(
                    settlement.has_crossed(before, after),
                    grades.index(before) < grades.index(after),
                )

    def test_texts_are_no_formulas(self):
        """What a contractor wrote does nothing in who opens the file."""
        for text in ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"):
            self.assertEqual(settlement.get_cell(text), f"'{text}")
        self.assertEqual(settlement.get_cell("1 = 1"), "1 = 1")
        self.assertEqual(settlement.get_cell(-5.5), -5.5)
        self.assertEqual(settlement.get_cell(False), "")
        self.assertEqual(settlement.get_cell(None), "")

    def test_csv(self):
        """Commas, quotes, line breaks and any alphabet come back as they went in."""
        rows = [["A, b", 'C "d"', "e\nf"], ["Тариф", "=HYPERLINK(1)", 12.5]]
        content = settlement.write_csv(rows)
        self.assertTrue(content.startswith(b"\xef\xbb\xbf"))
        read = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
        self.assertEqual(read[0], ["A, b", 'C "d"', "e\nf"])
        self.assertEqual(read[1], ["Тариф", "'=HYPERLINK(1)", "12.5"])
