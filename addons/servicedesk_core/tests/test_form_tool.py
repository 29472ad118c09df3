# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from copy import deepcopy
from datetime import UTC, date, datetime
from unittest import TestCase

from ..tools import form

# given as a question of this type -> what is kept (None: no answer)
TAKEN = [
    ("char", "  a \n b ", "a b"),
    ("char", " \t ", None),
    ("char", "x" * 500, "x" * 500),
    ("char", "\u200b", None),
    ("char", " \u200b\ufeff\u2060 \u00ad\u3000", None),
    ("char", "\u2800\u3164", None),
    ("char", "\u202ea\u200bb", "\u202ea\u200bb"),
    ("char", "👩\u200d🚒", "👩\u200d🚒"),
    ("char", "?", "?"),
    ("text", "\n\u200c\n", None),
    ("text", " one\ntwo ", "one\ntwo"),
    ("html", "<p><br></p>", None),
    ("html", "<p>&nbsp;&#8203;</p>", None),
    ("html", "<p>x</p>", "<p>x</p>"),
    ("html", '<p><img src="/x"></p>', '<p><img src="/x"></p>'),
    ("integer", 7, 7),
    ("integer", 0, 0),
    ("integer", " -12 ", -12),
    ("integer", 3.0, 3),
    ("integer", "", None),
    ("integer", None, None),
    ("float", "2,5", 2.5),
    ("float", ".5", 0.5),
    ("float", 4, 4.0),
    ("float", 0.0, 0.0),
    ("monetary", "19.99", 19.99),
    ("boolean", "on", True),
    ("boolean", "No", False),
    ("boolean", 1, True),
    ("boolean", False, False),
    ("boolean", None, None),
    ("date", "2026-03-31", "2026-03-31"),
    ("date", date(2026, 3, 31), "2026-03-31"),
    ("date", " 2026-03-31 ", "2026-03-31"),
    ("datetime", "2026-03-31", "2026-03-31 00:00:00"),
    ("datetime", "2026-03-31 14:30", "2026-03-31 14:30:00"),
    ("datetime", "2026-03-31 14:30:05.500", "2026-03-31 14:30:05"),
    ("datetime", "2026-03-31T14:30:05", "2026-03-31 14:30:05"),
    ("datetime", datetime(2026, 3, 31, 14, 30, 5, 99), "2026-03-31 14:30:05"),
    ("selection", "red", "red"),
    ("selection", False, None),
    ("tags", ["b", "a", "b"], ["b", "a"]),
    ("tags", "a", ["a"]),
    ("tags", [], None),
    ("many2one", 12, 12),
    ("many2one", [12, "Anna"], 12),
    ("many2one", "12", 12),
    ("many2many", [[1, "A"], [2, "B"], [1, "A"]], [1, 2]),
    ("many2many", 5, [5]),
]

# given as a question of this type -> the code of the fault
REFUSED = [
    ("char", 5, "type"),
    ("char", ["a"], "type"),
    ("char", "x" * 501, "length"),
    ("char", "a\x00b", "character"),
    ("text", "x" * 20_001, "length"),
    ("integer", "abc", "number"),
    ("integer", "1e5", "number"),
    ("integer", "2.5", "number"),
    ("integer", 2.5, "number"),
    ("integer", True, "number"),
    ("integer", "٣", "number"),
    ("integer", 2**31, "range"),
    ("integer", -(2**31) - 1, "range"),
    ("integer", "-2147483649", "range"),
    ("integer", 2147483648.0, "range"),
    ("float", 10**400, "range"),
    ("integer", "9" * 18, "range"),
    ("float", "nan", "number"),
    ("float", float("nan"), "range"),
    ("float", float("inf"), "range"),
    ("float", "1,2,3", "number"),
    ("float", ".", "number"),
    ("float", {}, "number"),
    ("boolean", "maybe", "type"),
    ("boolean", 2, "type"),
    ("boolean", [1], "type"),
    ("date", "31.03.2026", "date"),
    ("date", "2026-02-30", "date"),
    ("date", 20260331, "date"),
    ("date", datetime(2026, 3, 31), "date"),
    ("date", "2026-W01-1", "date"),
    ("date", "20260331", "date"),
    ("date", "2026W011", "date"),
    ("date", "0001-01-01", "date"),
    ("date", "0202-03-31", "date"),
    ("date", "٢٠٢٦-٠٣-٣١", "date"),
    ("date", date(1, 1, 1), "date"),
    ("date", "2026-03-31 14:30:00", "date"),
    ("date", ["2026-03-31"], "date"),
    ("datetime", "2026-W01-1T10:00", "datetime"),
    ("datetime", "20260331T1430", "datetime"),
    ("datetime", "2026-03-31T14", "datetime"),
    ("datetime", "2026-03-31 25:00", "datetime"),
    ("datetime", "0001-01-01 00:00:00", "datetime"),
    ("datetime", date(2026, 3, 31), "datetime"),
    ("datetime", 5, "datetime"),
    ("datetime", "tomorrow", "datetime"),
    ("datetime", "2026-03-31T14:30:00+02:00", "datetime"),
    ("datetime", datetime(2026, 3, 31, tzinfo=UTC), "datetime"),
    ("selection", "blue", "option"),
    ("selection", ["red"], "option"),
    ("selection", True, "option"),
    ("tags", ["a", "x"], "option"),
    ("tags", {"a": 1}, "option"),
    ("many2one", "abc", "record"),
    ("many2one", 0, "record"),
    ("many2one", -3, "record"),
    ("many2one", True, "record"),
    ("many2one", 2**31, "record"),
    ("many2many", ["x"], "record"),
]

