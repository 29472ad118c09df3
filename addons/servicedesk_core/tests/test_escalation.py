# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""Offering, accepting, returning and withdrawing: who answers for a ticket when."""

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .escalation_common import MONDAY, EscalationCommon


@tagged("post_install", "-at_install")
class TestOffer(EscalationCommon):
    """What is offered, to whom, until when; until the answer nothing changes hands."""

    def test_sender_stays_responsible(self):
        """An offer changes neither team nor assignee nor state of the ticket."""
        ticket = self._started()
        offer = self._offered(ticket)
        self.assertEqual(offer.state, "offered")
        self.assertEqual(offer.from_team_id, self.team_first)
        self.assertEqual(offer.from_user_id, self.agent_a)
        self.assertEqual(offer.to_team_id, self.team_net)
        self.assertEqual(ticket.team_id, self.team_first)
        self.assertEqual(ticket.user_id, self.agent_a)
        self.assertEqual(ticket.state, "in_progress")
        self.assertEqual(ticket.escalation_id, offer)
        self.assertEqual((ticket.offer_count, ticket.hand_over_count), (1, 0))

    @freeze_time(MONDAY)
    def test_deadline_on_the_receivers_hours(self):
        """Without a deadline it is the receiving team's minutes on its calendar."""
        calendar = self.env["resource.calendar"].create(
            {
                "name": "Afternoons",
                "tz": "UTC",
                "attendance_ids": [
                    (
                        0,
                        0,
                        {
                            "name": "Mo",
                            "dayofweek": "0",
                            "hour_from": 14,
                            "hour_to": 15,
                        },
                    ),
                    (
                        0,
                        0,
                        {
                            "name": "Tu",
                            "dayofweek": "1",
                            "hour_from": 14,
                            "hour_to": 15,
                        },
                    ),
                ],
            }
        )
        self.team_net.write(
            {"resource_calendar_id": calendar.id, "acceptance_minutes": 90}
        )
        offer = self._offered()
        self.assertEqual(offer.accept_by, self._at("2026-03-03 14:30:00"))

    @freeze_time(MONDAY)
    def test_deadline_as_given(self):
        """A deadline that is given holds; one that has passed is refused."""
        offer = self._offered(accept_by="2026-03-02 09:30:00")
        self.assertEqual(offer.accept_by, self._at("2026-03-02 09:30:00"))
        with self.assertRaisesRegex(UserError, "passed"):
            self._offered(accept_by="2026-03-02 08:00:00")

    def test_vertical_goes_to_who_is_above(self):
        """A vertical escalation without a receiver goes to the superior team."""
        offer_id = self._started().action_escalate("vertical", "whole", "Too big")
        offer = self.env["servicedesk.escalation"].browse(offer_id)
        self.assertEqual(offer.to_team_id, self.team_second)
        self.assertEqual(offer.receiver_ids, self.agent_b | self.leader)

    def test_nobody_above(self):
        """Where no team is above, one is asked to say to whom."""
        self.team_first.parent_id = False
        with self.assertRaisesRegex(UserError, "no team above"):
            self._started().action_escalate("vertical", "whole", "Too big")
        with self.assertRaisesRegex(UserError, "to which team"):
            self._started().action_escalate("horizontal", "whole", "Where to?")

    def test_to_a_person(self):
        """A person stands for his team; only he answers."""
        offer = self._offered(to_user_id=self.agent_n.id)
        self.assertEqual(offer.to_team_id, self.team_net)
        self.assertEqual(offer.receiver_ids, self.agent_n)
        with self.assertRaises(AccessError):
            offer.with_user(self.leader_n).action_accept()

    def test_many_at_once(self):
        """On many tickets the deed gives their escalations in order, or nothing."""
        tickets = self._started() | self._started()
        ids = tickets.action_escalate(
            "horizontal", "whole", "Network", to_team_id=self.team_net.id
        )
        offers = self.env["servicedesk.escalation"].browse(ids)
        self.assertEqual(offers.ticket_id, tickets)
        third = self._started()
        with self.assertRaises(UserError), self.cr.savepoint():
            (third | tickets).action_escalate(
                "horizontal", "whole", "Again", to_team_id=self.team_net.id
            )
        self.assertFalse(third.escalation_ids)

    def test_reason_needed(self):
        """Without a reason nothing is offered, returned or told."""
        with self.assertRaisesRegex(UserError, "why it is handed over"):
            self._offered(reason="  ")
        offer = self._offered()
        with self.assertRaisesRegex(UserError, "why it is returned"):
            offer.with_user(self.agent_n).action_return(" ")
        self.assertEqual(offer.state, "offered")

    def test_part_describes_the_share(self):
        """A part says what it is; the whole does not."""
        ticket = self._started()
        vals = {
            "direction": "horizontal",
            "reason": "The switch",
            "part": "Replace the switch",
            "to_team_id": self.team_net.id,
        }
        part = ticket._offer({**vals, "share": "part"})
        whole = ticket._offer({**vals, "share": "whole"})
        self.assertEqual(part.part, "Replace the switch")
        self.assertFalse(whole.part)
        self.assertEqual((ticket.offer_count, ticket.escalation_id), (2, whole))


