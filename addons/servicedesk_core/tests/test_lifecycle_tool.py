# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""Life cycles as graphs, without a database."""

import random

from odoo.tests.common import BaseCase

from ..tools.lifecycle import (
    Arrow,
    Fault,
    Stage,
    Way,
    columns,
    find_faults,
    find_free,
    find_place,
    find_stage,
    reach,
    spread,
)

NEW = Stage(1, "New", "new")
ASSIGNED = Stage(2, "Assigned", "assigned")
WORK = Stage(3, "In Progress", "in_progress")
WAIT = Stage(4, "Waiting", "waiting")
DONE = Stage(5, "Resolved", "resolved")
CLOSED = Stage(6, "Closed", "closed")
CANCELLED = Stage(7, "Cancelled", "cancelled")
REVIEW = Stage(8, "Review", "in_progress")
INCIDENT = [NEW, ASSIGNED, WORK, WAIT, DONE, CLOSED, CANCELLED]


def arrows(*pairs):
    return [
        Arrow(start.id if start else None, end.id, end.name) for start, end in pairs
    ]


WAY = arrows(
    (NEW, ASSIGNED),
    (ASSIGNED, WORK),
    (WORK, WAIT),
    (WAIT, WORK),
    (WORK, DONE),
    (DONE, CLOSED),
    (DONE, WORK),
    (None, CANCELLED),
)


class TestFaults(BaseCase):
    """What is wrong with a cycle is told before tickets are stuck in it."""

    def test_a_sound_cycle_has_none(self):
        self.assertEqual(find_faults(INCIDENT, WAY), [])

    def test_without_a_start_nothing_begins(self):
        faults = find_faults([WORK, DONE, CLOSED], arrows((WORK, DONE), (DONE, CLOSED)))
        self.assertEqual(faults, [Fault("no_start", None)])

    def test_a_stage_that_no_way_leads_to(self):
        faults = find_faults([*INCIDENT, REVIEW], WAY)
        self.assertEqual(faults, [Fault("unreachable", REVIEW)])

    def test_a_stage_without_a_way_out(self):
        stages = [NEW, REVIEW, DONE, CLOSED]
        way = arrows((NEW, REVIEW), (NEW, DONE), (DONE, CLOSED))
        self.assertEqual(find_faults(stages, way), [Fault("dead_end", REVIEW)])

    def test_a_circle_without_a_way_out(self):
        """Being able to move on is not enough: there must be an end."""
        stages = [NEW, WORK, WAIT, DONE, CLOSED]
        way = arrows((NEW, WORK), (WORK, WAIT), (WAIT, WORK), (NEW, DONE))
        way += arrows((DONE, CLOSED))
        faults = find_faults(stages, way)
        self.assertEqual(faults, [Fault("dead_end", WORK), Fault("dead_end", WAIT)])

    def test_nothing_can_be_resolved(self):
        way = arrows((NEW, WORK), (WORK, CLOSED))
        faults = find_faults([NEW, WORK, CLOSED], way)
        self.assertEqual(faults, [Fault("no_solution", None)])

    def test_taking_away_a_random_arrow_never_adds_reach(self):
        chance = random.Random(3)
        for _case in range(100):
            fewer = [arrow for arrow in WAY if chance.random() < 0.7]
            for stage in INCIDENT:
                self.assertLessEqual(
                    reach(INCIDENT, fewer, stage.id), reach(INCIDENT, WAY, stage.id)
                )


class TestSpread(BaseCase):
    """A move from everywhere."""

    def test_it_starts_in_every_living_stage_but_its_own(self):
        starts = {arrow.start for arrow in spread(INCIDENT, arrows((None, CANCELLED)))}
        self.assertEqual(starts, {1, 2, 3, 4, 5})
        starts = {arrow.start for arrow in spread(INCIDENT, arrows((None, WORK)))}
        self.assertEqual(starts, {1, 2, 4, 5})

    def test_others_stay_as_they_are(self):
        way = arrows((NEW, WORK))
        self.assertEqual(spread(INCIDENT, way), way)


