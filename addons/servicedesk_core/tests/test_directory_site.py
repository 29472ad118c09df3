# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from base64 import b64encode

from psycopg2.errors import UniqueViolation
from psycopg2.extras import Json

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .test_directory_contact import DirectoryCommon


@tagged("post_install", "-at_install")
class TestSite(DirectoryCommon):
    """Territories and places: a tree with addresses."""

    def _site(self, **vals):
        sites = self.env["servicedesk.site"].with_user(self.manager)
        return sites.create({"name": "New", **vals})

    def test_full_names(self):
        """The path of names, kept in order when a territory is renamed or moved."""
        self.assertEqual(self.shop.complete_name, "North / Shop")
        self.assertEqual(self.shop.display_name, "North / Shop")
        self.north.name = "Far North"
        self.assertEqual(self.shop.complete_name, "Far North / Shop")
        self.shop.parent_id = False
        self.assertEqual(self.shop.complete_name, "Shop")

    def test_names_in_two_languages(self):
        """Each reader sees and sorts the names of his language."""
        self.env["res.lang"]._activate_lang("ru_RU")
        self.north.with_context(lang="ru_RU").name = "Север"
        self.assertEqual(
            self.shop.with_context(lang="ru_RU").complete_name, "Север / Shop"
        )
        self.assertEqual(self.shop.complete_name, "North / Shop")

    def test_names_that_files_translate(self):
        """Terms are written past the models; the paths made of names follow."""
        self.env["res.lang"]._activate_lang("ru_RU")
        self.env["ir.model.data"].create(
            {
                "module": "servicedesk_core",
                "name": "site_test_north",
                "model": self.north._name,
                "res_id": self.north.id,
            }
        )
        modules = self.env["ir.module.module"]
        for name, update in (
            ("Север", lambda: modules._load_module_terms(["servicedesk_core"], [])),
            ("Полярный север", self._import_terms),
        ):
            self.env.flush_all()
            self.env.cr.execute(
                "UPDATE servicedesk_site SET name = name || %s WHERE id = %s",
                [Json({"ru_RU": name}), self.north.id],
            )
            self.env.invalidate_all()
            update()
            with self.subTest(name=name):
                self.assertEqual(
                    self.shop.with_context(lang="ru_RU").complete_name, f"{name} / Shop"
                )
        self.assertEqual(self.shop.complete_name, "North / Shop")

    def _import_terms(self):
        terms = b"module,type,name,res_id,src,value,comments\n"
        self.env["base.language.import"].create(
            {
                "name": "Russian",
                "code": "ru_RU",
                "filename": "terms.csv",
                "data": b64encode(terms),
            }
        ).import_lang()

    def test_found_by_path_and_code(self):
        self.shop.code = "N-7"
        sites = self.env["servicedesk.site"].with_user(self.agent_a)
        for text in ("N-7", "North / Sh", "shop north"):
            with self.subTest(text=text):
                found = [site_id for site_id, _name in sites.name_search(text)]
                self.assertIn(self.shop.id, found)

    def test_no_circle(self):
        for site in (self.shop, self.north):
            with self.subTest(parent=site.name):
                with self.assertRaisesRegex(ValidationError, "part of itself"):
                    self.north.with_user(self.manager).parent_id = site

    def test_one_site_a_code(self):
        self._site(code="A1")
        self.env.flush_all()
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation):
            with self.env.cr.savepoint():
                self._site(code="a1")

    def test_address_makes_its_contact(self):
        """Whoever enters a street need not make a contact first."""
        site = self._site(name="Quay", street="1 Quay", city="Port", tz="Asia/Tokyo")
        self.assertEqual(site.partner_id.name, "Quay")
        self.assertEqual(site.partner_id.type, "other")
        self.assertEqual(site.partner_id.city, "Port")
        self.assertEqual(site.tz, "Asia/Tokyo")
        self.assertFalse(self._site(name="Bare").partner_id)

    def test_address_later(self):
        self.shop.with_user(self.manager).write({"street": "2 Quay"})
        partner = self.shop.partner_id
        self.assertEqual((partner.name, partner.street), ("Shop", "2 Quay"))
        self.shop.with_user(self.manager).write({"street": "3 Quay"})
        self.assertEqual(self.shop.partner_id, partner)
        self.assertEqual(partner.street, "3 Quay")

    def test_given_contact_keeps_what_is_not_said(self):
        site = self._site(partner_id=self.other_company.id, phone="01632 960555")
        self.assertEqual(site.partner_id, self.other_company)
        self.assertEqual(self.other_company.phone, "01632 960555")

    def test_counts_with_parts(self):
        """A territory counts what is in its places; people of companies there, too."""
        self.customer_company.site_id = self.shop
        self._ticket()
        self._ticket(partner_id=self.other_partner.id, site_id=self.other_shop.id)
        self._ticket(site_id=self.north.id).action_cancel("Double")
        self.env["servicedesk.component"].create(
            {"name": "Till", "site_id": self.other_shop.id}
        )
        north, shop = (site.with_user(self.agent_a) for site in (self.north, self.shop))
        people = self.contacts.search_count([("nearest_site_id", "=", self.shop.id)])
        self.assertEqual((north | shop).mapped("open_ticket_count"), [2, 1])
        self.assertEqual((north | shop).mapped("component_count"), [1, 0])
        self.assertEqual((north | shop).mapped("contact_count"), [people, people])

    def test_buttons_open_what_they_count(self):
        self.customer_company.site_id = self.shop
        ticket = self._ticket()
        north = self.north.with_user(self.agent_a)
        for name, count in (
            ("action_view_tickets", north.open_ticket_count),
            ("action_view_contacts", north.contact_count),
            ("action_view_components", north.component_count),
        ):
            action = getattr(north, name)()
            records = self.env[action["res_model"]].with_user(self.agent_a)
            with self.subTest(button=name):
                self.assertEqual(records.search_count(action["domain"]), count)
        self.assertEqual(ticket.site_id, self.shop)

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_who_does_what(self):
        """Managers keep sites; agents and employees read; customers do not."""
        for user in (self.agent_a, self.employee, self.auditor):
            site = self.shop.with_user(user)
            self.assertTrue(site.read(["name", "city"]))
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                site.name = "Mine"
        with self.assertRaises(AccessError):
            self.shop.with_user(self.customer).read(["name"])
        self.shop.with_user(self.manager).name = "Kept"

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_zone_of_a_circle(self):
        """What never should be does not hang the process."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE servicedesk_site SET parent_id = %s WHERE id = %s",
            (self.shop.id, self.north.id),
        )
        self.env.invalidate_all()
        self.assertFalse(self.shop._get_zone())

    def test_foreign_site_is_not_taken(self):
        """Neither a ticket nor a contact stands in a house of another company."""
        foreign = self.env["res.company"].create({"name": "Far Away"})
        self.other_shop.company_id = foreign
        self.shop.company_id = self.company
        ticket = self._ticket()
        contact = self.customer_company.with_user(self.agent_a)
        for record in (ticket, contact):
            with self.subTest(model=record._name):
                with self.assertRaises(ValidationError), self.env.cr.savepoint():
                    record.site_id = self.other_shop
                record.invalidate_recordset()
                record.site_id = self.shop
        self.colleague.company_id = foreign
        self.colleague.site_id = self.other_shop
        self.assertEqual(self.colleague.nearest_site_id, self.other_shop)

    def test_sites_of_other_companies(self):
        """A site of one company is not read in another; a shared one is."""
        foreign = self.env["res.company"].create({"name": "Far Away"})
        self.other_shop.company_id = foreign
        sites = self.env["servicedesk.site"].with_user(self.manager)
        mine = (self.north | self.shop | self.other_shop).ids
        self.assertEqual(
            sites.search([("id", "in", mine)]), (self.north | self.shop).sudo(False)
        )
        with self.assertRaises(AccessError):
            self.other_shop.with_user(self.manager).read(["name"])
