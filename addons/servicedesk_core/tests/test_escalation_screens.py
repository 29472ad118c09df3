# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from unittest.mock import patch

from freezegun import freeze_time
from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged, users

from .common import ServicedeskCommon

MONDAY = "2026-03-02 09:00:00"


class EscalationScreensCommon(ServicedeskCommon):
    """A ticket of the first line that agent_a works on, and offers of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team_third = cls.env["servicedesk.team"].create(
            {
                "name": "Third Line",
                "level": "3",
                "company_id": cls.company.id,
                "member_ids": cls.agent_c.ids,
                "leader_id": cls.leader.id,
            }
        )
        cls.ticket = cls._started()

    def _open(self, tickets=None, user=None, **values):
        """Return the dialog that a user opened on tickets, with values entered."""
        tickets = tickets or self.ticket
        form = Form(
            self.env["servicedesk.ticket.escalate"]
            .with_user(user or self.agent_a)
            .with_context(
                active_model="servicedesk.ticket",
                active_ids=tickets.ids,
                active_id=tickets.ids[0],
            )
        )
        for name, value in values.items():
            if name == "told_ids":
                form.told_ids.set(value)
            else:
                setattr(form, name, value)
        return form

    def _offer(self, ticket=None, user=None, **vals):
        """Return the offer that a user (agent_a) makes of a ticket."""
        ticket = (ticket or self.ticket).with_user(user or self.agent_a)
        values = {
            "direction": "horizontal",
            "share": "whole",
            "reason": "Needs a router",
            "to_team_id": self.team_second.id,
        }
        offer_id = ticket.action_escalate(**(values | vals))
        return self.env["servicedesk.escalation"].browse(offer_id)

    def _answer(self, offers, deed, user, **values):
        """Return the dialog of an answer, with what was entered."""
        form = Form(
            self.env["servicedesk.escalation.answer"]
            .with_user(user)
            .with_context(
                active_model="servicedesk.escalation",
                active_ids=offers.ids,
                default_deed=deed,
            )
        )
        for name, value in values.items():
            setattr(form, name, value)
        return form.save()

    def _dispute(self, user=None):
        """Return an offer that came back twice."""
        for _time in range(2):
            offer = self._offer()
            offer.with_user(self.agent_b).action_return("Not ours")
        self.assertEqual(offer.state, "disputed")
        return offer


@tagged("post_install", "-at_install")
class TestEscalateDialog(EscalationScreensCommon):
    """The dialog that offers tickets."""

    def test_offer_of_the_whole(self):
        """What was entered is offered; the ticket stays where it is."""
        form = self._open(to_team_id=self.team_second, reason=" Needs a router ")
        result = form.save().action_apply()
        offer = self.ticket.escalation_id
        self.assertRecordValues(
            offer,
            [
                {
                    "state": "offered",
                    "share": "whole",
                    "direction": "horizontal",
                    "reason": "Needs a router",
                    "from_team_id": self.team_first.id,
                    "to_team_id": self.team_second.id,
                    "to_user_id": False,
                }
            ],
        )
        self.assertEqual(self.ticket.team_id, self.team_first)
        self.assertIn("Second Line", result["params"]["message"])

    def test_vertical_proposes_the_superior_team(self):
        """Up is where the team's superior is; back across nothing is proposed."""
        form = self._open()
        self.assertFalse(form.to_team_id)
        form.direction = "vertical"
        self.assertEqual(form.to_team_id, self.team_second)
        form.direction = "horizontal"
        self.assertFalse(form.to_team_id)

    def test_what_was_chosen_across_is_kept(self):
        form = self._open(to_team_id=self.team_third)
        form.share = "part"
        self.assertEqual(form.to_team_id, self.team_third)

    def test_without_one_superior_nothing_is_proposed(self):
        """Tickets of teams with different superiors: the user chooses."""
        third = self._classified(self.dispatcher, team_id=self.team_third.id)
        form = self._open(self.ticket | third, self.dispatcher, direction="vertical")
        self.assertEqual(form.to_team_id, self.team_second)
        self.team_third.parent_id = self.team_secret
        form = self._open(self.ticket | third, self.dispatcher, direction="vertical")
        self.assertFalse(form.to_team_id)

    @freeze_time(MONDAY)
    def test_deadline_is_the_receiving_teams(self):
        """Proposed as the desk would set it, and what is entered instead counts."""
        self.team_second.acceptance_minutes = 30
        form = self._open(to_team_id=self.team_second, reason="Router")
        proposed = self.ticket._get_accept_by(self.team_second)
        self.assertEqual(form.accept_by, proposed)
        form.accept_by = "2026-03-02 15:00:00"
        form.save().action_apply()
        self.assertEqual(
            str(self.ticket.escalation_id.accept_by), "2026-03-02 15:00:00"
        )

    def test_a_person_of_another_team_is_not_kept(self):
        form = self._open(to_team_id=self.team_second, to_user_id=self.agent_b)
        self.assertEqual(form.to_user_id, self.agent_b)
        form.to_team_id = self.team_third
        self.assertFalse(form.to_user_id)

    def test_the_leader_may_be_chosen(self):
        """He has no seat in the team and answers for it all the same."""
        form = self._open(to_team_id=self.team_second, to_user_id=self.leader)
        form.share = "part"
        self.assertEqual(form.to_user_id, self.leader)

    def test_a_part_says_which(self):
        """The receiver is told what he is to answer for; the ticket stays."""
        form = self._open(
            share="part",
            to_team_id=self.team_second,
            to_user_id=self.agent_b,
            part="The firewall",
            reason="We cannot reach it",
        )
        form.save().action_apply()
        self.assertFalse(self.ticket.escalation_id)
        offer = self.ticket.escalation_ids
        self.assertRecordValues(
            offer, [{"share": "part", "part": "The firewall", "state": "offered"}]
        )

    def test_a_part_is_described(self):
        with self.assertRaises(AssertionError):
            self._open(
                share="part", to_team_id=self.team_second, reason="Router"
            ).save()

    def test_only_told(self):
        """Nothing is offered: who is told follows, and a note says why."""
        form = self._open(share="notify", reason="You should know")
        form.told_ids.set(self.agent_b)
        form.save().action_apply()
        self.assertFalse(self.ticket.escalation_ids)
        self.assertIn(self.agent_b.partner_id, self.ticket.message_partner_ids)
        self.assertIn("You should know", self.ticket.message_ids[0].body)

    def _tell(self, tickets=None, **values):
        """Offer, and return what is said about it afterwards."""
        values |= {"to_team_id": self.team_second, "reason": "Router"}
        return self._open(tickets, **values).save().action_apply()["params"]["message"]

    def test_what_is_said_of_an_offer(self):
        """How many, to whom, and who answers for them: not always who offers."""
        mine, second = self.ticket, self._started(name="Till two")
        free = self._classified(name="Till three", team_id=self.team_first.id)
        second.sudo().user_id = self.leader
        first = self._tell(mine)
        self.assertIn("Second Line", first)
        self.assertIn("Responsible until it is accepted: you.", first)
        self.assertIn("accepted: Leader.", self._tell(second))
        mine.escalation_id.with_user(self.agent_a).action_withdraw()
        second.escalation_id.with_user(self.agent_a).action_withdraw()
        many = self._tell(mine | second | free)
        self.assertTrue(many.startswith("3 tickets are offered to Second Line"), many)
        self.assertIn("Leader", many)
        self.assertIn("you", many)
        self.assertIn(self.team_first.name, many)

    def test_what_is_said_of_a_part(self):
        """The ticket stays where it is, also once the part is accepted."""
        said = self._tell(share="part", part="The router")
        self.assertIn("A part is offered to Second Line", said)
        self.assertNotIn("until", said)

    def test_what_is_said_of_one_who_is_told(self):
        """One or many: the same words."""
        form = self._open(share="notify", reason="You should know")
        form.told_ids.set(self.agent_b)
        said = form.save().action_apply()["params"]["message"]
        self.assertEqual(said, "Told: Agent B.")

    def test_only_told_needs_somebody(self):
        """By RPC nothing is written without a person either."""
        dialog = self.env["servicedesk.ticket.escalate"].with_user(self.agent_a)
        dialog = dialog.create(
            {
                "ticket_ids": self.ticket.ids,
                "share": "notify",
                "reason": "Hear",
            }
        )
        before = len(self.ticket.message_ids)
        with self.assertRaisesRegex(UserError, "Choose whom to tell"):
            dialog.action_apply()
        self.assertEqual(len(self.ticket.message_ids), before)

    def test_a_reason_is_asked(self):
        """Blanks are none."""
        dialog = self._open(to_team_id=self.team_second, reason="  ").save()
        with self.assertRaisesRegex(UserError, "Say why"):
            dialog.action_apply()
        self.assertFalse(self.ticket.escalation_ids)

    def test_many_at_once(self):
        """From a list: one offer each."""
        other = self._started(name="Till two")
        form = self._open(
            self.ticket | other, to_team_id=self.team_second, reason="Router"
        )
        self.assertEqual(form.ticket_count, 2)
        form.save().action_apply()
        self.assertEqual(
            (self.ticket | other).escalation_id.mapped("state"), ["offered"] * 2
        )

    def test_many_are_all_or_none(self):
        """One that is offered already refuses for all."""
        other = self._started(name="Till two")
        self._offer(other)
        dialog = self._open(
            self.ticket | other, to_team_id=self.team_second, reason="Router"
        ).save()
        with self.assertRaisesRegex(UserError, "already offered"), self.cr.savepoint():
            dialog.action_apply()
        self.assertFalse(self.ticket.escalation_ids)

    def test_nothing_chosen(self):
        dialog = self.env["servicedesk.ticket.escalate"].with_user(self.agent_a)
        dialog = dialog.create(
            {
                "ticket_ids": [],
                "to_team_id": self.team_second.id,
                "reason": "Router",
            }
        )
        with self.assertRaisesRegex(UserError, "Choose at least one"):
            dialog.action_apply()

    def test_who_does_not_work_on_it_offers_nothing(self):
        """The dialog gives no rights that the deed does not."""
        dialog = self.env["servicedesk.ticket.escalate"].with_user(self.agent_b)
        for share in ("whole", "part", "notify"):
            opened = dialog.create(
                {
                    "ticket_ids": self.ticket.ids,
                    "share": share,
                    "to_team_id": self.team_third.id,
                    "told_ids": self.agent_c.ids,
                    "part": "All",
                    "reason": "Router",
                }
            )
            with self.subTest(share=share), self.assertRaises(AccessError):
                opened.action_apply()
        self.assertFalse(self.ticket.escalation_ids)

    def test_dialogs_are_ones_own(self):
        """What somebody enters is his until he sends it."""
        dialog = self._open(to_team_id=self.team_second, reason="Router").save()
        with self.assertRaises(AccessError):
            dialog.with_user(self.dispatcher).action_apply()

    def test_hint_says_who_is_there(self):
        # A desk without hours never closes.
        self.team_second.resource_calendar_id = False
        self.company.resource_calendar_id = False
        form = self._open(to_team_id=self.team_second)
        self.assertEqual(form.hint, "1 of 1 people of this team are at work.")
        self.agent_b.out_of_office_from = "2020-01-01 00:00:00"
        self.agent_b.out_of_office_message = "Away"
        self.team_second.member_ids |= self.agent_c
        form = self._open(to_team_id=self.team_second)
        if self.agent_b.is_out_of_office:
            self.assertEqual(form.hint, "1 of 2 people of this team are at work.")
        self.team_second.member_ids = False
        form = self._open(to_team_id=self.team_second)
        self.assertEqual(form.hint, "Nobody is in this team.")

    def test_hint_says_when_a_closed_team_opens(self):
        """Who sits in a team says nothing while its hours are over."""
        self.env.user.tz = "UTC"
        self.team_second.resource_calendar_id = self._new_calendar()
        with freeze_time("2026-03-06 18:30:00"):  # a Friday evening
            hint = self._open(to_team_id=self.team_second).hint
        self.assertIn("closed now", hint)
        self.assertIn("3/9/26", hint)
        with freeze_time("2026-03-06 10:30:00"):
            hint = self._open(to_team_id=self.team_second).hint
        self.assertNotIn("closed", hint)


