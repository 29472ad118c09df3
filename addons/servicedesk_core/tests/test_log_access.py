# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .log_common import NOON, READING, LogCommon


@tagged("post_install", "-at_install")
class TestLogAccess(LogCommon):
    """The log is written by the system, and read by few."""

    def setUp(self):
        super().setUp()
        self.secret.with_user(self.agent_c).web_read(READING)
        self.row = self._rows()
        self.assertEqual(len(self.row), 1)

    def test_readers(self):
        """Managers, auditors and administrators read it; nobody else does."""
        readers = {"manager", "auditor", "admin"}
        for role in ("agent_a", "dispatcher", "api_user", "owner", "boss", *readers):
            with self.subTest(role=role):
                may = self._may(self._as(role, self.row).read, ["what", "details"])
                self.assertEqual(may, role in readers)

    def test_append_only(self):
        """Nobody adds, changes or deletes: no role, and not even a superuser."""
        vals = {"what": "read", "at": NOON}
        for role in ("agent_c", "manager", "auditor", "admin", "root"):
            row = self.row
            if role != "root":
                row = self.row.with_user(getattr(self, role, self.env.user))
                row = row.sudo(False)
            ways = {
                "create": lambda row=row: row.create([vals]),
                "write": lambda row=row: row.write({"details": "nothing"}),
                "unlink": row.unlink,
                "load": lambda row=row: row.create(vals),
            }
            for name, way in ways.items():
                with self.subTest(role=role, way=name), self.assertRaises(AccessError):
                    way()
        self.assertEqual(self._rows(), self.row)

    def test_companies(self):
        """A manager reads the log of his companies, and what belongs to none."""
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.env.cr.execute("UPDATE servicedesk_log SET company_id = %s", [other.id])
        self.env.invalidate_all()
        mine = self.logs.with_user(self.manager).sudo(False)
        self.assertFalse(mine.search([("id", "=", self.row.id)]))
        self.env.cr.execute("UPDATE servicedesk_log SET company_id = NULL")
        self.env.invalidate_all()
        self.assertTrue(mine.search([("id", "=", self.row.id)]))

    def test_deleted_user(self):
        """Whoever is deleted stays in the log by his name."""
        name = self.agent_c.name
        self.env.cr.execute("UPDATE servicedesk_log SET user_id = NULL")
        self.env.invalidate_all()
        self.assertEqual(self.row.user_name, name)

    def test_retention(self):
        """Rows go after two years, or when the parameter says; never within 30 days."""
        parameters = self.env["ir.config_parameter"].sudo()
        for value, days in (
            (False, 730),
            ("words", 730),
            ("400", 400),
            ("1", 30),
            ("-5", 30),
            ("9" * 30, 36500),
        ):
            with self.subTest(value=value):
                parameters.set_param("servicedesk.log_days", value)
                self.assertEqual(self.logs._get_retention_days(), days)

    def test_autovacuum(self):
        """What is older than that is deleted, the rest is kept."""
        self.env["ir.config_parameter"].sudo().set_param("servicedesk.log_days", "60")
        for day in ("2025-12-20", "2026-01-20"):
            with freeze_time(day):
                self.env(user=self.agent_c)["servicedesk.log"].sudo()._append(
                    [{"what": "export"}]
                )
        with freeze_time("2026-03-02"):
            self.assertEqual(self.logs._gc_old(), (1, 0))
        left = self._rows("export")
        self.assertEqual([str(row.at.date()) for row in left], ["2026-01-20"])
