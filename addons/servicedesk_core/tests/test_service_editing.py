# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from lxml import etree

from odoo.tests import Form, tagged
from odoo.tools.safe_eval import safe_eval

from .catalogue_common import CatalogueCommon


@tagged("post_install", "-at_install")
class TestServiceEditing(CatalogueCommon):
    """Who may not change a service learns it when he opens it, not when he saves."""

    def _may_edit(self, user):
        """Return {name: whether the page lets a user change it} of the catalogue."""
        services = self.catalogue.with_user(user)
        return {service.name for service in services if service.can_edit}

    def test_who_may_change_what(self):
        everything = set(self.catalogue.mapped("name"))
        for user, names in (
            (self.manager, everything),
            (self.owner, {"Checkouts", "Card reader"}),
            (self.agent_a, set()),
            (self.dispatcher, set()),
            (self.auditor, set()),
        ):
            with self.subTest(user.login):
                self.assertEqual(self._may_edit(user), names)

    def test_it_says_what_the_server_would(self):
        for user in (self.owner, self.manager, self.agent_a):
            for service in self.catalogue.with_user(user):
                with self.subTest(user=user.login, service=service.sudo().name):
                    self.assertEqual(service.can_edit, service.has_access("write"))

    def test_an_owner_reads_whose_it_is(self):
        self.taps.owner_id = self.manager
        owners = self.catalogue.with_user(self.owner)
        said = {service.name: service.keeper_notice for service in owners}
        self.assertFalse(said["Checkouts"])
        self.assertIn(f"{self.manager.name} keeps this service", said["Taps"])
        self.assertIn("managers keep this service", said["IT"])

    def test_who_keeps_nothing_is_not_told(self):
        """Agents read the whole catalogue anyway; nor is a manager told."""
        for user in (self.agent_a, self.manager):
            self.assertFalse(
                any(self.catalogue.with_user(user).mapped("keeper_notice"))
            )

    def test_new_ones_are_filled_in_by_managers(self):
        services = self.env["servicedesk.service"]
        self.assertTrue(services.with_user(self.manager).new({}).can_edit)
        self.assertFalse(services.with_user(self.owner).new({}).can_edit)
        with Form(services.with_user(self.manager)) as form:
            form.name = "Parking"
            form.parent_id = self.facilities
        self.assertEqual(form.record.name, "Parking")

    def _fields_of(self, kind):
        services = self.env["servicedesk.service"].with_user(self.owner)
        arch = etree.fromstring(services.get_view(view_type=kind)["arch"])
        return [
            node for node in arch.iter("field") if not list(node.iterancestors("field"))
        ]

    def test_what_nobody_changes_is_not_opened(self):
        """A field that is computed is for reading, whoever opens the page."""
        services = self.env["servicedesk.service"]
        for kind in ("form", "list"):
            for node in self._fields_of(kind):
                if services._fields[node.get("name")].readonly:
                    with self.subTest(kind=kind, field=node.get("name")):
                        self.assertIn(
                            node.get("readonly"), (None, "(1) or not can_edit")
                        )

    def test_every_field_of_form_and_list_is_closed_where_one_may_not_edit(self):
        services = self.env["servicedesk.service"]
        for kind in ("form", "list"):
            nodes = self._fields_of(kind)
            self.assertGreater(len(nodes), 8)
            for node in nodes:
                with self.subTest(kind=kind, field=node.get("name")):
                    if services._fields[node.get("name")].readonly:
                        continue
                    facts = {"can_edit": False, "can_manage": True}
                    self.assertTrue(safe_eval(node.get("readonly"), facts))

    def test_what_is_the_managers_stays_so(self):
        (node,) = [n for n in self._fields_of("form") if n.get("name") == "owner_id"]
        owner = {"can_edit": True, "can_manage": False}
        self.assertTrue(safe_eval(node.get("readonly"), dict(owner)))
        self.assertFalse(safe_eval(node.get("readonly"), {**owner, "can_manage": True}))

    def test_a_form_of_ones_own_is_open(self):
        with Form(self.tills.with_user(self.owner)) as form:
            form.keywords = "cash"
        self.assertEqual(self.tills.keywords, "cash")
        form = Form(self.it.with_user(self.owner))
        with self.assertRaisesRegex(AssertionError, "readonly"):
            form.keywords = "plug"

    def test_a_list_asks_once(self):
        for index in range(20):
            self._service(f"Reader {index}", self.tills)
        services = self.env["servicedesk.service"].with_user(self.owner).search([])
        self.env.invalidate_all()
        services.mapped("company_id")
        with self.assertQueryCount(6):
            services.mapped("can_edit")
