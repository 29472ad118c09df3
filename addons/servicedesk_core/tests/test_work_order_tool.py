# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from datetime import datetime
from unittest import TestCase

from ..tools import work_order as steps

STATES = (
    "draft",
    "sent",
    "accepted",
    "declined",
    "in_progress",
    "done",
    "verified",
    "cancelled",
)

# Step: {from: to}. What does not stand here is refused.
TABLE = {
    "send": {"draft": "sent"},
    "accept": {"sent": "accepted"},
    "decline": {"sent": "declined", "accepted": "declined"},
    "start": {"sent": "in_progress", "accepted": "in_progress"},
    "done": {"accepted": "done", "in_progress": "done"},
    "verify": {"done": "verified"},
    "return": {"done": "in_progress", "verified": "in_progress"},
    "cancel": {
        "draft": "cancelled",
        "sent": "cancelled",
        "accepted": "cancelled",
        "in_progress": "cancelled",
    },
    "hand_over": {"sent": "sent", "accepted": "sent", "in_progress": "sent"},
    "plan": {
        "draft": "draft",
        "sent": "sent",
        "accepted": "accepted",
        "in_progress": "in_progress",
    },
    "claim": {
        "accepted": "accepted",
        "in_progress": "in_progress",
        "done": "done",
        "verified": "verified",
    },
}
NOW = datetime(2026, 3, 2, 9)
BEFORE = datetime(2026, 3, 1, 9)


class TestWorkOrderTool(TestCase):
    """The life of a work order, without a database."""

    def test_every_step_from_every_state(self):
        """A step leads where the table says, and nowhere else from anywhere else."""
        self.assertEqual(set(TABLE), set(steps.STEPS))
        for step, moves in TABLE.items():
            for state in STATES:
                with self.subTest(step=step, state=state):
                    self.assertEqual(steps.may(step, state), state in moves)
                    if state in moves:
                        self.assertEqual(steps.next_state(step, state), moves[state])
                    else:
                        with self.assertRaises(ValueError):
                            steps.next_state(step, state)

    def test_what_is_over_stays_over(self):
        """Nothing comes of a declined or cancelled order; verified work may come back.

        What was verified is still claimed until its payment is decided.
        """
        self.assertEqual(steps.steps_from("declined", steps.BOTH), [])
        self.assertEqual(steps.steps_from("cancelled", steps.BOTH), [])
        left = steps.steps_from("verified", steps.BOTH)
        self.assertEqual(left, ["return", "claim"])

    def test_steps_belong_to_sides(self):
        """Who orders does not accept, who does the work does not verify."""
        self.assertEqual(
            steps.steps_from("sent", {"doer"}),
            ["accept", "decline", "start", "hand_over", "plan"],
        )
        self.assertEqual(
            steps.steps_from("sent", {"orderer"}), ["cancel", "hand_over", "plan"]
        )
        self.assertEqual(steps.steps_from("done", {"doer"}), ["claim"])
        self.assertEqual(steps.steps_from("done", {"orderer"}), ["verify", "return"])
        self.assertEqual(steps.steps_from("sent", set()), [])

    def test_under_way_and_over_are_disjoint(self):
        """An order is under way, over, a draft, or waits to be verified."""
        known = {*steps.UNDER_WAY, *steps.OVER, "draft", "done"}
        self.assertEqual(known, set(STATES))
        self.assertFalse(set(steps.UNDER_WAY) & set(steps.OVER))

    def test_dates_on_the_way(self):
        """Who is done has begun and accepted; what was stamped before stays."""
        none = dict.fromkeys(("date_accepted", "date_started", "date_done"))
        self.assertEqual(
            steps.get_stamps("done", NOW, none),
            dict.fromkeys(("date_accepted", "date_started", "date_done"), NOW),
        )
        accepted = none | {"date_accepted": BEFORE}
        self.assertEqual(
            steps.get_stamps("start", NOW, accepted), {"date_started": NOW}
        )
        self.assertEqual(steps.get_stamps("send", NOW, none), {"date_sent": NOW})
        self.assertEqual(steps.get_stamps("decline", NOW, none), {})
        self.assertEqual(steps.get_stamps("plan", NOW, none), {})

    def test_dates_that_are_taken_back(self):
        """Returned work is not done; a colleague has neither accepted nor begun."""
        every = dict.fromkeys(("date_accepted", "date_started", "date_done"), BEFORE)
        self.assertEqual(
            steps.get_stamps("return", NOW, every),
            {"date_done": False, "date_verified": False},
        )
        self.assertEqual(
            steps.get_stamps("hand_over", NOW, every),
            {"date_accepted": False, "date_started": False},
        )
