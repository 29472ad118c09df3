# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import unittest
from email.message import Message

from ..tools import mail_thread

SECRET = "known to this database only"


class TestThreadKey(unittest.TestCase):
    """Keys of tickets: what counts, and what somebody may try."""

    def _key(self, ticket_id=7, side=mail_thread.CUSTOMER, secret=SECRET):
        return mail_thread.make_key(secret, ticket_id, side, "desk.example.com")

    def test_what_is_made_is_read(self):
        """Ticket and side come back, for every side."""
        for side in mail_thread.SIDES:
            with self.subTest(side=side):
                key = self._key(side=side)
                self.assertEqual(mail_thread.read_key(SECRET, key), (7, side))

    def test_a_key_is_a_message_id(self):
        """Mail programs repeat it, so it has the form of one (RFC 5322, 3.6.4)."""
        self.assertRegex(self._key(), r"^<[\w.-]+@desk\.example\.com>$")
        self.assertLess(len(self._key()), 100)

    def test_capitals_and_brackets_do_not_matter(self):
        """Gateways change them."""
        for changed in (
            self._key().upper(),
            self._key().strip("<>"),
            f" {self._key()} ",
        ):
            with self.subTest(changed=changed):
                found = mail_thread.read_key(SECRET, changed)
                self.assertEqual(found, (7, mail_thread.CUSTOMER))

    def test_the_domain_does_not_matter(self):
        """The desk's address may change; who holds an old mail may still answer."""
        key = self._key().replace("desk.example.com", "new.example.org")
        self.assertEqual(mail_thread.read_key(SECRET, key), (7, mail_thread.CUSTOMER))

    def test_nobody_makes_one(self):
        """Another ticket, another side, another secret: no key."""
        key = self._key()
        for forged in (
            key.replace("sd-7-", "sd-8-"),
            key.replace("-customer-", "-desk-"),
            self._key(secret="another secret"),
            key[:-30],
            "<sd-7-customer-@desk.example.com>",
            f"<sd-7-customer-{'0' * 32}@desk.example.com>",
            "<7@desk.example.com>",
            "",
        ):
            with self.subTest(forged=forged):
                self.assertIsNone(mail_thread.read_key(SECRET, forged))

    def test_huge_numbers_are_no_tickets(self):
        """Nothing that the database could not look up."""
        huge = f"<sd-{'9' * 40}-customer-{'0' * 32}@x.example>"
        self.assertIsNone(mail_thread.read_key(SECRET, huge))

    def test_there_are_four_sides(self):
        """A mistaken side is an error, not a key of nothing."""
        with self.assertRaises(ValueError):
            self._key(side="everybody")


class TestHead(unittest.TestCase):
    """What a mail's head says about where it belongs."""

    def _head(self, **headers):
        message = Message()
        for name, value in headers.items():
            message[name.replace("_", "-")] = value
        return message

    def test_the_nearest_reference_comes_first(self):
        """What the mail says to answer, then the conversation from its end."""
        head = self._head(
            References="<a@x> <b@x>\n <c@x>", In_Reply_To="<b@x> (my mail of today)"
        )
        self.assertEqual(mail_thread.references(head), ["<b@x>", "<c@x>", "<a@x>"])

    def test_references_without_form_are_none(self):
        """What is no Message-Id leads nowhere."""
        head = self._head(References="yesterday, your letter", In_Reply_To="")
        self.assertEqual(mail_thread.references(head), [])

    def test_addresses_in_their_order(self):
        """Small letters, each once, header by header."""
        head = self._head(
            To="B <b@x.example>, A@x.example", Cc="b@x.example, c@x.example"
        )
        self.assertEqual(
            mail_thread.addresses(head, "To", "Cc"),
            ["b@x.example", "a@x.example", "c@x.example"],
        )


class TestTag(unittest.TestCase):
    """``desk+tag@example.com`` (RFC 5233)."""

    def test_tag(self):
        """Everything from the first plus on is the tag; it is never endless."""
        for address, plain, tag in (
            ("desk@x.example", "desk@x.example", ""),
            ("desk+till@x.example", "desk@x.example", "till"),
            ("desk+a+b@x.example", "desk@x.example", "a+b"),
            ("+till@x.example", "+till@x.example", ""),
            ("desk+@x.example", "desk@x.example", ""),
        ):
            with self.subTest(address=address):
                self.assertEqual(mail_thread.split_tag(address), (plain, tag))
        self.assertEqual(len(mail_thread.split_tag(f"a+{'b' * 500}@x.example")[1]), 64)


class TestNumbers(unittest.TestCase):
    """Numbers of tickets in subjects."""

    def _find(self, subject, forms=(("SD-", ""),)):
        return mail_thread.find_numbers(mail_thread.compile_numbers(forms), subject)

    def test_numbers_are_found_wherever_they_stand(self):
        """In brackets or bare, in any case, after whatever mail programs add."""
        for subject in (
            "[SD-000042] Till",
            "AW: Re: [sd-000042] Till",
            "about SD-000042: it works",
            "Your request SD-000042",
        ):
            with self.subTest(subject=subject):
                self.assertEqual(self._find(subject), ["SD-000042"])

    def test_parts_of_words_are_no_numbers(self):
        """Neither the end of a longer name, nor one that goes on."""
        for subject in ("ASD-000042", "SD-000042x", "SD-", "Till 42", ""):
            with self.subTest(subject=subject):
                self.assertEqual(self._find(subject), [])

    def test_former_prefixes_count(self):
        """A customer answers an old mail after the series got a new prefix."""
        forms = (("SD-", ""), ("HELP/", ""))
        self.assertEqual(self._find("HELP/77 and SD-1", forms), ["HELP/77", "SD-1"])

    def test_dates_in_a_prefix(self):
        """What Odoo fills in stands for figures."""
        self.assertEqual(
            self._find("SD/2026/5", (("SD/%(year)s/", ""),)), ["SD/2026/5"]
        )

    def test_bare_figures_count_in_brackets_only(self):
        """A series without letters would find itself in every invoice."""
        forms = (("", ""),)
        self.assertEqual(self._find("invoice 4711", forms), [])
        self.assertEqual(self._find("Re: [4711] Till", forms), ["4711"])

    def test_no_series_no_numbers(self):
        """Nothing to look for finds nothing."""
        self.assertEqual(self._find("SD-1", ()), [])

    def test_a_subject_full_of_numbers(self):
        """Somebody who tries them all is looked up five times."""
        subject = " ".join(f"SD-{index}" for index in range(1000))
        self.assertEqual(len(self._find(subject)), 5)
