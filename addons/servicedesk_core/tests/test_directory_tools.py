# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import unittest
from datetime import datetime

from ..tools import phone
from ..tools import pin as pins
from ..tools.contact_window import ContactWindow, format_hour

# One number of each country, in the ways people write it.
SPELLINGS = {
    "+441632960111": (
        "GB",
        "+44 1632 960 111",
        "01632 960111",
        "(01632) 960-111",
        "0044 1632 960111",
        "+44 (0)1632 960111",
        "01632.960.111",
        " 01632 960111 ",
        "01632 960111 ext. 12",
        "tel: +44 1632 960111",
    ),
    "+74951234567": (
        "RU",
        "+7 495 123-45-67",
        "8 (495) 123-45-67",
        "84951234567",
        "8 495 123 45 67 доб. 12",
    ),
    "+861012345678": ("CN", "+86 10 1234 5678", "010-12345678", "0086 10 12345678"),
}


class TestPhoneKeys(unittest.TestCase):
    """A number has one key, however it is written."""

    def test_spellings(self):
        for key, (country, *spellings) in SPELLINGS.items():
            for spelling in spellings:
                with self.subTest(spelling=spelling):
                    self.assertEqual(phone.get_key(spelling, country), key)

    def test_country_decides_national_numbers_only(self):
        self.assertEqual(phone.get_key("+44 1632 960111", "RU"), "+441632960111")
        self.assertNotEqual(phone.get_key("01632 960111", "RU"), "+441632960111")

    def test_digits_where_there_is_no_country(self):
        """Without a country, and for internal extensions, digits are the key."""
        self.assertEqual(phone.get_key("01632 960111"), "01632960111")
        self.assertEqual(phone.get_key("412", "GB"), "412")
        self.assertEqual(phone.get_key("٠١٢٣٤", "GB"), "01234")

    def test_no_number(self):
        for text in (None, False, "", "n/a", "12", "see card", "1" * 30):
            with self.subTest(text=text):
                self.assertIs(phone.get_key(text, "GB"), False)

    def test_last_digits(self):
        self.assertEqual(phone.get_tail("960 111"), "960111")
        self.assertEqual(phone.get_tail("01632 960111"), "1632960111")
        for text in (
            "9601",
            "Till 96011",
            "SD-000123 till",
            "00000",
            "0099-1",
            "",
            None,
        ):
            with self.subTest(text=text):
                self.assertIs(phone.get_tail(text), False)


class TestPins(unittest.TestCase):
    """A PIN can be typed on a telephone, and is not the first thing to try."""

    def test_verdicts(self):
        cases = {
            pins.VALID: ("2580", "1224", "739154", "112233445566"),
            pins.NO_DIGITS: ("", "12a4", "１２５８", "25 80", "-258"),
            pins.LENGTH: ("258", "2580258025802"),
            pins.GUESSABLE: ("0000", "1234", "9876", "8901", "3210987"),
        }
        for verdict, values in cases.items():
            for value in values:
                with self.subTest(pin=value):
                    self.assertEqual(pins.check(value), verdict)


def utc(day, hour, minute=0):
    """Return an instant of March 2026; the 2nd is a Monday."""
    return datetime(2026, 3, day, hour, minute)


class TestContactWindow(unittest.TestCase):
    """Somebody's hours on his own clock."""

    def _check(self, window, at, expected):
        with self.subTest(window=window, at=at):
            self.assertEqual(window.get_next(at), expected)
            self.assertEqual(window.is_open(at), expected == at)

    def test_no_hours_are_all_hours(self):
        for window in (ContactWindow(), ContactWindow(8, 8), ContactWindow(0, 24)):
            self._check(window, utc(7, 3), utc(7, 3))

    def test_hours_in_his_zone(self):
        """Nine to five in Moscow is six to two in UTC; the end does not belong."""
        window = ContactWindow(9, 17, "Europe/Moscow")
        self._check(window, utc(3, 5, 59), utc(3, 6))
        self._check(window, utc(3, 6), utc(3, 6))
        self._check(window, utc(3, 13, 59), utc(3, 13, 59))
        self._check(window, utc(3, 14), utc(4, 6))

    def test_over_midnight(self):
        window = ContactWindow(22, 6)
        self._check(window, utc(3, 23), utc(3, 23))
        self._check(window, utc(4, 5), utc(4, 5))
        self._check(window, utc(4, 6), utc(4, 22))

    def test_weekend(self):
        """The 6th is a Friday: next is Monday; a Friday night ends on its own."""
        self._check(ContactWindow(9, 17, "UTC", True), utc(6, 18), utc(9, 9))
        self._check(ContactWindow(0, 0, "UTC", True), utc(7, 12), utc(9, 0))
        self._check(ContactWindow(22, 6, "UTC", True), utc(7, 5), utc(7, 5))
        self._check(ContactWindow(22, 6, "UTC", True), utc(8, 5), utc(9, 22))

    def test_summer_time(self):
        """On 29 March clocks in Berlin go forward: nine o'clock comes an hour early."""
        window = ContactWindow(9, 17, "Europe/Berlin")
        self._check(window, utc(28, 18), utc(29, 7))
        self._check(window, utc(27, 18), utc(28, 8))

    def test_half_hours(self):
        window = ContactWindow(8.5, 24, "Asia/Kolkata")
        self._check(window, utc(3, 2), utc(3, 3))
        self.assertEqual(format_hour(8.5), "8:30")
        self.assertEqual(format_hour(24), "24:00")
