# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""Routing to a team, without a database."""

from odoo.tests.common import BaseCase

from ..tools.routing import Facts, Post, choose, match

VIP, RETAIL = 1, 2
NORTH, SOUTH = 10, 11
NETWORK, PRINTING = 20, 21


def post(key, customers=(), sites=(), categories=(), languages=()):
    return Post(
        key,
        frozenset(customers),
        frozenset(sites),
        frozenset(categories),
        frozenset(languages),
    )


TICKET = Facts(frozenset({VIP}), NORTH, NETWORK, "ru_RU")
NOTHING = Facts(frozenset(), None, None, None)


class TestMatch(BaseCase):
    """Whether a team is for a ticket, and by what."""

    def test_cases(self):
        cases = [
            ("says nothing", post(1), ()),
            ("this customer", post(1, customers={VIP, RETAIL}), ("customers",)),
            ("another customer", post(1, customers={RETAIL}), None),
            ("this site", post(1, sites={NORTH}), ("sites",)),
            ("another site", post(1, sites={SOUTH}), None),
            ("this work", post(1, categories={NETWORK}), ("categories",)),
            ("this language", post(1, languages={"ru_RU"}), ("languages",)),
            (
                "one of two holds",
                post(1, sites={NORTH}, categories={PRINTING}),
                None,
            ),
            (
                "both hold",
                post(1, sites={NORTH}, languages={"ru_RU", "en_US"}),
                ("sites", "languages"),
            ),
        ]
        for why, given, wanted in cases:
            with self.subTest(why):
                self.assertEqual(match(given, TICKET), wanted)

    def test_what_is_not_known_of_a_ticket_fits_no_team_that_names_it(self):
        for given in (
            post(1, customers={VIP}),
            post(1, sites={NORTH}),
            post(1, categories={NETWORK}),
            post(1, languages={"ru_RU"}),
        ):
            self.assertIsNone(match(given, NOTHING))
        self.assertEqual(match(post(1), NOTHING), ())


class TestChoose(BaseCase):
    """Which of several teams."""

    def test_cases(self):
        general = post(1)
        place = post(2, sites={NORTH})
        customer = post(3, customers={VIP})
        tongue = post(4, languages={"ru_RU"})
        kind = post(5, categories={NETWORK})
        all_but_customer = post(
            6, sites={NORTH}, categories={NETWORK}, languages={"ru_RU"}
        )
        elsewhere = post(7, sites={SOUTH})
        cases = [
            ("the customer before the place", [general, place, customer], 3),
            ("the place before the work", [kind, place], 2),
            ("the work before the language", [tongue, kind], 5),
            (
                "one for the customer before all the rest",
                [all_but_customer, customer],
                3,
            ),
            ("of equals the first", [place, post(8, sites={NORTH})], 2),
            ("a general team takes nothing by this", [general], None),
            ("none fits", [elsewhere], None),
            ("no teams", [], None),
        ]
        for why, posts, wanted in cases:
            with self.subTest(why):
                self.assertEqual(choose(posts, TICKET)[0], wanted)

    def test_a_services_teams(self):
        """One of them has to do it: the nearest, else a general one, else the first."""
        general, place, elsewhere = (
            post(1),
            post(2, sites={NORTH}),
            post(7, sites={SOUTH}),
        )
        cases = [
            ([elsewhere, general, place], 2),
            ([elsewhere, general], 1),
            ([elsewhere, post(8, sites={SOUTH})], 7),
            ([], None),
        ]
        for posts, wanted in cases:
            with self.subTest(posts=[each.id for each in posts]):
                self.assertEqual(choose(posts, TICKET, must=True)[0], wanted)

    def test_it_says_by_what(self):
        posts = [post(1), post(2, sites={NORTH}, categories={NETWORK})]
        self.assertEqual(choose(posts, TICKET), (2, ("sites", "categories")))
        self.assertEqual(choose(posts[:1], TICKET, must=True), (1, ()))
