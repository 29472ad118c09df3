# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""Two people at one moment, in two real transactions.

These tests commit, and take away what they made: nothing less shows what the
database does when two write one row.
"""

import threading
import time
from datetime import datetime, timedelta
from functools import partial
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.modules.registry import DummyRLock, Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, new_test_user, tagged
from odoo.tests.common import get_db_name
from odoo.tools import mute_logger

from ..tools import nonce as nonces

LOGINS = ("sd_race_one", "sd_race_two", "sd_race_boss", "sd_race_customer")
SILENT = {"mail_create_nosubscribe": True, "no_reset_password": True}


@tagged("post_install", "-at_install")
class TestConcurrency(BaseCase):
    """Exactly one of two wins; the other one is told what happened."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())
        cls._clean_up()  # what an interrupted run may have left
        cls.addClassCleanup(cls._clean_up)
        with cls.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            roles = ("agent", "agent", "manager", False)
            for login, role in zip(LOGINS, roles, strict=True):
                groups = f"servicedesk_core.group_servicedesk_{role}"
                user = new_test_user(
                    env,
                    login=login,
                    groups=f"base.group_user,{groups}" if role else "base.group_portal",
                    context=SILENT,
                )
                user.partner_id.email = f"{login}@race.example"
                setattr(cls, login.removeprefix("sd_race_"), user.id)
            cls.customer_partner_id = user.partner_id.id
            cls.team_id = (
                env["servicedesk.team"]
                .create(
                    {
                        "name": "Race",
                        "company_id": env.user.company_id.id,
                        "sequence": 1000,
                        "member_ids": [cls.one, cls.two],
                    }
                )
                .id
            )

    @classmethod
    def _clean_up(cls):
        with cls.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            users = env["res.users"].with_context(active_test=False)
            users = users.search([("login", "in", LOGINS)])
            env["servicedesk.answer.nonce"].search(
                [("digest", "=", nonces.digest("race"))]
            ).unlink()
            teams = env["servicedesk.team"].search([("name", "=", "Race")])
            tickets = env["servicedesk.ticket"].search([("team_id", "in", teams.ids)])
            tickets.rating_ids.unlink()
            tickets.unlink()
            teams.unlink()
            partners = users.partner_id
            users.unlink()
            partners.unlink()

    def setUp(self):
        super().setUp()
        # Odoo waits up to two seconds before it tries again.
        self.startPatcher(patch("random.uniform", return_value=0.01))
        # Odoo's own runner holds this lock, so that a second thread would wait for
        # the end of all tests before it has an environment.
        self.startPatcher(patch.object(Registry, "_lock", DummyRLock()))

    def _make(self, *deeds):
        """Commit a ticket on which ``deeds`` were done by the first agent."""
        with self.registry.cursor() as cr:
            ticket = api.Environment(cr, self.one, {})["servicedesk.ticket"].create(
                {
                    "name": "Race",
                    "team_id": self.team_id,
                    "partner_id": self.customer_partner_id,
                }
            )
            incident = ticket.env.ref("servicedesk_core.ticket_type_incident")
            ticket.ticket_type_id = incident
            for deed in deeds:
                deed(ticket)
            return ticket.id

    def _race(self, ticket_id, first, second):
        """Do two deeds at one moment; return (result of the second, final values).

        The first one is done and not yet committed when the second one starts; it
        commits when the database lets the second one wait for it.

        :param first: (user id, function of the ticket); must succeed.
        :param second: likewise; a UserError is returned as the result.
        """
        done = {}

        def run():
            uid, deed = second
            with self.registry.cursor() as cr, mute_logger("odoo.sql_db"):
                env = api.Environment(cr, uid, {})
                ticket = env["servicedesk.ticket"].browse(ticket_id)
                try:
                    done["result"] = retrying(partial(deed, ticket), env)
                except UserError as error:
                    done["result"] = error

        with self.registry.cursor() as cr:
            uid, deed = first
            ticket = api.Environment(cr, uid, {})["servicedesk.ticket"].browse(
                ticket_id
            )
            self.assertIs(deed(ticket), True)
            ticket.env.flush_all()
            thread = threading.Thread(target=run, daemon=True)
            thread.start()
            self._wait_for_a_waiting_transaction(thread)
        thread.join(timeout=30)
        self.assertFalse(thread.is_alive(), "the second one still waits")
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            return done["result"], env["servicedesk.ticket"].browse(ticket_id).read()[0]

    def _wait_for_a_waiting_transaction(self, thread):
        with self.registry.cursor() as cr:
            for _attempt in range(500):
                cr.execute(
                    """SELECT 1 FROM pg_stat_activity
                        WHERE datname = current_database()
                          AND wait_event_type = 'Lock'"""
                )
                if cr.fetchone():
                    return
                self.assertTrue(thread.is_alive(), "the second one did not wait")
                cr.rollback()
                time.sleep(0.02)
        self.fail("the second one neither waited nor ended")

    # ------------------------------------------------------------------

    def test_two_agents_take_one_ticket(self):
        """One has it; the other is told who, not to try again."""
        ticket_id = self._make()
        result, ticket = self._race(
            ticket_id,
            (self.one, lambda ticket: ticket.action_take()),
            (self.two, lambda ticket: ticket.action_take()),
        )
        self.assertIsInstance(result, UserError)
        self.assertIn("already taken by", str(result))
        self.assertEqual(ticket["user_id"][0], self.one)

    def _make_due(self):
        """Commit a ticket whose snooze is over."""
        return self._make(
            lambda ticket: ticket.action_start(),
            lambda ticket: ticket.action_snooze(datetime.now() + timedelta(days=1)),
            lambda ticket: ticket.sudo().write(
                {"snoozed_until": datetime.now() - timedelta(minutes=1)}
            ),
        )

    def _count_wakings(self, ticket_id):
        with self.registry.cursor() as cr:
            messages = api.Environment(cr, SUPERUSER_ID, {})["mail.message"]
            return messages.search_count(
                [
                    ("model", "=", "servicedesk.ticket"),
                    ("res_id", "=", ticket_id),
                    ("body", "ilike", "Back in stage"),
                ]
            )

    def test_the_alarm_rings_while_the_requester_answers(self):
        """Who is being woken by an answer is passed over, and woken once."""
        ticket_id = self._make_due()
        with self.registry.cursor() as cr:
            env = api.Environment(cr, self.customer, {})
            ticket = env["servicedesk.ticket"].browse(ticket_id)
            ticket.message_post(body="I found the key.")
            env.flush_all()
            with self.registry.cursor() as other:
                env = api.Environment(other, SUPERUSER_ID, {})
                env["servicedesk.ticket"]._cron_wake_snoozed()
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            ticket = env["servicedesk.ticket"].browse(ticket_id)
            self.assertEqual(ticket.state, "in_progress")
            env["servicedesk.ticket"]._cron_wake_snoozed()
        self.assertEqual(self._count_wakings(ticket_id), 1)

    def test_the_requester_answers_while_the_alarm_rings(self):
        """His words stay, and the ticket is woken once."""
        ticket_id = self._make_due()
        result, ticket = self._race(
            ticket_id,
            (SUPERUSER_ID, lambda ticket: ticket._wake("Over.") or True),
            (
                self.customer,
                lambda ticket: bool(ticket.message_post(body="I found the key.")),
            ),
        )
        self.assertIs(result, True)
        self.assertEqual(ticket["state"], "in_progress")
        self.assertEqual(self._count_wakings(ticket_id), 1)

    def test_two_agents_reclassify_one_ticket(self):
        """What each sets by hand stays; the priority comes from both."""
        ticket_id = self._make()
        result, ticket = self._race(
            ticket_id,
            (self.one, lambda ticket: ticket.write({"impact": "4"})),
            (self.two, lambda ticket: ticket.write({"urgency": "3"})),
        )
        self.assertIs(result, True)
        self.assertEqual(ticket["hand_set"], "impact,urgency,team_id")
        self.assertEqual((ticket["impact"], ticket["urgency"]), ("4", "3"))
        self.assertEqual(ticket["priority"], "3")

    def test_two_answers_of_one_cycle(self):
        """The first answer counts; the other is noted and changes nothing."""
        ticket_id = self._make(lambda ticket: ticket.action_resolve("Done"))
        result, ticket = self._race(
            ticket_id,
            (self.customer, lambda ticket: ticket.action_confirm(rating=5)),
            (self.one, lambda ticket: ticket.action_refuse("No", by_phone=True)),
        )
        self.assertIs(result, False)
        self.assertEqual(ticket["confirmation"], "confirmed")
        self.assertEqual(ticket["reopen_count"], 0)
        self.assertEqual(ticket["rating_last_value"], 5)

    def test_refusal_beats_closing(self):
        """The customer refuses while the manager closes: it is not closed."""
        ticket_id = self._make(lambda ticket: ticket.action_resolve("Done"))
        result, ticket = self._race(
            ticket_id,
            (self.customer, lambda ticket: ticket.action_refuse("Still stuck")),
            (self.boss, lambda ticket: ticket.action_close("He is away")),
        )
        self.assertIsInstance(result, UserError)
        self.assertEqual(ticket["state"], "in_progress")
        self.assertEqual(ticket["confirmation"], "refused")

    def test_closing_beats_a_refusal(self):
        """The manager was first: the refusal is noted on the closed ticket."""
        ticket_id = self._make(lambda ticket: ticket.action_resolve("Done"))
        result, ticket = self._race(
            ticket_id,
            (self.boss, lambda ticket: ticket.action_close("He is away")),
            (self.customer, lambda ticket: ticket.action_refuse("Still stuck")),
        )
        self.assertIs(result, False)
        self.assertEqual(ticket["state"], "closed")
        self.assertEqual(ticket["confirmation"], "waived")

    def test_two_moves_of_one_ticket(self):
        """Cancelled while somebody resolves: one move, one span that lasts."""
        ticket_id = self._make(lambda ticket: ticket.action_start())
        result, ticket = self._race(
            ticket_id,
            (self.one, lambda ticket: ticket.action_cancel("Asked twice")),
            (self.two, lambda ticket: ticket.action_resolve("Done")),
        )
        self.assertIsInstance(result, UserError)
        self.assertEqual(ticket["state"], "cancelled")
        with self.registry.cursor() as cr:
            spans = api.Environment(cr, SUPERUSER_ID, {})["servicedesk.ticket.span"]
            lasting = [("ticket_id", "=", ticket_id), ("date_to", "=", False)]
            self.assertEqual(spans.search(lasting).mapped("state"), ["cancelled"])

    def test_one_form_sent_twice(self):
        """A nonce used in two requests at one moment counts in one of them."""
        ticket_id = self._make()

        def use(ticket):
            return ticket.env["servicedesk.answer.nonce"].sudo()._use("race")

        result, _ticket = self._race(
            ticket_id, (self.customer, use), (self.customer, use)
        )
        self.assertIs(result, False)

    def test_numbers_of_two_transactions(self):
        """Two tickets registered at one moment: two numbers, nobody waits."""
        with self.registry.cursor() as one, self.registry.cursor() as two:
            tickets = []
            for cr, uid in ((one, self.one), (two, self.two), (one, self.one)):
                env = api.Environment(cr, uid, {})
                ticket = env["servicedesk.ticket"].create(
                    {"name": "Race", "team_id": self.team_id}
                )
                env.flush_all()
                tickets.append(ticket.number)
            one.rollback()
            two.rollback()
        self.assertEqual(len(set(tickets)), 3)
