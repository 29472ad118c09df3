# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from datetime import datetime
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import tagged

from .common import ServicedeskCommon

NOON = datetime(2026, 5, 4, 12)


@tagged("post_install", "-at_install")
class TestTakeNext(ServicedeskCommon):
    """The next ticket is the one that burns most, of one's own teams."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(patch.object(fields.Datetime, "now", lambda: NOON))
        cls.Ticket = cls.env["servicedesk.ticket"].with_user(cls.dispatcher)

    def _create(self, count=1, **values):
        return self.Ticket.create(
            [
                {
                    "name": "No network",
                    "partner_id": self.customer_partner.id,
                    "ticket_type_id": self.incident.id,
                    "team_id": self.team_second.id,
                    **values,
                }
                for _each in range(count)
            ]
        )

    def test_what_burns_most_comes_first(self):
        plain, urgent, late, other = self._create(4)
        urgent.priority = "3"
        late.date_due = datetime(2026, 5, 4, 11)
        other.action_assign(user_id=self.leader.id)
        mine = self.Ticket.with_user(self.agent_b)
        taken = [mine.action_take_next() for _turn in range(3)]
        self.assertEqual(taken, [late.id, urgent.id, plain.id])
        self.assertEqual((late | urgent | plain).user_id, self.agent_b)
        self.assertIs(mine.action_take_next(), False)

    def test_of_equals_the_important_customer_then_the_older(self):
        self.other_partner.service_priority = "3"
        first, second = self._create(2)
        important = self._create(partner_id=self.other_partner.id)
        mine = self.Ticket.with_user(self.agent_b)
        taken = [mine.action_take_next() for _turn in range(3)]
        self.assertEqual(taken, [important.id, first.id, second.id])

    def test_the_promised_time_goes_before_age(self):
        _old = self._create()
        promised = self._create(date_due=datetime(2026, 5, 4, 15))
        taken = self.Ticket.with_user(self.agent_b).action_take_next()
        self.assertEqual(taken, promised.id)

    def test_ones_own_teams_only(self):
        ticket = self._create()
        strangers = self.Ticket.with_user(self.agent_c)
        self.assertIs(strangers.action_take_next(), False)
        with self.assertRaises(UserError):
            strangers.action_take_next(self.team_second.id)
        mine = self.Ticket.with_user(self.agent_b)
        self.assertEqual(mine.action_take_next(self.team_second.id), ticket.id)

    def test_what_waits_for_others_is_left(self):
        waiting = self._create()
        waiting.action_start()
        waiting.action_wait("customer")
        waiting.user_id = False
        resolved = self._create(user_id=self.agent_b.id)
        resolved.action_start()
        resolved.action_resolve("Done")
        resolved.user_id = False
        self.assertIs(self.Ticket.with_user(self.agent_b).action_take_next(), False)

    def test_the_confidential_are_for_their_team(self):
        secret = self._create(team_id=self.team_secret.id)
        self.assertIs(self.Ticket.with_user(self.agent_b).action_take_next(), False)
        taken = self.Ticket.with_user(self.agent_c).action_take_next()
        self.assertEqual(taken, secret.id)

    def test_who_may_not_work_on_tickets_takes_none(self):
        self._create()
        for user in (self.customer, self.employee, self.auditor):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                call_kw(self.Ticket.with_user(user), "action_take_next", [], {})

    def test_odd_teams_are_refused_in_words(self):
        mine = self.Ticket.with_user(self.agent_b)
        for odd in ("x", [1], {"id": 1}, 1.5, -1, True, 10**30):
            with self.subTest(odd=odd), self.assertRaises(UserError):
                call_kw(mine, "action_take_next", [odd], {})
        self.assertIs(call_kw(mine, "action_take_next", [None], {}), False)

    def test_the_button_opens_what_was_taken(self):
        ticket = self._create()
        mine = self.Ticket.with_user(self.agent_b)
        self.assertEqual(mine.action_open_next()["res_id"], ticket.id)
        self.assertEqual(mine.action_open_next()["tag"], "display_notification")

    def test_a_teams_button_takes_from_it_alone(self):
        self._create()
        team = self.team_first.with_user(self.agent_a)
        self.assertEqual(team.action_take_next()["tag"], "display_notification")
        ticket = self._create(team_id=self.team_first.id)
        self.assertEqual(team.action_take_next()["res_id"], ticket.id)

    def test_the_list_of_a_team_takes_from_that_team(self):
        """The team's list of what nobody has offers the button to its people alone."""
        self._create()
        mine = self.team_first.with_user(self.agent_a)
        offered = mine.with_context(servicedesk_filter="unassigned")
        context = offered.action_view_tickets()["context"]
        self.assertEqual(context["servicedesk_take_next"], self.team_first.id)
        theirs = self.team_second.with_user(self.agent_a)
        offered = theirs.with_context(servicedesk_filter="unassigned")
        self.assertFalse(
            offered.action_view_tickets()["context"]["servicedesk_take_next"]
        )
        button = self.Ticket.with_user(self.agent_a).with_context(
            servicedesk_take_next=self.team_first.id
        )
        self.assertEqual(button.action_open_next()["tag"], "display_notification")
        ticket = self._create(team_id=self.team_first.id)
        self.assertEqual(button.action_open_next()["res_id"], ticket.id)

    def test_a_team_slipped_into_the_context_is_refused(self):
        self._create()
        for odd in (self.team_second.id, "x", [1], 10**30):
            forged = self.Ticket.with_user(self.agent_a).with_context(
                servicedesk_take_next=odd
            )
            with self.subTest(odd=odd), self.assertRaises(UserError):
                forged.action_open_next()

    def test_it_is_said_where_nothing_is_waiting(self):
        """Other teams may have work: that is not denied."""
        self._create()
        mine = self.Ticket.with_user(self.agent_a)
        team = self.team_first.with_user(self.agent_a)
        in_list = mine.with_context(servicedesk_take_next=team.id)
        cases = (
            (mine.action_open_next(), "Nothing is waiting in your teams."),
            (team.action_take_next(), "Nothing is waiting in this team."),
            (in_list.action_open_next(), "Nothing is waiting in this team."),
        )
        for action, said in cases:
            self.assertEqual(action["params"]["message"], said)

    def test_who_is_in_no_team_is_told_so(self):
        """By the button, and in place of its praise where his list is empty."""
        self._create()
        lonely = self._new_user("sd_lonely", "agent")
        action = self.Ticket.with_user(lonely).action_open_next()
        self.assertIn("You are in no team", action["params"]["message"])
        my_work = self.env.ref("servicedesk_core.servicedesk_ticket_action_my")
        for user, told in ((lonely, True), (self.agent_a, False)):
            with self.subTest(user=user.login):
                # As the web client is given it: by the server, in the user's name.
                action = my_work.with_user(user).sudo()
                (shown,) = action.read(["help", "res_model", "context"])
                self.assertEqual("You are in no team" in shown["help"], told)
                self.assertEqual("Take Next" in shown["help"], not told)

    def test_the_card_knows_whose_team_it_is(self):
        for user, mine in ((self.agent_a, True), (self.agent_b, False)):
            with self.subTest(user=user.login):
                self.assertIs(self.team_first.with_user(user).is_my_team, mine)
        self.assertTrue(self.team_second.with_user(self.leader).is_my_team)
