# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.servicedesk_core.tools import nonce as nonces
from odoo.addons.servicedesk_core.tools import uploads

from .common import PAGE, PDF, PNG, PROGRAM, PortalCommon


@tagged("post_install", "-at_install")
class TestTicketAnswer(PortalCommon):
    """The requester answers on the page; each form counts once, whole or not at all."""

    def _open(self, ticket, user=None):
        self._log_in(user or self.customer)
        return self._form(self._see(f"/my/tickets/{ticket.id}"))

    def _said(self, ticket):
        """Return the public messages of people outside the desk, oldest first."""
        messages, _more = ticket.sudo()._portal_get_messages()
        return messages.filtered(lambda message: not ticket._is_from_desk(message))

    # ------------------------------------------------------------------
    # Answers
    # ------------------------------------------------------------------

    def test_an_answer_is_posted_in_the_requesters_name(self):
        ticket = self._started()
        response, page = self._send(self._open(ticket), body="The left one.\nUpstairs.")
        self.assertEqual(response.history[0].status_code, 303)
        self.assertIn("was sent", self._words(page))
        message = self._said(ticket)
        self.assertEqual(message.author_id, self.customer_partner)
        self.assertEqual(message.message_type, "comment")
        self.assertEqual(message.subtype_id, self.env.ref("mail.mt_comment"))
        self.assertEqual(str(message.body), "<p>The left one.<br>Upstairs.</p>")

    def test_the_agent_is_told(self):
        ticket = self._started()
        form = self._open(ticket)
        with self.mock_mail_gateway():
            self._send(form, body="The left one.")
            (mail,) = self._sent_to(self.agent_a.email)
        self.assertIn("The left one.", self._bodies(mail))

    def test_an_answer_that_was_waited_for_puts_the_ticket_back_to_work(self):
        ticket = self._started()
        ticket.action_wait("customer", "Which till?")
        self._send(self._open(ticket), body="The left one.")
        self.assertEqual((ticket.state, ticket.waiting_reason), ("in_progress", False))

    def test_markup_is_text(self):
        ticket = self._started()
        self._send(self._open(ticket), body="<b>bold</b><script>alert(1)</script>")
        self.assertIn("&lt;script&gt;", str(self._said(ticket).body))

    def test_an_empty_answer_is_not_sent(self):
        ticket = self._started()
        response, page = self._send(self._open(ticket), body="  \n ")
        self.assertEqual(response.status_code, 422)
        self.assertIn("Please write something", self._words(page))
        self.assertFalse(self._said(ticket))

    def test_everybody_on_the_requesters_side_may_answer(self):
        """Follower, chief of the company, colleague with an internal user."""
        ticket = self._started()
        ticket.message_subscribe(self.colleague.partner_id.ids)
        own = self._started(partner_id=self.employee.partner_id.id)
        for asked, user in (
            (ticket, self.colleague),
            (ticket, self.chief),
            (own, self.employee),
        ):
            with self.subTest(user.login):
                self._send(self._open(asked, user), body="I know more.")
                self.assertEqual(self._said(asked)[-1].author_id, user.partner_id)

    # ------------------------------------------------------------------
    # Files
    # ------------------------------------------------------------------

    def test_files_arrive_with_the_answer_and_can_be_fetched(self):
        ticket = self._started()
        _response, page = self._send(
            self._open(ticket),
            body="See the picture.",
            files=[("till.png", PNG), ("bill.pdf", PDF)],
        )
        files = self._said(ticket).attachment_ids.sorted("id")
        self.assertEqual(files.mapped("name"), ["till.png", "bill.pdf"])
        self.assertEqual(files.mapped("mimetype"), ["image/png", "application/pdf"])
        self.assertEqual(files.mapped("res_id"), [ticket.id] * 2)
        links = page.xpath("//a[contains(@class, 'o_servicedesk_file')]/@href")
        self.assertEqual([self.url_open(link).content for link in links], [PNG, PDF])

    def test_files_alone_are_an_answer(self):
        ticket = self._started()
        self._send(self._open(ticket), body="", files=[("till.png", PNG)])
        self.assertEqual(self._said(ticket).attachment_ids.name, "till.png")

    def test_the_type_is_the_contents_not_the_browsers(self):
        """The test's browser claims a type of its own; the name lies as well."""
        ticket = self._started()
        self._send(self._open(ticket), body="x", files=[("bill.pdf", PNG)])
        self.assertEqual(self._said(ticket).attachment_ids.mimetype, "image/png")

    def test_a_dangerous_file_is_refused_with_the_reason_and_nothing_is_sent(self):
        ticket = self._started()
        files = self.env["ir.attachment"].search_count([])
        for name, content in (
            ("photo.jpg", PROGRAM),
            ("notes.txt", PAGE),
            ("start.bat", b"words"),
        ):
            with self.subTest(name):
                response, page = self._send(
                    self._open(ticket),
                    body="See the picture.",
                    files=[("till.png", PNG), (name, content)],
                )
                self.assertEqual(response.status_code, 422)
                self.assertIn(f"“{name}” is a program", self._words(page))
                self.assertEqual(self._form(page).fields["body"], "See the picture.")
        self.assertFalse(self._said(ticket))
        self.assertEqual(self.env["ir.attachment"].search_count([]), files)

    def test_large_empty_and_too_many_files_are_refused(self):
        ticket = self._started()
        form = self._open(ticket)
        for files, words in (
            ([("big.txt", b"x" * 101)], "“big.txt” is too large"),
            ([("none.txt", b"")], "“none.txt” is empty"),
            ([(f"{i}.txt", b"x") for i in range(11)], "at most 10 files"),
        ):
            with self.subTest(words), patch.object(uploads, "MAX_BYTES", 100):
                response, page = self._send(form, body="x", files=files)
                self.assertEqual(response.status_code, 422)
                self.assertIn(words, self._words(page))
        self.assertFalse(self._said(ticket))

    # ------------------------------------------------------------------
    # Once, by a person, by the right one
    # ------------------------------------------------------------------

    def test_a_form_sent_twice_says_it_once(self):
        ticket = self._started()
        form = self._open(ticket)
        for _time in range(2):
            response, _page = self._send(form, body="The left one.")
            self.assertEqual(response.status_code, 200)
        self.assertEqual(len(self._said(ticket)), 1)

    def test_a_corrected_form_counts(self):
        ticket = self._started()
        _response, page = self._send(self._open(ticket), body="")
        self._send(self._form(page), body="The left one.")
        self.assertEqual(len(self._said(ticket)), 1)

    def test_a_program_is_quicker_than_a_person(self):
        ticket = self._started()
        with patch.object(nonces, "MIN_AGE", 60):
            response, page = self._send(self._open(ticket), body="Buy now!")
        self.assertEqual(response.status_code, 422)
        self.assertIn("too quick", self._words(page))
        self.assertEqual(self._form(page).fields["body"], "Buy now!")
        self.assertFalse(self._said(ticket))

    def test_a_form_holds_for_one_ticket_one_user_and_one_session(self):
        ticket, other = self._started(), self._started()
        ticket.message_subscribe(self.colleague.partner_id.ids)
        nonce = self._open(ticket).fields["nonce"]
        for asked, user in (
            (other, self.customer),
            (ticket, self.colleague),
            (ticket, self.customer),
        ):
            with self.subTest(asked.number, user=user.login):
                response, page = self._send(
                    self._open(asked, user), body="x", nonce=nonce
                )
                self.assertEqual(response.status_code, 422)
                self.assertIn("not valid any more", self._words(page))
        for forged in (None, "", "1.2.3", "ü"):
            response, _page = self._send(self._open(ticket), body="x", nonce=forged)
            self.assertEqual(response.status_code, 422)
        self.assertFalse(self._said(ticket) | self._said(other))

    @mute_logger("odoo.http")
    def test_a_form_from_elsewhere_is_refused(self):
        """Without this session's CSRF token nothing is posted."""
        ticket = self._started()
        form = self._open(ticket)
        for token in (None, "0" * 40):
            response, _page = self._send(form, body="x", csrf_token=token)
            self.assertEqual(response.status_code, 400)
        self.assertFalse(self._said(ticket))

    def test_a_ticket_closed_meanwhile_goes_on_as_another(self):
        """What he writes is not lost: he is led to where it is."""
        ticket = self._resolved()
        form = self._open(ticket)
        ticket.action_confirm(rating=5, by_phone=True)
        ticket.action_close()
        _response, page = self._send(form, body="One more thing")
        follow_up = ticket.sudo().follow_up_ids
        self.assertIn(follow_up.number, self._words(page))
        self.assertIn("One more thing", self._words(page))
        self.assertNotIn("One more thing", str(self._said(ticket).mapped("body")))

    def test_a_ticket_merged_meanwhile_takes_no_answer(self):
        """Who may read where it goes on answers there; his words are shown to him."""
        ticket, other = self._started(), self._started()
        form = self._open(ticket)
        ticket.action_merge_into(other.id)
        response, page = self._send(form, body="One more thing")
        self.assertEqual(response.status_code, 409)
        self.assertIn("takes no answers", self._words(page))
        self.assertIn("One more thing", self._words(page))

    def test_a_reader_of_a_share_link_cannot_answer(self):
        ticket = self._started()
        token = self._share(ticket)
        path = f"/my/tickets/{ticket.id}/answer?access_token={token}"
        form = self._open(ticket)
        for user, status in ((self.other_customer, 404), (self.agent_b, 409)):
            self._log_in(user)
            form.set("action", path)
            page = self._see("/my/tickets/new")
            response, _page = self._send(
                form, body="x", csrf_token=self._form(page).fields["csrf_token"]
            )
            self.assertEqual(response.status_code, status)
        self.assertFalse(self._said(ticket))
