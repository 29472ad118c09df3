# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import io
import json

from odoo.exceptions import UserError
from odoo.http import Request
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .log_common import LogCommon

EXPORT = "base.group_allow_export"


class ExportCommon(LogCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        group = cls.env.ref(EXPORT)
        for user in (cls.agent_a, cls.agent_c, cls.auditor, cls.stranger, cls.manager):
            user.group_ids |= group


@tagged("post_install", "-at_install")
class TestLogExports(ExportCommon):
    """Who exported what is written down, by RPC as by the web client."""

    def test_tickets(self):
        """Model, number of records, columns and ids are told."""
        tickets = self.tickets["first"] | self.tickets["second"]
        tickets.with_user(self.agent_a).export_data(["number", "partner_id/name"])
        row = self._rows()
        self.assertEqual((row.what, row.user_id), ("export", self.agent_a))
        self.assertEqual((row.res_model, row.record_count), (tickets._name, 2))
        self.assertEqual(row.company_id, self.agent_a.company_id)
        self.assertIn("number, partner_id/name", row.details)
        self.assertIn(str(tickets[0].id), row.details)

    def test_many_ids(self):
        """Of many records the first hundred are named; all are counted."""
        partners = self.env["res.partner"].create(
            [{"name": f"Guest {number}"} for number in range(120)]
        )
        partners.with_user(self.agent_a).export_data(["name"])
        row = self._rows()
        self.assertEqual(row.record_count, 120)
        self.assertIn(f"{partners[99].id}, …", row.details)
        self.assertNotIn(str(partners[100].id), row.details)

    def test_secrets(self):
        """A confidential ticket in an export was read: its readers show it."""
        tickets = self.secret | self.tickets["internal"]
        tickets.with_user(self.auditor).export_data(["name"])
        exported = self._rows("export")
        self.assertEqual(exported.record_count, 2)
        self.assertEqual(self._reads(), [(self.auditor, self.secret.id, "export")])
        self.secret.with_user(self.auditor).export_data(["name"])
        self.assertEqual(len(self._reads()), 2, "each export counts")

    def test_refused(self):
        """What was refused has not left: nothing is written down."""
        with self.assertRaises(UserError):
            self.tickets["second"].with_user(self.agent_b).export_data(["name"])
        with mute_logger("odoo.addons.base.models.ir_rule"), self._refused():
            self.secret.with_user(self.agent_a).export_data(["name"])
        self.assertFalse(self._rows())

    def test_contacts_of_others(self):
        """What colleagues outside the desk do with contacts is not its business."""
        self.customer_partner.with_user(self.stranger).export_data(["name"])
        self.assertFalse(self._rows())
        self.customer_partner.with_user(self.agent_a).export_data(["name"])
        self.assertEqual(self._rows().res_model, "res.partner")

    def test_other_models(self):
        """Models that are none of the desk's are not watched."""
        self.env["res.country"].with_user(self.agent_a).search([], limit=1).export_data(
            ["name"]
        )
        self.assertFalse(self._rows())

    def test_the_log_itself(self):
        """Auditors export the log, and that stands in it too."""
        self.secret.with_user(self.agent_c).web_read({"description": {}})
        rows = self._rows().with_user(self.auditor).sudo(False)
        data = rows.export_data(["at", "user_name", "res_name"])["datas"]
        self.assertEqual(data[0][1:], [self.agent_c.name, self.secret.number])
        self.assertEqual(self._rows("export").res_model, "servicedesk.log")

    def test_costs(self):
        """An export costs one statement more, however many records it has."""
        tickets = self.tickets["first"] | self.tickets["second"]
        tickets = tickets.with_user(self.agent_a)
        counts = []
        log = self.env.registry["servicedesk.log"]
        watched = log._is_export_watched
        for method in (lambda log, name: False, watched):
            tickets.export_data(["name"])
            self.env.flush_all()
            self.env.invalidate_all()
            self.patch(log, "_is_export_watched", method)
            before = self.env.cr.sql_log_count
            tickets.export_data(["name"])
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1] - counts[0], 2)


@tagged("post_install", "-at_install")
class TestLogExportsByRoutes(HttpCase, ExportCommon):
    """The routes of the web client."""

    def setUp(self):
        super().setUp()
        self.agent_a.sudo().password = "sd_agent_a"
        self.authenticate("sd_agent_a", "sd_agent_a")
        self._forget()

    def _export(self, kind, **data):
        asked = {
            "model": "servicedesk.ticket",
            "fields": [{"name": "number", "label": "Number"}],
            "ids": False,
            "domain": [("name", "ilike", "till")],
            "import_compat": False,
            "groupby": [],
            **data,
        }
        return self.url_open(
            f"/web/export/{kind}",
            data={"data": json.dumps(asked), "csrf_token": Request.csrf_token(self)},
        )

    def test_csv_by_search(self):
        """Of an export of all that was found the search is told, and the format."""
        answer = self._export("csv")
        self.assertEqual(answer.status_code, 200)
        row = self._rows()
        self.assertEqual((row.user_id, row.channel), (self.agent_a, "web"))
        self.assertEqual(row.record_count, len(answer.text.splitlines()) - 1)
        for words in ("CSV", "number", "ilike", "till"):
            self.assertIn(words, row.details)

    def test_xlsx_by_choice(self):
        """Of records that were ticked the ids are told."""
        answer = self._export("xlsx", ids=self.tickets["first"].ids)
        self.assertEqual(answer.status_code, 200)
        row = self._rows()
        self.assertEqual(row.record_count, 1)
        self.assertIn("XLSX", row.details)
        self.assertIn(str(self.tickets["first"].id), row.details)
        self.assertNotIn("ilike", row.details)

    def test_grouped(self):
        """So is an export by groups."""
        answer = self._export("xlsx", groupby=["team_id"])
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(len(self._rows("export")), 1)

    def test_refused(self):
        """An export that fails leaves no row."""
        with mute_logger("odoo.http", "odoo.addons.web.controllers.export"):
            answer = self._export("csv", fields=[{"name": "nothing", "label": "?"}])
        self.assertEqual(answer.status_code, 500)
        self.assertFalse(self._rows())

    def _pivot(self, as_file=True, **table):
        data = json.dumps(
            {
                "title": "Tickets by team",
                "model": "servicedesk.ticket",
                "measure_count": 1,
                "origin_count": 1,
                "col_group_headers": [],
                "measure_headers": [],
                "origin_headers": [],
                "rows": [{"indent": 0, "title": "Total", "values": [{"value": 3}]}],
                **table,
            }
        )
        token = {"csrf_token": Request.csrf_token(self)}
        if as_file:
            files = {"data": ("table.json", io.BytesIO(data.encode()))}
            return self.url_open("/web/pivot/export_xlsx", data=token, files=files)
        return self.url_open("/web/pivot/export_xlsx", data={**token, "data": data})

    def test_pivot(self):
        """A pivot table that is downloaded is an export; its cursor only reads."""
        for as_file in (True, False):
            with self.subTest(as_file=as_file):
                self._forget()
                answer = self._pivot(as_file)
                self.assertEqual(answer.status_code, 200)
                self.assertTrue(answer.content.startswith(b"PK"))
                row = self._rows()
                self.assertEqual((row.what, row.record_count), ("export", 1))
                self.assertIn("Tickets by team", row.details)

    def test_pivot_of_others(self):
        """One of another model is not, and nonsense does no harm."""
        for model in ("res.country", "no.model", ["servicedesk.ticket"], None):
            with self.subTest(model=model):
                self.assertEqual(self._pivot(model=model).status_code, 200)
        self.assertFalse(self._rows())
