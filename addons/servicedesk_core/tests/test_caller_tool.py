# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import unittest

from odoo.tests import tagged

from ..tools import caller

# What was typed: name, number, address.
CASES = {
    "": ("", "", ""),
    None: ("", "", ""),
    "   ": ("", "", ""),
    "Nadia Newcomer": ("Nadia Newcomer", "", ""),
    "  Nadia   Newcomer ": ("Nadia Newcomer", "", ""),
    "Анна Орлова": ("Анна Орлова", "", ""),
    "陈晓梅": ("陈晓梅", "", ""),
    # Numbers, as they are read out
    "+44 20 7946 0018": ("", "+44 20 7946 0018", ""),
    "0207 946 0018": ("", "0207 946 0018", ""),
    "02079460018": ("", "02079460018", ""),
    "(020) 7946-0018": ("", "(020) 7946-0018", ""),
    "0044 20 7946 0018": ("", "0044 20 7946 0018", ""),
    "8 (812) 555-01-23": ("", "8 (812) 555-01-23", ""),
    "+86 10 5555 0123": ("", "+86 10 5555 0123", ""),
    "０２０７ ９４６ ００１８": ("", "0207 946 0018", ""),
    "020 7946 0018 ext. 12": ("", "020 7946 0018 ext. 12", ""),
    "412": ("", "412", ""),
    # Too short for a number, or a part of a name
    "7": ("7", "", ""),
    "12": ("12", "", ""),
    "Till 3": ("Till 3", "", ""),
    "Shop 1204": ("Shop 1204", "", ""),
    "P-4711": ("P-4711", "", ""),
    "nadia@": ("nadia@", "", ""),
    # Addresses
    "nadia@shop.example.com": ("", "", "nadia@shop.example.com"),
    "Nadia@Shop.Example.COM": ("", "", "nadia@shop.example.com"),
    "<nadia@shop.example.com>": ("", "", "nadia@shop.example.com"),
    "nadia.1984@shop.example.com": ("", "", "nadia.1984@shop.example.com"),
    # Several in one breath
    "Nadia Newcomer, 0207 946 0018": ("Nadia Newcomer", "0207 946 0018", ""),
    "0207 946 0018 Nadia Newcomer": ("Nadia Newcomer", "0207 946 0018", ""),
    '"Nadia N" <nadia@shop.example.com>': ("Nadia N", "", "nadia@shop.example.com"),
    "Nadia +44 20 7946 0018 nadia@shop.example.com": (
        "Nadia",
        "+44 20 7946 0018",
        "nadia@shop.example.com",
    ),
}


@tagged("post_install", "-at_install")
class TestCallerTool(unittest.TestCase):
    """What was typed of a caller: his name, his number, his address."""

    def test_cases(self):
        for text, expected in CASES.items():
            with self.subTest(text=text):
                self.assertEqual(tuple(caller.parse(text)), expected)

    def test_long_texts_are_cut(self):
        self.assertLessEqual(len(caller.parse("x" * 9999).name), caller.MAX_TEXT)

    def test_a_hostile_text_takes_no_time(self):
        """No pattern walks the same text again and again."""
        for piece in ("1 ", "(", "+", "a@", "1-", "1 ext"):
            caller.parse(piece * 5000)
