# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from unittest import TestCase

from ..tools.audience import (
    EVERYBODY,
    Crowd,
    Entry,
    find_people,
    fold_function,
    split_functions,
)


def some(*values):
    return frozenset(values)


class TestAudience(TestCase):
    """Who may order what, told by the facts about him alone."""

    def _may(self, entries, **facts):
        """Return which of ``entries`` a person of these facts may order.

        Without a company told, he belongs to none in particular.
        """
        crowd = Crowd()
        for kind, values in {"company": (EVERYBODY,), **facts}.items():
            for value in values:
                crowd.add(kind, value)
        return {key for key, people in find_people(entries, crowd).items() if people}

    def test_one_criterion(self):
        """(audience, facts, whether it is for him)"""
        cases = [
            ({}, {}, True),
            ({"functions": some("cook")}, {"function": ["cook"]}, True),
            ({"functions": some("cook", "baker")}, {"function": ["baker"]}, True),
            ({"functions": some("cook")}, {"function": ["cashier"]}, False),
            ({"functions": some("cook")}, {}, False),
            ({"partner_ids": some(7)}, {"partner": [3, 7]}, True),
            ({"partner_ids": some(7)}, {"partner": [3]}, False),
            ({"tag_ids": some(1, 2)}, {"tag": [2]}, True),
            ({"tag_ids": some(1, 2)}, {"tag": [3]}, False),
            ({"site_ids": some(10)}, {"site": [12, 10]}, True),
            ({"site_ids": some(12)}, {"site": [10]}, False),
        ]
        for criteria, facts, expected in cases:
            with self.subTest(criteria=criteria, facts=facts):
                self.assertEqual(
                    self._may([Entry(1, **criteria)], **facts) == {1}, expected
                )

    def test_all_criteria_must_be_met(self):
        entry = Entry(1, functions=some("cook"), site_ids=some(10))
        self.assertTrue(self._may([entry], function=["cook"], site=[10]))
        self.assertFalse(self._may([entry], function=["cook"], site=[11]))
        self.assertFalse(self._may([entry], function=["baker"], site=[10]))

    def test_a_part_is_for_those_only_whom_the_whole_is_for(self):
        tree = [
            Entry(1, functions=some("cashier")),
            Entry(2, parent_id=1),
            Entry(3, parent_id=2, site_ids=some(10)),
        ]
        self.assertEqual(self._may(tree, function=["cashier"]), {1, 2})
        self.assertEqual(self._may(tree, function=["cashier"], site=[10]), {1, 2, 3})
        self.assertEqual(self._may(tree, function=["cook"], site=[10]), set())

    def test_parts_of_what_is_not_offered_are_for_nobody(self):
        """The whole is archived: it is not among the entries."""
        self.assertEqual(
            self._may([Entry(2, parent_id=1), Entry(3, parent_id=2)]), set()
        )

    def test_companies(self):
        """(audience, facts, whether it is for him)"""
        cases = [
            ({"company_id": 1}, {"company": [1]}, True),
            ({"company_id": 1}, {"company": [2]}, False),
            ({"company_id": 1}, {"company": [2, 1]}, True),
            ({"company_id": 1}, {"company": [EVERYBODY]}, True),
            ({}, {"company": [2]}, True),
            # Named, he is served by another company too.
            (
                {"company_id": 1, "partner_ids": some(7)},
                {"company": [2], "partner": [7]},
                True,
            ),
            # But only named people; a tag that he happens to have is not enough.
            (
                {"company_id": 1, "tag_ids": some(4)},
                {"company": [2], "tag": [4]},
                False,
            ),
            # Naming others shuts the own people out, as everywhere.
            (
                {"company_id": 1, "partner_ids": some(7)},
                {"company": [1], "partner": [3]},
                False,
            ),
        ]
        for criteria, facts, expected in cases:
            with self.subTest(criteria=criteria, facts=facts):
                self.assertEqual(
                    self._may([Entry(1, **criteria)], **facts) == {1}, expected
                )

    def test_who_is_named_on_the_whole_is_named_on_its_parts(self):
        tree = [
            Entry(1, company_id=1, partner_ids=some(7)),
            Entry(2, parent_id=1, company_id=1),
            Entry(3, parent_id=1, company_id=1, functions=some("cook")),
        ]
        self.assertEqual(self._may(tree, company=[2], partner=[7]), {1, 2})

    def test_a_crowd_is_counted_at_once(self):
        """Bit n of the answer is person n."""
        crowd = Crowd(3)
        for person, function in enumerate(("cook", "cashier", "cook")):
            crowd.add("company", EVERYBODY, person)
            crowd.add("function", function, person)
        found = find_people(
            [Entry(1), Entry(2, functions=some("cook")), Entry(3, tag_ids=some(1))],
            crowd,
        )
        self.assertEqual(found, {1: 0b111, 2: 0b101, 3: 0})

    def test_nobody_is_asked_for_what_nobody_has(self):
        self.assertEqual(find_people([Entry(1)], Crowd(0)), {1: 0})

    def test_job_titles_stand_one_a_line(self):
        self.assertEqual(
            split_functions(" Head  Cook\n\nКАССИР\r\nhead cook "),
            {"head cook", "кассир"},
        )
        self.assertEqual(split_functions(None), frozenset())
        self.assertEqual(fold_function("STRASSE"), fold_function("Straße"))
        self.assertEqual(fold_function(None), "")