# condition, answers before -> whether the question is asked
CONDITIONS = [
    ([], {}, True),
    ("[]", {}, True),
    (None, {}, True),
    ([["kind", "=", "new"]], {"kind": "new"}, True),
    ("[('kind', '=', 'new')]", {"kind": "new"}, True),
    ([["kind", "=", "new"]], {"kind": "old"}, False),
    ([["kind", "=", "new"]], {}, False),
    ([["kind", "!=", "new"]], {}, True),
    ([["kind", "in", ["new", "old"]]], {"kind": "old"}, True),
    ([["kind", "not in", ["new"]]], {"kind": "new"}, False),
    ([["kind", "=", False]], {}, True),
    ([["yes", "=", True]], {"yes": True}, True),
    ([["yes", "=", True]], {"yes": False}, False),
    ([["count", "=", 0]], {"count": 0}, True),
    ([["count", "=", False]], {"count": 0}, False),
    ([["count", ">", 5]], {"count": 6}, True),
    ([["count", ">=", 6]], {"count": 6}, True),
    ([["count", "<", 6]], {"count": 6}, False),
    ([["count", "<=", 6]], {"count": "six"}, False),
    ([["count", ">", 5]], {}, False),
    ([["tags", "=", "a"]], {"tags": ["a", "b"]}, True),
    ([["tags", "in", ["c"]]], {"tags": ["a", "b"]}, False),
    ([["kind", "=", "new"], ["count", ">", 5]], {"kind": "new", "count": 9}, True),
    ([["kind", "=", "new"], ["count", ">", 5]], {"kind": "new", "count": 1}, False),
]

MEANINGLESS = [
    "[('kind', '=', 'new'",
    "__import__('os')",
    "kind",
    5,
    {"kind": "new"},
    ["|", ["kind", "=", "new"], ["kind", "=", "old"]],
    [["kind", "like", "n"]],
    [["kind", "="]],
    [[1, "=", 1]],
]


def _question(kind, name="q", **more):
    extra = {
        "selection": {"selection": [["red", "Red"], ["green", "Green"]]},
        "tags": {"tags": [["a", "A", 1], ["b", "B", 2]]},
    }
    return {"name": name, "type": kind, "string": name, **extra.get(kind, {}), **more}


class TestAnswers(TestCase):
    def test_answers_become_what_their_question_asks_for(self):
        for kind, given, kept in TAKEN:
            with self.subTest(kind=kind, given=given):
                value = form.convert(_question(kind), given)
                self.assertEqual(value, kept)
                self.assertIs(type(value), type(kept))

    def test_what_does_not_fit_is_refused_by_code(self):
        for kind, given, code in REFUSED:
            with self.subTest(kind=kind, given=given):
                with self.assertRaises(form.Refused) as refused:
                    form.convert(_question(kind), given)
                self.assertEqual(refused.exception.code, code)

    def test_every_type_has_its_cases(self):
        """A type without a case here would be a type nobody has thought about."""
        kinds = set(form.CONVERTERS) - {"html", "monetary", "many2many"}
        self.assertLessEqual(kinds, {kind for kind, *_rest in TAKEN})
        self.assertLessEqual(kinds, {kind for kind, *_rest in REFUSED})

    def test_a_kept_answer_is_taken_again(self):
        """Saving a form twice changes nothing."""
        for kind, given, kept in TAKEN:
            if kept is not None:
                with self.subTest(kind=kind, given=given):
                    self.assertEqual(form.convert(_question(kind), kept), kept)


