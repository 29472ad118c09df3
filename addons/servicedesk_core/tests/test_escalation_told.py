# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""What is said of the steps of an escalation: where, how often, and in which words."""

from datetime import timedelta
from unittest.mock import patch

from lxml import etree

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from ..tools import excerpt
from .escalation_common import MONDAY, EscalationCommon
from .notice_common import NoticeCommon
from .offer_common import OfferCommon
from .work_order_common import WorkOrderCommon


@tagged("post_install", "-at_install")
class TestHeardOnce(NoticeCommon, EscalationCommon):
    """Who is told of an acceptance is not told of the move as well."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._only("moved", "opener")
        cls.agent_a.notification_type = "inbox"

    def _count_notices(self, ticket):
        return len(self._get_told(self.agent_a, ticket))

    def _get_told(self, *args):
        """Both parents have one: of a user and a ticket, or of what the job did."""
        parent = EscalationCommon if len(args) == 2 else NoticeCommon
        return parent._get_told(self, *args)

    def _apart(self):
        """Begin another moment: in a test everything happens at one."""
        self._flush()
        self.cr.execute(
            """UPDATE servicedesk_notice
                  SET create_date = create_date - interval '1 hour';
               UPDATE servicedesk_escalation
                  SET write_date = write_date - interval '1 hour';
               UPDATE mail_message
                  SET create_date = create_date - interval '1 hour'"""
        )
        self.env.invalidate_all()

    def test_accepted(self):
        """The opener hears of the acceptance, and of the same move nothing more."""
        offer = self._offered()
        self._tell()
        self._apart()
        before = self._count_notices(offer.ticket_id)
        offer.with_user(self.agent_n).action_accept()
        self._tell()
        self.assertEqual(self._count_notices(offer.ticket_id) - before, 1)
        told = self._get_told(self.agent_a, offer.ticket_id)[-1]
        self.assertIn("has accepted", told)

    def test_settled(self):
        """So of a settlement that gives the ticket to the receiver."""
        dispute = self._disputed()
        self._tell()
        self._apart()
        before = self._count_notices(dispute.ticket_id)
        dispute.with_user(self.leader).action_settle("receiver")
        self._tell()
        self.assertEqual(self._count_notices(dispute.ticket_id) - before, 1)

    def test_a_move_by_hand_is_told(self):
        """Of a move that nobody accepted the rule tells, as of what follows one."""
        ticket = self._accepted().ticket_id
        self._tell()
        self._apart()
        before = self._count_notices(ticket)
        ticket.with_user(self.dispatcher).team_id = self.team_second
        self._tell()
        self.assertEqual(self._count_notices(ticket) - before, 1)
        self.assertIn("passed on", self._get_told(self.agent_a, ticket)[-1])

    def test_who_was_told_nothing_hears_of_the_move(self):
        """A rule for others, who have no part in the offer, still tells them."""
        self._only("moved", "leader")
        offer = self._offered()
        self._tell()
        self._apart()
        offer.with_user(self.agent_n).action_accept()
        self.assertEqual({name for name, _how in self._tell()}, {self.leader_n.name})


@tagged("post_install", "-at_install")
class TestSentences(EscalationCommon, WorkOrderCommon):
    """Words that end by themselves get no second full stop."""

    def test_end_of_a_sentence(self):
        cases = {
            "Not ours": "Not ours.",
            "Not ours. ": "Not ours.",
            "Whose is it?": "Whose is it?",
            "不是我们的。": "不是我们的。",
            "Later…": "Later…",
            "": "",
            None: "",
        }
        for given, expected in cases.items():
            with self.subTest(given=given):
                self.assertEqual(excerpt.end_sentence(given), expected)

    def test_notes_of_an_escalation(self):
        """Each step, with reasons that end in a full stop."""
        offer = self._offered(reason="Not our own.")
        ticket = offer.ticket_id
        offer.with_user(self.agent_n).action_return("Look first.")
        again = self._offered(ticket.with_user(self.agent_a), reason="I looked.")
        again.with_user(self.agent_n).action_return("Not our own.")
        again.with_user(self.leader).action_settle("sender")
        self._offered(
            ticket.with_user(self.agent_a),
            "part",
            "The cable.",
            to_user_id=self.agent_b.id,
        ).with_user(self.agent_a).action_withdraw("Not needed.")
        notes = self._get_notes(ticket)
        self.assertIn("Not our own. It is disputed now", notes)
        self.assertNotIn("..", notes)

    def test_a_part_on_the_map(self):
        """What exactly is offered, and why, are two sentences."""
        offer = self._offered(share="part", reason="We cannot.")
        for part in ("The cable", "The cable."):
            offer.part = part
            with self.subTest(part=part):
                told = offer._tell_on_map()["why"]
                self.assertEqual(told, "The cable. We cannot.")

    def test_notes_of_a_work_order(self):
        """Declined, cancelled, handed over: on the order and on its ticket."""
        declined, cancelled = self._sent(), self._sent()
        declined.with_user(self.fitter).action_decline("No time.")
        cancelled.action_cancel("Not needed.")
        own = self._sent(user_id=self.engineer.id)
        own.with_user(self.engineer).action_hand_over(self.mate.id, "Ill.")
        for order in declined | cancelled | own:
            self.assertNotIn("..", self._get_notes(order))
            self.assertNotIn("..", self._get_notes(order.ticket_id))


@tagged("post_install", "-at_install")
class TestNoEmptyMessages(OfferCommon, WorkOrderCommon):
    """A mail with a link leaves nothing in the conversation of what it is about."""

    def _assert_no_empty(self, record):
        """Nobody who opens ``record`` reads that a message was removed."""
        empty = record.sudo().message_ids._filter_empty()
        self.assertFalse(empty.mapped("message_type"))

    def test_offers(self):
        """Neither while the mail waits nor when it went, nor after a reminder."""
        with self.mock_mail_gateway():
            ticket = self._classified()
            offer_id = ticket.with_context(
                mail_notify_force_send=False
            ).action_escalate(
                "horizontal", "whole", "Not ours", to_team_id=self.team_second.id
            )
            offer = self.env["servicedesk.escalation"].browse(offer_id)
            waiting = self.env["mail.mail"].search(
                [("model", "=", offer._name), ("res_id", "=", offer.id)]
            )
            self.assertTrue(waiting)
            self._assert_no_empty(offer)
            # A mail that could not be sent stays; so does its message.
            waiting.write({"state": "exception"})
            self._assert_no_empty(offer)
        offer, mails = self._offered()
        self.assertTrue(mails)
        self._assert_no_empty(offer)
        with self.mock_mail_gateway():
            offer.sudo()._remind_receivers()
            self._assert_no_empty(offer)

    def test_work_orders(self):
        """So with what contractors are written."""
        order = self._order()
        with self.mock_mail_gateway():
            order.with_context(mail_notify_force_send=False).action_send()
            waiting = self.env["mail.mail"].search(
                [("model", "=", order._name), ("res_id", "=", order.id)]
            )
            self.assertTrue(waiting.filtered("body_html"))
            self._assert_no_empty(order)


@tagged("post_install", "-at_install")
class TestEscalationMoves(EscalationCommon):
    """Offers and answers stand in the table of moves, for the desk alone."""

    def _at(self, minute):
        return freeze_time(super()._at(MONDAY) + timedelta(minutes=minute))

    def _moves(self, ticket, user=None):
        self.env.flush_all()
        self.env.invalidate_all()
        return ticket.with_user(user or self.agent_b).get_servicedesk_moves()

    def _told(self, ticket):
        """Return the rows of offers: (what, by, why)."""
        return [
            (move["what"], move["by"], move["why"])
            for move in self._moves(ticket)
            if move["hours"] is False
        ]

    def _quarrel(self):
        """Return a ticket that was returned twice, settled, and a part of it given."""
        with self._at(0):
            ticket = self._started()
        for minute, reason in ((10, "Not ours"), (30, "It is the network")):
            with self._at(minute):
                offer = self._offered(ticket.with_user(self.agent_a), reason=reason)
            with self._at(minute + 10):
                offer.with_user(self.agent_n).action_return("Look at the cable")
        with self._at(50):
            offer.with_user(self.leader).action_settle("other", self.team_second.id)
        return ticket

    def test_each_step_is_a_row(self):
        """Who offered to whom and why, who returned it, who settled it how."""
        ticket = self._quarrel()
        name_a, name_n = self.agent_a.name, self.agent_n.name
        net, why = self.team_net.name, "Look at the cable"
        self.assertEqual(
            self._told(ticket),
            [
                (f"Offered to {net}", name_a, "Not ours"),
                (f"Returned: {net}", name_n, why),
                (f"Offered to {net}", name_a, "It is the network"),
                (f"Disputed: {net}", name_n, why),
                (
                    f"Somebody else takes it: {self.team_second.name}",
                    self.leader.name,
                    "",
                ),
            ],
        )
        moves = self._moves(ticket)
        self.assertEqual(moves[0]["what"], "Registered")
        self.assertEqual(moves, sorted(moves[:], key=lambda move: move["date"]))
        self.assertEqual(len({move["id"] for move in moves}), len(moves))
        keys = set(moves[0])
        self.assertFalse([move for move in moves if set(move) != keys])
        # The move that follows from the decision comes after it.
        self.assertIs(moves[-2]["hours"], False)
        self.assertTrue(moves[-1]["handed"])

    def test_accepted_and_withdrawn(self):
        """An acceptance names who accepted; what was taken back says so."""
        with self._at(0):
            offer = self._offered(share="part", reason="Check the cable")
        ticket = offer.ticket_id
        with self._at(5):
            offer.with_user(self.agent_n).action_accept()
        with self._at(10):
            other = self._offered(ticket.with_user(self.agent_a))
        with self._at(15):
            other.with_user(self.agent_a).action_withdraw("Found it")
        self.assertEqual(
            self._told(ticket),
            [
                (
                    f"A part offered to {self.team_net.name}",
                    self.agent_a.name,
                    "Check the cable",
                ),
                (f"Accepted: {self.team_net.name}", self.agent_n.name, ""),
                (
                    f"Offered to {self.team_net.name} · Withdrawn",
                    self.agent_a.name,
                    "Not ours · Found it",
                ),
            ],
        )

    def test_for_the_desk_only(self):
        """The requester's side has neither the table nor the escalation."""
        ticket = self._quarrel()
        ticket.sudo().partner_id = self.customer.partner_id
        for user in (self.customer, self.employee):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._moves(ticket, user)

    def test_nothing_is_asked_where_there_is_none(self):
        """A ticket without offers costs the statements it cost before."""
        ticket = self._started()
        with self._at(0):
            self._moves(ticket)
        statements = []
        execute = self.cr.execute

        def listen(query, *args, **kwargs):
            statements.append(str(getattr(query, "code", query)))
            return execute(query, *args, **kwargs)

        self.patch(self.cr, "execute", listen)
        self._moves(ticket)
        asked = [one for one in statements if "servicedesk_escalation" in one]
        self.assertEqual(len(asked), 1, asked)
        self.assertIn("servicedesk_ticket_span", asked[0])

    def test_rows_cost_the_same_however_many(self):
        """Three offers are told with as many statements as seven."""
        ticket = self._quarrel()
        self._moves(ticket)

        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            ticket.with_user(self.agent_b).get_servicedesk_moves()
            return self.cr.sql_log_count - before

        def share(*minutes):
            for minute in minutes:
                with self._at(minute):
                    offer = self._offered(
                        ticket.with_user(self.dispatcher), "part", f"Part {minute}"
                    )
                with self._at(minute + 5):
                    offer.with_user(self.agent_n).action_accept()

        share(60)
        few = count()
        share(70, 80, 90, 100)
        self.assertEqual(count(), few)

    def test_on_the_customers_time_line(self):
        """There they are shown when asked for; never to the customer."""
        ticket = self._quarrel()
        self.env.flush_all()
        partner = ticket.sudo().partner_id
        mine = partner.with_user(self.agent_b)
        events = mine.get_servicedesk_timeline(kinds=["escalation"])
        self.assertEqual(
            [(event["title"].split(":")[0], event["author"]) for event in events],
            [
                ("Somebody else takes it", self.leader.name),
                ("Disputed", self.agent_n.name),
                (f"Offered to {self.team_net.name}", self.agent_a.name),
                ("Returned", self.agent_n.name),
                (f"Offered to {self.team_net.name}", self.agent_a.name),
            ],
        )
        self.assertEqual({event["kind"] for event in events}, {"escalation"})
        self.assertIn("Look at the cable", [event["text"] for event in events])
        pages = mine.get_servicedesk_timeline(kinds=["escalation"], limit=2)
        rest = mine.get_servicedesk_timeline(
            before=pages[-1]["key"], kinds=["escalation"]
        )
        self.assertEqual(pages + rest, events)
        kinds = {event["kind"] for event in mine.get_servicedesk_timeline()}
        self.assertNotIn("escalation", kinds)
        with self.assertRaises(AccessError):
            partner.with_user(self.customer).get_servicedesk_timeline(
                kinds=["escalation"]
            )


