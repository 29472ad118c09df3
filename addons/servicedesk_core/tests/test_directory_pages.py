# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from ast import literal_eval

from lxml import etree

from odoo.exceptions import AccessError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .test_access_pages import PageCommon

# Who opens the directory, and who sees the desk's part of a contact.
READERS = ("agent_a", "agent_b", "dispatcher", "manager", "auditor", "api_user")
WRITERS = ("agent_a", "dispatcher", "manager", "api_user")
DESK_FIELDS = {"personnel_number", "badge_number", "pin_state", "service_priority"}


@tagged("post_install", "-at_install")
class TestDirectoryPages(PageCommon):
    """What the web client asks for when somebody opens directory and sites."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.site = cls.env["servicedesk.site"].create({"name": "Shop"})
        cls.person = cls.customer_partner
        cls.person.write(
            {
                "site_id": cls.site.id,
                "personnel_number": "4711",
                "badge_number": "B-4711",
                "pin": "2580",
                "phone": "+44 1632 960333",
            }
        )
        cls.env.flush_all()
        cls.env.invalidate_all()

    def _open(self, role, record, kind, view=None):
        """Read what a view shows of a record; return (fields, values)."""
        records = self._as(role, record)
        view_id = view and self.env.ref(f"servicedesk_core.{view}").id
        arch = records.get_view(view_id=view_id, view_type=kind)["arch"]
        spec = self._specification(records, arch)
        return set(spec), records.web_read(spec)[0]

    def test_directory_list(self):
        """The desk reads the list with all its columns; its search finds by phone."""
        for role in READERS:
            with self.subTest(role=role):
                _names, values = self._open(
                    role, self.person, "list", "res_partner_view_list_directory"
                )
                self.assertEqual(values["personnel_number"], "4711")
                found = self._as(role, self.person).web_search_read(
                    [("display_name", "ilike", "(0044) 1632 960-333")], {"name": {}}
                )
                self.assertEqual(
                    [row["id"] for row in found["records"]], [self.person.id]
                )

    def test_cards_of_the_directory(self):
        """A card names place, number and what waits; so does a telephone's list."""
        self._make()
        self.env.flush_all()
        for role in READERS:
            with self.subTest(role=role):
                _names, values = self._open(
                    role, self.person, "kanban", "res_partner_view_kanban_directory"
                )
                self.assertEqual(values["personnel_number"], "4711")
                self.assertEqual(values["nearest_site_id"]["id"], self.site.id)
                self.assertGreater(values["servicedesk_open_ticket_count"], 0)
        action = self.env.ref("servicedesk_core.res_partner_action_directory")
        self.assertEqual(
            [
                view and self.env["ir.ui.view"].browse(view).xml_id
                for view, kind in action.views
                if kind in ("list", "kanban")
            ],
            [
                "servicedesk_core.res_partner_view_list_directory",
                "servicedesk_core.res_partner_view_kanban_directory",
            ],
        )

    def test_the_priority_shown_is_the_one_that_counts(self):
        """List, cards, filter and groups show whom the company makes important."""
        company = self.person.parent_id
        company.service_priority = "3"
        self.person.service_priority = False
        self.env.flush_all()
        for kind in ("list", "kanban"):
            _names, values = self._open(
                "agent_a", self.person, kind, f"res_partner_view_{kind}_directory"
            )
            with self.subTest(view=kind):
                self.assertEqual(values["queue_priority"], "3")
        search = etree.fromstring(
            self.env["res.partner"].get_view(
                self.env.ref("servicedesk_core.res_partner_view_search_directory").id,
                "search",
            )["arch"]
        )
        important = literal_eval(
            search.find(".//filter[@name='important']").get("domain")
        )
        found = self._as("agent_a", self.person).search(important)
        self.assertLessEqual(self.person | company, found)
        self.person.service_priority = "0"
        self.assertNotIn(self.person, self.person.search(important))
        group = search.find(".//filter[@name='group_priority']").get("context")
        self.assertEqual(literal_eval(group)["group_by"], "queue_priority")

    def test_bank_accounts_are_found_and_added(self):
        """The form leads to the accounts, also where there is none yet."""
        form = etree.fromstring(
            self._as("agent_a", self.person).get_view(view_type="form")["arch"]
        )
        action = self.env.ref("base.action_res_partner_bank_account_form")
        button = form.find(f".//page[@name='servicedesk']//button[@name='{action.id}']")
        self.assertIsNotNone(button)
        self._as("agent_a", self.env["res.partner.bank"]).create(
            {"partner_id": self.person.id, "acc_number": "GB00 0000 4711"}
        )
        _names, values = self._open("agent_a", self.person, "form")
        self.assertEqual(len(values["bank_ids"]), 1)

    def test_contact_form(self):
        """The tab is the desk's; the form opens for everybody else without it."""
        for role in READERS:
            with self.subTest(role=role):
                names, values = self._open(role, self.person, "form")
                self.assertLessEqual(DESK_FIELDS, names)
                self.assertFalse(values.get("pin"))
        for role in ("employee", "stranger"):
            with self.subTest(role=role):
                names, _values = self._open(role, self.person, "form")
                self.assertFalse(DESK_FIELDS & names)
                self.assertNotIn("pin", names)

    def test_contact_form_is_saved(self):
        """Agents fill the tab in; the PIN field stays empty and gives one once."""
        for role in WRITERS:
            contact = self._as(role, self.person).with_context(
                servicedesk_directory=True
            )
            with self.subTest(role=role), Form(contact) as form:
                form.site_place = "Till 3"
                form.service_priority = "2"
                form.pin = "7391"
            self.assertEqual(self.person.site_place, "Till 3")
            self.assertFalse(self.person.pin)

    def test_site_pages(self):
        """Everybody in the house reads sites; their counters are the desk's."""
        for role in (*READERS, "employee"):
            for kind in ("list", "kanban", "form"):
                with self.subTest(role=role, view=kind):
                    names, values = self._open(role, self.site, kind)
                    self.assertIn("city", names)
                    self.assertEqual("contact_count" in values, role != "employee")
        # A telephone opens cards where there are some.
        action = self.env.ref("servicedesk_core.servicedesk_site_action")
        self.assertIn("kanban", action.view_mode)

    def test_form_cost(self):
        """The counters of a contact cost the same, however many tickets there are."""
        records = self._as("agent_a", self.person)
        names = [
            "servicedesk_open_ticket_count",
            "servicedesk_incident_count",
            "servicedesk_request_count",
        ]
        # What is configured (approvers, confidential services) is read once and kept.
        records.read(names)
        for more in (0, 30):
            for _number in range(more):
                self._make()
            self.env.flush_all()
            self.env.invalidate_all()
            records.mapped("name")
            with self.subTest(more=more), self.assertQueryCount(7):
                records.read(names)

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_files_of_a_contact(self):
        """The desk lists the files of contact and tickets, each reader his own."""
        files = self.env["ir.attachment"].create(
            [
                {
                    "name": f"{model}.txt",
                    "raw": b"text",
                    "res_model": model,
                    "res_id": res_id,
                }
                for model, res_id in (
                    ("res.partner", self.person.id),
                    ("servicedesk.ticket", self.tickets["first"].id),
                )
            ]
        )
        secret = self._make(team_id=self.team_secret.id)
        hidden = files[0].copy({"res_model": "servicedesk.ticket", "res_id": secret.id})
        self.env.flush_all()
        for role, expected in (
            ("agent_b", files),
            ("dispatcher", files),
            ("auditor", files | hidden),
        ):
            action = self._as(role, self.person).action_view_servicedesk_documents()
            found = self.env["ir.attachment"].search(action["domain"])
            with self.subTest(role=role):
                self.assertEqual(found & (files | hidden), expected)
        for role in ("other_customer", "public"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self._as(role, self.person).action_view_servicedesk_documents()

    def test_buttons_by_kind(self):
        """Incidents and requests are opened apart; services are what he may order."""
        request = self._make(
            ticket_type_id=self.env.ref("servicedesk_core.ticket_type_work").id
        )
        person = self._as("agent_a", self.person)
        tickets = self._as("agent_a", self.env["servicedesk.ticket"])
        incidents = tickets.search(person.action_view_servicedesk_incidents()["domain"])
        requests = tickets.search(person.action_view_servicedesk_requests()["domain"])
        self.assertEqual(set(incidents.mapped("kind")), {"incident"})
        self.assertEqual(requests, request)
        self.assertEqual(person.servicedesk_incident_count, len(incidents))
        self.assertEqual(person.servicedesk_request_count, 1)
        services = self.env["servicedesk.service"].create(
            [
                {"name": "For all"},
                {
                    "name": "For others",
                    "audience_partner_ids": [(6, 0, self.other_company.ids)],
                },
            ]
        )
        action = person.action_view_servicedesk_services()
        found = self.env["servicedesk.service"].search(action["domain"])
        self.assertEqual(found & services, services[0])
