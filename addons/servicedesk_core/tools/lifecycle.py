# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""A life cycle as a graph: what is wrong with it, where tickets go, how it looks."""

from collections import namedtuple

# ``start`` None: from every stage of the cycle.
Stage = namedtuple("Stage", "id name state")
Arrow = namedtuple("Arrow", "start end name")
Fault = namedtuple("Fault", "kind stage")

ENDS = ("closed", "cancelled")
IN_WORK = ("new", "assigned", "in_progress", "waiting")
# A life cycle as ``find_place`` needs it; gates: moves that ask for approval.
Way = namedtuple("Way", "stages arrows gates")
# Where a ticket in work stands in a cycle that does not know its state.
NEAREST = {
    "new": ("assigned", "in_progress"),
    "assigned": ("in_progress",),
    "in_progress": ("assigned",),
    "waiting": ("in_progress", "assigned"),
}


def spread(stages, arrows):
    """Return ``arrows`` with those from everywhere drawn from each other stage.

    A stage of an ended ticket is left by moves of its own only: an arrow from
    everywhere does not wake the dead.
    """
    drawn = []
    for arrow in arrows:
        if arrow.start is not None:
            drawn.append(arrow)
            continue
        drawn += [
            arrow._replace(start=stage.id)
            for stage in stages
            if stage.id != arrow.end and stage.state not in ENDS
        ]
    return drawn


def reach(stages, arrows, start):
    """Return the ids of the stages that can be reached from ``start``, itself too."""
    following = {}
    for arrow in spread(stages, arrows):
        following.setdefault(arrow.start, []).append(arrow.end)
    found, queue = {start}, [start]
    for stage in queue:
        for end in following.get(stage, ()):
            if end not in found:
                found.add(end)
                queue.append(end)
    return found


def find_faults(stages, arrows):
    """Return what is wrong with a life cycle, as Faults in the order of the stages.

    ``no_start``: no stage of state *new*; ``unreachable``: no way leads there;
    ``dead_end``: a ticket there is neither ended nor can it ever be; ``no_solution``:
    nothing can be resolved, so that nobody would ever be asked.
    """
    starts = [stage for stage in stages if stage.state == "new"]
    if not starts:
        return [Fault("no_start", None)]
    reached = set()
    for stage in starts:
        reached |= reach(stages, arrows, stage.id)
    faults = [Fault("unreachable", each) for each in stages if each.id not in reached]
    ends = {stage.id for stage in stages if stage.state in ENDS}
    for stage in stages:
        if stage.id in reached and not ends & reach(stages, arrows, stage.id):
            faults.append(Fault("dead_end", stage))
    if not any(each.state == "resolved" and each.id in reached for each in stages):
        faults.append(Fault("no_solution", None))
    return faults


def find_stage(stage, stages):
    """Return where a ticket in ``stage`` stands in a cycle of ``stages``, or None.

    The same stage if the cycle has it, else its first of the same state, else, for
    what is in work, of the nearest state. Never back to the start: somebody has it.
    What is resolved or ended stays so. None: somebody has to say.

    :param list stages: of the other cycle, in its order.
    """
    for state in (stage.state, *NEAREST.get(stage.state, ())):
        found = find_like(stage._replace(state=state), stages)
        if found:
            return found
    return None


def find_like(stage, stages):
    """Return the same stage if it is one of ``stages``, else the first of its state."""
    if any(each.id == stage.id for each in stages):
        return next(each for each in stages if each.id == stage.id)
    return next((each for each in stages if each.state == stage.state), None)


def find_free(way):
    """Return the ids of the stages that tickets get to without being approved.

    A way leads through stages of work: what is solved, closed or cancelled and then
    reopened has been on its way already.
    """
    working = {stage.id for stage in way.stages if stage.state in IN_WORK}
    starts = {stage.id for stage in way.stages if stage.state == "new"}
    ends = {stage.id for stage in way.stages if stage.state in ENDS}
    steps = [
        arrow
        for arrow in spread(way.stages, [a for a in way.arrows if a not in way.gates])
        if arrow.start in working or arrow.end in ends
    ]
    return set().union(*(reach(way.stages, steps, start) for start in starts))


def find_place(stage, way, closed=frozenset()):
    """Return where a ticket in ``stage`` goes on in the life cycle ``way``, or None.

    The same stage if the cycle has it, else its first of the same state, else, for what
    is in work, its start. But never behind an approval that nobody gave, nor in a stage
    that is closed now: it lands in the last stage before. What is solved or over cannot
    be put before it; so there is no place for it behind an approval.

    :param closed: ids of stages that nobody may enter now.
    """
    place = find_like(stage, way.stages)
    if place is None and stage.state in IN_WORK:
        place = next((each for each in way.stages if each.state == "new"), None)
    if place is None:
        return None
    known = {each.id for each in way.stages}
    free = find_free(way) if way.gates else known
    if place.id in free and place.id not in closed:
        return place
    if place.state not in IN_WORK:
        return None
    ahead = [arrow for arrow in way.arrows if arrow.end in closed]
    before = {arrow.start for arrow in spread(way.stages, [*way.gates, *ahead])}
    start = None
    for each in way.stages:
        if each.id not in free or each.id in closed:
            continue
        if each.id in before and each.state in IN_WORK and each.state != "waiting":
            start = each
        elif each.state == "new" and start is None:
            start = each
    return start


def columns(stages, arrows):
    """Return the stages in columns, each right of those from which tickets reach it.

    Forward is what leads to a later stage in the order of ``stages``; a stage stands as
    many columns from the start as its longest way forward has moves. What ends tickets
    stands last, and what no move leads to beside the stage before it.
    """
    places = {stage.id: place for place, stage in enumerate(stages)}
    sources = {}
    for arrow in spread(stages, arrows):
        start, end = places.get(arrow.start), places.get(arrow.end)
        if start is not None and end is not None and start < end:
            sources.setdefault(arrow.end, set()).add(arrow.start)
    levels, before = {}, 0
    for stage in stages:
        found = [levels[source] + 1 for source in sources.get(stage.id, ())]
        before = levels[stage.id] = max(found, default=before)
    last = max(levels.values(), default=0)
    for stage in stages:
        if stage.state in ENDS:
            levels[stage.id] = last
    result = {}
    for stage in stages:
        result.setdefault(levels[stage.id], []).append(stage)
    return [result[level] for level in sorted(result)]