class TestOtherCycle(BaseCase):
    """Where a ticket stands after its type, or its cycle, was changed."""

    def test_cases(self):
        short = [NEW, DONE, CLOSED]
        cases = [
            ("the same stage", WAIT, INCIDENT, WAIT),
            ("the first of the same state", REVIEW, INCIDENT, WORK),
            ("nobody goes back to the start", WAIT, short, None),
            ("who waits goes on", WAIT, [NEW, ASSIGNED, WORK, DONE], WORK),
            ("who waits is somebody's", WAIT, [NEW, ASSIGNED, DONE], ASSIGNED),
            ("work is somebody's", WORK, [NEW, WAIT, ASSIGNED, DONE], ASSIGNED),
            ("assigned, in a cycle that starts in work", ASSIGNED, [WORK, DONE], WORK),
            ("a solution is not undone", DONE, [NEW, WORK, CLOSED], None),
            ("what is closed stays closed", CLOSED, [NEW, WORK, DONE], None),
            ("no stages, no place", WORK, [], None),
        ]
        for why, stage, stages, wanted in cases:
            with self.subTest(why):
                self.assertEqual(find_stage(stage, stages), wanted)

    def test_the_order_of_the_other_cycle_decides(self):
        other = Stage(9, "Assessment", "in_progress")
        self.assertEqual(find_stage(WORK, [NEW, REVIEW, other]), REVIEW)
        self.assertEqual(find_stage(WORK, [NEW, other, REVIEW]), other)

    def test_what_is_in_work_never_starts_anew(self):
        """Any cycle: somebody has the ticket, and who is not sure is asked."""
        chance = random.Random(4)
        for _case in range(100):
            stages = [NEW, *chance.sample(INCIDENT[1:], chance.randrange(1, 6))]
            for stage in (ASSIGNED, WORK, WAIT, REVIEW):
                found = find_stage(stage, stages)
                self.assertNotEqual(found, NEW)
                if {ASSIGNED, WORK} & {*stages}:
                    self.assertIn(found, stages)


ASSESS = Stage(9, "Assessment", "in_progress")
PLANNED = Stage(10, "Planned", "assigned")
APPROVAL = Stage(11, "Approval", "waiting")
CHANGE = Way(
    stages=[NEW, ASSIGNED, ASSESS, APPROVAL, PLANNED, WORK, WAIT, DONE, CLOSED]
    + [CANCELLED],
    arrows=arrows(
        (NEW, ASSIGNED),
        (NEW, ASSESS),
        (ASSIGNED, ASSESS),
        (ASSESS, PLANNED),
        (APPROVAL, ASSESS),
        (PLANNED, WORK),
        (WORK, WAIT),
        (WAIT, WORK),
        (WORK, DONE),
        (DONE, CLOSED),
        (DONE, WORK),
        (CANCELLED, WORK),
        (None, CANCELLED),
    ),
    gates=arrows((ASSESS, PLANNED)),
)
PLAIN = Way(INCIDENT, WAY, [])


