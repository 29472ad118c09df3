# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from datetime import datetime

from freezegun import freeze_time
from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged, users
from odoo.tools import mute_logger

from .common import ServicedeskCommon


class DirectoryCommon(ServicedeskCommon):
    """A territory with two shops; the customer's company is in the first one."""

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
        cls.contacts = cls.env["res.partner"]
        cls.colleague = cls.contacts.create(
            {"name": "Colleague", "parent_id": cls.customer_company.id}
        )

    def _agents(self, records):
        """Return records as the first-line agent uses them."""
        return records.with_user(self.agent_a)


@tagged("post_install", "-at_install")
class TestContact(DirectoryCommon):
    """What a contact is to the desk, and what follows from his company."""

    def test_people_are_of_the_kind_of_their_company(self):
        """A prospect's people are prospects, and become clients with it."""
        self.assertEqual(self.colleague.contact_kind, "client")
        self.customer_company.contact_kind = "prospect"
        self.assertEqual(self.colleague.contact_kind, "prospect")
        new = self.contacts.create(
            {"name": "New", "parent_id": self.customer_company.id}
        )
        self.assertEqual(new.contact_kind, "prospect")

    def test_private_persons_are_their_own(self):
        """A person without a company has a kind, priority and site of his own."""
        person = self._agents(self.contacts).create(
            {"name": "Cleo", "contact_kind": "media", "site_id": self.shop.id}
        )
        self.assertEqual(person.contact_kind, "media")
        self.assertEqual(person.commercial_partner_id, person)
        self.assertEqual(person.sudo().queue_priority, "1")
        self.assertEqual(person.nearest_site_id, self.shop)

    def test_own_priority_else_the_companys(self):
        for company, own, expected in (
            (False, False, "1"),
            ("3", False, "3"),
            ("3", "0", "0"),
            ("0", False, "0"),
            (False, "2", "2"),
        ):
            self.customer_company.service_priority = company
            self.colleague.service_priority = own
            with self.subTest(company=company, own=own):
                self.assertEqual(self.colleague.queue_priority, expected)

    def test_own_site_else_the_nearest_companys(self):
        branch = self.contacts.create(
            {"name": "Branch", "parent_id": self.customer_company.id}
        )
        self.colleague.parent_id = branch
        self.customer_company.site_id = self.north
        self.assertEqual(self.colleague.nearest_site_id, self.north)
        branch.site_id = self.shop
        self.assertEqual(self.colleague.nearest_site_id, self.shop)
        self.colleague.site_id = self.other_shop
        self.assertEqual(self.colleague.nearest_site_id, self.other_shop)

    def test_nobody_leads_himself(self):
        """Neither directly nor by those he leads; and nothing is written."""
        second = self.contacts.create(
            {"name": "Second", "manager_id": self.colleague.id}
        )
        third = self.contacts.create({"name": "Third", "manager_id": second.id})
        for manager in (self.colleague, second, third):
            with self.subTest(manager=manager.name):
                with self.assertRaises(ValidationError), self.env.cr.savepoint():
                    self._agents(self.colleague).manager_id = manager
                self.colleague.invalidate_recordset()
                self.assertFalse(self.colleague.manager_id)

    def test_manager_whom_the_writer_does_not_read(self):
        """Nobody finds out names by naming numbers."""
        self.env["ir.rule"].create(
            {
                "name": "Not that one",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain_force": f"[('id', '!=', {self.other_partner.id})]",
            }
        )
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            self._agents(self.colleague).manager_id = self.other_partner.id
        self.colleague.invalidate_recordset()
        self.assertFalse(self.colleague.manager_id)

    def test_site_in_use_is_kept(self):
        """A site where somebody is cannot be deleted; archive it."""
        self.colleague.site_id = self.shop
        self.env.flush_all()
        with mute_logger("odoo.sql_db"), self.assertRaises(Exception) as caught:
            with self.env.cr.savepoint():
                self.shop.unlink()
        self.assertIn("servicedesk_site", str(caught.exception))

    def test_existing_and_technical_contacts_have_a_kind(self):
        """Contacts made by a portal signup or by mail are clients like any other."""
        self.assertEqual(self.customer_partner.contact_kind, "client")


