# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import time
import unittest

from ..tools import mail_address, mail_envelope, mail_provider


class TestMailAddress(unittest.TestCase):
    """An address is what stands where addresses stand: in no name, in no comment."""

    def test_names_and_comments_hold_no_address(self):
        """What looks like an address in them is anybody's invention (RFC 5322, 3.4)."""
        for text, found in (
            ('"desk@a.example via X" <bob@b.example>', ["bob@b.example"]),
            ('"Bob (desk@a.example)" <bob@b.example>', ["bob@b.example"]),
            ("Bob (desk@a.example) <bob@b.example>", ["bob@b.example"]),
            ("bob@b.example (desk@a.example (desk@a.example))", ["bob@b.example"]),
            ("desk@a.example <bob@b.example>", ["bob@b.example"]),
            (r'"x\" <desk@a.example>" <bob@b.example>', ["bob@b.example"]),
            ("=?utf-8?q?=3Cdesk@a.example=3E?= <bob@b.example>", ["bob@b.example"]),
        ):
            with self.subTest(text=text):
                self.assertEqual(mail_address.find(text), found)

    def test_what_people_write_is_understood(self):
        """Groups, routes, quotes, blanks, and what is written against the rules."""
        for text, found in (
            ("G: a@x, <b@y>;", ["a@x", "b@y"]),
            ("undisclosed-recipients:;", []),
            ("Doe, John <J@X.>", ["j@x"]),
            ("<@relay,@other:a@x>", ["a@x"]),
            ("a@x b@y", ["a@x", "b@y"]),
            ("a@x; <<b@y>>", ["a@x", "b@y"]),
            ("o'brien@x, 'c@z'", ["o'brien@x", "c@z"]),
            ('"a"@x, "a b"@y, <"c,d"@z>', ["a@x", '"a b"@y', '"c,d"@z']),
            ("<mailto:a@x>, mailto:b@y", ["a@x", "b@y"]),
            ('"a@x"', ["a@x"]),
            ('"x" <a@x', ["a@x"]),
            (":-( <a@x>", ["a@x"]),
            ("a@@x, @x, a@, b", []),
        ):
            with self.subTest(text=text):
                self.assertEqual(mail_address.find(text), found)

    def test_no_sender_is_taken_from_a_name(self):
        """Not even if the brackets behind it hold none."""
        self.assertEqual(mail_address.find_senders('"a@x" <nobody>'), [])
        self.assertEqual(mail_address.find_senders('"a@x"'), [("", ["a@x"])])
        self.assertEqual(
            mail_address.find_senders("a@x <b@y>, C <c@z>"),
            [("a@x", ["b@y"]), ("C", ["c@z"])],
        )

    def test_senders_of_a_mail(self):
        """Names in one line, addresses kept, whatever is encoded in the name."""
        for value, senders in (
            ("=?utf-8?B?RXZpbA0KQmNjOiBh?= <b@y>", [("Evil Bcc: a", "b@y")]),
            ("=?utf-8?q?Bo_=3Cb=40y=3E?=", [("Bo", "b@y")]),
            ("Bo <b@y>\nFrom: Eva <e@y>", [("Bo", "b@y"), ("Eva", "e@y")]),
        ):
            head = f"From: {value}\n\n".encode()
            with self.subTest(value=value):
                message = mail_envelope.BytesHeaderParser().parsebytes(head)
                self.assertEqual(mail_envelope.senders(message), senders)

    def test_names_on_lists(self):
        """An address counts with its tag, without it, and by its domain."""
        self.assertEqual(
            mail_provider.names_of("a+b@X.example."),
            ["a+b@x.example", "a@x.example", "x.example"],
        )
        self.assertEqual(
            mail_provider.names_of('"a b"@x.example'),
            ['"a b"@x.example', "x.example"],
        )
        self.assertEqual(mail_provider.names_of("+a@x")[1], "x")
        self.assertEqual(mail_address.strip_tag("a+b+c@x"), "a@x")
        self.assertEqual(mail_address.strip_tag("+a@x"), "+a@x")

    def test_nothing_takes_time(self):
        """Each text is gone through once, however it is written."""
        for text in (
            '"a@b" ' * 40000 + "<x@y>",
            '"' * 100001,
            "(" * 100000,
            '"\\"' * 100000,
            "\\" * 100001,
            "<" * 100000 + "a" * 100000,
            "a@" * 100000,
            ",".join(f"u{number}@x.example" for number in range(8000)),
        ):
            with self.subTest(text=text[:20]):
                begin = time.monotonic()
                mail_address.find(text)
                self.assertLess(time.monotonic() - begin, 2)


class TestLongHeads(unittest.TestCase):
    """Long heads are read where it matters, and cut for whom they would hold up."""

    def test_recipients_behind_a_long_head(self):
        """Whom a mail is for may stand behind as many lines as servers like."""
        pad = b"X-Pad: " + b"z" * 900 + b"\n"
        envelope = mail_envelope.read(pad * 1000 + b"To: a@x.example\n\nx")
        self.assertEqual(envelope.recipients, ["a@x.example"])
        self.assertTrue(envelope.readable)
        self.assertFalse(mail_envelope.read(pad * 5000 + b"To: a@x\n\nx").readable)

    def test_shortened(self):
        """Each header is cut; the sender stays, and everything that is not long."""
        raw = (
            b"From: " + b'"a" ' * 9000 + b"<b@y>\r\n"
            b"Subject: " + b"s" * 9000 + b"\r\nTo: " + b"a@x.example, " * 9000 + b"\r\n"
            b"X: \xff\r\n folded\r\n\r\nBody\r\n"
        )
        short = mail_envelope.shorten(raw)
        self.assertLess(len(short), 80000)
        self.assertTrue(short.startswith(b"From: b@y\r\nSubject: sss"))
        self.assertTrue(short.endswith(b"\r\nX: \xff\r\n folded\r\n\r\nBody\r\n"))
        usual = b"From: a@x\n\nBody"
        self.assertIs(mail_envelope.shorten(usual), usual)

    def test_encoded_words_without_end(self):
        """A subject of thousands of them is not read for seconds."""
        subject = b"\n ".join([b"=?utf-8?q?word?="] * 15000)
        begin = time.monotonic()
        envelope = mail_envelope.read(b"Subject: " + subject + b"\n\nx")
        self.assertLess(time.monotonic() - begin, 2)
        self.assertTrue(envelope.subject.startswith("wordword"))
