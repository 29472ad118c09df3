# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from contextlib import contextmanager

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.service.model import call_kw
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .access_common import AccessCommon
from .common import ServicedeskCommon


@tagged("post_install", "-at_install")
class TestMailSender(ServicedeskCommon):
    """The list of senders: in one form, each once, and never against ourselves."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.senders = cls.env["servicedesk.mail.sender"].with_user(cls.manager)

    @contextmanager
    def _refusing(self, error, words):
        """Expect a refusal, and take back what was written until then."""
        with self.assertRaisesRegex(error, words), self.env.cr.savepoint():
            yield
        self.env.invalidate_all()

    def test_one_form(self):
        """However it is typed, it is kept as it is compared."""
        for text, name in (
            ("  Ann@Shop.Example ", "ann@shop.example"),
            ("Ann <ann2@shop.example>", "ann2@shop.example"),
            ("@Shop.Example", "shop.example"),
        ):
            with self.subTest(text=text):
                self.assertEqual(self.senders.create({"name": text}).name, name)
        line = self.senders.search([("name", "=", "shop.example")])
        line.name = "@Other.Example"
        self.assertEqual(line.name, "other.example")

    def test_nonsense_is_refused(self):
        """What is neither address nor domain gets a sentence."""
        for text in ("ann", "a b@c.example", "@", "shop"):
            with self.subTest(text=text):
                with self._refusing(ValidationError, "neither a mail address"):
                    self.senders.create({"name": text})

    def test_each_once(self):
        """One line for a sender in a company, and one for all companies."""
        vals = {"name": "ann@shop.example"}
        self.senders.create([vals, vals | {"company_id": self.company.id}])
        for company_id in (False, self.company.id):
            with self.subTest(company=company_id), mute_logger("odoo.sql_db"):
                with self.assertRaises(IntegrityError), self.env.cr.savepoint():
                    self.senders.create(vals | {"company_id": company_id})

    def test_nobody_blocks_the_desk(self):
        """Neither an address of the desk nor its domain can be blocked."""
        domain = self.team_first.alias_domain_id
        for name in (
            "desk@test.mycompany.com",
            domain.catchall_email,
            domain.bounce_email,
            domain.name,
        ):
            with self.subTest(name=name):
                with self._refusing(ValidationError, "own and cannot"):
                    self.senders.create({"name": name})

    def test_nobody_blocks_colleagues(self):
        """People of the house are not blocked, nor their domains; customers may be."""
        self.employee.email = "jo@elsewhere.example"
        for name in ("JO@elsewhere.example", "elsewhere.example"):
            with self.subTest(name=name):
                with self._refusing(ValidationError, "colleague"):
                    self.senders.create({"name": name})
        line = self.senders.create({"name": "jo@elsewhere.example", "kind": "allowed"})
        with self._refusing(ValidationError, "colleague"):
            line.kind = "blocked"
        self.assertTrue(self.senders.create({"name": self.customer_partner.email}))

    def test_nobody_blocks_millions(self):
        """A public provider's domain is refused; one address there is not."""
        for name in ("gmail.com", "@outlook.com", "mail.ru", "qq.com", "yahoo.fr"):
            for kind in ("blocked", "allowed", "fax"):
                with self.subTest(name=name, kind=kind):
                    with self._refusing(ValidationError, "Anybody may have"):
                        self.senders.create({"name": name, "kind": kind})
        self.assertTrue(self.senders.create({"name": "ann@gmail.com"}))

    def test_which_line_counts(self):
        """The address before the domain, the company's before the shared."""
        mine, other = self.company.id, self.company_2.id
        self.senders.sudo().create(
            [
                {"name": "shop.example"},
                {"name": "shop.example", "kind": "allowed", "company_id": mine},
                {"name": "fax@shop.example", "kind": "fax"},
                {"name": "ann@only.example", "company_id": other},
            ]
        )
        for address, companies, kind in (
            ("bob@shop.example", {mine}, "allowed"),
            ("bob@shop.example", {other}, "blocked"),
            ("bob@shop.example", {mine, other}, "allowed"),
            ("Fax@Shop.Example", {mine}, "fax"),
            ("ann@only.example", {mine}, False),
            ("ann@only.example", {other}, "blocked"),
            ("ann@only.example", {mine, other}, False),
            ("ann@only.example", set(), "blocked"),
            ("bob@sub.shop.example", {other}, False),
            ("", {mine}, False),
            ("nonsense", {mine}, False),
        ):
            with self.subTest(address=address, companies=companies):
                found = self.senders._find_kind(address, companies)
                self.assertEqual(found, kind)

    def test_changes_count_at_once(self):
        """What is asked at each mail is kept at hand, and forgotten on a change."""
        line = self.senders.create({"name": "shop.example"})
        for change, kind in (
            ({}, "blocked"),
            ({"kind": "fax"}, "fax"),
            ({"active": False}, False),
            ({"active": True}, "fax"),
            ({"name": "other.example"}, False),
        ):
            line.write(change)
            with self.subTest(change=change):
                self.assertEqual(self.senders._find_kind("x@shop.example"), kind)
        with self.assertQueryCount(0):
            self.senders._find_kind("x@other.example")

    def test_blocking_twice_is_blocking(self):
        """Who is blocked already stays so; who was archived is blocked again."""
        senders = self.senders.with_user(self.dispatcher)
        senders._block(["ann@shop.example"], self.company)
        line = senders.search([("name", "=", "ann@shop.example")])
        self.assertEqual((line.kind, line.company_id), ("blocked", self.company))
        line.active = False
        senders._block(["ann@shop.example", "ANN@shop.example"], self.company)
        self.assertTrue(line.active)
        self.senders.create({"name": "monitor.example", "kind": "allowed"})
        with self._refusing(UserError, "let in on purpose"):
            senders._block(["monitor.example"], self.company)

    def test_form(self):
        """A manager fills in the form."""
        form = Form(self.senders)
        form.name = "Ann@Shop.Example"
        form.kind = "allowed"
        self.assertEqual(form.save().name, "ann@shop.example")


