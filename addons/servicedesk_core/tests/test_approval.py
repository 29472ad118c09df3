# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo.exceptions import (
    AccessError,
    RedirectWarning,
    UserError,
    ValidationError,
)
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .approval_common import MONDAY, ApprovalCommon


@tagged("post_install", "-at_install")
@freeze_time(MONDAY)
class TestApproval(ApprovalCommon):
    """A move that asks for approval: asked, given, refused, taken back."""

    # ------------------------------------------------------------------
    # Asking
    # ------------------------------------------------------------------

    def test_the_move_waits_for_approval(self):
        self._add_rules({"who": "manager"})
        ticket = self._asked()
        self.assertRecordValues(
            ticket,
            [
                {
                    "state": "waiting",
                    "waiting_reason": "approval",
                    "approval_state": "pending",
                    "user_id": self.agent_a.id,
                }
            ],
        )
        approval = ticket.sudo().approval_ids
        self.assertEqual(approval.partner_id, self.boss.partner_id)
        self.assertEqual(approval.asked_ids, self.boss.partner_id)
        self.assertEqual(approval.state, "pending")
        self.assertEqual(approval.date_asked, MONDAY)

    def test_nobody_to_ask_and_it_goes_on(self):
        """Where neither service nor type names anybody, the move asks nothing."""
        ticket = self._request()
        move = next(move for move in ticket.moves if move["id"] == self.move.id)
        self.assertEqual(move["asks"], "nothing")
        ticket.action_start()
        self.assertEqual(ticket.state, "in_progress")
        self.assertFalse(ticket.sudo().approval_ids)

    def test_who_is_asked(self):
        """Manager, owner, the service's approvers, named people: whom the line says."""
        self.service.approver_ids = self.friend
        cases = {
            "manager": self.boss,
            "owner": self.owner,
            "approvers": self.friend,
        }
        rule = self._add_rules({"who": "manager"})
        for who, user in cases.items():
            rule.who = who
            with self.subTest(who=who):
                ticket = self._asked()
                approvals = ticket.sudo().approval_ids
                self.assertEqual(approvals.partner_id, user.partner_id)
        rule.write(self._named(self.deputy))
        approvals = self._asked().sudo().approval_ids
        self.assertEqual(approvals.partner_id, self.deputy.partner_id)

    def test_approvers_alone_are_a_rule(self):
        """A service that just names its approvers: any one of them."""
        self.service.approver_ids = self.friend | self.deputy
        ticket = self._asked()
        self._of(ticket, self.deputy).action_approve()
        self.assertEqual(
            self._states(ticket), {"friend": "withdrawn", "deputy": "approved"}
        )
        self.assertEqual(ticket.state, "in_progress")

    def test_the_nearest_speaks(self):
        """Part, whole, type: the first with steps of its own, and only that one."""
        services = self.env["servicedesk.service"]
        part = services.create(
            {
                "name": "Visitors",
                "parent_id": self.service.id,
                "company_id": self.company.id,
            }
        )
        self._add_rules(self._named(self.owner), subject=self.badge_type)
        cases = (
            (None, self.owner),
            (self.service, self.friend),
            (part, self.deputy),
        )
        for subject, user in cases:
            if subject:
                self._add_rules(self._named(user), subject=subject)
            ticket = self._request()
            ticket.service_id = part
            ticket.action_start()
            with self.subTest(subject=subject and subject.name):
                approvals = ticket.sudo().approval_ids
                self.assertEqual(approvals.partner_id, user.partner_id)

    def test_a_condition_leaves_a_step_out(self):
        self._add_rules(
            self._named(self.friend, condition="[('impact', '=', '4')]"),
            self._named(self.deputy),
        )
        self.assertEqual(self._states(self._asked()), {"deputy": "pending"})
        self.assertEqual(
            self._states(self._asked(impact="4")),
            {"friend": "pending", "deputy": "planned"},
        )

    def test_steps_differ_by_organisation(self):
        """Whose request it is decides, as a condition over the ticket."""
        name = self.other_company.name
        self._add_rules(
            self._named(
                self.friend,
                condition=f"[('commercial_partner_id.name', '=', '{name}')]",
            ),
            self._named(self.deputy),
        )
        self.assertEqual(self._states(self._asked()), {"deputy": "pending"})
        self.assertEqual(
            self._states(self._asked(partner_id=self.other_partner.id)),
            {"friend": "pending", "deputy": "planned"},
        )

    def test_bad_rules_are_refused(self):
        bad = (
            {"who": "users"},
            {"who": "owner", "condition": "[('nonsense', '=', 1)]"},
            {"who": "owner", "condition": "import os"},
            {"who": "owner", "condition": "[('access_token', 'like', 'a')]"},
            {
                "who": "owner",
                "condition": "[('partner_id.user_ids.password', 'like', '$')]",
            },
        )
        for rule in bad:
            with self.subTest(rule=rule), self.assertRaises(ValidationError):
                self._add_rules(rule)

    def test_the_requester_approves_nothing_of_his_own(self):
        """Where the line means the requester, the owner is asked in his place."""
        self._add_rules(self._named(self.customer))
        ticket = self._asked()
        self.assertEqual(ticket.sudo().approval_ids.partner_id, self.owner.partner_id)
        self.env["servicedesk.approval.rule"].search([]).unlink()
        self._add_rules({"who": "owner"})
        own = self._request(partner_id=self.owner.partner_id.id)
        with self.assertRaisesRegex(UserError, "nobody can be asked"):
            own.action_start()
        self.assertEqual(own.state, "new")
        self.assertFalse(own.sudo().approval_ids)

    def test_no_move_to_an_end_asks_for_approval(self):
        ends = self.env["servicedesk.transition"].search(
            [
                ("type_id", "=", self.badge_type.id),
                ("to_stage_id.state", "in", ("resolved", "closed", "cancelled")),
            ]
        )
        for move in ends:
            with self.subTest(move=move.name), self.assertRaises(ValidationError):
                move.asks = "approval"
        with self.assertRaises(ValidationError):
            self.move.approval_stage_id = self.stage_new

    def test_it_waits_in_the_stage_that_the_move_names(self):
        stage = self.env["servicedesk.stage"].create(
            {
                "name": "At the board",
                "state": "waiting",
                "type_ids": self.badge_type.ids,
            }
        )
        self.move.approval_stage_id = stage
        self._add_rules({"who": "manager"})
        self.assertEqual(self._asked().stage_id, stage)
        # Where the life cycle has it no more, in the first one of waiting.
        self.env["servicedesk.ticket"].search([("stage_id", "=", stage.id)]).unlink()
        self.badge_type.stage_ids -= stage
        self.assertEqual(self._asked().stage_id, self.stage_waiting)

    def test_a_drag_leads_to_the_dialog(self):
        """The dialog says who will be asked; nothing is written before it is sent."""
        self._add_rules({"who": "manager"})
        ticket = self._request()
        with self.assertRaisesRegex(RedirectWarning, "needs approval"):
            ticket.stage_id = self.stage_in_progress
        action = ticket.action_move(self.move.id)
        dialog = self.env[action["res_model"]].with_user(self.agent_a)
        dialog = dialog.with_context(**action["context"]).create(
            {"comment": "For the new hall"}
        )
        self.assertEqual(dialog.approval_hint, self.boss.name)
        self.assertEqual(ticket.state, "new")
        dialog.action_apply()
        self.assertEqual(ticket.state, "waiting")
        self.assertEqual(ticket.sudo().approval_ids.request_note, "For the new hall")

    # ------------------------------------------------------------------
    # Deciding
    # ------------------------------------------------------------------

    def test_in_order(self):
        """The second is asked when the first has approved, and then it goes on."""
        self._add_rules({"who": "manager"}, self._named(self.friend))
        ticket = self._asked()
        self.assertEqual(self._states(ticket), {"boss": "pending", "friend": "planned"})
        with self.assertRaises(AccessError):
            ticket.sudo().approval_ids[1].with_user(self.friend).action_approve()
        self.assertTrue(self._of(ticket, self.boss).action_approve("Fine"))
        self.assertEqual(
            self._states(ticket), {"boss": "approved", "friend": "pending"}
        )
        self.assertEqual(ticket.state, "waiting")
        self._of(ticket, self.friend).action_approve()
        self.assertEqual(ticket.state, "in_progress")
        self.assertFalse(ticket.waiting_reason)
        self.assertEqual(ticket.approval_state, "approved")
        self.assertEqual(ticket.user_id, self.agent_a)

    def test_all_of_several(self):
        self._add_rules(self._named(self.friend, self.deputy, enough="all"))
        ticket = self._asked()
        self._of(ticket, self.friend).action_approve()
        self.assertEqual(ticket.state, "waiting")
        self._of(ticket, self.deputy).action_approve()
        self.assertEqual(ticket.state, "in_progress")

    def test_a_rejection_puts_it_back_and_is_told(self):
        self._add_rules({"who": "manager"}, self._named(self.friend))
        with self.mock_mail_gateway():
            ticket = self._asked(self.dispatcher)
        with self.mock_mail_gateway():
            self._of(ticket, self.boss).action_reject("Too dear")
        self.assertEqual(
            self._states(ticket), {"boss": "rejected", "friend": "withdrawn"}
        )
        self.assertRecordValues(
            ticket,
            [
                {
                    "stage_id": self.stage_new.id,
                    "waiting_reason": False,
                    "approval_state": "rejected",
                }
            ],
        )
        for user in (self.customer, self.dispatcher):
            (mail,) = self._sent_to(user.email)
            self.assertIn("Too dear", self._bodies(mail))
        self.assertFalse(self._sent_to(self.friend.email))

    def test_a_rejection_cancels_where_the_rule_says_so(self):
        self._add_rules({"who": "manager", "on_reject": "cancel"})
        ticket = self._asked()
        self._of(ticket, self.boss).action_reject("Never")
        self.assertEqual(ticket.state, "cancelled")
        self.assertEqual(ticket.date_closed, MONDAY)

    def test_a_rejection_needs_a_reason(self):
        self._add_rules({"who": "manager"})
        ticket = self._asked()
        for note in ("", "  ", False):
            with self.assertRaisesRegex(UserError, "say why"):
                self._of(ticket, self.boss).action_reject(note)
        self.assertEqual(self._states(ticket), {"boss": "pending"})

    def test_the_first_decision_counts(self):
        """Whoever comes second is told who decided, and how."""
        self._add_rules(self._named(self.friend, self.deputy))
        ticket = self._asked()
        late = self._of(ticket, self.deputy)
        self._of(ticket, self.friend).action_approve()
        for deed in (late.action_approve, lambda: late.action_reject("No")):
            with self.assertRaisesRegex(UserError, "already approved by Friend"):
                deed()
        again = self._of(ticket, self.friend)
        with self.assertRaisesRegex(UserError, "already approved by Friend"):
            again.action_reject("I changed my mind")
        self.assertEqual(ticket.state, "in_progress")

    def test_many_at_once_or_none(self):
        self._add_rules(self._named(self.friend))
        tickets = [self._asked() for _each in range(3)]
        approvals = self.env["servicedesk.approval"].with_user(self.friend)
        for ticket in tickets:
            approvals |= self._of(ticket, self.friend)
        tickets[1].action_cancel("Not needed")
        with self.assertRaisesRegex(UserError, "nothing is to be decided"):
            with self.env.cr.savepoint():
                approvals.action_approve()
        self.env.invalidate_all()
        self.assertEqual(tickets[0].state, "waiting")
        self.assertTrue(
            (approvals - self._of(tickets[1], self.friend)).action_approve()
        )
        self.assertEqual([t.state for t in tickets][::2], ["in_progress"] * 2)

    def test_the_history_names_who_decided(self):
        self._add_rules(self._named(self.friend))
        ticket = self._asked()
        self._of(ticket, self.friend).action_approve("Fine by me")
        note = ticket.message_ids.filtered(lambda one: "Fine by me" in one.body)
        self.assertEqual(note.author_id, self.friend.partner_id)
        self.assertIn("approved by Friend", note.body)

    # ------------------------------------------------------------------
    # What makes it moot
    # ------------------------------------------------------------------

    def test_no_way_round_while_it_waits(self):
        """Resuming would pass the approvers by; solving and cancelling do not."""
        self._add_rules({"who": "manager"})
        ticket = self._asked()
        states = {move["state"] for move in ticket.moves}
        self.assertLessEqual(states, {"resolved", "closed", "cancelled"})
        with self.assertRaisesRegex(UserError, "waits for approval"):
            ticket.action_start()
        with self.assertRaisesRegex(UserError, "waits for approval"):
            ticket.stage_id = self.stage_in_progress

    def test_what_withdraws(self):
        """Cancelled, solved, another type, another service: nobody need answer."""
        other = self.env["servicedesk.service"].create(
            {"name": "Doors", "company_id": self.company.id}
        )
        deeds = {
            "cancelled": lambda ticket: ticket.action_cancel("Not needed"),
            "resolved": lambda ticket: ticket.action_resolve("Had one left"),
            "type": lambda ticket: ticket.write(
                {"ticket_type_id": self.incident.id, "reclassify_reason": "Broken"}
            ),
            "service": lambda ticket: ticket.write(
                {"service_id": other.id, "reclassify_reason": "Wrong one"}
            ),
        }
        self._add_rules({"who": "manager"}, self._named(self.friend))
        for name, deed in deeds.items():
            ticket = self._asked()
            with self.subTest(deed=name):
                deed(ticket)
                self.assertEqual(
                    self._states(ticket), {"boss": "withdrawn", "friend": "withdrawn"}
                )
                self.assertEqual(ticket.approval_state, "withdrawn")
                self.assertNotEqual(ticket.state, "waiting")
                with self.assertRaises(UserError):
                    self._of(ticket, self.boss).action_approve()

    def test_other_changes_do_not_withdraw(self):
        self._add_rules({"who": "manager"})
        ticket = self._asked()
        ticket.write(
            {"priority": "3", "service_id": self.service.id, "name": "Two badges"}
        )
        self.assertEqual(self._states(ticket), {"boss": "pending"})

    def test_taken_back(self):
        self._add_rules({"who": "manager"})
        ticket = self._asked()
        self.assertTrue(ticket.action_withdraw_approval("Asked too early"))
        self.assertEqual(ticket.stage_id, self.stage_new)
        self.assertEqual(ticket.approval_state, "withdrawn")
        with self.assertRaisesRegex(UserError, "does not wait"):
            ticket.action_withdraw_approval()
        # It is asked anew, and what was asked before does not count.
        ticket.action_start()
        self.assertEqual(
            ticket.sudo().approval_ids.sorted("id").mapped("state"),
            ["withdrawn", "pending"],
        )
        self._of(ticket, self.boss)[0].sudo()
        pending = self._of(ticket, self.boss).filtered(
            lambda one: one.sudo().state == "pending"
        )
        pending.action_approve()
        self.assertEqual(ticket.state, "in_progress")

    def test_deleted_with_its_ticket(self):
        self._add_rules({"who": "manager"})
        ticket = self._asked()
        approvals = ticket.sudo().approval_ids
        links = self.env["servicedesk.answer.link"].search(
            [("res_model", "=", approvals._name), ("res_id", "in", approvals.ids)]
        )
        self.assertTrue(links)
        ticket.with_user(self.manager).unlink()
        self.assertFalse(approvals.exists())
        self.assertTrue(all(link.revoked_at for link in links))

    def test_a_move_that_is_gone_puts_it_back(self):
        self._add_rules({"who": "manager"})
        ticket = self._asked()
        self.move.active = False
        self._of(ticket, self.boss).action_approve()
        self.assertEqual(ticket.stage_id, self.stage_new)
        self.assertEqual(ticket.approval_state, "approved")

    def test_agents_ask_but_write_nothing(self):
        """Approvals are changed by deeds only, whoever tries."""
        self._add_rules({"who": "manager"})
        approval = self._asked().sudo().approval_ids
        for user in (self.agent_a, self.dispatcher, self.manager, self.boss):
            mine = approval.with_user(user)
            with self.subTest(user=user.name), mute_logger("odoo.models"):
                with self.assertRaises(AccessError):
                    mine.write({"state": "approved"})
                with self.assertRaises(AccessError):
                    mine.unlink()
