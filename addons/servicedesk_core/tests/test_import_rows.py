# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo.tests import tagged

from ..models.base.servicedesk_import_mixin import Names
from .asset_common import AssetCommon

OPTIONS = {
    "quoting": '"',
    "separator": ",",
    "has_headers": True,
    "encoding": "utf-8",
    "date_format": "%Y-%m-%d",
    "datetime_format": "",
    "float_thousand_separator": ",",
    "float_decimal_separator": ".",
    "name_create_enabled_fields": {},
    "import_set_empty_fields": [],
    "import_skip_records": [],
    "fallback_values": {},
}
SERVICE, COMPONENT = "servicedesk.service", "servicedesk.component"
CONTRACT, SITE = "servicedesk.contract", "servicedesk.site"


class ImportCommon(AssetCommon):
    """Files come in as from the import screen, by a manager."""

    def _import(self, model, fields, rows, **options):
        lines = [",".join(fields), *(",".join(row) for row in rows)]
        wizard = self._as("manager", self.env["base_import.import"]).create(
            {
                "res_model": model,
                "file": "\n".join(lines).encode(),
                "file_name": "rows.csv",
                "file_type": "text/csv",
            }
        )
        return wizard.execute_import(fields, fields, OPTIONS | options)

    def _import_all(self, model, fields, rows, **options):
        result = self._import(model, fields, rows, **options)
        self.assertFalse(result["messages"])
        self.assertEqual(len(result["ids"]), len(rows))
        return self.env[model].browse(result["ids"])


@tagged("post_install", "-at_install")
class TestImportNames(ImportCommon):
    """A name is looked up once for a file, and rows are written together."""

    def _tree(self, groups, each, is_deep):
        """Return rows of a catalogue, level by level or branch by branch."""
        branches = [
            [
                [f"Group {group}", "Root"],
                *([f"S {group}-{key}", f"Root / Group {group}"] for key in range(each)),
            ]
            for group in range(groups)
        ]
        if is_deep:
            rest = [row for branch in branches for row in branch]
        else:
            rest = [branch[0] for branch in branches]
            rest += [row for branch in branches for row in branch[1:]]
        return [["Root", ""], *rest]

    def test_a_tree_by_names_comes_in_together(self):
        """Parents stand in the same file; rows cost next to no statements."""
        rows = self._tree(10, 30, False)
        with self.assertQueryCount(200):
            services = self._import_all(SERVICE, ["name", "parent_id"], rows)
        self.assertEqual(services[-1].complete_name, "Root / Group 9 / S 9-29")
        self.assertEqual(services[0].child_ids, services[1:11])
        self.assertEqual(services[5].child_count, 30)
        self.assertEqual(services.department_id, services[0])

    def test_branch_by_branch(self):
        """The other order takes a batch for each branch, and gives the same tree."""
        rows = self._tree(10, 30, True)
        with self.assertQueryCount(900):
            services = self._import_all(SERVICE, ["name", "parent_id"], rows)
        for service, (name, parent) in zip(services, rows, strict=True):
            path = f"{parent} / {name}" if parent else name
            self.assertEqual(service.complete_name, path)

    def test_one_may_hang_into_what_is_there(self):
        there = self._service("There")
        rows = [["A", "There"], ["B", "There / A"], ["C", "There / A / B"]]
        services = self._import_all(SERVICE, ["name", "parent_id"], rows)
        self.assertEqual(services[2].complete_name, "There / A / B / C")
        self.assertEqual(services[0].parent_id, there)

    def test_names_of_other_models_are_looked_up_once(self):
        rows = [
            [f"Row {key}", "Cash desk", self.customer_company.name, "Server"]
            for key in range(100)
        ]
        fields = ["name", "type_id", "owner_id", "parent_id"]
        with self.assertQueryCount(180):
            components = self._import_all(COMPONENT, fields, rows)
        self.assertEqual(components.type_id, self.till_type)
        self.assertEqual(components.owner_id, self.customer_company)
        self.assertEqual(components.parent_id, self.server)

    def test_a_name_of_two_warns_at_each_row(self):
        self.env["servicedesk.component.type"].create({"name": "Cash desk"})
        rows = [["One", "Cash desk"], ["Two", "Cash desk"]]
        result = self._import(COMPONENT, ["name", "type_id"], rows)
        self.assertEqual([one["type"] for one in result["messages"]], ["warning"] * 2)
        self.assertEqual(len(result["ids"]), 2)

    def test_a_new_name_is_made_once(self):
        rows = [["One", "Scales"], ["Two", "Scales"]]
        components = self._import_all(
            COMPONENT,
            ["name", "type_id"],
            rows,
            name_create_enabled_fields={"type_id": True},
        )
        self.assertEqual(len(components.type_id), 1)
        self.assertEqual(components.type_id.name, "Scales")

    def test_several_names_in_one_cell(self):
        self._service("Sales")
        self._service("Stock")
        rows = [["One", '"Sales,Stock"'], ["Two", "Stock"]]
        one, two = self._import_all(COMPONENT, ["name", "service_ids"], rows)
        self.assertEqual(self._names(one.service_ids), ["Sales", "Stock"])
        self.assertEqual(self._names(two.service_ids), ["Stock"])

    def test_names_are_found_with_the_rights_of_who_imports(self):
        """What he may not read does not exist for him."""
        result = self._import(COMPONENT, ["name", "parent_id"], [["One", "Far Till"]])
        self.assertFalse(result["ids"])
        self.assertIn("No matching record", result["messages"][0]["message"])

    def test_a_forged_context_means_nothing(self):
        """Ids by names arrive from nowhere but the file's own look-ups."""
        forged = {(COMPONENT, "Server"): (self.foreign.id, [])}
        components = self._as("manager", self.env[COMPONENT])
        result = components.with_context(servicedesk_import_names=forged).load(
            ["name", "parent_id"], [["One", "Server"]]
        )
        self.assertEqual(components.browse(result["ids"]).parent_id, self.server)
        self.assertNotIsInstance(forged, Names)