@tagged("post_install", "-at_install")
class TestAnswerDialog(EscalationScreensCommon):
    """The dialog of answers that need words."""

    def test_return_with_a_reason(self):
        offer = self._offer()
        dialog = self._answer(offer, "return", self.agent_b, reason="Not a router")
        self.assertFalse(dialog.is_last_return)
        self.assertIn("from First Line", dialog.sides)
        dialog.action_apply()
        self.assertRecordValues(
            offer, [{"state": "returned", "return_reason": "Not a router"}]
        )

    def test_second_return_is_announced_as_dispute(self):
        self._offer().with_user(self.agent_b).action_return("Not ours")
        offer = self._offer()
        dialog = self._answer(offer, "return", self.agent_b, reason="Still not")
        self.assertTrue(dialog.is_last_return)
        dialog.action_apply()
        self.assertEqual(offer.state, "disputed")

    def test_a_return_of_a_part_counts_as_the_deed_counts_it(self):
        """The dialog announces a dispute exactly where the deed opens one."""
        self._offer(share="part").with_user(self.agent_b).action_return("Not ours")
        offer = self._offer()
        dialog = self._answer(offer, "return", self.agent_b, reason="Still not")
        self.assertTrue(dialog.is_last_return)
        dialog.action_apply()
        self.assertEqual(offer.state, "disputed")
        # A dispute that was withdrawn was returned twice all the same.
        offer.with_user(self.agent_a).action_withdraw()
        again = self._offer()
        dialog = self._answer(again, "return", self.agent_b, reason="Never")
        self.assertTrue(dialog.is_last_return)
        dialog.action_apply()
        self.assertEqual(again.state, "disputed")

    def test_withdrawing_warns_of_no_dispute(self):
        self._offer().with_user(self.agent_b).action_return("Not ours")
        offer = self._offer()
        dialog = self._answer(offer, "withdraw", self.agent_a)
        self.assertFalse(dialog.is_last_return)
        dialog.action_apply()
        self.assertEqual(offer.state, "withdrawn")

    def test_the_sender_does_not_return(self):
        """Dialogs give no rights: whose offer it is withdraws it."""
        offer = self._offer()
        dialog = self._answer(offer, "return", self.agent_a, reason="Mine")
        with self.assertRaises(AccessError):
            dialog.action_apply()
        self.assertEqual(offer.state, "offered")

    def test_settled_for_the_receiver_with_words(self):
        """The decision binds, and its words are kept beside it."""
        offer = self._dispute()
        self._answer(
            offer, "settle", self.manager, decision="receiver", reason="Their router"
        ).action_apply()
        self.assertRecordValues(
            offer,
            [
                {
                    "state": "settled",
                    "decision": "receiver",
                    "decision_note": "Their router",
                    "settled_by_id": self.manager.id,
                }
            ],
        )
        self.assertEqual(self.ticket.team_id, self.team_second)

    def test_settled_for_the_sender(self):
        offer = self._dispute()
        self._answer(
            offer, "settle", self.manager, decision="sender", reason="It is the till"
        ).action_apply()
        self.assertEqual(offer.decision, "sender")
        self.assertEqual(self.ticket.team_id, self.team_first)

    def test_settled_for_somebody_else(self):
        offer = self._dispute()
        self._answer(
            offer,
            "settle",
            self.manager,
            decision="other",
            to_team_id=self.team_third,
            reason="Cabling",
        ).action_apply()
        self.assertRecordValues(
            offer,
            [
                {
                    "decision": "other",
                    "decided_team_id": self.team_third.id,
                    "decision_note": "Cabling",
                }
            ],
        )
        self.assertEqual(self.ticket.team_id, self.team_third)

    def test_another_team_that_was_typed_before_is_ignored(self):
        """Only “somebody else” names somebody."""
        offer = self._dispute()
        dialog = self._answer(
            offer,
            "settle",
            self.manager,
            decision="other",
            to_team_id=self.team_third,
            reason="Cabling",
        )
        dialog.decision = "sender"
        dialog.action_apply()
        self.assertEqual(self.ticket.team_id, self.team_first)

    def test_a_dispute_was_never_accepted(self):
        """The way that is shown leads over the return."""
        arch = etree.fromstring(self.env["servicedesk.escalation"].get_view()["arch"])
        bars = arch.xpath("//header/field[@name='state']")
        shown = {bar.get("invisible"): bar.get("statusbar_visible") for bar in bars}
        dispute = shown["state not in ('disputed', 'settled')"]
        self.assertEqual(dispute, "offered,returned,disputed,settled")
        self.assertIn("state in ('disputed', 'settled')", shown)

    def test_a_side_does_not_settle(self):
        offer = self._dispute()
        dialog = self._answer(
            offer, "settle", self.agent_b, decision="sender", reason="We win"
        )
        with self.assertRaises(AccessError):
            dialog.action_apply()
        self.assertEqual(offer.state, "disputed")

    def test_words_of_a_decision_by_rpc(self):
        """What else than a text comes in the context is refused in words."""
        offer = self._dispute().with_user(self.manager)
        with self.assertRaisesRegex(UserError, "must be a text"):
            offer.with_context(servicedesk_decision_note=[5]).action_settle("sender")

    def test_nothing_chosen(self):
        dialog = self.env["servicedesk.escalation.answer"].with_user(self.agent_b)
        with self.assertRaisesRegex(UserError, "Choose at least one"):
            dialog.create({"escalation_ids": [], "reason": "No"}).action_apply()