@tagged("post_install", "-at_install")
class TestFiguresAtOnce(EscalationCommon):
    """A pivot that opens shows its figures: Odoo shows marked ones only."""

    def test_pivots(self):
        """No field of our pivots is without a place."""
        views = self.env["ir.ui.view"].search(
            [("type", "=", "pivot"), ("model", "=like", "servicedesk.%")], limit=200
        )
        self.assertTrue(views)
        for view in views:
            for node in etree.fromstring(view.arch).iter("field"):
                with self.subTest(view=view.name, field=node.get("name")):
                    self.assertTrue(node.get("type") or node.get("invisible"))


@tagged("post_install", "-at_install")
class TestWords(EscalationCommon):
    """Deadlines on the reader's clock, subjects that say what is asked."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        calendar = cls._new_calendar()
        calendar.tz = "Asia/Tokyo"
        cls.team_net.resource_calendar_id = calendar

    def _offer_until(self, moment):
        with freeze_time("2026-03-02 09:00:00"):
            return self._offered(accept_by=moment)

    def test_a_note_tells_the_hour_of_the_receiving_team(self):
        """To the minute, with the zone: everybody reads the same note."""
        notes = self._get_notes(self._offer_until("2026-03-02 09:05:07").ticket_id)
        self.assertRegex(notes, r"6:05\sPM \(Asia/Tokyo\)")
        self.assertNotIn(":07", notes)

    def test_each_reader_is_told_the_hour_of_his_zone(self):
        self.agent_n.write({"tz": "Europe/Lisbon", "notification_type": "inbox"})
        offer = self._offer_until("2026-03-02 09:05:07")
        told = self._get_told(self.agent_n, offer.ticket_id)[-1]
        self.assertRegex(told, r"9:05\sAM \(Europe/Lisbon\)")

    def _get_subjects(self, user, ticket):
        return (
            self.env["mail.message"]
            .search(
                [
                    ("res_id", "=", ticket.id),
                    ("model", "=", ticket._name),
                    ("notified_partner_ids", "in", user.partner_id.ids),
                    ("message_type", "=", "user_notification"),
                ]
            )
            .mapped("subject")
        )

    def test_subjects_say_title_and_deed(self):
        """Number and title of the ticket, and what is asked or was done."""
        self.agent_n.notification_type = "inbox"
        offer = self._offered()
        ticket = offer.ticket_id
        title = f"{ticket.number} “{ticket.name}”"
        self.assertIn(
            f"{title} is offered to you: accept or return it",
            self._get_subjects(self.agent_n, ticket),
        )
        offer.with_user(self.agent_n).action_return("No")
        self.assertIn(
            f"{title}: returned to {self.team_first.name}",
            self._get_subjects(self.agent_a, ticket),
        )

    def test_a_confidential_title_is_in_no_subject(self):
        self.agent_n.notification_type = "inbox"
        offer = self._offered()
        with patch.object(type(offer), "_is_offer_only", lambda offer: True):
            name = offer._name_offer(self.env)
        self.assertNotIn(offer.ticket_id.name, name)
        self.assertIn("a confidential ticket", name)

    def test_who_is_to_settle_it_is_not_told_as_done(self):
        """Of several any one settles it, and nobody has yet."""
        dispute = self._disputed()
        dispute.settler_ids |= self.leader_n
        said = dispute._say_returned(self.env)
        first, second = dispute.settler_ids.mapped("name")
        self.assertIn(f"to be settled by {first} or {second}", said)
        dispute.settler_ids = False
        self.assertIn(
            "to be settled by a manager of the desk", dispute._say_returned(self.env)
        )

    def test_nobody_is_no_dash(self):
        """A ticket that was passed on to a team has a team, and no “–”."""
        ticket = self._started()
        facts = {"event": "moved", "stage_id": False}
        for team, user, words in (
            (self.team_net, self.agent_n, "Networks, "),
            (self.team_net, None, "passed on: Networks."),
            (None, None, "nobody has it now"),
        ):
            told = self.env["servicedesk.ticket"].new(
                {"team_id": team and team.id, "user_id": user and user.id},
                origin=ticket,
            )
            sentence = told._get_notice_sentence(facts)
            self.assertIn(words, sentence)
            self.assertNotIn("–", sentence)
            assigned = told._get_notice_sentence(facts | {"event": "assigned"})
            self.assertNotIn("–", assigned)
