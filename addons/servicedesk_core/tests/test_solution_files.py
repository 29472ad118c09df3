# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged, users

from .common import ServicedeskCommon


@tagged("post_install", "-at_install")
class TestSolutionFiles(ServicedeskCommon):
    """Files go along with a solution: those that its writer may give away."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.address = cls.customer_partner.email

    def _upload(self, user=None, name="plan.txt", **values):
        """Return a file as the dialog uploads it: it hangs on nothing yet."""
        return (
            self.env["ir.attachment"]
            .with_user(user or self.env.user)
            .create(
                {
                    "name": name,
                    "raw": name.encode(),
                    "res_model": "servicedesk.ticket.move",
                    "res_id": 0,
                    **values,
                }
            )
        )

    def _sent_files(self, address=None):
        (message,) = self._sent_to(address or self.address)
        return {
            part.get_filename(): part.get_content().strip()
            for part in message.iter_attachments()
        }

    def _get_move(self):
        return self.incident.transition_ids.filtered(
            lambda one: one.to_state == "resolved"
        )[:1]

    # ------------------------------------------------------------------
    # Along with the solution
    # ------------------------------------------------------------------

    @users("sd_agent_a")
    def test_files_of_the_deed(self):
        """They are in the mail, on the message, and on the ticket; bytes unchanged."""
        ticket = self._started(self.env.user)
        file = self._upload()
        with self.mock_mail_gateway():
            ticket.action_resolve("Look at the plan.", attachment_ids=file.ids)
        self.assertEqual(self._sent_files(), {"plan.txt": "plan.txt"})
        self.assertEqual((file.res_model, file.res_id), (ticket._name, ticket.id))
        message = ticket.sudo().message_ids.filtered("attachment_ids")
        self.assertEqual(message.attachment_ids, file.sudo())

    @users("sd_agent_a")
    def test_files_of_the_dialog(self):
        """The dialog takes files beside the solution."""
        ticket = self._started(self.env.user)
        dialog = Form(
            self.env["servicedesk.ticket.move"].with_context(
                default_ticket_ids=ticket.ids,
                default_transition_id=self._get_move().id,
            )
        )
        dialog.resolution = "<p>Look at the plan.</p>"
        dialog.attachment_ids.add(self._upload())
        with self.mock_mail_gateway():
            dialog.save().action_apply()
        self.assertEqual(ticket.state, "resolved")
        self.assertEqual(self._sent_files(), {"plan.txt": "plan.txt"})

    @users("sd_agent_a")
    def test_the_requester_finds_them(self):
        """What was sent to him hangs on a public message, which he reads."""
        ticket = self._started(self.env.user)
        file = self._upload()
        ticket.action_resolve("Look.", attachment_ids=file.ids)
        read = [("res_id", "=", ticket.id), ("attachment_ids", "in", file.ids)]
        messages = self.env["mail.message"]
        self.assertTrue(messages.with_user(self.customer).search(read))
        self.assertFalse(messages.with_user(self.other_customer).search(read))

    @users("sd_agent_a")
    def test_a_file_of_the_ticket(self):
        """What hangs on the ticket already goes along when it is named."""
        ticket = self._started(self.env.user)
        place = {"res_model": ticket._name, "res_id": ticket.id}
        named = self._upload(name="named.txt", **place)
        self._upload(name="other.txt", **place)
        with self.mock_mail_gateway():
            ticket.action_resolve("Look.", attachment_ids=named.ids)
        self.assertEqual(set(self._sent_files()), {"named.txt"})

    @users("sd_agent_a")
    def test_what_is_not_named_stays(self):
        """A file of a hidden note does not go out because a solution does."""
        ticket = self._started(self.env.user)
        self._upload(res_model=ticket._name, res_id=ticket.id)
        with self.mock_mail_gateway():
            ticket.action_resolve("Done.")
        self.assertFalse(self._sent_files())

    @users("sd_agent_a")
    def test_several_tickets_at_once(self):
        """Each ticket gets its own copy: who reads one does not read the others."""
        tickets = self._started(self.env.user) | self._started(
            self.env.user, partner_id=self.other_partner.id
        )
        with self.mock_mail_gateway():
            tickets.action_resolve("Look.", attachment_ids=self._upload().ids)
        for address in (self.address, self.other_partner.email):
            self.assertEqual(set(self._sent_files(address)), {"plan.txt"})
        files = self.env["ir.attachment"].sudo()
        for ticket in tickets:
            domain = [("res_model", "=", ticket._name), ("res_id", "=", ticket.id)]
            self.assertEqual(len(files.search(domain)), 1)

    # ------------------------------------------------------------------
    # Refused
    # ------------------------------------------------------------------

    def _refused(self, ticket, ids, error=UserError):
        with self.mock_mail_gateway(), self.assertRaises(error):
            with self.cr.savepoint():
                ticket.action_resolve("Done.", attachment_ids=ids)
        self.assertEqual(ticket.state, "in_progress")
        self.assertFalse(self._mails)

    @users("sd_agent_a")
    def test_files_of_others_are_refused(self):
        """Nobody sends out a file by its number: nothing is written, nothing sent."""
        ticket = self._started(self.env.user)
        other = self._started(self.env.user)
        for file in (
            self._upload(self.agent_b),
            self._upload(self.dispatcher, res_model=other._name, res_id=other.id),
            self._upload(res_model=other._name, res_id=other.id),
            self._upload(res_model="res.partner", res_id=self.agent_a.partner_id.id),
            self.env["ir.attachment"].sudo().search([("res_field", "!=", False)])[:1],
        ):
            self._refused(ticket, file.ids)

    @users("sd_agent_a")
    def test_one_foreign_file_among_own_ones(self):
        """One that may not go along keeps all from going."""
        ticket = self._started(self.env.user)
        own, foreign = self._upload(), self._upload(self.agent_b)
        self._refused(ticket, (own | foreign).ids)
        self.assertFalse(own.res_id)

    @users("sd_agent_a")
    def test_by_the_context_nothing_goes(self):
        """By RPC anybody puts anything into a context: it names no files."""
        foreign = self._upload(self.agent_b)
        ticket = self._started(self.env.user)
        for value in ([foreign.id], [True, {ticket.id: [foreign.id]}]):
            solving = ticket.with_context(servicedesk_solution_files=value)
            self.assertFalse(solving._get_solution_files())

    @users("sd_agent_a")
    def test_what_is_no_file(self):
        """Ids that are none, and files that are gone, are refused in words."""
        ticket = self._started(self.env.user)
        gone = self._upload()
        gone_id = gone.id
        gone.unlink()
        for odd in ([gone_id], ["1"], [True], [-1], "1", {"a": 1}, [[6, 0, [1]]]):
            self._refused(ticket, odd)

    @users("sd_agent_a")
    def test_files_go_with_solutions_only(self):
        """Other moves mail nobody: a file given to them would be lost unseen."""
        ticket = self._started(self.env.user)
        move = self.incident.transition_ids.filtered(
            lambda one: one.to_state == "waiting"
        )[:1]
        with self.assertRaises(UserError):
            ticket.action_move(
                move.id,
                {"waiting_reason": "supplier", "attachment_ids": self._upload().ids},
            )

    @users("sd_auditor")
    def test_who_may_not_resolve_sends_nothing(self):
        """Files open no door that was shut."""
        ticket = self._started(self.agent_a).with_user(self.env.user)
        file = self._upload(self.agent_a)
        self._refused(ticket, file.ids, AccessError)