@tagged("post_install", "-at_install")
class TestImportMistakes(ImportCommon):
    """A wrong row is told by its number, and nothing of the file is written."""

    def _assert_refused(self, model, fields, rows, *wrong):
        before = self.env[model].with_context(active_test=False).search_count([])
        result = self._import(model, fields, rows)
        self.assertFalse(result["ids"])
        errors = [one for one in result["messages"] if one["type"] == "error"]
        self.assertEqual({one["rows"]["from"] for one in errors}, set(wrong))
        self.env.invalidate_all()
        after = self.env[model].with_context(active_test=False).search_count([])
        self.assertEqual(after, before)
        return errors

    def test_names_that_nobody_has(self):
        cases = (
            (SERVICE, ["name", "parent_id"], ["Nowhere"]),
            (SITE, ["name", "parent_id"], ["Nowhere"]),
            (COMPONENT, ["name", "type_id"], ["No such type"]),
            (CONTRACT, ["name", "partner_id"], ["Nobody at all"]),
            ("res.partner", ["name", "site_id"], ["Nowhere"]),
        )
        partner = [self.customer_company.name]
        for model, fields, cell in cases:
            good = partner if model == CONTRACT else [""]
            rows = [["One", *good], ["Two", *good], ["Three", *cell], ["Four", *good]]
            with self.subTest(model=model):
                errors = self._assert_refused(model, fields, rows, 2)
                self.assertIn(cell[0], errors[0]["message"])

    def test_a_parent_that_comes_later_is_not_known_yet(self):
        rows = [["One", ""], ["Two", "Later"], ["Later", ""]]
        self._assert_refused(SERVICE, ["name", "parent_id"], rows, 1)

    def test_what_the_rules_refuse(self):
        """It is told of its own row, not of the first one of the batch."""
        company = self.customer_company.name
        foreign = self.foreign_company.name
        cases = (
            (SERVICE, ["name", "expected_hours"], ["2"], ["-1"]),
            (
                CONTRACT,
                ["name", "date_start", "date_end", "partner_id"],
                ["2026-01-01", "2026-12-31", company],
                ["2026-12-31", "2026-01-01", company],
            ),
            (
                CONTRACT,
                ["name", "partner_id", "seats"],
                [company, "1"],
                [company, "-1"],
            ),
            (
                CONTRACT,
                ["name", "partner_id", "user_id"],
                [company, ""],
                [company, self.employee.name],
            ),
            (COMPONENT, ["name", "company_id"], [self.company.name], [foreign]),
        )
        for model, fields, good, wrong in cases:
            rows = [[f"Row {key}", *(wrong if key == 3 else good)] for key in range(6)]
            with self.subTest(model=model, fields=fields):
                self._assert_refused(model, fields, rows, 3)

    def test_the_wrong_ones_of_many_are_told_alone(self):
        """Found by halves: hundreds of right rows are not written one by one."""
        rows = [[f"Row {key}", "-1" if key in (50, 150) else "1"] for key in range(300)]
        with self.assertQueryCount(2500):
            errors = self._assert_refused(
                SERVICE, ["name", "expected_hours"], rows, 50, 150
            )
        self.assertEqual(len(errors), 2)

    def test_no_more_than_a_few_are_told(self):
        rows = [[f"Row {key}", "-1"] for key in range(40)]
        result = self._import(SERVICE, ["name", "expected_hours"], rows)
        self.assertFalse(result["ids"])
        errors = [one["rows"]["from"] for one in result["messages"] if "rows" in one]
        self.assertEqual(errors[:10], list(range(10)))

    def test_a_serial_number_twice_in_one_file(self):
        rows = [["One", "Cash desk", "A-1"], ["Two", "Cash desk", "B-1"]]
        rows.append(["Three", "Cash desk", "a-1"])
        fields = ["name", "type_id", "serial"]
        (error,) = self._assert_refused(COMPONENT, fields, rows, 2)
        self.assertIn("serial number already", error["message"])

    def test_a_circle_in_the_file(self):
        """Two that are part of each other, by their external IDs."""
        self._import_all(
            COMPONENT,
            ["id", "name", "parent_id/id"],
            [["x_one", "One", ""], ["x_two", "Two", "x_one"]],
        )
        rows = [
            ["x_two", "Two", ""],
            ["x_one", "One", "x_two"],
            ["x_two", "2", "x_one"],
        ]
        self._assert_refused(COMPONENT, ["id", "name", "parent_id/id"], rows, 2)

    def test_after_a_refusal_the_mended_file_comes_in(self):
        rows = [["One", ""], ["Two", "One"], ["Three", "Nowhere"]]
        self._assert_refused(SERVICE, ["name", "parent_id"], rows, 2)
        rows[2][1] = "One / Two"
        services = self._import_all(SERVICE, ["name", "parent_id"], rows)
        self.assertEqual(services[2].complete_name, "One / Two / Three")

    def test_a_trial_run_writes_nothing(self):
        before = self.env[SERVICE].search_count([])
        wizard = self._as("manager", self.env["base_import.import"]).create(
            {
                "res_model": SERVICE,
                "file": b"name,parent_id\nOne,\nTwo,One\n",
                "file_name": "rows.csv",
                "file_type": "text/csv",
            }
        )
        fields = ["name", "parent_id"]
        result = wizard.execute_import(fields, fields, dict(OPTIONS), dryrun=True)
        self.assertFalse(result["messages"])
        self.env.invalidate_all()
        self.assertEqual(self.env[SERVICE].search_count([]), before)
