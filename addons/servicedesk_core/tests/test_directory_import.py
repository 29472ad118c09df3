# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo.tests import tagged
from odoo.tools import file_open

from .common import ServicedeskCommon

OPTIONS = {
    "quoting": '"',
    "separator": ",",
    "has_headers": True,
    "encoding": "utf-8",
    "date_format": "",
    "datetime_format": "",
    "float_thousand_separator": ",",
    "float_decimal_separator": ".",
    "name_create_enabled_fields": {},
    "import_set_empty_fields": [],
    "import_skip_records": [],
    "fallback_values": {},
}


@tagged("post_install", "-at_install")
class TestImport(ServicedeskCommon):
    """The templates that are offered can be imported as they are."""

    def _load(self, model, text, user):
        """Import a file as the import screen does; return the records."""
        wizard = (
            self.env["base_import.import"]
            .with_user(user)
            .create(
                {
                    "res_model": model,
                    "file": text.encode(),
                    "file_name": "directory.csv",
                    "file_type": "text/csv",
                }
            )
        )
        preview = wizard.parse_preview(dict(OPTIONS), count=10)
        columns = preview["headers"]
        fields = [
            "/".join(preview["matches"].get(index, [])) or False
            for index in range(len(columns))
        ]
        self.assertNotIn(False, fields, columns)
        result = wizard.execute_import(fields, columns, dict(OPTIONS))
        self.assertFalse(result["messages"])
        return self.env[model].browse(result["ids"])

    def _get_template(self, records):
        """Return the text of the first template that a model offers."""
        path = records.get_import_templates()[0]["template"]
        with file_open(path.lstrip("/"), "r") as template:
            return template.read()

    def test_contacts(self):
        """A company, its people and shops, and a private person; agents may."""
        contacts = self.env["res.partner"].with_context(servicedesk_directory=True)
        records = self._load("res.partner", self._get_template(contacts), self.agent_a)
        company, manager, cashier, shop, private = records
        self.assertTrue(company.is_company)
        self.assertEqual((manager | cashier | shop).parent_id, company)
        self.assertEqual(cashier.manager_id, manager)
        self.assertEqual(cashier.personnel_number, "1002")
        self.assertEqual(cashier.queue_priority, company.service_priority)
        self.assertTrue(shop.is_shared_account)
        self.assertEqual(private.contact_kind, "prospect")
        self.assertFalse(private.parent_id)

    def test_contacts_twice(self):
        """Importing again changes what is there: it makes no second contacts."""
        contacts = self.env["res.partner"].with_context(servicedesk_directory=True)
        text = self._get_template(contacts)
        first = self._load("res.partner", text, self.agent_a)
        again = self._load(
            "res.partner", text.replace("Store manager", "Head"), self.agent_a
        )
        self.assertEqual(first, again)
        self.assertEqual(first[1].function, "Head")

    def test_sites(self):
        """A territory with a shop and a till in it, with the shop's address."""
        sites = self.env["servicedesk.site"]
        north, shop, till = self._load(
            "servicedesk.site", self._get_template(sites), self.manager
        )
        self.assertEqual(till.complete_name, "North / Example Shop / Till point")
        self.assertEqual(shop.parent_id, north)
        self.assertEqual(shop.partner_id.city, "Northtown")
        self.assertEqual(shop.partner_id.country_id, self.env.ref("base.uk"))

    def test_contacts_elsewhere_keep_odoos_template(self):
        """Our template comes first in the directory, and nowhere else at all."""
        contacts = self.env["res.partner"]
        plain = [one["template"] for one in contacts.get_import_templates()]
        self.assertNotIn("/servicedesk_core/static/import/contacts.csv", plain)
        ours = contacts.with_context(servicedesk_directory=True).get_import_templates()
        self.assertEqual([one["template"] for one in ours[1:]], plain)

    def _measure(self, model, vals_list):
        """Return how many statements it takes to make records of this kind."""
        records = self.env[model].with_user(self.manager)
        records.create(vals_list("warm", 2))
        self.env.flush_all()
        counts = []
        for count in (20, 60):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            records.create(vals_list(count, count))
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        return counts

    def test_no_statement_a_row(self):
        """Three times as many contacts or sites cost (almost) no more statements."""
        territory = self.env["servicedesk.site"].create({"name": "Area"})

        def contacts(key, count):
            return [
                {
                    "name": f"Person {key}-{index}",
                    "parent_id": self.customer_company.id,
                    "phone": f"01632 96{index:04}",
                    "personnel_number": f"{key}-{index}",
                    "badge_number": f"{key}-{index}",
                    "site_id": territory.id,
                    "manager_id": self.customer_partner.id,
                }
                for index in range(count)
            ]

        def sites(key, count):
            return [
                {
                    "name": f"Shop {key}-{index}",
                    "code": f"{key}-{index}",
                    "parent_id": territory.id,
                    "street": "1 High Street",
                }
                for index in range(count)
            ]

        for model, vals_list in (
            ("res.partner", contacts),
            ("servicedesk.site", sites),
        ):
            with self.subTest(model=model):
                few, many = self._measure(model, vals_list)
                self.assertLessEqual(many, few + 5)
