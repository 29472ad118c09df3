# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""Approvals in steps: whom to ask now, who need not answer any more, and the outcome.

Steps come one after the other. In a step either any one of those asked is enough, or
all of them are needed. One refusal is enough to end it all.
"""

from typing import NamedTuple

PLANNED, PENDING, APPROVED, REJECTED = "planned", "pending", "approved", "rejected"
WITHDRAWN = "withdrawn"
ANY, ALL = "any", "all"


class Line(NamedTuple):
    """One approval that is needed: of which step, and how far it is."""

    id: int
    step: int
    enough: str  # ANY or ALL of its step
    state: str


class Verdict(NamedTuple):
    """What follows from how far the approvals are."""

    outcome: str  # PENDING, APPROVED or REJECTED
    ask: tuple = ()  # ids to be asked now
    drop: tuple = ()  # ids that need not answer any more


def settle(lines):
    """Return the Verdict on the approvals of one question.

    :param lines: all of them, in any order. Withdrawn ones do not count.
    """
    lines = [line for line in lines if line.state != WITHDRAWN]
    still_open = [line.id for line in lines if line.state in (PLANNED, PENDING)]
    if any(line.state == REJECTED for line in lines):
        return Verdict(REJECTED, drop=tuple(still_open))
    drop = []
    for step in sorted({line.step for line in lines}):
        mates = [line for line in lines if line.step == step]
        if not is_done(mates):
            ask = tuple(line.id for line in mates if line.state == PLANNED)
            return Verdict(PENDING, ask=ask, drop=tuple(drop))
        drop += [line.id for line in mates if line.state != APPROVED]
    return Verdict(APPROVED, drop=tuple(drop))


def is_done(mates):
    """Return whether the approvals of one step are enough to go on."""
    given = [line.state == APPROVED for line in mates]
    return any(given) if mates[0].enough == ANY else all(given)


def covers(asked, planned):
    """Return whether what was said of one window holds for another.

    :param tuple asked: (start, end) of the window that was shown, or None: what was
        approved was not about a window.
    :param tuple planned: the window now, or None.
    """
    if asked is None:
        return True
    if planned is None:
        return False
    return asked[0] <= planned[0] and planned[1] <= asked[1]
