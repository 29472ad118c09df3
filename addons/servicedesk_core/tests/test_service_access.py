# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import tagged

from ..models.catalogue.service_access import MANAGER_FIELDS, REQUESTER_FIELDS
from .catalogue_common import CatalogueCommon


@tagged("post_install", "-at_install")
class TestServiceVisibility(CatalogueCommon):
    """A cook never sees the till's repair: not by any way in."""

    def test_requesters_find_what_they_may_order(self):
        everybody = {"IT", "Facilities", "Payroll"}
        for user, names in (
            (self.cook, everybody | {"Taps"}),
            (self.cashier, everybody | {"Checkouts", "Card reader"}),
            (self.employee, everybody),
            (self.agent_a, set(self.catalogue.mapped("name"))),
            (self.auditor, set(self.catalogue.mapped("name"))),
            (self.manager, set(self.catalogue.mapped("name"))),
            (self.admin, everybody),
            # An owner sees what he owns, whether he may order it or not.
            (self.owner, everybody | {"Checkouts", "Card reader"}),
        ):
            with self.subTest(user.login):
                self.assertEqual(self._seen(user), names)

    def test_no_way_leads_to_what_is_not_for_one(self):
        """As RPC calls them: read, export, name, search and its counts."""
        services = self.env["servicedesk.service"].with_user(self.cook)
        hidden = self.tills.ids
        for name, args in (
            ("read", [hidden, ["name"]]),
            ("web_read", [hidden, {"name": {}}]),
            ("copy", [hidden]),
            ("read", [hidden, ["display_name"]]),
        ):
            with self.subTest(name), self._refused():
                call_kw(services, name, args, {})
        with self._refused(UserError):
            call_kw(services, "export_data", [hidden, ["name"]], {})
        domain = [("name", "=", "Checkouts")]
        self.assertEqual(call_kw(services, "search", [domain], {}), [])
        self.assertEqual(call_kw(services, "search_count", [domain], {}), 0)
        self.assertEqual(call_kw(services, "name_search", ["Checkouts"], {}), [])
        self.assertEqual(call_kw(services, "name_search", ["cash desk"], {}), [])
        found = call_kw(
            services,
            "web_search_read",
            [[("parent_id.name", "=", "IT")], {"name": {}}],
            {},
        )
        self.assertEqual(found["length"], 0)
        (row,) = call_kw(services, "read", [self.it.ids, ["child_ids"]], {})
        self.assertEqual(row["child_ids"], [])

    def test_sites_and_groups(self):
        """A territory holds its places, a company's tag holds for its people."""
        north = self.env["servicedesk.site"].create(
            {"name": "North", "kind": "territory"}
        )
        shop = self.env["servicedesk.site"].create(
            {"name": "Shop", "parent_id": north.id}
        )
        tag = self.env["res.partner.category"].create({"name": "Franchise"})
        self.taps.write(
            {
                "audience_functions": False,
                "audience_site_ids": north.ids,
                "audience_tag_ids": tag.ids,
            }
        )
        self.assertNotIn("Taps", self._seen(self.cashier))
        self.cashier.partner_id.site_id = shop
        self.assertNotIn("Taps", self._seen(self.cashier))
        self.customer_company.category_id = tag
        self.assertIn("Taps", self._seen(self.cashier))
        self.assertNotIn("Taps", self._seen(self.cook))
        self.customer_company.site_id = north
        self.assertIn("Taps", self._seen(self.cook))

    def test_a_named_company_includes_its_people(self):
        self.payroll.audience_partner_ids = self.customer_company
        self.assertIn("Payroll", self._seen(self.cook))
        self.assertNotIn("Payroll", self._seen(self.other_customer))
        self.assertNotIn("Payroll", self._seen(self.employee))
        self.payroll.audience_partner_ids |= self.company.partner_id
        self.assertIn("Payroll", self._seen(self.employee))

    def test_what_is_archived_is_not_offered_nor_are_its_parts(self):
        self.tills.active = False
        self.assertNotIn("Card reader", self._seen(self.cashier))
        found = self.env["servicedesk.service"].with_user(self.cashier)
        found = found.with_context(active_test=False)
        self.assertFalse(found.search([("id", "=", self.tills.id)]))

    def test_a_requester_reads_the_offer_and_no_more(self):
        """For whom it is, who approves, whom the desk calls: not his business."""
        services = self.it.with_user(self.cook)
        readable = {
            name
            for name, field in services._fields.items()
            if services._has_field_access(field, "read")
        }
        self.assertEqual(readable, set(REQUESTER_FIELDS))
        for name in services._fields:
            with self.subTest(name):
                if name in REQUESTER_FIELDS:
                    services.read([name])
                    continue
                with self._refused():
                    services.read([name])
        for name in ("owner_id", "user_count", "audience_site_ids"):
            with self.subTest(name), self._refused():
                services.search([(name, "=", 1)])

    def test_steps_and_phases_are_not_for_requesters(self):
        self.tills.path_ids = [(0, 0, {"team_id": self.team_second.id})]
        self.tills.phase_ids = [(0, 0, {"stage_id": self.stage_new.id, "name": "A"})]
        for user in (self.cashier, self.employee):
            for records in (self.tills.path_ids, self.tills.phase_ids):
                with self.subTest(user.login), self._refused():
                    records.with_user(user).read(["service_id"])

    def test_a_ticket_tells_its_requester_the_name_of_its_service(self):
        """Only the name: what else there is to the service stays where it is."""
        ticket = self._make(
            partner_id=self.cook.partner_id.id, service_id=self.tills.id
        ).with_user(self.cook)
        (row,) = ticket.web_read({"service_id": {"fields": {"display_name": {}}}})
        self.assertEqual(row["service_id"]["display_name"], "IT / Checkouts")
        with self._refused():
            ticket.web_read({"service_id": {"fields": {"keywords": {}}}})
        with self._refused():
            ticket.read(["service_ids"])

    def test_tickets_of_others_tell_no_service(self):
        ticket = self._make(service_id=self.tills.id)
        with self._refused():
            ticket.with_user(self.cook).web_read({"service_id": {}})

    def test_lookup_for_a_requester(self):
        """What he may order comes first; the rest on request not at all."""
        services = self.env["servicedesk.service"].with_user(self.agent_a)
        services = services.with_context(
            servicedesk_for_partner_id=self.cook.partner_id.id
        )
        names = [name for _id, name in services.name_search("", limit=None)]
        first = {"Facilities", "Facilities / Taps", "IT", "Payroll"}
        mine = [name for name in names if name in first | {"IT / Checkouts"}]
        self.assertEqual(mine[-1], "IT / Checkouts")
        only = services.with_context(servicedesk_only_orderable=True)
        self.assertFalse(only.name_search("Checkouts"))
        self.assertTrue(only.name_search("Taps"))
        self.assertTrue(services.name_search("Checkouts"))
        self.assertEqual(len(services.name_search("", limit=2)), 2)
        forged = services.with_context(servicedesk_for_partner_id="1 OR 1=1")
        self.assertTrue(forged.name_search("Checkouts"))

    def test_the_api_for_others(self):
        services = self.env["servicedesk.service"]
        found = services._get_orderable(self.cook.partner_id) & self.catalogue
        self.assertEqual(found, self.it | self.facilities | self.taps | self.payroll)
        domain = services._search_for_partner(self.cashier.partner_id)
        self.assertIn(self.tills, services.search(domain))
        self.assertFalse(services._get_orderable(self.env["res.partner"]))


