# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from datetime import datetime, timedelta
from unittest.mock import patch

from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from ..models.escalation.servicedesk_escalation_deeds import ServicedeskEscalation
from .offer_common import MONDAY, OfferCommon

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


@tagged("post_install", "-at_install")
class TestEscalationDeadline(OfferCommon):
    """Who does not answer is reminded; past the deadline it goes one level up."""

    # ------------------------------------------------------------------
    # Reminder
    # ------------------------------------------------------------------

    def test_reminded_once_before_the_deadline(self):
        """After three quarters of the time, each receiver, with a link of his own."""
        offer, mails = self._offered()
        self.assertEqual(offer.accept_by, MONDAY + 2 * HOUR)
        self.assertEqual(offer.job_at, MONDAY + 1.5 * HOUR)
        self.assertFalse(self._run(MONDAY + 1.5 * HOUR - MINUTE))
        again = self._run(MONDAY + 1.5 * HOUR)
        for user in (self.agent_b, self.leader):
            (old,), (new,) = (self._offer_paths(some, user) for some in (mails, again))
            self.assertNotEqual(old, new)
            self.assertIn("still wait", self._told(again, user)[0]["body"])
        self.assertEqual(offer.job_at, offer.accept_by)
        self.assertFalse(self._run(MONDAY + 1.5 * HOUR + MINUTE))
        self.assertEqual(offer.state, "offered")
        self.assertIn("was reminded", self._said(offer.ticket_id))

    def test_time_counts_on_the_receivers_hours(self):
        """Offered on Friday at four: reminded and raised on Monday morning."""
        offer, _mails = self._offered(datetime(2026, 3, 6, 16))
        self.assertEqual(offer.accept_by, datetime(2026, 3, 9, 10))
        self.assertEqual(offer.job_at, datetime(2026, 3, 9, 9, 30))
        self.assertFalse(self._run(datetime(2026, 3, 8, 12)))
        self._run(datetime(2026, 3, 9, 10))
        self.assertEqual(offer.to_team_id, self.team_third)

    def test_no_reminder_in_a_short_time(self):
        """Whoever has less than twenty minutes is not reminded of them."""
        with freeze_time(MONDAY):
            ticket = self._classified()
        until = MONDAY + 19 * MINUTE
        offer, _mails = self._offered(ticket=ticket, accept_by=until)
        self.assertEqual(offer.job_at, until)

    def test_answered_needs_no_reminder(self):
        """Whatever ends an offer ends the waiting for it."""
        for end in ("accept", "return", "withdraw", "resolve"):
            offer, _mails = self._offered()
            with freeze_time(MONDAY + HOUR):
                if end == "accept":
                    offer.with_user(self.agent_b).action_accept()
                elif end == "return":
                    offer.with_user(self.agent_b).action_return("Not ours")
                elif end == "withdraw":
                    offer.with_user(self.agent_a).action_withdraw()
                else:
                    ticket = offer.ticket_id.with_user(self.agent_a)
                    ticket.action_start()
                    ticket.action_resolve("Done")
                self._flush()
            with self.subTest(end):
                self.assertFalse(offer.job_at)
                for mail in self._run(MONDAY + 3 * HOUR):
                    self.assertNotIn("still wait", mail["body"])
                self.assertFalse(offer.raise_count)

    # ------------------------------------------------------------------
    # Raising
    # ------------------------------------------------------------------

    def test_raised_one_level(self):
        """The same offer, a new receiver and deadline; the sender keeps the ticket."""
        offer, _mails = self._offered()
        mails = self._run(MONDAY + 2 * HOUR)
        self.assertEqual(offer.state, "offered")
        self.assertEqual(offer.to_team_id, self.team_third)
        self.assertEqual(offer.raised_from_team_id, self.team_second)
        self.assertEqual(offer.raise_count, 1)
        self.assertEqual(offer.accept_by, MONDAY + 4 * HOUR)
        self.assertEqual(offer.job_at, MONDAY + 3.5 * HOUR)
        self.assertEqual(offer.ticket_id.team_id, self.team_first)
        self.assertEqual(len(self._offer_paths(mails, self.boss)), 1)
        self.assertFalse(self._offer_paths(mails, self.agent_b))
        self.assertIn("has not answered in time", self._said(offer.ticket_id))

    def test_twice_at_once_raises_once(self):
        """A job that runs again finds nothing that is due."""
        offer, _mails = self._offered()
        for _time in range(3):
            self._run(MONDAY + 2 * HOUR)
        self.assertEqual(offer.raise_count, 1)

    def test_late_job_raises_one_level_only(self):
        """Who is above has his own time, however late the job comes; nobody is reminded
        of what is over."""
        offer, _mails = self._offered()
        late = MONDAY + 26 * HOUR
        mails = self._run(late)
        self.assertEqual(offer.raise_count, 1)
        self.assertEqual(offer.accept_by, late + 2 * HOUR)
        for mail in mails:
            self.assertNotIn("still wait", mail["body"])

    def test_at_the_top_managers_are_told_once(self):
        """Nobody is above: it stays offered, and is not looked at again."""
        offer, _mails = self._offered(to_team_id=self.team_third.id)
        mails = self._run(MONDAY + 2 * HOUR)
        self.assertEqual(len(self._told(mails, self.manager)), 1)
        self.assertEqual(offer.state, "offered")
        self.assertFalse(offer.job_at)
        self.assertFalse(self._run(MONDAY + 4 * HOUR))
        self.assertFalse(self._run(MONDAY + 24 * HOUR))

    # ------------------------------------------------------------------
    # Work of the job
    # ------------------------------------------------------------------

    def test_one_bad_offer_does_not_stop_the_rest(self):
        """It is noted on its ticket, once, and tried again the day after."""
        bad, _mails = self._offered()
        good, _mails = self._offered()
        whole = ServicedeskEscalation._raise

        def fail(offers):
            if bad in offers:
                raise ValueError("broken")
            return whole(offers)

        with (
            patch.object(ServicedeskEscalation, "_raise", fail),
            mute_logger("odoo.addons.servicedesk_core.models.base.attempt"),
        ):
            self._run(MONDAY + 2 * HOUR)
            self.assertEqual((bad.raise_count, good.raise_count), (0, 1))
            self.assertEqual(bad.job_at, MONDAY + 26 * HOUR)
            self._run(MONDAY + 26 * HOUR)
        self.assertEqual(self._said(bad.ticket_id).count("could not be raised"), 1)
        self._run(MONDAY + 50 * HOUR)
        self.assertEqual(bad.raise_count, 1)

    def test_idle_job_asks_two_indexes(self):
        """However many offers and tickets are open: two questions, no more."""
        for _each in range(3):
            self._offered()
        with freeze_time(MONDAY):
            self._flush()
            with self.assertQueryCount(2):
                self.env["servicedesk.escalation"]._cron_escalate()

    def test_indexes_hold_what_is_awaited_only(self):
        """Partial: what is answered, or lacks no rule, is not in them."""
        self.env.cr.execute(
            """SELECT indexname, indexdef FROM pg_indexes
                WHERE indexname IN ('servicedesk_escalation_job_idx',
                                    'servicedesk_ticket_rule_next_idx')"""
        )
        found = dict(self.env.cr.fetchall())
        self.assertEqual(len(found), 2)
        for name, words in found.items():
            self.assertIn("IS NOT NULL", words, name)

    def test_in_portions(self):
        """More than a batch is worked off in one run, each once."""
        offers = [self._offered()[0] for _each in range(3)]
        with patch(
            "odoo.addons.servicedesk_core.models.escalation.escalation_deadline.BATCH",
            2,
        ):
            self._run(MONDAY + 2 * HOUR)
        for offer in offers:
            self.assertEqual(offer.raise_count, 1)
