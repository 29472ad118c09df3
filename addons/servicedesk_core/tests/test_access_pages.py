# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import json

from lxml import etree

from odoo.http import Request
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .access_common import ROLES, AccessCommon

DESK = (
    "agent_a",
    "agent_b",
    "agent_idle",
    "dispatcher",
    "manager",
    "auditor",
    "api_user",
)


class PageCommon(AccessCommon):
    """What the web client asks for when somebody opens a page of the desk."""

    def _view(self, records, kind):
        return records.get_view(view_type=kind)["arch"]

    def _specification(self, records, arch):
        """Return the fields that the web client reads for a view, with their own."""
        view = etree.fromstring(arch) if isinstance(arch, str) else arch
        depth = len(list(view.iterancestors("field")))
        return {
            node.get("name"): self._of_field(records, node)
            for node in view.iter("field")
            if len(list(node.iterancestors("field"))) == depth
        }

    def _of_field(self, records, node):
        field = records._fields[node.get("name")]
        if not field.relational or field.type == "many2one_reference":
            return {}
        lines = records.env[field.comodel_name]
        inline = next((view for view in node if view.tag in ("list", "kanban")), None)
        if inline is not None:
            return {"fields": self._specification(lines, inline)}
        return {"fields": {"display_name": {}}}

    def _read_list(self, role, tickets):
        """Open the list of these tickets; return the rows it shows."""
        records = self._as(role, self.env["servicedesk.ticket"])
        spec = self._specification(records, self._view(records, "list"))
        domain = [("id", "in", tickets.ids)]
        return records.web_search_read(domain, spec)["records"]

    def _read_board(self, role, tickets):
        """Open the board of these tickets; return the number of cards in it."""
        records = self._as(role, self.env["servicedesk.ticket"])
        spec = self._specification(records, self._view(records, "kanban"))
        domain = [("id", "in", tickets.ids)]
        groups = records.web_read_group(
            domain,
            ["stage_id"],
            ["__count"],
            auto_unfold=True,
            unfold_read_specification=spec,
        )["groups"]
        records.read_progress_bar(
            domain,
            "stage_id",
            {"field": "priority", "colors": {"1": "success", "3": "danger"}},
        )
        return sum(group["__count"] for group in groups)

    def _read_form(self, role, ticket):
        records = self._as(role, ticket)
        return records.web_read(
            self._specification(records, self._view(records, "form"))
        )[0]


@tagged("post_install", "-at_install")
class TestPages(PageCommon):
    """Every page opens for whom it is meant, whatever stands on the tickets."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.awkward = cls._make_awkward()

    @classmethod
    def _make_awkward(cls):
        """Return tickets with people on them whom nobody here may read by himself."""
        far = cls.foreign_company.id
        outsider = cls.env["res.partner"].create(
            {"name": "Outsider", "email": "out@far.example.com", "company_id": far}
        )
        gone = cls._new_user("sd_gone", "agent")
        followed, assigned, asked, solved = (cls._make() for _count in range(4))
        followed.message_subscribe(outsider.ids)
        cls.foreign_agent.partner_id.company_id = far
        followed.message_subscribe(cls.foreign_agent.partner_id.ids)
        assigned.write({"user_id": gone.id, "co_responsible_ids": gone.ids})
        asked.partner_id = cls.env["res.partner"].create({"name": "Moving"})
        solved.with_user(cls.dispatcher).action_start()
        solved.with_user(cls.dispatcher).action_resolve("Done")
        gone.active = False
        cls.env.flush_all()
        # The contact becomes another company's after he asked.
        cls.env.cr.execute(
            "UPDATE res_partner SET company_id = %s WHERE id = %s",
            (far, asked.partner_id.id),
        )
        cls.env.invalidate_all()
        return followed | assigned | asked | solved

    def test_lists(self):
        """One awkward ticket does not close the whole list."""
        for role in DESK:
            with self.subTest(role=role):
                rows = self._read_list(role, self.awkward)
                self.assertEqual(len(rows), len(self.awkward))

    def test_boards(self):
        """Nor the board."""
        for role in DESK:
            with self.subTest(role=role):
                self.assertEqual(
                    self._read_board(role, self.awkward), len(self.awkward)
                )

    def test_forms(self):
        """And each opens by itself, with its conversation and its followers."""
        for role in DESK:
            for ticket in self.awkward:
                with self.subTest(role=role, ticket=ticket.name):
                    self.assertEqual(self._read_form(role, ticket)["id"], ticket.id)
                    mine = self._as(role, ticket)
                    mine.message_follower_ids.read(["display_name", "partner_id"])
                    mine.message_ids.read(["body", "author_id"])

    def test_no_page_shows_the_key(self):
        """The views of the desk do not ask for the permanent key."""
        for role in DESK:
            records = self._as(role, self.env["servicedesk.ticket"])
            for kind in ("list", "kanban", "form", "search", "calendar", "activity"):
                with self.subTest(role=role, view=kind):
                    self.assertNotIn("access_token", self._view(records, kind))

    def test_figures(self):
        """Whoever has figures counts what he may read, by whatever is offered."""
        by = (
            "stage_id",
            "team_id",
            "user_id",
            "partner_id",
            "priority",
            "create_date:month",
        )
        for role in (*DESK, "foreign_agent"):
            records = self._as(role, self.env["servicedesk.ticket"])
            readable = records.search_count([])
            for group in by:
                with self.subTest(role=role, group=group):
                    rows = records.formatted_read_group([], [group], ["__count"])
                    self.assertEqual(sum(row["__count"] for row in rows), readable)

    def test_figures_of_the_ledger(self):
        """So do the figures of spans."""
        for role in (*DESK, "foreign_agent"):
            spans = self._as(role, self.env["servicedesk.ticket.span"])
            rows = spans.formatted_read_group([], ["team_id"], ["__count"])
            with self.subTest(role=role):
                self.assertEqual(
                    sum(row["__count"] for row in rows), spans.search_count([])
                )
                tickets = spans.search([]).ticket_id
                self.assertEqual(tickets, tickets._filtered_access("read"))

    def test_planned_work(self):
        """The page of activities opens for everybody who has the list."""
        self.awkward[0].activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.agent_a.id
        )
        for role in DESK:
            activities = self._as(role, self.env["mail.activity"])
            with self.subTest(role=role):
                data = activities.get_activity_data(
                    "servicedesk.ticket", [("id", "in", self.awkward.ids)]
                )
                self.assertTrue(data["activity_types"])

    def test_contacts(self):
        """A contact shows how many open tickets he has to the desk only."""
        for role in (*DESK, "employee", "stranger"):
            contact = self._as(role, self.customer_partner)
            spec = self._specification(contact, self._view(contact, "form"))
            with self.subTest(role=role):
                contact.web_read(spec)
                self.assertEqual("servicedesk_open_ticket_count" in spec, role in DESK)

    def test_pages_of_requesters(self):
        """The desk's pages tell requesters nothing, should they find the way."""
        for role, ticket in (
            ("employee", self.tickets["internal"]),
            ("customer", self.tickets["first"]),
            ("admin", self.tickets["first"]),
        ):
            with self.subTest(role=role), self._refused():
                self._read_form(role, ticket)

    def test_menus(self):
        """Menus lead where one may go, and show the way to nobody else."""
        root = self.env.ref("servicedesk_core.menu_servicedesk")
        config = self.env.ref("servicedesk_core.menu_configuration")
        for role in ROLES:
            if not getattr(self, role)._is_internal():
                continue
            menus = self._as(role, self.env["ir.ui.menu"])
            seen = set(menus._visible_menu_ids())
            inside = role in DESK or role in ("foreign_agent", "owner")
            with self.subTest(role=role):
                self.assertEqual(root.id in seen, inside)
                self.assertEqual(config.id in seen, role == "manager")
                ours = menus.browse(seen).filtered(
                    lambda menu: root in (menu | menu.parent_id)
                )
                for menu in ours.filtered("action"):
                    model = menu.action.sudo().res_model
                    self.assertTrue(self._as(role, self.env[model]).has_access("read"))


