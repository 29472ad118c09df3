# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""Circles, second returns, who settles them, and what a decision binds."""

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .escalation_common import MONDAY, EscalationCommon


@tagged("post_install", "-at_install")
class TestLoop(EscalationCommon):
    """A → B → A is refused once B had accepted the whole."""

    def test_back_to_the_sender(self):
        """The refusal tells the way so far in words."""
        ticket = self._accepted().ticket_id.with_user(self.agent_n)
        with self.assertRaisesRegex(
            UserError, "circle: First Line → Networks → First Line"
        ):
            self._offered(ticket, to_team_id=self.team_first.id)

    def test_by_a_detour(self):
        """A → B → C → A goes round as well."""
        ticket = self._accepted().ticket_id.with_user(self.agent_n)
        onward = self._offered(ticket, to_team_id=self.team_second.id)
        onward.with_user(self.agent_b).action_accept()
        with self.assertRaisesRegex(
            UserError, "First Line → Networks → Second Line → First Line"
        ):
            self._offered(ticket.with_user(self.agent_b), to_team_id=self.team_first.id)
        self.assertEqual(ticket.sudo().hand_over_count, 2)

    def test_returned_is_no_way(self):
        """What was only offered, and returned, does not make a circle."""
        offer = self._offered()
        offer.with_user(self.agent_n).action_return("No")
        moved = offer.ticket_id.with_user(self.dispatcher)
        moved.action_assign(team_id=self.team_net.id, user_id=self.agent_n.id)
        back = self._offered(
            moved.with_user(self.agent_n), to_team_id=self.team_first.id
        )
        self.assertEqual(back.state, "offered")

    def test_a_part_goes_round(self):
        """A part may be asked of who had the whole: that is helping, not passing on."""
        ticket = self._accepted().ticket_id.with_user(self.agent_n)
        part = self._offered(ticket, "part", "The till", to_team_id=self.team_first.id)
        self.assertEqual(part.state, "offered")

    def test_moved_directly_since(self):
        """After a dispatcher has moved it back, the way begins anew."""
        ticket = self._accepted().ticket_id
        ticket.with_user(self.dispatcher).action_assign(
            team_id=self.team_first.id, user_id=self.agent_a.id
        )
        self.assertEqual(self._offered(ticket).state, "offered")


