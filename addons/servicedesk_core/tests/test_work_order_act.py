# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import base64
import io
import re
import shutil

from freezegun import freeze_time
from lxml import etree, html

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, HttpCase, tagged
from odoo.tools.pdf import PdfFileReader

from .contractor_common import ContractorCommon

ACT = "servicedesk_core.servicedesk_work_order_report_act"
# A picture of one point.
DOT = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAA"
    "AABJRU5ErkJggg=="
)
SVG = base64.b64encode(b"<svg xmlns='http://www.w3.org/2000/svg'/>").decode()


class ActCommon(HttpCase, ContractorCommon):
    """Orders of frost in several states."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ticket = cls._started(name="Till 3 of Mrs Secret")

    def _order(self, state="done", **vals):
        """Return an order to frost that came to ``state``."""
        defaults = {
            "name": "Mend the freezer",
            "description": "<p>It is too warm</p>",
            "ticket_id": self.ticket.id,
            "contractor_id": self.frost.id,
            "site_id": self.shop.id,
        }
        orders = self.env["servicedesk.work.order"].with_user(self.agent_a)
        order = orders.create({**defaults, **vals})
        doer = order.user_id or self.frost_user
        steps = {
            "sent": ("action_send", (), self.agent_a),
            "accepted": ("action_accept", (), doer),
            "in_progress": ("action_start", (), doer),
            "done": ("action_done", ("New compressor",), doer),
            "verified": ("action_verify", (), self.agent_a),
        }
        with self.mock_mail_gateway():
            for reached, (step, arguments, user) in steps.items():
                if state == "draft":
                    break
                getattr(order.with_user(user), step)(*arguments)
                if reached == state:
                    break
        return order

    def _render(self, orders, user=None):
        """Return the act on the screen, as a page, and its words."""
        reports = self.env["ir.actions.report"].with_user(user or self.agent_a)
        content, _kind = reports._render_qweb_html(ACT, orders.ids)
        page = html.fromstring(content)
        (article,) = page.xpath("//div[contains(@class, 'article')]")
        return page, " ".join(article.text_content().split())


@tagged("post_install", "-at_install")
class TestWorkOrderAct(ActCommon):
    """The printable act: what was done, and a line to sign on."""

    def test_act_on_screen(self):
        """Parties, place, order, report, hours, and a line for either signature."""
        order = self._order("accepted")
        order.with_user(self.frost_user).action_claim(
            [
                {
                    "kind": "labour",
                    "name": "Ed on site",
                    "hours": 2.5,
                    "amount_claimed": 100,
                },
                {
                    "kind": "part",
                    "name": "Compressor K7",
                    "quantity": 1,
                    "amount_claimed": 120.5,
                },
            ]
        )
        order.with_user(self.frost_user).action_start()
        order.with_user(self.frost_user).action_done("New compressor")
        page, words = self._render(order)
        for shown in (
            order.number,
            "Act of Work Done",
            "Mend the freezer",
            self.company.name,
            "Frost Ltd",
            "Shop 12",
            "It is too warm",
            "New compressor",
            "Ed on site",
            "02:30",
            "Compressor K7",
            "120.50",
            "Received by: name, date, signature",
            "Done by: name, date, signature",
        ):
            self.assertIn(shown, words)
        self.assertNotIn("o_signed", html.tostring(page).decode())
        # Parties and places are enumerated without a gap before the comma.
        self.assertNotIn(" ,", words)
        self.assertIn("max-width: 800px", html.tostring(page).decode())

    def test_act_tells_nothing_of_the_ticket(self):
        """Who does the work prints it, and whoever stands at the freezer reads it."""
        _page, words = self._render(self._order())
        for hidden in (self.ticket.number, "Mrs Secret", "Green Grocers"):
            self.assertNotIn(hidden, words)

    def test_contractor_prints_his_own(self):
        """And nobody else's, nor a stranger any."""
        order = self._order()
        _page, words = self._render(order, self.frost_user)
        self.assertIn("New compressor", words)
        other = self._order(contractor_id=self.allround.id, state="sent")
        for user, record in (
            (self.frost_user, other),
            (self.customer, order),
            (self.employee, order),
        ):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._render(record, user)

    def test_act_of_an_own_engineer(self):
        """He stands on it by name, and no prices do."""
        order = self._order(contractor_id=False, user_id=self.agent_b.id)
        _page, words = self._render(order, self.agent_b)
        self.assertIn(self.agent_b.name, words)
        self.assertNotIn("Claimed", words)

    def test_hours_of_an_own_engineer(self):
        """What was worked stands on the act, and before who verifies it."""
        order = self._order("in_progress", contractor_id=False, user_id=self.agent_b.id)
        order.with_user(self.agent_b).action_add_time(0.75)
        order.with_user(self.agent_b).action_start_timer()
        _page, words = self._render(order)
        self.assertIn("Time Worked 00:45", words)
        self.assertAlmostEqual(order.with_user(self.agent_a).worked_hours, 0.75)
        order.with_user(self.agent_b).action_done("New compressor")
        form = Form(order.with_user(self.agent_a))
        self.assertGreaterEqual(form.worked_hours, 0.75)

    def test_total_of_what_is_claimed(self):
        """Below the amounts, where there are several."""
        order = self._order("accepted")
        line = {"kind": "part", "quantity": 1.5}
        rows = [
            {**line, "name": "Hose", "amount_claimed": 100},
            {**line, "name": "Clamp", "amount_claimed": 20.5},
        ]
        order.with_user(self.frost_user).action_claim(rows[:1])
        _page, words = self._render(order, self.frost_user)
        self.assertNotIn("Total", words)
        order.with_user(self.frost_user).action_claim(rows[1:])
        _page, words = self._render(order, self.frost_user)
        self.assertIn("Total", words)
        self.assertIn("120.50", words)
        self.assertNotIn("Time Worked", words)

    def test_act_before_the_work_is_done(self):
        """It is printed to be filled in by hand: with room for what was done."""
        page, words = self._render(self._order("accepted"))
        self.assertIn("What Was Done", words)
        self.assertNotIn("New compressor", words)
        self.assertIn("height: 96px", html.tostring(page).decode())

    def test_several_acts_are_sheets_of_one_document(self):
        """One page each: wkhtmltopdf as Debian builds it joins no documents."""
        orders = self._order() | self._order()
        page, words = self._render(orders)
        for order in orders:
            self.assertIn(order.number, words)
        markup = html.tostring(page).decode()
        self.assertEqual(len(re.findall('class="o_servicedesk_act"', markup)), 2)

    def test_act_as_pdf(self):
        """Made by wkhtmltopdf, which ./desk test brings: this test never skips."""
        self.assertTrue(shutil.which("wkhtmltopdf"), "apt-get install wkhtmltopdf")
        reports = self.env["ir.actions.report"].with_user(self.agent_a)
        reports = reports.with_context(force_report_rendering=True)
        one, two = self._order(), self._order()
        for orders in (one, one | two):
            content, kind = reports._render_qweb_pdf(ACT, orders.ids)
            self.assertEqual(kind, "pdf")
            self.assertTrue(content.startswith(b"%PDF-"))
            self.assertEqual(self._count_pages(content), len(orders))

    def _count_pages(self, content):
        return len(PdfFileReader(io.BytesIO(content)).pages)

    def test_act_by_its_address(self):
        """Whoever is logged in gets it from Odoo's own route, by his rights."""
        order = self._order()
        path = f"/report/html/servicedesk_core.report_work_order_act/{order.id}"
        self.authenticate("sd_agent_a", "sd_agent_a")
        response = self.url_open(path)
        self.assertEqual(response.status_code, 200)
        self.assertIn("New compressor", response.text)
        self.authenticate(None, None)
        response = self.url_open(path, allow_redirects=False)
        self.assertNotIn("New compressor", response.text)


