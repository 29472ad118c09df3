# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .offer_common import OfferCommon
from .test_answer_page import AnswerPageCommon


class EscalationPageCommon(AnswerPageCommon, OfferCommon):
    """The page of a mailed offer, in a browser without JavaScript."""

    def _offer_now(self, **offer):
        """Offer a ticket to the second line; return (offer, {user: path mailed})."""
        offer, mails = self._offered(fields.Datetime.now(), **offer)
        paths = {}
        for user in (self.agent_b, self.leader, self.boss):
            found = self._offer_paths(mails, user)
            if found:
                (paths[user],) = found
        return offer, paths


@tagged("post_install", "-at_install")
class TestEscalationPage(EscalationPageCommon):
    """One offer, one answer, from a mailed link."""

    # ------------------------------------------------------------------
    # Looking
    # ------------------------------------------------------------------

    def test_page_shows_the_offer(self):
        """Number, subject, who offers what and why, until when; two buttons."""
        self.agent_b.tz = "Europe/Berlin"
        offer, paths = self._offer_now()
        ticket = offer.ticket_id
        ticket.sudo().message_post(body="He is angry", subtype_xmlid="mail.mt_note")
        response, page = self._get(paths[self.agent_b])
        self.assertEqual(response.status_code, 200)
        for shown in (
            ticket.number,
            ticket.name,
            "It needs a router expert.",
            self.team_first.name,
            self.team_second.name,
            self.customer.name,
            "The whole ticket",
            "Europe/Berlin",
        ):
            self.assertIn(shown, self._words(page))
        for hidden in ("angry", self.agent_a.email, self.customer.email):
            self.assertNotIn(hidden, response.text)
        self.assertEqual(
            page.xpath("//button[@name='answer']/@value"), ["accept", "return"]
        )

    def test_page_of_a_part(self):
        """It says which part, where the offer does."""
        offer, paths = self._offer_now(share="part")
        _response, page = self._get(paths[self.agent_b])
        self.assertIn("A part, as described below", self._words(page))
        offer.part = "The network"
        _response, page = self._get(paths[self.agent_b])
        self.assertIn("A part: The network", self._words(page))

    def test_page_after_a_part_was_accepted(self):
        """The part is his; the ticket is not, and the page does not say it is."""
        offer, paths = self._offer_now(share="part")
        path = paths[self.agent_b]
        _response, page = self._get(path)
        _response, page = self._post(path, page, answer="accept")
        self.assertEqual(offer.ticket_id.team_id, self.team_first)
        words = self._words(page)
        self.assertIn("You answer for your part, beside who has the ticket", words)
        self.assertNotIn("answer for it from now", words)

    def test_page_tells_what_it_is_about(self):
        """Who answers has to know what he accepts: what is asked, and said last.

        No hidden note, no more than the last three messages, nothing twice.
        """
        ticket = self._classified(description="<p>The <b>uplink</b> is dead</p>")
        desk, asker = ticket.sudo(), self.customer.partner_id
        with self.mock_mail_gateway():
            for number in range(1, 5):
                desk.message_post(
                    body=f"It blinks {number} times",
                    author_id=asker.id,
                    message_type="comment",
                    subtype_xmlid="mail.mt_comment",
                )
            desk.message_post(
                body="The uplink is dead",
                author_id=asker.id,
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
            )
        desk.message_post(body="He is angry", subtype_xmlid="mail.mt_note")
        _offer, paths = self._offer_now(ticket=ticket)
        _response, page = self._get(paths[self.agent_b])
        words = self._words(page)
        self.assertEqual(words.count("The uplink is dead"), 1)
        self.assertIn("What Was Said Last", words)
        for number in (2, 3, 4):
            self.assertIn(f"It blinks {number} times", words)
        self.assertNotIn("It blinks 1 times", words)
        self.assertNotIn("angry", words)
        self.assertLess(words.index("2 times"), words.index("4 times"))

    def test_confidential_ticket_shows_the_offer_only(self):
        """The link opens without a login: neither subject nor requester, nor what it
        is about; in the mail no more. So also when it became confidential later."""
        ticket = self._classified(name="The boss steals", description="From the till")
        ticket.sudo().message_post(
            body="I saw it", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        offer, paths = self._offer_now(ticket=ticket)
        ticket.sudo().is_confidential = True
        response, page = self._get(paths[self.agent_b])
        for shown in (ticket.number, "confidential", "It needs a router expert."):
            self.assertIn(shown, self._words(page))
        hidden = ("steals", self.customer.name, "Priority", "Requester")
        hidden += ("From the till", "I saw it")
        for words in hidden:
            self.assertNotIn(words, response.text)
        response, page = self._post(paths[self.agent_b], page, answer="accept")
        self.assertEqual(offer.state, "accepted")
        for words in hidden:
            self.assertNotIn(words, response.text)

    def test_internal_ticket_shows_the_offer_only(self):
        """Nor what must not reach whom it is about, by whatever forwarded mail."""
        ticket = self._classified(name="He is always late")
        ticket.sudo().internal_only = True
        _offer, paths = self._offer_now(ticket=ticket)
        response, _page = self._get(paths[self.agent_b])
        self.assertEqual(response.status_code, 200)
        self.assertNotIn("always late", response.text)

    def test_nobody_is_asked_about_himself(self):
        """A member of the team that an internal ticket is about gets no mail of it."""
        ticket = self._classified(partner_id=self.agent_b.partner_id.id)
        ticket.sudo().internal_only = True
        offer, paths = self._offer_now(ticket=ticket)
        self.assertEqual(set(paths), {self.leader})
        self.assertFalse(offer._find_answerer(self.agent_b.partner_id))
        self.assertFalse(
            offer.activity_ids.filtered(lambda one: one.user_id == self.agent_b)
        )

    def test_looking_changes_nothing(self):
        """GET and HEAD, however often and by whatever program, answer nothing."""
        offer, paths = self._offer_now()
        path = paths[self.agent_b]
        for method in ("GET", "HEAD", "GET", "HEAD"):
            for words in ("", "?answer=accept", "?answer=return&reason=No"):
                response = self.url_open(path + words, method=method)
                self.assertEqual(response.status_code, 200)
        self.env.invalidate_all()
        self.assertEqual(offer.state, "offered")
        self.assertFalse(offer.answered_by_id)

    def test_page_leaves_no_trace(self):
        _offer, paths = self._offer_now()
        for path in (paths[self.agent_b], paths[self.agent_b][:-3] + "abc"):
            response, _page = self._get(path)
            self.assertEqual(response.headers["Referrer-Policy"], "no-referrer")
            self.assertEqual(response.headers["Cache-Control"], "no-store")
            self.assertEqual(response.headers["X-Robots-Tag"], "noindex, nofollow")

    def test_links_that_lead_nowhere(self):
        """A wrong token, another offer's, another question's: all the same page."""
        offer, paths = self._offer_now()
        other, _paths = self._offer_now()
        token = paths[self.agent_b].rsplit("/", 1)[1]
        words = set()
        for path in (
            f"/servicedesk/escalation/{offer.id}/wrong",
            f"/servicedesk/escalation/{other.id}/{token}",
            f"/servicedesk/escalation/0/{token}",
            f"/servicedesk/confirm/{offer.ticket_id.id}/{token}",
        ):
            response, page = self._get(path)
            self.assertEqual(response.status_code, 404)
            words.add(self._words(page))
        self.assertEqual(len(words), 1)

    # ------------------------------------------------------------------
    # Answering
    # ------------------------------------------------------------------

    def test_accept(self):
        """In the reader's name: the ticket is his, and the page says so."""
        offer, paths = self._offer_now()
        _response, page = self._get(paths[self.agent_b])
        response, page = self._post(paths[self.agent_b], page, answer="accept")
        self.assertEqual(response.status_code, 200)
        self.assertIn("Accepted by Agent B. You answer for it", self._words(page))
        self.assertEqual(offer.state, "accepted")
        self.assertEqual(offer.answered_by_id, self.agent_b)
        ticket = offer.ticket_id
        self.assertEqual(
            (ticket.team_id, ticket.user_id), (self.team_second, self.agent_b)
        )
        said = ticket.sudo().message_ids.filtered(
            lambda message: "has accepted" in (message.body or "")
        )
        self.assertIn(self.agent_b.partner_id, said.author_id)

    def test_return_needs_a_reason(self):
        """Without one the page asks for it, and the same page may be sent again."""
        offer, paths = self._offer_now()
        path = paths[self.agent_b]
        _response, page = self._get(path)
        response, page = self._post(path, page, answer="return", reason="  ")
        self.assertEqual(response.status_code, 422)
        self.assertEqual(offer.state, "offered")
        response, page = self._post(path, page, answer="return", reason="Not ours")
        self.assertEqual(response.status_code, 200)
        self.assertIn("Returned by Agent B.", self._words(page))
        self.assertEqual((offer.state, offer.return_reason), ("returned", "Not ours"))
        self.assertEqual(offer.ticket_id.team_id, self.team_first)

    def test_second_return_is_a_dispute(self):
        """The page says that it is decided above."""
        ticket = self._classified()
        for wanted in ("Returned by", "Returned for the second time"):
            offer, paths = self._offer_now(ticket=ticket)
            _response, page = self._get(paths[self.agent_b])
            _response, page = self._post(
                paths[self.agent_b], page, answer="return", reason="Not ours"
            )
            self.assertIn(wanted, self._words(page))
        self.assertEqual(offer.state, "disputed")

    def test_somebody_was_faster(self):
        """Who comes second is told who has it, and changes nothing."""
        offer, paths = self._offer_now()
        _response, page = self._get(paths[self.agent_b])
        offer.with_user(self.leader).action_accept()
        for answer in ("accept", "return"):
            response, shown = self._post(
                paths[self.agent_b], page, answer=answer, reason="Not ours"
            )
            self.assertEqual(response.status_code, 200)
            self.assertIn("Accepted by Leader.", self._words(shown))
            self.assertNotIn("You answer for it", self._words(shown))
        self.assertEqual(offer.answered_by_id, self.leader)

    def test_withdrawn(self):
        offer, paths = self._offer_now()
        offer.with_user(self.agent_a).action_withdraw()
        response, page = self._get(paths[self.agent_b])
        self.assertEqual(response.status_code, 410)
        self.assertIn("It was withdrawn", self._words(page))

    def test_raised_to_somebody_else(self):
        """The former receiver's link asks nothing any more; the new one's does."""
        offer, paths = self._offer_now()
        mails = self._run(offer.accept_by + timedelta(minutes=1))
        response, page = self._get(paths[self.agent_b])
        self.assertEqual(response.status_code, 410)
        self.assertIn("Somebody else is asked now", self._words(page))
        (path,) = self._offer_paths(mails, self.boss)
        _response, page = self._get(path)
        _response, page = self._post(path, page, answer="accept")
        self.assertEqual(offer.answered_by_id, self.boss)

    def test_who_left_the_team(self):
        """A link is worth as much as its owner's place in the team."""
        offer, paths = self._offer_now()
        _response, page = self._get(paths[self.agent_b])
        self.team_second.membership_ids.filtered(
            lambda seat: seat.user_id == self.agent_b
        ).unlink()
        response, _page = self._post(paths[self.agent_b], page, answer="accept")
        self.assertEqual(response.status_code, 410)
        self.assertEqual(offer.state, "offered")

    def test_neither_button(self):
        offer, paths = self._offer_now()
        path = paths[self.agent_b]
        _response, page = self._get(path)
        response, page = self._post(path, page, answer="settle")
        self.assertEqual(response.status_code, 422)
        self.assertIn("Please choose", self._words(page))
        self.assertEqual(offer.state, "offered")

    def test_forged_forms(self):
        """Another session's nonce, none, one sent at once, and one sent twice."""
        offer, paths = self._offer_now()
        path = paths[self.agent_b]
        _response, page = self._get(path)
        response, _page = self._post(path, page, after=0, answer="accept")
        self.assertEqual(response.status_code, 409)
        self._other_browser()
        _response, other = self._get(path)
        own = self._fields(other)
        self._wait(10)
        for nonce in (self._fields(page)["nonce"], ""):
            response = self.url_open(
                path, data={**own, "nonce": nonce, "answer": "accept"}
            )
            self.assertEqual(response.status_code, 409)
        self.assertEqual(offer.state, "offered")
        response = self.url_open(path, data={"nonce": own["nonce"], "answer": "accept"})
        self.assertEqual(response.status_code, 400)
        self.assertEqual(offer.state, "offered")

    # ------------------------------------------------------------------
    # The mail
    # ------------------------------------------------------------------

    def test_each_receiver_has_a_link_of_his_own(self):
        """Members and leader; not who offers it. Nobody finds it in the history."""
        offer, paths = self._offer_now()
        self.assertEqual(set(paths), {self.agent_b, self.leader})
        self.assertEqual(len(set(paths.values())), 2)
        for path in paths.values():
            self.assertNotIn(path.rsplit("/", 1)[1], self._said(offer.ticket_id))
        links = self.env["servicedesk.answer.link"].search(
            [("res_model", "=", offer._name), ("res_id", "=", offer.id)]
        )
        self.assertEqual(set(links.mapped("purpose")), {"escalate"})

    def test_one_mail_a_receiver(self):
        """Who reads his notices in Odoo is asked there, and mailed at the reminder."""
        self.leader.notification_type = "inbox"
        offer, mails = self._offered()
        self.assertEqual(len(self._told(mails, self.agent_b)), 1)
        self.assertFalse(self._told(mails, self.leader))
        mails = self._run(offer.job_at)
        for user in (self.agent_b, self.leader):
            self.assertEqual(len(self._offer_paths(mails, user)), 1)

    def test_mail_is_headed_by_what_the_reader_does(self):
        """He decides: the escalation is somebody else's."""
        _offer, mails = self._offered()
        (mail,) = self._told(mails, self.agent_b)
        self.assertIn("decision on an offer", mail["body"])
        self.assertNotIn("Your escalation", " ".join(mail["body"].split()))

    def test_mail_in_the_receivers_language(self):
        """The deadline is on his clock; an emptied text mails nobody."""
        self.agent_b.tz = "Asia/Shanghai"
        _offer, mails = self._offered()
        (mail,) = self._told(mails, self.agent_b)
        self.assertIn("8:00", mail["body"].replace("\u202f", " "))
        self.assertIn("Asia/Shanghai", mail["body"])
        template = self.env.ref("servicedesk_core.mail_template_escalation_offered")
        template.body_html = False
        offer, mails = self._offered()
        self.assertEqual(offer.state, "offered")
        self.assertFalse(self._told(mails, self.agent_b))
