# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from datetime import datetime, timedelta
from unittest import TestCase

from ..tools import escalation_rule as rules
from ..tools.worktime import WorkTime

MONDAY = datetime(2026, 3, 2, 10)
NOON = datetime(2026, 3, 2, 12)
HOUR = timedelta(hours=1)

RULE = rules.Rule(
    id=1,
    lack=rules.BEGUN,
    minutes=60,
    share=rules.WHOLE,
    priority="1",
    since=MONDAY,
    company_id=None,
    type_ids=frozenset(),
    team_ids=frozenset(),
    service_ids=frozenset(),
)
FACTS = rules.Facts(
    state="assigned",
    priority="2",
    registered=MONDAY,
    company_id=1,
    type_id=5,
    team_id=7,
    service_line=frozenset({10, 11}),
    has_assignee=True,
    is_answered=False,
    is_offered=False,
)


def _office_hours(month):
    """Return nine to five (UTC) of the weekdays of a month."""
    day = month
    while day.month == month.month:
        if day.weekday() < 5:
            yield day.replace(hour=9), day.replace(hour=17)
        day += timedelta(days=1)


def _span(state, start, end=None, has_assignee=False):
    return rules.Span(state, has_assignee, start, end)


class TestEscalationRuleTool(TestCase):
    """Whether a rule is about a ticket, and when its minutes are over."""

    def _holds(self, rule=None, **facts):
        return rules.holds(RULE._replace(**rule or {}), FACTS._replace(**facts))

    def test_every_condition_counts(self):
        """All of them together; what is empty asks nothing."""
        self.assertTrue(self._holds())
        for facts in (
            {"priority": "0"},
            {"registered": MONDAY - HOUR},
            {"state": "in_progress"},
            {"state": "waiting"},
            {"state": "closed"},
            {"is_offered": True},
        ):
            with self.subTest(**facts):
                self.assertFalse(self._holds(**facts))

    def test_narrowed_down(self):
        """By company, type, team and service, with all that the service consists of."""
        for name, hit, miss in (
            ("company_id", 1, 2),
            ("type_ids", frozenset({5}), frozenset({6})),
            ("team_ids", frozenset({7, 8}), frozenset({8})),
            ("service_ids", frozenset({11}), frozenset({12})),
        ):
            with self.subTest(name):
                self.assertTrue(self._holds({name: hit}))
                self.assertFalse(self._holds({name: miss}))

    def test_open_offer_holds_back_the_whole_only(self):
        for share in (rules.PART, rules.NOTICE):
            self.assertTrue(self._holds({"share": share}, is_offered=True))

    def test_what_is_missing(self):
        """Somebody who begins, somebody assigned, a first answer."""
        for lack, facts, wanted in (
            (rules.BEGUN, {"state": "new"}, True),
            (rules.BEGUN, {"state": "in_progress"}, False),
            (rules.ASSIGNED, {"has_assignee": False}, True),
            (rules.ASSIGNED, {"has_assignee": True}, False),
            (rules.ASSIGNED, {"state": "in_progress", "has_assignee": False}, False),
            (rules.ANSWERED, {"state": "in_progress"}, True),
            (rules.ANSWERED, {"state": "in_progress", "is_answered": True}, False),
            (rules.ANSWERED, {"state": "resolved"}, False),
        ):
            with self.subTest(lack=lack, **facts):
                self.assertEqual(rules.lacks(lack, FACTS._replace(**facts)), wanted)

    def test_waiting_does_not_count(self):
        spans = [
            _span("new", MONDAY, MONDAY + HOUR),
            _span("waiting", MONDAY + HOUR, MONDAY + 2 * HOUR),
            _span("assigned", MONDAY + 2 * HOUR),
        ]
        now = MONDAY + 3 * HOUR
        pieces = [(MONDAY, MONDAY + HOUR), (MONDAY + 2 * HOUR, now)]
        for lack in (rules.BEGUN, rules.ASSIGNED, rules.ANSWERED):
            self.assertEqual(rules.counted(lack, spans, now), pieces)

    def test_put_back_it_counts_anew(self):
        """A ticket that was begun is new again when it is put back; a first answer
        stays missing all the time."""
        spans = [
            _span("new", MONDAY, MONDAY + HOUR),
            _span("in_progress", MONDAY + HOUR, NOON),
            _span("assigned", NOON),
        ]
        now = NOON + HOUR
        self.assertEqual(rules.counted(rules.BEGUN, spans, now), [(NOON, now)])
        self.assertEqual(len(rules.counted(rules.ANSWERED, spans, now)), 3)

    def test_assignee_who_left_it(self):
        spans = [
            _span("new", MONDAY, MONDAY + HOUR),
            _span("assigned", MONDAY + HOUR, NOON, has_assignee=True),
            _span("assigned", NOON),
        ]
        self.assertEqual(
            rules.counted(rules.ASSIGNED, spans, NOON + HOUR), [(NOON, NOON + HOUR)]
        )

    def test_due_on_working_hours(self):
        """Sixty minutes from half past four on a Friday are over on Monday morning."""
        worktime = WorkTime(_office_hours)
        friday = datetime(2026, 3, 6, 16, 30)
        monday = datetime(2026, 3, 9, 9, 30)
        for now in (friday + HOUR, datetime(2026, 3, 8, 12), monday + HOUR):
            pieces = [(friday, now)]
            self.assertEqual(rules.due(60, pieces, worktime, now), monday)

    def test_due_in_pieces(self):
        """What was waited for shifts it; pieces of no length change nothing."""
        worktime = WorkTime(_office_hours)
        pieces = [(MONDAY, MONDAY), (MONDAY, MONDAY + HOUR / 2), (NOON, NOON + HOUR)]
        self.assertEqual(rules.due(60, pieces, worktime, NOON + HOUR), NOON + HOUR / 2)
        self.assertEqual(
            rules.due(120, pieces, worktime, NOON + HOUR), NOON + HOUR * 1.5
        )

    def test_never_due_without_hours(self):
        worktime = WorkTime(lambda month: [])
        self.assertIsNone(rules.due(60, [(MONDAY, NOON)], worktime, NOON))

    def test_reminder_after_three_quarters(self):
        """Of the working time there is; with less than twenty minutes not at all."""
        worktime = WorkTime(_office_hours)
        self.assertEqual(
            rules.remind_at(worktime, MONDAY, MONDAY + 4 * HOUR), MONDAY + 3 * HOUR
        )
        friday = datetime(2026, 3, 6, 16)
        monday = datetime(2026, 3, 9, 12)
        self.assertEqual(
            rules.remind_at(worktime, friday, monday), datetime(2026, 3, 9, 11)
        )
        short = MONDAY + timedelta(minutes=19)
        self.assertEqual(rules.remind_at(worktime, MONDAY, short), short)
