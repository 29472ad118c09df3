# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from types import SimpleNamespace
from unittest.mock import patch

from lxml import html

from odoo.http import Request
from odoo.tests import HttpCase, tagged
from odoo.tests.common import Opener
from odoo.tools import mute_logger

from ..controllers import guard
from .common import ServicedeskCommon

NOW = 1_772_442_000.0  # 2 March 2026, 09:00 UTC


class AnswerPageCommon(HttpCase, ServicedeskCommon):
    """A browser without JavaScript, and a clock that the tests turn."""

    def setUp(self):
        super().setUp()
        self.clock = SimpleNamespace(time=lambda: NOW)
        self.startPatcher(patch.object(guard, "time", self.clock))

    def _wait(self, seconds):
        now = self.clock.time() + seconds
        self.clock.time = lambda: now

    def _ask(self, ticket=None, resolution="Replaced the lock."):
        """Propose a solution; return the path of the link that was mailed."""
        ticket = ticket or self._started()
        with self.mock_mail_gateway():
            ticket.action_resolve(resolution)
        address = ticket.sudo().partner_id.email_normalized or ticket.partner_email
        (path,) = self._confirm_paths(self._sent_to(address)[0])
        return ticket, path

    def _get(self, path, **options):
        response = self.url_open(path, **options)
        return response, html.fromstring(response.content or b"<html/>")

    def _fields(self, page):
        """Return the hidden fields that a browser would send along."""
        return {
            field.name: field.value
            for field in page.xpath("//form//input[@type='hidden']")
        }

    def _post(self, path, page, after=10, **answer):
        """Send the form of ``page`` after some seconds."""
        self._wait(after)
        response = self.url_open(path, data={**self._fields(page), **answer})
        return response, html.fromstring(response.content)

    def _words(self, page):
        return " ".join(page.xpath("//*[@id='wrap']")[0].text_content().split())

    def _other_browser(self):
        """Go on as another browser, which has no cookie of the first."""
        self.opener = Opener(self)

    def _ratings(self, ticket):
        return self.env["rating.rating"].search(
            [("res_model", "=", ticket._name), ("res_id", "=", ticket.id)]
        )