@tagged("post_install", "-at_install")
class TestRefusedOffer(EscalationCommon):
    """Who may be offered a ticket, and who may offer one."""

    def assertRefused(self, words, ticket=None, **vals):
        with self.assertRaisesRegex(UserError, words), self.cr.savepoint():
            self._offered(ticket, **vals)

    def test_own_team(self):
        """Inside a team the whole is assigned; a part may be offered to a mate."""
        mate = self._new_user("sd_mate", "agent")
        self.team_first.member_ids |= mate
        ticket = self._started()
        self.assertRefused("assigned, not escalated", ticket, to_user_id=mate.id)
        self.assertRefused(
            "assigned, not escalated", ticket, to_team_id=self.team_first.id
        )
        offer = self._offered(ticket, "part", "The cable", to_user_id=mate.id)
        self.assertEqual(offer.to_user_id, mate)

    def test_who_has_it(self):
        """Not even a part is offered to who has the ticket."""
        self.assertRefused("has .* already", share="part", to_user_id=self.agent_a.id)

    def test_outsiders(self):
        """Customers and contractors in the portal are offered nothing."""
        self.assertRefused("no employee", to_user_id=self.customer.id)

    def test_archived(self):
        """Neither a team nor a person that is archived."""
        self.agent_n.active = False
        self.assertRefused("archived", to_user_id=self.agent_n.id)
        self.team_net.active = False
        self.assertRefused("not at work")

    def test_empty_team(self):
        """A team without anybody could not accept."""
        empty = self.team_net.copy(
            {"name": "Empty", "leader_id": False, "member_ids": False}
        )
        self.assertRefused("nobody who could accept", to_team_id=empty.id)

    def test_another_company(self):
        """Another legal entity is engaged by a work order."""
        other = self.env["res.company"].create({"name": "Elsewhere"})
        team = self.env["servicedesk.team"].create(
            {"name": "Theirs", "company_id": other.id}
        )
        self.assertRefused("work order", to_team_id=team.id)
        stranger = self._new_user("sd_stranger", "agent")
        stranger.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        self.assertRefused("this company", to_user_id=stranger.id)

    def test_person_of_another_team(self):
        """A person named with a team has to sit in it."""
        self.assertRefused(
            "not a member", to_team_id=self.team_net.id, to_user_id=self.agent_b.id
        )

    def test_no_such(self):
        """Ids that lead nowhere, and words that are no key, are told as such."""
        self.assertRefused("no such team", to_team_id=2**31 - 1)
        self.assertRefused("direction", direction="diagonal")
        self.assertRefused("share", share="most")

    def test_resolved(self):
        """What is resolved or over is not handed over."""
        self.assertRefused("resolved or over", self._resolved())

    def test_second_offer_of_the_whole(self):
        """There is one open offer of the whole; a part goes beside it, each once."""
        ticket = self._started()
        self._offered(ticket)
        self.assertRefused("already offered to Networks", ticket)
        self._offered(ticket, "part", "The cable")
        self.assertRefused("already offered", ticket, share="part")

    def test_index_guards(self):
        """Whatever way it is written, the database keeps one open offer."""
        offer = self._offered().sudo()
        with self.assertRaisesRegex(Exception, "open_whole"), self.cr.savepoint():
            offer.copy().flush_recordset()

    def test_reader_offers_nothing(self):
        """Who only reads a ticket does not offer it; nor does the requester."""
        ticket = self._started()
        for user in (self.agent_n, self.auditor, self.employee, self.customer):
            with self.assertRaises(AccessError):
                self._offered(ticket.with_user(user))

    def test_receiver_offers_nothing(self):
        """To whom it is offered reads it, but it is not his to give."""
        ticket = self._started()
        self._offered(ticket, "part", "The cable")
        theirs = ticket.with_user(self.agent_n)
        self.assertFalse(theirs.may_work)
        with self.assertRaisesRegex(AccessError, "accept it first"):
            self._offered(theirs, to_team_id=self.team_second.id)

    def test_dispatcher_offers_for_others(self):
        """A dispatcher offers any ticket; the sender's team is the ticket's."""
        offer = self._offered(self._started().with_user(self.dispatcher))
        self.assertEqual(offer.from_team_id, self.team_first)
        self.assertEqual(offer.from_user_id, self.dispatcher)

    def test_nobody_writes(self):
        """Offers are changed by deeds only, also by managers."""
        offer = self._offered()
        for user in (self.agent_a, self.agent_n, self.manager):
            theirs = offer.with_user(user)
            with self.assertRaises(AccessError):
                theirs.write({"state": "accepted"})
            with self.assertRaises(AccessError):
                theirs.unlink()
            with self.assertRaises(AccessError):
                theirs.create({"ticket_id": offer.ticket_id.id, "reason": "x"})
        with self.assertRaisesRegex(UserError, "own actions only"):
            offer.ticket_id.with_user(self.manager).write({"hand_over_count": 9})


