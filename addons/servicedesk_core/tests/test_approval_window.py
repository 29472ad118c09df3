# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from datetime import datetime

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged

from .approval_common import MONDAY, ApprovalCommon

NIGHT = {
    "planned_start": "2026-03-09 20:00:00",
    "planned_end": "2026-03-09 23:00:00",
}
LATER = {
    "planned_start": "2026-03-16 20:00:00",
    "planned_end": "2026-03-16 23:00:00",
}
NARROWER = {
    "planned_start": "2026-03-09 21:00:00",
    "planned_end": "2026-03-09 22:00:00",
}


@tagged("post_install", "-at_install")
@freeze_time(MONDAY)
class TestApprovalWindow(ApprovalCommon):
    """An approval that was given for one window counts for no other."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Approved work is planned first, and then begun.
        cls.stage_planned = cls.env.ref("servicedesk_core.stage_planned")
        cls.badge_type.stage_ids |= cls.stage_planned
        cls.move.to_stage_id = cls.stage_planned
        cls.env["servicedesk.transition"].create(
            [
                {
                    "type_id": cls.badge_type.id,
                    "from_stage_id": start.id,
                    "to_stage_id": end.id,
                }
                for start, end in (
                    (cls.stage_planned, cls.stage_in_progress),
                    (cls.stage_in_progress, cls.stage_planned),
                    (cls.stage_planned, cls.stage_new),
                )
            ]
        )

    @classmethod
    def _planned(cls, **vals):
        """Return a ticket that waits until its window is approved."""
        ticket = cls._request(**NIGHT, **vals)
        ticket.action_move(cls.move.id, {"comment": "New badges"})
        return ticket

    def _latest(self, ticket):
        approvals = ticket.sudo().approval_ids
        cycle = max(approvals.mapped("cycle"))
        return approvals.filtered(lambda one: one.cycle == cycle).sorted("id")

    def _approve(self, ticket, *users):
        for user in users:
            mine = self._latest(ticket).filtered(
                lambda one, user=user: user.partner_id in one.asked_ids
            )
            mine.with_user(user).action_approve()

    def _notes(self, ticket):
        return " ".join(ticket.sudo().message_ids.mapped("body"))

    # ------------------------------------------------------------------
    # While it is open
    # ------------------------------------------------------------------

    def test_an_open_question_is_asked_anew(self):
        """All of it, also of those who have said yes to the former window."""
        self._add_rules(self._named(self.friend), self._named(self.deputy))
        ticket = self._planned()
        self._approve(ticket, self.friend)
        before = self._latest(ticket)
        with self.mock_mail_gateway():
            ticket.write(LATER)
        self.assertEqual(before.mapped("state"), ["approved", "withdrawn"])
        latest = self._latest(ticket)
        self.assertFalse(latest & before)
        self.assertEqual(latest.mapped("state"), ["pending", "planned"])
        self.assertRecordValues(
            latest,
            [
                {
                    "partner_id": user.partner_id.id,
                    "from_stage_id": self.stage_new.id,
                    "request_note": "New badges",
                    "is_renewed": True,
                }
                for user in (self.friend, self.deputy)
            ],
        )
        self.assertEqual(ticket.state, "waiting")
        (message,) = self._sent_to(self.friend.email)
        self.assertIn("planned window was moved", self._bodies(message))
        self.assertFalse(self._sent_to(self.deputy.email))
        self.assertIn("asked for anew", self._notes(ticket))
        self._approve(ticket, self.friend, self.deputy)
        self.assertEqual(ticket.stage_id, self.stage_planned)

    def test_the_former_question_is_over(self):
        """Neither by account nor by the link mailed first."""
        self._add_rules(self._named(self.friend))
        ticket = self._planned()
        former = self._latest(ticket)
        links = self.env["servicedesk.answer.link"].search(
            [("res_model", "=", former._name), ("res_id", "=", former.id)]
        )
        ticket.write(LATER)
        with self.assertRaisesRegex(UserError, "nothing is to be decided"):
            former.with_user(self.friend).action_approve()
        self.assertTrue(all(link.revoked_at for link in links))
        self.assertEqual(ticket.state, "waiting")

    def test_a_narrower_window_is_no_other(self):
        """While it is open it is what is approved then; asked is nobody again."""
        self._add_rules(self._named(self.friend))
        ticket = self._planned()
        asked = self._latest(ticket)
        with self.mock_mail_gateway():
            ticket.write(NARROWER)
        self.assertFalse(self._mails)
        self.assertEqual(self._latest(ticket), asked)
        self.assertEqual(asked.planned_start, ticket.planned_start)
        self._approve(ticket, self.friend)
        ticket.write(NIGHT)
        self.assertEqual(ticket.approval_state, "pending")

    def test_taken_away_it_is_not_asked_any_more(self):
        """Where the move needs a window, its question is moot without one."""
        self.move.condition = "[('planned_start', '!=', False)]"
        self._add_rules(self._named(self.friend))
        ticket = self._planned()
        ticket.write({"planned_start": False, "planned_end": False})
        self.assertEqual(ticket.stage_id, self.stage_new)
        self.assertEqual(ticket.approval_state, "withdrawn")
        self.assertEqual(self._states(ticket), {"friend": "withdrawn"})
        self.assertIn("does not count", self._notes(ticket))

    def test_refused_where_nobody_can_be_asked(self):
        """Nothing is written then: the former question stays."""
        rule = self._add_rules(self._named(self.friend))
        ticket = self._planned()
        rule.user_ids = self.customer
        self.service.owner_id = False
        with self.assertRaisesRegex(UserError, "nobody can be asked"):
            with self.env.cr.savepoint():
                ticket.write(LATER)
        self.env.invalidate_all()
        self.assertEqual(str(ticket.planned_start), NIGHT["planned_start"])
        self.assertEqual(self._states(ticket), {"friend": "pending"})

    # ------------------------------------------------------------------
    # When it was approved
    # ------------------------------------------------------------------

    def test_an_approved_change_returns_to_approval(self):
        self._add_rules(self._named(self.friend))
        ticket = self._planned()
        self._approve(ticket, self.friend)
        self.assertEqual(ticket.stage_id, self.stage_planned)
        ticket.write(LATER)
        self.assertRecordValues(
            ticket,
            [
                {
                    "state": "waiting",
                    "waiting_reason": "approval",
                    "approval_state": "pending",
                }
            ],
        )
        with self.assertRaisesRegex(UserError, "waits for approval"):
            ticket.action_start()
        self._latest(ticket).with_user(self.friend).action_reject("Not that day")
        self.assertEqual(ticket.stage_id, self.stage_new)
        self.assertEqual(ticket.approval_state, "rejected")

    def _warn(self, ticket, window):
        """Return what the form says before ``window`` is saved."""
        typed = ticket.new(window, origin=ticket)
        said = typed._onchange_approved_window()
        return said["warning"]["message"] if said else ""

    def test_the_form_warns_before_it_is_saved(self):
        """Whoever leaves the approved window is told; inside of it nobody is."""
        self._add_rules(self._named(self.friend))
        ticket = self._planned()
        self.assertIn("does not count", self._warn(ticket, LATER), "awaited")
        self._approve(ticket, self.friend)
        for user in (self.agent_a, self.dispatcher, self.manager):
            with self.subTest(user=user.login):
                seen = ticket.with_user(user)
                self.assertIn("does not count", self._warn(seen, LATER))
                self.assertFalse(self._warn(seen, NARROWER))
        with (
            self.assertLogs("odoo.tests.form.onchange", "WARNING") as logs,
            Form(ticket) as form,
        ):
            form.planned_end = datetime(2026, 3, 11, 23)
        self.assertIn("does not count", logs.output[0])
        self.assertEqual(ticket.approval_state, "pending")

    def test_no_warning_where_nobody_is_asked_again(self):
        """Begun, put back, approved without a window, or asked about nothing."""
        self.assertFalse(self._warn(self._request(**NIGHT), LATER))
        self._add_rules(self._named(self.friend))
        ticket = self._request()
        ticket.action_move(self.move.id, {"comment": "Some day"})
        self.assertFalse(self._warn(ticket, NIGHT))
        ticket = self._planned()
        self._approve(ticket, self.friend)
        ticket.action_start()
        self.assertFalse(self._warn(ticket, LATER))
        ticket.stage_id = self.stage_planned
        ticket.stage_id = self.stage_new
        self.assertFalse(self._warn(ticket, LATER))

    def test_inside_of_what_was_approved(self):
        """Earlier out, later in, and back to the whole of it: nobody is asked."""
        self._add_rules(self._named(self.friend))
        ticket = self._planned()
        self._approve(ticket, self.friend)
        for window in (NARROWER, NIGHT, NIGHT):
            with self.subTest(window=window):
                ticket.write(window)
                self.assertEqual(ticket.stage_id, self.stage_planned)
                self.assertEqual(ticket.approval_state, "approved")
        ticket.planned_end = "2026-03-09 23:00:01"
        self.assertEqual(ticket.approval_state, "pending")

    def test_who_may_move_it_decides_nothing(self):
        """A dispatcher and a manager bring it back to the approvers, too."""
        self._add_rules(self._named(self.friend))
        for user in (self.dispatcher, self.manager):
            ticket = self._planned()
            self._approve(ticket, self.friend)
            with self.subTest(user=user.login):
                ticket.with_user(user).write(LATER)
                self.assertEqual(ticket.approval_state, "pending")
        with self.assertRaises(AccessError):
            ticket.with_user(self.friend).write(NIGHT)

    def test_what_was_begun_goes_on(self):
        """Work that takes longer is not stopped; the history says it."""
        self._add_rules(self._named(self.friend))
        ticket = self._planned()
        self._approve(ticket, self.friend)
        ticket.action_start()
        ticket.planned_end = "2026-03-10 04:00:00"
        self.assertEqual(ticket.state, "in_progress")
        self.assertEqual(ticket.approval_state, "approved")
        self.assertIn("not the one that was approved", self._notes(ticket))
        # Planned again, it has not begun again.
        ticket.stage_id = self.stage_planned
        ticket.write(LATER)
        self.assertEqual(ticket.approval_state, "pending")

    def test_where_going_on_asks_anyway(self):
        """Back where it was before: the next question is for the next window."""
        self._add_rules(self._named(self.friend))
        ticket = self._planned()
        self._approve(ticket, self.friend)
        ticket.stage_id = self.stage_new
        ticket.write(LATER)
        self.assertEqual(ticket.stage_id, self.stage_new)
        self.assertEqual(self._states(ticket), {"friend": "approved"})

    def test_what_was_approved_without_a_window(self):
        """It was about no time: giving it one is planning, no other question."""
        self._add_rules(self._named(self.friend))
        ticket = self._request()
        ticket.action_move(self.move.id, {"comment": "Some day"})
        self._approve(ticket, self.friend)
        ticket.write(NIGHT)
        self.assertEqual(ticket.stage_id, self.stage_planned)
        self.assertEqual(ticket.approval_state, "approved")

    def test_types_without_windows(self):
        self.badge_type.is_planned = False
        self._add_rules(self._named(self.friend))
        ticket = self._planned()
        self._approve(ticket, self.friend)
        ticket.write(LATER)
        self.assertEqual(ticket.approval_state, "approved")

    def test_a_snooze_does_not_end_the_question(self):
        """Put aside until Monday and then moved: approvers end that, not Monday."""
        self.env["servicedesk.transition"].create(
            {
                "type_id": self.badge_type.id,
                "from_stage_id": self.stage_planned.id,
                "to_stage_id": self.stage_waiting.id,
                "asks": "waiting_reason",
            }
        )
        self._add_rules(self._named(self.friend))
        ticket = self._planned()
        self._approve(ticket, self.friend)
        ticket.action_snooze("2026-03-09 08:00:00")
        ticket.write(LATER)
        self.assertEqual(ticket.waiting_reason, "approval")
        self.assertFalse(ticket.snoozed_until)

    def test_the_shipped_change(self):
        """Planned, moved, and back at Approval; approved, it is Planned again."""
        self._add_rules(self._named(self.friend), subject=self.change)
        ticket = self._classified(ticket_type_id=self.change.id, **NIGHT)
        ticket.action_start()
        move = self.env.ref("servicedesk_core.transition_change_assessment_planned")
        ticket.action_move(move.id, {"comment": "Please"})
        self._approve(ticket, self.friend)
        self.assertEqual(ticket.stage_id, self.stage_planned)
        ticket.write(LATER)
        approval = self.env.ref("servicedesk_core.stage_approval")
        self.assertEqual(ticket.stage_id, approval)
        self._approve(ticket, self.friend)
        self.assertEqual(ticket.stage_id, self.stage_planned)
        # Without a window it cannot be planned: it is assessed again.
        ticket.write({"planned_start": False, "planned_end": False})
        assessment = self.env.ref("servicedesk_core.stage_assessment")
        self.assertEqual(ticket.stage_id, assessment)
        self.assertEqual(ticket.approval_state, "withdrawn")

    # ------------------------------------------------------------------
    # Approved for one service
    # ------------------------------------------------------------------

    def _reclassify(self, ticket, service):
        ticket.write({"service_id": service.id, "reclassify_reason": "Wrong one"})

    def test_another_service_has_other_approvers(self):
        """What one of them approved is not approved by those of the other."""
        self._add_rules(self._named(self.deputy))
        ticket = self._planned()
        self._approve(ticket, self.deputy)
        self.assertEqual(ticket.stage_id, self.stage_planned)
        other = self.env["servicedesk.service"].create(
            {
                "name": "Vault",
                "type_ids": self.badge_type.ids,
                "approver_ids": self.friend.ids,
                "team_ids": self.team_first.ids,
            }
        )
        self._reclassify(ticket, other)
        self.assertEqual(ticket.approval_state, "withdrawn")
        self.assertNotEqual(ticket.stage_id, self.stage_planned)
        self.assertIn("approval or a freeze comes before it", self._notes(ticket))
        ticket.action_move(self.move.id, {"comment": "For the vault"})
        self.assertEqual(self._latest(ticket).asked_ids, self.friend.partner_id)

    def test_the_same_approvers_need_not_be_asked_again(self):
        self._add_rules(self._named(self.friend), subject=self.badge_type)
        ticket = self._planned()
        self._approve(ticket, self.friend)
        other = self.env["servicedesk.service"].create(
            {"name": "Vault", "type_ids": self.badge_type.ids}
        )
        self._reclassify(ticket, other)
        self.assertEqual(ticket.approval_state, "approved")
        self.assertEqual(ticket.stage_id, self.stage_planned)

    def test_work_that_has_begun_goes_on(self):
        self._add_rules(self._named(self.deputy))
        ticket = self._planned()
        self._approve(ticket, self.deputy)
        ticket.action_start()
        other = self.env["servicedesk.service"].create(
            {
                "name": "Vault",
                "type_ids": self.badge_type.ids,
                "approver_ids": self.friend.ids,
                "team_ids": self.team_first.ids,
            }
        )
        self._reclassify(ticket, other)
        self.assertEqual(ticket.approval_state, "approved")
        self.assertEqual(ticket.state, "in_progress")