@tagged("post_install", "-at_install")
class TestDispute(EscalationCommon):
    """The second return is settled by who stands above both."""

    def test_second_return(self):
        """It is disputed, still the sender's, and the leader above both is asked."""
        dispute = self._disputed()
        ticket = dispute.ticket_id
        self.assertEqual((dispute.state, dispute.return_number), ("disputed", 2))
        self.assertEqual(dispute.settler_ids, self.leader)
        self.assertEqual(
            (ticket.team_id, ticket.user_id), (self.team_first, self.agent_a)
        )
        self.assertEqual(ticket.escalation_id, dispute)
        planned = dispute.sudo().activity_ids
        self.assertEqual(planned.user_id, self.leader)
        self.assertTrue(dispute.with_user(self.leader).can_settle)
        self.assertIn(
            dispute,
            self.env["servicedesk.escalation"]
            .with_user(self.leader)
            .search([("can_settle", "=", True)]),
        )

    def test_other_way_round_is_the_same(self):
        """The same pair of teams is the same hand-over, whoever of them offers."""
        offer = self._offered()
        offer.with_user(self.agent_n).action_return("No")
        ticket = offer.ticket_id.with_user(self.dispatcher)
        ticket.action_assign(team_id=self.team_net.id, user_id=self.agent_n.id)
        back = self._offered(
            ticket.with_user(self.agent_n), to_team_id=self.team_first.id
        )
        back.with_user(self.agent_a).action_return("Neither ours")
        self.assertEqual(back.state, "disputed")

    def test_another_pair_is_another(self):
        """Two teams that each return it once have nothing to dispute."""
        offer = self._offered()
        offer.with_user(self.agent_n).action_return("No")
        other = self._offered(offer.ticket_id, to_team_id=self.team_second.id)
        other.with_user(self.agent_b).action_return("No")
        self.assertEqual((other.state, other.return_number), ("returned", 1))

    def test_another_ticket_is_another(self):
        """Returns of another ticket do not count."""
        for _time in range(2):
            offer = self._offered()
            offer.with_user(self.agent_n).action_return("No")
            self.assertEqual(offer.state, "returned")

    def test_party_above_is_no_judge(self):
        """Where one team stands above the other, who is above both decides."""
        top = self.env["servicedesk.team"].create(
            {
                "name": "Top",
                "company_id": self.company.id,
                "leader_id": self.agent_c.id,
            }
        )
        self.team_second.parent_id = top
        ticket = self._started()
        for _time in range(2):
            offer = self._offered(ticket, to_team_id=self.team_second.id)
            offer.with_user(self.agent_b).action_return("No")
        self.assertEqual(offer.settler_ids, self.agent_c)

    def test_leader_has_left(self):
        """A leader who is archived decides nothing: the managers do."""
        self.leader.active = False
        dispute = self._disputed()
        self.assertIn(self.manager, dispute.settler_ids)
        self.assertNotIn(self.leader, dispute.settler_ids)

    def test_managers_without_a_leader(self):
        """Nobody above both: the managers of the company's desk, and no others."""
        self.team_net.parent_id = False
        dispute = self._disputed()
        self.assertIn(self.manager, dispute.settler_ids)
        self.assertNotIn(self.dispatcher, dispute.settler_ids)

    def _check_may_settle(self, dispute, user, expected):
        """Check what the screen, a search and the deed say to ``user``."""
        mine = dispute.with_user(user)
        mine.invalidate_recordset()
        self.assertEqual(mine.sudo(False).can_settle, expected)
        found = mine.sudo(False).search([("can_settle", "=", True)])
        self.assertEqual(dispute.id in found.ids, expected)
        if not expected:
            with self.assertRaisesRegex(AccessError, "somebody else"):
                mine.sudo(False).action_settle("receiver")

    def test_managers_are_parties(self):
        """Nobody above both: of the managers, none who offered or returned it."""
        self.team_net.parent_id = False
        other = self._new_user("sd_other_manager", "manager")
        third = self._new_user("sd_third_manager", "manager")
        self.team_net.member_ids += third
        ticket = self._started(self.manager, team_id=self.team_first.id)
        for user in (self.agent_n, third):
            dispute = self._offered(ticket)
            dispute.with_user(user).action_return("No")
        self.assertEqual(dispute.state, "disputed")
        self.assertFalse(dispute.settler_ids & (self.manager | third))
        self.assertIn(other, dispute.settler_ids)
        self._check_may_settle(dispute, self.manager, False)
        self._check_may_settle(dispute, third, False)
        # sudo: named before those were left out, as in an older database
        dispute.sudo().settler_ids = self.manager | other
        self._check_may_settle(dispute, self.manager, False)
        self._check_may_settle(dispute, other, True)
        dispute.with_user(other).action_settle("sender")
        self.assertEqual(dispute.state, "settled")

    def test_the_only_manager(self):
        """Where there is nobody else, he decides though he had offered it."""
        self.team_net.parent_id = False
        ticket = self._started(self.manager, team_id=self.team_first.id)
        with_role = self.env.ref("servicedesk_core.group_servicedesk_manager")
        others = with_role.all_user_ids - self.manager
        elsewhere = self._new_company()
        others.write(
            {"company_id": elsewhere.id, "company_ids": [(6, 0, elsewhere.ids)]}
        )
        for _time in range(2):
            dispute = self._offered(ticket)
            dispute.with_user(self.agent_n).action_return("No")
        self.assertEqual(dispute.settler_ids, self.manager)
        self._check_may_settle(dispute, self.manager, True)
        self.assertTrue(dispute.with_user(self.manager).action_settle("sender"))

    def _new_company(self):
        return self.env["res.company"].create({"name": "Elsewhere"})

    def test_leader_is_a_party(self):
        """A leader above both who offered it himself leaves it to the next."""
        top = self.env["servicedesk.team"].create(
            {
                "name": "Top",
                "company_id": self.company.id,
                "leader_id": self.agent_c.id,
            }
        )
        self.team_second.parent_id = top
        ticket = self._started(self.leader, team_id=self.team_first.id)
        for _time in range(2):
            dispute = self._offered(ticket.with_user(self.leader))
            dispute.with_user(self.agent_n).action_return("No")
        self.assertEqual(dispute.from_team_id, self.team_first)
        self.assertEqual(dispute.settler_ids, self.agent_c)
        self._check_may_settle(dispute, self.leader, False)

    def test_named_and_left(self):
        """Who was named decides as long as he leads, or has the role, and the company.

        Managers always can, so that nothing waits for nobody.
        """
        dispute = self._disputed()
        self._check_may_settle(dispute, self.leader, True)
        self.team_second.leader_id = self.agent_b
        self._check_may_settle(dispute, self.leader, False)
        self.team_second.leader_id = self.leader
        elsewhere = self._new_company()
        self.leader.write(
            {"company_id": elsewhere.id, "company_ids": [(6, 0, elsewhere.ids)]}
        )
        self.assertFalse(dispute.sudo()._is_settler(self.leader))
        with self.assertRaises(AccessError):
            dispute.with_user(self.leader).action_settle("receiver")
        self._check_may_settle(dispute, self.manager, True)

    def test_named_without_a_role(self):
        """A manager who was named, and is none any more, decides nothing."""
        self.team_net.parent_id = False
        dispute = self._disputed()
        self.assertIn(self.manager, dispute.settler_ids)
        manager = self.env.ref("servicedesk_core.group_servicedesk_manager")
        self.manager.group_ids -= manager
        with self.assertRaises(AccessError):
            dispute.with_user(self.manager).action_settle("receiver")

    def test_part_in_dispute(self):
        """A part can be disputed; the whole may still be offered beside it."""
        dispute = self._disputed(share="part", reason="The cable")
        self.assertEqual(dispute.state, "disputed")
        self.assertFalse(dispute.ticket_id.escalation_id)
        dispute.with_user(self.leader).action_settle("receiver")
        self.assertIn(self.leader_n, dispute.ticket_id.co_responsible_ids)

    def test_withdrawn(self):
        """The sender gives in: a dispute can be withdrawn."""
        dispute = self._disputed()
        dispute.with_user(self.agent_a).action_withdraw("We keep it")
        self.assertEqual(dispute.state, "withdrawn")
        self.assertFalse(dispute.sudo().activity_ids)