@tagged("post_install", "-at_install")
class TestAnswer(EscalationCommon):
    """Accepting and returning, and what each does to the ticket."""

    def test_accept_the_whole(self):
        """The ticket goes to the receiver's team and to who accepted."""
        offer = self._accepted()
        ticket = offer.ticket_id
        self.assertEqual(
            (offer.state, offer.answered_by_id), ("accepted", self.agent_n)
        )
        self.assertEqual(
            (ticket.team_id, ticket.user_id), (self.team_net, self.agent_n)
        )
        self.assertFalse(ticket.escalation_id)
        self.assertEqual((ticket.offer_count, ticket.hand_over_count), (0, 1))
        self.assertEqual(ticket.state, "in_progress")

    def test_leader_accepts(self):
        """The leader of the team may accept as its members may."""
        offer = self._accepted(user=self.leader_n)
        self.assertEqual(offer.ticket_id.user_id, self.leader_n)

    def test_accept_before_classified(self):
        """What nobody has classified can be handed over as well."""
        offer = self._accepted(self._ticket())
        self.assertEqual(offer.ticket_id.team_id, self.team_net)

    def test_rules_do_not_take_it_back(self):
        """After the hand-over the service's rule does not move the ticket again."""
        service = self.env["servicedesk.service"].create(
            {"name": "Tills", "team_ids": self.team_first.ids}
        )
        ticket = self._started()
        self._accepted(ticket)
        ticket.sudo().write({"service_id": service.id, "reclassify_reason": "Known"})
        self.assertEqual(ticket.sudo().team_id, self.team_net)

    def test_accept_a_part(self):
        """The receiver answers for a part; who has the whole keeps it."""
        offer = self._accepted(share="part", reason="The cable")
        ticket = offer.ticket_id
        self.assertEqual(
            (ticket.team_id, ticket.user_id), (self.team_first, self.agent_a)
        )
        self.assertEqual(ticket.co_responsible_ids, self.agent_n)
        self.assertEqual(ticket.hand_over_count, 0)
        self.assertTrue(ticket.with_user(self.agent_n).can_work)

    def test_only_the_receiver(self):
        """Neither the sender nor anybody else answers for the receiver."""
        offer = self._offered()
        for user in (self.agent_a, self.agent_b, self.dispatcher, self.manager):
            with self.assertRaises(AccessError):
                offer.with_user(user).action_accept()
            with self.assertRaises(AccessError):
                offer.with_user(user).action_return("No")
        self.assertEqual(offer.state, "offered")

    def test_two_sides_need_two_people(self):
        """Who sits in both teams does not accept his own offer."""
        self.team_net.member_ids |= self.agent_a
        offer = self._offered()
        self.assertFalse(offer.with_user(self.agent_a).can_accept)
        with self.assertRaises(AccessError):
            offer.with_user(self.agent_a).action_accept()

    def test_return(self):
        """A return leaves everything with the sender, and says why."""
        offer = self._offered()
        offer.with_user(self.agent_n).action_return("It is the till's printer")
        ticket = offer.ticket_id
        self.assertEqual((offer.state, offer.return_number), ("returned", 1))
        self.assertEqual(offer.return_reason, "It is the till's printer")
        self.assertEqual(
            (ticket.team_id, ticket.user_id), (self.team_first, self.agent_a)
        )
        self.assertFalse(ticket.escalation_id)
        self.assertEqual(ticket.offer_count, 0)

    def test_second_answer_is_told_of_the_first(self):
        """Who comes too late hears what was done, and by whom."""
        offer = self._accepted()
        with self.assertRaisesRegex(UserError, "Agent N has already accepted"):
            offer.with_user(self.leader_n).action_accept()
        with self.assertRaisesRegex(UserError, "Agent N has already accepted"):
            offer.with_user(self.leader_n).action_return("No")
        returned = self._offered()
        returned.with_user(self.agent_n).action_return("No")
        with self.assertRaisesRegex(UserError, "already returned"):
            returned.with_user(self.leader_n).action_accept()
        with self.assertRaisesRegex(UserError, "already returned"):
            returned.with_user(self.agent_a).action_withdraw()

    @freeze_time(MONDAY, as_kwarg="clock")
    def test_time_to_answer(self, clock):
        """How long it took is counted in the receiver's working hours."""
        self.team_net.resource_calendar_id = self.env["resource.calendar"].create(
            {
                "name": "Mornings",
                "tz": "UTC",
                "attendance_ids": [
                    (
                        0,
                        0,
                        {"name": day, "dayofweek": day, "hour_from": 8, "hour_to": 10},
                    )
                    for day in "01"
                ],
            }
        )
        offer = self._offered(accept_by="2026-03-09 09:00:00")
        clock.move_to("2026-03-03 08:30:00")
        offer.with_user(self.agent_n).action_accept()
        # An hour of Monday and half an hour of Tuesday.
        self.assertEqual(offer.accept_seconds, 90 * 60)
        self.assertEqual(offer.date_answered, self._at("2026-03-03 08:30:00"))

    def test_team_closed_meanwhile(self):
        """A team that was archived since takes nothing over."""
        offer = self._offered(to_user_id=self.agent_n.id)
        self.team_net.active = False
        with self.assertRaisesRegex(UserError, "not at work any more"):
            offer.with_user(self.agent_n).action_accept()

    def test_ids_that_are_none(self):
        """RPC may send anything as an id: it is refused in words."""
        offers = self.env["servicedesk.escalation"].with_user(self.agent_n)
        with self.assertRaisesRegex(UserError, "no escalation with the id"):
            offers.browse(["x"]).action_accept()
        with self.assertRaises(AccessError):
            offers.browse([2**31 - 1]).action_accept()


