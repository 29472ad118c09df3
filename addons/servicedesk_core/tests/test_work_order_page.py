# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import re

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .contractor_common import ContractorCommon
from .test_answer_page import AnswerPageCommon

PAGE = re.compile(r"/servicedesk/work-order/\d+/[\w-]+")


class WorkOrderPageCommon(AnswerPageCommon, ContractorCommon):
    """The page of a mailed work order, in a browser without JavaScript."""

    def _order(self, **vals):
        """Return a draft to frost's engineer, by agent_a, for a ticket in work."""
        ticket = self._started(name="Till 3 of Mrs Secret", description="<p>PIN 1</p>")
        defaults = {
            "name": "Mend the freezer",
            "description": "<p>It is too warm</p>",
            "ticket_id": ticket.id,
            "contractor_id": self.frost.id,
            "contact_id": self.engineer.id,
            "site_id": self.shop.id,
        }
        orders = self.env["servicedesk.work.order"].with_user(self.agent_a)
        return orders.create({**defaults, **vals})

    def _send(self, order=None, address="ed@frost.example.com", **vals):
        """Send an order; return it and the path that was mailed."""
        order = order or self._order(**vals)
        with self.mock_mail_gateway():
            order.action_send()
        (path,) = self._paths(address)
        return order, path

    def _paths(self, address):
        found = []
        for message in self._sent_to(address):
            found += PAGE.findall(self._bodies(message))
        return list(dict.fromkeys(found))

    def _buttons(self, page):
        """Return the answers that the page asks for."""
        shown = page.xpath("//button[@name='answer']/@value")
        return [name for name in shown if name in ("accept", "done", "decline")]

    def _deeds(self, page):
        """Return what else the page takes."""
        shown = page.xpath("//button[@name='answer']/@value")
        return [name for name in shown if name not in ("accept", "done", "decline")]