@tagged("post_install", "-at_install")
class TestServiceCompanies(CatalogueCommon):
    """A service of one legal entity, ordered by the people of another."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.far = cls.foreign_company
        cls.far_employee = cls._new_user_of("sd_far", False, cls.far)
        cls.fridges = cls._service(
            "Fridges",
            company_id=cls.company.id,
            team_ids=cls.team_first.ids,
            audience_partner_ids=(cls.far.partner_id | cls.company.partner_id).ids,
        )
        cls.door_seal = cls._service("Seals", cls.fridges, company_id=cls.company.id)
        cls.vans = cls._service("Vans", company_id=cls.company.id)
        cls.catalogue |= cls.fridges | cls.door_seal | cls.vans

    def test_who_is_named_sees_it_with_its_parts(self):
        seen = self._seen(self.far_employee)
        self.assertLessEqual({"Fridges", "Seals", "IT"}, seen)
        self.assertNotIn("Vans", seen)
        self.assertIn("Fridges", self._seen(self.employee))
        self.assertNotIn("Fridges", self._seen(self.cook))

    def test_agents_of_the_other_company_see_what_they_may_order(self):
        seen = self._seen(self.foreign_agent)
        self.assertLessEqual({"Fridges", "Seals", "Checkouts"}, seen)
        self.assertNotIn("Vans", seen)

    def test_the_switcher_decides_what_an_agent_of_both_sees(self):
        both = self._new_user_of("sd_both", "agent", self.far | self.company)
        services = self.env["servicedesk.service"].with_user(both)
        here = services.with_context(allowed_company_ids=self.company.ids)
        self.assertTrue(here.search([("id", "=", self.vans.id)]))
        self.assertTrue(here.browse(self.vans.id).has_access("read"))

    def test_the_ticket_is_the_providers(self):
        """B's employee asks, A's desk answers, and B's employee reads it."""
        ticket = self.env["servicedesk.ticket"].create(
            {
                "name": "The fridge is warm",
                "partner_id": self.far_employee.partner_id.id,
                "service_id": self.fridges.id,
                "team_id": self.team_first.id,
                "channel": "portal",
            }
        )
        self.assertEqual(ticket.company_id, self.company)
        self.assertEqual(ticket.with_user(self.far_employee).name, ticket.name)
        self.assertTrue(ticket.with_user(self.agent_a).has_access("write"))
        self.assertFalse(ticket.with_user(self.foreign_agent).has_access("read"))

    def test_a_ticket_takes_no_service_of_another_company(self):
        with self.assertRaises(Exception) as caught:
            self._make(
                team_id=self.foreign_team.id,
                company_id=self.far.id,
                service_id=self.vans.id,
            )
        self.assertIn("compan", str(caught.exception))

    def test_an_agent_reads_the_service_of_a_ticket_he_has(self):
        """Whatever company he is switched to."""
        both = self._new_user_of("sd_both", "agent", self.company | self.far)
        self._make(service_id=self.vans.id, user_id=both.id)
        far = self.vans.with_user(both).with_context(allowed_company_ids=self.far.ids)
        self.assertTrue(far.has_access("read"))
        self.assertEqual(far.search([("id", "=", self.vans.id)]), far)


