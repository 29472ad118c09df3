# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo.tests import BaseCase, tagged

from odoo.addons.servicedesk_core.tools import log_words


@tagged("at_install")
class TestLogWords(BaseCase):
    """Changes in words: short, whole where it matters, and no secrets."""

    def test_secrets_by_name(self):
        """Parts of a name tell a secret, letters within a word do not."""
        for name in (
            "password",
            "smtp_pass",
            "api_key",
            "keys",
            "access_token",
            "client_secret",
            "servicedesk.answer.secret",
            "pin",
        ):
            with self.subTest(name=name):
                self.assertTrue(log_words.names_a_secret(name))
        for name in ("keyword", "monkey", "passenger", "shipping", "name", "", None):
            with self.subTest(name=name):
                self.assertFalse(log_words.names_a_secret(name))

    def test_tell(self):
        """What was, an arrow, what is; nothing is a dash."""
        self.assertEqual(log_words.tell("a", "b"), "a → b")
        self.assertEqual(log_words.tell("", "b"), "— → b")
        self.assertEqual(log_words.tell("a", ""), "a → —")

    def test_one_line(self):
        """Lines of a text become one: each line of the log is of another field."""
        self.assertEqual(log_words.tell("a\nb", "a\n\n  c"), "a b → a c")

    def test_long_texts(self):
        """Long texts are cut, and start shortly before what differs."""
        past, now = "x" * 1000 + " old end", "x" * 1000 + " new end"
        told = log_words.tell(past, now)
        self.assertIn("old end", told)
        self.assertIn("new end", told)
        self.assertLess(len(told), 100)
        self.assertEqual(len(log_words.shorten("x" * 1000)), log_words.LONGEST)

    def test_lists(self):
        """What came and what left, in the order of the alphabet."""
        told = log_words.tell_lists({"Ann", "Bob"}, {"Bob", "Eve", "Dan"})
        self.assertEqual(told, "+ Dan, + Eve, − Ann")

    def test_questions(self):
        """Of a form's question its label is told and what it is, not its inner name."""
        words = log_words.questions(
            [
                {"name": "f3a9", "string": "Size", "type": "integer"},
                {"name": "b1", "type": "char", "value": "x"},
            ]
        )
        self.assertEqual(words, {"Size (type=integer)", "b1 (type=char)"})
        self.assertEqual(log_words.questions(None), set())
