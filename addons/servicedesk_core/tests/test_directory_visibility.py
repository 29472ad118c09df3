# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ServicedeskCommon


@tagged("post_install", "-at_install")
class TestSiteVisibility(ServicedeskCommon):
    """A site's head sees what his company's people ask for there, and below."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        sites = cls.env["servicedesk.site"]
        cls.north = sites.create({"name": "North", "kind": "territory"})
        cls.shop, cls.other_shop = sites.create(
            [
                {"name": "Shop", "parent_id": cls.north.id},
                {"name": "Other Shop", "parent_id": cls.north.id},
            ]
        )
        cls.till = sites.create({"name": "Till 1", "parent_id": cls.shop.id})
        cls.head = cls._new_portal_user("sd_head", cls.customer_company)
        cls.head.partner_id.write(
            {"servicedesk_visibility": "site", "site_id": cls.shop.id}
        )
        cls.tickets = {
            "here": cls._ticket(site_id=cls.shop.id),
            "below": cls._ticket(site_id=cls.till.id),
            "beside": cls._ticket(site_id=cls.other_shop.id),
            "above": cls._ticket(site_id=cls.north.id),
            "nowhere": cls._ticket(),
            "stranger": cls._ticket(
                partner_id=cls.other_partner.id, site_id=cls.shop.id
            ),
            "secret": cls._ticket(
                site_id=cls.shop.id, creator=cls.agent_c, team_id=cls.team_secret.id
            ),
            "own": cls._ticket(
                partner_id=cls.head.partner_id.id, site_id=cls.other_shop.id
            ),
        }
        cls.env.flush_all()
        cls.env.invalidate_all()

    def _seen(self):
        """Return what the head finds, having asked whether he may read just that."""
        tickets = self.env["servicedesk.ticket"].with_user(self.head)
        found = tickets.search([])
        for key, ticket in self.tickets.items():
            with self.subTest(ticket=key):
                readable = ticket.with_user(self.head).has_access("read")
                self.assertEqual(readable, ticket in found)
                viewers = ticket.sudo().viewer_ids
                self.assertEqual(self.head in viewers, ticket in found)
        return {key for key, ticket in self.tickets.items() if ticket in found}

    def test_head_of_a_site(self):
        """His site and its parts, but neither other customers nor secrets."""
        self.assertEqual(self._seen(), {"here", "below", "own"})

    def test_head_of_a_territory(self):
        """Who sits at a territory sees all places in it."""
        self.head.partner_id.site_id = self.north
        self.assertEqual(self._seen(), {"here", "below", "beside", "above", "own"})

    def test_without_a_site(self):
        """Without a site of his own he sees his own tickets, not those without one."""
        self.head.partner_id.site_id = False
        self.assertEqual(self._seen(), {"own"})

    def test_moved_site(self):
        """A place that moves to another territory takes its tickets along."""
        self.head.partner_id.site_id = self.north
        self.shop.parent_id = False
        self.assertEqual(self._seen(), {"beside", "above", "own"})

    def test_two_kinds_of_heads(self):
        """Heads of site and company are told apart in one look-up."""
        boss = self._new_portal_user("sd_chief", self.customer_company)
        boss.partner_id.servicedesk_visibility = "company"
        beside = self.tickets["beside"].sudo()
        beside.invalidate_recordset()
        self.assertIn(boss, beside.viewer_ids)
        self.assertNotIn(self.head, beside.viewer_ids)

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_nobody_widens_his_own_view(self):
        """The head may not make himself head of the territory or the company."""
        partner = self.head.partner_id.with_user(self.head)
        for vals in (
            {"servicedesk_visibility": "company"},
            {"site_id": self.north.id},
        ):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                partner.write(vals)
