# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo.tests import BaseCase

from odoo.addons.servicedesk_core.tools import contractor
from odoo.addons.servicedesk_core.tools.contractor import (
    EVERYTHING,
    Offer,
    Promise,
)

# Till printers are tills, and tills are IT; the shop is in Berlin, in Germany.
PRINTERS, TILLS, IT = 30, 20, 10
SHOP, BERLIN, GERMANY = 3, 2, 1
SERVICE_LINE = (PRINTERS, TILLS, IT)
SITE_LINE = (SHOP, BERLIN, GERMANY)


def offer(number, services=(), sites=(), **more):
    return Offer(number, f"C{number}", frozenset(services), frozenset(sites), **more)


def promise(*services, components=()):
    return Promise(frozenset(services), frozenset(components))


class TestContractorTool(BaseCase):
    """Who is brought in, in what order; no database."""

    def assertOrder(
        self,
        wanted,
        *offers,
        services=SERVICE_LINE,
        sites=SITE_LINE,
        components=frozenset(),
    ):
        """Whatever order they come in, they are ranked as ``wanted``."""
        for given in (offers, offers[::-1]):
            ranked = contractor.rank(given, services, sites, components)
            self.assertEqual([one.offer.id for one in ranked], wanted)

    def test_distance(self):
        """The very one is nearest; nothing named covers all; another covers nothing."""
        for covered, line, wanted in (
            ({PRINTERS}, SERVICE_LINE, 0),
            ({TILLS}, SERVICE_LINE, 1),
            ({IT}, SERVICE_LINE, 2),
            ({IT, PRINTERS}, SERVICE_LINE, 0),
            ({99}, SERVICE_LINE, None),
            ((), SERVICE_LINE, EVERYTHING),
            ({99}, (), 0),
            ((), (), 0),
            # Who does till printers only does not do all tills.
            ({PRINTERS}, (TILLS, IT), None),
        ):
            with self.subTest(covered=covered, line=line):
                self.assertEqual(contractor.distance(frozenset(covered), line), wanted)

    def test_nearer_cover_comes_first(self):
        """Who was named for it, who does its department, who does everything."""
        self.assertOrder([1, 2, 3], offer(3), offer(2, {IT}), offer(1, {PRINTERS}))
        self.assertOrder(
            [1, 2, 3], offer(3), offer(2, (), {GERMANY}), offer(1, (), {SHOP})
        )

    def test_service_outweighs_site(self):
        """A specialist from far comes before a jack of all trades next door."""
        self.assertOrder([1, 2], offer(2, {IT}, {SHOP}), offer(1, {PRINTERS}))

    def test_who_does_not_cover_is_left_out(self):
        """Neither another service nor another site is suggested, contract or not."""
        self.assertOrder(
            [1],
            offer(1, {TILLS}, {BERLIN}),
            offer(2, {99}, {BERLIN}),
            offer(3, {TILLS}, {99}),
            offer(4, {TILLS}, {99}, contracts=(promise(),)),
        )

    def test_contract_comes_first(self):
        """Prices and times are agreed; it also covers what the directory leaves out."""
        self.assertOrder(
            [1, 2],
            offer(2, {PRINTERS}, {SHOP}, rating=5.0, rating_count=100),
            offer(1, {99}, contracts=(promise(IT),)),
        )

    def test_contract_about_something_else_does_not_count(self):
        self.assertOrder(
            [1, 2],
            offer(2, {TILLS}, contracts=(promise(99),)),
            offer(1, {PRINTERS}),
        )
        self.assertOrder([], offer(1, {99}, contracts=(promise(98),)))

    def test_a_contract_about_everything_comes_after_who_is_named(self):
        """It says little of this service; among those named for it it counts last."""
        general = {"contracts": (promise(),)}
        self.assertOrder([1, 2], offer(2, **general), offer(1, {PRINTERS}))
        self.assertOrder([1, 2], offer(2, **general), offer(1, {IT}, {GERMANY}))
        self.assertOrder(
            [1, 2], offer(2, **general), offer(1, {99}, contracts=(promise(IT),))
        )
        # The nearer cover outweighs it, and it outweighs ratings.
        self.assertOrder([1, 2], offer(2, {IT}, **general), offer(1, {TILLS}))
        self.assertOrder(
            [1, 2],
            offer(2, {TILLS}, rating=5.0, rating_count=99),
            offer(1, {TILLS}, **general),
        )
        # Where nobody is named it is better than nothing.
        self.assertOrder([1, 2], offer(2), offer(1, **general))

    def test_contract_about_a_component(self):
        """The very thing named is nearest; components alone cover nothing else."""
        till = frozenset({7, 70})
        about = offer(1, {99}, contracts=(promise(components={70}),))
        named = offer(2, {PRINTERS}, contracts=(promise(PRINTERS),))
        self.assertOrder([1, 2], named, about, components=till)
        self.assertOrder([2], named, about, components=frozenset({8}))
        self.assertOrder([2], named, about)
        both = offer(1, {99}, contracts=(promise(IT, components={70}),))
        self.assertOrder([2, 1], named, both)
        ranked = contractor.rank([about], (), (), till)
        self.assertEqual(ranked[0].contract_distance, contractor.COMPONENT)

    def test_better_rated_comes_first(self):
        """Few ratings count for little: one pleased customer makes nobody the best."""
        self.assertOrder(
            [1, 2, 3],
            offer(3, rating=2.0, rating_count=40),
            offer(2, rating=5.0, rating_count=1),
            offer(1, rating=4.8, rating_count=40),
        )
        # Nobody has rated the newcomer: he comes before one that customers dislike.
        self.assertOrder([2, 1], offer(1, rating=2.0, rating_count=9), offer(2))

    def test_who_has_less_to_do_comes_first_then_the_cheaper(self):
        self.assertOrder([2, 1], offer(1, open_orders=4), offer(2, open_orders=1))
        self.assertOrder([2, 1, 3], offer(1, rate=90.0), offer(2, rate=60.0), offer(3))
        # What costs nothing was said to cost nothing.
        self.assertOrder([2, 1], offer(1, rate=1.0), offer(2, rate=0.0))

    def test_the_order_never_depends_on_chance(self):
        """Equals go by name, and namesakes by age."""
        twins = Offer(7, "Same"), Offer(5, "same"), Offer(6, "Another")
        self.assertOrder([6, 5, 7], *twins)

    def test_nothing_asked_for(self):
        """Without service and site everybody may come."""
        self.assertOrder(
            [1, 2], offer(2, {99}), offer(1, (), {99}), services=(), sites=()
        )

    def test_score(self):
        """Towards what is usual, the more the fewer the voices."""
        self.assertEqual(contractor.score(0.0, 0), contractor.USUAL_RATING)
        self.assertLess(contractor.score(5.0, 1), contractor.score(5.0, 10))
        self.assertGreater(contractor.score(1.0, 1), contractor.score(1.0, 10))
