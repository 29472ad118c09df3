# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""The rules of assigning, without a database."""

import random
from collections import Counter

from odoo.tests.common import BaseCase

from ..tools.assignment import Candidate, Choice, choose, deal, get_burden, is_full

NETWORK, PRINTERS, RUSSIAN = 1, 2, 3


def person(key, load=0, capacity=0, skills=(), away=""):
    return Candidate(key, load, capacity, frozenset(skills), away)


class TestNobody(BaseCase):
    """Where nobody can take it, the choice says why."""

    def test_cases(self):
        cases = [
            ([], "nobody"),
            ([person(1, away="on leave")], "all_away"),
            ([person(1, 3, 3)], "all_full"),
            ([person(1, 3, 3), person(2, away="on leave")], "all_full"),
        ]
        for method in ("round_robin", "least_loaded", "best_skill"):
            for people, why in cases:
                with self.subTest(method=method, why=why):
                    choice = choose(method, people, turn=7)
                    self.assertEqual(choice, Choice(None, why, frozenset(), 0))

    def test_by_hand_nobody_is_chosen(self):
        self.assertEqual(
            deal("manual", [person(1)], [set(), set()]),
            [Choice(None, "manual", frozenset(), 0)] * 2,
        )

    def test_an_unknown_method_is_refused(self):
        with self.assertRaises(ValueError):
            deal("by lot", [person(1)], [set()])


class TestRoundRobin(BaseCase):
    """Turns come from a counter: exact whoever draws them."""

    def test_each_in_his_turn(self):
        people = [person(1), person(2), person(3)]
        choices = deal("round_robin", people, [set()] * 7, range(10, 17))
        self.assertEqual([each.id for each in choices], [2, 3, 1, 2, 3, 1, 2])

    def test_two_workers_sharing_a_counter_are_exact(self):
        """However draws are mixed, the whole is even."""
        chance = random.Random(1)
        people = [person(key) for key in range(4)]
        turns = list(range(1, 201))
        chance.shuffle(turns)
        one = deal("round_robin", people, [set()] * 100, turns[:100])
        two = deal("round_robin", people, [set()] * 100, turns[100:])
        given = Counter(each.id for each in one + two)
        self.assertEqual(given, {0: 50, 1: 50, 2: 50, 3: 50})

    def test_the_absent_lose_their_turn_evenly(self):
        """Not all to the neighbour of the one who is away."""
        people = [person(1), person(2, away="on leave"), person(3), person(4)]
        choices = deal("round_robin", people, [set()] * 30, range(30))
        given = Counter(each.id for each in choices)
        self.assertEqual(given, {1: 10, 3: 10, 4: 10})

    def test_without_turns_it_is_refused(self):
        with self.assertRaises(ValueError):
            deal("round_robin", [person(1)], [set()])
        with self.assertRaises(ValueError):
            deal("round_robin", [person(1)], [set(), set()], [4])


class TestLeastLoaded(BaseCase):
    """Who carries the smallest share of what he can."""

    def test_cases(self):
        cases = [
            ("fewest", [person(1, 4), person(2, 2), person(3, 3)], 2),
            ("the first of equals", [person(1, 2), person(2, 2)], 1),
            ("share, not number", [person(1, 4, 10), person(2, 3, 5)], 1),
            ("a full one is left out", [person(1, 5), person(2, 2, 2)], 1),
            ("an absent one is left out", [person(1, 5), person(2, away="ill")], 1),
            ("a small limit is used too", [person(1, 30), person(2, 1, 4)], 2),
        ]
        for why, people, wanted in cases:
            with self.subTest(why):
                self.assertEqual(choose("least_loaded", people).id, wanted)

    def test_a_batch_levels_the_load(self):
        people = [person(1, 9), person(2, 5), person(3, 1)]
        choices = deal("least_loaded", people, [set()] * 15)
        after = Counter({each.id: each.load for each in people})
        after.update(each.id for each in choices)
        self.assertEqual(after, {1: 10, 2: 10, 3: 10})

    def test_nobody_is_filled_over_his_capacity(self):
        people = [person(1, 0, 2), person(2, 0, 3)]
        choices = deal("least_loaded", people, [set()] * 7)
        given = Counter(each.id for each in choices)
        self.assertEqual(given, {1: 2, 2: 3, None: 2})
        self.assertEqual(choices[-1].why, "all_full")

    def test_it_is_never_further_apart_than_one(self):
        chance = random.Random(2)
        for _case in range(50):
            people = [person(key) for key in range(chance.randrange(1, 9))]
            choices = deal("least_loaded", people, [set()] * chance.randrange(1, 90))
            given = Counter({each.id: 0 for each in people})
            given.update(each.id for each in choices)
            self.assertLessEqual(max(given.values()) - min(given.values()), 1)

    def test_burden_of_the_unlimited(self):
        self.assertLess(get_burden(person(1, 5)), get_burden(person(2, 1, 10)))
        self.assertFalse(is_full(person(1, 10_000)))
        self.assertTrue(is_full(person(1, 10, 10)))


class TestBestSkill(BaseCase):
    """Who knows most of what is wanted; of equals the least loaded."""

    def test_cases(self):
        network = person(1, 5, skills={NETWORK})
        both = person(2, 9, skills={NETWORK, RUSSIAN})
        idle = person(3, 0)
        cases = [
            ("most of what is wanted", {NETWORK, RUSSIAN}, [network, both, idle], 2),
            ("of equals the idle one", {NETWORK}, [network, both, idle], 1),
            ("nothing wanted: the idle one", set(), [network, both, idle], 3),
            ("nobody knows it: the idle one", {PRINTERS}, [network, both, idle], 3),
            (
                "the best is away",
                {NETWORK, RUSSIAN},
                [network, both._replace(away="ill"), idle],
                1,
            ),
        ]
        for why, wanted, people, found in cases:
            with self.subTest(why):
                self.assertEqual(choose("best_skill", people, wanted).id, found)

    def test_the_choice_names_the_skills_that_decided(self):
        people = [person(1, skills={NETWORK, PRINTERS})]
        choice = choose("best_skill", people, frozenset({NETWORK, RUSSIAN}))
        self.assertEqual(choice.skills, {NETWORK})
        self.assertEqual(choice.why, "best_skill")

    def test_a_batch_of_mixed_tickets(self):
        people = [person(1, skills={NETWORK}), person(2, skills={PRINTERS})]
        wanted = [{NETWORK}, {PRINTERS}, {NETWORK}, set(), set()]
        given = [each.id for each in deal("best_skill", people, wanted)]
        self.assertEqual(given, [1, 2, 1, 2, 1])
