# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""Plans of work in steps: which step waits for which, and which can start now.

A step waits for those before it, stands beside the one before, or waits for chosen
ones. What is left out keeps nobody waiting by itself, but what it would have waited
for is waited for all the same.
"""

from typing import NamedTuple

PREVIOUS, BESIDE, CHOSEN = "previous", "beside", "chosen"


class Line(NamedTuple):
    """One step, as it was entered."""

    id: int
    waits: str  # PREVIOUS, BESIDE or CHOSEN
    chosen: tuple = ()  # ids, where CHOSEN


def get_predecessors(lines):
    """Return {id: ids for which it waits} of the steps of one plan.

    Steps beside each other are one group: they wait for the group before, and the
    next one that waits for what is before it waits for all of them.

    :param lines: in their order.
    """
    after, before, group = {}, (), ()
    for line in lines:
        if line.waits == BESIDE and group:
            group += (line.id,)
            waits = before
        elif line.waits == CHOSEN:
            before = waits = tuple(line.chosen)
            group = (line.id,)
        else:
            before = waits = group
            group = (line.id,)
        after[line.id] = waits
    return after


def get_all_before(after, step):
    """Return the ids of all that ``step`` waits for, however far before it."""
    found, todo = set(), list(after.get(step, ()))
    while todo:
        one = todo.pop()
        if one not in found:
            found.add(one)
            todo += after.get(one, ())
    return found


def find_waiting_for_itself(after):
    """Return the ids of steps that would wait for themselves, in their order."""
    return tuple(step for step in after if step in get_all_before(after, step))


def get_ready(after, ahead, busy):
    """Return the ids of the steps that can start now, in the order of ``ahead``.

    :param after: what each step waits for, of the whole plan.
    :param ahead: ids of those still to come.
    :param busy: ids of those that are begun and not done.
    """
    undone = {*ahead, *busy}
    return tuple(
        step for step in ahead if undone.isdisjoint(get_all_before(after, step))
    )
