# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo.tests import tagged

from .catalogue_common import CatalogueCommon


@tagged("post_install", "-at_install")
class TestServiceSearch(CatalogueCommon):
    """A thousand services are found by any word, in the reader's language."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fr_FR")
        services = cls.env["servicedesk.service"]
        areas = services.create(
            [{"name": f"Area {number}", "parent_id": cls.it.id} for number in range(20)]
        )
        services.create(
            [
                {
                    "name": f"Thing {number}",
                    "keywords": f"gadget{number}",
                    "parent_id": areas[number % 20].id,
                    "audience_functions": "Cook" if number % 2 else "Cashier",
                }
                for number in range(980)
            ]
        )
        cls.last = services.search([("name", "=", "Thing 979")])
        cls.last.with_context(lang="fr_FR").write(
            {"name": "Dernière chose", "keywords": "machin"}
        )
        cls.env.flush_all()

    def _find(self, text, user=None, lang="en_US"):
        services = self.env["servicedesk.service"].with_user(user or self.agent_a)
        found = services.with_context(lang=lang).name_search(text)
        return [service_id for service_id, _name in found]

    def test_by_name_keyword_and_whole_in_any_order(self):
        for text in (
            "thing 979",
            "979 thing",
            "GADGET979",
            "it / area 19 / thing 979",
            "979 area",
            "gadget979 it",
        ):
            with self.subTest(text):
                self.assertEqual(self._find(text), self.last.ids)
        self.assertFalse(self._find("thing 979 cellar"))

    def test_however_a_hyphen_is_written(self):
        """It is typed, left out or a blank, in the name as well as in keywords."""
        names = ("Wi-Fi", "WiFi at home", "Wi Fi outside")
        found = self.env["servicedesk.service"].union(
            *[self._service(name, self.it) for name in names]
        )
        found |= self._service("Radio network", self.it, keywords="WLAN, wifi")
        self.env.flush_all()
        for text in ("wi-fi", "Wi fi", "WI\u2011FI"):
            with self.subTest(text):
                self.assertEqual(set(self._find(text)), set(found.ids))
        self.assertEqual(self._find("wlan"), found[-1:].ids)

    def test_in_the_readers_language(self):
        """Words of other languages do not match, English ones where none are given."""
        self.assertEqual(self._find("dernière", lang="fr_FR"), self.last.ids)
        self.assertEqual(self._find("area 19 machin", lang="fr_FR"), self.last.ids)
        self.assertFalse(self._find("gadget979", lang="fr_FR"))
        self.assertFalse(self._find("dernière"))
        self.assertTrue(self._find("gadget978", lang="fr_FR"))

    def test_requesters_find_theirs(self):
        self.assertEqual(self._find("gadget979", self.cook), self.last.ids)
        self.assertFalse(self._find("gadget978", self.cook))

    def test_statements(self):
        """However many services there are; the last column is who asks."""
        for user, lookup, listed in (
            (self.agent_a, 2, 3),
            (self.cook, 4, 5),
            (self.manager, 2, 3),
        ):
            services = self.env["servicedesk.service"].with_user(user)
            domain = [("display_name", "ilike", "thing 9")]
            columns = {"complete_name": {}, "name": {}}
            for _warm in range(2):
                services.name_search("thing 9", limit=8)
                services.web_search_read(domain, columns, limit=80)
            self.env.invalidate_all()
            with self.subTest(user.login), self.assertQueryCount(lookup):
                self.assertEqual(len(services.name_search("thing 9", limit=8)), 8)
            self.env.invalidate_all()
            with self.subTest(user.login), self.assertQueryCount(listed):
                services.web_search_read(domain, columns, limit=80)

    def test_names_are_indexed(self):
        """PostgreSQL can look words up, however long the catalogue gets."""
        self.env.cr.execute(
            """SELECT indexdef FROM pg_indexes
                WHERE tablename = 'servicedesk_service'
                  AND indexdef LIKE '%gin_trgm_ops%'"""
        )
        found = " ".join(row[0] for row in self.env.cr.fetchall())
        for name in ("complete_name", "keywords"):
            self.assertIn(name, found)
