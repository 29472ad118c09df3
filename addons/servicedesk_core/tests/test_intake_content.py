# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import base64
import io
import os
import re
import time
from unittest.mock import patch

from PIL import Image

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from odoo.addons.mail.tools.discuss import Store

from ..tools import clamd
from .common import ServicedeskCommon
from .test_clamd_tool import EICAR, Scanner
from .test_mail_content_tool import PDF, PNG, attached, leaf, nest

RUNS = r"(?i)url\(|@import|javascript:|<script|<iframe|<svg|<form|onload"
FILES = "odoo.addons.servicedesk_core.models.intake.intake_files"
READ = "odoo.addons.servicedesk_core.models.intake.intake_read"


@tagged("post_install", "-at_install")
class IntakeContentCommon(ServicedeskCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Intake = cls.env["servicedesk.mail.intake"]
        cls.parameters = cls.env["ir.config_parameter"]

    def _send(self, body, head="", sender=None, date="Mon, 02 Mar 2026 09:00:00 +0100"):
        """Hand in a mail whose content begins with its own Content-Type."""
        type(self)._number = getattr(self, "_number", 0) + 1
        sender = self.customer_partner.email_formatted if sender is None else sender
        lines = [f"From: {sender}"] if sender else []
        lines += [
            "To: desk@test.mycompany.com",
            f"Message-Id: <content-{self._number}@example.com>",
            "MIME-Version: 1.0",
        ]
        if "Subject:" not in head:
            lines.append("Subject: The till")
        if date:
            lines.append(f"Date: {date}")
        if head:
            lines.append(head)
        raw = "\r\n".join(lines).encode("utf-8", "surrogateescape") + b"\r\n" + body
        with self.mock_mail_gateway():
            ticket = self._hand_in(raw)
        self.intake = self.Intake.search([], order="id desc", limit=1)
        self.assertFalse(self.intake.error)
        self.assertEqual(len(ticket), 1)
        return ticket

    def _mail_of(self, ticket):
        return ticket.message_ids.filtered(lambda m: m.message_type == "email")

    def _files(self, ticket):
        return self._mail_of(ticket).attachment_ids.sorted("id")

    def _notes(self, ticket):
        note = self.env.ref("mail.mt_note")
        return "".join(
            ticket.message_ids.filtered(lambda m: m.subtype_id == note).mapped("body")
        )


class TestIntakeContent(IntakeContentCommon):
    """Words, files and pictures of a mail are on its ticket, and do no harm."""

    def test_files_keep_their_bytes(self):
        """A file is stored byte by byte, as what its bytes are."""
        page = b"<!DOCTYPE html><html><body><script>alert(1)</script></body></html>"
        svg = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
        sent = (
            ("a.txt", "text/plain; charset=x-foo", bytes(range(256)) * 4, None),
            ("a.jpg", "image/jpeg", PDF, "application/pdf"),
            ("a.html", "text/html", page, "text/plain"),
            ("b.png", "image/png", page, "text/plain"),
            ("a.svg", "image/svg+xml", svg, "text/plain"),
            ("a.xml", "text/xml", b'<?xml version="1.0"?><a/>', "text/plain"),
            ("a.csv", "application/vnd.ms-excel", b"a;b\n1;2\n", "text/csv"),
        )
        parts = [attached(kind, name, data) for name, kind, data, _found in sent]
        ticket = self._send(nest("mixed", leaf("text/plain", "x"), *parts))
        files = self._files(ticket)
        self.assertEqual(files.mapped("name"), [name for name, *_rest in sent])
        for file, (_name, _kind, data, found) in zip(files, sent, strict=True):
            with self.subTest(file.name):
                self.assertEqual(file.raw, data)
                self.assertEqual(file.mimetype, found or file.mimetype)
                self.assertEqual(
                    (file.res_model, file.res_id), (ticket._name, ticket.id)
                )

    def test_large_pictures_are_not_made_smaller(self):
        """Odoo makes pictures smaller that users upload; what was sent is evidence."""
        out = io.BytesIO()
        Image.new("RGB", (3000, 2500), "red").save(out, "PNG")
        ticket = self._send(
            nest(
                "mixed",
                leaf("text/plain", "x"),
                attached("image/png", "a.png", out.getvalue()),
            )
        )
        self.assertEqual(self._files(ticket).raw, out.getvalue())

    def test_pictures_on_the_page_are_shown(self):
        """In the conversation and in the description, from our own host."""
        picture = attached("image/png", "a.png", PNG, "Content-ID: <a@b>")
        page = leaf("text/html", '<p>See <img src="cid:a@b"></p>')
        ticket = self._send(nest("related", page, picture))
        file = self._files(ticket)
        self.assertEqual(file.raw, PNG)
        for html in (self._mail_of(ticket).body, ticket.description):
            self.assertIn(f'src="/web/image/{file.id}?access_token=', html)
            self.assertNotIn("cid:", html)

    def test_nothing_is_loaded_and_nothing_runs(self):
        """What is stored of a page, and shown of it, names hosts in links alone."""
        page = """<html><head><style>@import url(http://evil.example/a.css);</style>
            <base href="http://evil.example/">
            <meta http-equiv="refresh" content="0;url=http://evil.example">
            <link rel="stylesheet" href="http://evil.example/b.css"></head>
            <body background="http://evil.example/c.png" onload="alert(1)">
            <p style="color: red; background: url('http://evil.example/d.png')">words</p>
            <img src="http://evil.example/e.png" srcset="http://evil.example/f.png 2x">
            <table background="http://evil.example/g.png"><tr><td>cell</td></tr></table>
            <video poster="http://evil.example/h.png"></video>
            <a href="javascript:alert(1)">run</a> <a href="http://good.example/">go</a>
            <iframe src="http://evil.example/j"></iframe><script>alert(1)</script>
            <svg><image href="http://evil.example/k.png"/></svg>
            <form action="http://evil.example/l"><input name="password"></form>
            </body></html>"""
        ticket = self._send(leaf("text/html", page))
        mail = self._mail_of(ticket)
        self.assertEqual(mail.attachment_ids.ids, [])
        # What the chatter, of agents and on the portal, is given to show.
        shown = Store().add(mail).get_result()["mail.message"][0]["body"]
        for html in (ticket.description, mail.body, str(shown)):
            self.assertIn("color:red", html.replace(" ", ""))
            self.assertIn("[image: evil.example]", html)
            self.assertNotRegex(
                html, r"(?i)(src|srcset|background|poster|action)\s*=\s*.?http"
            )
            self.assertNotRegex(html, RUNS)
            hosts = re.findall(r'([a-z]+)="https?://([^/"]+)', html)
            self.assertEqual({name for name, _host in hosts}, {"href"})

    def test_absurdly_long_text(self):
        """A text of megabytes is attached; the ticket shows its beginning."""
        ticket = self._send(leaf("text/plain", b"log line\r\n" * 300_000))
        self.assertLess(len(ticket.description), 200_000)
        self.assertEqual(len(self._files(ticket).raw), 3_000_000)
        self.assertIn("too long", self._notes(ticket))

    def test_25_megabytes(self):
        """A mail of 25 MB costs us less than 3 s, its file complete.

        Our own time, without the database's: other tests may run beside.
        """
        data = os.urandom(18_600_000)
        body = nest("mixed", leaf("text/plain", "x"), attached("a/b", "big.bin", data))
        self.assertGreater(len(body), 25_000_000)
        start = time.process_time()
        ticket = self._send(body)
        self.assertLess(time.process_time() - start, 3)
        self.assertEqual(self._files(ticket).raw, data)
        message, _values = self.intake._read_mail()
        self.assertLess(len(message.as_bytes()), 10_000)

    def test_a_mail_at_hand_is_not_read_back(self):
        """Whoever takes a mail in hands its bytes on; others read them."""
        ticket = self._send(leaf("text/plain", "x"))
        raw = self.intake._get_raw()
        held = self.Intake._hold_raw(self.intake.id, b"held")
        self.assertEqual(held.browse(self.intake.id)._get_raw(), b"held")
        others = self.Intake._hold_raw(self.intake.id + 1, b"held")
        self.assertEqual(others.browse(self.intake.id)._get_raw(), raw)
        with patch.object(
            type(self.Intake), "_hold_raw", autospec=True, return_value=self.Intake
        ) as hold:
            self.Intake._work_off(self.intake.id, raw)
        self.assertEqual(hold.call_args.args[1:], (self.intake.id, raw))
        self.assertTrue(ticket)

    def test_plain_text_is_text(self):
        """Its lines and indents stay, its letters are as everywhere; quotes fold."""
        words = "Hello,\n\n   indented\n> quoted\n-- \nZed"
        ticket = self._send(leaf("text/plain", words))
        mail = self._mail_of(ticket)
        for html in (ticket.description, mail.body):
            self.assertRegex(html, r"white-space: ?pre-wrap")
            self.assertIn("Hello,\n\n   indented", html)
            self.assertNotIn("<pre", html)
        self.assertIn("data-o-mail-quote", mail.body)

    def test_options_of_the_mail_server(self):
        """A mailbox may keep each original, and may do without files."""
        body = nest("mixed", leaf("text/plain", "x"), attached("a/b", "f", b"1"))
        for options, names in (
            ({}, ["f"]),
            ({"save_original": True}, ["original.eml", "f"]),
            ({"strip_attachments": True}, []),
            ({"save_original": True, "strip_attachments": True}, ["original.eml"]),
        ):
            with self.subTest(options):
                head = (
                    "From: a@b.example\r\nTo: desk@test.mycompany.com\r\n"
                    f"Message-Id: <{len(str(options))}@x>\r\n"
                )
                ticket = self._hand_in(head.encode() + body, **options)
                self.assertEqual(self._files(ticket).mapped("name"), names)

    def test_what_is_encrypted_is_said(self):
        """Agents are told why they see no text; the requester is not."""
        ticket = self._send(leaf("application/pkcs7-mime; name=smime.p7m", b"x"))
        self.assertIn("encrypted", self._notes(ticket))
        self.assertNotIn("encrypted", self._mail_of(ticket).body or "")
        self.assertEqual(self._files(ticket).mapped("name"), ["smime.p7m"])


class TestIntakeFlaws(IntakeContentCommon):
    """Whatever is wrong with a mail, it makes a ticket, with the mail attached."""

    def assertFlawed(self, ticket, word):
        original = self._files(ticket).filtered(
            lambda file: file.name == "original.eml"
        )
        self.assertEqual(original.raw, self.intake._get_raw())
        self.assertEqual(original.mimetype, "message/rfc822")
        self.assertIn(word, self._notes(ticket))

    def test_senders_that_are_none(self):
        """Without an address nobody is the requester; nobody of ours is its author."""
        body = leaf("text/plain", "hello")
        for sender in ("", "nobody at all", "<>", "a@", "=?x-foo?Q?=FF?=", "@,;<>"):
            with self.subTest(sender):
                ticket = self._send(body, sender=sender)
                self.assertFlawed(ticket, "sender")
                self.assertFalse(ticket.partner_id)
                mail = self._mail_of(ticket)
                self.assertFalse(mail.author_id)
                self.assertTrue(mail.email_from)
                self.assertIn("hello", ticket.description)

    def test_content_that_is_broken(self):
        """Alphabet, encoding and nesting may be wrong: the words are shown."""
        deep = leaf("text/plain", "hello")
        for level in range(300):
            deep = nest("mixed", deep, edge=f"b{level}")
        for body, word, shown in (
            (leaf("text/plain; charset=x-foo", "Grüße"), "alphabet", "Grüße"),
            (leaf("text/plain; charset=utf-8", b"Gr\xfc\xdfe"), "alphabet", "Gr"),
            (
                leaf("text/plain", "aGVsbG8", "Content-Transfer-Encoding: base64"),
                "encoded",
                "hello",
            ),
            (leaf("multipart/mixed; boundary=x", "hello"), "apart", "hello"),
            (deep, "deep", None),
        ):
            with self.subTest(word=word, shown=shown):
                ticket = self._send(body)
                self.assertFlawed(ticket, word)
                if shown:
                    self.assertIn(shown, ticket.description)

    @mute_logger(READ)
    def test_odoo_cannot_read_it(self):
        """If Odoo's parser fails, the head that the gate read is enough."""
        thread = type(self.env["mail.thread"])
        body = nest("mixed", leaf("text/plain", "hello"), attached("a/b", "f", b"1"))
        with patch.object(thread, "message_parse", side_effect=IndexError("odd")):
            ticket = self._send(body, head="Cc: other@example.com")
        self.assertFlawed(ticket, "cannot be read")
        self.assertEqual(ticket.name, "The till")
        self.assertEqual(ticket.partner_id, self.customer_partner)
        self.assertEqual(ticket.team_id, self.team_first)
        self.assertEqual(self._files(ticket).mapped("name"), ["original.eml", "f"])

    @mute_logger(READ)
    def test_values_are_complete(self):
        """What Odoo's gateway makes of a mail, the fallback makes of it too."""
        ticket = self._send(leaf("text/plain", "hello"), head="In-Reply-To: <x@y>")
        self.assertTrue(ticket)
        _message, normal = self.intake._read_mail()
        thread = type(self.env["mail.thread"])
        with patch.object(thread, "message_parse", side_effect=IndexError("odd")):
            _message, fallback = self.intake._read_mail()
        self.assertFalse(normal.keys() - fallback.keys())
        for name in (
            "message_id",
            "subject",
            "date",
            "in_reply_to",
            "is_bounce",
            "body",
        ):
            self.assertEqual(fallback[name], normal[name], name)

    @freeze_time("2026-03-02 09:30:00")
    def test_dates(self):
        """A mail is from when it says, unless that cannot be."""
        for date, stored in (
            ("Mon, 02 Mar 2026 09:00:00 +0100", "2026-03-02 08:00:00"),
            ("Mon, 02 Mar 2026 09:00:00 -0000", "2026-03-02 09:00:00"),
            ("", "2026-03-02 09:30:00"),
            ("yesterday or so", "2026-03-02 09:30:00"),
            ("Fri, 01 Jan 2038 00:00:00 +0000", "2026-03-02 09:30:00"),
            ("Thu, 01 Jan 1970 00:00:00 +0000", "2026-03-02 09:30:00"),
            ("Mon, 02 Mar 0926 09:00:00 +0100", "2026-03-02 09:30:00"),
            ("99999999999999999999", "2026-03-02 09:30:00"),
        ):
            with self.subTest(date):
                ticket = self._send(leaf("text/plain", "x"), date=date)
                self.assertEqual(str(self._mail_of(ticket).date), stored)

    def test_subjects_without_an_alphabet(self):
        """Letters written as they are: UTF-8, or the alphabet of the text."""
        body = leaf("text/plain; charset=koi8-r", "Касса".encode("koi8-r"))
        for subject in ("Касса".encode(), "Касса".encode("koi8-r")):
            with self.subTest(subject):
                head = b"Subject: " + subject
                ticket = self._send(body, head=head.decode("utf-8", "surrogateescape"))
                self.assertEqual(ticket.name, "Касса")

    def test_zero_bytes_and_halves_of_letters(self):
        """What PostgreSQL does not store is left out, wherever it stands."""
        part = attached("a/b", "f\0.txt", b"1\0")
        body = nest(
            "mixed", leaf("text/html; charset=utf-7", b"<p>a\0b+2AA-</p>"), part
        )
        ticket = self._send(body, head="Subject: a\0b\r\nReferences: <a\0b@c>")
        self.assertIn("ab", ticket.description)
        self.assertEqual(self._files(ticket)[-1].raw, b"1\0")


class TestIntakeLimits(IntakeContentCommon):
    """What is too large, too many, or infected is kept back, and everybody told."""

    def _three_files(self):
        return nest(
            "mixed",
            leaf("text/plain", "x"),
            attached("a/b", "small.bin", b"1"),
            attached("a/b", "virus.com", EICAR),
            attached("a/b", "large.bin", b"2" * (1024 * 1024 + 1)),
        )

    def test_too_large_and_too_many(self):
        """A note says which file, its size, the limit, and where it is."""
        self.parameters.set_param("servicedesk.mail_max_file_mb", "1")
        self.parameters.set_param("servicedesk.mail_max_files", "1")
        ticket = self._send(self._three_files())
        self.assertEqual(self._files(ticket).mapped("name"), ["small.bin"])
        notes = self._notes(ticket)
        for word in ("large.bin", "1.00 Mb", "1 MB", "virus.com", str(self.intake.id)):
            self.assertIn(word, notes)
        self.assertEqual(self.intake.withheld_count, 2)

    def test_limits_that_are_none(self):
        """A limit that is no number is as if none were set, and logged."""
        for value in ("many", "0", "-1", "²"):
            with self.subTest(value):
                self.parameters.set_param("servicedesk.mail_max_files", value)
                with mute_logger(FILES):
                    ticket = self._send(self._three_files())
                self.assertEqual(len(self._files(ticket)), 3)

    def test_limits_raised_later(self):
        """What was too large is attached when the limit allows it."""
        self.parameters.set_param("servicedesk.mail_max_file_mb", "1")
        ticket = self._send(self._three_files())
        intake = self.intake.with_user(self.dispatcher)
        with self.assertRaisesRegex(UserError, "large.bin"):
            intake.action_attach_files()
        self.parameters.set_param("servicedesk.mail_max_file_mb", "2")
        self.assertIs(intake.action_attach_files(), True)
        self.assertEqual(len(self._files(ticket)), 3)
        self.assertFalse(self.intake.withheld_count)
        with self.assertRaisesRegex(UserError, "missing"):
            intake.action_attach_files()

    def test_infected_files(self):
        """An infected file is not attached, nor the mail that holds it; a note says."""
        with Scanner() as scanner:
            self.parameters.set_param("servicedesk.clamd", scanner.address)
            raw = self._three_files().replace(
                b"text/plain", b"text/plain; charset=x-foo"
            )
            ticket = self._send(raw)
        self.assertEqual(self._files(ticket).mapped("name"), ["small.bin", "large.bin"])
        self.assertIn("Eicar-Test", self._notes(ticket))
        self.assertIn("virus.com", self._notes(ticket))
        self.assertIn(base64.b64encode(EICAR)[:20], self.intake._get_raw())

    def test_scanner_not_reached(self):
        """Files are withheld until they are scanned; then attached by a dispatcher."""
        with Scanner() as scanner:
            address = scanner.address
        self.parameters.set_param("servicedesk.clamd", address)
        with mute_logger(FILES):
            ticket = self._send(self._three_files())
        self.assertFalse(self._files(ticket))
        self.assertIn("could not be asked", self._notes(ticket))
        intake = self.intake.with_user(self.dispatcher)
        with (
            mute_logger(FILES),
            self.assertRaisesRegex(UserError, "could not be asked"),
        ):
            intake.action_attach_files()
        with Scanner() as scanner:
            self.parameters.set_param("servicedesk.clamd", scanner.address)
            intake.action_attach_files()
        self.assertEqual(self._files(ticket).mapped("name"), ["small.bin", "large.bin"])
        self.assertEqual(self.intake.withheld_files[0]["name"], "virus.com")
        self.assertIn("Attached now", self._notes(ticket))

    def test_scanner_set_badly(self):
        """An address that is none is logged; no file passes unscanned."""
        self.parameters.set_param("servicedesk.clamd", "somewhere")
        with self.assertLogs(FILES, "ERROR"):
            ticket = self._send(self._three_files())
        self.assertFalse(self._files(ticket))

    def test_one_slow_scan_is_not_waited_for_again(self):
        """After one file was not scanned, the others are not tried."""
        self.parameters.set_param("servicedesk.clamd", "localhost:1")
        with (
            mute_logger(FILES),
            patch.object(clamd, "scan", side_effect=clamd.Unavailable("slow")) as scan,
        ):
            self._send(self._three_files())
        self.assertEqual(scan.call_count, 1)

    def test_who_may_attach(self):
        """Dispatchers decide; agents and requesters are refused."""
        self.parameters.set_param("servicedesk.mail_max_files", "1")
        self._send(self._three_files())
        for user in (self.agent_a, self.customer):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.intake.with_user(user).action_attach_files()
        self.assertEqual(self.intake.withheld_count, 2)