@tagged("post_install", "-at_install")
class TestPathMap(EscalationScreensCommon):
    """What the map is drawn from."""

    def _map(self, user=None):
        return self.ticket.with_user(user or self.agent_a).get_servicedesk_path_map()

    def _names(self, drawn):
        return [lane["name"] for lane in drawn["lanes"]]

    def test_it_stayed_where_it_came(self):
        drawn = self._map()
        self.assertEqual(self._names(drawn), ["First Line"])
        self.assertEqual([step["state"] for step in drawn["steps"]], ["start"])
        self.assertEqual(drawn["steps"][0]["source"], False)
        self.assertEqual(drawn["steps"][0]["holder"], 0)

    def test_offer_and_answer_are_one_step(self):
        with freeze_time("2030-03-04 09:00:00"):
            offer = self._offer()
        with freeze_time("2030-03-04 09:30:00"):
            offer.with_user(self.agent_b).action_accept()
        drawn = self._map()
        self.assertEqual(self._names(drawn), ["First Line", "Second Line"])
        start, offered = drawn["steps"]
        self.assertEqual(start["holder"], 0)
        self.assertEqual(
            {
                name: offered[name]
                for name in ("source", "target", "before", "holder", "state")
            },
            {"source": 0, "target": 1, "before": 0, "holder": 1, "state": "accepted"},
        )
        self.assertEqual(offered["why"], "Needs a router")
        self.assertIn("Agent B", offered["answer"])
        self.assertEqual(offered["answered"], "2030-03-04 09:30:00")
        self.assertEqual([lane["is_now"] for lane in drawn["lanes"]], [False, True])

    def test_a_return_says_why(self):
        self._offer().with_user(self.agent_b).action_return("Wrong floor")
        step = self._map()["steps"][-1]
        self.assertEqual((step["state"], step["holder"]), ("returned", 0))
        self.assertIn("Wrong floor", step["answer"])

    def test_a_decision_follows_the_dispute(self):
        offer = self._dispute()
        self._answer(
            offer, "settle", self.manager, decision="sender", reason="It is the till"
        ).action_apply()
        steps = self._map()["steps"]
        self.assertEqual(
            [step["state"] for step in steps],
            ["start", "returned", "disputed", "settled"],
        )
        decision = steps[-1]
        self.assertEqual((decision["source"], decision["target"]), (0, 0))
        self.assertEqual(decision["why"], "It is the till")
        self.assertEqual(decision["by"], "Manager")

    def test_a_decision_names_who_else_takes_it(self):
        self._answer(
            self._dispute(),
            "settle",
            self.manager,
            decision="other",
            to_team_id=self.team_third,
            reason="Cabling",
        ).action_apply()
        drawn = self._map()
        self.assertEqual(
            self._names(drawn), ["First Line", "Second Line", "Third Line"]
        )
        self.assertIn("Third Line", drawn["steps"][-1]["what"])
        self.assertEqual(drawn["steps"][-1]["holder"], 2)

    def test_a_part_is_told_with_its_words(self):
        self.ticket.with_user(self.agent_a)._offer(
            {
                "direction": "horizontal",
                "share": "part",
                "part": "The cable",
                "reason": "Cut",
                "to_team_id": self.team_second.id,
            }
        )
        step = self._map()["steps"][-1]
        self.assertEqual((step["share"], step["holder"]), ("part", 0))
        self.assertEqual(step["why"], "The cable. Cut")

    def test_a_direct_move_names_who_moved_it(self):
        with freeze_time("2030-03-04 09:00:00"):
            self.ticket.with_user(self.dispatcher).team_id = self.team_second
        step = self._map(self.dispatcher)["steps"][-1]
        self.assertEqual(step["state"], "move")
        self.assertEqual(step["by"], "Dispatcher")
        self.assertIn("Second Line", step["what"])

    def test_a_raised_offer_says_who_was_silent(self):
        self.team_second.parent_id = self.team_third
        offer = self._offer()
        offer.sudo()._raise()
        step = self._map()["steps"][-1]
        self.assertIn("Second Line", step["answer"])
        self.assertEqual(self._names(self._map()), ["First Line", "Third Line"])

    def test_for_the_desk_only(self):
        """Requesters do not read who refused their ticket, nor do other companies."""
        self._offer()
        for user in (self.customer, self.employee, self.other_customer):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._map(user)
        self.assertTrue(self._map(self.auditor)["steps"])

    def test_ids_that_are_none(self):
        tickets = self.env["servicedesk.ticket"].with_user(self.agent_a)
        for ids in ((), ("x",), (self.ticket.id, self._started().id)):
            with self.subTest(ids=ids), self.assertRaises(UserError):
                tickets.browse(ids).get_servicedesk_path_map()

    def test_queries_do_not_grow_with_the_path(self):
        """A long way costs as many queries as a short one."""
        self._offer().with_user(self.agent_b).action_return("No")
        self.env.flush_all()
        self.env.invalidate_all()
        self._map()
        with self.assertQueryCount(12):
            self.env.invalidate_all()
            self._map()


