# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from datetime import datetime
from unittest import TestCase

from ..tools import notice
from ..tools.contact_window import ContactWindow

RULE = notice.Rule(1, "assigned", "assignee")
TICKET = notice.Facts(stage_id=3, type_id=5, team_id=7, company_id=9, priority="1")
NIGHT = datetime(2026, 3, 3, 23)
DAY = datetime(2026, 3, 3, 12)
# Reachable from seven to twenty: quiet from twenty to seven.
WINDOW = ContactWindow(7, 20, "UTC")


class TestMatching(TestCase):
    """Which rule is about what happened."""

    def assertMatches(self, expected, event="assigned", **values):
        rule = RULE._replace(**values)
        self.assertIs(notice.matches(rule, event, TICKET), expected)

    def test_the_event_decides(self):
        self.assertMatches(True)
        self.assertMatches(False, event="closed")

    def test_filters_narrow_it_down(self):
        cases = (
            ("type_ids", {5}, {6}),
            ("team_ids", {7, 8}, {8}),
            ("company_id", 9, 10),
            ("priority", "1", "2"),
        )
        for name, good, bad in cases:
            with self.subTest(filter=name):
                self.assertMatches(True, **{name: good})
                self.assertMatches(False, **{name: bad})

    def test_a_stage_must_be_the_one_entered(self):
        stage = RULE._replace(event="stage")
        self.assertFalse(notice.matches(stage, "stage", TICKET))
        entered = stage._replace(stage_ids=frozenset({3}))
        self.assertTrue(notice.matches(entered, "stage", TICKET))


class TestDeciding(TestCase):
    """Who is told in which way, who is not, and why."""

    def assertDecides(self, channel, why, rule="preferred", **person):
        decision = notice.decide(rule, notice.Person(**person))
        self.assertEqual(decision, (channel, why))

    def test_nobody_is_told_his_own_deeds(self):
        self.assertDecides(None, "actor", is_actor=True)

    def test_the_archived_and_those_who_may_not_read_are_not_told(self):
        self.assertDecides(None, "inactive", is_active=False)
        self.assertDecides(None, "access", may_read=False)
        self.assertDecides(None, "access", rule="call", may_read=False)

    def test_staff_is_told_as_odoo_would(self):
        self.assertDecides("mail", "native")
        self.assertDecides("inbox", "native", native="inbox")

    def test_staff_chooses_for_itself(self):
        self.assertDecides("inbox", "choice", rule="mail", choice="inbox")
        self.assertDecides("mail", "choice", rule="inbox", choice="mail")
        self.assertDecides(None, "unwanted", choice="none")

    def test_a_rule_may_have_staff_called(self):
        self.assertDecides("call", "rule", rule="call", choice="mail")
        self.assertDecides(None, "unwanted", rule="call", choice="none")

    def test_staff_without_address_reads_it_in_odoo(self):
        self.assertDecides("inbox", "no_mail", rule="mail", has_mail=False)

    def test_customers_are_mailed(self):
        self.assertDecides("mail", "rule", side="requester")
        self.assertDecides("mail", "rule", side="requester", rule="inbox")
        self.assertDecides("mail", "choice", side="requester", choice="email")

    def test_customers_without_address_are_called(self):
        values = {"side": "requester", "has_mail": False}
        self.assertDecides("call", "no_mail", has_phone=True, **values)
        self.assertDecides(None, "unreachable", **values)

    def test_customers_who_prefer_the_phone_are_called(self):
        values = {"side": "requester", "choice": "phone"}
        self.assertDecides("call", "choice", has_phone=True, **values)
        self.assertDecides("mail", "rule", **values)

    def test_customers_of_the_portal_read_it_there(self):
        values = {"side": "requester", "choice": "portal"}
        self.assertDecides(None, "portal", has_login=True, **values)
        self.assertDecides("mail", "rule", has_login=True, rule="mail", **values)
        self.assertDecides("mail", "rule", **values)

    def test_watchers_are_mailed_and_never_called(self):
        self.assertDecides("mail", "rule", side="watcher", rule="call")
        self.assertDecides(
            None, "unreachable", side="watcher", has_mail=False, has_phone=True
        )

    def test_nobody_is_written_to_twice(self):
        self.assertDecides(None, "told", told=True)
        self.assertDecides(None, "told", side="requester", told=True)
        phone = {"choice": "phone", "has_phone": True}
        self.assertDecides("call", "choice", side="requester", told=True, **phone)


class TestHolding(TestCase):
    """Until when a notice waits."""

    def hold(self, channel="mail", at=NIGHT, priority="1", side="staff"):
        return notice.hold_until(channel, WINDOW, at, priority, side)

    def test_quiet_hours_hold_until_they_end(self):
        self.assertEqual(self.hold(), datetime(2026, 3, 4, 7))
        self.assertEqual(self.hold("inbox"), datetime(2026, 3, 4, 7))
        self.assertIsNone(self.hold(at=DAY))

    def test_what_is_critical_waits_for_nobody(self):
        self.assertIsNone(self.hold(priority="3"))
        self.assertIsNotNone(self.hold(priority="2"))

    def test_customers_are_mailed_at_once_and_called_in_their_hours(self):
        self.assertIsNone(self.hold(side="requester"))
        self.assertEqual(self.hold("call", side="requester"), datetime(2026, 3, 4, 7))
        self.assertIsNone(self.hold("call", priority="3", side="requester"))