@tagged("post_install", "-at_install")
class TestWorkOrderSignature(ActCommon):
    """Who receives the work signs on the screen."""

    @freeze_time("2026-03-02 09:00:00")
    def test_signed_on_screen(self):
        """The doer hands over his telephone; the act shows who signed, and when."""
        order = self._order()
        self.assertTrue(
            order.with_user(self.frost_user).action_sign("  Ann\n Shopkeeper ", DOT)
        )
        self.assertEqual(order.signed_name, "Ann Shopkeeper")
        self.assertEqual(str(order.date_signed), "2026-03-02 09:00:00")
        page, words = self._render(order)
        self.assertIn("Ann Shopkeeper", words)
        self.assertIn("data:image/png;base64,", html.tostring(page).decode())
        notes = str(order.sudo().message_ids.mapped("body"))
        self.assertIn("Ann Shopkeeper has signed", notes)

    def test_the_pad_is_signed_by_hand(self):
        """Odoo's own would write the name in a script letter, or load a picture."""
        pads = self.env["servicedesk.work.order.sign"]
        arch = etree.fromstring(pads.get_view(view_type="form")["arch"])
        (pad,) = arch.xpath("//field[@name='signature']")
        self.assertEqual(pad.get("widget"), "servicedesk_signature_pad")

    def test_in_the_dialog(self):
        """The pad keeps what was drawn; it opens for who stands on a side."""
        order = self._order()
        action = order.action_open_sign()
        pad = self.env[action["res_model"]].with_user(self.agent_a)
        form = Form(pad.with_context(**action["context"]))
        form.name = "Ann"
        form.signature = DOT
        pad = form.save()
        pad.action_apply()
        self.assertEqual(order.signed_name, "Ann")
        with self.assertRaises(AccessError):
            order.with_user(self.employee).action_open_sign()
        with self.assertRaises(AccessError):
            pad.with_user(self.agent_b).read(["signature"])

    def test_who_may(self):
        """Both sides; an own engineer with his own; nobody else."""
        for user in (self.agent_a, self.frost_user):
            self.assertTrue(self._order().with_user(user).action_sign("Ann", DOT))
        own = self._order(contractor_id=False, user_id=self.employee.id)
        self.assertTrue(own.with_user(self.employee).action_sign("Ann", DOT))
        order = self._order()
        for user in (self.employee, self.customer, self.auditor, self.other_customer):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                order.with_user(user).action_sign("Ann", DOT)
        self.assertFalse(order.signature)

    def test_nonsense_is_refused(self):
        """No name, no picture, a picture that may hold a program, other types."""
        order = self._order()
        huge = base64.b64encode(b"\x89PNG\r\n\x1a\n" + b"0" * 1024 * 1024).decode()
        for name, signature in (
            ("", DOT),
            ("  ", DOT),
            ("Ann", ""),
            ("Ann", "not base64!"),
            ("Ann", SVG),
            ("Ann", huge),
            (5, DOT),
            ("Ann", 5),
            ("Ann", [DOT]),
            (None, None),
        ):
            with (
                self.subTest(name=name, signature=str(signature)[:20]),
                self.assertRaises(UserError),
            ):
                order.action_sign(name, signature)
        self.assertFalse(order.signed_name or order.signature or order.date_signed)

    def test_when(self):
        """Nobody signs for what has not begun, and nobody signs twice."""
        for state in ("draft", "sent", "accepted"):
            with self.subTest(state=state), self.assertRaises(UserError):
                self._order(state).action_sign("Ann", DOT)
        order = self._order("in_progress")
        order.action_sign("Ann", DOT)
        with self.assertRaisesRegex(UserError, "Ann has signed"):
            order.action_sign("Bob", DOT)
        self.assertEqual(order.signed_name, "Ann")

    def test_only_the_deed_writes_it(self):
        """Neither a write nor a new order brings a signature along."""
        order = self._order("draft")
        for vals in ({"signature": DOT}, {"signed_name": "Ann"}):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                order.write(vals)
            with self.subTest(create=vals), self.assertRaises(UserError):
                self._order("draft", **vals)
        signed = self._order()
        signed.action_sign("Ann", DOT)
        self.assertFalse(signed.copy().signature)

    def test_work_given_back_is_signed_for_anew(self):
        """The signature was for other work; the history keeps who gave it."""
        order = self._order()
        order.action_sign("Ann", DOT)
        with self.mock_mail_gateway():
            order.action_return("Still warm")
        self.assertFalse(order.signature or order.signed_name or order.date_signed)
        notes = str(order.sudo().message_ids.mapped("body"))
        self.assertIn("Ann has signed", notes)
        order.action_sign("Bob", DOT)
        self.assertEqual(order.signed_name, "Bob")