@tagged("post_install", "-at_install")
class TestSettled(EscalationCommon):
    """The decision: what it does, who may take it, and whom it binds."""

    def test_receiver_takes_it(self):
        """The whole goes to the receiver, without being accepted."""
        dispute = self._disputed()
        dispute.with_user(self.leader).action_settle("receiver")
        ticket = dispute.ticket_id
        self.assertEqual((dispute.state, dispute.decision), ("settled", "receiver"))
        self.assertEqual(dispute.settled_by_id, self.leader)
        self.assertEqual(ticket.team_id, self.team_net)
        self.assertFalse(ticket.user_id)
        self.assertEqual((ticket.offer_count, ticket.hand_over_count), (0, 1))

    def test_sender_keeps_it(self):
        """It stays where it was, and is offered no more between the two."""
        dispute = self._disputed()
        dispute.with_user(self.leader).action_settle("return")
        ticket = dispute.ticket_id
        self.assertEqual(dispute.decision, "sender")
        self.assertEqual(
            (ticket.team_id, ticket.user_id), (self.team_first, self.agent_a)
        )
        with self.assertRaisesRegex(UserError, "Leader has decided.*stays with"):
            self._offered(ticket.with_user(self.agent_a))
        with self.assertRaisesRegex(UserError, "has decided"):
            self._offered(ticket.with_user(self.agent_a), "part", "Again")

    def test_somebody_else(self):
        """It goes to a third team, or to a person of his team."""
        dispute = self._disputed()
        dispute.with_user(self.leader).action_settle(
            "other", to_team_id=self.team_second.id, to_user_id=self.agent_b.id
        )
        ticket = dispute.ticket_id
        self.assertEqual(
            (ticket.team_id, ticket.user_id), (self.team_second, self.agent_b)
        )
        self.assertEqual(dispute.decided_team_id, self.team_second)

    def test_words_of_a_decision(self):
        """Free words are its reason; the team named says what it is."""
        dispute = self._disputed()
        dispute.with_user(self.leader).action_settle(
            "The cable belongs to Networks", to_team_id=self.team_net.id
        )
        self.assertEqual(dispute.decision, "receiver")
        self.assertEqual(dispute.decision_note, "The cable belongs to Networks")
        self.assertIn("The cable belongs", self._get_notes(dispute.ticket_id))

    def test_no_decision(self):
        """Words that name nobody decide nothing, nor does a key with a second team."""
        dispute = self._disputed().with_user(self.leader)
        for args in (("",), ("Stop it",), ("other",)):
            with self.assertRaisesRegex(UserError, "who takes it"):
                dispute.action_settle(*args)
        with self.assertRaisesRegex(UserError, "only with “other”"):
            dispute.action_settle("sender", to_team_id=self.team_second.id)
        self.assertEqual(dispute.state, "disputed")

    def test_only_settlers(self):
        """Neither of the two decides, nor a dispatcher; a manager may."""
        dispute = self._disputed()
        for user in (self.agent_a, self.agent_n, self.leader_n, self.dispatcher):
            self.assertFalse(dispute.with_user(user).can_settle)
            with self.assertRaises(AccessError):
                dispute.with_user(user).action_settle("sender")
        dispute.with_user(self.manager).action_settle("sender")
        self.assertEqual(dispute.settled_by_id, self.manager)

    def test_once(self):
        """What is settled, or no dispute at all, is not settled again."""
        dispute = self._disputed()
        dispute.with_user(self.leader).action_settle("sender")
        with self.assertRaisesRegex(UserError, "Leader has already settled"):
            dispute.with_user(self.manager).action_settle("receiver")
        offer = self._offered()
        with self.assertRaisesRegex(UserError, "not answered yet"):
            offer.with_user(self.manager).action_settle("receiver")

    def test_bound_both_ways(self):
        """Who was told to take it does not offer it back; the settler may."""
        dispute = self._disputed()
        dispute.with_user(self.leader).action_settle("receiver")
        ticket = dispute.ticket_id.with_user(self.leader_n)
        ticket.action_take()
        with self.assertRaisesRegex(UserError, "circle|has decided"):
            self._offered(ticket, to_team_id=self.team_first.id)

    def test_settler_thinks_better(self):
        """The settler's own offer goes, and its receiver may not return it."""
        dispute = self._disputed()
        dispute.with_user(self.leader).action_settle("sender")
        ticket = dispute.ticket_id
        offer = self._offered(ticket.with_user(self.manager))
        with self.assertRaisesRegex(UserError, "has decided"):
            offer.with_user(self.agent_n).action_return("Never")
        offer.with_user(self.agent_n).action_accept()
        self.assertEqual(ticket.sudo().team_id, self.team_net)

    def test_others_are_free(self):
        """A decision between two binds nobody else."""
        dispute = self._disputed()
        dispute.with_user(self.leader).action_settle("sender")
        ticket = dispute.ticket_id.with_user(self.agent_a)
        offer = self._offered(ticket, to_team_id=self.team_second.id)
        self.assertEqual(offer.state, "offered")


