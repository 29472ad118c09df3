# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import xmlrpc.client
from datetime import datetime

from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged
from odoo.tools.safe_eval import safe_eval

from ..models.ticket.ticket_notice import CLOSE_ACTIVITY
from .common import ServicedeskCommon


def at(time):
    """Return a moment of the day on which these stories play."""
    return datetime.fromisoformat(f"2026-03-02 {time}")


class SeatCommon(ServicedeskCommon):
    """Tickets of agent_a, who sits in the first line."""

    def _hints(self, ticket):
        """Return the users who are told that they may close the ticket."""
        type_id = self.env.ref(CLOSE_ACTIVITY)
        activities = ticket.sudo().activity_ids
        return activities.filtered(
            lambda activity: activity.activity_type_id == type_id
        ).user_id

    def _seat(self, user):
        tickets = self.env["servicedesk.ticket"].with_user(user)
        return tickets.search([("is_my_seat", "=", True)])

    def _mine(self, ticket, user=None):
        return ticket.with_user(user or self.agent_a)


@tagged("post_install", "-at_install")
class TestOpenerSeat(SeatCommon):
    """Opened by me: which tickets, where they are, and what was done last."""

    def test_the_seat_is_the_openers(self):
        """One sees what one registered, wherever it went; others do not."""
        ticket = self._classified()
        ticket.with_user(self.dispatcher).write(
            {"team_id": self.team_second.id, "user_id": self.agent_b.id}
        )
        self.assertIn(ticket, self._seat(self.agent_a))
        self.assertNotIn(ticket, self._seat(self.agent_b))
        self.assertTrue(self._mine(ticket).is_my_seat)
        self.assertFalse(self._mine(ticket, self.agent_b).is_my_seat)
        self.assertEqual(self._mine(ticket).name, "The till does not open")

    def test_confidential_tickets_stay_with_their_opener(self):
        """Who registered a ticket is of its circle, and follows where it is."""
        with freeze_time(at("09:00:00")):
            ticket = self._classified()
        with freeze_time(at("10:00:00")):
            ticket.with_user(self.dispatcher).team_id = self.team_secret
        self.env.invalidate_all()
        self.assertIn(ticket, self._seat(self.agent_a))
        self.assertIn("Secret Affairs", self._mine(ticket).last_move)
        with self.assertRaises(AccessError):
            self._mine(ticket, self.agent_b).get_servicedesk_moves()

    def test_the_leader_takes_the_seat_of_who_left(self):
        """Open tickets of an archived opener stand on the page of the team's leader."""
        ticket, ended = self._classified(), self._classified()
        (ticket | ended).with_user(self.dispatcher).team_id = self.team_second
        ended.with_user(self.dispatcher).action_cancel("Not ours")
        self.assertNotIn(ticket, self._seat(self.leader))
        self.agent_a.active = False
        self.assertEqual(self._seat(self.leader), ticket)
        self.assertTrue(self._mine(ticket, self.leader).is_my_seat)
        self.assertFalse(self._mine(ended, self.leader).is_my_seat)

    def test_bands_are_the_same_read_searched_and_grouped(self):
        """Whose move it is: read, found and counted by one rule."""
        tickets = self.env["servicedesk.ticket"].with_user(self.agent_a)
        stories = {
            "1": self._resolved(),
            "2": self._started(),
            "3": self._resolved(),
            "4": self._classified(),
            "5": self._started(),
            "6": self._classified(),
        }
        stories["1"].action_confirm(rating=4, by_phone=True)
        stories["4"].with_user(self.dispatcher).team_id = self.team_second
        stories["5"].action_wait("supplier")
        stories["6"].action_cancel("Twice")
        asked = self._started()
        asked.action_wait("customer")
        self.env.flush_all()
        ids = [*(ticket.id for ticket in stories.values()), asked.id]
        for band, ticket in stories.items():
            self.assertEqual(self._mine(ticket).opener_band, band)
            found = tickets.search([("opener_band", "=", band), ("id", "in", ids)])
            self.assertEqual(found, ticket | (asked if band == "3" else ticket))
        groups = tickets._read_group([("id", "in", ids)], ["opener_band"], ["__count"])
        self.assertEqual(
            groups, [("1", 1), ("2", 1), ("3", 2), ("4", 1), ("5", 1), ("6", 1)]
        )
        everywhere = tickets.search(
            [("opener_band", "!=", "6"), ("id", "in", ids)], order="id"
        )
        self.assertEqual(len(everywhere), 6)

    def test_last_move_says_what_who_and_since_when(self):
        """The list tells the last move, and several steps of a deed are one."""
        with freeze_time(at("09:00:00")):
            ticket = self._classified()
        self.assertEqual(self._mine(ticket).last_move, "Registered")
        with freeze_time(at("10:30:00")):
            ticket.with_user(self.dispatcher).write(
                {"team_id": self.team_second.id, "user_id": self.agent_b.id}
            )
        self.env.invalidate_all()
        self.assertRecordValues(
            self._mine(ticket),
            [
                {
                    "where_since": at("10:30:00"),
                    "last_move": "Assigned · to Second Line · assigned to Agent B",
                    "last_move_by": "Dispatcher",
                }
            ],
        )

    def test_the_requester_is_named_for_what_he_did(self):
        """A refusal is the requester's move, though the server writes it."""
        with freeze_time(at("09:00:00")):
            ticket = self._resolved()
        with freeze_time(at("11:00:00")):
            ticket.with_user(self.customer).action_refuse("Still shut.")
        self.env.invalidate_all()
        self.assertEqual(self._mine(ticket).last_move, "In Progress")
        self.assertEqual(self._mine(ticket).last_move_by, self.customer_partner.name)

    def test_what_may_be_closed_has_its_button(self):
        """Also what asked nobody is closed from the page; a refused one is not."""
        view = self.env.ref("servicedesk_core.servicedesk_ticket_view_list_opened")
        button = etree.fromstring(view.arch).find(".//button[@name='action_close']")
        for confirmation in dict(
            self.env["servicedesk.ticket"]._fields["confirmation"].selection
        ):
            ticket = self.env["servicedesk.ticket"].new(
                {"state": "resolved", "confirmation": confirmation}
            )
            hidden = safe_eval(
                button.get("invisible"),
                {"state": "resolved", "confirmation": confirmation},
            )
            with self.subTest(confirmation=confirmation):
                closable = ticket.opener_band == "1" and confirmation != "refused"
                self.assertEqual(not hidden, closable)

    def test_the_page_works_over_rpc(self):
        """An integration asks with a domain; the values come along."""
        ticket = self._started()
        rows = (
            self.env["servicedesk.ticket"]
            .with_user(self.agent_a)
            .search_read(
                [("is_my_seat", "=", True), ("opener_band", "=", "2")],
                ["number", "where_since", "last_move", "last_move_by", "team_id"],
            )
        )
        self.assertIn(ticket.number, [row["number"] for row in rows])
        customers = self.env["servicedesk.ticket"].with_user(self.customer)
        with self.assertRaises(AccessError):
            customers.search([("is_my_seat", "=", True)])
        with self.assertRaises(AccessError):
            customers.search_read([], ["last_move"])

    def test_the_page_costs_the_same_for_many(self):
        """Forty rows cost no more statements than two."""
        tickets = self.env["servicedesk.ticket"].with_user(self.agent_a)
        names = ["opener_band", "where_since", "last_move", "last_move_by"]
        self._classified()
        self._classified()
        tickets.search_read([("is_my_seat", "=", True)], names)
        self.env.flush_all()
        self.env.invalidate_all()
        few = self.cr.sql_log_count
        tickets.search_read([("is_my_seat", "=", True)], names, limit=2)
        few = self.cr.sql_log_count - few
        for _index in range(38):
            self._classified()
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(few):
            tickets.search_read([("is_my_seat", "=", True)], names)
        self.assertLessEqual(few, 8)


