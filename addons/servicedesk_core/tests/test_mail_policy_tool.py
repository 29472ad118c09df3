# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import unittest

from ..tools import mail_envelope, mail_policy

# Python's own parser raises an error on each.
DEADLY = (
    "text/plain; name*=punycode''x",
    "text/plain; charset*=punycode''utf-8",
    "multipart/mixed; boundary*=idna''b",
    "text/plain; name*=undefined''abc",
    "text/plain; charset*=utf-16''x",
    "text/plain" + "(" * 300_000,
    "(" * 300_000,
)


class TestMailPolicyTool(unittest.TestCase):
    """Asking a mail for its headers never fails."""

    def test_types_that_kill_a_parser(self):
        """The type is known, and the other headers are as they would be."""
        for kind in DEADLY:
            with self.subTest(kind[:40]):
                raw = (
                    f"From: a@b.example\r\nContent-Type: {kind}\r\nSubject: S\r\n\r\nx"
                )
                for parse in (mail_policy.parse, mail_policy.parse_head):
                    message = parse(raw.encode())
                    expected = kind.partition(";")[0].partition("(")[0]
                    self.assertEqual(
                        message.get_content_type(), expected or "text/plain"
                    )
                    self.assertEqual(message["Subject"], "S")
                    self.assertEqual(message["From"], "a@b.example")

    def test_parts_that_kill_a_parser(self):
        """What is true of a mail is true of its parts."""
        for kind in DEADLY:
            with self.subTest(kind[:40]):
                raw = (
                    "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
                    f"Content-Type: {kind}\r\n"
                    f"Content-Disposition: {kind.replace('text/plain', 'inline')}\r\n"
                    "\r\nx\r\n--b--\r\n"
                )
                for part in mail_policy.parse(raw.encode()).walk():
                    self.assertTrue(part.get_content_type())
                    part.get_content_disposition()

    def test_other_headers(self):
        """A header that cannot be taken apart is what it says, as text."""
        for name in ("Subject", "From", "To", "Date", "References", "Message-Id"):
            raw = f"{name}: =?punycode?B?/w==?= {'(' * 60_000}\r\n\r\n"
            message = mail_policy.parse(raw.encode())
            self.assertIsInstance(str(message[name]), str)

    def test_good_headers(self):
        """What Python can read, is as Python reads it."""
        raw = (
            "From: =?utf-8?Q?J=C3=BCrgen?= <a@b.example>\r\n"
            "Content-Type: text/plain; charset=utf-8; name*=utf-8''%D0%BA\r\n\r\nx"
        )
        message = mail_policy.parse(raw.encode())
        self.assertEqual(message["From"].addresses[0].display_name, "Jürgen")
        self.assertEqual(message["Content-Type"].params["name"], "к")

    def test_last_resort(self):
        """A head made of what the gate has read names who, to whom, and what."""
        raw = (
            b"From: a@b.example\r\nTo: c@d.example\r\nSubject: S\r\n"
            b"Message-Id: <1@b>\r\nReferences: <0@b>\r\n\r\nx"
        )
        message = mail_policy.build_head(mail_envelope.read(raw))
        for name, value in (
            ("From", "a@b.example"),
            ("To", "c@d.example"),
            ("Subject", "S"),
            ("Message-Id", "<1@b>"),
            ("References", "<0@b>"),
        ):
            self.assertEqual(message[name], value)
        self.assertEqual(message.get_content_type(), "text/plain")
        self.assertEqual(mail_policy.build_head(mail_envelope.Envelope()).keys(), [])
