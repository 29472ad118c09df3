# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import json

from odoo.exceptions import AccessError
from odoo.http import Request
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .access_common import ROLES as TICKET_ROLES
from .access_common import AccessCommon

SECRET = ("role_id", "cost_rate", "cost")
# Who reads the time of a ticket of the first team.
READERS = {
    "agent_a",
    "agent_b",
    "agent_idle",
    "dispatcher",
    "manager",
    "auditor",
    "api_user",
}


class CostCommon(AccessCommon):
    """A ticket with an hour of an agent whose role costs 60 an hour."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.role = cls.env["servicedesk.time.role"].create(
            {
                "name": "Engineer",
                "company_id": cls.company.id,
                "user_ids": cls.agent_a.ids,
                "rate_ids": [(0, 0, {"date_from": "2020-01-01", "hourly_cost": 60})],
            }
        )
        cls.ticket = cls.tickets["first"].with_user(cls.agent_a)
        cls.ticket.action_add_time(1.5, note="Looked at it")
        cls.entry = cls.ticket.sudo().time_entry_ids
        cls.env.flush_all()


@tagged("post_install", "-at_install")
class TestTimeAccess(CostCommon):
    """Every role and every way to ask: time is the desk's, costs are managers'."""

    def test_who_reads_time(self):
        for role in TICKET_ROLES:
            with self.subTest(role=role):
                mine = self._as(role, self.entry)
                self.assertEqual(self._may(mine.read, ["hours"]), role in READERS)

    def test_worked_hours_are_the_desks(self):
        """Requesters see neither hours nor entries nor costs of their ticket."""
        for role in ("customer", "boss"):
            ticket = self._as(role, self.tickets["first"])
            for name in ("worked_hours", "time_entry_ids", "total_cost"):
                with self.subTest(role=role, field=name):
                    self.assertFalse(self._may(ticket.read, [name]))
                    self.assertFalse(
                        self._may(ticket.search, [(name, "!=", False)]),
                    )

    def test_costs_by_every_way(self):
        """Read, search, sort, group, export: managers only."""
        exporters = self.env.ref("base.group_allow_export")
        for role in sorted(READERS):
            getattr(self, role).group_ids |= exporters
            mine = self._as(role, self.entry)
            may = role == "manager"
            for name in SECRET:
                for way, asking in (
                    ("read", lambda m=mine, n=name: m.read([n])),
                    ("search", lambda m=mine, n=name: m.search([(n, "!=", 0)])),
                    ("order", lambda m=mine, n=name: m.search([], order=n, limit=1)),
                    (
                        "group",
                        lambda m=mine, n=name: m.formatted_read_group(
                            [], ["user_id"], [f"{n}:max"]
                        ),
                    ),
                    ("group by", lambda m=mine, n=name: m._read_group([], [n])),
                    ("export", lambda m=mine, n=name: m.export_data([n])),
                    (
                        "related",
                        lambda m=mine, n=name: m.ticket_id.search(
                            [(f"time_entry_ids.{n}", "!=", 0)]
                        ),
                    ),
                ):
                    if (way, name) in {("group", "role_id")}:
                        continue
                    with self.subTest(role=role, field=name, way=way):
                        with mute_logger("odoo"):
                            self.assertEqual(self._may(asking), may)

    def test_roles_and_rates(self):
        """Managers of the company only."""
        for role in TICKET_ROLES:
            for model in ("time.role", "time.rate", "ticket.cost"):
                with self.subTest(role=role, model=model):
                    records = self._as(role, self.env[f"servicedesk.{model}"])
                    may = records.has_access("read")
                    self.assertEqual(may, role == "manager")

    def test_people_see_no_role(self):
        """The other end tells nothing either: no field of a person leads there."""
        names = {
            field.name
            for field in self.env["res.users"]._fields.values()
            if field.comodel_name in ("servicedesk.time.role", "servicedesk.time.entry")
        }
        self.assertFalse(names)

    def test_cost_of_a_ticket(self):
        """``_get_cost`` asks who calls, and so do the fields of the ticket."""
        manager = self.ticket.with_user(self.manager)
        self.assertEqual(manager._get_cost()["total"], 90)
        self.assertEqual(manager.total_cost, 90)
        for role in ("agent_a", "dispatcher", "auditor", "api_user"):
            mine = self._as(role, self.ticket)
            with self.subTest(role=role):
                with self.assertRaises(AccessError), mute_logger("odoo"):
                    mine._get_cost()
                self.assertFalse(self._may(mine.read, ["total_cost"]))

    def test_confidential_costs(self):
        """A manager who does not read a ticket reads no hour of it, nor its cost."""
        secret = self.tickets["secret"].with_user(self.agent_c)
        secret.action_add_time(1)
        entry = secret.sudo().time_entry_ids
        for user in (self.manager, self.dispatcher, self.agent_a):
            entries = self.env["servicedesk.time.entry"].with_user(user)
            found = entries.search([("id", "=", entry.id)])
            self.assertFalse(found, user.login)
        rows = self.env["servicedesk.ticket.cost"].with_user(self.manager)
        self.assertFalse(rows.search([("ticket_id", "=", secret.id)]))
        self.assertTrue(rows.search([("ticket_id", "=", self.ticket.id)]))

    def test_get_timer_is_ones_own(self):
        """Everybody asks about himself; there is nothing else to ask."""
        self.ticket.action_start_timer()
        for role in ("agent_b", "customer", "employee", "manager"):
            entries = self._as(role, self.env["servicedesk.time.entry"])
            with self.subTest(role=role):
                self.assertEqual(entries.get_timer(), {})

    def test_looking_up_again(self):
        """Managers only."""
        for role in ("agent_a", "dispatcher", "api_user", "auditor"):
            with self.subTest(role=role):
                with self.assertRaises(AccessError), mute_logger("odoo"):
                    self._as(role, self.entry).action_value_anew()


@tagged("post_install", "-at_install")
class TestTimePages(HttpCase, CostCommon):
    """The export of Odoo's screens gives agents no costs."""

    def test_export(self):
        self.agent_a.group_ids |= self.env.ref("base.group_allow_export")
        self.authenticate("sd_agent_a", "sd_agent_a")
        data = {
            "import_compat": False,
            "context": {},
            "domain": [["id", "=", self.entry.id]],
            "fields": [{"name": "cost", "label": "Cost", "type": "monetary"}],
            "groupby": [],
            "ids": False,
            "model": "servicedesk.time.entry",
        }
        with mute_logger("odoo.http", "odoo.addons.web.controllers.export"):
            answer = self.url_open(
                "/web/export/csv",
                data={"data": json.dumps(data), "csrf_token": Request.csrf_token(self)},
            )
        self.assertFalse(answer.ok)
        self.assertIn("AccessError", answer.text)
