# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import json
import time
import unittest

from ..tools import mail_envelope


class TestMailEnvelope(unittest.TestCase):
    """The head of a mail is read whatever is wrong with it."""

    def test_recipients_stand_in_the_order_of_the_mail(self):
        """To, then Cc, then where servers say it went; each once, small letters."""
        envelope = mail_envelope.read(
            b"Delivered-To: desk@a.example\n"
            b"Cc: Two <TWO@b.example.>\n"
            b'To: "one+x"@A.example, Group: two@b.example, <three@c.example>;\n\nx'
        )
        self.assertEqual(
            envelope.recipients,
            [
                "one+x@a.example",
                "two@b.example",
                "three@c.example",
                "desk@a.example",
            ],
        )
        envelope.add_recipient("<Bcc@a.example>")
        self.assertEqual(envelope.recipients[-1], "bcc@a.example")

    def test_key_without_a_message_id(self):
        """From, Date, Subject and body tell mails apart; other lines do not."""
        mail = b"From: a@x\nDate: d\nSubject: s\n%s\n\nbody\r\n\r\n"
        key = mail_envelope.read(mail % b"Received: one").key
        self.assertTrue(key.startswith("hash:"))
        self.assertEqual(key, mail_envelope.read(mail % b"Received: two").key)
        for old, new in ((b"a@x", b"b@x"), (b": s", b": t"), (b"body", b"bodies")):
            with self.subTest(new=new):
                other = mail_envelope.read((mail % b"X: y").replace(old, new))
                self.assertNotEqual(key, other.key)

    def test_long_ids_fit_an_index_and_stay_different(self):
        ids = [f"<{'ä' * 2000}{each}@x.example>" for each in "ab"]
        keys = {
            mail_envelope.read(f"Message-Id: {each}\n\nx".encode()).key for each in ids
        }
        self.assertEqual(len(keys), 2)
        self.assertTrue(all(len(key.encode()) < 998 for key in keys))

    def test_what_cannot_be_stored_is_left_out(self):
        """NUL, half characters, lines without end: cut, and never an error."""
        envelope = mail_envelope.read(
            b"From: a\0b@x\nSubject: " + b"s" * 9000 + b"\n"
            b"To: \xff\xfe <a@b.example>\nIn-Reply-To: <a\0b@c>\n\nx"
        )
        self.assertEqual(envelope.sender, "ab@x")
        self.assertEqual(len(envelope.subject), mail_envelope.LONGEST_TEXT)
        self.assertEqual(envelope.in_reply_to, "<ab@c>")
        self.assertEqual(envelope.recipients, ["a@b.example"])
        for raw in (b"", b"\0", b"\n\n", b"\xff" * 100, b"no head at all"):
            with self.subTest(raw=raw):
                self.assertFalse(mail_envelope.read(raw).readable)

    def test_mails_without_a_head_are_told_apart(self):
        keys = {mail_envelope.read(raw).key for raw in (b"", b"\0", b"one", b"\n\none")}
        self.assertEqual(len(keys), 4)

    def test_options_become_json(self):
        value = mail_envelope.clean_json(
            {"a": "x\0\ud800", "b": float("nan"), "c": (1, None), 4: object}
        )
        self.assertEqual((value["a"], value["b"], value["c"]), ("x?", None, [1, None]))
        self.assertTrue(json.dumps(value, allow_nan=False))

    def test_returned_mail_tells_what_it_returns(self):
        """Only where the head says so is the body looked into (RFC 3464, RFC 8098)."""
        body = b"\n\nOriginal-Message-ID: <one@desk>\nMessage-ID: <two@desk>\n"
        for head in (
            b"Content-Type: multipart/report; boundary=x",
            b"From: MAILER-DAEMON@x.example",
            b"From: <postmaster@x.example>",
            b"Return-Path: <>",
        ):
            with self.subTest(head=head):
                reported = mail_envelope.read(head + body).reported
                self.assertEqual(set(reported), {"<one@desk>", "<two@desk>"})
        self.assertEqual(mail_envelope.read(b"From: a@x" + body).reported, [])

    def test_hostile_heads_take_no_time(self):
        """No head of a mail makes the gate reckon for seconds."""
        heads = (
            b"=?utf-8?q?a" * 20000,
            b"<" * 100000 + b"a" * 100000,
            b'"a' * 100000,
            b"a@" * 100000,
            b"\n ".join([b"=?utf-8?q?a" * 170] * 100),
        )
        for number, text in enumerate(heads):
            with self.subTest(head=number):
                begin = time.monotonic()
                mail_envelope.read(b"To: " + text + b"\nReferences: " + text + b"\n\n")
                self.assertLess(time.monotonic() - begin, 5)

    def test_old_line_ends_and_marks_are_understood(self):
        """CR alone ends lines, a byte order mark is none; the rest is untouched."""
        mail = b"From: a@shop.example\nMessage-Id: <old@shop.example>\n\nHello\n"
        bare = mail_envelope.read(mail)
        for raw in (mail.replace(b"\n", b"\r"), b"\xef\xbb\xbf" + mail):
            self.assertEqual(mail_envelope.read(raw), bare)
        mixed = b"Subject: a\r\n\r\nline\rline\r\n"
        self.assertIs(mail_envelope.mend(mixed), mixed)
