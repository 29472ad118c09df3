# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo.tests import tagged

from .access_common import ROLES, AccessCommon, parse_table

# Who reads (r), writes (w), makes more of (c) and deletes (u) what belongs to his own
# company, to all companies, and to another one. Of services: what everybody may order,
# and what is for people of another customer only.
RECORDS = parse_table("""
role           svc_own svc_all svc_far svc_few site_own site_all site_far
public               -       -       -       -        -        -        -
customer             r       r       -       -        -        -        -
other_customer       r       r       -       r        -        -        -
boss                 r       r       -       -        -        -        -
employee             r       r       -       -        r        r        -
stranger             r       r       -       -        r        r        -
agent_a              r       r       -       r        r        r        -
agent_b              r       r       -       r        r        r        -
agent_idle           r       r       -       r        r        r        -
dispatcher           r       r       -       r        r        r        -
manager            rwu     rwu       -     rwu      rwu      rwu        -
auditor              r       r       -       r        r        r        -
owner               rw       r       -       -        r        r        -
api_user             r       r       -       r        r        r        -
foreign_agent        -       r       r       r        -        r        r
admin                r       r       -       -        r        r        -
""")

THINGS = parse_table("""
role           comp_own comp_all comp_far deal_own deal_all deal_far
public                -        -        -        -        -        -
customer              -        -        -        -        -        -
other_customer        -        -        -        -        -        -
boss                  -        -        -        -        -        -
employee              -        -        -        -        -        -
stranger              -        -        -        -        -        -
agent_a              rw       rw        -        r        r        -
agent_b              rw       rw        -        r        r        -
agent_idle           rw       rw        -        r        r        -
dispatcher           rw       rw        -        r        r        -
manager             rwu      rwu        -      rwu      rwu        -
auditor               r        r        -        r        r        -
owner                 r        r        -        -        -        -
api_user             rw       rw        -        r        r        -
foreign_agent         -       rw       rw        -        r        r
admin                 -        -        -        -        -        -
""")


@tagged("post_install", "-at_install")
class TestAccessByCompany(AccessCommon):
    """Catalogue, sites, components and contracts, record by record."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.records = {}
        companies = {
            "own": cls.company,
            "all": cls.company.browse(),
            "far": cls.foreign_company,
        }
        partner = cls.env["res.partner"].create({"name": "Supplier"})
        for key, company in companies.items():
            vals = {"name": f"Thing {key}", "company_id": company.id}
            cls.records |= {
                f"svc_{key}": cls.env["servicedesk.service"].create(vals),
                f"site_{key}": cls.env["servicedesk.site"].create(vals),
                f"comp_{key}": cls.env["servicedesk.component"].create(vals),
                f"deal_{key}": cls.env["servicedesk.contract"].create(
                    {**vals, "partner_id": partner.id}
                ),
            }
        cls.records["svc_own"].owner_id = cls.owner
        cls.records["svc_few"] = cls.env["servicedesk.service"].create(
            {"name": "Thing few", "audience_partner_ids": cls.other_company.ids}
        )
        cls.env.flush_all()
        cls.env.invalidate_all()

    def _cells(self):
        for table in (RECORDS, THINGS):
            for role, row in table.items():
                for kind, letters in row.items():
                    yield role, kind, self._as(role, self.records[kind]), letters

    def test_the_tables_are_complete(self):
        for table in (RECORDS, THINGS):
            self.assertEqual(tuple(table), ROLES)
        columns = set(RECORDS["public"]) | set(THINGS["public"])
        self.assertEqual(columns, set(self.records))

    def test_by_id(self):
        for role, kind, record, letters in self._cells():
            with self.subTest(role=role, record=kind):
                self.assertEqual(self._may(record.read, ["name"]), "r" in letters)
                self.assertEqual(
                    self._may(record.write, {"active": True}), "w" in letters
                )
                self.assertEqual(self._may(record.unlink), "u" in letters)

    def test_by_search(self):
        """Found is what is read, by search and by name."""
        for role, kind, record, letters in self._cells():
            with self.subTest(role=role, record=kind):
                if role == "public" or not record.browse().has_access("read"):
                    self.assertEqual(letters, "-")
                    continue
                found = record.search([("id", "=", record.id)])
                self.assertEqual(bool(found), "r" in letters)
                named = record.name_search(record.sudo().name)
                self.assertEqual(
                    record.id in [found_id for found_id, _name in named], "r" in letters
                )
