# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo.tests import tagged

from .access_common import AccessCommon

# What proves who an employee is, who approves for him, what he sees.
GIVEN = {
    "personnel_number": "P-1",
    "badge_number": "B-1",
    "pin": "739164",
    "manager_id": False,
    "servicedesk_visibility": "company",
}


@tagged("post_install", "-at_install")
class TestHouse(AccessCommon):
    """Employees are their own company's, also where their contact names none."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.home = cls.company.partner_id
        cls.clerk = cls.env["res.partner"].create(
            {"name": "Clerk without a login", "parent_id": cls.home.id}
        )
        cls.employee.partner_id.company_id = False
        cls.stranger.partner_id.company_id = cls.company
        cls.people = {
            "employee": cls.employee.partner_id,
            "employee with a company": cls.stranger.partner_id,
            "clerk": cls.clerk,
        }
        # Odoo lets only them write the contacts of those who have a login.
        rights = cls.env.ref("base.group_erp_manager")
        rights |= cls.env.ref("base.group_partner_manager")
        for role in ("agent_a", "foreign_agent", "dispatcher", "admin"):
            getattr(cls, role).group_ids |= rights
        cls.env.flush_all()
        cls.env.invalidate_all()

    def test_of_another_company(self):
        """Its agent gives them nothing, and takes no PIN away."""
        for kind, person in self.people.items():
            theirs = self._as("foreign_agent", person)
            for name, value in GIVEN.items():
                with self.subTest(person=kind, field=name), self._refused():
                    theirs.write({name: value})
            with self.subTest(person=kind, deed="remove"), self._refused():
                theirs.action_remove_pin()
        with self._refused():
            self._as("foreign_agent", self.env["res.partner"]).create(
                {"name": "Smuggled", "parent_id": self.home.id, "badge_number": "B-2"}
            )

    def test_of_their_own(self):
        """Their own company's agents give them all of it; so do administrators."""
        for role in ("agent_a", "dispatcher", "admin"):
            for kind, person in self.people.items():
                for name in ("pin", "manager_id", "servicedesk_visibility"):
                    with self.subTest(role=role, person=kind, field=name):
                        mine = self._as(role, person)
                        self.assertTrue(self._may(mine.write, {name: GIVEN[name]}))

    def test_customers_are_everybodys(self):
        """A customer of no company is kept by the desks of all."""
        for role in ("agent_a", "foreign_agent"):
            his = self._as(role, self.customer_partner)
            for name, value in GIVEN.items():
                with self.subTest(role=role, field=name):
                    self.assertTrue(self._may(his.write, {name: value}))

    def test_nobody_says_what_he_sees_himself(self):
        """Neither at once, nor in steps, nor by the place he stands under."""
        for role in ("agent_a", "foreign_agent", "dispatcher"):
            mine = self._as(role, getattr(self, role).partner_id)
            for vals in (
                {"servicedesk_visibility": "company"},
                {"servicedesk_visibility": "company", "parent_id": self.home.id},
                {"servicedesk_visibility": "site"},
            ):
                with self.subTest(role=role, vals=vals), self._refused():
                    mine.write(vals)

    def test_nobody_moves_with_his_view(self):
        """Who sees all of one company does not stand himself under another."""
        mine = self.foreign_agent.partner_id
        place = self.env["res.partner"].create({"name": "A department"})
        mine.write({"servicedesk_visibility": "company", "parent_id": place.id})
        with self._refused():
            self._as("foreign_agent", mine).parent_id = self.customer_company
        with self._refused():
            self._as("foreign_agent", place).parent_id = self.home
        self.assertTrue(
            self._may(self._as("foreign_agent", mine).write, {"function": "Agent"})
        )

    def test_nobody_opens_another_company(self):
        """He lets no contact of his see the tickets of a company he is not of."""
        contacts = self._as("foreign_agent", self.env["res.partner"])
        head = {"name": "Head", "servicedesk_visibility": "company"}
        with self._refused():
            contacts.create({**head, "parent_id": self.home.id})
        friend = contacts.create(head)
        with self._refused():
            friend.parent_id = self.home
        self.assertTrue(
            self._may(friend.write, {"parent_id": self.customer_company.id})
        )
        agents = self._as("agent_a", self.env["res.partner"])
        self.assertTrue(self._may(agents.create, {**head, "parent_id": self.home.id}))


@tagged("post_install", "-at_install")
class TestStartingForms(AccessCommon):
    """A form's context names any record; of those one may not read nothing is told."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        company_id = cls.foreign_company.id
        cls.site = cls.env["servicedesk.site"].create(
            {"name": "Velvet Site", "company_id": company_id}
        )
        firm, cls.contact = cls.env["res.partner"].create(
            [
                {"name": "Velvet Firm", "is_company": True, "company_id": company_id},
                {"name": "Velvet Person", "company_id": company_id},
            ]
        )
        cls.contact.write({"parent_id": firm.id, "site_id": cls.site.id})
        cls.service = cls.env["servicedesk.service"].create(
            {
                "name": "Velvet Service",
                "company_id": company_id,
                "audience_partner_ids": firm.ids,
            }
        )
        cls.kind = cls.incident.copy({"company_id": company_id})
        cls.kind.name = "Velvet Type"

    def _start(self, role, model, names, **context):
        """Return what a new form of ``model`` with these fields shows."""
        records = self._as(role, self.env[model]).with_context(**context)
        spec = {name: {"fields": {"display_name": {}}} for name in names}
        self.env.invalidate_all()
        return str(records.onchange({}, [], {"name": {}, **spec}))

    def test_components(self):
        names = ("owner_id", "user_id", "site_id")
        context = {"servicedesk_partner_id": self.contact.id}
        shown = self._start("agent_a", "servicedesk.component", names, **context)
        self.assertNotIn("Velvet", shown)
        shown = self._start("foreign_agent", "servicedesk.component", names, **context)
        for word in ("Velvet Firm", "Velvet Person", "Velvet Site"):
            self.assertIn(word, shown)

    def test_tickets(self):
        given = {
            "partner_id": self.contact,
            "site_id": self.site,
            "service_id": self.service,
            "ticket_type_id": self.kind,
        }
        for name, record in given.items():
            context = {f"default_{name}": record.id}
            with self.subTest(field=name):
                shown = self._start("agent_a", "servicedesk.ticket", given, **context)
                self.assertNotIn("Velvet", shown)
                shown = self._start(
                    "foreign_agent", "servicedesk.ticket", given, **context
                )
                self.assertIn(record.name, shown)

    def test_numbers_are_written_one_way(self):
        """Wide digits, zero-width characters and spaces make no second number."""
        self.contact.personnel_number = "\uff11\u200b00 \ufeff1a"
        self.assertEqual(self.contact.personnel_number, "1001A")