@tagged("post_install", "-at_install")
class TestEscalationBadges(EscalationScreensCommon):
    """Who is asked is told at once that there is something to count."""

    def _hear(self, deed):
        """Return the logins of who is told by a deed."""
        heard = set()

        def send(users, *_args, **_kw):
            heard.update(users.mapped("login"))

        with patch.object(type(self.env["res.users"]), "_tell_escalation_badges", send):
            deed()
        return heard

    def test_an_offer_rings_at_the_receivers(self):
        """The team's people and its leader, and nobody else."""
        heard = self._hear(self._offer)
        self.assertEqual(heard, {"sd_agent_b", "sd_leader"})

    def test_an_offer_to_a_person_rings_at_his(self):
        heard = self._hear(lambda: self._offer(to_user_id=self.agent_b.id))
        self.assertEqual(heard, {"sd_agent_b"})

    def test_an_answer_rings_at_the_others(self):
        """When one has accepted it, nothing waits for his colleagues any more."""
        offer = self._offer()
        heard = self._hear(offer.with_user(self.agent_b).action_accept)
        self.assertEqual(heard, {"sd_agent_b", "sd_leader"})

    def test_a_dispute_rings_at_who_settles(self):
        self._offer().with_user(self.agent_b).action_return("Not ours")
        offer = self._offer()
        heard = self._hear(lambda: offer.with_user(self.agent_b).action_return("No"))
        self.assertLessEqual(set(offer.settler_ids.mapped("login")), heard)
        self.assertTrue(offer.settler_ids)

    def test_a_deleted_ticket_asks_nobody(self):
        offer = self._offer()
        self.assertEqual(self._hear(offer.sudo().unlink), {"sd_agent_b", "sd_leader"})

    @users("sd_agent_b")
    def test_the_news_says_nothing(self):
        """It goes to the user's own channel, without a word of what it is about."""
        sent = []
        bus = type(self.env["bus.bus"])

        def sendone(_bus, target, kind, message):
            sent.append((target, kind, message))

        with patch.object(bus, "_sendone", sendone):
            self.env.user._tell_escalation_badges()
        [(target, kind, message)] = sent
        self.assertEqual(target, self.env.user.partner_id)
        self.assertEqual((kind, message), ("servicedesk_core/escalation", {}))

    def test_filters_of_tickets(self):
        """What is offered to me, what is unanswered, what is in dispute."""
        tickets = self.env["servicedesk.ticket"]
        mine = [("escalation_ids.can_accept", "=", True)]
        disputed = [("escalation_id.state", "=", "disputed")]
        self._offer()
        self.assertEqual(tickets.with_user(self.agent_b).search(mine), self.ticket)
        self.assertFalse(tickets.with_user(self.agent_a).search(mine))
        self.assertFalse(tickets.with_user(self.agent_a).search(disputed))
        self.ticket.escalation_id.with_user(self.agent_b).action_return("Not ours")
        offer = self._offer()
        offer.with_user(self.agent_b).action_return("Still not")
        self.assertEqual(tickets.with_user(self.agent_a).search(disputed), self.ticket)
