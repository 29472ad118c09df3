# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo.exceptions import AccessError, ValidationError
from odoo.service.model import call_kw
from odoo.tests import tagged

from odoo.addons.mail.tests.common import mail_new_test_user

from .test_access_pages import PageCommon

TICKET = "servicedesk.ticket"


class ApproverCommon(PageCommon):
    """``foreign_company`` keeps the doors of ``company``, whose people approve.

    *approver* has no role in the desk, *approving_agent* is an agent of ``company``;
    both work for ``company`` only. *clerk* there has ordered.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.approver = cls._at_home("sd_approver", "base.group_user")
        cls.approving_agent = cls._at_home(
            "sd_approving_agent",
            "base.group_user,servicedesk_core.group_servicedesk_agent",
        )
        cls.clerk = cls._at_home("sd_clerk", "base.group_user")
        cls.approvers = cls.approver | cls.approving_agent
        services = cls.env["servicedesk.service"]
        far = {"company_id": cls.foreign_company.id}
        cls.building, cls.other_service = services.create(
            [{"name": "Building", **far}, {"name": "Parking", **far}]
        )
        cls.service = services.create(
            {
                **far,
                "name": "Doors",
                "parent_id": cls.building.id,
                "team_ids": cls.foreign_team.ids,
                "approver_ids": cls.approvers.ids,
                "audience_partner_ids": cls.company.partner_id.ids,
            }
        )
        cls.ordered = cls._order(cls.service)
        cls.unasked = cls._order(cls.other_service)
        cls.env.flush_all()
        cls.env.invalidate_all()

    @classmethod
    def _at_home(cls, login, groups):
        return mail_new_test_user(
            cls.env,
            login=login,
            name=login.replace("sd_", "").title(),
            email=f"{login}@home.example.com",
            groups=groups,
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
            notification_type="email",
        )

    @classmethod
    def _order(cls, service, **vals):
        return cls._make(
            name=f"About {service.name}",
            team_id=False,
            ticket_type_id=False,
            partner_id=cls.clerk.partner_id.id,
            service_id=service.id,
            **vals,
        )

    def _found(self, role, tickets):
        """Return which of ``tickets`` a role finds, having asked by id as well."""
        found = self._as(role, self.env[TICKET]).search([("id", "in", tickets.ids)])
        for ticket in tickets:
            mine = self._as(role, ticket)
            self.assertEqual(self._may(mine.read, ["name"]), mine in found)
        return found.sudo()


@tagged("post_install", "-at_install")
class TestApproverReads(ApproverCommon):
    """Who approves a service of another legal entity reads its tickets, no more."""

    def test_the_ticket_is_the_providers(self):
        self.assertEqual(self.ordered.company_id, self.foreign_company)
        for user in self.approvers:
            self.assertEqual(user.company_ids, self.company)

    def test_by_search_and_by_id(self):
        """Those of the service he approves, and of no other."""
        for role in ("approver", "approving_agent"):
            with self.subTest(role=role):
                both = self.ordered | self.unasked
                self.assertEqual(self._found(role, both), self.ordered)
        # Without being named: nothing.
        for role in ("stranger", "agent_b", "dispatcher", "manager", "auditor"):
            with self.subTest(role=role):
                self.assertFalse(self._found(role, self.ordered))

    def test_by_the_compute_as_by_the_search(self):
        """``viewer_ids`` and ``can_see`` of a record say what the rules find."""
        viewers = self.ordered.sudo().viewer_ids
        self.assertLessEqual(self.approvers, viewers)
        self.assertFalse(self.approvers & self.unasked.sudo().viewer_ids)
        self.assertTrue(self._as("approving_agent", self.ordered).can_see)
        self.assertFalse(self._as("approving_agent", self.ordered).can_read)

    def test_by_pages(self):
        """List, board and form open with his own company switched on."""
        names = {"name": {}, "number": {}, "state": {}, "service_id": {}}
        for role in ("approver", "approving_agent"):
            mine = self._as(role, self.ordered).with_context(
                allowed_company_ids=self.company.ids
            )
            with self.subTest(role=role):
                row = mine.web_read(names)[0]
                self.assertEqual(row["name"], "About Doors")
                found = mine.web_search_read([("id", "=", mine.id)], names)
                self.assertEqual(found["length"], 1)
                groups = mine.formatted_read_group(
                    [("id", "=", mine.id)], ["state"], ["__count"]
                )
                self.assertEqual(groups[0]["__count"], 1)
        form = self._read_form("approving_agent", self.ordered)
        self.assertEqual(form["service_id"]["display_name"], "Building / Doors")
        self.assertEqual(len(self._read_list("approving_agent", self.ordered)), 1)
        self.assertEqual(self._read_board("approving_agent", self.ordered), 1)

    def test_by_the_conversation(self):
        """What is public there; the provider's notes are the provider's."""
        worker = self.ordered.with_user(self.foreign_agent).with_context({})
        public, note = (
            worker.message_post(
                body=words, message_type="comment", subtype_xmlid=f"mail.mt_{kind}"
            )
            for words, kind in (("Which door?", "comment"), ("He nags", "note"))
        )
        for role in ("approver", "approving_agent"):
            messages = self._as(role, self.env["mail.message"])
            found = messages.search([("model", "=", TICKET), ("body", "!=", False)])
            with self.subTest(role=role):
                self.assertIn(public, found.sudo())
                self.assertNotIn(note, found.sudo())
                self.assertTrue(self._may(self._as(role, public).read, ["body"]))
                self.assertFalse(self._may(self._as(role, note).read, ["body"]))

    def test_he_only_reads(self):
        """No field, no deed, no word, nothing new; only who asked has a voice."""
        for role in ("approver", "approving_agent"):
            mine = self._as(role, self.ordered)
            with self.subTest(role=role):
                for vals in ({"name": "Mine"}, {"priority": "3"}, {"user_id": 2}):
                    self.assertFalse(self._may(mine.write, vals))
                self.assertFalse(self._may(mine.unlink))
                self.assertFalse(self._may(mine.action_take))
                self.assertFalse(self._may(mine.message_post, body="Mine"))
        self.assertTrue(
            self._may(self._as("clerk", self.ordered).message_post, body="The left")
        )

    def test_requesters_fields_only(self):
        """Without a role in the desk he reads what requesters read."""
        mine = self._as("approver", self.ordered)
        self.assertTrue(self._may(mine.read, ["name", "state", "service_id"]))
        self.assertFalse(self._may(mine.read, ["urgency"]))

    def test_over_rpc(self):
        tickets = self._as("approver", self.env[TICKET])
        domain = [("id", "in", (self.ordered | self.unasked).ids)]
        rows = call_kw(tickets, "search_read", [domain, ["name"]], {})
        self.assertEqual([row["name"] for row in rows], ["About Doors"])
        with self._refused():
            call_kw(tickets, "read", [self.unasked.ids, ["name"]], {})

    def test_who_does_not_approve_any_more(self):
        self.service.approver_ids -= self.approver
        self.assertFalse(self._found("approver", self.ordered))
        self.assertTrue(self._found("approving_agent", self.ordered))


@tagged("post_install", "-at_install")
class TestApproverOfParts(ApproverCommon):
    """Approvers of the whole are those of its parts, until a part names its own."""

    def test_the_nearest_ones_count(self):
        self.building.approver_ids = self.stranger
        self.assertFalse(self._found("stranger", self.ordered))
        self.service.approver_ids = False
        self.assertEqual(self._found("stranger", self.ordered), self.ordered)
        self.assertFalse(self._found("approver", self.ordered))

    def test_of_the_whole_but_not_of_its_neighbour(self):
        self.other_service.approver_ids = self.stranger
        both = self.ordered | self.unasked
        self.assertEqual(self._found("stranger", both), self.unasked)

    def test_a_ticket_that_gets_another_service(self):
        """Its approvers change with its service."""
        self.ordered.service_id = self.other_service
        self.assertFalse(self._found("approver", self.ordered))
        self.unasked.service_id = self.service
        self.assertTrue(self._found("approver", self.unasked))


@tagged("post_install", "-at_install")
class TestConfidentialApproval(ApproverCommon):
    """Confidential tickets are for whom a confidential service names itself."""

    def test_of_an_ordinary_service_nobody(self):
        """A ticket that somebody, or a team, made confidential stays in its circle."""
        self.ordered.is_confidential = True
        for role in ("approver", "approving_agent"):
            with self.subTest(role=role):
                self.assertFalse(self._found(role, self.ordered))
        self.assertFalse(self.approvers & self.ordered.sudo().viewer_ids)

    def test_of_a_confidential_service_its_own(self):
        self.service.is_confidential = True
        self.assertTrue(self.ordered.is_confidential)
        self.assertEqual(self._found("approver", self.ordered), self.ordered)
        self.assertLessEqual(self.approvers, self.ordered.sudo().viewer_ids)

    def test_of_a_confidential_whole_its_parts(self):
        """The mark is inherited, who reads in spite of it is not."""
        self.building.write({"is_confidential": True, "approver_ids": self.stranger})
        self.assertEqual(self._found("approver", self.ordered), self.ordered)
        self.service.approver_ids = False
        self.assertFalse(self._found("stranger", self.ordered))
        self.assertFalse(self._found("approver", self.ordered))

    def test_he_goes_on_following(self):
        """Becoming confidential sends away who has no place; an approver has one."""
        people = self.approver.partner_id | self.stranger.partner_id
        self.ordered.message_subscribe(people.ids)
        self.service.is_confidential = True
        self.assertIn(self.approver.partner_id, self.ordered.message_partner_ids)
        self.assertNotIn(self.stranger.partner_id, self.ordered.message_partner_ids)

    def test_conversation_of_a_confidential_ticket(self):
        message = self.ordered.message_post(
            body="Hush", subtype_xmlid="mail.mt_comment"
        )
        self.service.is_confidential = True
        self.assertTrue(self._may(self._as("approver", message).read, ["body"]))
        self.service.approver_ids = False
        self.assertFalse(self._may(self._as("approver", message).read, ["body"]))


@tagged("post_install", "-at_install")
class TestWhoNamesApprovers(ApproverCommon):
    """Approvers are employees, and let nobody in where the one who names is not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pay = cls.env["servicedesk.service"].create(
            {
                "name": "Pay",
                "company_id": cls.company.id,
                "owner_id": cls.owner.id,
                "team_ids": cls.team_secret.ids,
            }
        )

    def test_customers_do_not_approve(self):
        for role in ("customer", "public"):
            with self.subTest(role=role), self._refused(ValidationError):
                with self.env.cr.savepoint():
                    self.pay.approver_ids = getattr(self, role)
        with self._refused(ValidationError), self.env.cr.savepoint():
            self.pay.create({"name": "New", "approver_ids": self.customer.ids})

    def test_views_offer_employees_only(self):
        arch = self._as("manager", self.pay).get_views([(False, "form")])
        domain = arch["models"][self.pay._name]["fields"]["approver_ids"]["domain"]
        self.assertEqual(str(domain), "[('share', '=', False)]")

    def test_who_became_a_customer_reads_nothing(self):
        self.approver.group_ids = self.env.ref("base.group_portal")
        self.assertFalse(self._found("approver", self.ordered))

    def test_managers_and_owners_name_them(self):
        for role in ("manager", "owner"):
            mine = self._as(role, self.pay)
            with self.subTest(role=role):
                self.assertTrue(
                    self._may(mine.write, {"approver_ids": self.stranger.ids})
                )
        self.assertFalse(
            self._may(
                self._as("agent_a", self.pay).write,
                {"approver_ids": self.agent_a.ids},
            )
        )

    def test_nobody_lets_himself_in(self):
        """Neither by a name, nor by a mark, nor by a new place in the tree."""
        secret = self.pay.create({"name": "Secret", "is_confidential": True})
        self._make(team_id=self.team_secret.id, service_id=self.pay.id)
        manager = self._as("manager", self.pay)
        # An ordinary service: confidential tickets stay closed to its approvers.
        manager.approver_ids = self.manager
        self.assertFalse(manager.env[TICKET].search([("service_id", "=", self.pay.id)]))
        for vals in ({"is_confidential": True}, {"parent_id": secret.id}):
            with self.subTest(vals=vals), self._refused(AccessError):
                with self.env.cr.savepoint():
                    manager.write(vals)
        self.pay.is_confidential = True
        self.pay.approver_ids = False
        for role in ("manager", "owner"):
            mine, user = self._as(role, self.pay), getattr(self, role)
            with self.subTest(role=role), self._refused(AccessError):
                with self.env.cr.savepoint():
                    mine.approver_ids = user

    def test_insiders_and_administrators_name_them(self):
        """And anybody, as long as there is nothing to read."""
        self.pay.is_confidential = True
        self._as("manager", self.pay).approver_ids = self.stranger
        self._make(team_id=self.team_secret.id, service_id=self.pay.id)
        manager = self._as("manager", self.pay)
        self.assertFalse(self._may(manager.write, {"approver_ids": self.employee.ids}))
        self.assertTrue(self._may(manager.write, {"approver_ids": False}))
        self.team_secret.member_ids |= self.manager
        self.assertTrue(self._may(manager.write, {"approver_ids": self.employee.ids}))
        self.team_secret.member_ids -= self.manager
        self.manager.group_ids |= self.env.ref("base.group_system")
        self.assertTrue(self._may(manager.write, {"approver_ids": self.employee.ids}))
