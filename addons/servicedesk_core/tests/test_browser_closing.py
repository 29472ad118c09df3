# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo.tests import tagged

from .test_answer_page import AnswerPageCommon


@tagged("post_install", "-at_install")
class TestBrowserClosing(AnswerPageCommon):
    """Two-phase closing from the solution to the end: agent, customer, opener."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agent_a.password = cls.agent_a.login

    def _tour(self, ticket, name):
        """Let the agent walk; return the path of the link that was mailed, if any."""
        with self.mock_mail_gateway():
            self.start_tour(
                f"/odoo/tickets/{ticket.id}",
                f"servicedesk_core_closing_{name}",
                login=self.agent_a.login,
            )
            # What was queued leaves with the mail queue, which no test runs.
            self.env["mail.mail"].sudo().process_email_queue()
        self.env.invalidate_all()
        mails = self._sent_to(self.customer_partner.email_normalized)
        return next((self._confirm_paths(mail)[0] for mail in mails), None)

    def _answer(self, path, **answer):
        self._other_browser()
        _response, page = self._get(path)
        response, _page = self._post(path, page, **answer)
        self.assertEqual(response.status_code, 200)

    def test_from_resolve_to_close(self):
        """Proposed, refused with words, proposed anew, confirmed, closed."""
        ticket = self._started(name="The lamp is dark")
        path = self._tour(ticket, "resolve")
        self.assertEqual(ticket.confirmation, "awaiting")
        self.assertFalse(ticket.activity_ids, "Nothing may be closed yet.")
        self._answer(path, answer="refuse", feedback="It went dark again.")
        self.assertEqual(ticket.state, "in_progress")
        path = self._tour(ticket, "refused")
        self.assertEqual(ticket.confirm_cycle, 2)
        self._answer(path, answer="confirm", rating="4", feedback="Bright!")
        self.assertEqual(ticket.state, "resolved")
        self._tour(ticket, "close")
        self.assertRecordValues(
            ticket,
            [{"state": "closed", "confirmation": "confirmed", "rating_last_value": 4}],
        )
        self.assertFalse(ticket.activity_ids, "The hint went with the closing.")