@tagged("post_install", "-at_install")
@freeze_time(MONDAY)
class TestRaised(EscalationCommon):
    """Silence raises the same offer one level; nobody is lost in it."""

    def test_one_level_up(self):
        """The superior team is asked, with a new deadline; the former one no more."""
        offer = self._offered(accept_by="2026-03-02 09:30:00")
        with freeze_time("2026-03-02 10:00:00"):
            self.assertEqual(offer.sudo()._raise(), offer)
        self.assertEqual(offer.to_team_id, self.team_second)
        self.assertEqual(offer.raised_from_team_id, self.team_net)
        self.assertEqual((offer.raise_count, offer.state), (1, "offered"))
        self.assertGreater(offer.accept_by, self._at("2026-03-02 10:00:00"))
        with self.assertRaises(AccessError):
            offer.with_user(self.agent_n).action_accept()
        offer.with_user(self.leader).action_accept()
        self.assertEqual(offer.ticket_id.team_id, self.team_second)

    def test_not_to_the_sender(self):
        """Where the sender stands above, the next level above him is asked."""
        ticket = self._started(self.leader, team_id=self.team_second.id)
        offer = self._offered(ticket)
        self.assertFalse(offer.sudo()._raise())
        self.assertTrue(offer.date_managers_told)

    def test_managers_once(self):
        """Nobody above: the desk's managers are told, once, and it stays open."""
        self.team_net.parent_id = False
        offer = self._offered()
        for _time in range(2):
            self.assertFalse(offer.sudo()._raise())
        self.assertEqual((offer.state, offer.raise_count), ("offered", 0))
        self.assertEqual(len(self._get_told(self.manager, offer.ticket_id)), 1)

    def test_answered_is_not_raised(self):
        """A late job raises nothing that was answered."""
        offer = self._accepted()
        self.assertFalse(offer.sudo()._raise())
        self.assertEqual(offer.state, "accepted")
