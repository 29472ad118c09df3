# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from email.message import Message

from odoo.tests import tagged

from .common import ServicedeskCommon
from .test_mail_kind_tool import REPORT, STATUS

STRANGER = '"Ann Unknown" <ann@nowhere.example>'
MONITOR = "Monitor <alerts@monitor.example>"


@tagged("post_install", "-at_install")
class TestIntakeScreen(ServicedeskCommon):
    """What no person wrote is parked, never answered, and never lost."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sender = cls.customer_partner.email_formatted
        cls.mails = cls.env["servicedesk.mail.intake"]
        cls.senders = cls.env["servicedesk.mail.sender"]
        cls.last_mail = cls.mails.search([], limit=1, order="id desc").id or 0

    def _new(self):
        return self.mails.search([("id", ">", self.last_mail)], order="id")

    def _assert_parked(self, reason, email_from=None, **mail):
        """Receive a mail; assert that it is parked for a reason and nobody answered."""
        tickets = self.env["servicedesk.ticket"].search_count([])
        with self.mock_mail_gateway():
            self.assertFalse(self._receive(email_from or self.sender, **mail))
        self.assertFalse(self._mails)
        self.assertEqual(self.env["servicedesk.ticket"].search_count([]), tickets)
        row = self._new()[-1]
        self.assertEqual((row.state, row.reason), ("parked", reason))
        self.assertTrue(row.detail)
        return row

    def _assert_let_in(self, email_from=None, **mail):
        with self.mock_mail_gateway():
            ticket = self._receive(email_from or self.sender, **mail)
        self.assertTrue(ticket, self._new()[-1:].detail)
        return ticket

    # ------------------------------------------------------------------
    # Programs and people
    # ------------------------------------------------------------------

    def test_each_reason(self):
        """What programs write is parked, with its reason."""
        for reason, headers in (
            ("automatic", {"Auto-Submitted": "auto-generated"}),
            ("automatic", {"X-Auto-Response-Suppress": "OOF, AutoReply"}),
            ("vacation", {"Auto-Submitted": "auto-replied (vacation)"}),
            ("list", {"List-Id": "<news.nowhere.example>"}),
            ("loop", {"X-Loop": "desk@test.mycompany.com"}),
            ("bounce", {"X-Failed-Recipients": "bob@nowhere.example"}),
        ):
            with self.subTest(reason=reason, headers=headers):
                self._assert_parked(reason, headers=headers)

    def test_absence_by_words(self):
        """An absence reply without any mark is known by how it begins."""
        row = self._assert_parked("vacation", subject="Abwesenheitsnotiz: Drucker")
        self.assertEqual(row.detail, "Subject: Abwesenheitsnotiz")

    def test_people_are_let_in(self):
        """Headers that people's programs set do not make programs of them."""
        for headers in (
            {"X-Auto-Response-Suppress": "None"},
            {"X-Auto-Response-Suppress": "DR, RN, NRN"},
            {"Auto-Submitted": "no"},
            {"Return-Path": "<sd_customer@customer.example.com>"},
        ):
            with self.subTest(headers=headers):
                self.assertTrue(self._assert_let_in(headers=headers).date_acknowledged)

    def test_a_group_that_is_the_desk(self):
        """A list named as the desk passes on what people wrote; they are answered."""
        headers = {
            "List-Id": "Desk <desk.test.mycompany.com>",
            "List-Post": "<mailto:desk@test.mycompany.com>",
            "Precedence": "list",
        }
        self.assertTrue(self._assert_let_in(headers=headers).date_acknowledged)

    def test_a_list_that_is_let_in(self):
        """A list's own address on the list of senders lets its mails in."""
        self.senders.create({"name": "ops@lists.example", "kind": "allowed"})
        headers = {"List-Post": "<mailto:ops@lists.example>"}
        self._assert_let_in(headers=headers)
        self._assert_parked("list", headers={"List-Post": "<mailto:x@lists.example>"})

    def test_the_desks_own_mail(self):
        """What comes from an address of the desk, or Odoo's, comes back to nobody."""
        domain = self.team_first.alias_domain_id
        for address in (
            "desk@test.mycompany.com",
            domain.catchall_email,
            domain.bounce_email,
            domain.default_from_email,
        ):
            with self.subTest(address=address):
                self._assert_parked("own", email_from=f"Desk <{address}>")

    def test_own_addresses_follow_the_settings(self):
        """A desk that gets another address is known by that one at once."""
        self._assert_let_in("hotline@test.mycompany.com")
        self.team_second.alias_name = "hotline"
        self._assert_parked("own", email_from="hotline@test.mycompany.com")

    def test_made_a_ticket_by_hand(self):
        """A person who wants a ticket of it gets one; the program gets no answer."""
        row = self._assert_parked("automatic", headers={"Precedence": "bulk"})
        with self.mock_mail_gateway(), self.enter_registry_test_mode():
            ticket_id = row.with_user(self.dispatcher).action_make_ticket()
        ticket = self.env["servicedesk.ticket"].browse(ticket_id)
        self.assertFalse(ticket.date_acknowledged)
        self.assertFalse(self._mails)

    def test_told_by_a_notice_of_what_was_made_by_hand(self):
        """The rules may tell its sender: that mail answers his, as one that replies."""
        sender = "bob@stranger.example"
        row = self._assert_parked("automatic", sender, headers={"Precedence": "bulk"})
        with self.mock_mail_gateway(), self.enter_registry_test_mode():
            row.with_user(self.dispatcher).action_make_ticket()
        with self.mock_mail_gateway():
            self.env["servicedesk.notice"]._tell_batch()
            self._new_mails.exists().send()
        (message,) = self._sent_to(sender)
        self.assertEqual(message["In-Reply-To"], row.message_id)
        self.assertIn(row.message_id, message["References"])
        self.assertEqual(message["Auto-Submitted"], "auto-replied")

    # ------------------------------------------------------------------
    # Returned mail
    # ------------------------------------------------------------------

    def _posted(self):
        """Return a ticket, and what an agent mailed its requester from it."""
        ticket = self._started()
        with self.mock_mail_gateway():
            message = ticket.with_user(self.agent_a).message_post(
                body="Which till?",
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
                partner_ids=self.customer_partner.ids,
            )
        return ticket, message

    def _report(self, message, action):
        """Receive what the requester's server tells of our mail."""
        raw = REPORT.format(
            sender="MAILER-DAEMON@customer.example.com",
            subject="About your mail",
            kind="delivery-status",
            facts=STATUS.format(action=action).replace(
                "ann@customer.example", self.customer_partner.email
            ),
        )
        raw = raw.replace("desk@firm.example", "desk@test.mycompany.com").replace(
            "--edge--",
            "--edge\nContent-Type: message/rfc822\n\n"
            f"Message-Id: {message.message_id}\nSubject: x\n\nx\n--edge--",
        )
        with self.mock_mail_gateway():
            self.assertFalse(self._hand_in(f"Message-Id: <{action}@x.example>\n{raw}"))
        self.assertFalse(self._mails)
        return self._new()[-1]

    def test_a_bounce_marks_what_was_mailed(self):
        """The agent sees that his mail did not arrive; the bounce names the ticket."""
        ticket, message = self._posted()
        row = self._report(message, "failed")
        self.assertEqual((row.state, row.reason), ("parked", "bounce"))
        self.assertEqual(row.ticket_id, ticket)
        notice = message.notification_ids.filtered(
            lambda line: line.res_partner_id == self.customer_partner
        )
        self.assertEqual(notice.notification_status, "bounce")

    def test_a_delay_marks_nothing(self):
        """What is only late may still arrive: nothing is said to have failed."""
        _ticket, message = self._posted()
        row = self._report(message, "delayed")
        self.assertEqual((row.state, row.reason), ("parked", "report"))
        self.assertNotIn(
            "bounce", message.notification_ids.mapped("notification_status")
        )

    # ------------------------------------------------------------------
    # Too much
    # ------------------------------------------------------------------

    def _set_limit(self, most):
        parameters = self.env["ir.config_parameter"]
        parameters.set_param("mail.gateway.loop.threshold", str(most))

    def test_answers_on_one_ticket(self):
        """Two programs that talk on a ticket are stopped; nothing is lost."""
        self._set_limit(3)
        ticket = self._assert_let_in(STRANGER, msg_id="<first@nowhere.example>")
        answer = {"headers": {"References": "<first@nowhere.example>"}}
        for _index in range(2):
            self.assertEqual(self._assert_let_in(STRANGER, **answer), ticket)
        self._assert_parked("flood", STRANGER, **answer)
        other = {"headers": {"References": "<first@nowhere.example>"}}
        self.assertEqual(self._assert_let_in(self.sender, **other), ticket)

    def test_a_broken_limit_is_the_usual_one(self):
        """Nonsense in the parameters stops nobody."""
        for value in ("", "many", "-3", "0"):
            self._set_limit(value)
            with self.subTest(value=value):
                self.assertGreater(
                    self.mails._get_number("mail.gateway.loop.threshold", 20), 0
                )

    def test_a_flood_becomes_tickets_by_hand(self):
        """What came over the limit is one click away from being a ticket."""
        self._set_limit(1)
        self._assert_let_in(STRANGER)
        row = self._assert_parked("flood", STRANGER)
        with self.mock_mail_gateway(), self.enter_registry_test_mode():
            self.assertTrue(row.with_user(self.dispatcher).action_make_ticket())

    # ------------------------------------------------------------------
    # Lists of senders
    # ------------------------------------------------------------------

    def test_blocked(self):
        """A blocked sender's mail is kept, and he hears nothing."""
        self.senders.create({"name": "nowhere.example"})
        row = self._assert_parked("blocked", STRANGER)
        self.assertEqual(row.detail, "ann@nowhere.example")
        self._assert_let_in("bob@shop.nowhere.example")

    def test_an_address_counts_before_its_domain(self):
        """One who is let in at a blocked domain gets through."""
        self.senders.create(
            [
                {"name": "nowhere.example"},
                {"name": "ann@nowhere.example", "kind": "allowed"},
            ]
        )
        self._assert_let_in(STRANGER)
        self._assert_parked("blocked", "bob@nowhere.example")

    def test_blocked_in_another_company(self):
        """What one company blocks reaches the other's desk."""
        self.env["servicedesk.team"].create(
            {"name": "Abroad", "company_id": self.company_2.id, "alias_name": "desk"}
        )
        self.senders.create(
            {"name": "ann@nowhere.example", "company_id": self.company_2.id}
        )
        self._assert_let_in(STRANGER)
        self._assert_parked("blocked", STRANGER, to="desk@test.mycompany2.com")

    def test_monitoring_is_let_in(self):
        """Who is let in may be a program, and as many mails as it likes."""
        self._set_limit(2)
        self.senders.create({"name": "monitor.example", "kind": "allowed"})
        for headers in (
            {"Auto-Submitted": "auto-generated"},
            {"Precedence": "bulk"},
            {"List-Id": "<alerts.monitor.example>"},
        ):
            ticket = self._assert_let_in(MONITOR, headers=headers)
            self.assertFalse(ticket.date_acknowledged)
        headers = {"X-Failed-Recipients": "x@y.example"}
        self._assert_parked("bounce", MONITOR, headers=headers)

    def test_odoos_own_list_counts_too(self):
        """Odoo's list of allowed senders lets programs in as ours does."""
        allowed = self.env["mail.gateway.allowed"].create({"email": MONITOR})
        headers = {"Auto-Submitted": "auto-generated"}
        self._assert_let_in(MONITOR, headers=headers)
        allowed.unlink()
        self._assert_parked("automatic", MONITOR, headers=headers)

    def test_fax(self):
        """A fax is a ticket of its own channel; the machine is nobody to answer."""
        self.senders.create({"name": "fax.example", "kind": "fax"})
        contacts = self.env["res.partner"].search_count([])
        ticket = self._assert_let_in(
            "Gateway <noreply@fax.example>",
            subject="Fax from +49 30 1234567, 2 pages",
            headers={"Auto-Submitted": "auto-generated"},
        )
        self.assertRecordValues(
            ticket,
            [
                {
                    "channel": "fax",
                    "name": "Fax from +49 30 1234567, 2 pages",
                    "partner_id": False,
                    "partner_email": False,
                    "partner_phone": "+49 30 1234567",
                    "date_acknowledged": False,
                    "team_id": self.team_first.id,
                }
            ],
        )
        self.assertFalse(self._mails)
        self.assertEqual(self.env["res.partner"].search_count([]), contacts)

    def test_number_of_a_fax_in_its_address(self):
        """Some gateways write the number before the @; some nowhere."""
        self.senders.create({"name": "fax.example", "kind": "fax"})
        for address, number in (
            ("4930123456@fax.example", "4930123456"),
            ("noreply@fax.example", False),
        ):
            with self.subTest(address=address):
                ticket = self._assert_let_in(address, subject="A fax")
                self.assertEqual(ticket.partner_phone, number)

    def test_cost(self):
        """Screening asks the database nothing; the flood guard asks once."""
        head = Message()
        head["From"] = STRANGER
        values = {"email_from": STRANGER, "subject": "x", "to": "desk@x.example"}
        row = self.mails.new({})
        routes = [("servicedesk.ticket", 0, {}, 1, None)]
        row._screen_mail(head, values)
        row._screen_routes(head, values, routes)
        with self.assertQueryCount(0):
            self.assertIsNone(row._screen_mail(head, values))
        with self.assertQueryCount(1):
            self.assertIsNone(row._screen_routes(head, values, routes))
