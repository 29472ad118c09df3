# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import unittest
from datetime import datetime

from ..tools import moments

NOW = datetime(2026, 3, 2, 9, 0)
NEXT_THURSDAY = datetime(2026, 3, 5, 13, 0)


def plain(text):
    """Return ``text`` with ordinary spaces: CLDR likes narrow ones before PM."""
    return " ".join(text.split())


class TestMoments(unittest.TestCase):
    """Instants are said in the reader's language and zone, as people say them."""

    def _say(self, moment, zone="UTC", lang="en_US", **options):
        zone = moments.find_zone(zone)
        return plain(moments.say(moment, NOW, zone, lang, **options))

    def test_seconds_and_the_current_year_are_left_out(self):
        self.assertEqual(self._say(NEXT_THURSDAY), "Mar 5, 1:00 PM")

    def test_another_year_is_named(self):
        self.assertEqual(
            self._say(datetime(2025, 12, 31, 23, 30)), "Dec 31, 2025, 11:30 PM"
        )

    def test_the_year_is_that_of_the_readers_zone(self):
        """Half past eleven at night of New Year's Eve is next year in Berlin."""
        now = datetime(2026, 1, 1, 12)
        text = moments.say(
            datetime(2025, 12, 31, 23, 30),
            now,
            moments.find_zone("Europe/Berlin"),
            "en",
        )
        self.assertEqual(plain(text), "Jan 1, 12:30 AM")

    def test_what_is_to_come_has_its_weekday(self):
        self.assertEqual(self._say(NEXT_THURSDAY, weekday=True), "Thu, Mar 5, 1:00 PM")

    def test_zone_and_language_are_the_readers(self):
        for zone, lang, text in (
            ("Europe/Berlin", "de_DE", "5. März, 14:00"),
            ("Asia/Kolkata", "en_US", "Mar 5, 6:30 PM"),
            ("Europe/Moscow", "ru_RU", "5 мар., 16:00"),
            ("Asia/Shanghai", "zh_CN", "3月5日 21:00"),
        ):
            with self.subTest(lang=lang, zone=zone):
                self.assertEqual(self._say(NEXT_THURSDAY, zone, lang), text)

    def test_summer_time_counts(self):
        """On the last Sunday of March 2026 Berlin goes from UTC+1 to UTC+2."""
        for moment, text in (
            (datetime(2026, 3, 29, 0, 30), "Mar 29, 1:30 AM"),
            (datetime(2026, 3, 29, 1, 30), "Mar 29, 3:30 AM"),
        ):
            self.assertEqual(self._say(moment, "Europe/Berlin"), text)

    def test_an_unknown_language_is_english(self):
        self.assertEqual(self._say(NEXT_THURSDAY, lang="xx_XX"), "Mar 5, 1:00 PM")
        self.assertEqual(self._say(NEXT_THURSDAY, lang=None), "Mar 5, 1:00 PM")

    def test_the_first_known_zone_is_taken(self):
        self.assertEqual(
            str(moments.find_zone(False, "Mars/Olympus", "Asia/Kolkata", "UTC")),
            "Asia/Kolkata",
        )
        self.assertEqual(str(moments.find_zone(None, "")), "UTC")
