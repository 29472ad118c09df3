# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo.tests import BaseCase, tagged

from ..tools import plan
from ..tools.plan import BESIDE, CHOSEN, PREVIOUS, Line

# What was entered, and which step waits for which.
ORDERS = {
    "none": ([], {}),
    "one": ([(1, PREVIOUS)], {1: ()}),
    "in a row": (
        [(1, PREVIOUS), (2, PREVIOUS), (3, PREVIOUS)],
        {1: (), 2: (1,), 3: (2,)},
    ),
    "beside the first": ([(1, PREVIOUS), (2, BESIDE)], {1: (), 2: ()}),
    "nothing to be beside": ([(1, BESIDE), (2, PREVIOUS)], {1: (), 2: (1,)}),
    "a group is waited for as a whole": (
        [(1, PREVIOUS), (2, PREVIOUS), (3, BESIDE), (4, PREVIOUS)],
        {1: (), 2: (1,), 3: (1,), 4: (2, 3)},
    ),
    "chosen": (
        [(1, PREVIOUS), (2, PREVIOUS), (3, CHOSEN, (1,))],
        {1: (), 2: (1,), 3: (1,)},
    ),
    "none chosen: at once": ([(1, PREVIOUS), (2, CHOSEN)], {1: (), 2: ()}),
    "beside a chosen one": (
        [(1, PREVIOUS), (2, PREVIOUS), (3, CHOSEN, (1,)), (4, BESIDE), (5, PREVIOUS)],
        {1: (), 2: (1,), 3: (1,), 4: (1,), 5: (3, 4)},
    ),
}

ROW = {1: (), 2: (1,), 3: (2,)}
FORK = {1: (), 2: (1,), 3: (1,), 4: (2, 3)}

# What waits for what, what is to come, what is begun, and what can start.
READY = {
    "the first": (ROW, (1, 2, 3), (), (1,)),
    "nothing while it is in work": (ROW, (2, 3), (1,), ()),
    "the next": (ROW, (2, 3), (), (2,)),
    "the last": (ROW, (3,), (), (3,)),
    "none left": (ROW, (), (), ()),
    "both arms": (FORK, (2, 3, 4), (), (2, 3)),
    "one arm is not enough": (FORK, (4,), (3,), ()),
    "both arms done": (FORK, (4,), (), (4,)),
    "left out: it waits for what is before": (ROW, (1, 3), (), (1,)),
    "left out: before that is in work": (ROW, (3,), (1,), ()),
    "an early one is in work again": (ROW, (3,), (1,), ()),
    "what is unknown keeps nobody waiting": ({2: (9,)}, (2,), (), (2,)),
    "all at once": ({1: (), 2: ()}, (2, 1), (), (2, 1)),
}

CIRCLES = {
    "none": (FORK, ()),
    "itself": ({1: (1,)}, (1,)),
    "two": ({1: (2,), 2: (1,), 3: ()}, (1, 2)),
    "three, and one behind them": (
        {1: (3,), 2: (1,), 3: (2,), 4: (3,)},
        (1, 2, 3),
    ),
}


@tagged("post_install", "-at_install")
class TestPlanTool(BaseCase):
    """Which step waits for which, and which can start."""

    def test_orders(self):
        for label, (lines, expected) in ORDERS.items():
            with self.subTest(label):
                found = plan.get_predecessors(Line(*line) for line in lines)
                self.assertEqual(found, expected)

    def test_ready(self):
        for label, (after, ahead, busy, expected) in READY.items():
            with self.subTest(label):
                self.assertEqual(plan.get_ready(after, ahead, busy), expected)

    def test_circles(self):
        for label, (after, expected) in CIRCLES.items():
            with self.subTest(label):
                self.assertEqual(plan.find_waiting_for_itself(after), expected)

    def test_every_order_comes_to_its_end(self):
        """Whatever is entered in rows and groups is done step by step."""
        for label, (lines, after) in ORDERS.items():
            with self.subTest(label):
                ahead = tuple(line[0] for line in lines)
                while ahead:
                    ready = plan.get_ready(after, ahead, ())
                    self.assertTrue(ready)
                    ahead = tuple(step for step in ahead if step not in ready)