@tagged("post_install", "-at_install")
class TestExport(PageCommon, HttpCase):
    """Exports give what may be read, and offer no more than that."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        export = cls.env.ref("base.group_allow_export")
        for role in ("auditor", "agent_a", "employee"):
            getattr(cls, role).group_ids += export
        cls.token = cls.tickets["first"]._portal_ensure_token()

    def _export(self, role, names, **kwargs):
        """Return the CSV that the web client downloads, or the error's status."""
        self.authenticate(getattr(self, role).login, "not looked at in tests")
        data = {
            "model": "servicedesk.ticket",
            "fields": [{"name": name, "label": name} for name in names],
            "ids": False,
            "domain": [],
            "import_compat": False,
            "context": {},
            **kwargs,
        }
        form = {"data": json.dumps(data), "csrf_token": Request.csrf_token(self)}
        with mute_logger("odoo.addons.web.controllers.export", "odoo.http"):
            response = self.url_open("/web/export/csv", data=form)
        return response.text if response.ok else response.status_code

    def test_auditors_export_what_they_read(self):
        text = self._export("auditor", ["number", "partner_id/name", "team_id/name"])
        self.assertIn(self.tickets["secret"].number, text)
        self.assertNotIn(self.tickets["foreign"].number, text)

    def test_agents_export_what_they_read(self):
        text = self._export("agent_a", ["number"])
        self.assertIn(self.tickets["second"].number, text)
        self.assertNotIn(self.tickets["secret"].number, text)

    def test_keys_are_not_exported(self):
        """Neither as a column, nor by a detour, nor as a group."""
        for role in ("auditor", "agent_a"):
            for names in (
                ["number", "access_token"],
                ["partner_id/servicedesk_ticket_ids/access_token"],
            ):
                with self.subTest(role=role, names=names):
                    self.assertNotIn(self.token, str(self._export(role, names)))
            text = self._export(role, ["number"], groupby=["access_token"])
            self.assertNotIn(self.token, str(text))

    def test_keys_are_not_offered(self):
        """The dialog of exports does not name them, at any depth."""
        for role in ("auditor", "agent_a"):
            self.authenticate(getattr(self, role).login, "not looked at in tests")
            for params in (
                {"model": "servicedesk.ticket"},
                {"model": "res.partner", "prefix": "partner_id", "parent_name": "R"},
                {
                    "model": "servicedesk.ticket",
                    "prefix": "partner_id/servicedesk_ticket_ids",
                    "parent_name": "T",
                },
            ):
                found = self.make_jsonrpc_request(
                    "/web/export/get_fields",
                    {"domain": [], "import_compat": False, **params},
                )
                with self.subTest(role=role, model=params["model"]):
                    self.assertTrue(found)
                    self.assertNotIn("access_token", str(found))

    def test_requesters_export_what_they_read(self):
        """A colleague with the right to export gets his tickets' public facts."""
        text = self._export("employee", ["number", "state"])
        self.assertIn(self.tickets["internal"].number, text)
        self.assertNotIn(self.tickets["first"].number, text)
        for name in ("team_id/name", "message_ids/body", "rating_ids/feedback"):
            with self.subTest(name=name):
                self.assertEqual(self._export("employee", [name]), 500)
