# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import time

from odoo.tests import new_test_user, tagged

from .common import ServicedeskCommon

DESK = "desk@test.mycompany.com"
SECOND = "second@test.mycompany.com"


@tagged("post_install", "-at_install")
class TestIntakeSender(ServicedeskCommon):
    """Who a mail is from and for: what its names say beside it moves nothing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team_second.alias_name = "second"
        cls.Ticket = cls.env["servicedesk.ticket"]
        cls.Intake = cls.env["servicedesk.mail.intake"]
        cls.senders = cls.env["servicedesk.mail.sender"]

    def _last(self):
        return self.Intake.search([], limit=1, order="id desc")

    def _assert_parked(self, reason, email_from, **mail):
        self.assertFalse(self._receive(email_from, **mail))
        self.assertEqual((self._last().state, self._last().reason), ("parked", reason))

    # ------------------------------------------------------------------
    # From
    # ------------------------------------------------------------------

    def test_the_last_brackets_say_who_writes(self):
        """An address before them is a name: its owner is not the requester."""
        known = self.customer_partner
        ticket = self._receive(f"{known.email} <evil@attacker.example>")
        self.assertEqual(ticket.partner_email, "evil@attacker.example")
        self.assertFalse(ticket.partner_id)
        message = ticket.message_ids.filtered(lambda one: one.message_type == "email")
        self.assertFalse(message.author_id)
        self.assertIn("<evil@attacker.example>", message.email_from)
        ticket = self._receive(f"evil@attacker.example <{known.email}>")
        self.assertEqual(ticket.partner_id, known)

    def test_nobody_is_taken_from_a_name(self):
        """Brackets without an address leave the mail without a sender."""
        ticket = self._receive(f'"{self.customer_partner.email}" <nobody>')
        self.assertTrue(ticket)
        self.assertFalse(ticket.partner_id or ticket.partner_email)

    def test_line_ends_in_a_name(self):
        """They are left out of the name; the sender is answered as others."""
        with self.mock_mail_gateway():
            ticket = self._receive(
                "=?utf-8?B?RXZpbA0KQmNjOiB5QHkuZXhhbXBsZQ0K?= <inj@attacker.example>"
            )
        self.assertEqual(ticket.partner_email, "inj@attacker.example")
        self.assertTrue(ticket.date_acknowledged)
        message = ticket.message_ids.filtered(lambda one: one.message_type == "email")
        self.assertEqual(
            message.email_from, '"Evil Bcc: y@y.example" <inj@attacker.example>'
        )

    # ------------------------------------------------------------------
    # Blocked
    # ------------------------------------------------------------------

    def test_blocked_however_it_is_written(self):
        """No way to write an address, or to add others, passes the list."""
        self.senders.create([{"name": "bad@spam.example"}, {"name": "evil.example"}])
        for email_from in (
            "x@y.example <bad@spam.example>",
            '"b@b" <bad@spam.example>',
            "b@b <bad@spam.example>",
            "BAD@spam.example.",
            "<bad+tag@spam.example>",
            "x@evil.example.",
            '"a b"@evil.example',
            "good@x.example, bad@spam.example",
            "good@x.example\nFrom: bad@spam.example",
            "nobody\nReply-To: bad@spam.example",
        ):
            with self.subTest(email_from=email_from):
                self._assert_parked("blocked", email_from)
        for email_from in ("bad@spam.example <x@y.example>", "other@spam.example"):
            with self.subTest(email_from=email_from):
                self.assertTrue(self._receive(email_from))

    def test_a_line_with_a_tag_is_for_that_tag(self):
        """It counts before the line of the address."""
        self.senders.create(
            [
                {"name": "till@shop.example"},
                {"name": "till+alerts@shop.example", "kind": "allowed"},
            ]
        )
        for address, kind in (
            ("till+alerts@shop.example", "allowed"),
            ("till+other@shop.example", "blocked"),
            ("till@shop.example", "blocked"),
        ):
            with self.subTest(address=address):
                self.assertEqual(self.senders._find_kind(address), kind)

    # ------------------------------------------------------------------
    # Floods
    # ------------------------------------------------------------------

    def _set_limit(self, most):
        parameters = self.env["ir.config_parameter"]
        parameters.set_param("mail.gateway.loop.threshold", str(most))

    def test_tags_are_one_sender(self):
        """Another tag at each mail is the same flood; another sender is none."""
        self._set_limit(2)
        for number in range(2):
            self.assertTrue(self._receive(f"flood+{number}@x.example"))
        self._assert_parked("flood", "flood+2@x.example")
        self._assert_parked("flood", "flood@x.example")
        self.assertTrue(self._receive("other@x.example"))

    def test_mails_without_a_sender_are_one(self):
        """Nobody is many: counted together, a mailbox; nothing is lost."""
        self._set_limit(2)
        for number in range(2):
            self.assertTrue(self._receive(f"nobody {number}"))
        self._assert_parked("flood", "somebody")
        self.assertTrue(self._receive("ann@x.example"))

    def test_answers_open_nothing(self):
        """Many answers on old tickets do not keep a sender from a new one."""
        self._set_limit(3)
        tickets = [
            self._receive("ann@x.example", msg_id=f"<open-{number}@x.example>")
            for number in range(2)
        ]
        for number in range(2):
            headers = {"References": f"<open-{number}@x.example>"}
            answered = self._receive("ann@x.example", headers=headers)
            self.assertEqual(answered, tickets[number])
        self.assertTrue(self._receive("ann@x.example"))
        self._assert_parked("flood", "ann@x.example")

    # ------------------------------------------------------------------
    # To
    # ------------------------------------------------------------------

    def test_desks_in_names_and_comments(self):
        """A desk is addressed where addresses stand."""
        for to, team in (
            (f'"{SECOND} via X" <{DESK}>', self.team_first),
            (f"Bob ({DESK}) <{SECOND}>", self.team_second),
        ):
            with self.subTest(to=to):
                ticket = self._receive("ann@x.example", to=to)
                self.assertEqual(ticket.team_id, team)
                self.assertFalse(len(self._last().addressed) > 1)

    def test_thousands_of_recipients(self):
        """The desk behind them is found, and nobody is held up by them."""
        crowd = ", ".join(f'"User {each}" <u{each}@x.example>' for each in range(8000))
        begin = time.monotonic()
        ticket = self._receive("ann@x.example", to=f"{crowd}, {SECOND}")
        self.assertEqual(ticket.team_id, self.team_second)
        self.assertLess(time.monotonic() - begin, 10)

    def test_a_long_head(self):
        """A desk behind 300 KB of other lines is read."""
        raw = (
            "From: ann@x.example\n" + "X-Pad: z\n" * 40000 + f"To: {SECOND}\n"
            "Subject: Long\nMessage-Id: <long@x.example>\n\nHello\n"
        )
        ticket = self._hand_in(raw)
        self.assertEqual(ticket.team_id, self.team_second)

    def test_aliases_of_others_count_where_odoo_counts_them(self):
        """Their local part alone only in the domains that are named for it."""
        model = self.env["ir.model"]._get("res.partner")
        self.env["mail.alias"].create(
            {
                "alias_name": "contacts",
                "alias_model_id": model.id,
                "alias_incoming_local": True,
            }
        )
        parameters = self.env["ir.config_parameter"]
        parameters.set_param("mail.catchall.domain.allowed", "elsewhere.example")
        partners = self.env["res.partner"]
        for domain, made in (("customer.example", 0), ("elsewhere.example", 1)):
            with self.subTest(domain=domain):
                before = partners.search_count([])
                ticket = self._receive("ann@x.example", cc=f"contacts@{domain}")
                self.assertTrue(ticket)
                self.assertEqual(partners.search_count([]) - before, made)

    # ------------------------------------------------------------------
    # Copies, and mail for nobody known
    # ------------------------------------------------------------------

    def test_a_copy_in_the_mailbox_of_another_company(self):
        """A mail that names no desk, in two companies' mailboxes: two tickets."""
        abroad = self.env["servicedesk.team"].create(
            {"name": "Abroad", "company_id": self.company_2.id, "alias_name": "desk"}
        )
        made = self.Ticket
        for team in (self.team_second, abroad, abroad):
            server = self.env["fetchmail.server"].create(
                {
                    "name": team.name,
                    "server_type": "imap",
                    "servicedesk_team_id": team.id,
                }
            )
            before = self.Ticket.search([])
            self._deliver_as(self.user_root, default_fetchmail_server_id=server.id)
            made |= self.Ticket.search([], order="id") - before
        self.assertEqual(made.mapped("team_id"), self.team_second | abroad)
        self.assertEqual(len(made), 2)

    def _deliver_as(self, user, to="friend@else.example", **context):
        raw = (
            f"From: ann@x.example\nTo: {to}\nSubject: Hello\n"
            "Message-Id: <hello@x.example>\n\nHello\n"
        )
        thread = self.env["mail.thread"].with_user(user).with_context(**context)
        with self.enter_registry_test_mode():
            return self.Ticket.browse(thread.message_process(False, raw) or [])

    def test_the_gateway_brings_what_nobody_knows(self):
        """The first line of its company looks at it; others' mail stays Odoo's."""
        gateway = new_test_user(
            self.env,
            "sd_gateway",
            groups="servicedesk_core.group_servicedesk_api",
            company_id=self.company_2.id,
            company_ids=[(6, 0, self.company_2.ids)],
        )
        abroad = self.env["servicedesk.team"].create(
            {"name": "Abroad", "company_id": self.company_2.id}
        )
        with self.assertRaises(ValueError), self.cr.savepoint():
            self._deliver_as(self.user_root)
        ticket = self._deliver_as(gateway)
        first = self.env["servicedesk.team"]._get_first_line(self.company_2)
        self.assertEqual(ticket.team_id, first or abroad)
        self.assertEqual(ticket.company_id, self.company_2)
        self.assertEqual(self._last().state, "done")
