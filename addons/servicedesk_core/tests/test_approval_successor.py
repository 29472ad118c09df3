# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .approval_common import MONDAY, ApprovalCommon


@tagged("post_install", "-at_install")
@freeze_time(MONDAY)
class TestApprovalSuccessor(ApprovalCommon):
    """Who is asked leaves, or becomes the requester: the question does not hang."""

    def _notes(self, ticket):
        return " ".join(ticket.sudo().message_ids.mapped("body"))

    def test_his_stand_in_is_asked(self):
        """By mail and by activity, at once, and it is said in the history."""
        self.friend.servicedesk_stand_in_id = self.deputy
        self._add_rules(self._named(self.friend))
        ticket = self._asked()
        with self.mock_mail_gateway():
            self.friend.action_archive()
        approval = ticket.sudo().approval_ids
        self.assertEqual(approval.asked_ids, self.deputy.partner_id)
        self.assertEqual(approval.activity_ids.user_id, self.deputy)
        self.assertTrue(self._approval_paths(self.deputy.email))
        self.assertIn(
            "Friend cannot decide any more. Asked: Deputy.", self._notes(ticket)
        )
        self._of(ticket, self.deputy).action_approve()
        self.assertEqual(ticket.state, "in_progress")
        self.assertTrue(approval.is_stand_in)

    def test_who_stand_in_for_each_other(self):
        """Both away, or one of them gone: the search ends, and who is left is asked."""
        self.friend.servicedesk_stand_in_id = self.deputy
        self.deputy.servicedesk_stand_in_id = self.friend
        away = {"out_of_office_from": "2026-03-01 09:00:00"}
        (self.friend | self.deputy).write(away)
        self._add_rules(self._named(self.friend))
        ticket = self._asked()
        approval = ticket.sudo().approval_ids
        self.assertEqual(approval.asked_ids, self.friend.partner_id)
        self.friend.action_archive()
        self.assertEqual(approval.asked_ids, self.owner.partner_id)
        (self.friend | self.deputy).write({"out_of_office_from": False})
        self.assertFalse(self.deputy._servicedesk_find_stand_in())

    def test_else_his_manager_else_the_owner(self):
        cases = (
            ("manager", self.deputy.partner_id, self.deputy),
            ("owner", False, self.owner),
        )
        self._add_rules(self._named(self.friend))
        for why, manager, wanted in cases:
            self.friend.active = True
            self.friend.partner_id.manager_id = manager
            ticket = self._asked()
            self.friend.action_archive()
            with self.subTest(why):
                asked = ticket.sudo().approval_ids.asked_ids
                self.assertEqual(asked, wanted.partner_id)

    def test_the_others_are_enough(self):
        """Any one of several: those who are there decide."""
        self._add_rules(self._named(self.friend, self.deputy))
        ticket = self._asked()
        self.friend.action_archive()
        self.assertEqual(
            {
                approval.partner_id: approval.state
                for approval in ticket.sudo().approval_ids
            },
            {
                self.friend.partner_id: "withdrawn",
                self.deputy.partner_id: "pending",
            },
        )
        self.assertIn("Asked: Deputy.", self._notes(ticket))
        self._of(ticket, self.deputy).action_approve()
        self.assertEqual(ticket.state, "in_progress")

    def test_where_all_are_needed_he_is_replaced(self):
        """Not by who decides anyhow, but by the next."""
        self.friend.servicedesk_stand_in_id = self.deputy
        self._add_rules(self._named(self.friend, self.deputy, enough="all"))
        ticket = self._asked()
        self.friend.action_archive()
        his = ticket.sudo().approval_ids.filtered(
            lambda one: one.partner_id == self.friend.partner_id
        )
        self.assertEqual(his.asked_ids, self.owner.partner_id)
        self._of(ticket, self.deputy).action_approve()
        self.assertEqual(ticket.state, "waiting")
        his.with_user(self.owner).action_approve()
        self.assertEqual(ticket.state, "in_progress")

    def test_the_others_have_decided_already(self):
        """Nobody is left to replace him: what was given is enough."""
        self.service.owner_id = False
        self._add_rules(self._named(self.friend, self.deputy, enough="all"))
        ticket = self._asked()
        self._of(ticket, self.deputy).action_approve()
        self.friend.action_archive()
        self.assertEqual(ticket.state, "in_progress")

    def test_nobody_is_left(self):
        """The ticket goes back to where it was, and who has it is told."""
        self.service.owner_id = False
        self._add_rules(self._named(self.friend), self._named(self.deputy))
        ticket = self._asked()
        with self.mock_mail_gateway():
            self.friend.action_archive()
        self.assertEqual(ticket.stage_id, self.stage_new)
        self.assertEqual(ticket.approval_state, "withdrawn")
        states = set(ticket.sudo().approval_ids.mapped("state"))
        self.assertEqual(states, {"withdrawn"})
        (mail,) = self._sent_to(self.agent_a.email)
        self.assertIn("nobody can be asked", self._bodies(mail))

    def test_gone_before_it_is_his_turn(self):
        """Looked at when the step before is done."""
        self.deputy.servicedesk_stand_in_id = self.owner
        self._add_rules(self._named(self.friend), self._named(self.deputy))
        ticket = self._asked()
        self.deputy.action_archive()
        self.assertFalse(ticket.sudo().approval_ids[1].asked_ids)
        self._of(ticket, self.friend).action_approve()
        self.assertEqual(ticket.sudo().approval_ids[1].asked_ids, self.owner.partner_id)

    def test_a_contact_is_archived_or_deleted(self):
        """Who decides by mail only leaves by his contact."""
        self.customer_partner.manager_id = self.env["res.partner"].create(
            {"name": "Head", "email": "head@customer.example.com"}
        )
        self._add_rules({"who": "manager"})
        ticket = self._asked()
        self.customer_partner.manager_id.active = False
        approval = ticket.sudo().approval_ids
        self.assertEqual(approval.asked_ids, self.owner.partner_id)
        helper = self.env["res.partner"].create(
            {"name": "Helper", "email": "helper@customer.example.com"}
        )
        approval.asked_ids = helper
        helper.unlink()
        self.assertEqual(approval.asked_ids, self.owner.partner_id)

    def test_a_closed_account_decides_nothing_by_mail(self):
        """The link of who has left is dead; his activity is gone."""
        self._add_rules(self._named(self.friend))
        ticket = self._asked()
        approval = ticket.sudo().approval_ids
        self.friend.action_archive()
        self.assertFalse(approval._may_decide(self.friend.partner_id))
        activities = approval.with_context(active_test=False).activity_ids
        self.assertNotIn(self.friend, activities.user_id)
        with self.assertRaises(AccessError):
            approval.with_user(self.friend).action_approve()

    def test_the_approver_becomes_the_requester(self):
        """Nobody approves his own request, not when it becomes his later either."""
        self._add_rules(self._named(self.friend))
        ticket = self._asked()
        approval = ticket.sudo().approval_ids
        ticket.partner_id = self.friend.partner_id
        self.assertEqual(approval.asked_ids, self.owner.partner_id)
        with self.assertRaises(AccessError):
            approval.with_user(self.friend).action_approve()
        # The only one there is does not, either.
        self.service.owner_id = False
        other = self._asked(partner_id=self.customer_partner.id)
        other.partner_id = self.friend.partner_id
        self.assertEqual(other.approval_state, "withdrawn")
        self.assertEqual(other.stage_id, self.stage_new)

    def test_a_ticket_that_becomes_secret(self):
        """Who may not read it is not asked any more; it does not wait for him."""
        self._add_rules(self._named(self.friend))
        ticket = self._asked()
        ticket.sudo().is_confidential = True
        self.assertNotIn(
            self.friend.partner_id,
            ticket.sudo()
            .approval_ids.filtered(lambda o: o.state == "pending")
            .asked_ids,
        )
        self.assertNotEqual(ticket.sudo().waiting_reason, "approval")

    def test_rules_changed_meanwhile_do_not_dismiss(self):
        """Asked is asked: the rule speaks of the questions to come."""
        rule = self._add_rules(self._named(self.friend))
        ticket = self._asked()
        rule.user_ids = self.deputy
        self._of(ticket, self.friend).action_approve()
        self.assertEqual(ticket.state, "in_progress")

    def test_managers_do_not_decide_for_others(self):
        """Nor dispatchers, nor who administers: they take the question back."""
        self._add_rules(self._named(self.friend))
        ticket = self._asked()
        approval = ticket.sudo().approval_ids
        admin = self.env.ref("base.user_admin")
        for user in (self.manager, self.dispatcher, self.agent_a, admin):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                approval.with_user(user).action_approve()
        ticket.with_user(self.manager).action_withdraw_approval("He is on leave")
        self.assertEqual(ticket.stage_id, self.stage_new)
