# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from ..models.presence.servicedesk_presence import BEAT, BEAT_ALONE, LISTENING, STALE
from .common import ServicedeskCommon

START = fields.Datetime.to_datetime("2026-03-02 09:00:00")
TOLD = "servicedesk_ticket/presence"


class PresenceCase(ServicedeskCommon):
    """A ticket of the first line, and what the bus was given."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ticket = cls._classified(name="The till is stuck")
        cls.presence = cls.env["servicedesk.presence"]

    def setUp(self):
        super().setUp()
        self.sent = []

        def remember(_bus, channel, kind, payload):
            if kind.startswith("servicedesk_ticket/"):
                self.sent.append((channel, kind, payload))

        self.patch(type(self.env["bus.bus"]), "_sendone", remember)

    def _beat(self, user, seconds=0, is_writing=False, ticket=None):
        ticket = (ticket or self.ticket).with_user(user)
        with freeze_time(START + timedelta(seconds=seconds)):
            return ticket.action_be_present(is_writing)

    def _leave(self, user, seconds=0):
        with freeze_time(START + timedelta(seconds=seconds)):
            return self.ticket.with_user(user).action_leave()

    def _told(self):
        """Return who was told, by which kind, and forget it."""
        told = [(channel, payload) for channel, _kind, payload in self.sent]
        self.sent.clear()
        return told


@tagged("post_install", "-at_install")
class TestPresence(PresenceCase):
    """Who else is on a ticket is known to the desk's people on it, and to no others."""

    # ------------------------------------------------------------------
    # Who is there
    # ------------------------------------------------------------------

    def test_alone_nobody_is_told(self):
        """One row, no message, and a slow pace: nobody waits for our beat."""
        answer = self._beat(self.agent_a)
        self.assertEqual(answer["others"], [])
        self.assertEqual(answer["beat"], BEAT_ALONE.total_seconds())
        self.assertFalse(self._told())
        row = self.presence.search([("ticket_id", "=", self.ticket.id)])
        self.assertEqual(row.user_id, self.agent_a)

    def test_who_comes_is_shown_to_who_is_there(self):
        """And sees him at once."""
        self._beat(self.agent_a)
        answer = self._beat(self.agent_b, 10)
        one = {"id": self.agent_a.id, "name": self.agent_a.name, "is_writing": False}
        self.assertEqual(answer["others"], [one])
        self.assertEqual(answer["beat"], BEAT.total_seconds())
        ((channel, payload),) = self._told()
        self.assertEqual(channel, self.agent_a.partner_id)
        self.assertEqual(
            payload,
            {
                "ticket_id": self.ticket.id,
                "user_id": self.agent_b.id,
                "name": self.agent_b.name,
                "is_here": True,
                "is_writing": False,
            },
        )

    def test_a_beat_without_news_tells_nobody(self):
        """One row of the bus when something changes, none for a heartbeat."""
        self._beat(self.agent_a)
        self._beat(self.agent_b, 10)
        self._told()
        for seconds in (25, 50, 75):
            self._beat(self.agent_a, seconds)
            self._beat(self.agent_b, seconds)
        self.assertFalse(self._told())
        self.assertEqual(self.presence.search_count([]), 2)

    def test_writing_is_told_when_it_begins_and_ends(self):
        """Others see it, once each time."""
        self._beat(self.agent_b)
        self._beat(self.agent_a, 1)
        self._told()
        for seconds, writes in ((5, True), (10, True), (20, False), (25, False)):
            self._beat(self.agent_a, seconds, writes)
        told = [payload["is_writing"] for _channel, payload in self._told()]
        self.assertEqual(told, [True, False])

    def test_writing_is_seen_by_who_comes_later(self):
        self._beat(self.agent_a, is_writing=True)
        (other,) = self._beat(self.agent_b, 5)["others"]
        self.assertTrue(other["is_writing"])

    def test_who_leaves_is_gone_at_once(self):
        """His going is told; leaving twice is nothing new."""
        self._beat(self.agent_a)
        self._beat(self.agent_b)
        self._told()
        self.assertTrue(self._leave(self.agent_b, 5))
        told = dict(self._told())
        # He himself, too: another window of his may be open still.
        people = (self.agent_a | self.agent_b).partner_id
        self.assertEqual(set(told), set(people))
        self.assertFalse(told[self.agent_a.partner_id]["is_here"])
        self.assertTrue(self._leave(self.agent_b, 6))
        self.assertFalse(self._told())
        self.assertEqual(self._beat(self.agent_a, 10)["others"], [])

    def test_who_is_not_heard_of_is_not_shown(self):
        """A computer that was shut is gone a minute later."""
        self._beat(self.agent_a)
        stale = STALE.total_seconds()
        self.assertTrue(self._beat(self.agent_b, stale - 1)["others"])
        self.assertFalse(self._beat(self.dispatcher, stale + 1)["others"][1:])
        names = {one["id"] for one in self._beat(self.dispatcher, stale + 2)["others"]}
        self.assertEqual(names, {self.agent_b.id})

    def test_who_sits_alone_hears_of_who_comes(self):
        """He beats seldom, so he is not shown; told, his browser answers at once."""
        self._beat(self.agent_a)
        alone = BEAT_ALONE.total_seconds()
        self.assertEqual(self._beat(self.agent_b, alone)["others"], [])
        ((channel, _payload),) = self._told()
        self.assertEqual(channel, self.agent_a.partner_id)
        (other,) = self._beat(self.agent_a, alone + 1)["others"]
        self.assertEqual(other["id"], self.agent_b.id)
        ((channel, payload),) = self._told()
        self.assertEqual(channel, self.agent_b.partner_id)
        self.assertTrue(payload["is_here"])

    def test_who_is_long_gone_is_told_nothing(self):
        self._beat(self.agent_a)
        self._beat(self.agent_b, LISTENING.total_seconds() + 1)
        self.assertFalse(self._told())

    def test_other_tickets_are_other_places(self):
        other = self._classified(name="The lamp")
        self._beat(self.agent_a, ticket=other)
        self.assertEqual(self._beat(self.agent_b)["others"], [])
        self.assertFalse(self._told())

    def test_two_windows_of_one_user_are_one(self):
        """Nobody sees himself."""
        self._beat(self.agent_a)
        self.assertEqual(self._beat(self.agent_a, 3)["others"], [])
        self.assertEqual(self.presence.search_count([]), 1)

    # ------------------------------------------------------------------
    # Who may
    # ------------------------------------------------------------------

    def test_requesters_are_told_nothing(self):
        """Customers, colleagues and agents on the requester's side see nobody."""
        self._beat(self.agent_a)
        for user in (self.customer, self.employee, self.other_customer):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._beat(user, 5)
        self.assertFalse(self._told())
        self.assertEqual(self.presence.search_count([]), 1)

    def test_readers_of_the_desk_are_present(self):
        """Who looks on from the desk's side counts, though he may not write."""
        self._beat(self.agent_a)
        for user in (self.agent_b, self.auditor, self.manager):
            self.assertTrue(self._beat(user, 5)["others"])

    def test_confidential_tickets_are_for_their_circle(self):
        """Others learn neither that somebody is on it, nor who."""
        secret = self._classified(team_id=self.team_secret.id)
        self.assertTrue(secret.is_confidential)
        self._beat(self.agent_c, ticket=secret)
        with self.assertRaises(AccessError):
            self._beat(self.agent_b, 5, ticket=secret)
        self.assertFalse(self._told())

    def test_who_loses_his_right_hears_no_more(self):
        """A ticket that becomes confidential goes on without him."""
        self._beat(self.agent_b)
        self.ticket.sudo().write({"team_id": self.team_secret.id})
        self._beat(self.agent_c, 5)
        self.assertNotIn(
            self.agent_b.partner_id, [channel for channel, _payload in self._told()]
        )
        with self.assertRaises(AccessError):
            self._beat(self.agent_b, 10)

    def test_rows_are_nobodys_to_read_or_forge(self):
        """Agents neither list where colleagues are, nor put them there."""
        self._beat(self.agent_a)
        row = self.presence.search([])
        for user in (self.agent_b, self.manager, self.auditor, self.customer):
            with self.subTest(user=user.login):
                mine = row.with_user(user)
                for operation in ("read", "write", "create", "unlink"):
                    self.assertFalse(mine.has_access(operation))

    def test_one_place_at_a_time(self):
        """Nobody is on no ticket, or on two."""
        other = self._classified()
        for tickets in (self.ticket.browse(), self.ticket | other):
            with self.assertRaises(UserError):
                tickets.with_user(self.agent_a).action_be_present()
            with self.assertRaises(UserError):
                tickets.with_user(self.agent_a).action_leave()

    def test_a_missing_ticket_has_no_visitors(self):
        missing = self.ticket.browse(2**31 - 1)
        with self.assertRaises(AccessError):
            missing.with_user(self.agent_a).action_be_present()
        self.assertFalse(self.presence.search([]))

    # ------------------------------------------------------------------
    # What it costs
    # ------------------------------------------------------------------

    def test_a_beat_is_one_statement(self):
        """Right, beat and looking around at once; names are read besides."""
        self._beat(self.agent_a)
        ticket = self.ticket.with_user(self.agent_a)
        ticket.env.flush_all()
        with freeze_time(START + timedelta(seconds=5)), self.assertQueryCount(1):
            ticket.action_be_present()

    def test_the_vacuum_forgets_yesterday(self):
        """Who never left is no reason to keep a row."""
        self._beat(self.agent_a)
        self._beat(self.agent_b, 86400)
        with freeze_time(START + timedelta(seconds=86460)):
            self.presence._gc_presence()
        self.assertEqual(self.presence.search([]).user_id, self.agent_b)

    def test_rows_go_with_their_ticket(self):
        self._beat(self.agent_a)
        self.ticket.sudo().unlink()
        self.assertFalse(self.presence.search([]))
