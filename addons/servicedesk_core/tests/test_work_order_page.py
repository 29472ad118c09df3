# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import base64
import re

from lxml import html

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .contractor_common import ContractorCommon
from .test_answer_page import AnswerPageCommon

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAA"
    "AABJRU5ErkJggg=="
)
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
class TestWorkOrderDeeds(WorkOrderPageCommon):
    """What else he does on the page, without an account: date, costs, files."""

    def _accepted(self, **vals):
        """Return an order that he has accepted, and its page."""
        order, path = self._send(**vals)
        self._post(path, self._get(path)[1], answer="accept")
        order.invalidate_recordset()
        return order, path

    def _send_form(self, path, files=(), status=200, **answer):
        """Fill in a form of the page as it is now; return the page that comes."""
        _response, page = self._get(path)
        self._wait(10)
        response = self.url_open(
            path,
            data={**self._fields(page), **answer},
            files=[("files", file) for file in files] or None,
        )
        self.assertEqual(response.status_code, status, response.text[:300])
        return html.fromstring(response.content)

    def _notes(self, record):
        record.invalidate_recordset(["message_ids"])
        return " ".join(str(body) for body in record.sudo().message_ids.mapped("body"))

    def test_what_is_taken_when(self):
        """A date before the work is done, costs from acceptance on, words always."""
        order, path = self._send()
        self.assertEqual(self._deeds(self._get(path)[1]), ["say"])
        order.with_user(self.frost_user).action_accept()
        page = self._get(path)[1]
        self.assertEqual(self._deeds(page), ["plan", "hours", "part", "say"])
        order.with_user(self.frost_user).action_done("Mended")
        page = self._get(path)[1]
        self.assertEqual(self._deeds(page), ["hours", "part", "say"])
        self.assertFalse(self._buttons(page))

    def test_each_answer_has_words_of_its_own(self):
        """A reason is no report: two forms, two fields, both needed."""
        _order, path = self._accepted()
        page = self._get(path)[1]
        for answer, field in (("done", "report"), ("decline", "reason")):
            (form,) = page.xpath(f"//form[.//button[@value='{answer}']]")
            (area,) = form.xpath(".//textarea")
            self.assertEqual((area.name, area.get("required")), (field, "required"))
            self.assertTrue(form.xpath(f".//label[@for='{area.get('id')}']"))
        page = self._send_form(path, answer="decline", report="Mended", status=422)
        self.assertIn("say why", self._words(page))

    # ------------------------------------------------------------------
    # When
    # ------------------------------------------------------------------

    def test_plan_on_his_clock(self):
        """What he types is the hour at his place, and he is told it so."""
        self.engineer.tz = "Asia/Shanghai"
        order, path = self._accepted()
        page = self._send_form(
            path,
            answer="plan",
            planned_start="2026-03-09T08:00",
            planned_end="2026-03-09T10:00",
        )
        order.invalidate_recordset()
        self.assertEqual(str(order.planned_start), "2026-03-09 00:00:00")
        self.assertEqual(str(order.planned_end), "2026-03-09 02:00:00")
        words = " ".join(self._words(page).split())
        self.assertIn("March 9, 2026, 8:00", words)
        self.assertIn("10:00", words)
        self.assertIn("Asia/Shanghai", words)
        self.assertEqual(
            page.xpath("//input[@name='planned_start']/@value"), ["2026-03-09T08:00"]
        )
        # The desk reads it on its own clock.
        self.assertNotIn("8:00", self._notes(order).replace("8:00 (A", ""))
        self.assertIn("Planned from", self._notes(order.ticket_id))

    def test_no_date_is_guessed(self):
        """Nonsense, no beginning, or an end before it: told, and nothing is kept."""
        order, path = self._accepted()
        for start, end in (
            ("", ""),
            ("tomorrow", ""),
            ("2026-03-09T10:00", "2026-03-09T08:00"),
            ("0001-01-01T00:00", ""),
            ("9999-12-31T23:59", ""),
        ):
            with self.subTest(start=start):
                self._send_form(
                    path,
                    answer="plan",
                    planned_start=start,
                    planned_end=end,
                    status=422,
                )
        order.invalidate_recordset()
        self.assertFalse(order.planned_start)

    # ------------------------------------------------------------------
    # Costs
    # ------------------------------------------------------------------

    def test_hours_at_the_agreed_rate(self):
        """His hours cost what was agreed; a decimal comma is one, too."""
        order, path = self._accepted(rate=50)
        page = self._send_form(
            path, answer="hours", hours_name="Search", hours="2,5", hours_amount="999"
        )
        line = order.line_ids
        self.assertEqual((line.kind, line.hours), ("labour", 2.5))
        self.assertEqual(line.amount_claimed, 125)
        self.assertEqual(line.partner_id, self.engineer)
        self.assertIn("125.00", self._words(page))
        logged = order.sudo().message_ids.filtered(lambda one: "Search" in one.body)
        self.assertEqual(logged.author_id, self.engineer)
        self.assertIn("Costs were claimed", self._notes(order.ticket_id))
        self.assertNotIn("125", self._notes(order.ticket_id))

    def test_parts_and_other_costs(self):
        """With an amount; of another firm's order nothing is seen or taken."""
        order, path = self._accepted()
        page = self._send_form(
            path,
            answer="part",
            part_kind="other",
            part_name="Way",
            quantity="40",
            part_amount="20",
        )
        self.assertEqual(order.line_ids.kind, "other")
        self.assertEqual(order.line_ids.quantity, 40)
        self.assertIn("20.00", self._words(page))
        other = self._order(contractor_id=self.allround.id, contact_id=False)
        other.action_send()
        other.action_accept()
        other.action_claim([{"kind": "part", "name": "Pipe", "amount_claimed": 7}])
        line = str(other.line_ids.id)
        self._send_form(path, answer="withdraw", line=line, status=422)
        self.assertTrue(other.line_ids)
        page = self._send_form(path, answer="withdraw", line=str(order.line_ids.id))
        self.assertFalse(order.line_ids)
        self.assertIn("Taken back", self._notes(order))

    def test_what_is_no_claim(self):
        """Nothing is kept of what the rules of claims refuse; it is said why."""
        order, path = self._accepted(rate=50)
        for form in (
            {"answer": "hours", "hours_name": "Work", "hours": "many"},
            {"answer": "hours", "hours_name": "Work", "hours": "nan"},
            {"answer": "hours", "hours_name": "Work", "hours": "25"},
            {"answer": "hours", "hours_name": "", "hours": "1"},
            {"answer": "hours", "hours_name": "W", "hours": "1", "hours_date": "soon"},
            {"answer": "part", "part_name": "Pipe", "part_amount": ""},
            {"answer": "part", "part_name": "Pipe", "part_amount": "-1"},
            {"answer": "withdraw", "line": "²"},
        ):
            with self.subTest(form=form):
                self._send_form(path, status=422, **form)
        self.assertFalse(order.line_ids)

    def test_decided_lines_stay(self):
        """He sees what was cut and why, and takes back nothing of it."""
        order, path = self._accepted()
        self._send_form(path, answer="part", part_name="Pipe", part_amount="20")
        line = order.line_ids
        line.with_user(self.agent_a).action_cut(15, "It costs less")
        page = self._send_form(path, answer="withdraw", line=str(line.id), status=422)
        self.assertIn("It costs less", self._words(page))
        self.assertIn("15.00", self._words(page))
        self.assertNotIn("withdraw", self._deeds(page))
        self.assertTrue(line.exists())

    # ------------------------------------------------------------------
    # Words and files
    # ------------------------------------------------------------------

    def test_files_and_words(self):
        """They are his public message; who ordered is told, and the ticket knows."""
        order, path = self._accepted()
        page = self._send_form(
            path,
            files=[("door.png", PNG, "text/html")],
            answer="say",
            words="Burnt <b>through</b>",
        )
        message = order.sudo().message_ids[:1]
        self.assertEqual(message.author_id, self.engineer)
        self.assertFalse(message.is_internal or message.subtype_id.internal)
        self.assertIn("Burnt &lt;b&gt;", message.body)
        self.assertIn(self.agent_a.partner_id, message.notification_ids.res_partner_id)
        file = message.attachment_ids
        # What it is, is decided by its bytes.
        self.assertEqual((file.mimetype, file.res_id), ("image/png", order.id))
        self.assertIn("New files: 1.", self._notes(order.ticket_id))
        self.assertIn("door.png", self._words(page))
        (link,) = page.xpath("//a[contains(@href, '/file/')]/@href")
        response = self.url_open(link)
        self.assertEqual(response.content, PNG)
        self.assertIn("attachment", response.headers["Content-Disposition"])
        self.assertEqual(response.headers["Referrer-Policy"], "no-referrer")

    def test_files_that_are_not_taken(self):
        """Programs and pages under whatever name, and empty files: nothing is kept."""
        order, path = self._accepted()
        for name, content in (
            ("photo.jpg", b"MZ" + bytes(200)),
            ("photo.jpg", b"<html><script>alert(1)</script></html>"),
            ("photo.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
            ("empty.png", b""),
        ):
            for answer in ({"answer": "say"}, {"answer": "done", "report": "Mended"}):
                with self.subTest(name=name, answer=answer):
                    self._send_form(
                        path,
                        files=[(name, content, "image/jpeg")],
                        status=422,
                        **answer,
                    )
        order.invalidate_recordset()
        self.assertEqual(order.state, "accepted")
        self.assertFalse(order.sudo().message_ids.attachment_ids)
        self._send_form(path, answer="say", words=" ", status=422)

    def test_hidden_notes_and_their_files_stay_hidden(self):
        """By no list, and by no address; nor another order's files."""
        order, path = self._accepted()
        note = order.sudo().message_post(
            body="He is too dear",
            attachments=[("bill.txt", b"secret bill")],
            subtype_xmlid="mail.mt_note",
        )
        said = order.message_post(
            body="Here is the plan",
            attachments=[("plan.txt", b"ground floor")],
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        page = self._get(path)[1]
        words = self._words(page)
        self.assertIn("Here is the plan", words)
        self.assertIn("plan.txt", words)
        for hidden in ("too dear", "bill.txt"):
            self.assertNotIn(hidden, words)
        (file,) = said.attachment_ids
        self.assertEqual(
            self.url_open(f"{path}/file/{file.id}").content, b"ground floor"
        )
        other, other_path = self._send()
        for address in (
            f"{path}/file/{note.sudo().attachment_ids.id}",
            f"{other_path}/file/{file.id}",
            f"/servicedesk/work-order/{order.id}/wrong/file/{file.id}",
        ):
            response = self.url_open(address)
            self.assertEqual(response.status_code, 404)
            self.assertNotIn("secret bill", response.text)
        order.with_user(self.agent_a).action_cancel("Closed")
        self.assertEqual(self.url_open(f"{path}/file/{file.id}").status_code, 410)

    def test_the_page_is_loaded_again(self):
        """A form pressed twice counts once, and loading what came sends nothing."""
        order, path = self._accepted()
        page = self._get(path)[1]
        form = {"answer": "part", "part_name": "Pipe", "part_amount": "20"}
        response, _page = self._post(path, page, **form)
        self.assertIn("saved=part", response.url)
        self.assertEqual(response.request.method, "GET")
        _response, again = self._post(path, page, **form)
        self.assertIn("received already", self._words(again))
        self.assertEqual(len(order.line_ids), 1)

    def test_looking_takes_nothing(self):
        """No parameter of an address is a form."""
        order, path = self._accepted()
        self._get(f"{path}?answer=part&part_name=Pipe&part_amount=20&saved=part")
        self._get(f"{path}?answer=plan&planned_start=2026-03-09T08:00")
        self._get(f"{path}?answer=say&words=Burnt")
        order.invalidate_recordset()
        self.assertFalse(order.line_ids or order.planned_start)
        self.assertNotIn("Burnt", self._notes(order))

    def test_after_verification_the_link_takes_nothing(self):
        """Work that was looked at is over; the desk enters what comes late."""
        order, path = self._accepted()
        self._send_form(path, answer="done", report="Mended")
        page = self._get(path)[1]
        order.with_user(self.agent_a).action_verify()
        response, _page = self._post(
            path, page, answer="part", part_name="Pipe", part_amount="20"
        )
        self.assertIn("verified", response.text)
        self.assertFalse(order.line_ids)

    def test_given_back_after_verification(self):
        """The old link names the newer mail, whose link goes on with it."""
        order, path = self._accepted()
        self._send_form(path, answer="done", report="Mended")
        order.invalidate_recordset()
        order.with_user(self.agent_a).action_verify()
        with self.mock_mail_gateway():
            order.with_user(self.agent_a).action_return("It drips")
        response, page = self._get(path)
        self.assertEqual(response.status_code, 410)
        self.assertIn("newest mail", self._words(page))
        (new_path,) = self._paths(self.engineer.email)
        self.assertEqual(self._buttons(self._get(new_path)[1]), ["done"])

    # ------------------------------------------------------------------
    # The history
    # ------------------------------------------------------------------

    def test_history_knows_what_was_mailed_and_answered(self):
        """To whom, about what, in what words, and what he reported; not the link."""
        order, path = self._accepted()
        self._send_form(path, answer="done", report="Changed the compressor")
        mailed = order.sudo().message_ids.filtered(
            lambda one: one.message_type == "email_outgoing"
        )
        for shown in ("Ed Engineer", "ed@frost.example.com", "orders work from you"):
            self.assertIn(shown, mailed.body)
        self.assertEqual(mailed.subject, f"[{order.number}] Mend the freezer")
        self.assertEqual(mailed.notification_ids.res_partner_id, self.engineer)
        self.assertEqual(mailed.notification_ids.notification_status, "sent")
        self.assertNotIn(path.rsplit("/", 1)[1], mailed.body)
        self.assertNotIn("Look at it and answer", mailed.body)
        notes = self._notes(order)
        self.assertIn("Changed the compressor", notes)
        hidden = self._notes(order.ticket_id)
        self.assertIn(f"{order.number} (Frost Ltd): The work is done.", hidden)
        self.assertNotIn("compressor", hidden)

    def test_the_desk_reads_its_own_language(self):
        """What he says in his language is his; that he has accepted, is ours."""
        self.env["res.lang"]._activate_lang("ru_RU")
        self.engineer.lang = "ru_RU"
        order, path = self._accepted()
        page = self._get(path)[1]
        self.assertEqual(page.xpath("//html/@lang"), ["ru-RU"])
        self.assertIn("Accepted.", self._notes(order))
        self.assertIn("(Frost Ltd): Accepted.", self._notes(order.ticket_id))

    def test_a_language_that_is_not_there(self):
        """Whoever speaks one that nobody has installed reads the company's."""
        order, path = self._send()
        self.engineer.flush_recordset()
        self.env.cr.execute(
            "UPDATE res_partner SET lang = 'xx_XX' WHERE id = %s", [self.engineer.id]
        )
        self.engineer.invalidate_recordset()
        response, _page = self._get(path)
        self.assertEqual(response.status_code, 200)

    def test_contract_by_name(self):
        """A number alone says nothing to who does the work."""
        contract = self._underpin(self.frost, name="Cold all day", number="K-7")
        _order, path = self._send(contract_id=contract.id)
        self.assertIn("Cold all day (K-7)", self._words(self._get(path)[1]))

    def test_clock_of_the_place(self):
        """Whose zone nobody knows reads the hours of the place he goes to."""
        (self.engineer | self.frost).tz = False
        self.shop.tz = "Asia/Tokyo"
        _order, path = self._send(
            planned_start="2026-03-07 00:00:00", planned_end="2026-03-08 01:00:00"
        )
        words = " ".join(self._words(self._get(path)[1]).split())
        for shown in ("March 7, 2026, 9:00", "March 8, 2026, 10:00", "Asia/Tokyo"):
            self.assertIn(shown, words)


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