@tagged("post_install", "-at_install")
class TestMoves(SeatCommon):
    """Every move: team, assignee, state, who, why, and whether it was taken up."""

    def _moves(self, ticket, user=None):
        self.env.invalidate_all()
        return self._mine(ticket, user).get_servicedesk_moves()

    def test_each_move_says_why(self):
        """The words said with a move stand beside it, and no others."""
        with freeze_time(at("09:00:00")):
            ticket = self._started()
        with freeze_time(at("09:10:00")):
            ticket.message_post(body="Unrelated words")
        with freeze_time(at("09:20:00")):
            ticket.action_wait("supplier", "A spare part is on its way")
        move = self._moves(ticket)[-1]
        self.assertEqual(move["what"], "Waiting: Supplier")
        self.assertEqual(move["by"], "Agent A")
        self.assertEqual(move["date"], "2026-03-02 09:20:00")
        self.assertIs(move["until"], False)

    def test_a_hand_over_is_taken_up_or_not(self):
        """Whoever begins takes it up; until then nobody has, and it is said."""
        with freeze_time(at("09:00:00")):
            ticket = self._classified()
        with freeze_time(at("10:00:00")):
            ticket.with_user(self.dispatcher).team_id = self.team_second
        moves = self._moves(ticket)
        self.assertIs(moves[-1]["taken"], False)
        self.assertIs(moves[0]["taken"], False)
        self.assertFalse(moves[0]["handed"])
        with freeze_time(at("11:00:00")):
            ticket.with_user(self.agent_b).action_take()
        handed = self._moves(ticket)[-2]
        self.assertEqual(
            handed["taken"], {"date": "2026-03-02 11:00:00", "by": "Agent B"}
        )
        self.assertEqual(handed["hours"], 1)
        # XML-RPC knows no None.
        self.assertTrue(xmlrpc.client.dumps((self._moves(ticket),)))

    def test_passed_on_before_anybody_took_it(self):
        """What goes on to the next team was never taken up by the former."""
        with freeze_time(at("09:00:00")):
            ticket = self._classified()
        with freeze_time(at("10:00:00")):
            ticket.with_user(self.dispatcher).team_id = self.team_second
        with freeze_time(at("11:00:00")):
            ticket.with_user(self.dispatcher).team_id = self.team_first
        self.assertEqual(
            [(move["handed"], move["taken"]) for move in self._moves(ticket)],
            [(False, False), (True, False), (True, False)],
        )

    def test_who_may_ask(self):
        """The desk that reads the ticket; not the requester, nor who reads nothing."""
        ticket = self._classified()
        for user in (self.agent_b, self.auditor, self.dispatcher):
            self.assertTrue(self._moves(ticket, user))
        for user in (self.customer, self.other_customer, self.employee):
            with self.assertRaises(AccessError):
                self._moves(ticket, user)
        with self.assertRaises(UserError):
            (ticket | self._classified()).get_servicedesk_moves()
        with self.assertRaises(UserError):
            self._mine(ticket).browse().get_servicedesk_moves()


