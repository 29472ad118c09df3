# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import unittest

from ..tools import sizes


class TestSizes(unittest.TestCase):
    """Sizes are said in the reader's language."""

    def _say(self, size, lang="en_US"):
        return " ".join(sizes.say(size, lang).split())

    def test_each_unit(self):
        for size, text in (
            (0, "0 bytes"),
            (1, "1 byte"),
            (1023, "1,023 bytes"),
            (1024, "1 kB"),
            (1536, "1.5 kB"),
            (1024**2 - 1, "1 MB"),
            (20 * 1024**2, "20 MB"),
            (3 * 1024**3, "3 GB"),
            (5000 * 1024**3, "5,000 GB"),
        ):
            with self.subTest(size=size):
                self.assertEqual(self._say(size), text)

    def test_languages(self):
        self.assertEqual(self._say(1536, "ru_RU"), "1,5 кБ")
        self.assertEqual(self._say(49, "ru_RU"), "49 байт")
        self.assertIn("字节", self._say(49, "zh_CN"))
        self.assertEqual(self._say(49, "xx_XX"), "49 bytes", "English where unknown")
