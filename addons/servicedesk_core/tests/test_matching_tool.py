# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import time
import unittest

from odoo.tests import tagged

from ..tools import matching

ENTRIES = (
    (
        1,
        ["Tills", "Кассы", "收银机"],
        ["till, receipt, cash", "касса, чек", "收银, 小票"],
    ),
    (
        2,
        ["Printers", "Принтеры", "打印机"],
        ["printer, toner, paper", "принтер", "打印"],
    ),
    (3, ["Network", "Сеть", "网络"], ["network, wifi", "сеть, вайфай", "网络, 无线"]),
    (4, ["Cold Chain"], ["freezer, fridge"]),
)


@tagged("post_install", "-at_install")
class TestTokens(unittest.TestCase):
    """What counts as a word, in three scripts."""

    def test_tokens(self):
        cases = {
            "": [],
            None: [],
            "The TILL prints no receipts!": ["till", "prints", "receipts"],
            "till, till; Till": ["till"],
            "Касса НЕ работает": ["касса"],
            "收银机坏了": ["收银", "银机", "机坏"],
            "机": ["机"],
            "POS收银": ["pos", "收银"],
            "a b 7": [],
            "ＴＩＬＬ": ["till"],
            "Straße": ["strasse"],
            "snake_case": ["snake", "case"],
        }
        for text, expected in cases.items():
            with self.subTest(text=text):
                self.assertEqual(matching.tokens(text), expected)

    def test_keywords(self):
        cases = {
            "": [],
            None: [],
            "till, receipt": ["till", "receipt"],
            "broken, does not work": ["broken"],
            "computer, IT": ["computer"],
            "how; does not start": ["how", "start"],
            "坏了，没有小票": ["坏了", "有小", "小票"],
            "не работает, сломался": ["сломался"],
        }
        for text, expected in cases.items():
            with self.subTest(text=text):
                self.assertEqual(matching.keywords(text), expected)

    def test_common_words_are_key_words_where_they_stand_alone(self):
        index = matching.Index([(1, ["Incident"], ["broken, error"])])
        self.assertEqual(index.match("It is broken")[0].key, 1)
        self.assertEqual(matching.Index([(1, ["Broken"], [])]).match("broken"), [])

    def test_long_texts_are_read_from_their_beginning(self):
        text = "till " + "x" * matching.MAX_TEXT + " printer"
        self.assertNotIn("printer", matching.tokens(text))

    def test_singular(self):
        for word, expected in (
            ("receipts", "receipt"),
            ("passwords", "password"),
            ("deliveries", "delivery"),
            ("addresses", "address"),
            ("boxes", "box"),
            ("prices", "price"),
            ("access", "access"),
            ("status", "status"),
            ("news", "news"),
            ("gas", "gas"),
            ("чеки", "чеки"),
        ):
            with self.subTest(word=word):
                self.assertEqual(matching.singular(word), expected)

    def test_alike(self):
        for one, other, expected in (
            ("till", "tills", True),
            ("receipt", "receipts", True),
            ("касса", "кассу", True),
            ("принтер", "принтером", True),
            ("card", "cart", False),
            ("tap", "taps", True),
            ("bus", "buses", True),
            ("tap", "tape", False),
            ("deliver", "delivery", False),
            ("чек", "чеков", True),
            ("чек", "чекист", False),
            ("print", "printable", False),
            ("network", "networking", True),
            ("freezer", "fridge", False),
        ):
            with self.subTest(one=one, other=other):
                self.assertEqual(matching.alike(one, other), expected)
                self.assertEqual(matching.alike(other, one), expected)