@tagged("post_install", "-at_install")
class TestMayBeClosed(SeatCommon):
    """The opener is told that he may close it after the confirmation only."""

    def test_not_before_the_answer(self):
        """A proposed solution is no confirmation."""
        self.assertFalse(self._hints(self._resolved()))

    def test_confirmed_in_the_portal(self):
        """The requester says it works: the opener may close."""
        ticket = self._resolved()
        ticket.with_user(self.customer).action_confirm(rating=5)
        self.assertEqual(self._hints(ticket), self.agent_a)

    def test_confirmed_by_phone(self):
        """What was told to an agent by phone counts as well."""
        ticket = self._resolved()
        ticket.action_confirm(by_phone=True, rating=4)
        self.assertEqual(self._hints(ticket), self.agent_a)

    def test_confirmed_on_the_page(self):
        """So does the answer of the mail's page, given by its link."""
        ticket = self._resolved()
        ticket.sudo()._apply_answer(
            {"answer": "confirm", "rating": 5, "feedback": "", "by_phone": False},
            self.customer_partner,
            ticket.confirm_cycle,
        )
        self.assertEqual(self._hints(ticket), self.agent_a)

    def test_a_low_rating_is_no_confirmation(self):
        """A rating at the threshold sends the ticket back: nothing to close."""
        ticket = self._resolved()
        ticket.ticket_type_id.sudo().low_rating = 2
        ticket.with_user(self.customer).action_confirm(rating=2, feedback="Meh")
        self.assertEqual(ticket.state, "in_progress")
        self.assertFalse(self._hints(ticket))

    def test_refused(self):
        """Nor is a refusal."""
        ticket = self._resolved()
        ticket.with_user(self.customer).action_refuse("Still shut.")
        self.assertFalse(self._hints(ticket))

    def test_closed_by_itself(self):
        """Where tickets close by themselves nobody is asked to do it."""
        self.incident.closing = "automatic"
        ticket = self._resolved()
        ticket.with_user(self.customer).action_confirm(rating=5)
        self.assertEqual(ticket.state, "closed")
        self.assertFalse(self._hints(ticket))

    def test_silence_is_no_confirmation(self):
        """A ticket closed silently leaves no hint behind."""
        ticket = self._resolved()
        ticket.sudo()._close_silently()
        self.assertEqual(ticket.confirmation, "silent")
        self.assertFalse(self._hints(ticket))

    def test_merging_takes_the_hint_away(self):
        """What goes on elsewhere is closed by nobody, until it is taken back."""
        ticket, other = self._resolved(), self._started()
        ticket.with_user(self.customer).action_confirm(rating=5)
        ticket.action_merge_into(other.id)
        self.env.invalidate_all()
        self.assertFalse(self._hints(ticket))
        self.assertFalse(self._hints(other))
        ticket.action_unmerge()
        self.env.invalidate_all()
        self.assertEqual(self._hints(ticket), self.agent_a)
        self.assertFalse(self._hints(other))

    def test_closing_takes_the_hint_away(self):
        """Done is done."""
        ticket = self._resolved()
        ticket.with_user(self.customer).action_confirm(rating=5)
        ticket.action_close()
        self.assertFalse(self._hints(ticket))

    def test_the_opener_who_is_the_requester(self):
        """He confirmed himself, and closes himself: one person, one hint."""
        ticket = self._resolved(partner_id=self.agent_b.partner_id.id)
        self.assertEqual(ticket.confirmation, "awaiting")
        ticket.with_user(self.agent_b).action_confirm(rating=5)
        self.assertEqual(self._hints(ticket), self.agent_a)

    def test_the_opener_has_left_before(self):
        """The leader of the team hears in his place."""
        ticket = self._resolved()
        ticket.sudo().with_context(servicedesk_deed=False).team_id = self.team_second
        self.agent_a.active = False
        ticket.with_user(self.customer).action_confirm(rating=5)
        self.assertEqual(self._hints(ticket), self.leader)

    def test_the_opener_leaves_with_the_hint(self):
        """What he was told goes to the leader, by whatever way he is archived."""
        for leave in (
            lambda user: user.write({"active": False}),
            lambda user: user.action_archive(),
        ):
            ticket = self._resolved()
            ticket.sudo().team_id = self.team_second
            ticket.with_user(self.customer).action_confirm(rating=5)
            self.assertEqual(self._hints(ticket), self.agent_a)
            leave(self.agent_a.sudo())
            self.assertEqual(self._hints(ticket), self.leader)
            self.agent_a.active = True


