# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, RedirectWarning, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common import ServicedeskCommon


@tagged("post_install", "-at_install")
class TestCycleChange(ServicedeskCommon):
    """A life cycle changes under living tickets, and strands none of them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        stages = cls.env["servicedesk.stage"]
        ref = cls.env.ref
        cls.new, cls.assigned, cls.work, cls.waiting, cls.done, cls.closed = (
            ref(f"servicedesk_core.stage_{name}")
            for name in (
                "new",
                "assigned",
                "in_progress",
                "waiting",
                "resolved",
                "closed",
            )
        )
        cls.review = stages.create(
            {"name": "Review", "state": "in_progress", "sequence": 35}
        )
        cls.kind = cls.incident.copy({"name": "Reviewed"})
        cls.kind.stage_ids |= cls.review
        cls.env["servicedesk.transition"].create(
            [
                {
                    "name": "Review",
                    "type_id": cls.kind.id,
                    "from_stage_id": cls.work.id,
                    "to_stage_id": cls.review.id,
                },
                {
                    "name": "Reviewed",
                    "type_id": cls.kind.id,
                    "from_stage_id": cls.review.id,
                    "to_stage_id": cls.done.id,
                    "asks": "resolution",
                },
            ]
        )
        cls.kind = cls.kind.with_user(cls.manager)

    def _make(self, *deeds):
        ticket = self.env["servicedesk.ticket"].with_user(self.agent_a)
        ticket = ticket.create(
            {
                "name": "Broken",
                "partner_id": self.customer_partner.id,
                "ticket_type_id": self.kind.id,
            }
        )
        for deed, arguments in deeds:
            getattr(ticket, deed)(*arguments)
        return ticket

    def _in_review(self):
        ticket = self._make(("action_start", ()))
        ticket.stage_id = self.review
        return ticket

    def _leave(self, stage):
        """Take a stage out of the cycle, as the form does; return its dialog."""
        with self.assertRaises(RedirectWarning) as caught, self.env.cr.savepoint():
            self.kind.write({"stage_ids": [Command.unlink(stage.id)]})
        said, _action, _button, context = caught.exception.args
        self.assertIn(stage, self.kind.stage_ids)
        changes = self.env["servicedesk.cycle.change"].with_user(self.manager)
        return said, changes.with_context(**context).create({})

    # -- what is told --------------------------------------------------

    def test_it_is_told_how_many_are_where(self):
        self._in_review()
        self._in_review()
        said, change = self._leave(self.review)
        self.assertIn("Review: 2", said)
        self.assertEqual(change.line_ids.ticket_count, 2)

    def test_a_stage_of_the_same_state_is_proposed(self):
        self._in_review()
        _said, change = self._leave(self.review)
        self.assertEqual(change.line_ids.to_stage_id, self.work)

    def test_what_waits_is_not_proposed_to_start_anew(self):
        self._make(("action_start", ()), ("action_wait", ("supplier",)))
        _said, change = self._leave(self.waiting)
        self.assertEqual(change.line_ids.to_stage_id, self.work)

    def test_somebody_has_to_say_where_nothing_is_near(self):
        """What has an assignee is never taken back to the start unasked."""
        short = self.incident.copy({"name": "Short", "transition_ids": False})
        short.stage_ids = self.new | self.done | self.closed
        changes = self.env["servicedesk.cycle.change"]
        for stage in (self.waiting, self.work, self.assigned):
            with self.subTest(stage=stage.name):
                (line,) = changes._prepare_lines(short, stage)
                self.assertFalse(line["to_stage_id"])

    def test_tickets_of_other_types_do_not_matter(self):
        other = self.env["servicedesk.ticket"].create(
            {"name": "Other", "ticket_type_id": self.incident.id}
        )
        moves = self.kind.transition_ids.filtered(
            lambda move: self.assigned in move.from_stage_id | move.to_stage_id
        )
        moves.unlink()
        self.kind.stage_ids -= self.assigned
        self.assertNotIn(self.assigned, self.kind.stage_ids)
        self.assertTrue(other.stage_id)

    def test_an_empty_stage_leaves_without_questions(self):
        self.kind.transition_ids.filtered(
            lambda move: self.review in move.from_stage_id | move.to_stage_id
        ).unlink()
        self.kind.stage_ids -= self.review
        self.assertNotIn(self.review, self.kind.stage_ids)

    def test_it_is_the_same_from_the_stage(self):
        """Types taken from a stage, instead of the stage from the type."""
        self._in_review()
        types = [Command.unlink(self.kind.id)]
        with self.assertRaisesRegex(RedirectWarning, "Review: 1"):
            with self.env.cr.savepoint():
                self.review.write({"type_ids": types})
        with self.assertRaisesRegex(ValidationError, "Remove them first"):
            with self.env.cr.savepoint():
                self.assigned.write({"type_ids": types})
        self.env.invalidate_all()
        self.assertIn(self.review, self.kind.stage_ids)
        self.assertIn(self.assigned, self.kind.stage_ids)
        spare = self.review.copy({"type_ids": self.kind.ids})
        spare.write({"type_ids": types})
        self.assertNotIn(spare, self.kind.stage_ids)

    # -- what is done --------------------------------------------------

    def test_tickets_go_where_it_was_said_and_the_moves_with_the_stage(self):
        ticket = self._in_review()
        _said, change = self._leave(self.review)
        change.action_apply()
        self.assertEqual(ticket.stage_id, self.work)
        self.assertNotIn(self.review, self.kind.stage_ids)
        ends = (
            self.kind.transition_ids.from_stage_id
            | self.kind.transition_ids.to_stage_id
        )
        self.assertNotIn(self.review, ends)
        notes = " ".join(ticket.message_ids.mapped("body"))
        self.assertIn(
            "The life cycle was changed: from “Review” to “In Progress”", notes
        )
        ticket.action_resolve("Done")
        self.assertEqual(ticket.state, "resolved")

    def test_another_state_of_work_is_in_the_ledger(self):
        ticket = self._in_review()
        _said, change = self._leave(self.review)
        change.line_ids.to_stage_id = self.assigned
        change.action_apply()
        self.assertEqual(ticket.state, "assigned")
        spans = ticket.sudo().span_ids.sorted("id")
        self.assertEqual(spans[-1].state, "assigned")
        self.assertFalse(spans[-1].date_to)

    def test_a_snooze_that_ends_by_it_is_told(self):
        """On the tickets that slept, and only if they go on."""
        nap = ("action_snooze", (fields.Datetime.now() + timedelta(days=3),))
        asleep = self._make(("action_start", ()), nap)
        awake = self._make(("action_start", ()), ("action_wait", ("supplier",)))
        _said, change = self._leave(self.waiting)
        done = change.action_apply()
        self.assertTrue(done["infos"]["done"])
        self.assertFalse(asleep.snoozed_until)
        self.assertIn("The snooze is over.", asleep.message_ids[0].body)
        self.assertNotIn("snooze", awake.message_ids[0].body)

    def test_a_snooze_goes_on_in_another_waiting(self):
        parked = self.waiting.copy({"name": "Parked", "type_ids": self.kind.ids})
        nap = ("action_snooze", (fields.Datetime.now() + timedelta(days=3),))
        asleep = self._make(("action_start", ()), nap)
        _said, change = self._leave(self.waiting)
        self.assertEqual(change.line_ids.to_stage_id, parked)
        change.action_apply()
        self.assertTrue(asleep.snoozed_until)
        self.assertNotIn("snooze", asleep.message_ids[0].body)

    def test_nobody_is_mailed(self):
        template = self.env.ref("servicedesk_core.mail_template_ticket_received")
        self.work.mail_template_id = template
        self._in_review()
        _said, change = self._leave(self.review)
        with self.mock_mail_gateway():
            change.action_apply()
            self.env.flush_all()
        self.assertFalse(self._new_mails)

    def test_without_a_place_to_go_nothing_is_done(self):
        ticket = self._in_review()
        _said, change = self._leave(self.review)
        change.line_ids.to_stage_id = False
        with self.assertRaises(UserError):
            change.action_apply()
        self.assertEqual(ticket.stage_id, self.review)
        self.assertIn(self.review, self.kind.stage_ids)

    def test_an_outcome_is_neither_undone_nor_claimed(self):
        """Resolved tickets do not go back to work by this, nor others to resolved."""
        self._in_review()
        _said, change = self._leave(self.review)
        for target in (self.done, self.closed):
            change.line_ids.to_stage_id = target
            with self.subTest(target=target.name), self.assertRaises(UserError):
                change.action_apply()
        ended = self._make(("action_start", ()), ("action_resolve", ("Done",)))
        _said, change = self._leave(self.done)
        self.assertFalse(change.line_ids.to_stage_id)
        change.line_ids.to_stage_id = self.work
        with self.assertRaises(UserError):
            change.action_apply()
        self.assertEqual(ended.state, "resolved")

    def test_a_target_outside_the_cycle_is_refused(self):
        self._in_review()
        _said, change = self._leave(self.review)
        stranger = self.env["servicedesk.stage"].create(
            {"name": "Elsewhere", "state": "in_progress"}
        )
        change.line_ids.to_stage_id = stranger
        with self.assertRaises(UserError):
            change.action_apply()

    def test_only_managers_change_cycles(self):
        for user in (self.agent_a, self.dispatcher, self.auditor):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.kind.with_user(user).write(
                    {"stage_ids": [Command.unlink(self.review.id)]}
                )
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.env["servicedesk.cycle.change"].with_user(user).create(
                    {"type_id": self.kind.id}
                )

    # -- what is drawn -------------------------------------------------

    def test_the_drawing_says_how_many_are_where(self):
        """Of this type, in whatever company; not what is elsewhere."""
        self._in_review()
        self._in_review()
        self._make()
        self.env["servicedesk.ticket"].create(
            {"name": "Other", "ticket_type_id": self.incident.id}
        )
        self.kind.invalidate_recordset(["cycle_drawing"])
        self.assertIn("In Progress · 2", self.kind.cycle_drawing)
        self.assertIn("New · 1", self.kind.cycle_drawing)
        self.assertNotIn("Waiting ·", self.kind.cycle_drawing)
        fresh = self.env["servicedesk.ticket.type"].new({"name": "Draft"})
        self.assertNotIn("·", fresh.cycle_drawing)

    def test_the_drawing_shows_stages_and_faults(self):
        self.assertIn("Review", self.kind.cycle_drawing)
        self.assertFalse(self.kind.cycle_faults)
        self.kind.transition_ids.filtered(
            lambda move: move.from_stage_id == self.review
        ).unlink()
        self.assertIn("From “Review” no way leads to an end", self.kind.cycle_faults)

    def test_shipped_cycles_have_no_faults(self):
        for ticket_type in self.env["servicedesk.ticket.type"].search([]):
            with self.subTest(type=ticket_type.name):
                self.assertFalse(ticket_type.cycle_faults)

    # -- moves from everywhere -----------------------------------------

    def test_a_move_from_everywhere_wakes_nothing_ended(self):
        self.env["servicedesk.transition"].create(
            {"name": "Hold", "type_id": self.kind.id, "to_stage_id": self.waiting.id}
        )
        moves = self.env["servicedesk.transition"]._get_moves_from
        for stage, offered in ((self.new, True), (self.review, True)):
            names = [move.name for move in moves(self.kind.id, stage.id)]
            self.assertEqual("Hold" in names, offered)
        names = [move.name for move in moves(self.kind.id, self.closed.id)]
        self.assertNotIn("Hold", names)