@tagged("post_install", "-at_install")
class TestWorkOrderPage(WorkOrderPageCommon):
    """A contractor answers from his mail: accept, decline, done."""

    # ------------------------------------------------------------------
    # Looking
    # ------------------------------------------------------------------

    def test_page_shows_what_is_ordered(self):
        """The order's own words, and nothing of the ticket or the customer."""
        order = self._order(
            planned_start="2026-03-07 18:00:00", planned_end="2026-03-07 20:00:00"
        )
        ticket = order.ticket_id
        ticket.message_post(body="He is angry", subtype_xmlid="mail.mt_note")
        order.message_post(body="Check their bill", subtype_xmlid="mail.mt_note")
        self.engineer.tz = "Europe/Berlin"
        order, path = self._send(order)
        response, page = self._get(path)
        self.assertEqual(response.status_code, 200)
        words = self._words(page)
        for shown in (
            order.number,
            "Mend the freezer",
            "It is too warm",
            "Shop 12",
            self.agent_a.name,
            "7:00",
            "9:00",
            "Europe/Berlin",
        ):
            self.assertIn(shown, words)
        for hidden in (
            ticket.number,
            "Mrs Secret",
            "PIN 1",
            "angry",
            "their bill",
            self.customer.name,
            self.customer_company.name,
            self.agent_a.email,
        ):
            self.assertNotIn(hidden, response.text)
        self.assertEqual(self._buttons(page), ["accept", "decline"])

    def test_page_leaves_no_trace(self):
        """No referrer, no cache, no index; wrong links look alike whatever is wrong."""
        order, path = self._send()
        other, other_path = self._send(self._order())
        token = path.rsplit("/", 1)[1]
        wrong = (
            f"/servicedesk/work-order/{order.id}/wrong",
            f"/servicedesk/work-order/{other.id}/{token}",
            f"/servicedesk/work-order/999999999/{token}",
            f"/servicedesk/confirm/{order.id}/{token}",
            f"/servicedesk/approval/{order.id}/{token}",
        )
        for each in (path, other_path, *wrong):
            response, page = self._get(each)
            self.assertEqual(response.headers["Referrer-Policy"], "no-referrer")
            self.assertEqual(response.headers["Cache-Control"], "no-store")
            self.assertEqual(response.headers["X-Robots-Tag"], "noindex, nofollow")
            self.assertEqual(response.status_code, 404 if each in wrong else 200, each)
            if each in wrong:
                self.assertNotIn("Mend the freezer", self._words(page))

    @mute_logger("odoo.http")
    def test_looking_changes_nothing(self):
        """GET and HEAD, however often, and other methods, answer nothing."""
        order, path = self._send()
        for _each in range(3):
            self._get(f"{path}?answer=accept&note=Yes")
        self.opener.head(self.base_url() + path)
        for method in (self.opener.put, self.opener.delete, self.opener.options):
            method(self.base_url() + path)
        self.assertEqual(
            self.url_open(path, data={"answer": "accept"}).status_code, 400
        )
        order.invalidate_recordset()
        self.assertEqual(order.state, "sent")

    # ------------------------------------------------------------------
    # Answering
    # ------------------------------------------------------------------

    def test_accept_and_report_with_one_link(self):
        """The contact accepts; later the same link reports the work as done."""
        order, path = self._send()
        response, page = self._post(path, self._get(path)[1], answer="accept")
        self.assertEqual(response.status_code, 200)
        self.assertIn("You have accepted", self._words(page))
        self.assertEqual(self._buttons(page), ["done", "decline"])
        order.invalidate_recordset()
        self.assertEqual(order.state, "accepted")
        self.assertEqual(order.last_step_by_id, self.engineer)
        _response, page = self._get(path)
        self.assertEqual(self._buttons(page), ["done", "decline"])
        response, page = self._post(
            path, page, answer="done", report="Refilled <b>it</b>\nand cleaned"
        )
        self.assertEqual(response.status_code, 200)
        order.invalidate_recordset()
        self.assertEqual(order.state, "done")
        self.assertEqual(order.done_by_id, self.engineer)
        # What was typed is text, whatever it looks like.
        self.assertIn("Refilled &lt;b&gt;it", order.report)
        response, page = self._get(path)
        self.assertIn("reported as done", self._words(page))
        self.assertFalse(self._buttons(page))

    def test_decline_needs_words(self):
        """Without a reason nothing is written, and the form comes again."""
        order, path = self._send()
        response, page = self._post(path, self._get(path)[1], answer="decline")
        self.assertEqual(response.status_code, 422)
        self.assertIn("say why", self._words(page))
        order.invalidate_recordset()
        self.assertEqual(order.state, "sent")
        response, page = self._post(
            path, page, answer="decline", reason="No people until May"
        )
        self.assertEqual(response.status_code, 200)
        self.assertIn("declined", self._words(page))
        order.invalidate_recordset()
        self.assertEqual(
            (order.state, order.end_reason), ("declined", "No people until May")
        )
        self.assertIn("answered already", self._words(self._get(path)[1]))

    def test_done_needs_words(self):
        """What was done is what the orderer verifies."""
        order, path = self._send()
        order.with_user(self.frost_user).action_accept()
        response, page = self._post(path, self._get(path)[1], answer="done", report=" ")
        self.assertEqual(response.status_code, 422)
        self.assertIn("what was done", self._words(page))
        order.invalidate_recordset()
        self.assertEqual(order.state, "accepted")

    def test_nothing_chosen(self):
        """Neither no button, nor one of another page, nor one not due, answers."""
        order, path = self._send()
        for answer in ({}, {"answer": "approve"}, {"answer": "done", "report": "Yes"}):
            page = self._get(path)[1]
            response, page = self._post(path, page, **answer)
            self.assertEqual(response.status_code, 422)
            self.assertIn("choose", self._words(page))
        order.invalidate_recordset()
        self.assertEqual(order.state, "sent")

    def test_a_form_counts_once(self):
        """Pressed twice, too fast, or left open over a step of somebody else."""
        order, path = self._send()
        page = self._get(path)[1]
        response, _page = self._post(path, page, after=0.5, answer="accept")
        self.assertEqual(response.status_code, 409)
        order.with_user(self.frost_user).action_accept()
        response, page = self._post(path, page, answer="accept")
        self.assertEqual(response.status_code, 409)
        self.assertEqual(self._buttons(page), ["done", "decline"])
        order.invalidate_recordset()
        self.assertEqual(order.state, "accepted")

    def test_colleague_was_faster(self):
        """Who answers what was declined a moment ago is told so, without effect."""
        order, path = self._send()
        page = self._get(path)[1]
        order.with_user(self.frost_user).action_decline("No people")
        _response, page = self._post(path, page, answer="accept")
        self.assertIn("declined", self._words(page))
        order.invalidate_recordset()
        self.assertEqual(order.state, "declined")

    # ------------------------------------------------------------------
    # When the link is over
    # ------------------------------------------------------------------

    def test_cancelled(self):
        """The page says that nothing is to be done, and takes no answer."""
        order, path = self._send()
        page = self._get(path)[1]
        with self.mock_mail_gateway():
            order.action_cancel("The shop closes")
        (mail,) = self._sent_to(self.engineer.email)
        self.assertIn("The shop closes", self._bodies(mail))
        self.assertNotIn("/servicedesk/work-order/", self._bodies(mail))
        for response, found in (
            self._get(path),
            self._post(path, page, answer="accept"),
        ):
            self.assertEqual(response.status_code, 410)
            self.assertIn("cancelled", self._words(found))
        self.assertEqual(order.state, "cancelled")

    def test_returned(self):
        """He is written to with the reason; old link and new one report again."""
        order, path = self._send()
        order.with_user(self.frost_user).action_accept()
        order.with_user(self.frost_user).action_done("Looked at it")
        with self.mock_mail_gateway():
            order.action_return("Still warm")
        (mail,) = self._sent_to(self.engineer.email)
        self.assertIn("Still warm", self._bodies(mail))
        (new_path,) = self._paths(self.engineer.email)
        self.assertNotEqual(new_path, path)
        for each in (path, new_path):
            page = self._get(each)[1]
            self.assertEqual(self._buttons(page), ["done"])
            self.assertIn("given back", self._words(page))
        self._post(new_path, page, answer="done", report="New compressor")
        order.invalidate_recordset()
        self.assertEqual(order.state, "done")
        order.with_user(self.agent_a).action_verify()
        self.assertIn("verified", self._words(self._get(path)[1]))

    def test_who_left_the_contractor_answers_no_more(self):
        """Another firm's man, and an archived one, are told that it is over."""
        for vals in ({"parent_id": self.other_company.id}, {"active": False}):
            order, path = self._send()
            page = self._get(path)[1]
            self.engineer.write(vals)
            with self.subTest(vals=vals):
                self.assertEqual(self._get(path)[0].status_code, 410)
                response, _page = self._post(path, page, answer="accept")
                self.assertEqual(response.status_code, 410)
                self.assertEqual(order.state, "sent")
            self.engineer.write({"parent_id": self.frost.id, "active": True})

    def test_the_link_is_a_secret(self):
        """It is kept hashed, in no conversation, and whoever reads cannot answer."""
        order, path = self._send()
        token = path.rsplit("/", 1)[1]
        links = self.env["servicedesk.answer.link"].search(
            [("res_model", "=", order._name), ("res_id", "=", order.id)]
        )
        self.assertEqual(links.partner_id, self.engineer)
        self.assertNotIn(token, str(links.read()))
        bodies = "".join(
            str(message.body)
            for record in (order, order.ticket_id)
            for message in record.sudo().message_ids
        )
        self.assertNotIn("/servicedesk/work-order/", bodies)
        with self.assertRaises(AccessError):
            links.with_user(self.manager).read(["partner_id"])


