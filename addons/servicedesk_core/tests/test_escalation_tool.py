# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""The way of a ticket, circles on it, and who stands above two that do not agree."""

import unittest

from odoo.addons.servicedesk_core.tools import escalation as steps


def hand_overs(*pairs):
    return [steps.HandOver(*pair) for pair in pairs]


class TestWay(unittest.TestCase):
    """``trace``: through whose hands the whole came to who has it."""

    def test_nothing_happened(self):
        """Who has it from the start is all there is of the way."""
        self.assertEqual(steps.trace("A", []), ["A"])

    def test_all_the_way(self):
        """Each who had it stands there, the first one first."""
        done = hand_overs("AB", "BC", "CD")
        self.assertEqual(steps.trace("D", done), ["A", "B", "C", "D"])

    def test_a_direct_move_cuts_it(self):
        """What a dispatcher has moved since does not come from who had it before."""
        self.assertEqual(steps.trace("X", hand_overs("AB", "BC")), ["X"])

    def test_moved_back_by_hand(self):
        """Moved back to B by a dispatcher, its way is again A → B."""
        self.assertEqual(steps.trace("B", hand_overs("AB", "BC")), ["A", "B"])

    def test_what_stays_is_no_step(self):
        """A hand-over inside one party is no way."""
        self.assertEqual(steps.trace("A", hand_overs("AA")), ["A"])

    def test_history_of_another_ticket(self):
        """What came with a merged ticket, and does not lead here, is left out."""
        done = hand_overs("AB", "XY", "BC")
        self.assertEqual(steps.trace("C", done), ["A", "B", "C"])


class TestLoop(unittest.TestCase):
    """``is_loop``: back to somebody who had it and handed it on."""

    def test_back_to_the_first(self):
        self.assertTrue(steps.is_loop(["A", "B"], "A"))

    def test_by_a_detour(self):
        self.assertTrue(steps.is_loop(["A", "B", "C", "D"], "B"))

    def test_further_on(self):
        self.assertFalse(steps.is_loop(["A", "B"], "C"))

    def test_who_has_it_is_no_loop(self):
        """To who has it already nothing is offered: that is refused elsewhere."""
        self.assertFalse(steps.is_loop(["A", "B"], "B"))


class TestPair(unittest.TestCase):
    """The same hand-over is the same pair, whichever of them offers."""

    def test_no_direction(self):
        self.assertEqual(steps.pair("A", "B"), steps.pair("B", "A"))

    def test_others_are_others(self):
        self.assertNotEqual(steps.pair("A", "B"), steps.pair("A", "C"))

    def test_dispute_with_the_second(self):
        """The first return is everyday work, the second one a dispute."""
        self.assertEqual(
            [steps.is_dispute(number) for number in (1, 2, 3)], [False, True, True]
        )


class TestCommon(unittest.TestCase):
    """``find_common``: who stands above both, the nearest first."""

    #       T
    #     /   \
    #    M     N
    #   / \     \
    #  A   B     C
    PARENTS = {"A": "M", "B": "M", "C": "N", "M": "T", "N": "T"}

    def test_nearest(self):
        self.assertEqual(steps.find_common("A", "B", self.PARENTS), ["M", "T"])

    def test_across(self):
        self.assertEqual(steps.find_common("A", "C", self.PARENTS), ["T"])

    def test_nobody_judges_himself(self):
        """Where one stands above the other, who is above both decides."""
        self.assertEqual(steps.find_common("A", "M", self.PARENTS), ["T"])
        self.assertEqual(steps.find_common("M", "A", self.PARENTS), ["T"])

    def test_nobody_above(self):
        self.assertEqual(steps.find_common("T", "A", self.PARENTS), [])
        self.assertEqual(steps.find_common("X", "Y", self.PARENTS), [])

    def test_one_side_is_no_team(self):
        """A person without a team has nobody above: the other side's superiors do."""
        self.assertEqual(steps.find_common(False, "A", self.PARENTS), ["M", "T"])
        self.assertEqual(steps.find_common("A", None, self.PARENTS), ["M", "T"])
        self.assertEqual(steps.find_common(None, None, self.PARENTS), [])

    def test_circle_ends(self):
        """A circle that got into the data is walked once."""
        self.assertEqual(steps.get_above("A", {"A": "B", "B": "A"}), ["B"])
        self.assertEqual(
            steps.get_above("A", {"A": "B", "B": "C", "C": "B"}), ["B", "C"]
        )
