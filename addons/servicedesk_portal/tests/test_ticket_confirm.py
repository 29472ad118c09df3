# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.servicedesk_core.tools import nonce as nonces

from .common import PortalCommon


@tagged("post_install", "-at_install")
class TestTicketConfirm(PortalCommon):
    """The requester who is logged in needs no mail to confirm, or to refuse."""

    def _path(self, ticket):
        return f"/my/tickets/{ticket.id}/confirm"

    def _open(self, ticket):
        self._log_in(self.customer)
        return self._form(self._see(self._path(ticket)))

    def test_the_requester_confirms_and_rates(self):
        ticket = self._resolved()
        response, page = self._send(
            self._open(ticket), answer="confirm", rating="4", feedback="Thank you."
        )
        self.assertEqual(response.status_code, 200)
        self.assertIn("The solution is confirmed", self._words(page))
        self.assertEqual(ticket.confirmation, "confirmed")
        self.assertEqual(ticket.rating_last_value, 4)
        rating = ticket.sudo().rating_ids
        self.assertEqual(rating.partner_id, self.customer_partner)
        self.assertEqual(rating.rated_partner_id, self.agent_a.partner_id)
        cycle = self.env["servicedesk.closing.cycle"]
        self.assertEqual(cycle.search([("ticket_id", "=", ticket.id)]).way, "portal")

    def test_a_ticket_that_was_closed_in_silence_says_so(self):
        """Not confirmed, not refused: nobody heard of him, and nothing is asked."""
        ticket = self._resolved()
        ticket.sudo()._close_silently()
        self._log_in(self.customer)
        page = self._see(f"/my/tickets/{ticket.id}")
        self.assertIn("did not hear from you", self._words(page))
        self.assertFalse(page.xpath(f"//a[@href='{self._path(ticket)}']"))

    def test_the_requester_refuses_with_a_reason(self):
        ticket = self._resolved()
        _response, page = self._send(
            self._open(ticket), answer="refuse", feedback="Still locked."
        )
        self.assertIn("we go on working on it", self._words(page))
        self.assertEqual(
            (ticket.confirmation, ticket.state), ("refused", "in_progress")
        )
        messages, _more = ticket.sudo()._portal_get_messages()
        self.assertIn("Still locked.", str(messages[-1].body))
        self.assertEqual(messages[-1].author_id, self.customer_partner)

    def test_the_page_leads_back_to_the_ticket(self):
        ticket = self._resolved()
        back = f"//a[@href='/my/tickets/{ticket.id}']"
        form = self._open(ticket)
        self.assertTrue(form.getroottree().xpath(back))
        _response, page = self._send(form, answer="refuse", feedback="Still locked.")
        self.assertTrue(page.xpath(back))

    def test_an_incomplete_answer_comes_back_and_can_be_completed(self):
        ticket = self._resolved()
        response, page = self._send(self._open(ticket), answer="refuse", feedback=" ")
        self.assertEqual(response.status_code, 422)
        self.assertIn("what is still wrong", self._words(page))
        self._send(self._form(page), answer="refuse", feedback="Still locked.")
        self.assertEqual(ticket.confirmation, "refused")

    def test_the_first_answer_counts(self):
        ticket = self._resolved()
        form = self._open(ticket)
        later = self._form(self._see(self._path(ticket)))
        self._send(form, answer="confirm", rating="5")
        for second in (form, later):
            response, page = self._send(second, answer="refuse", feedback="No!")
            self.assertEqual(response.status_code, 200)
            self.assertIn("answered already", self._words(page))
        self.assertEqual(ticket.confirmation, "confirmed")
        self.assertEqual(len(ticket.sudo().rating_ids), 1)

    def test_mailed_link_and_page_are_one_question(self):
        with self.mock_mail_gateway():
            ticket = self._resolved()
            self.env.flush_all()
            self.flush_tracking()
            (mail,) = self._sent_to(self.customer.email)
        (path,) = self._confirm_paths(mail)
        self._send(self._open(ticket), answer="confirm", rating="5")
        self._log_in(None)
        page = self._see(path)
        self.assertIn("answered already", self._words(page))
        self.assertFalse(page.xpath(f"//a[@href='/my/tickets/{ticket.id}']"))

    def test_a_page_of_the_last_cycle_does_not_answer_this_one(self):
        ticket = self._resolved()
        form = self._open(ticket)
        ticket.action_refuse("Still locked", by_phone=True)
        ticket.action_resolve("Replaced the door.")
        response, page = self._send(form, answer="confirm", rating="5")
        self.assertEqual(response.status_code, 409)
        self.assertIn("Replaced the door.", self._words(page))
        self.assertEqual(ticket.confirmation, "awaiting")

    def test_a_program_is_quicker_than_a_person(self):
        ticket = self._resolved()
        with patch.object(nonces, "MIN_AGE", 60):
            response, _page = self._send(
                self._open(ticket), answer="confirm", rating="5"
            )
        self.assertEqual(response.status_code, 409)
        self.assertEqual(ticket.confirmation, "awaiting")

    @mute_logger("odoo.http")
    def test_a_form_from_elsewhere_is_refused(self):
        ticket = self._resolved()
        response, _page = self._send(
            self._open(ticket), answer="confirm", rating="5", csrf_token="0"
        )
        self.assertEqual(response.status_code, 400)
        self.assertEqual(ticket.confirmation, "awaiting")

    def test_where_nothing_is_asked_the_page_leads_to_the_ticket(self):
        ticket = self._started()
        self._log_in(self.customer)
        response, page = self._get(self._path(ticket))
        self.assertTrue(response.url.endswith(f"/my/tickets/{ticket.id}"))
        self.assertIn(ticket.number, self._words(page))

    @mute_logger("odoo.http")
    def test_only_the_requester_is_asked(self):
        """His chief sees the ticket, his agent works on it: neither answers here."""
        ticket = self._resolved()
        form = self._open(ticket)
        for user, status in (
            (self.chief, 403),
            (self.agent_a, 403),
            (self.auditor, 403),
            (self.other_customer, 404),
            (self.employee, 404),
        ):
            with self.subTest(user.login):
                self._log_in(user)
                self._see(self._path(ticket), status)
                new = self._form(self._see("/my/tickets/new"))
                response, _page = self._send(
                    form,
                    answer="confirm",
                    rating="5",
                    csrf_token=new.fields["csrf_token"],
                )
                self.assertEqual(response.status_code, status)
        self.assertEqual(ticket.confirmation, "awaiting")
