# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from datetime import datetime, timedelta

from markupsafe import Markup

from odoo import fields
from odoo.tests import freeze_time, tagged

from .common import PortalCommon


@tagged("post_install", "-at_install")
class TestTicketPage(PortalCommon):
    """A page says in plain words where the ticket stands, and changes nothing."""

    def _path(self, ticket):
        return f"/my/tickets/{ticket.id}"

    # ------------------------------------------------------------------
    # Its content
    # ------------------------------------------------------------------

    def test_the_page_tells_state_next_step_and_promise(self):
        ticket = self._started(date_due=datetime(2126, 3, 5, 14, 0))
        self._log_in(self.customer)
        page = self._see(self._path(ticket))
        self.assertEqual(
            self._one(page, "o_servicedesk_headline"), "We are working on it."
        )
        self.assertIn(
            "we will propose a solution", self._one(page, "o_servicedesk_next")
        )
        self.assertIn("Mar 5, 2126", self._one(page, "o_servicedesk_now"))
        self.assertIn("Received", self._one(page, "o_servicedesk_steps"))
        self.assertIn(ticket.number, self._words(page))

    def test_the_page_speaks_the_readers_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        stage = self.stage_in_progress
        stage.with_context(lang="fr_FR").description = "Nous y travaillons."
        self.customer.lang = "fr_FR"
        ticket = self._started()
        self._log_in(self.customer)
        self.assertEqual(
            self._one(self._see(self._path(ticket)), "o_servicedesk_headline"),
            "Nous y travaillons.",
        )

    def test_times_are_those_of_the_reader(self):
        ticket = self._started(date_due=datetime(2126, 3, 5, 14, 0))
        self.customer.tz = "Asia/Kolkata"
        self._log_in(self.customer)
        page = self._see(self._path(ticket))
        self.assertIn("7:30", self._one(page, "o_servicedesk_now"))
        self.assertIn("Asia/Kolkata", self._one(page, "o_servicedesk_history"))

    def test_what_customers_write_is_shown_not_run(self):
        ticket = self._started(name="<script>alert(1)</script>")
        self._say(ticket, "<img src=x onerror=alert(1)>", user=self.customer)
        self._log_in(self.customer)
        page = self._see(self._path(ticket))
        self.assertFalse(page.xpath("//script[contains(., 'alert(1)')]"))
        self.assertFalse(page.xpath("//img[@onerror]"))

    def test_whose_sender_nothing_proves_is_marked(self):
        """Anybody can write as a customer: who reads it is told so."""
        ticket = self._started()
        message = self._say(ticket, "It is till four.", user=self.customer)
        message = message or ticket.sudo().message_ids.sorted("id")[-1:]
        self._log_in(self.customer)
        for doubt in (False, "unverified"):
            message.sudo().servicedesk_unverified = doubt
            words = self._words(self._see(self._path(ticket)))
            self.assertIn("It is till four.", words)
            self.assertEqual("Sender not verified" in words, bool(doubt))

    def test_only_the_requester_is_offered_to_confirm(self):
        ticket = self._resolved()
        for user, offered in ((self.customer, True), (self.chief, False)):
            self._log_in(user)
            page = self._see(self._path(ticket))
            self.assertEqual(bool(page.find_class("o_servicedesk_confirm")), offered)
            self.assertIn(
                "Replaced the lock.", self._one(page, "o_servicedesk_solution")
            )

    def test_the_solution_is_said_without_the_frame_of_its_mail(self):
        """Greeting, request and signature are the mail's; the page has its own."""
        ticket = self._started()
        ticket.action_resolve("<p>Replaced <b>the lock</b>.</p><p>Two keys.</p>")
        mailed = ticket.message_ids.filtered(lambda m: "is solved" in (m.body or ""))
        self.assertIn("Hello", mailed.body)
        self._log_in(self.customer)
        page = self._see(self._path(ticket))
        (message,) = page.find_class("o_servicedesk_message")
        (body,) = message.find_class("o_servicedesk_body")
        self.assertEqual(self._words(body), "Replaced the lock.Two keys.")
        self.assertTrue(body.xpath(".//b[. = 'the lock']"))
        self.assertIn("Solution", self._words(message.find("header")))

    def test_a_reply_that_quotes_the_solution_is_shown_whole(self):
        """Only the desk's own mail is cut: what came in may quote it."""
        ticket = self._resolved()
        mailed = ticket.message_ids.filtered(lambda m: "is solved" in (m.body or ""))
        ticket.message_post(
            body=Markup("<p>The key is bent.</p>") + mailed.body,
            message_type="email",
            subtype_xmlid="mail.mt_comment",
            author_id=self.customer_partner.id,
        )
        self._log_in(self.customer)
        page = self._see(self._path(ticket))
        self.assertIn("The key is bent.", self._one(page, "o_servicedesk_mine"))

    def test_a_rewritten_template_is_shown_whole(self):
        template = self.env.ref("servicedesk_core.mail_template_ticket_resolved")
        template.body_html = "<p>Done: <t t-out='object.resolution'/></p>"
        ticket = self._resolved()
        self._log_in(self.customer)
        page = self._see(self._path(ticket))
        self.assertIn("Done:", self._one(page, "o_servicedesk_message"))

    def test_the_history_shows_when_the_solution_was_confirmed(self):
        """In the requester's words, between the solution and the closing."""
        with freeze_time("2026-03-02 09:00:00"):
            ticket = self._started()
        with freeze_time("2026-03-03 10:00:00"):
            ticket.action_resolve("Replaced the lock.")
        with freeze_time("2026-03-04 11:30:00"):
            ticket.with_user(self.customer).action_confirm(rating=5)
        with freeze_time("2026-03-05 08:00:00"):
            ticket.action_close()
        self.customer.tz = "UTC"
        self._log_in(self.customer)
        page = self._see(self._path(ticket))
        steps = [self._words(step) for step in page.find_class("o_servicedesk_step")]
        self.assertEqual(len(steps), 5, steps)
        self.assertRegex(steps[2], "^Solution proposed")
        self.assertRegex(steps[3], r"^Confirmed: it works ?Mar 4,( 2026,)? 11:30")
        self.assertRegex(steps[4], "^Closed")

    def test_an_unconfirmed_solution_is_not_called_confirmed(self):
        refused, waived = self._resolved(), self._resolved()
        refused.action_refuse("Still locked", by_phone=True)
        waived.with_user(self.manager).action_close("He is at sea")
        self._log_in(self.customer)
        for ticket in (refused, waived):
            page = self._see(self._path(ticket))
            self.assertNotIn("Confirmed", self._one(page, "o_servicedesk_steps"))

    def test_a_closed_ticket_leads_to_a_new_one(self):
        ticket = self._resolved()
        ticket.action_confirm(rating=5, by_phone=True)
        ticket.action_close()
        self._log_in(self.customer)
        page = self._see(self._path(ticket))
        self.assertTrue(self._has_form(page))
        self.assertIn("opens a new one", self._words(page))

    def test_earlier_messages_are_one_click_away(self):
        ticket = self._started()
        with self.subTest("nothing earlier"):
            self._log_in(self.customer)
            page = self._see(self._path(ticket))
            self.assertNotIn("Show earlier", self._words(page))
        self.env["mail.message"].create(
            [
                {
                    "model": ticket._name,
                    "res_id": ticket.id,
                    "message_type": "comment",
                    "subtype_id": self.env.ref("mail.mt_comment").id,
                    "body": f"<p>Message {index}.</p>",
                }
                for index in range(35)
            ]
        )
        page = self._see(self._path(ticket))
        self.assertNotIn("Message 0.", self._words(page))
        (more,) = page.xpath("//a[contains(@href, 'earlier=1')]/@href")
        self.assertIn("Message 0.", self._words(self._see(more)))

    def test_staff_see_the_page_as_their_customer_does(self):
        """Without notes and without a form; the way back to the ticket is offered."""
        ticket = self._started()
        self._hide(ticket, "He is a difficult one.")
        self._log_in(self.agent_b)
        page = self._see(self._path(ticket))
        self.assertNotIn("difficult", page.text_content())
        self.assertFalse(self._has_form(page))
        self.assertTrue(
            page.xpath(f"//a[@href='/odoo/servicedesk.ticket/{ticket.id}']")
        )

    def test_requesters_are_not_led_into_the_back_office(self):
        ticket = self._ticket(partner_id=self.employee.partner_id.id)
        self._log_in(self.employee)
        page = self._see(self._path(ticket))
        self.assertFalse(page.xpath("//a[contains(@href, 'servicedesk.ticket')]"))

    # ------------------------------------------------------------------
    # Looking changes nothing
    # ------------------------------------------------------------------

    def _facts(self, ticket):
        """Return all that a look at the pages could have changed."""
        self.env.flush_all()
        self.env.cr.execute(
            """SELECT (SELECT row_to_json(t)::text FROM servicedesk_ticket t
                        WHERE id = %(id)s),
                      (SELECT count(*) FROM mail_message),
                      (SELECT count(*) FROM mail_mail),
                      (SELECT count(*) FROM mail_notification WHERE is_read),
                      (SELECT count(*) FROM mail_followers),
                      (SELECT count(*) FROM servicedesk_ticket_span),
                      (SELECT count(*) FROM servicedesk_answer_nonce),
                      (SELECT count(*) FROM servicedesk_answer_link),
                      (SELECT count(*) FROM rating_rating),
                      (SELECT count(access_token) FROM ir_attachment)""",
            {"id": ticket.id},
        )
        return self.env.cr.fetchone()

    def test_get_changes_nothing_whatever_is_asked(self):
        """Scanners, prefetching browsers and forged links only ever send GET."""
        ticket = self._resolved()
        message = self._say(ticket, "See", attachments=[("a.txt", b"a")])
        self._log_in(self.customer)
        self._see("/my/tickets")  # what Odoo itself does at a user's first visit
        before = self._facts(ticket)
        answers = "answer=confirm&rating=5&feedback=x&nonce=1&body=x&stage_id=1"
        for path in (
            "/my",
            f"/my/tickets?{answers}",
            f"/my/tickets/{ticket.id}?{answers}",
            f"/my/tickets/{ticket.id}/answer?{answers}",
            f"/my/tickets/{ticket.id}/confirm?{answers}",
            f"/my/tickets/{ticket.id}/files/{message.attachment_ids.id}?{answers}",
            f"/my/tickets/new?name=x&description=x&{answers}",
            f"/my/tickets/{ticket.id}/close",
            f"/ticket/close?ticket_id={ticket.id}",
        ):
            with self.subTest(path):
                self._get(path)
                self.assertEqual(self._facts(ticket), before)

    def test_looking_makes_no_share_link(self):
        """Odoo's own pages make a token for each record and its neighbours."""
        tickets = self._ticket() | self._ticket()
        self._log_in(self.customer)
        self._see("/my/tickets")
        self._see(self._path(tickets[0]))
        self.assertEqual(tickets.sudo().mapped("access_token"), [False, False])

    # ------------------------------------------------------------------
    # Share links
    # ------------------------------------------------------------------

    def test_a_share_link_opens_the_page_for_reading(self):
        ticket = self._started()
        message = self._say(ticket, "We come", attachments=[("plan.txt", b"the plan")])
        token = self._share(ticket)
        self._log_in(None)
        response, page = self._get(f"{self._path(ticket)}?access_token={token}")
        self.assertEqual(response.status_code, 200)
        self.assertIn("We come", self._words(page))
        self.assertFalse(self._has_form(page))
        self.assertFalse(page.find_class("breadcrumb"))
        self.assertEqual(response.headers["Referrer-Policy"], "no-referrer")
        self.assertIn("noindex", response.headers["X-Robots-Tag"])
        self.assertIn("no-store", response.headers["Cache-Control"])
        (link,) = page.xpath("//a[contains(@class, 'o_servicedesk_file')]/@href")
        self.assertIn(str(message.attachment_ids.id), link)
        self.assertEqual(self.url_open(link).content, b"the plan")

    def test_a_share_link_shows_no_more_than_the_page(self):
        ticket = self._resolved()
        self._hide(ticket, "He is a difficult one.")
        token = self._share(ticket)
        self._log_in(None)
        page = self._see(f"{self._path(ticket)}?access_token={token}")
        self.assertNotIn("difficult", page.text_content())
        self.assertFalse(page.find_class("o_servicedesk_confirm"))

    def test_a_share_link_is_dead_90_days_after_closing(self):
        ticket = self._resolved()
        ticket.action_confirm(rating=5, by_phone=True)
        ticket.action_close()
        token = self._share(ticket)
        path = f"{self._path(ticket)}?access_token={token}"
        self._log_in(None)
        now = fields.Datetime.now()
        for age, status in ((89, 200), (91, 404)):
            ticket.sudo().date_closed = now - timedelta(days=age)
            self._see(path, status)
        self._log_in(self.customer)
        self._see(path)

    def test_a_share_link_dies_with_a_new_requester(self):
        ticket = self._started()
        token = self._share(ticket)
        ticket.name = "Another word for it"
        self.assertEqual(ticket.sudo().access_token, token)
        ticket.partner_id = self.other_partner
        self._log_in(None)
        self._see(f"{self._path(ticket)}?access_token={token}", 404)

    def test_a_share_link_dies_when_the_ticket_becomes_confidential(self):
        ticket, moved = self._started(), self._ticket()
        tokens = {record: self._share(record) for record in ticket | moved}
        ticket.is_confidential = True
        moved.with_user(self.dispatcher).team_id = self.team_secret
        self._log_in(None)
        for record, token in tokens.items():
            self._see(f"{self._path(record)}?access_token={token}", 404)

    def test_who_is_not_logged_in_is_asked_to_and_comes_back(self):
        """Whether the ticket exists makes no difference to him."""
        ticket = self._started()
        self._log_in(None)
        for ticket_id in (ticket.id, 999999999):
            response = self.url_open(f"/my/tickets/{ticket_id}", allow_redirects=False)
            self.assertEqual(response.status_code, 303)
            self.assertIn(
                f"/web/login?redirect=%2Fmy%2Ftickets%2F{ticket_id}",
                response.headers["Location"],
            )