@tagged("post_install", "-at_install")
class TestAnswerPage(AnswerPageCommon):
    """One question, one answer, from a mailed link, without account or JavaScript."""

    # ------------------------------------------------------------------
    # Looking
    # ------------------------------------------------------------------

    def test_page_shows_the_question(self):
        """Number, subject and solution, nothing chosen beforehand, two buttons."""
        ticket, path = self._ask()
        response, page = self._get(path)
        self.assertEqual(response.status_code, 200)
        for words in (ticket.number, ticket.name, "Replaced the lock."):
            self.assertIn(words, self._words(page))
        self.assertFalse(page.xpath("//input[@checked]"))
        self.assertEqual(
            page.xpath("//button[@name='answer']/@value"), ["confirm", "refuse"]
        )
        self.assertEqual(
            page.xpath("//input[@name='rating']/@value"), ["1", "2", "3", "4", "5"]
        )
        self.assertEqual(page.xpath("//form/@action"), [path])

    def test_page_shows_nothing_else(self):
        """Neither notes nor names of colleagues nor the conversation."""
        ticket = self._started()
        ticket.message_post(body="He is angry", subtype_xmlid="mail.mt_note")
        _ticket, path = self._ask(ticket)
        response, _page = self._get(path)
        self.assertNotIn("angry", response.text)
        self.assertNotIn(self.agent_a.name, response.text)
        self.assertNotIn(self.agent_a.email, response.text)

    def test_page_leaves_no_trace(self):
        """No referrer, no cache, no index: on every page of this kind."""
        ticket, path = self._ask()
        paths = (path, f"/servicedesk/confirm/{ticket.id}/wrong")
        for each in paths:
            response, _page = self._get(each)
            self.assertEqual(response.headers["Referrer-Policy"], "no-referrer")
            self.assertEqual(response.headers["Cache-Control"], "no-store")
            self.assertEqual(response.headers["X-Robots-Tag"], "noindex, nofollow")

    def test_looking_changes_nothing(self):
        """GET and HEAD, however often and by whatever program, answer nothing."""
        ticket, path = self._ask()
        columns = [name for name, field in ticket._fields.items() if field.store]
        self.env.invalidate_all()
        before = ticket.sudo().read(columns)
        messages = ticket.sudo().message_ids
        for method in ("GET", "HEAD", "GET", "HEAD"):
            self._wait(60)
            response = self.url_open(f"{path}?answer=confirm&rating=5", method=method)
            self.assertEqual(response.status_code, 200)
        ticket.invalidate_recordset()
        self.assertEqual(ticket.sudo().read(columns), before)
        self.assertEqual(ticket.sudo().message_ids, messages)
        self.assertFalse(self._ratings(ticket))
        self.assertFalse(self.env["servicedesk.answer.nonce"].search([]))

    def test_language_of_the_recipient(self):
        """The page speaks the requester's language, not that of the browser."""
        self.env["res.lang"]._activate_lang("ru_RU")
        self.customer_partner.lang = "ru_RU"
        view = self.env.ref("servicedesk_core.answer_page_confirm")
        view.update_field_translations("arch_db", {"ru_RU": {"It works": "Работает"}})
        _ticket, path = self._ask()
        _response, page = self._get(path, headers={"Accept-Language": "en-US"})
        self.assertEqual(page.get("lang"), "ru-RU")
        self.assertIn("Работает", self._words(page))

    def test_rating_is_not_asked_where_the_type_does_not(self):
        """Without ratings the page asks only whether it works."""
        self.incident.rating_policy = "none"
        ticket, path = self._ask()
        _response, page = self._get(path)
        self.assertFalse(page.xpath("//input[@name='rating']"))
        self._post(path, page, answer="confirm")
        self.assertEqual(ticket.confirmation, "confirmed")

    def test_staff_are_not_asked_to_rate(self):
        """A colleague of the desk confirms what he asked for, and that is all."""
        ticket = self._started(partner_id=self.agent_b.partner_id.id)
        _ticket, path = self._ask(ticket)
        _response, page = self._get(path)
        self.assertFalse(page.xpath("//input[@name='rating']"))
        self._post(path, page, answer="confirm", rating="1")
        self.assertEqual(ticket.confirmation, "confirmed")
        self.assertFalse(self._ratings(ticket))

    # ------------------------------------------------------------------
    # Answering
    # ------------------------------------------------------------------

    def test_confirming(self):
        """It works, four stars, a kind word: recorded as said by the requester."""
        ticket, path = self._ask()
        _response, page = self._get(path)
        response, page = self._post(
            path, page, answer="confirm", rating="4", feedback="Quick!"
        )
        self.assertEqual(response.status_code, 200)
        self.assertIn("Thank you", self._words(page))
        self.assertFalse(page.xpath("//form"))
        self.assertEqual(ticket.confirmation, "confirmed")
        self.assertEqual(self._ratings(ticket).rating, 4)
        said = ticket.sudo().message_ids.filtered(lambda m: "Quick!" in (m.body or ""))
        self.assertEqual(said.author_id, self.customer_partner)
        cycle = self.env["servicedesk.closing.cycle"]
        self.assertEqual(cycle.search([("ticket_id", "=", ticket.id)]).way, "page")

    def test_refusing(self):
        """Not solved, and why: back in progress."""
        ticket, path = self._ask()
        _response, page = self._get(path)
        response, page = self._post(path, page, answer="refuse", feedback="Still stuck")
        self.assertEqual(response.status_code, 200)
        self.assertIn("go on working", self._words(page))
        self.assertEqual(ticket.state, "in_progress")
        self.assertEqual(ticket.confirmation, "refused")

    def test_history_names_the_requester(self):
        """What the page writes is nowhere said by a visitor without a name."""
        ticket, path = self._ask()
        self.flush_tracking()
        messages = ticket.sudo().message_ids
        _response, page = self._get(path)
        self._post(path, page, answer="refuse", feedback="Still stuck")
        self.flush_tracking()
        ticket.invalidate_recordset()
        new = ticket.sudo().message_ids - messages
        self.assertTrue(new.tracking_value_ids)
        self.assertEqual(new.author_id, self.customer_partner)

    def test_stranger_answers_too(self):
        """Who has no contact answers by his link as well."""
        ticket = self._started()
        ticket.sudo().partner_id = False
        ticket.sudo().partner_email = "ann@nowhere.example"
        ticket, path = self._ask(ticket)
        _response, page = self._get(path)
        response, _page = self._post(path, page, answer="confirm", rating="5")
        self.assertEqual(response.status_code, 200)
        self.assertEqual(ticket.confirmation, "confirmed")

    def test_logged_in_requester_answers_by_the_link(self):
        """Being logged in does not stand in the way of the mailed link."""
        ticket, path = self._ask()
        self.authenticate("sd_customer", "sd_customer")
        _response, page = self._get(path)
        self._post(path, page, answer="confirm", rating="5")
        self.assertEqual(ticket.confirmation, "confirmed")

    # ------------------------------------------------------------------
    # Incomplete answers
    # ------------------------------------------------------------------

    def test_incomplete_answer_keeps_what_was_typed(self):
        """The page says what is missing, and nobody types his words twice."""
        ticket, path = self._ask()
        for answer, missing in (
            ({"answer": "confirm", "feedback": "My <b>words</b>"}, "Please rate"),
            (
                {"answer": "refuse", "rating": "2", "feedback": " "},
                "what is still wrong",
            ),
            ({"answer": "confirm", "rating": "1"}, "what was wrong"),
            ({"rating": "5", "feedback": "My words"}, "Please choose"),
            ({"answer": "maybe", "rating": "5"}, "Please choose"),
            ({"answer": "confirm", "rating": "11"}, "from 1 to 5"),
            ({"answer": "confirm", "rating": "x"}, "from 1 to 5"),
        ):
            with self.subTest(answer=answer):
                _response, page = self._get(path)
                response, page = self._post(path, page, **answer)
                self.assertEqual(response.status_code, 422)
                self.assertIn(
                    missing, page.xpath("//*[@role='alert']")[0].text_content()
                )
                (words,) = page.xpath("//textarea[@name='feedback']")
                self.assertEqual(
                    (words.text or "").strip(), answer.get("feedback", "").strip()
                )
                given = answer.get("rating") in ("1", "2", "5") and [answer["rating"]]
                self.assertEqual(page.xpath("//input[@checked]/@value"), given or [])
        self.assertEqual(ticket.confirmation, "awaiting")
        self.assertFalse(self._ratings(ticket))

    def test_completed_answer_counts(self):
        """The form that came back with what was missing is good for the answer."""
        ticket, path = self._ask()
        _response, page = self._get(path)
        _response, page = self._post(path, page, answer="confirm")
        response, _page = self._post(path, page, answer="confirm", rating="5")
        self.assertEqual(response.status_code, 200)
        self.assertEqual(ticket.confirmation, "confirmed")

    def test_typed_words_are_no_markup(self):
        """What somebody typed comes back as text."""
        _ticket, path = self._ask()
        _response, page = self._get(path)
        response, _page = self._post(
            path,
            page,
            answer="confirm",
            feedback="</textarea><script>alert(1)</script>",
        )
        self.assertEqual(response.status_code, 422)
        self.assertNotIn("<script>alert(1)", response.text)

    # ------------------------------------------------------------------
    # Nonces
    # ------------------------------------------------------------------

    def _assert_not_counted(self, ticket, response, page):
        self.assertEqual(response.status_code, 409)
        self.assertTrue(page.xpath("//form"))
        ticket.invalidate_recordset()
        self.assertEqual(ticket.confirmation, "awaiting")
        self.assertFalse(self._ratings(ticket))

    def test_program_that_answers_at_once(self):
        """A scanner that opens and sends within a moment answers nothing."""
        ticket, path = self._ask()
        _response, page = self._get(path)
        response, page = self._post(path, page, after=1.4, answer="confirm", rating="5")
        self._assert_not_counted(ticket, response, page)
        self.assertIn("too quick", self._words(page))

    def test_too_quick_keeps_what_was_typed(self):
        """A person that quick presses once more, and types nothing again."""
        ticket, path = self._ask()
        _response, page = self._get(path)
        _response, page = self._post(
            path, page, after=1, answer="confirm", rating="5", feedback="Quick!"
        )
        (words,) = page.xpath("//textarea[@name='feedback']")
        self.assertEqual(words.text.strip(), "Quick!")
        self.assertEqual(page.xpath("//input[@checked]/@value"), ["5"])
        self._post(path, page, after=2, answer="confirm", rating="5")
        self.assertEqual(ticket.confirmation, "confirmed")

    def test_page_open_for_days(self):
        """After a day the form is sent once more."""
        ticket, path = self._ask()
        _response, page = self._get(path)
        response, page = self._post(
            path, page, after=25 * 3600, answer="confirm", rating="5"
        )
        self._assert_not_counted(ticket, response, page)

    def test_answer_without_looking(self):
        """No page, no answer: a nonce is issued by this page only, for this link."""
        ticket, path = self._ask()
        _other, other_path = self._ask()
        _response, page = self._get(path)
        _response, other_page = self._get(other_path)
        theirs = self._fields(other_page)["nonce"]
        self._wait(10)
        for nonce in ("", "1.2.forged", theirs, None):
            data = {**self._fields(page), "answer": "confirm", "rating": "5"}
            data["nonce"] = nonce
            with self.subTest(nonce=nonce):
                response = self.url_open(path, data=data)
                page = html.fromstring(response.content)
                self._assert_not_counted(ticket, response, page)

    def test_nonce_of_another_session(self):
        """A page opened by the scanner is of no use to another program."""
        ticket, path = self._ask()
        _response, page = self._get(path)
        theirs = self._fields(page)["nonce"]
        self._other_browser()
        _response, page = self._get(path)
        response, page = self._post(
            path, page, nonce=theirs, answer="confirm", rating="5"
        )
        self._assert_not_counted(ticket, response, page)

    def test_form_counts_once(self):
        """Sent twice (a double click), it counts once and leaves no late answer."""
        ticket, path = self._ask()
        _response, page = self._get(path)
        self._post(path, page, answer="confirm", rating="5")
        messages = ticket.sudo().message_ids
        response, again = self._post(path, page, answer="refuse", feedback="No")
        self.assertEqual(response.status_code, 200)
        self.assertIn("answered already", self._words(again))
        ticket.invalidate_recordset()
        self.assertEqual(ticket.confirmation, "confirmed")
        self.assertEqual(ticket.sudo().message_ids, messages)
        self.assertEqual(len(self._ratings(ticket)), 1)

    def test_form_without_csrf_token(self):
        """A form on somebody else's page cannot answer here."""
        ticket, path = self._ask()
        _response, page = self._get(path)
        data = self._fields(page) | {"answer": "confirm", "rating": "5"}
        data.pop("csrf_token")
        self._wait(10)
        with mute_logger("odoo.http"):
            response = self.url_open(path, data=data)
        self.assertEqual(response.status_code, 400)
        self.assertEqual(ticket.confirmation, "awaiting")

    def test_only_a_post_answers(self):
        """Odoo lets OPTIONS in without a CSRF token wherever a POST may come."""
        ticket, path = self._ask()
        _response, page = self._get(path)
        data = self._fields(page) | {"answer": "confirm", "rating": "5"}
        data.pop("csrf_token")
        self._wait(10)
        for method in ("OPTIONS", "PUT", "PATCH", "DELETE"):
            response = self.url_open(path, data=data, method=method)
            self.assertEqual(response.status_code, 405, method)
        self.assertEqual(ticket.confirmation, "awaiting")

    # ------------------------------------------------------------------
    # Answered, over, wrong
    # ------------------------------------------------------------------

    def test_answered_page_says_so(self):
        """Opening the link again tells what was answered, and asks nothing."""
        ticket, path = self._ask()
        _response, page = self._get(path)
        self._post(path, page, answer="confirm", rating="5")
        response, page = self._get(path)
        self.assertEqual(response.status_code, 200)
        self.assertIn("answered already", self._words(page))
        self.assertIn("confirmed", self._words(page))
        self.assertFalse(page.xpath("//form"))
        self.assertEqual(ticket.confirmation, "confirmed")

    def test_second_window_is_logged_not_applied(self):
        """Two windows open: the first answer counts, the second is noted."""
        ticket, path = self._ask()
        _response, first = self._get(path)
        _response, second = self._get(path)
        self._post(path, first, answer="confirm", rating="5")
        response, page = self._post(
            path, second, answer="refuse", feedback="On second thoughts"
        )
        self.assertEqual(response.status_code, 200)
        self.assertIn("answered already", self._words(page))
        self.assertIn("confirmed", self._words(page))
        ticket.invalidate_recordset()
        self.assertEqual(ticket.confirmation, "confirmed")
        note = ticket.sudo().message_ids[:1]
        self.assertIn("On second thoughts", note.body)
        self.assertEqual(note.subtype_id, self.env.ref("mail.mt_note"))

    def test_answered_by_phone_meanwhile(self):
        """Who told it by phone finds that written on the page."""
        ticket, path = self._ask()
        ticket.action_confirm(rating=5, by_phone=True)
        _response, page = self._get(path)
        self.assertIn("answered already", self._words(page))

    def test_closed_without_an_answer(self):
        """A ticket the manager closed is closed, and says so."""
        ticket, path = self._ask()
        _response, form = self._get(path)
        ticket.with_user(self.manager).action_close("Gone for a year")
        _response, page = self._get(path)
        self.assertIn("is closed", self._words(page))
        self._post(path, form, answer="confirm", rating="5")
        ticket.invalidate_recordset()
        self.assertEqual(ticket.confirmation, "waived")

    def test_not_solved_after_a_silent_closing(self):
        """The page says what became of it; what is not solved goes on elsewhere."""
        ticket, path = self._ask()
        _response, form = self._get(path)
        ticket._close_silently()
        self._post(path, form, answer="refuse", feedback="It never worked")
        ticket.invalidate_recordset()
        self.assertEqual(ticket.confirmation, "silent")
        self.assertIn("It never worked", ticket.sudo().follow_up_ids.description)

    def test_the_link_takes_words_after_a_silent_closing(self):
        """One field, one button; with words, a moment later, and once."""
        ticket, path = self._ask()
        ticket._close_silently()
        _response, form = self._get(path)
        self.assertIn("did not hear from you", self._words(form))
        self.assertEqual(form.xpath("//button/@value"), ["refuse"])
        answer = {"answer": "refuse", "feedback": "It never worked"}
        for status, after, said in (
            (409, 1, answer),
            (422, 5, answer | {"feedback": "  "}),
        ):
            response, page = self._post(path, form, after=after, **said)
            self.assertEqual(response.status_code, status)
            self.assertTrue(page.xpath("//textarea[@name='feedback']"))
            self.assertFalse(ticket.sudo().follow_up_ids)
        response, page = self._post(path, form, **answer)
        self.assertEqual(response.status_code, 200)
        follow_up = ticket.sudo().follow_up_ids
        self.assertEqual(len(follow_up), 1)
        self.assertIn("It never worked", follow_up.description)
        self.assertIn(f"go on with it as {follow_up.number}", self._words(page))
        _response, page = self._get(path)
        self.assertIn(follow_up.number, self._words(page))
        self.assertFalse(page.xpath("//form"))
        self._post(path, form, **answer)
        self.assertEqual(ticket.sudo().follow_up_ids, follow_up)
        self.assertEqual(ticket.confirmation, "silent")

    def test_a_former_requester_opens_nothing_after_a_silent_closing(self):
        """What goes on is in the name of who asks now."""
        ticket, path = self._ask()
        _response, form = self._get(path)
        other = self.env["res.partner"].create({"name": "Eve", "email": "e@ex.com"})
        ticket.sudo().write({"partner_id": other.id, "partner_email": other.email})
        ticket._close_silently()
        response, page = self._get(path)
        self.assertEqual(response.status_code, 410)
        self.assertFalse(page.xpath("//form"))
        self._post(path, form, answer="refuse", feedback="It never worked")
        self.assertFalse(ticket.sudo().follow_up_ids)

    def test_low_rating_is_explained(self):
        """It works, but badly: what becomes of it is said before and after."""
        ticket, path = self._ask()
        _response, page = self._get(path)
        response, page = self._post(path, page, answer="confirm", rating="1")
        self.assertEqual(response.status_code, 422)
        self.assertIn("A rating of “Bad” puts it back to work", self._words(page))
        _response, page = self._post(
            path, page, answer="confirm", rating="1", feedback="It squeaks"
        )
        self.assertIn("Thank you", self._words(page))
        self.assertIn("You rated it “Bad”: we work on it again.", self._words(page))
        self.assertNotIn("not solved", self._words(page))
        _response, page = self._get(path)
        self.assertIn("You rated it “Bad”", self._words(page))

    def test_link_of_an_earlier_cycle_is_over(self):
        """The old link neither answers nor shows the new solution."""
        ticket, old = self._ask(resolution="First try.")
        _response, form = self._get(old)
        ticket.with_user(self.customer).action_refuse("No")
        ticket, new = self._ask(ticket, resolution="Second secret try.")
        bad = {**self._fields(form), "nonce": "forged", "answer": "confirm"}
        self._wait(10)
        for response in (
            self.url_open(old),
            self.url_open(
                old, data={**self._fields(form), "answer": "confirm", "rating": "5"}
            ),
            self.url_open(old, data=bad),
        ):
            self.assertEqual(response.status_code, 410)
            self.assertIn("This question is over", response.text)
            self.assertNotIn("Second secret try.", response.text)
        ticket.invalidate_recordset()
        self.assertEqual(ticket.confirmation, "awaiting")
        self.assertEqual(self._get(new)[0].status_code, 200)

    def test_solution_taken_back_is_over(self):
        """The desk went on working: nothing is asked any more."""
        ticket, path = self._ask()
        _response, form = self._get(path)
        ticket.action_reopen("Too early")
        for response, page in (
            self._get(path),
            self._post(path, form, answer="confirm", rating="5"),
        ):
            self.assertEqual(response.status_code, 410)
            self.assertFalse(page.xpath("//form"))
        ticket.invalidate_recordset()
        self.assertEqual(ticket.state, "in_progress")
        self.assertEqual(ticket.confirmation, "none")

    def test_odd_rating_of_what_is_over(self):
        """What is no rating is none, and the page says that it is over."""
        for rating in ("abc", "9", "-1", "1.5"):
            ticket, path = self._ask()
            _response, form = self._get(path)
            ticket.action_reopen("Too early")
            with self.subTest(rating=rating):
                response, _page = self._post(
                    path, form, answer="confirm", rating=rating
                )
                self.assertEqual(response.status_code, 410)

    def test_the_desk_acts_on_a_visitors_answer(self):
        """Nobody called “Public user” calls in a leader or gives him a task."""
        self.team_first.leader_id = self.leader
        ticket = self._started()
        public = self.env.ref("base.public_user")
        for _time in range(2):
            path = self._ask(ticket)[1]
            _response, form = self._get(path)
            self._post(path, form, answer="refuse", feedback="Still stuck")
        ticket.invalidate_recordset()
        self.assertEqual(ticket.refuse_count, 2)
        tasks = ticket.sudo().activity_ids
        self.assertIn(self.leader, tasks.user_id)
        self.assertNotIn(public, tasks.create_uid)
        messages = self.env["mail.message"].search(
            [("model", "=", ticket._name), ("res_id", "=", ticket.id)]
        )
        self.assertNotIn(public.partner_id, messages.author_id)
        called = messages.filtered(lambda one: "was called in" in (one.body or ""))
        self.assertEqual(len(called), 1)

    def test_link_of_the_former_requester_is_over(self):
        """Who is no longer the requester neither reads nor answers."""
        ticket, path = self._ask()
        _response, form = self._get(path)
        ticket.partner_id = self.other_partner
        response, page = self._get(path)
        self.assertEqual(response.status_code, 410)
        self.assertNotIn("Replaced the lock.", response.text)
        response, page = self._post(path, form, answer="confirm", rating="5")
        self.assertEqual(response.status_code, 410)
        ticket.invalidate_recordset()
        self.assertEqual(ticket.confirmation, "awaiting")

    def test_wrong_links_lead_nowhere(self):
        """Another ticket's number, a cut or invented token: 404, all alike."""
        ticket, path = self._ask()
        other, _other_path = self._ask(self._started(partner_id=self.other_partner.id))
        token = path.split("/")[-1]
        words = set()
        for wrong in (
            f"/servicedesk/confirm/{other.id}/{token}",
            f"/servicedesk/confirm/{ticket.id}/{token[:-1]}",
            f"/servicedesk/confirm/{ticket.id}/{token.swapcase()}",
            f"/servicedesk/confirm/999999999/{token}",
            f"/servicedesk/confirm/{ticket.id}/x",
        ):
            response, page = self._get(wrong)
            self.assertEqual(response.status_code, 404)
            words.add(self._words(page))
            self.assertNotIn(ticket.name, response.text)
        self.assertEqual(len(words), 1)

    def test_wrong_links_take_no_answer(self):
        """Sending to another ticket's address with one's own token changes nothing."""
        _ticket, path = self._ask()
        other, _other_path = self._ask(self._started(partner_id=self.other_partner.id))
        _response, page = self._get(path)
        token = path.split("/")[-1]
        response, _page = self._post(
            f"/servicedesk/confirm/{other.id}/{token}",
            page,
            answer="confirm",
            rating="5",
        )
        self.assertEqual(response.status_code, 404)
        self.assertEqual(other.confirmation, "awaiting")


@tagged("post_install", "-at_install")
class TestRatingPage(AnswerPageCommon):
    """Odoo's own rating page, which knows three smileys and no cycles, is closed."""

    def test_rating_page_is_closed_for_tickets(self):
        """Neither looking nor sending works, with a token that is valid."""
        ticket, _path = self._ask()
        token = ticket.sudo()._rating_get_access_token()
        for path in (f"/rate/{token}/5", f"/rate/{token}/submit_feedback"):
            with self.subTest(path=path):
                self.assertEqual(self.url_open(path).status_code, 404)
        self.authenticate(None, None)
        data = {"rate": "5", "csrf_token": Request.csrf_token(self)}
        response = self.url_open(f"/rate/{token}/submit_feedback", data=data)
        self.assertEqual(response.status_code, 404)
        ticket.invalidate_recordset()
        self.assertEqual(ticket.confirmation, "awaiting")
        self.assertFalse(self._ratings(ticket).filtered("consumed"))
