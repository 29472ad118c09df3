# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo.exceptions import UserError
from odoo.tests import Form, tagged, users

from .common import ServicedeskCommon


@tagged("post_install", "-at_install")
class TestMoveDialog(ServicedeskCommon):
    """The dialog of a move that asks something."""

    def _dialog(self, tickets, to_stage):
        """Return the form of the dialog, opened as the button opens it."""
        move = self.env["servicedesk.transition"].search(
            [
                ("type_id", "=", tickets[0].ticket_type_id.id),
                ("from_stage_id", "=", tickets[0].stage_id.id),
                ("to_stage_id", "=", to_stage.id),
            ]
        )
        action = tickets.with_env(self.env).action_move(move.id)
        dialog = self.env[action["res_model"]].with_context(**action["context"])
        return Form(dialog)

    @users("sd_agent_a")
    def test_resolving(self):
        """The dialog of Resolve takes solution and closure code."""
        ticket = self._started(self.env.user)
        form = self._dialog(ticket, self.stage_resolved)
        form.resolution = "<p>Replaced the lock.</p>"
        form.closure_code_id = self.env.ref("servicedesk_core.closure_code_solved")
        form.save().action_apply()
        self.assertEqual(ticket.state, "resolved")
        self.assertEqual(ticket.resolution, "<p>Replaced the lock.</p>")
        self.assertEqual(ticket.closure_code_id.code, "solved")

    @users("sd_agent_a")
    def test_resolving_again_starts_from_nothing(self):
        """What was refused stands above, with the reason; it is taken by a click."""
        ticket = self._resolved(self.env.user, resolution="<p>Try one.</p>")
        ticket.with_user(self.customer).action_refuse("Still stuck")
        form = self._dialog(ticket, self.stage_resolved)
        self.assertFalse(form.resolution)
        self.assertEqual(form.former_resolution, "<p>Try one.</p>")
        self.assertEqual(form.refusal, "Still stuck")
        with self.assertRaises(AssertionError):
            form.save()  # the solution is required
        form.takes_former = True
        self.assertEqual(form.resolution, "<p>Try one.</p>")
        form.takes_former = False
        self.assertFalse(form.resolution)
        form.resolution = "<p>Try two.</p>"
        form.takes_former = True
        self.assertEqual(form.resolution, "<p>Try two.</p>")
        form.save().action_apply()
        self.assertEqual(ticket.resolution, "<p>Try two.</p>")

    @users("sd_agent_a")
    def test_resolving_for_the_first_time_shows_nothing_above(self):
        form = self._dialog(self._started(self.env.user), self.stage_resolved)
        self.assertFalse(form.former_resolution)
        self.assertFalse(form.refusal)

    @users("sd_agent_a")
    def test_many_tickets_start_without_a_draft(self):
        """Solutions of several tickets are not mixed up."""
        tickets = self._resolved(self.env.user) | self._resolved(self.env.user)
        tickets.action_reopen("Not yet")
        form = self._dialog(tickets, self.stage_resolved)
        self.assertFalse(form.resolution)
        form.resolution = "<p>Both at once.</p>"
        form.save().action_apply()
        self.assertEqual(tickets.mapped("state"), ["resolved"] * 2)

    @users("sd_agent_a")
    def test_waiting(self):
        """The dialog of Wait needs the reason and takes a note."""
        ticket = self._started(self.env.user)
        form = self._dialog(ticket, self.stage_waiting)
        with self.assertRaises(AssertionError):  # the form wants the reason
            form.save()
        form.waiting_reason = "supplier"
        result = form.save().action_apply()
        self.assertEqual(result, {"type": "ir.actions.act_window_close"})
        self.assertEqual(ticket.waiting_reason, "supplier")

    @users("sd_agent_a")
    def test_cancelling_needs_more_than_blanks(self):
        """Blanks are no comment: the ticket checks what the form let through."""
        ticket = self._started(self.env.user)
        form = self._dialog(ticket, self.stage_cancelled)
        form.comment = "   "
        with self.assertRaisesRegex(UserError, "needs a comment"):
            form.save().action_apply()
        self.assertEqual(ticket.state, "in_progress")
        form.comment = "Asked twice"
        form.save().action_apply()
        self.assertEqual(ticket.state, "cancelled")

    @users("sd_agent_b")
    def test_dialog_gives_no_rights(self):
        """Who does not work on the ticket gets nowhere with a dialog of his own."""
        ticket = self._started(self.agent_a)
        move = self.env.ref(
            "servicedesk_core.transition_incident_in_progress_cancelled"
        )
        dialog = self.env["servicedesk.ticket.move"].create(
            {
                "ticket_ids": ticket.ids,
                "transition_id": move.id,
                "comment": "Away with it",
            }
        )
        with self.assertRaises(UserError):
            dialog.action_apply()
        self.assertEqual(ticket.state, "in_progress")

    @users("sd_agent_a")
    def test_ticket_moved_meanwhile(self):
        """A dialog left open while the ticket moved on is refused, not forced."""
        ticket = self._started(self.env.user)
        form = self._dialog(ticket, self.stage_cancelled)
        form.comment = "Too late"
        dialog = form.save()
        ticket.action_resolve("Done")
        with self.assertRaisesRegex(UserError, "cannot be moved there"):
            dialog.action_apply()
        self.assertEqual(ticket.state, "resolved")

    @users("sd_manager")
    def test_manager_waives_in_the_dialog(self):
        """Where Close asks for a comment, a manager's comment is his reason."""
        ticket = self._resolved(self.agent_a).with_env(self.env)
        self.env.ref(
            "servicedesk_core.transition_incident_resolved_closed"
        ).asks = "comment"
        form = self._open_close_dialog(ticket)
        form.comment = "He is on a ship for a month"
        form.save().action_apply()
        self.assertEqual(ticket.state, "closed")
        self.assertEqual(ticket.confirmation, "waived")
        self.assertIn("on a ship", "".join(ticket.message_ids.mapped("body")))

    def _open_close_dialog(self, ticket):
        move = self.env.ref("servicedesk_core.transition_incident_resolved_closed")
        dialog = self.env["servicedesk.ticket.move"].with_context(
            default_ticket_ids=ticket.ids, default_transition_id=move.id
        )
        return Form(dialog)