class TestClean(TestCase):
    def setUp(self):
        super().setUp()
        self.definition = [
            _question("selection", "kind", required=True),
            _question(
                "integer", "count", required=True, visible_if=[["kind", "=", "red"]]
            ),
            _question("char", "why", visible_if=[["count", ">", 5]], default="habit"),
            _question("separator", "line", required=True),
        ]

    def _clean(self, answers, **options):
        cleaned, faults = form.clean(self.definition, answers, **options)
        return cleaned, [(fault.name, fault.code) for fault in faults]

    def test_required_questions_are_missed(self):
        self.assertEqual(self._clean({}), ({}, [("kind", "required")]))
        self.assertEqual(
            self._clean({"kind": "red"}), ({"kind": "red"}, [("count", "required")])
        )

    def test_zero_and_no_are_answers(self):
        cleaned, faults = self._clean({"kind": "red", "count": 0})
        self.assertEqual((cleaned, faults), ({"kind": "red", "count": 0}, []))
        asked = [_question("boolean", "agreed", required=True)]
        self.assertEqual(form.clean(asked, {"agreed": False}), ({"agreed": False}, []))
        self.assertTrue(form.clean(asked, {})[1])

    def test_a_hidden_question_needs_no_answer(self):
        self.assertEqual(self._clean({"kind": "green"}), ({"kind": "green"}, []))

    def test_an_answer_to_a_hidden_question_is_dropped(self):
        answers = {"kind": "green", "count": 9, "why": "x"}
        self.assertEqual(self._clean(answers), ({"kind": "green"}, []))

    def test_what_hides_a_question_hides_those_behind_it(self):
        """``why`` follows from ``count``, which nobody is asked here."""
        answers = {"kind": "green", "count": 9, "why": "x"}
        self.assertNotIn("why", self._clean(answers)[0])
        answers["kind"] = "red"
        self.assertEqual(self._clean(answers)[0]["why"], "x")

    def test_an_unknown_answer_is_a_fault(self):
        faults = self._clean({"kind": "green", "colour": "red"})[1]
        self.assertEqual(faults, [("colour", "unknown")])

    def test_each_fault_is_told(self):
        faults = self._clean({"kind": "blue", "colour": 1})[1]
        self.assertEqual(faults, [("colour", "unknown"), ("kind", "option")])

    def test_an_incomplete_form_may_wait(self):
        self.assertEqual(self._clean({}, complete=False), ({}, []))
        faults = self._clean({"kind": "blue"}, complete=False)[1]
        self.assertEqual(faults, [("kind", "option")])

    def test_defaults_answer_what_was_not_asked(self):
        answers = {"kind": "red", "count": 9}
        self.assertEqual(self._clean(answers, defaults=True)[0]["why"], "habit")
        answers["why"] = ""
        self.assertNotIn("why", self._clean(answers, defaults=True)[0])

    def test_a_default_of_nothing_answers_nothing(self):
        """0 and False stand where Odoo's editor was given no default."""
        definition = [
            _question("integer", "count", default=0, required=True),
            _question("boolean", "box", default=False),
        ]
        cleaned, faults = form.clean(definition, {}, defaults=True)
        self.assertEqual(cleaned, {})
        self.assertEqual(faults, [("count", "required", "")])

    def test_neither_form_nor_answers_are_changed(self):
        answers = {"kind": "red", "count": "9"}
        before = deepcopy((self.definition, answers))
        self._clean(answers, defaults=True)
        self.assertEqual((self.definition, answers), before)

    def test_missing_names_what_is_visible_and_unanswered(self):
        self.assertEqual(form.missing(self.definition, {}), ["kind"])
        self.assertEqual(form.missing(self.definition, {"kind": "red"}), ["count"])
        self.assertEqual(form.missing(self.definition, {"kind": "red", "count": 0}), [])
        self.assertEqual(form.missing(self.definition, {"kind": False}), ["kind"])


