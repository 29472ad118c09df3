# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import csv

from odoo.tests import tagged
from odoo.tools import file_open

from .asset_common import AssetCommon

ROWS = 300


@tagged("post_install", "-at_install")
class TestAssetImport(AssetCommon):
    """Components and contracts come in through Odoo's own import."""

    def _read_template(self, model):
        """Return the columns, as fields, and the rows of the shipped template."""
        template = self.env[model].get_import_templates()[0]["template"]
        with file_open(template.lstrip("/"), "r") as lines:
            header, *rows = csv.reader(lines)
        return [self._find_field(model, label) for label in header], rows

    def _find_field(self, model, label):
        """Return the path that Odoo finds for a column by its English labels."""
        label, _slash, further = label.partition("/")
        if label == "External ID":
            return "id"
        fields = self.env[model].with_context(lang="en_US").fields_get()
        (name,) = [key for key, field in fields.items() if field["string"] == label]
        return f"{name}/id" if further == "External ID" else name

    def _load(self, model, columns, rows, role="manager"):
        records = self._as(role, self.env[model]).with_context(import_file=True)
        result = records.load(columns, rows)
        self.assertFalse(result["messages"])
        return records.browse(result["ids"])

    def test_the_components_template_loads(self):
        columns, rows = self._read_template("servicedesk.component")
        server, laptop, dock = self._load("servicedesk.component", columns, rows)
        self.assertEqual(laptop.depends_on_ids, server)
        self.assertEqual(dock.parent_id, laptop)
        self.assertEqual(server.type_id.name, "Server")
        self.assertEqual(server.impacted_ids, laptop)
        self.assertEqual(dock.impacted_ids, laptop)

    def test_the_contracts_template_loads(self):
        self.env["res.partner"].create({"name": "YourCompany"})
        columns, rows = self._read_template("servicedesk.contract")
        partners = self.env["res.partner"].search([("name", "=", "YourCompany")])
        partners[1:].active = False
        care, seats = self._load("servicedesk.contract", columns, rows)
        self.assertEqual((care.kind, seats.kind), ("maintenance", "software"))
        self.assertEqual(seats.seats, 25)
        self.assertEqual(care.partner_id.name, "YourCompany")
        self.assertEqual(care.user_id, self.manager)

    def test_agents_bring_in_components_but_no_contracts(self):
        rows = [["Imported till", "Cash desk"]]
        columns = ["name", "type_id"]
        self.assertTrue(self._load("servicedesk.component", columns, rows, "agent_a"))
        for model, role in (
            ("servicedesk.contract", "agent_a"),
            ("servicedesk.component", "auditor"),
        ):
            with self.subTest(model=model, role=role):
                records = self._as(role, self.env[model])
                result = records.load(["name"], [["Imported"]])
                self.assertFalse(result["ids"])
                self.assertIn("not allowed", result["messages"][0]["message"])

    def test_a_wrong_row_names_itself_and_writes_nothing(self):
        components = self._as("manager", self.env["servicedesk.component"])
        before = components.search_count([])
        result = components.load(
            ["name", "type_id"], [["Good", "Cash desk"], ["Bad", "No such type"]]
        )
        self.assertFalse(result["ids"])
        self.assertEqual(result["messages"][0]["rows"], {"from": 1, "to": 1})
        self.assertEqual(components.search_count([]), before)

    def test_a_row_costs_few_statements(self):
        """Rows that name others by their external IDs are created in batches."""
        self.env["ir.model.data"].create(
            {
                "module": "__import__",
                "name": "imported_switch",
                "model": "servicedesk.component",
                "res_id": self.switch.id,
            }
        )
        rows = [
            [
                f"imported_till_{index}",
                f"Till {index}",
                "Cash desk",
                f"IMP-{index}",
                f"till{index}.shop.example.com",
                self.customer_company.name,
                "__import__.imported_switch",
            ]
            for index in range(ROWS)
        ]
        columns = ["id", "name", "type_id", "serial", "host", "owner_id"]
        columns.append("depends_on_ids/id")
        with self.assertQueryCount(ROWS * 3):
            tills = self._load("servicedesk.component", columns, rows)
        self.assertEqual(len(tills), ROWS)
        self.assertLessEqual(tills, self.switch.impacted_ids)