@tagged("post_install", "-at_install")
class TestMailSenderAccess(AccessCommon):
    """Managers keep the list, dispatchers block, agents read."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.line = cls.env["servicedesk.mail.sender"].create(
            {"name": "a@shop.example", "company_id": cls.company.id}
        )
        cls.env.flush_all()

    def _call(self, role, method, *args):
        senders = self._as(role, self.env["servicedesk.mail.sender"])
        return self._may(call_kw, senders, method, list(args), {})

    def test_blocking(self):
        """Dispatchers block in their companies, through RPC as on the screen."""
        vals = {"name": "b@shop.example", "company_id": self.company.id}
        for role in ("dispatcher", "api_user", "manager"):
            with self.subTest(role=role):
                self.assertTrue(self._call(role, "create", [vals]))
        for role in ("agent_a", "auditor", "employee", "customer", "admin", "public"):
            with self.subTest(role=role):
                self.assertFalse(self._call(role, "create", [vals]))

    def test_letting_in(self):
        """What is let in, and what counts in every company, is the manager's."""
        mine = {"name": "b@shop.example", "company_id": self.company.id}
        for vals in (mine | {"kind": "allowed"}, mine | {"company_id": False}):
            with self.subTest(vals=vals):
                self.assertFalse(self._call("dispatcher", "create", [vals]))
                self.assertTrue(self._call("manager", "create", [vals]))
        for change in ({"kind": "allowed"}, {"kind": "fax"}, {"company_id": False}):
            with self.subTest(change=change):
                self.assertFalse(
                    self._call("dispatcher", "write", self.line.ids, change)
                )
                self.assertTrue(self._call("manager", "write", self.line.ids, change))
        self.assertTrue(
            self._call("dispatcher", "write", self.line.ids, {"note": "Spam"})
        )

    def test_other_companies(self):
        """Nobody sees or keeps another company's list."""
        line = self.line.copy({"company_id": self.foreign_company.id})
        for role in ("agent_a", "dispatcher", "manager", "auditor"):
            with self.subTest(role=role):
                self.assertFalse(self._call(role, "read", line.ids, ["name"]))
        vals = {"name": "c@shop.example", "company_id": self.foreign_company.id}
        self.assertFalse(self._call("manager", "create", [vals]))

    def test_agents_block_nobody(self):
        """An agent is told who blocks."""
        senders = self.env["servicedesk.mail.sender"].with_user(self.agent_a)
        with self.assertRaisesRegex(AccessError, "dispatchers and managers"):
            senders._block(["x@shop.example"], self.company)
