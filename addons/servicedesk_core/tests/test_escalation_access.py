# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""Who reads what is offered, who hears of each step, and what a merge makes of it."""

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .escalation_common import EscalationCommon


@tagged("post_install", "-at_install")
class TestReading(EscalationCommon):
    """A receiver reads what he is offered as long as the offer is open."""

    def _secret(self):
        """Return a ticket of the confidential team, in work."""
        return self._started(self.agent_c, team_id=self.team_secret.id)

    def _reads(self, ticket, user):
        ticket.invalidate_recordset()
        theirs = ticket.with_user(user)
        found = theirs.search([("id", "=", ticket.id)])
        may = theirs.has_access("read")
        self.assertEqual(bool(found), may, "list and form tell the same")
        return may

    def test_reads_while_open(self):
        """Offered to his team, an agent reads the ticket; it is not his to work on."""
        ticket = self._started()
        theirs = ticket.with_user(self.agent_n)
        offer = self._offered(ticket)
        self.assertFalse(theirs.can_work)
        self.assertFalse(theirs.may_work)
        self.assertNotIn(ticket, theirs.search([("can_work", "=", True)]))
        offer.with_user(self.agent_n).action_return("No")
        with self.assertRaises(AccessError):
            theirs.write({"impact": "3"})

    def test_confidential_while_open(self):
        """A confidential ticket is read by the receivers of an open offer only."""
        ticket = self._secret()
        self.assertFalse(self._reads(ticket, self.agent_n))
        offer = self._offered(ticket)
        self.assertTrue(self._reads(ticket, self.agent_n))
        self.assertTrue(self._reads(ticket, self.leader_n))
        for user in (self.agent_a, self.dispatcher, self.manager, self.leader):
            self.assertFalse(self._reads(ticket, user))
        with self.assertRaises(AccessError):
            offer.with_user(self.dispatcher).action_withdraw()
        offer.with_user(self.agent_c).action_withdraw()
        self.assertFalse(self._reads(ticket, self.agent_n))

    def test_confidential_to_a_person(self):
        """Offered to one person, his team does not read it."""
        ticket = self._secret()
        offer = self._offered(ticket, to_user_id=self.agent_n.id)
        self.assertTrue(self._reads(ticket, self.agent_n))
        self.assertFalse(self._reads(ticket, self.leader_n))
        offer.with_user(self.agent_n).action_return("No")
        self.assertFalse(self._reads(ticket, self.agent_n))

    def test_confidential_accepted(self):
        """Who accepted it has it; who handed it over reads it no more."""
        ticket = self._secret()
        self._offered(ticket).with_user(self.agent_n).action_accept()
        self.assertTrue(ticket.sudo().is_confidential)
        self.assertTrue(self._reads(ticket, self.agent_n))
        self.assertTrue(self._reads(ticket, self.agent_c), "he opened it")

    def test_confidential_dispute(self):
        """Who settles reads what he decides, and no longer than that."""
        self.team_secret.parent_id = self.team_second
        ticket = self._secret()
        for _time in range(2):
            offer = self._offered(ticket.with_user(self.agent_c))
            offer.with_user(self.agent_n).action_return("No")
        self.assertEqual(offer.settler_ids, self.leader)
        self.assertFalse(self._reads(ticket, self.agent_n))
        self.assertTrue(self._reads(ticket, self.leader))
        with self.assertRaises(AccessError):
            offer.with_user(self.manager).action_settle("sender")
        offer.with_user(self.leader).action_settle("sender")
        self.assertFalse(self._reads(ticket, self.leader))

    def test_offers_as_their_ticket(self):
        """Who reads the ticket from the desk's side reads what was offered of it."""
        open_offer, secret = self._offered(), self._offered(self._secret())
        offers = self.env["servicedesk.escalation"]
        every = [("id", "in", (open_offer | secret).ids)]
        expected = {
            self.agent_n: open_offer | secret,
            self.agent_b: open_offer,
            self.agent_c: open_offer | secret,
            self.manager: open_offer,
            self.auditor: open_offer | secret,
            self.employee: offers,
        }
        for user, found in expected.items():
            self.assertEqual(
                offers.with_user(user).search(every).sudo(), found.sudo(), user.name
            )
        for user in (self.customer, self.other_customer):
            with self.assertRaises(AccessError):
                offers.with_user(user).search(every)

    def test_offered_to_me(self):
        """The search tells the same as the field, for each side."""
        mine = self._offered()
        self._offered(to_user_id=self.leader_n.id)
        self._accepted()
        offers = self.env["servicedesk.escalation"]
        for user in (self.agent_n, self.leader_n, self.agent_a, self.leader):
            theirs = offers.with_user(user)
            for name in ("can_accept", "can_withdraw", "can_settle"):
                found = theirs.search([(name, "=", True)])
                every = theirs.search([])
                self.assertEqual(found, every.filtered(name), f"{user.name} {name}")
        self.assertEqual(
            offers.with_user(self.agent_n).search([("can_accept", "=", True)]), mine
        )

    def test_employee_without_a_role(self):
        """A superior without a role in the desk reads and answers what is his."""
        offer = self._offered(to_user_id=self.employee.id)
        theirs = offer.with_user(self.employee)
        self.assertEqual(theirs.read(["reason"])[0]["reason"], "Not ours")
        theirs.action_accept()
        self.assertEqual(offer.ticket_id.user_id, self.employee)
        self.assertTrue(offer.ticket_id.with_user(self.employee).has_access("read"))


