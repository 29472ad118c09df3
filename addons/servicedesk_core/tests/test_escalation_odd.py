# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""Far deadlines, the same ticket twice, and what is no id."""

import time
from datetime import datetime

from freezegun import freeze_time
from psycopg2.errors import CheckViolation

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..tools import escalation_rule as rules
from ..tools.worktime import WorkTime
from .escalation_common import MONDAY, EscalationCommon

FAR = "9999-12-31 23:59:59"


@tagged("post_install", "-at_install")
class TestFar(EscalationCommon):
    """Nobody waits for an answer longer than a year."""

    @freeze_time(MONDAY)
    def test_deed(self):
        """Refused in words, at once; a year ahead is taken."""
        ticket = self._started()
        for until in (FAR, "2027-03-04 09:00:00"):
            with self.assertRaisesRegex(UserError, "more than a year ahead"):
                self._offered(ticket, accept_by=until)
        offer = self._offered(ticket, accept_by="2027-03-02 09:00:00")
        self.assertEqual(offer.accept_by, self._at("2027-03-02 09:00:00"))

    @freeze_time(MONDAY)
    def test_dialog(self):
        """The dialog says the same."""
        dialog = (
            self.env["servicedesk.ticket.escalate"]
            .with_user(self.agent_a)
            .create(
                {
                    "ticket_ids": self._started().ids,
                    "to_team_id": self.team_net.id,
                    "reason": "Not ours",
                    "accept_by": FAR,
                }
            )
        )
        with self.assertRaisesRegex(UserError, "more than a year ahead"):
            dialog.action_apply()

    def test_reminder_is_bounded(self):
        """Whatever is stored, no more than a year's hours are asked for."""
        asked = []

        def fetch(month):
            asked.append(month)
            return []

        start = datetime(2026, 3, 2, 9)
        at = rules.remind_at(WorkTime(fetch), start, datetime(9999, 12, 31))
        self.assertLess(len(asked), 15)
        self.assertLess(at, datetime(2027, 3, 4))
        self.assertGreater(at, start)

    def test_stored(self):
        """An offer that has such a deadline is no burden to who touches it."""
        offer = self._offered().sudo()
        begun = time.monotonic()
        offer.accept_by = FAR
        self.assertTrue(offer.job_at)
        self.assertLess(time.monotonic() - begun, 5)

    def test_team(self):
        """A team's time to accept has an end, too."""
        with self.assertRaises(CheckViolation), mute_logger("odoo.sql_db"):
            self.team_net.acceptance_minutes = 2**31 - 1
            self.env.flush_all()


@tagged("post_install", "-at_install")
class TestTwice(EscalationCommon):
    """The same record named twice is meant once."""

    def test_escalate(self):
        """One offer of a ticket that is named twice."""
        ticket = self._started()
        twice = ticket.browse(ticket.ids * 2)
        ids = twice.action_escalate(
            "horizontal", "whole", "Not ours", to_team_id=self.team_net.id
        )
        self.assertEqual(ids, ticket.sudo().escalation_ids.ids)

    def test_answers(self):
        """Accepted, returned or withdrawn once, and told once."""
        for deed, reason, user, state in (
            ("action_accept", (), self.agent_n, "accepted"),
            ("action_return", ("No",), self.agent_n, "returned"),
            ("action_withdraw", ("No",), self.agent_a, "withdrawn"),
        ):
            offer = self._offered()
            before = len(offer.ticket_id.sudo().message_ids)
            twice = offer.with_user(user).browse(offer.ids * 2)
            with self.subTest(deed):
                self.assertTrue(getattr(twice, deed)(*reason))
                self.assertEqual(offer.sudo().state, state)
                offer.ticket_id.sudo().invalidate_recordset()
                notes = offer.ticket_id.sudo().message_ids[: -before or None]
                said = [
                    str(note.body)
                    for note in notes
                    if note.message_type != "user_notification"
                ]
                self.assertEqual(len(said), len(set(said)))

    def test_settle(self):
        """A dispute named twice is settled once."""
        dispute = self._disputed()
        twice = dispute.with_user(self.leader).browse(dispute.ids * 2)
        self.assertTrue(twice.action_settle("sender"))
        self.assertEqual(dispute.sudo().state, "settled")

    def test_no_ids(self):
        """What is no id is told so."""
        for wrong in (1.5, "a", True):
            offers = self.env["servicedesk.escalation"].with_user(self.agent_n)
            for deed in (
                lambda one: one.action_accept(),
                lambda one: one.action_return("No"),
                lambda one: one.action_withdraw("No"),
                lambda one: one.action_settle("sender"),
            ):
                with self.assertRaisesRegex(UserError, "no escalation with the id"):
                    deed(offers.browse([wrong]))
