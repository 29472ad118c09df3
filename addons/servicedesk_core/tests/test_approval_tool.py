# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import itertools
from unittest import TestCase

from ..tools.approval import (
    ALL,
    ANY,
    APPROVED,
    PENDING,
    PLANNED,
    REJECTED,
    WITHDRAWN,
    Line,
    covers,
    settle,
)

WORDS = {
    "n": PLANNED,
    "p": PENDING,
    "a": APPROVED,
    "r": REJECTED,
    "w": WITHDRAWN,
}
ENOUGH = {"any": ANY, "all": ALL}

# Steps as "enough:states", each letter one person; what is asked and dropped by place.
CASES = (
    # steps, outcome, asked now, need not answer any more
    ("all:n", PENDING, (0,), ()),
    ("all:p", PENDING, (), ()),
    ("all:a", APPROVED, (), ()),
    ("all:r", REJECTED, (), ()),
    ("all:nn", PENDING, (0, 1), ()),
    ("all:ap", PENDING, (), ()),
    ("all:aa", APPROVED, (), ()),
    ("all:ar", REJECTED, (), ()),
    ("all:rp", REJECTED, (), (1,)),
    ("any:nn", PENDING, (0, 1), ()),
    ("any:pp", PENDING, (), ()),
    ("any:ap", APPROVED, (), (1,)),
    ("any:rp", REJECTED, (), (1,)),
    # One after the other: the second is asked when the first is done.
    ("all:n all:n", PENDING, (0,), ()),
    ("all:p all:n", PENDING, (), ()),
    ("all:a all:n", PENDING, (1,), ()),
    ("all:a all:p", PENDING, (), ()),
    ("all:a all:a", APPROVED, (), ()),
    ("any:ap all:nn", PENDING, (2, 3), (1,)),
    ("all:ap any:nn", PENDING, (), ()),
    ("all:r all:n", REJECTED, (), (1,)),
    ("all:a any:rp", REJECTED, (), (2,)),
    # What was withdrawn does not count.
    ("any:aw all:n", PENDING, (2,), ()),
    ("all:aw", APPROVED, (), ()),
)


def build(text):
    """Return the lines that one of the cases writes so shortly."""
    lines = []
    for step, part in enumerate(text.split(), start=1):
        enough, letters = part.split(":")
        for letter in letters:
            line = Line(len(lines), step, ENOUGH[enough], WORDS[letter])
            lines.append(line)
    return lines


class TestApprovalTool(TestCase):
    """Whom to ask, who is not needed any more, and how it ends."""

    def test_cases(self):
        for text, outcome, ask, drop in CASES:
            with self.subTest(steps=text):
                verdict = settle(build(text))
                self.assertEqual(verdict.outcome, outcome)
                self.assertEqual(verdict.ask, ask)
                self.assertEqual(verdict.drop, drop)

    def test_the_order_of_lines_does_not_matter(self):
        lines = build("any:ap all:nn")
        for order in itertools.permutations(lines):
            verdict = settle(order)
            self.assertEqual(set(verdict.ask), {2, 3})
            self.assertEqual(verdict.drop, (1,))

    def test_every_combination_ends_or_goes_on(self):
        """Nothing hangs: pending is somebody's turn, an end leaves nobody waiting."""
        for enough in itertools.product(ENOUGH, repeat=2):
            for states in itertools.product("npar", repeat=4):
                text = f"{enough[0]}:{''.join(states[:2])}"
                text += f" {enough[1]}:{''.join(states[2:])}"
                lines = build(text)
                verdict = settle(lines)
                left = {
                    line.id for line in lines if line.state in (PLANNED, PENDING)
                } - set(verdict.drop)
                with self.subTest(steps=text):
                    self.assertEqual(bool(left), verdict.outcome == PENDING)
                    self.assertLessEqual(set(verdict.ask), left)

    def test_one_refusal_is_enough(self):
        for enough in ENOUGH:
            for others in itertools.product("npa", repeat=3):
                text = f"{enough}:r{others[0]} {enough}:{others[1]}{others[2]}"
                self.assertEqual(settle(build(text)).outcome, REJECTED)

    def test_what_was_said_of_one_window_covers_what_lies_in_it(self):
        """Ends included; no window was asked about: any; a window, and none now: no."""
        asked = (20, 23)
        cases = (
            ((20, 23), True),
            ((21, 22), True),
            ((20, 24), False),
            ((19, 23), False),
            ((30, 33), False),
            ((23, 24), False),
            (None, False),
        )
        for planned, wanted in cases:
            with self.subTest(planned=planned):
                self.assertEqual(covers(asked, planned), wanted)
                self.assertTrue(covers(None, planned))

    def test_covering_is_an_order(self):
        """Covered by what is covered is covered; each other: the same window."""
        windows = [(a, b) for a in range(5) for b in range(a + 1, 6)]
        for one, other in itertools.product(windows, repeat=2):
            if covers(one, other) and covers(other, one):
                self.assertEqual(one, other)
            for third in windows:
                if covers(one, other) and covers(other, third):
                    self.assertTrue(covers(one, third))
