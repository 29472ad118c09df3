# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .approval_common import ApprovalCommon
from .test_answer_page import AnswerPageCommon


class ApprovalPageCommon(AnswerPageCommon, ApprovalCommon):
    """The page of a mailed question for approval, in a browser without JavaScript."""

    def _ask_for(self, *rules, **vals):
        """Start a ticket that needs approval; return it and {login: path mailed}."""
        self._add_rules(*rules)
        with self.mock_mail_gateway():
            ticket = self._asked(**vals)
        paths = {}
        for user in (self.boss, self.friend, self.deputy, self.owner):
            found = self._approval_paths(user.email)
            if found:
                (paths[user.login],) = found
        return ticket, paths


@tagged("post_install", "-at_install")
class TestApprovalPage(ApprovalPageCommon):
    """One question, one decision, from a mailed link."""

    def test_page_shows_what_is_asked(self):
        """Number, subject, who wants it, of which service; nothing of the desk."""
        ticket, paths = self._ask_for(
            {"who": "manager"}, description="<p>For the new hall</p>"
        )
        ticket.message_post(body="He is angry", subtype_xmlid="mail.mt_note")
        response, page = self._get(paths["sd_boss"])
        self.assertEqual(response.status_code, 200)
        words = self._words(page)
        for shown in (ticket.number, ticket.name, "Badges", "For the new hall"):
            self.assertIn(shown, words)
        self.assertIn(self.customer.name, words)
        for hidden in ("angry", self.agent_a.name, self.agent_a.email):
            self.assertNotIn(hidden, response.text)
        self.assertEqual(
            page.xpath("//button[@name='answer']/@value"), ["approve", "reject"]
        )
        self.assertFalse(page.xpath("//input[@checked]"))

    def test_page_shows_when_it_is_planned_for(self):
        """On the reader's own clock."""
        self.boss.tz = "Europe/Berlin"
        _ticket, paths = self._ask_for(
            {"who": "manager"},
            planned_start="2026-03-07 18:00:00",
            planned_end="2026-03-07 20:00:00",
        )
        _response, page = self._get(paths["sd_boss"])
        words = self._words(page)
        for shown in ("Planned for", "7:00", "9:00", "Europe/Berlin"):
            self.assertIn(shown, words)

    def test_page_shows_what_the_window_collides_with(self):
        """By name to people of the house, and by number only to others."""
        night = {
            "planned_start": "2036-03-07 18:00:00",
            "planned_end": "2036-03-07 20:00:00",
        }
        self.env["servicedesk.freeze"].create(
            {
                "name": "Spring sales",
                "date_from": "2036-03-07 00:00:00",
                "date_to": "2036-03-08 00:00:00",
                "company_id": self.company.id,
            }
        )
        switch = self.env["servicedesk.component"].create(
            {"name": "Switch", "company_id": self.company.id}
        )
        other, secret = (
            self._ticket(
                self.dispatcher,
                ticket_type_id=self.badge_type.id,
                component_ids=switch.ids,
                **night,
            )
            for _each in range(2)
        )
        secret.sudo().is_confidential = True
        ticket, paths = self._ask_for(
            self._named(self.friend, self.boss), component_ids=switch.ids, **night
        )
        _response, page = self._get(paths["sd_friend"])
        for shown in ("Spring sales", other.number, "a confidential change"):
            self.assertIn(shown, self._words(page))
        self.assertNotIn(secret.number, self._words(page))
        self._other_browser()
        _response, page = self._get(paths["sd_boss"])
        self.assertIn("other planned work: 3", self._words(page))
        for hidden in ("Spring sales", other.number, secret.number):
            self.assertNotIn(hidden, self._words(page))
        mine = self._of(ticket, self.friend)
        self.assertIn("Spring sales", mine.collision_note)
        mine.action_approve()
        self.assertFalse(mine.collision_note)

    def test_page_shows_risk_and_way_back(self):
        """To people of the house; how the work is done is not for others."""
        _ticket, paths = self._ask_for(
            self._named(self.friend, self.boss),
            risk="3",
            back_out_plan="<p>Put the old ones back</p>",
        )
        for login, wanted in (("sd_friend", True), ("sd_boss", False)):
            self._other_browser()
            _response, page = self._get(paths[login])
            for shown in ("Risk", "High", "Put the old ones back"):
                with self.subTest(login=login, shown=shown):
                    self.assertEqual(shown in self._words(page), wanted)

    def test_what_the_page_hides_is_hidden_by_rpc(self):
        """Nor is it found by searching for its words; the house reads it there, too."""
        self._add_rules(self._named(self.friend, self.boss))
        ticket = self._request(risk="3", back_out_plan="<p>Put them back</p>")
        ticket.action_move(self.move.id, {"comment": "He insists"})
        hidden = {
            "risk": "3",
            "back_out_plan": "<p>Put them back</p>",
            "request_note": "He insists",
            "collision_note": "",
        }
        outside, inside = self._of(ticket, self.boss), self._of(ticket, self.friend)
        self.assertEqual(outside.read(["state"])[0]["state"], "pending")
        for name, value in hidden.items():
            with self.subTest(name):
                with self.assertRaises(AccessError):
                    outside.read([name])
                with self.assertRaises(AccessError):
                    outside.search_read([], [name])
                self.assertEqual(str(inside.read([name])[0][name]), value)
        with self.assertRaises(AccessError):
            outside.search([("request_note", "like", "He")])

    def test_page_leaves_no_trace(self):
        ticket, paths = self._ask_for({"who": "manager"})
        approval = ticket.sudo().approval_ids
        for path in (paths["sd_boss"], f"/servicedesk/approval/{approval.id}/x"):
            response, _page = self._get(path)
            self.assertEqual(response.headers["Referrer-Policy"], "no-referrer")
            self.assertEqual(response.headers["Cache-Control"], "no-store")
            self.assertEqual(response.headers["X-Robots-Tag"], "noindex, nofollow")

    def test_looking_changes_nothing(self):
        """GET and HEAD decide nothing, however often and with whatever in them."""
        ticket, paths = self._ask_for({"who": "manager"})
        messages = ticket.sudo().message_ids
        for method in ("GET", "HEAD", "GET", "HEAD"):
            self._wait(60)
            path = f"{paths['sd_boss']}?answer=approve&note=x"
            response = self.url_open(path, method=method)
            self.assertEqual(response.status_code, 200)
        self.env.invalidate_all()
        self.assertEqual(self._states(ticket), {"boss": "pending"})
        self.assertEqual(ticket.sudo().message_ids, messages)
        self.assertFalse(self.env["servicedesk.answer.nonce"].search([]))

    def test_approved(self):
        """A portal manager approves without logging in; the ticket goes on."""
        ticket, paths = self._ask_for({"who": "manager"})
        _response, page = self._get(paths["sd_boss"])
        response, page = self._post(paths["sd_boss"], page, answer="approve", note="Ok")
        self.assertEqual(response.status_code, 200)
        self.assertIn("Thank you for your decision", self._words(page))
        self.env.invalidate_all()
        approval = ticket.sudo().approval_ids
        self.assertEqual(approval.state, "approved")
        self.assertEqual(approval.decided_by_id, self.boss.partner_id)
        self.assertEqual(approval.note, "Ok")
        self.assertEqual(ticket.state, "in_progress")
        _response, page = self._get(paths["sd_boss"])
        self.assertIn("This was decided already", self._words(page))

    def test_rejected(self):
        """Not without a reason; the form comes back with what was typed."""
        ticket, paths = self._ask_for({"who": "manager"})
        path = paths["sd_boss"]
        _response, page = self._get(path)
        response, page = self._post(path, page, answer="reject")
        self.assertEqual(response.status_code, 422)
        self.assertIn("Please say why it is rejected", self._words(page))
        response, page = self._post(path, page, answer="reject", note="Too dear")
        self.assertEqual(response.status_code, 200)
        self.env.invalidate_all()
        self.assertEqual(self._states(ticket), {"boss": "rejected"})
        self.assertEqual(ticket.state, "new")

    def test_nothing_pressed(self):
        ticket, paths = self._ask_for({"who": "manager"})
        _response, page = self._get(paths["sd_boss"])
        for answer in ({}, {"answer": "yes"}, {"answer": "approved"}):
            response, page = self._post(paths["sd_boss"], page, **answer)
            self.assertEqual(response.status_code, 422)
            self.assertIn("Please choose", self._words(page))
        self.env.invalidate_all()
        self.assertEqual(self._states(ticket), {"boss": "pending"})

    def test_scanners_decide_nothing(self):
        """Too quick, without nonce, with the nonce of another browser, twice."""
        ticket, paths = self._ask_for({"who": "manager"})
        path = paths["sd_boss"]
        _response, page = self._get(path)
        response, _page = self._post(path, page, after=0.5, answer="approve")
        self.assertEqual(response.status_code, 409)
        fields = self._fields(page)
        self._wait(10)
        for nonce in ("", "forged", "1.x.y"):
            data = {**fields, "nonce": nonce, "answer": "approve"}
            self.assertEqual(self.url_open(path, data=data).status_code, 409)
        self._other_browser()
        _response, other = self._get(path)
        data = {**self._fields(other), "nonce": fields["nonce"], "answer": "approve"}
        self.assertEqual(self.url_open(path, data=data).status_code, 409)
        self.env.invalidate_all()
        self.assertEqual(self._states(ticket), {"boss": "pending"})

    def test_a_link_opens_one_question_only(self):
        """Not that of another approval, of a solution, or of a ticket by its id."""
        ticket, paths = self._ask_for({"who": "manager"}, self._named(self.friend))
        first, second = ticket.sudo().approval_ids
        token = paths["sd_boss"].rsplit("/", 1)[1]
        for path in (
            f"/servicedesk/approval/{second.id}/{token}",
            f"/servicedesk/approval/{first.id}/{token}x",
            f"/servicedesk/approval/{first.id + 1000}/{token}",
            f"/servicedesk/confirm/{ticket.id}/{token}",
            f"/servicedesk/confirm/{first.id}/{token}",
        ):
            response, page = self._get(path)
            with self.subTest(path=path.replace(token, "…")):
                self.assertEqual(response.status_code, 404)
                self.assertNotIn(ticket.name, self._words(page))

    def test_only_the_hash_is_kept(self):
        _ticket, paths = self._ask_for({"who": "manager"})
        token = paths["sd_boss"].rsplit("/", 1)[1]
        links = self.env["servicedesk.answer.link"].search(
            [("purpose", "=", "approve")]
        )
        self.assertTrue(links)
        self.assertNotIn(token, str(links.read()))

    def test_the_others_are_told_who_decided(self):
        """Any one of two: the page of the other says what was decided, by whom."""
        ticket, paths = self._ask_for(self._named(self.friend, self.deputy))
        _response, late = self._get(paths["sd_deputy"])
        _response, page = self._get(paths["sd_friend"])
        self._post(paths["sd_friend"], page, answer="approve")
        response, page = self._post(
            paths["sd_deputy"], late, answer="reject", note="No"
        )
        self.assertEqual(response.status_code, 410)
        self.assertIn("not needed any more", self._words(page))
        self.env.invalidate_all()
        self.assertEqual(ticket.state, "in_progress")

    def test_over_when_withdrawn(self):
        ticket, paths = self._ask_for({"who": "manager"})
        _response, page = self._get(paths["sd_boss"])
        ticket.action_cancel("Not needed")
        response, page = self._post(paths["sd_boss"], page, answer="approve")
        self.assertEqual(response.status_code, 410)
        self.assertIn("This question is over", self._words(page))
        self.env.invalidate_all()
        self.assertEqual(ticket.state, "cancelled")

    def test_over_when_the_ticket_became_secret(self):
        """A link mailed before does not open what its owner may not read now."""
        ticket, paths = self._ask_for(self._named(self.friend))
        ticket.sudo().is_confidential = True
        response, page = self._get(paths["sd_friend"])
        self.assertEqual(response.status_code, 410)
        self.assertNotIn(ticket.name, self._words(page))

    def test_without_csrf(self):
        ticket, paths = self._ask_for({"who": "manager"})
        _response, page = self._get(paths["sd_boss"])
        self._wait(10)
        data = {**self._fields(page), "answer": "approve", "csrf_token": "x"}
        self.assertEqual(self.url_open(paths["sd_boss"], data=data).status_code, 400)
        self.env.invalidate_all()
        self.assertEqual(self._states(ticket), {"boss": "pending"})

    def test_only_a_post_decides(self):
        """Not OPTIONS either, which Odoo lets in without a CSRF token."""
        ticket, paths = self._ask_for({"who": "manager"})
        _response, page = self._get(paths["sd_boss"])
        self._wait(10)
        data = {**self._fields(page), "answer": "approve"}
        response = self.url_open(paths["sd_boss"], data=data, method="OPTIONS")
        self.assertEqual(response.status_code, 405)
        self.env.invalidate_all()
        self.assertEqual(self._states(ticket), {"boss": "pending"})

    def test_the_conversation_keeps_no_link(self):
        """Who reads the ticket's conversation finds no page to decide on."""
        ticket, paths = self._ask_for({"who": "manager"})
        bodies = " ".join(ticket.sudo().message_ids.mapped("body"))
        self.assertNotIn("/servicedesk/approval/", bodies)
        self.assertIn("Asked for approval: Boss", bodies)

    def test_in_the_readers_language(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.boss.lang = "de_DE"
        _ticket, paths = self._ask_for({"who": "manager"})
        _response, page = self._get(paths["sd_boss"])
        self.assertEqual(page.xpath("/html/@lang"), ["de-DE"])
