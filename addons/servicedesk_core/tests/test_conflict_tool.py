# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from itertools import product

from odoo.tests import BaseCase, tagged

from ..tools import conflict


@tagged("post_install", "-at_install")
class TestConflictTool(BaseCase):
    """What happens to a value that two change: plain Python, no database."""

    def test_nobody_else_changed_it(self):
        """What is there is what he had read: he writes what he likes."""
        self.assertEqual(conflict.compare("a", "a", "b"), conflict.FREE)

    def test_both_want_the_same(self):
        """Two who agree do not collide."""
        self.assertEqual(conflict.compare("a", "b", "b"), conflict.FREE)

    def test_only_the_other_changed_it(self):
        self.assertEqual(conflict.compare("a", "b", "a"), conflict.KEPT)

    def test_both_changed_it(self):
        self.assertEqual(conflict.compare("a", "b", "c"), conflict.CLASH)

    def test_nothing_is_ever_lost_in_silence(self):
        """Whatever the three values: another's change is only ever overwritten as a
        clash that somebody decides, or by the same value."""
        for known, stored, wanted in product((False, 0, 1, "a"), repeat=3):
            with self.subTest(known=known, stored=stored, wanted=wanted):
                outcome = conflict.compare(known, stored, wanted)
                if stored not in (known, wanted):
                    self.assertNotEqual(outcome, conflict.FREE)
                if outcome == conflict.CLASH:
                    self.assertNotIn(wanted, (known, stored))

    def test_blanks_tell_nothing_apart(self):
        self.assertEqual(conflict.plain(" The\n till  "), "The till")
        self.assertEqual(conflict.plain(False), "")
        self.assertEqual(conflict.plain(None), conflict.plain("  "))

    def test_answers_in_both_spellings(self):
        """Odoo reads definitions with answers, and stores the answers alone."""
        stored = {"a": "x", "b": 7, "c": [2, 1], "d": False, "e": 0}
        read = [
            {"name": "a", "type": "char", "value": "x "},
            {"name": "b", "type": "many2one", "value": [7, "Ann"]},
            {"name": "c", "type": "many2many", "value": [[1, "One"], [2, "Two"]]},
            {"name": "d", "type": "char", "value": ""},
            {"name": "e", "type": "integer", "value": 0},
            {"type": "separator"},
        ]
        self.assertEqual(conflict.answers(read), conflict.answers(stored))
        self.assertEqual(conflict.answers(False), {})

    def test_answers_of_another_shape(self):
        """What is no list of questions is refused, for the caller to say so."""
        with self.assertRaises(AttributeError):
            conflict.answers("text")

    def test_putting_one_answer(self):
        """The spelling stays, and so does all else."""
        self.assertEqual(
            conflict.put_answer({"a": 1, "b": 2}, "a", 3), {"a": 3, "b": 2}
        )
        read = [{"name": "a", "type": "integer", "value": 1}, {"name": "b"}]
        self.assertEqual(
            conflict.put_answer(read, "a", 3),
            [{"name": "a", "type": "integer", "value": 3}, {"name": "b"}],
        )
        self.assertEqual(read[0]["value"], 1)
