# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo.tests import tagged

from .common import ServicedeskCommon


@tagged("post_install", "-at_install")
class TestRouting(ServicedeskCommon):
    """Which team a ticket comes to, by what teams say they are for."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        sites = cls.env["servicedesk.site"]
        cls.north = sites.create({"name": "North"})
        cls.depot = sites.create({"name": "Depot", "parent_id": cls.north.id})
        cls.south = sites.create({"name": "South"})
        cls.vip = cls.env["res.partner.category"].create({"name": "VIP"})
        cls.service = cls.env["servicedesk.service"].create({"name": "Tills"})
        cls.Ticket = cls.env["servicedesk.ticket"].with_user(cls.dispatcher)

    def _make_team(self, name, level="2", **values):
        return self.env["servicedesk.team"].create(
            {
                "name": name,
                "level": level,
                "company_id": self.company.id,
                "sequence": 50,
                **values,
            }
        )

    def _create(self, **values):
        return self.Ticket.create(
            {
                "name": "Broken",
                "partner_id": self.customer_partner.id,
                "ticket_type_id": self.incident.id,
                **values,
            }
        )

    def test_a_territory_holds_the_places_below_it(self):
        team = self._make_team("North", site_ids=self.north.ids)
        self.assertEqual(self._create(site_id=self.depot.id).team_id, team)
        self.assertNotEqual(self._create(site_id=self.south.id).team_id, team)

    def test_the_place_of_the_requester_counts(self):
        team = self._make_team("North", site_ids=self.north.ids)
        self.customer_partner.site_id = self.depot
        self.assertEqual(self._create().team_id, team)

    def test_a_new_place_is_routed_anew_until_somebody_has_it(self):
        team = self._make_team("North", site_ids=self.north.ids)
        ticket = self._create()
        self.assertNotEqual(ticket.team_id, team)
        ticket.site_id = self.depot
        self.assertEqual(ticket.team_id, team)

    def test_of_a_services_teams_the_nearest_takes_it(self):
        north = self._make_team("Tills North", site_ids=self.north.ids)
        south = self._make_team("Tills South", site_ids=self.south.ids)
        self.service.team_ids = north | south
        vals = {"service_id": self.service.id}
        self.assertEqual(self._create(site_id=self.depot.id, **vals).team_id, north)
        self.assertEqual(self._create(site_id=self.south.id, **vals).team_id, south)
        self.assertEqual(self._create(**vals).team_id, north, "one has to do it")

    def test_a_services_team_goes_before_a_team_for_the_place(self):
        self._make_team("North", site_ids=self.north.ids)
        tills = self._make_team("Tills")
        self.service.team_ids = tills
        ticket = self._create(site_id=self.depot.id, service_id=self.service.id)
        self.assertEqual(ticket.team_id, tills)

    def test_a_team_for_the_customer_goes_before_one_for_the_place(self):
        self._make_team("North", site_ids=self.north.ids)
        key_account = self._make_team("Key", customer_tag_ids=self.vip.ids)
        self.customer_company.category_id = self.vip
        self.assertEqual(self._create(site_id=self.depot.id).team_id, key_account)

    def test_the_language_counts(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        french = self._make_team(
            "French", lang_ids=self.env["res.lang"]._lang_get("fr_FR").ids
        )
        self.assertNotEqual(self._create().team_id, french)
        self.customer_partner.lang = "fr_FR"
        self.assertEqual(self._create().team_id, french)

    def test_the_kind_of_work_counts(self):
        category = self.env["servicedesk.category"].create({"name": "Cabling"})
        cabling = self._make_team("Cabling", category_ids=category.ids)
        self.assertEqual(self._create(category_id=category.id).team_id, cabling)

    def test_what_nobody_classified_stays_with_the_first_line(self):
        """A territory's second line waits until it is known what it is."""
        second = self._make_team("North 2", site_ids=self.north.ids)
        first = self._make_team("North 1", level="1", site_ids=self.north.ids)
        first.sequence = second.sequence + 1
        vals = {"site_id": self.depot.id}
        ticket = self._create(ticket_type_id=False, **vals)
        self.assertEqual(ticket.team_id, first)
        ticket.ticket_type_id = self.incident
        self.assertEqual(ticket.team_id, second)

    def test_a_confidential_team_is_not_found_by_rule(self):
        secret = self._make_team(
            "North secret", site_ids=self.north.ids, is_confidential=True
        )
        ticket = self._create(site_id=self.depot.id)
        self.assertNotEqual(ticket.team_id, secret)

    def test_a_team_set_by_hand_stays(self):
        self._make_team("North", site_ids=self.north.ids)
        ticket = self._create(site_id=self.depot.id, team_id=self.team_second.id)
        self.assertEqual(ticket.team_id, self.team_second)

    def test_the_form_says_by_what(self):
        self._make_team("North", site_ids=self.north.ids)
        ticket = self._create(site_id=self.depot.id)
        self.assertIn("place", ticket.classification_reasons["team_id"])

    def test_a_changed_territory_holds_at_once(self):
        team = self._make_team("North", site_ids=self.north.ids)
        self.assertNotEqual(self._create(site_id=self.south.id).team_id, team)
        team.site_ids |= self.south
        self.assertEqual(self._create(site_id=self.south.id).team_id, team)
        self.depot.parent_id = False
        self.assertNotEqual(self._create(site_id=self.depot.id).team_id, team)