class TestOtherWay(BaseCase):
    """Nobody gets behind an approval, or into a freeze, by another type."""

    def test_free_is_what_nobody_has_to_approve(self):
        """Cancelling and reopening is no way round."""
        free = {NEW.id, ASSIGNED.id, ASSESS.id, CANCELLED.id}
        self.assertEqual(find_free(CHANGE), free)
        self.assertEqual(find_free(PLAIN), {stage.id for stage in INCIDENT})

    def test_cases(self):
        no_assessment = Way(
            [NEW, ASSIGNED, WORK, DONE],
            arrows((NEW, ASSIGNED), (None, WORK), (WORK, DONE)),
            arrows((None, WORK)),
        )
        at_once = Way([NEW, WORK], arrows((NEW, WORK)), arrows((NEW, WORK)))
        waiting_first = Way(
            [NEW, WAIT, WORK],
            arrows((NEW, WAIT), (WAIT, WORK)),
            arrows((WAIT, WORK)),
        )
        cases = [
            # why, stage, way, closed, wanted
            ("no approval: the same stage", WORK, PLAIN, (), WORK),
            ("before the approval: the same stage", ASSIGNED, CHANGE, (), ASSIGNED),
            ("assessed it may be", ASSESS, CHANGE, (), ASSESS),
            ("in work: to assessment", WORK, CHANGE, (), ASSESS),
            ("planned where nobody asks", PLANNED, CHANGE, (), ASSESS),
            ("waiting leads on to work", WAIT, CHANGE, (), ASSESS),
            ("an approval of another cycle", APPROVAL, CHANGE, (), ASSESS),
            ("a stage like one behind it", REVIEW, CHANGE, (), ASSESS),
            ("solved: it cannot be put back", DONE, CHANGE, (), None),
            ("closed neither", CLOSED, CHANGE, (), None),
            ("cancelled is no work done", CANCELLED, CHANGE, (), CANCELLED),
            ("from everywhere: the last one", WORK, no_assessment, (), ASSIGNED),
            ("at once: the start", WORK, at_once, (), NEW),
            ("nobody waits for nothing", WORK, waiting_first, (), NEW),
            ("frozen: before the work", WORK, PLAIN, {WORK.id}, ASSIGNED),
            ("frozen: what waits may wait", WAIT, PLAIN, {WORK.id}, WAIT),
            ("frozen: a solution stays", DONE, PLAIN, {WORK.id}, DONE),
            ("frozen, and approved before", WORK, CHANGE, {WORK.id}, ASSESS),
            ("frozen assessment", WORK, CHANGE, {WORK.id, ASSESS.id}, ASSIGNED),
            ("no such state: the start", ASSIGNED, Way([NEW, WORK], [], []), (), NEW),
            ("no place at all", WORK, Way([], [], []), (), None),
        ]
        for why, stage, way, closed, wanted in cases:
            with self.subTest(why):
                self.assertEqual(find_place(stage, way, set(closed)), wanted)

    def test_nobody_is_ever_behind_an_approval(self):
        """Whatever the cycle: what is in work lands where everybody gets unasked."""
        chance = random.Random(5)
        pairs = [(a, b) for a in CHANGE.stages for b in CHANGE.stages if a != b]
        for _case in range(200):
            way = arrows(*chance.sample(pairs, 12))
            gates = chance.sample(way, 3)
            cycle = Way(CHANGE.stages, way, gates)
            for stage in (NEW, ASSIGNED, WORK, WAIT, PLANNED):
                place = find_place(stage, cycle)
                self.assertIn(place.id, find_free(cycle))


class TestColumns(BaseCase):
    """The drawing's columns follow the way of a ticket."""

    def test_each_stands_right_of_where_it_comes_from(self):
        """By the longest way; what ends tickets stands last, whatever leads there."""
        stages = [NEW, ASSIGNED, WORK, REVIEW, DONE, CLOSED, CANCELLED]
        ways = arrows(
            (NEW, ASSIGNED),
            (NEW, WORK),
            (ASSIGNED, WORK),
            (WORK, REVIEW),
            (REVIEW, WORK),
            (REVIEW, DONE),
            (DONE, CLOSED),
            (NEW, CANCELLED),
        )
        singles = [[stage] for stage in stages[:-2]]
        self.assertEqual(columns(stages, ways), [*singles, [CLOSED, CANCELLED]])

    def test_the_order_of_stages_decides_what_is_forward(self):
        """Planned work is assessed first, though its state is *assigned*."""
        planned = Stage(91, "Planned", "assigned")
        ways = arrows((NEW, REVIEW), (REVIEW, planned), (planned, REVIEW))
        drawn = columns([NEW, REVIEW, planned], ways)
        self.assertEqual(drawn, [[NEW], [REVIEW], [planned]])

    def test_what_no_move_leads_to(self):
        """It stands beside the stage before it; nothing at all is no column."""
        ways = arrows((NEW, WORK))
        drawn = columns([NEW, WORK, REVIEW], ways)
        self.assertEqual(drawn, [[NEW], [WORK, REVIEW]])
        self.assertEqual(columns([], ways), [])