@tagged("post_install", "-at_install")
class TestWorkOrderMail(WorkOrderPageCommon):
    """Who is written to, of which step, and in what words."""

    def _mailed(self, step, *arguments, order=None, user=None):
        """Make a step; return the addresses and texts of the mails with its number."""
        with self.mock_mail_gateway():
            getattr(order.with_user(user or self.agent_a), step)(*arguments)
        return {
            to: self._bodies(mail["EmailMessage"])
            for mail in self._mails
            for to in mail["email_to"]
            if order.number in mail["subject"] and "frost" in to
        }

    def test_whom(self):
        """The contact, else the first person of the firm, else the firm itself."""
        order = self._order()
        self.assertEqual(
            [*self._mailed("action_send", order=order)],
            ['"Ed Engineer" <ed@frost.example.com>'],
        )
        order = self._order(contact_id=False)
        self.assertIn("ed@frost", str([*self._mailed("action_send", order=order)]))
        self.engineer.email = self.frost_user.partner_id.email = False
        order = self._order(contact_id=False)
        self.assertIn("office@frost", str([*self._mailed("action_send", order=order)]))

    def test_nobody_to_write_to(self):
        """Who ordered is told to call, and the order says so."""
        self.engineer.email = False
        order = self._order()
        with self.mock_mail_gateway():
            order.action_send()
        (mail,) = self._sent_to(self.agent_a.email)
        self.assertIn("please tell him yourself", self._bodies(mail))
        self.assertEqual(order.state, "sent")
        notes = str(order.sudo().message_ids.mapped("body"))
        self.assertIn("Ed Engineer has no e-mail address", notes)

    def test_his_own_steps_are_no_news_to_him(self):
        """Nothing is mailed of what he did, nor of drafts that nobody ordered."""
        order = self._order()
        self.assertFalse(self._mailed("action_plan", order=order))
        self._mailed("action_send", order=order)
        for step, arguments in (
            ("action_accept", ()),
            ("action_plan", ("2026-03-09 08:00:00",)),
            ("action_start", ()),
            ("action_done", ("All well",)),
        ):
            with self.subTest(step=step):
                self.assertFalse(
                    self._mailed(step, *arguments, order=order, user=self.frost_user)
                )
        draft = self._order()
        self.assertFalse(self._mailed("action_cancel", "Too late", order=draft))

    def test_a_new_date_is_news(self):
        """He reads when he is expected, in his own time."""
        self.engineer.tz = "Asia/Shanghai"
        order = self._order()
        self._mailed("action_send", order=order)
        mails = self._mailed(
            "action_plan", "2026-03-09 08:00:00", "2026-03-09 10:00:00", order=order
        )
        (text,) = mails.values()
        for shown in ("planned anew", "4:00", "6:00", "Asia/Shanghai"):
            self.assertIn(shown, text)

    def test_mail_tells_the_order_and_no_more(self):
        """No ticket, no customer; answers go to the desk, not to a person's mailbox."""
        order = self._order()
        with self.mock_mail_gateway():
            order.action_send()
        (mail,) = self._sent_to(self.engineer.email)
        text = self._bodies(mail)
        for shown in ("Mend the freezer", "It is too warm", "Shop 12"):
            self.assertIn(shown, text)
        for hidden in (order.ticket_id.number, "Mrs Secret", "PIN 1", "Green Grocers"):
            self.assertNotIn(hidden, text + mail["Subject"])
        self.assertIn("desk@test.mycompany.com", mail["Reply-To"])
        self.assertNotIn(self.agent_a.email, mail["Reply-To"])
        self.assertIn(order.number, mail["Subject"])

    def test_an_own_engineer_is_not_a_contractor(self):
        """He has a desk of his own; no link is made for him."""
        order = self._order(
            contractor_id=False, contact_id=False, user_id=self.agent_b.id
        )
        with self.mock_mail_gateway():
            order.action_send()
        self.assertFalse(self._paths(self.agent_b.email))
        self.assertFalse(
            self.env["servicedesk.answer.link"].search_count(
                [("res_model", "=", order._name), ("res_id", "=", order.id)]
            )
        )

    def test_another_company_of_the_house(self):
        """Its dispatchers are told; they answer on their own desk, without a link."""
        other = self.env["res.company"].create(
            {"name": "Transport Ltd", "email": "desk@transport.example.com"}
        )
        theirs = self._new_user("sd_transport", "dispatcher")
        theirs.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        order = self._order(contractor_id=other.partner_id.id, contact_id=False)
        with self.mock_mail_gateway():
            order.action_send()
        (mail,) = self._sent_to(theirs.email)
        self.assertIn(order.number, mail["Subject"])
        self.assertFalse(PAGE.findall(self._bodies(mail)))
        self.assertFalse(self._sent_to("desk@transport.example.com"))
        self.assertFalse(self._sent_to(self.dispatcher.email))
        order.with_user(theirs).action_accept()
        self.assertEqual(order.state, "accepted")