@tagged("post_install", "-at_install")
class TestWithdrawn(EscalationCommon):
    """An offer is taken back by its sender, and ends with what it was about."""

    def test_by_the_sender(self):
        """Who offered it, his team and dispatchers take it back; the reason is told."""
        mate = self._new_user("sd_mate", "agent")
        self.team_first.member_ids |= mate
        for user in (self.agent_a, mate, self.dispatcher):
            offer = self._offered()
            self.assertTrue(offer.with_user(user).can_withdraw)
            offer.with_user(user).action_withdraw("Found it")
            self.assertEqual(offer.state, "withdrawn")
            self.assertEqual(offer.ticket_id.offer_count, 0)
            self.assertIn("Found it", self._get_notes(offer.ticket_id))

    def test_not_by_others(self):
        """The receiver returns it; strangers do neither."""
        offer = self._offered()
        for user in (self.agent_n, self.agent_c, self.employee):
            self.assertFalse(offer.with_user(user).sudo(False).can_withdraw)
            with self.assertRaises(AccessError):
                offer.with_user(user).action_withdraw()

    def test_with_the_end_of_the_ticket(self):
        """Resolving, cancelling and closing withdraw all that is open."""
        for deed, args in (
            ("action_resolve", ("Done.",)),
            ("action_cancel", ("A mistake",)),
        ):
            ticket = self._started()
            whole = self._offered(ticket)
            part = self._offered(ticket, "part", "The cable")
            getattr(ticket, deed)(*args)
            self.assertEqual((whole | part).mapped("state"), ["withdrawn"] * 2)
            self.assertEqual((ticket.offer_count, ticket.escalation_id.id), (0, False))

    def test_with_a_direct_move(self):
        """A dispatcher who moves the ticket has decided for both."""
        ticket = self._started()
        offer = self._offered(ticket)
        part = self._offered(ticket, "part", "The cable")
        ticket.with_user(self.dispatcher).action_assign(team_id=self.team_second.id)
        self.assertEqual(offer.state, "withdrawn")
        self.assertEqual(part.state, "offered")
        self.assertEqual(ticket.sudo().offer_count, 1)

    def test_not_with_an_assignment(self):
        """Another assignee of the same team is nobody else's matter."""
        mate = self._new_user("sd_mate", "agent")
        self.team_first.member_ids |= mate
        ticket = self._started()
        offer = self._offered(ticket)
        ticket.action_assign(user_id=mate.id)
        self.assertEqual(offer.state, "offered")

    def test_agents_are_sent_to_escalate(self):
        """An agent who moves a ticket across teams is told the deed that does it."""
        ticket = self._started()
        with self.assertRaisesRegex(UserError, "Escalate"):
            ticket.action_assign(team_id=self.team_net.id)
        with self.assertRaisesRegex(UserError, "Escalate"):
            ticket.action_assign(user_id=self.agent_n.id)
