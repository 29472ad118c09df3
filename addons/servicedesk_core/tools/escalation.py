# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""What may be offered to whom, and who decides when two teams do not agree.

Here a *party* is anything that stands for a side of a hand-over and can be compared: a
team, or a person without one. Plain arithmetic over what happened, oldest first.
"""

from datetime import timedelta
from typing import Any, NamedTuple

OFFERED, ACCEPTED, RETURNED = "offered", "accepted", "returned"
DISPUTED, SETTLED, WITHDRAWN = "disputed", "settled", "withdrawn"
# Nobody has had the last word on these.
OPEN = (OFFERED, DISPUTED)

WHOLE, PART = "whole", "part"

# Who a settlement gives it to.
RECEIVER, SENDER, OTHER = "receiver", "sender", "other"
# What else people call these.
DECISIONS = {
    RECEIVER: RECEIVER,
    "accept": RECEIVER,
    SENDER: SENDER,
    "return": SENDER,
    OTHER: OTHER,
}

# Nothing is to be answered later than that, in time and in working minutes.
LONGEST = timedelta(days=366)
MOST_MINUTES = 150_000

# A hand-over that came back so often is a matter for somebody above both.
DISPUTE_AT = 2


class HandOver(NamedTuple):
    """The whole went over, from one to the other."""

    giver: Any
    taker: Any


def trace(holder, hand_overs):
    """Return the parties through whose hands the whole came to ``holder``.

    The first giver first, the holder last. A hand-over that does not lead to where the
    whole is now is no part of the way: a dispatcher has moved it since.
    """
    path = [holder]
    for one in reversed(list(hand_overs)):
        if one.taker == path[0] and one.giver != one.taker:
            path.insert(0, one.giver)
    return path


def is_loop(path, receiver):
    """Return whether ``receiver`` had the whole, took it, and gave it away before."""
    return receiver in path[:-1]


def pair(one, other):
    """Return what two parties have in common, whichever of them offers."""
    return frozenset((one, other))


def is_dispute(return_number):
    """Return whether the how-many-th return of one hand-over opens a dispute."""
    return return_number >= DISPUTE_AT


def get_above(party, parents):
    """Return who stands above ``party``, the nearest first; a circle ends it."""
    above, at = [], parents.get(party)
    while at and at not in above and at != party:
        above.append(at)
        at = parents.get(at)
    return above


def find_common(one, other, parents):
    """Return who stands above both, the nearest first.

    Neither of the two is above itself: nobody decides in his own cause. Where one of
    them is nobody, those above the other count.

    :param dict parents: who stands directly above whom.
    """
    if not one or not other:
        return get_above(one or other, parents)
    others = get_above(other, parents)
    return [each for each in get_above(one, parents) if each in others]