class TestConditions(TestCase):
    def test_conditions(self):
        for condition, answers, asked in CONDITIONS:
            with self.subTest(condition=condition, answers=answers):
                question = _question("char", visible_if=condition)
                self.assertEqual(form.is_visible(question, answers), asked)

    def test_meaningless_conditions_are_refused(self):
        for condition in MEANINGLESS:
            with self.subTest(condition=condition):
                question = _question("char", visible_if=condition)
                with self.assertRaises(ValueError):
                    form.conditions(question)
                self.assertEqual(form.check([question])[0].code, "condition")

    def test_parts_nobody_can_use_are_refused(self):
        """Else whoever opens the form, or the whole catalogue, would fail."""
        for part, value, kind in (
            ("default", "abc", "integer"),
            ("default", "zz", "selection"),
            ("default", ["x"], "char"),
            ("domain", '[("id"', "many2one"),
            ("i18n", "ru", "char"),
            ("i18n", {"ru_RU": {"selection": ["x"]}}, "selection"),
            ("i18n", {"ru_RU": {"string": 5}}, "char"),
            ("required", "no", "char"),
            ("required", "true", "char"),
            ("required", [True], "char"),
            ("help", 5, "char"),
            ("help", ["x"], "char"),
        ):
            with self.subTest(part=part, value=value):
                question = _question(kind, **{part: value})
                self.assertEqual(
                    form.check([question]), [form.Fault("q", "part", part)]
                )

    def test_usual_parts_are_taken(self):
        for part, value, kind in (
            ("required", True, "char"),
            ("required", False, "char"),
            ("required", None, "char"),
            ("help", "One a line", "char"),
            ("help", False, "char"),
            ("default", "5", "integer"),
            ("default", False, "boolean"),
            ("default", [3, "Anna"], "many2one"),
            ("domain", "[('id', '>', 5)]", "many2one"),
            ("i18n", {"ru_RU": {"string": "x", "tags": {"a": "б"}}}, "tags"),
        ):
            with self.subTest(part=part, value=value):
                self.assertEqual(form.check([_question(kind, **{part: value})]), [])

    def test_a_condition_looks_back_only(self):
        """So that no two questions can hide each other."""
        first = _question("char", "first", visible_if=[["second", "=", "x"]])
        second = _question("char", "second", visible_if=[["first", "=", "x"]])
        own = _question("char", "own", visible_if=[["own", "=", "x"]])
        plain = _question("char", "first")
        self.assertEqual(form.check([plain, second]), [])
        self.assertEqual(
            form.check([first, second]), [form.Fault("first", "hidden", "second")]
        )
        self.assertEqual(form.check([own]), [form.Fault("own", "hidden", "own")])


class TestLanguages(TestCase):
    def setUp(self):
        super().setUp()
        self.stored = [
            _question("char", "why", string="Why?", help="In a word."),
            _question(
                "selection",
                "colour",
                string="Colour",
                i18n={
                    "ru_RU": {"string": "Цвет", "selection": {"red": "Красный"}},
                    "zh_CN": {"string": "颜色"},
                },
            ),
        ]

    def test_words_are_translated_and_keys_are_not(self):
        _why, colour = form.translate(self.stored, "ru_RU")
        self.assertEqual(colour["string"], "Цвет")
        self.assertEqual(colour["selection"], [["red", "Красный"], ["green", "Green"]])

    def test_another_language_reads_the_source(self):
        self.assertEqual(form.translate(self.stored, "fr_FR"), self.stored)

    def test_translating_changes_nothing_in_the_form(self):
        before = deepcopy(self.stored)
        form.translate(self.stored, "ru_RU")
        self.assertEqual(self.stored, before)

    def test_saving_what_was_read_changes_nothing(self):
        for lang in ("ru_RU", "zh_CN", "fr_FR"):
            read = form.translate(self.stored, lang)
            with self.subTest(lang=lang):
                merged = form.merge_translation(self.stored, read, lang)
                self.assertEqual(merged, self.stored)

    def test_what_is_edited_in_a_language_becomes_its_translation(self):
        read = deepcopy(form.translate(self.stored, "ru_RU"))
        read[0]["string"] = "Почему?"
        read[1]["selection"][1][1] = "Зелёный"
        why, colour = form.merge_translation(self.stored, read, "ru_RU")
        self.assertEqual(why["string"], "Why?")
        self.assertEqual(why["i18n"], {"ru_RU": {"string": "Почему?"}})
        self.assertEqual(colour["selection"], [["red", "Red"], ["green", "Green"]])
        self.assertEqual(
            colour["i18n"]["ru_RU"]["selection"], {"red": "Красный", "green": "Зелёный"}
        )
        self.assertEqual(colour["i18n"]["zh_CN"], {"string": "颜色"})

    def test_a_new_question_speaks_the_language_it_was_written_in(self):
        new = _question("char", "new", string="Где?")
        merged = form.merge_translation(self.stored, [*self.stored, new], "ru_RU")
        self.assertEqual(merged[-1], new)

    def test_translations_given_outright_are_kept(self):
        """An integrator writes ``i18n`` itself, whatever language his user has."""
        edited = deepcopy(self.stored)
        edited[0]["i18n"] = {"ru_RU": {"string": "Почему?"}}
        merged = form.merge_translation(self.stored, edited, "ru_RU")
        self.assertEqual(merged[0]["i18n"], {"ru_RU": {"string": "Почему?"}})
