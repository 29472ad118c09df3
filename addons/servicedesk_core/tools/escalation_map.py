# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""The way of a ticket from team to team, as a drawing needs it: lanes and steps.

Each place that the ticket was at, or was offered to, is a lane; each step leads from
one lane to another, or stays in its own. Between two steps one lane *holds* the
ticket: who is responsible then. An offer holds nothing until it is accepted.
"""

from collections import namedtuple
from datetime import timedelta

# ``place`` is any key of a lane, ``date`` since when the ticket was there.
Stay = namedtuple("Stay", "place date")
# ``answered`` is when the receiver accepted or returned it, ``settled`` when a dispute
# was decided, in favour of ``taker``; None for what did not happen.
Offer = namedtuple("Offer", "id source target share state date answered settled taker")
# ``kind`` is start, move, offer or decision; ``offer`` the offer's id, else None;
# ``holder`` is who holds the ticket afterwards.
Step = namedtuple("Step", "kind source target date offer holder")

# Of what happened at one moment.
ORDER = {"start": 0, "move": 1, "offer": 2, "decision": 3}
# What is written with an answer is written at the same moment.
BESIDE = timedelta(seconds=2)


def draw(stays, offers):
    """Return (lanes, steps) of one ticket, the first one first.

    A change of place that an accepted or settled offer explains is no step of its
    own: the offer tells it.

    :param list stays: of Stay, by date; several of one place count as one.
    :param list offers: of Offer.
    """
    moves = _find_moves(stays)
    steps = [
        Step("start" if index == 0 else "move", source, target, date, None, None)
        for index, (source, target, date) in enumerate(moves)
        if index == 0 or not _is_explained(date, offers)
    ]
    steps += [
        Step("offer", offer.source, offer.target, offer.date, offer.id, None)
        for offer in offers
    ]
    steps += [
        Step("decision", offer.source, offer.taker, offer.settled, offer.id, None)
        for offer in offers
        if offer.settled
    ]
    steps.sort(key=lambda step: (step.date, ORDER[step.kind], step.offer or 0))
    lanes = dict.fromkeys(
        place
        for step in steps
        for place in (step.source, step.target)
        if place is not None
    )
    return list(lanes), _set_holders(steps, moves)


def _find_moves(stays):
    """Return [(from, to, date)] of the changes of place; the first comes from None."""
    moves, place = [], None
    for stay in stays:
        if not moves or stay.place != place:
            moves.append((place, stay.place, stay.date))
        place = stay.place
    return moves


def _is_explained(date, offers):
    """Return whether an offer of the whole was accepted, or decided, at that moment."""
    moments = (
        offer.settled or (offer.state == "accepted" and offer.answered)
        for offer in offers
        if offer.share == "whole"
    )
    return any(moment and abs(moment - date) <= BESIDE for moment in moments)


def _set_holders(steps, moves):
    """Return the steps with who holds the ticket before the next one.

    What was answered before the next step has its effect shown.
    """
    held = []
    for index, step in enumerate(steps):
        until = steps[index + 1].date if index + 1 < len(steps) else None
        holder = None
        for _source, target, date in moves:
            if until is None or date < until or date <= step.date:
                holder = target
        held.append(step._replace(holder=holder))
    return held