@tagged("post_install", "-at_install")
class TestTold(EscalationCommon):
    """Every step stands on the ticket, and reaches opener, sender and receiver."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        people = cls.agent_a | cls.agent_n | cls.leader_n | cls.leader | cls.agent_b
        people.notification_type = "inbox"

    def _opened_by_another(self):
        """Return a ticket that agent_b opened and agent_a has."""
        ticket = self._started(self.agent_b, team_id=self.team_first.id)
        ticket.sudo().user_id = self.agent_a
        return ticket.with_user(self.agent_a)

    def test_offer(self):
        """Receivers and opener are told; the note says to whom and why."""
        ticket = self._opened_by_another()
        offer = self._offered(ticket)
        for user in (self.agent_n, self.leader_n, self.agent_b):
            self.assertIn("Not ours", "".join(self._get_told(user, ticket)), user.name)
        self.assertFalse(self._get_told(self.agent_a, ticket), "it was he who did it")
        self.assertFalse(self._get_told(self.agent_c, ticket))
        self.assertIn("offers to Networks", self._get_notes(ticket))
        planned = offer.sudo().activity_ids
        self.assertEqual(planned.user_id, self.agent_n | self.leader_n)

    def test_answer(self):
        """Sender and opener hear of the return and its reason; plans are done with."""
        ticket = self._opened_by_another()
        offer = self._offered(ticket)
        offer.with_user(self.agent_n).action_return("Not a cable of ours")
        for user in (self.agent_a, self.agent_b):
            told = self._get_told(user, ticket)[-1]
            self.assertIn("Not a cable of ours", told)
        self.assertIn("Not a cable of ours", self._get_notes(ticket))
        self.assertFalse(offer.sudo().activity_ids)

    def test_acceptance(self):
        """The sender hears who has it now."""
        ticket = self._opened_by_another()
        self._accepted(ticket)
        self.assertIn("accepted for Networks", self._get_told(self.agent_a, ticket)[-1])
        self.assertIn("accepted for Networks", self._get_notes(ticket))

    def test_withdrawal(self):
        """Who was asked hears that nothing is to be answered any more."""
        ticket = self._opened_by_another()
        self._offered(ticket).with_user(self.agent_a).action_withdraw("Found it")
        for user in (self.agent_n, self.agent_b):
            self.assertIn("Found it", self._get_told(user, ticket)[-1])

    def test_settlement(self):
        """Both sides and the opener hear what was decided."""
        ticket = self._opened_by_another()
        dispute = self._disputed(ticket)
        self.assertIn("disputed now", self._get_told(self.leader, ticket)[-1])
        dispute.with_user(self.leader).action_settle("sender")
        for user in (self.agent_a, self.agent_n, self.agent_b):
            self.assertIn("Leader has settled it", self._get_told(user, ticket)[-1])

    def test_each_in_his_language(self):
        """Words are those of who reads them."""
        self.env["res.lang"]._activate_lang("ru_RU")
        self.agent_n.lang = "ru_RU"
        offer = self._offered()
        with self.subTest("the sentence is made for him"):
            english = offer._say_offered(self.env)
            theirs = offer._say_offered(offer.with_context(lang="ru_RU").env)
            self.assertIn("Not ours", english)
            self.assertIn("Not ours", theirs)

    def test_secret_stays_secret(self):
        """Who returned a confidential ticket hears nothing more of it."""
        ticket = self._started(self.agent_c, team_id=self.team_secret.id)
        offer = self._offered(ticket)
        offer.with_user(self.agent_n).action_return("No")
        before = len(self._get_told(self.agent_n, ticket))
        ticket.with_user(self.agent_c).action_resolve("Done.")
        self.assertEqual(len(self._get_told(self.agent_n, ticket)), before)

    def test_only_told(self):
        """Telling is no hand-over: a follower and a note, and no record."""
        ticket = self._started()
        ticket._escalate_notice(self.leader, "It gets late")
        self.assertFalse(ticket.escalation_ids)
        self.assertIn(self.leader.partner_id, ticket.sudo().message_partner_ids)
        self.assertIn("It gets late", self._get_notes(ticket))
        with self.assertRaises(AccessError):
            ticket.with_user(self.agent_n)._escalate_notice(self.leader, "Late")


@tagged("post_install", "-at_install")
class TestMerged(EscalationCommon):
    """The history of what was offered goes over with a merge, and returns."""

    def test_history_goes_over(self):
        """Answered offers become the survivor's; what is open is withdrawn."""
        survivor, ticket = self._started(), self._started()
        done = self._offered(ticket)
        done.with_user(self.agent_n).action_return("No")
        left = self._offered(ticket.with_user(self.agent_a))
        ticket.action_merge_into(survivor.id)
        self.assertEqual(survivor.sudo().escalation_ids, done | left)
        self.assertEqual(left.state, "withdrawn")
        self.assertEqual((ticket.offer_count, survivor.offer_count), (0, 0))
        ticket.action_unmerge()
        self.assertEqual(ticket.sudo().escalation_ids, done | left)
        self.assertFalse(survivor.sudo().escalation_ids)

    def test_counts_follow(self):
        """Hand-overs count where their history is."""
        ticket = self._accepted().ticket_id.with_user(self.dispatcher)
        survivor = self._started().with_user(self.dispatcher)
        ticket.action_merge_into(survivor.id)
        self.assertEqual((ticket.hand_over_count, survivor.hand_over_count), (0, 1))
        ticket.action_unmerge()
        self.assertEqual((ticket.hand_over_count, survivor.hand_over_count), (1, 0))

    def test_survivors_offer_stays(self):
        """What is open of the survivor remains open."""
        survivor, ticket = self._started(), self._started()
        offer = self._offered(survivor)
        self._offered(ticket)
        ticket.action_merge_into(survivor.id)
        self.assertEqual(offer.state, "offered")
        self.assertEqual((survivor.escalation_id, survivor.offer_count), (offer, 1))

    def test_returns_count_together(self):
        """A hand-over returned once on each of the two is a dispute on the survivor."""
        survivor, ticket = self._started(), self._started()
        for one in (survivor, ticket):
            self._offered(one).with_user(self.agent_n).action_return("No")
        ticket.with_user(self.agent_a).action_merge_into(survivor.id)
        again = self._offered(survivor.with_user(self.agent_a))
        again.with_user(self.agent_n).action_return("No")
        self.assertEqual((again.state, again.return_number), ("disputed", 3))

    def test_deleted_with_its_ticket(self):
        """A deleted ticket takes its offers and their plans along."""
        offer = self._offered()
        offer.ticket_id.sudo().unlink()
        self.assertFalse(offer.exists())

    def test_shares_go_over(self):
        """Who answers for a part does so on the survivor, until that is taken back."""
        offer = self._accepted(share="part")
        ticket, survivor = offer.ticket_id.with_user(self.agent_a), self._started()
        ticket.action_merge_into(survivor.id)
        self.assertIn(self.agent_n, survivor.co_responsible_ids)
        survivor.with_user(self.agent_n).write({"impact": "3"})
        ticket.action_unmerge()
        self.assertNotIn(self.agent_n, survivor.co_responsible_ids)
        self.assertNotIn(self.agent_n.partner_id, survivor.message_partner_ids)
        self.assertIn(self.agent_n, ticket.co_responsible_ids)

    def test_shares_let_nobody_in(self):
        """Nobody gets to read a confidential ticket because of a share elsewhere."""
        offer = self._accepted(share="part")
        ticket, survivor = offer.ticket_id.with_user(self.agent_a), self._started()
        survivor.is_confidential = True
        ticket.action_merge_into(survivor.id)
        self.assertNotIn(self.agent_n, survivor.co_responsible_ids)
        self.assertFalse(survivor.with_user(self.agent_n).has_access("read"))