@tagged("post_install", "-at_install")
class TestNumbers(DirectoryCommon):
    """Personnel numbers and badges name one person of a company."""

    def _person(self, company=None, **vals):
        parent = {"parent_id": company.id} if company else {}
        return self._agents(self.contacts).create({"name": "Person", **parent, **vals})

    def test_one_way_of_writing(self):
        """Case and spaces do not make another number."""
        person = self._person(personnel_number=" p 10 01a ", badge_number="ab 1")
        self.assertEqual(person.personnel_number, "P1001A")
        self.assertEqual(person.badge_number, "AB1")
        person.personnel_number = "  "
        self.assertFalse(person.personnel_number)

    def test_unique_in_a_company(self):
        """The sentence names the number and both people; nothing is written."""
        for name in ("personnel_number", "badge_number"):
            self._person(self.customer_company, **{name: "A 1"})
            with self.subTest(number=name):
                with self.assertRaisesRegex(ValidationError, "A1.*Person"):
                    with self.env.cr.savepoint():
                        self._person(self.customer_company, **{name: "a1"})
                self._person(self.other_company, **{name: "A1"})

    def test_unique_among_our_own(self):
        """People without a company above them are one house for each of ours."""
        self._person(personnel_number="7")
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            self._person(personnel_number="7")
        self._person(self.customer_company, personnel_number="7")
        self._person(personnel_number="7", company_id=self.company.id)

    def test_in_one_batch(self):
        """Two in one import are told apart as two of two imports."""
        vals = {"name": "Twin", "parent_id": self.customer_company.id}
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            self._agents(self.contacts).create(
                [{**vals, "personnel_number": "5"}, {**vals, "personnel_number": "5"}]
            )
        self._agents(self.contacts).create(
            [
                {**vals, "personnel_number": "5"},
                {
                    **vals,
                    "personnel_number": "5",
                    "parent_id": self.other_company.id,
                },
            ]
        )

    def test_who_left_gives_it_free(self):
        old = self._person(self.customer_company, badge_number="9")
        old.active = False
        self._person(self.customer_company, badge_number="9")
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            old.active = True

    def test_who_moves_in_brings_no_double(self):
        self._person(self.customer_company, badge_number="9")
        other = self._person(self.other_company, badge_number="9")
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            other.parent_id = self.customer_company

    def test_database_sees_to_it(self):
        """Two at one moment, each of whom sees nobody else: the second is refused."""
        self._person(self.customer_company, badge_number="9")
        self.env.flush_all()
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation):
            with self.env.cr.savepoint():
                self.env.cr.execute(
                    "UPDATE res_partner SET badge_key = %s WHERE id = %s",
                    [f"customer-{self.customer_company.id}:9", self.colleague.id],
                )

    def test_merged_contact_hands_over_his_numbers(self):
        """The survivor takes what he lacks, and does not lead himself."""
        self.colleague.name = "Survivor"
        twin = self._person(
            self.customer_company,
            personnel_number="11",
            badge_number="B11",
            manager_id=self.colleague.id,
        )
        twin.sudo().pin = "2580"
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge([twin.id, self.colleague.id], self.colleague)
        self.env.flush_all()
        self.colleague.invalidate_recordset()
        self.assertEqual(self.colleague.personnel_number, "11")
        self.assertEqual(self.colleague.badge_number, "B11")
        self.assertFalse(self.colleague.manager_id)
        self.assertEqual(self.colleague.pin_state, "set")
        self.assertFalse(twin.exists())


@tagged("post_install", "-at_install")
class TestSearch(DirectoryCommon):
    """Whoever types a number into a field for contacts finds its owner."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.country_id = cls.env.ref("base.uk")
        cls.colleague.write(
            {
                "phone": "+44 1632 960111",
                "email": "cole@greens.example",
                "personnel_number": "PN 77",
                "badge_number": "0099-1",
            }
        )
        cls.env.flush_all()

    def _find(self, text, user=None):
        found = self.contacts.with_user(user or self.agent_a).name_search(text)
        return [contact_id for contact_id, _name in found]

    def test_by_any_spelling(self):
        for text in (
            "01632 960111",
            "+44 (0)1632 960 111",
            "0044 1632 960111",
            "960111",
            "Colleague",
            "cole@greens",
            "pn77",
            "PN 77",
            "0099-1",
        ):
            with self.subTest(text=text):
                self.assertEqual(self._find(text), self.colleague.ids)

    def test_nobody_else(self):
        """Letters with digits in them, or a few digits, are no telephone number."""
        for text in ("11", "Till 960111", "960112", "PN 7"):
            with self.subTest(text=text):
                self.assertEqual(self._find(text), [])

    def test_number_of_another_country(self):
        """A contact's own country reads his number."""
        self.colleague.write(
            {"phone": "8 495 123-45-67", "country_id": self.env.ref("base.ru").id}
        )
        self.assertEqual(self.colleague.phone_key, "+74951234567")
        self.assertEqual(self._find("+7 495 1234567"), self.colleague.ids)

    def test_not_found_by_what_one_may_not_read(self):
        """Colleagues without a role find phones, not personnel numbers or badges."""
        self.assertEqual(self._find("960111", self.employee), self.colleague.ids)
        self.assertEqual(self._find("PN77", self.employee), [])
        self.assertEqual(self._find("0099-1", self.employee), [])

    def test_customers_search_names_only(self):
        self.assertEqual(self._find("PN77", self.customer), [])
        self.assertEqual(self._find("960111", self.customer), [])

    def test_exact_names_stay_exact(self):
        """An import that names a manager does not find him by a number."""
        found = self._agents(self.contacts).name_search("960111", operator="=")
        self.assertEqual(found, [])

    def test_cost(self):
        """Typing a number costs one statement, as typing a name does."""
        contacts = self._agents(self.contacts)
        contacts.name_search("960111")
        for text in ("Colleague", "960111"):
            with self.subTest(text=text), self.assertQueryCount(2):
                contacts.name_search(text)