@tagged("post_install", "-at_install")
class TestMatching(unittest.TestCase):
    """Which entry of a catalogue a text is about."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.index = matching.Index(ENTRIES)

    def test_best_entry(self):
        for text, expected in (
            ("The till is dead", 1),
            ("No RECEIPTS since this morning", 1),
            ("Не открывается кассу", 1),
            ("收银机坏了", 1),
            ("Принтером не пользуемся", 2),
            ("打印机没有纸", 2),
            ("WiFi is gone", 3),
            ("The freezers are warm", 4),
        ):
            with self.subTest(text=text):
                self.assertEqual(self.index.match(text)[0].key, expected)

    def test_nothing_to_say(self):
        for text in ("", "Hello, please help me", "Zebra"):
            with self.subTest(text=text):
                self.assertEqual(self.index.match(text), [])

    def test_only_what_is_allowed(self):
        text = "The till and the printer"
        keys = [match.key for match in self.index.match(text)]
        self.assertEqual(keys, [1, 2])
        self.assertEqual([m.key for m in self.index.match(text, allowed={2, 3})], [2])
        self.assertEqual(self.index.match(text, allowed=set()), [])

    def test_stop_words_of_three_languages(self):
        for text in ("please, not working!", "пожалуйста, не работает", "您好 谢谢"):
            with self.subTest(text=text):
                self.assertEqual(matching.tokens(text), [])

    def test_subject_outweighs_body(self):
        self.assertEqual(self.index.match("till", "wifi printer network")[0].key, 1)
        self.assertEqual(self.index.match("wifi", "till receipt")[0].key, 3)

    def test_body_adds_to_the_subject(self):
        scores = [
            self.index.match(subject, body)[0].score
            for subject, body in (
                ("till", ""),
                ("till", "receipt"),
                ("till receipt", ""),
            )
        ]
        self.assertEqual(scores, sorted(set(scores)))

    def test_one_word_with_two_endings_counts_once(self):
        once = self.index.match("freezer")[0]
        twice = self.index.match("freezer freezers")[0]
        self.assertEqual(once.score, twice.score)

    def test_words_of_many_tickets_weigh_less(self):
        text = "till network"
        common = {"till": 0.8}
        self.assertEqual(self.index.match(text)[0].key, 1)
        self.assertEqual(self.index.match(text, common=common)[0].key, 3)
        rare = {"till": matching.COMMON_SHARE}
        self.assertEqual(self.index.match(text, common=rare), self.index.match(text))

    def test_descriptions_weigh_less_than_names(self):
        index = matching.Index([(1, ["A"], [], ["the oven"]), (2, ["Oven"], [])])
        self.assertEqual([found.key for found in index.match("oven")], [2])
        self.assertEqual(
            matching.Index([(1, [], [], ["oven"])]).match("oven")[0].key, 1
        )

    def test_words_as_they_come_by_mail(self):
        """A plural counts in full; what names the trouble or joins words, nothing."""
        index = matching.Index(
            [
                (1, ["Tills"], ["pos"], ["Between basket and receipt."]),
                (2, ["Receipt printer"], []),
                (3, ["Deliveries to stores"], ["missing goods, late"]),
                (4, ["Access"], ["login, password"], ["Passwords, rights."]),
                (5, ["Logistics"], ["delivery"]),
            ]
        )
        for text, expected in (
            ("Receipts: the last line is missing", [2]),
            ("Your delivery calendar refuses our password", [4, 5, 3]),
            ("How do I get to you?", []),
        ):
            with self.subTest(text=text):
                found = [match.key for match in index.match(text)]
                self.assertEqual(found, expected)

    def test_a_word_of_two_endings_is_named_once(self):
        (match,) = self.index.match("freezer, freezers")
        self.assertEqual(match.words, ("freezer",))

    def test_words_are_named(self):
        match = self.index.match("Receipts: the till prints none")[0]
        self.assertEqual(match.words, ("receipts", "till"))

    def test_a_rare_word_weighs_more(self):
        index = matching.Index(
            [(key, ["Service"], []) for key in range(50)] + [(99, ["Sauna"], [])]
        )
        self.assertEqual(index.match("service sauna")[0].key, 99)

    def test_exact_beats_alike(self):
        index = matching.Index([(1, ["Printing"], []), (2, ["Print"], [])])
        self.assertEqual(index.match("print")[0].key, 2)

    def test_same_question_same_answer(self):
        """Draws are decided by the key, not by chance."""
        index = matching.Index([(2, ["Till"], []), (1, ["Till"], [])])
        self.assertEqual([match.key for match in index.match("till till")], [1, 2])

    def test_thousand_services_in_fifty_milliseconds(self):
        entries = [
            (key, [f"Service {key}", f"Common word{key % 40}"], [f"till{key}, receipt"])
            for key in range(1000)
        ]
        index = matching.Index(entries)
        text = "service receipt common word7 till77 " * 100
        start = time.perf_counter()
        found = index.match(text)
        spent = time.perf_counter() - start
        self.assertEqual(found[0].key, 77)
        self.assertLess(spent, 0.05)


@tagged("post_install", "-at_install")
class TestShares(unittest.TestCase):
    """Which words everybody writes."""

    def test_share_of_the_texts(self):
        texts = ["The till, the TILL!"] * 50 + ["wifi"] * 46 + ["oven"] * 4
        self.assertEqual(matching.shares(texts), {"till": 0.5, "wifi": 0.46})

    def test_of_a_few_nothing_is_common(self):
        self.assertEqual(matching.shares(["till"] * (matching.MIN_TICKETS - 1)), {})
        self.assertEqual(matching.shares([]), {})

    def test_empty_subjects(self):
        self.assertEqual(matching.shares([None] * 60), {})


@tagged("post_install", "-at_install")
class TestRank(unittest.TestCase):
    """Words and history together."""

    def rank(self, matches=(), **kwargs):
        return [found.key for found in matching.rank(matches, **kwargs)]

    def test_history_alone(self):
        self.assertEqual(self.rank(own=[2, 1, 2], near=[3, 3]), [2, 1, 3])

    def test_words_outweigh_a_habit(self):
        words = [matching.Match(1, 3.0, ("till",))]
        self.assertEqual(self.rank(words, own=[2, 2, 2, 2, 2]), [1, 2])

    def test_history_decides_a_draw(self):
        words = [matching.Match(1, 2.0, ("a",)), matching.Match(2, 2.0, ("a",))]
        self.assertEqual(self.rank(words, own=[2]), [2, 1])

    def test_only_allowed_and_few(self):
        self.assertEqual(self.rank(own=[1, 2, 3], allowed={2}), [2])
        self.assertEqual(len(self.rank(own=[1, 2, 3, 4, 5])), 3)
        self.assertEqual(self.rank(own=[False, None]), [])

    def test_counts_are_told(self):
        found = matching.rank([], own=[1, 1, 2], near=[1])[0]
        self.assertEqual((found.key, found.own, found.near), (1, 2, 1))

    def test_only_a_clear_one_stands_out(self):
        sure, weak = matching.SURE, matching.SURE / 2
        for scores, expected in (
            ([], None),
            ([weak], None),
            ([sure], 0),
            ([sure, weak], 0),
            ([sure, sure], None),
        ):
            proposals = [
                matching.Proposal(key, score, (), 0, 0)
                for key, score in enumerate(scores)
            ]
            with self.subTest(scores=scores):
                self.assertEqual(matching.get_likely(proposals), expected)
