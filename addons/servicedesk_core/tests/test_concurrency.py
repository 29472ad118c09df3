# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""Two people at one moment, in two real transactions.

These tests commit, and take away what they made: nothing less shows what the
database does when two write one row.
"""

from datetime import datetime, timedelta

from odoo import SUPERUSER_ID
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..tools import nonce as nonces
from .race_common import RaceCommon


@tagged("post_install", "-at_install")
class TestConcurrency(RaceCommon):
    """Exactly one of two wins; the other one is told what happened."""

    NAME = "Race"

    @classmethod
    def _remove(cls, env):
        used = env["servicedesk.answer.nonce"]
        used.search([("digest", "=", nonces.digest("race"))]).unlink()
        return super()._remove(env)

    def _race_waiting(self, ticket_id, first, second):
        """Race two deeds of which the second one has to wait for the first."""
        return self._race_on(ticket_id, first, second, must_wait=True)

    def test_two_agents_take_one_ticket(self):
        """One has it; the other is told who, not to try again."""
        ticket_id = self._make()
        result, ticket = self._race_waiting(
            ticket_id,
            (self.one, lambda ticket: ticket.action_take()),
            (self.two, lambda ticket: ticket.action_take()),
        )
        self.assertIsInstance(result, UserError)
        self.assertIn("already taken by", str(result))
        self.assertEqual(ticket["user_id"], self.one)

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
        with self._committing() as env:
            return env["mail.message"].search_count(
                [
                    ("model", "=", "servicedesk.ticket"),
                    ("res_id", "=", ticket_id),
                    ("body", "ilike", "Back in stage"),
                ]
            )

    def test_the_alarm_rings_while_the_requester_answers(self):
        """Who is being woken by an answer is passed over, and woken once."""
        ticket_id = self._make_due()
        with self._committing(self.customer) as env:
            ticket = env["servicedesk.ticket"].browse(ticket_id)
            ticket.message_post(body="I found the key.")
            env.flush_all()
            with self._committing() as other:
                other["servicedesk.ticket"]._cron_wake_snoozed()
        with self._committing() as env:
            ticket = env["servicedesk.ticket"].browse(ticket_id)
            self.assertEqual(ticket.state, "in_progress")
            env["servicedesk.ticket"]._cron_wake_snoozed()
        self.assertEqual(self._count_wakings(ticket_id), 1)

    def test_the_requester_answers_while_the_alarm_rings(self):
        """His words stay, and the ticket is woken once."""
        ticket_id = self._make_due()
        result, ticket = self._race_waiting(
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
        result, ticket = self._race_waiting(
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
        result, ticket = self._race_waiting(
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
        result, ticket = self._race_waiting(
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
        result, ticket = self._race_waiting(
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
        result, ticket = self._race_waiting(
            ticket_id,
            (self.one, lambda ticket: ticket.action_cancel("Asked twice")),
            (self.two, lambda ticket: ticket.action_resolve("Done")),
        )
        self.assertIsInstance(result, UserError)
        self.assertEqual(ticket["state"], "cancelled")
        with self._committing() as env:
            spans = env["servicedesk.ticket.span"]
            lasting = [("ticket_id", "=", ticket_id), ("date_to", "=", False)]
            self.assertEqual(spans.search(lasting).mapped("state"), ["cancelled"])

    def test_one_form_sent_twice(self):
        """A nonce used in two requests at one moment counts in one of them."""
        ticket_id = self._make()

        def use(ticket):
            return ticket.env["servicedesk.answer.nonce"].sudo()._use("race")

        result, _ticket = self._race_waiting(
            ticket_id, (self.customer, use), (self.customer, use)
        )
        self.assertIs(result, False)

    def test_numbers_of_two_transactions(self):
        """Two tickets registered at one moment: two numbers, nobody waits."""
        with self._committing(self.one) as one, self._committing(self.two) as two:
            tickets = []
            for env in (one, two, one):
                ticket = env["servicedesk.ticket"].create(
                    {"name": "Race", "team_id": self.team_id}
                )
                env.flush_all()
                tickets.append(ticket.number)
            one.cr.rollback()
            two.cr.rollback()
        self.assertEqual(len(set(tickets)), 3)