@tagged("post_install", "-at_install")
class TestServiceOwner(CatalogueCommon):
    """The owner keeps his services; whose they are is not for him to say."""

    def test_who_writes_a_service(self):
        for user, may in (
            (self.owner, True),
            (self.manager, True),
            (self.agent_a, False),
            (self.dispatcher, False),
            (self.auditor, False),
            (self.employee, False),
            (self.cashier, False),
            (self.admin, False),
        ):
            mine = self.tills.with_user(user)
            with self.subTest(user.login):
                self.assertEqual(self._may(mine.write, {"keywords": "x"}), may)
                self.assertEqual(
                    self._may(
                        mine.write,
                        {"path_ids": [(0, 0, {"team_id": self.team_second.id})]},
                    ),
                    may,
                )
                self.assertEqual(
                    self._may(
                        mine.write,
                        {
                            "phase_ids": [
                                (0, 0, {"stage_id": self.stage_new.id, "name": "A"})
                            ]
                        },
                    ),
                    may,
                )

    def test_an_owner_writes_no_other_service(self):
        for service in (self.taps, self.it):
            step = {"service_id": service.id, "team_id": self.team_second.id}
            steps = self.env["servicedesk.service.path"].with_user(self.owner)
            self.assertFalse(
                self._may(service.with_user(self.owner).write, {"keywords": "x"})
            )
            self.assertFalse(self._may(steps.create, step))

    def test_an_owner_moves_no_step_into_another_service(self):
        self.tills.path_ids = [(0, 0, {"team_id": self.team_second.id})]
        step = self.tills.path_ids.with_user(self.owner)
        self.assertTrue(self._may(step.write, {"delay_hours": 2}))
        self.assertFalse(self._may(step.write, {"service_id": self.taps.id}))

    def test_owner_company_place_and_secrecy_are_the_managers(self):
        values = {
            "owner_id": self.employee.id,
            "company_id": self.company.id,
            "parent_id": False,
            "is_confidential": True,
        }
        self.assertEqual(set(values), MANAGER_FIELDS)
        for name, value in values.items():
            with self.subTest(name):
                self.assertFalse(
                    self._may(
                        self.card_reader.with_user(self.owner).write, {name: value}
                    )
                )
        self.assertTrue(
            self._may(
                self.card_reader.with_user(self.manager).write,
                {"owner_id": self.employee.id},
            )
        )

    def test_an_owner_neither_creates_nor_deletes(self):
        services = self.env["servicedesk.service"].with_user(self.owner)
        self.assertFalse(self._may(services.create, {"name": "Mine"}))
        self.assertFalse(self._may(self.card_reader.with_user(self.owner).unlink))

    def test_owned_services_need_the_role(self):
        before = set(self.owner._servicedesk_owned_service_ids())
        self.assertLessEqual(set((self.tills | self.card_reader).ids), before)
        self.taps.owner_id = self.employee
        self.assertFalse(self.employee._servicedesk_owned_service_ids())
        self.card_reader.owner_id = self.manager
        self.assertEqual(
            set(self.owner._servicedesk_owned_service_ids()),
            before - set(self.card_reader.ids),
        )

    def test_an_owner_recounts_his_own(self):
        self.tills.user_count = 9
        self.tills.with_user(self.owner).action_recount_users()
        self.assertEqual(self.tills.user_count, 1)
        with self._refused(AccessError):
            self.taps.with_user(self.owner).action_recount_users()
