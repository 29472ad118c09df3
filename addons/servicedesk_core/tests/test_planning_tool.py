# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""Spans and freezes, without a database."""

from odoo.tests.common import BaseCase

from ..tools.planning import ALL, SERVICES, SITES, Freeze, Subject, find_freezes, meet

NOBODY = frozenset()


class TestMeet(BaseCase):
    """Which spans have an instant in common."""

    def test_cases(self):
        cases = [
            ("one after the other", (1, 3), (4, 6), False),
            ("one begins when the other ends", (1, 3), (3, 6), False),
            ("lapping", (1, 4), (3, 6), True),
            ("one inside the other", (1, 9), (3, 6), True),
            ("the same", (1, 3), (1, 3), True),
        ]
        for why, one, other, wanted in cases:
            with self.subTest(why):
                self.assertIs(meet(*one, *other), wanted)
                self.assertIs(meet(*other, *one), wanted)


class TestFreezes(BaseCase):
    """Whom a freeze is about."""

    def _freeze(self, scope=ALL, company=None, sites=NOBODY, services=NOBODY):
        return Freeze(1, "Sales", 10, 20, company, scope, sites, services)

    def _found(self, freeze, start=12, end=14, company=1, sites=(), services=()):
        subject = Subject(company, set(sites), set(services))
        return find_freezes([freeze], subject, start, end) == [freeze]

    def test_scopes(self):
        self.assertTrue(self._found(self._freeze()))
        shop = self._freeze(SITES, sites=frozenset({5, 6}))
        self.assertTrue(self._found(shop, sites=[6, 7]))
        self.assertFalse(self._found(shop, sites=[7]))
        self.assertFalse(self._found(shop), "without a site it is about none")
        tills = self._freeze(SERVICES, services=frozenset({5}))
        self.assertTrue(self._found(tills, services=[5]))
        self.assertFalse(self._found(tills, sites=[5]))

    def test_companies(self):
        self.assertTrue(self._found(self._freeze(company=1)))
        self.assertFalse(self._found(self._freeze(company=2)))

    def test_only_at_its_time(self):
        for start, end, wanted in ((1, 10, False), (9, 11, True), (20, 21, False)):
            with self.subTest(start=start):
                self.assertIs(self._found(self._freeze(), start, end), wanted)