@tagged("post_install", "-at_install")
class TestReachable(DirectoryCommon):
    """How and when a contact wants to be reached, in words and for programs."""

    def test_zone(self):
        """His own zone, else his site's, else its territory's, else our own."""
        self.env.company.partner_id.tz = "UTC"
        self.colleague.tz = False
        self.assertEqual(self.colleague._get_contact_zone(), "UTC")
        self.colleague.site_id = self.shop
        self.north.tz = "Europe/Moscow"
        self.assertEqual(self.colleague._get_contact_zone(), "Europe/Moscow")
        self.shop.tz = "Asia/Tokyo"
        self.assertEqual(self.colleague._get_contact_zone(), "Asia/Tokyo")
        self.colleague.tz = "Europe/London"
        self.assertEqual(self.colleague._get_contact_zone(), "Europe/London")

    def test_hours(self):
        self.colleague.write(
            {"tz": "Europe/Moscow", "contact_hour_from": 9, "contact_hour_to": 17}
        )
        self.assertTrue(self.colleague._may_contact_at(datetime(2026, 3, 3, 7)))
        self.assertFalse(self.colleague._may_contact_at(datetime(2026, 3, 3, 15)))
        for vals in ({"contact_hour_from": -1}, {"contact_hour_to": 24.5}):
            with self.subTest(vals=vals), self.assertRaises(ValidationError):
                with self.env.cr.savepoint():
                    self.colleague.write(vals)

    @freeze_time("2026-03-07 12:00:00")
    def test_hint(self):
        """What the agent reads before he picks up the phone; on a Saturday."""
        self.assertFalse(self.colleague._get_contact_hint())
        self.assertFalse(self.contacts._get_contact_hint())
        self.colleague.write(
            {
                "tz": "UTC",
                "preferred_channel": "phone",
                "contact_hour_from": 8.5,
                "contact_hour_to": 17,
                "contact_workdays_only": True,
            }
        )
        self.assertEqual(
            self.colleague._get_contact_hint(),
            "Phone, 8:30 to 17:00 (UTC), Monday to Friday, not now",
        )


@tagged("post_install", "-at_install")
class TestWhoReads(DirectoryCommon):
    """Portal users read the contacts of their company, but nothing of the desk's."""

    HIDDEN = (
        "contact_kind",
        "service_priority",
        "queue_priority",
        "is_shared_account",
        "site_id",
        "nearest_site_id",
        "site_place",
        "manager_id",
        "payment_terms_note",
        "phone_key",
        "personnel_number",
        "personnel_key",
        "badge_number",
        "badge_key",
        "pin",
        "pin_state",
        "preferred_channel",
        "contact_hour_from",
        "contact_hour_to",
        "contact_workdays_only",
    )
    NOBODYS = ("personnel_key", "badge_key")
    # What colleagues without a role do not read of each other.
    DESKS = (
        "service_priority",
        "queue_priority",
        "payment_terms_note",
        "personnel_number",
        "badge_number",
        "pin_state",
    )

    def _get_some(self, field):
        """Return a value to look for, such that looking is not left out."""
        if field.type == "selection":
            return field.get_values(self.env)[0]
        return {"char": "x", "float": 1.5, "boolean": True, "many2one": 1}[field.type]

    def _refuses(self, records, name):
        with self.assertRaises(AccessError):
            records.read([name])
        with self.assertRaises(AccessError):
            records.search([(name, "=", self._get_some(records._fields[name]))])
        with self.assertRaises(AccessError):
            records.web_read({name: {}})
        self.assertNotIn(name, records.fields_get())

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_customers(self):
        """Neither of colleagues nor of themselves, nor by their user's record."""
        for partner in (self.colleague, self.customer_partner):
            partner = partner.with_user(self.customer)
            self.assertTrue(partner.read(["name"]))
            for name in self.HIDDEN:
                with self.subTest(partner=partner.id, field=name):
                    self._refuses(partner, name)
        user = self.customer.with_user(self.customer)
        for name in self.HIDDEN:
            with self.subTest(user=True, field=name), self.assertRaises(AccessError):
                user.read([name])
            with self.subTest(write=name), self.assertRaises(AccessError):
                user.write({name: False})

    @users("sd_employee")
    def test_employees(self):
        """They find each other's site and manager, but not what proves identity."""
        partner = self.colleague.with_env(self.env)
        self.assertTrue(partner.read(["site_id", "manager_id", "contact_kind"]))
        for name in (*self.DESKS, *self.NOBODYS, "pin"):
            with self.subTest(field=name):
                self._refuses(partner, name)

    @users("sd_agent_a", "sd_manager", "sd_api")
    def test_desk(self):
        partner = self.colleague.with_env(self.env)
        names = [name for name in self.HIDDEN if name not in self.NOBODYS]
        self.assertTrue(partner.read(names))
        for name in self.NOBODYS:
            with self.subTest(field=name):
                self._refuses(partner, name)

    @users("sd_auditor")
    def test_auditors(self):
        """They read, but give nobody a PIN or a priority."""
        partner = self.colleague.with_env(self.env)
        self.assertTrue(partner.read(list(self.DESKS)))
        for vals in ({"pin": "2580"}, {"service_priority": "3"}):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                partner.write(vals)
