# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""Who of a team gets a ticket, and why: rules without a database.

Every rule looks at those present only. It answers with a choice that says what
decided, so that nobody has to ask "why him" later.
"""

from collections import namedtuple

ROUND_ROBIN = "round_robin"
LEAST_LOADED = "least_loaded"
BEST_SKILL = "best_skill"
MANUAL = "manual"
METHODS = (MANUAL, ROUND_ROBIN, LEAST_LOADED, BEST_SKILL)

# ``load``: open tickets now; ``capacity``: how many he can carry, 0 for any number;
# ``away``: why he gets nothing now ("" while he does). Order in the list is the order
# of turns.
Candidate = namedtuple("Candidate", "id load capacity skills away")

# ``id``: whom it goes to, or None. ``why``: the method that decided, or "nobody",
# "all_away", "all_full". ``skills``: those wanted that he has. ``load``: what he
# carried before.
Choice = namedtuple("Choice", "id why skills load")


def deal(method, candidates, wanted, turns=()):
    """Return one Choice a ticket, each taking those before it into account.

    :param list candidates: of Candidate.
    :param list wanted: a set of wanted skills a ticket, in the tickets' order.
    :param turns: for round robin, one number a ticket from a counter that never gives
        the same number twice; this makes turns exact for any number of workers.
    :raise ValueError: for an unknown method, or when turns are missing.
    """
    if method not in METHODS:
        raise ValueError(f"unknown way of assigning: {method}")
    if method == MANUAL:
        return [Choice(None, MANUAL, frozenset(), 0) for _skills in wanted]
    turns = list(turns) or [None] * len(wanted)
    if len(turns) != len(wanted):
        raise ValueError("as many turns as tickets are needed")
    loads = {candidate.id: candidate.load for candidate in candidates}
    choices = []
    for skills, turn in zip(wanted, turns, strict=True):
        standing = [each._replace(load=loads[each.id]) for each in candidates]
        choice = choose(method, standing, frozenset(skills), turn)
        if choice.id is not None:
            loads[choice.id] += 1
        choices.append(choice)
    return choices


def choose(method, candidates, wanted=frozenset(), turn=None):
    """Return the Choice for one ticket."""
    free, why = find_free(candidates)
    if not free:
        return Choice(None, why, frozenset(), 0)
    if method == ROUND_ROBIN:
        if turn is None:
            raise ValueError("round robin needs a turn")
        found = free[turn % len(free)]
    elif method == LEAST_LOADED:
        found = min(free, key=get_burden)
    else:
        found = min(
            free, key=lambda each: (-len(wanted & each.skills), *get_burden(each))
        )
    # Where no skill is wanted, nobody was chosen by one.
    told = method if wanted or method != BEST_SKILL else LEAST_LOADED
    return Choice(found.id, told, wanted & found.skills, found.load)


def find_free(candidates):
    """Return those who may get a ticket now, and why there are none if so."""
    if not candidates:
        return [], "nobody"
    present = [each for each in candidates if not each.away]
    if not present:
        return [], "all_away"
    free = [each for each in present if not is_full(each)]
    return free, "" if free else "all_full"


def is_full(candidate):
    """Return whether somebody carries as much as he can."""
    return bool(candidate.capacity) and candidate.load >= candidate.capacity


def get_burden(candidate):
    """Return what to compare people by: the share of what they can carry.

    Who has no limit is compared as if he could carry a hundred, so that one with a
    small limit is not passed over for ever beside him.
    """
    return (candidate.load / (candidate.capacity or 100), candidate.load)