@tagged("post_install", "-at_install")
class TestOpenerNotices(SeatCommon):
    """The opener hears of every move that is not his own."""

    def _queued(self, ticket):
        """Return the events queued for which a rule names the opener."""
        rules = self.env["servicedesk.notice.rule"]._get_rules()
        rows = self.env["servicedesk.notice"].sudo()
        return [
            row.event
            for row in rows.search([("ticket_id", "=", ticket.id)], order="id")
            if any(rule.recipient == "opener" for rule in rules.get(row.event, ()))
        ]

    def _told(self, ticket, event, actor):
        """Return whether the opener is told of ``event`` that ``actor`` did."""
        facts = {
            "event": event,
            "stage_id": ticket.stage_id.id,
            "actor_id": actor.partner_id.id,
            "message": self.env["mail.message"],
        }
        lines = ticket.sudo()._plan_notices(facts, {})
        return any(
            line.channel and line.partner == self.agent_a.partner_id for line in lines
        )

    def test_every_move_of_others(self):
        """Team, person, waiting, solution, end: of each he is told, once."""
        ticket = self._classified()
        for event in (
            "assigned",
            "moved",
            "stage",
            "waiting",
            "resolved",
            "reopened",
            "closed",
            "cancelled",
        ):
            if event == "stage":
                ticket.sudo().with_user(self.agent_a).action_start()
            self.assertTrue(self._told(ticket, event, self.agent_b), event)
            self.assertFalse(self._told(ticket, event, self.agent_a), event)

    def test_a_merge_is_a_move(self):
        """He hears where the ticket goes on, and not that it was closed."""
        ticket, other = self._started(), self._started()
        self.env["servicedesk.notice"].sudo().search([]).unlink()
        ticket.with_user(self.dispatcher).action_merge_into(other.id)
        events = self._queued(ticket)
        self.assertIn("moved", events)
        self.assertNotIn("closed", events)
        sentence = ticket._get_notice_sentence({"event": "moved", "stage_id": False})
        self.assertIn(other.number, sentence)

    def test_silence_is_told_as_that(self):
        """The opener reads that nobody answered, not that all is well."""
        ticket = self._resolved()
        ticket.sudo()._close_silently()
        sentence = ticket._get_notice_sentence({"event": "closed", "stage_id": False})
        self.assertIn("never said whether it works", sentence)
