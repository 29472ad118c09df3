# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from unittest import TestCase

from ..tools import durations


class TestDurations(TestCase):
    def test_spans_are_said_as_people_say_them(self):
        for hours, words in (
            (0.75, "45 minutes"),
            (1, "1 hour"),
            (1.5, "1 hour 30 minutes"),
            (8, "8 hours"),
            (24, "1 day"),
            (30.2, "30 hours"),
            (48, "2 days"),
            (0.001, "1 minute"),
        ):
            with self.subTest(hours=hours):
                self.assertEqual(durations.say(hours, "en_US"), words)

    def test_they_are_said_in_the_readers_language(self):
        self.assertEqual(durations.say(3, "ru_RU"), "3 часа")
        self.assertEqual(durations.say(48, "zh_CN"), "2天")
        self.assertEqual(durations.say(2, "xx_YY"), "2 hours")
