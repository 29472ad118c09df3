# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.mail.tests.common import mail_new_test_user

from .test_access_pages import PageCommon

TICKET = "servicedesk.ticket"


@tagged("post_install", "-at_install")
class TestAnotherCompanysService(PageCommon):
    """One legal entity serves the people of another in the same database.

    ``foreign_company`` keeps the houses of ``company``: *clerk* (an employee of the
    desk's company whose contact belongs to it), *shop* (a portal user there) and
    *chief*, who sees all tickets of his company, order from it.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.foreign_company.email = "houses@far.example.com"
        cls.service = cls.env["servicedesk.service"].create(
            {
                "name": "Doors and Windows",
                "company_id": cls.foreign_company.id,
                "team_ids": cls.foreign_team.ids,
                "audience_partner_ids": cls.company.partner_id.ids,
            }
        )
        cls.foreign_type = cls.incident.copy({"company_id": cls.foreign_company.id})
        cls.foreign_type.name = "Damage"
        cls.home = cls.company.partner_id
        cls.clerk = cls._at_home("sd_clerk", "base.group_user")
        cls.shop = cls._at_home("sd_shop", "base.group_portal")
        cls.chief = cls._at_home("sd_chief", "base.group_portal")
        cls.chief.partner_id.servicedesk_visibility = "company"
        cls.asked = {
            role: cls._order(getattr(cls, role))
            for role in ("clerk", "shop", "agent_a")
        }
        cls.env.flush_all()
        cls.env.invalidate_all()

    @classmethod
    def _at_home(cls, login, groups):
        user = mail_new_test_user(
            cls.env,
            login=login,
            name=login.replace("sd_", "").title(),
            email=f"{login}@home.example.com",
            groups=groups,
            company_id=cls.company.id,
            notification_type="email",
        )
        user.partner_id.write({"parent_id": cls.home.id, "company_id": cls.company.id})
        return user

    @classmethod
    def _order(cls, user):
        """Return what the portal's form makes of an order by ``user``."""
        tickets = cls.env[TICKET].with_user(user).sudo()
        return tickets.create(
            {
                "name": "The door sticks",
                "partner_id": user.partner_id.id,
                "service_id": cls.service.id,
                "channel": "portal",
            }
        ).sudo(False)

    def test_the_ticket_is_the_providers(self):
        """The service's company has it, at the team that supports the service."""
        for role, ticket in self.asked.items():
            ticket = ticket.sudo()
            with self.subTest(role=role):
                self.assertEqual(ticket.company_id, self.foreign_company)
                self.assertEqual(ticket.team_id, self.foreign_team)
                self.assertEqual(ticket.partner_id, getattr(self, role).partner_id)

    def test_its_people_may_order_it(self):
        """The catalogue offers it to people of another company."""
        for role in ("clerk", "shop", "agent_a"):
            services = self._as(role, self.env["servicedesk.service"])
            with self.subTest(role=role):
                self.assertIn(self.service, services.search([]))
                self.assertTrue(self._as(role, self.service).is_orderable)

    def test_requesters_see_what_they_asked_for(self):
        """With their own company switched on, by list, by id and as a page would."""
        names = ["number", "name", "state", "ticket_type_id", "stage_id", "service_id"]
        for role, ticket in self.asked.items():
            ticket.sudo().ticket_type_id = self.foreign_type
            mine = self._as(role, ticket).with_context(
                allowed_company_ids=self.company.ids
            )
            with self.subTest(role=role):
                self.assertIn(mine, mine.search([]))
                row = mine.read(names)[0]
                self.assertEqual(row["ticket_type_id"][1], "Damage")
                self.assertFalse(mine.has_access("write"))

    def test_their_company_sees_it(self):
        """Who sees his company's tickets sees those it has elsewhere, and no others."""
        seen = self._as("chief", self.env[TICKET]).search([])
        self.assertIn(self.asked["clerk"], seen)
        self.assertIn(self.asked["shop"], seen)
        self.assertNotIn(self.tickets["foreign"], seen)
        self.assertNotIn(self.asked["agent_a"], seen)

    def test_followers_see_it(self):
        ticket = self.asked["clerk"]
        self.assertFalse(self._as("employee", ticket).has_access("read"))
        ticket.sudo().message_subscribe(self.employee.partner_id.ids)
        self.assertTrue(self._as("employee", ticket).has_access("read"))

    def test_the_other_desk_does_not_see_it(self):
        """Agents, dispatchers and managers of the requester's company: not as such."""
        for role in ("agent_b", "dispatcher", "manager", "auditor", "api_user"):
            with self.subTest(role=role):
                found = self._as(role, self.env[TICKET]).search(
                    [("service_id", "=", self.service.id)]
                )
                self.assertFalse(found)
        mine = self._as("agent_a", self.asked["agent_a"])
        self.assertTrue(mine.has_access("read"))
        self.assertFalse(self._as("agent_a", self.asked["clerk"]).has_access("read"))
        note = (
            self.asked["agent_a"]
            .with_user(self.foreign_agent)
            .message_post(
                body="Hidden", message_type="comment", subtype_xmlid="mail.mt_note"
            )
        )
        self.assertFalse(self._may(self._as("agent_a", note).read, ["body"]))

    def test_the_providers_desk_reads_who_asks(self):
        """Names, mail and phone stand on its pages, though the contact is not its own.

        The contact itself stays the other company's: by its id nothing is read.
        """
        for role in ("clerk", "shop"):
            ticket, person = self.asked[role], getattr(self, role).partner_id
            form = self._read_form("foreign_agent", ticket)
            with self.subTest(role=role):
                self.assertEqual(
                    form["partner_id"]["display_name"], person.display_name
                )
                self.assertEqual(form["partner_email"], person.email)
                rows = self._read_list("foreign_agent", ticket)
                self.assertIn(person.name, str(rows))
                self.assertEqual(self._read_board("foreign_agent", ticket), 1)
        shop = self._as("foreign_agent", self.shop.partner_id)
        self.assertFalse(self._may(shop.read, ["phone"]))
        groups = self._as("foreign_agent", self.env[TICKET]).formatted_read_group(
            [("id", "=", self.asked["shop"].id)], ["partner_id"], ["__count"]
        )
        self.assertIn(self.shop.partner_id.name, str(groups))

    def test_it_is_worked_on_across_the_border(self):
        """Taken, answered, solved, refused and confirmed by people of two companies."""
        for role in ("clerk", "shop"):
            ticket = self.asked[role].with_user(self.foreign_agent).with_context({})
            mine = self._as(role, self.asked[role])
            with self.mock_mail_gateway():
                ticket.ticket_type_id = self.foreign_type
                ticket.action_take()
                ticket.action_start()
                ticket.message_post(
                    body="Which door?",
                    message_type="comment",
                    subtype_xmlid="mail.mt_comment",
                )
                self.env.flush_all()
            [question] = self._sent_to(getattr(self, role).email)
            mine.message_post(body="The left one")
            ticket.action_resolve("Planed it")
            mine.action_refuse("It sticks again")
            ticket.action_resolve("Planed it more")
            mine.action_confirm(rating=5)
            with self.subTest(role=role):
                self.assertTrue(question)
                said = ticket.message_ids.filtered(lambda m: "Which door?" in m.body)
                self.assertEqual(said.record_company_id, self.foreign_company)
                self.assertEqual(ticket.confirmation, "confirmed")
                ticket.action_close()
                self.assertEqual(ticket.state, "closed")

    def test_mails_speak_for_the_provider(self):
        """The acknowledgement comes from the company that serves, not from his own."""
        ticket = self.asked["shop"].sudo()
        with self.mock_mail_gateway():
            ticket.date_acknowledged = False
            ticket._send_acknowledgement()
            self.env.flush_all()
        [mail] = self._sent_to(self.shop.email)
        self.assertIn(self.foreign_company.name, self._bodies(mail))
        self.assertNotIn(self.company.name, mail["From"])

    def test_registered_by_the_providers_desk(self):
        """Its agent takes a call of somebody of the other company."""
        made = self._as("foreign_agent", self.env[TICKET]).create(
            {
                "name": "By phone",
                "partner_id": self.clerk.partner_id.id,
                "service_id": self.service.id,
                "channel": "phone",
            }
        )
        self.assertEqual(made.company_id, self.foreign_company)
        self.assertTrue(self._as("clerk", made).has_access("read"))

    def test_the_requesters_desk_registers_nothing_abroad(self):
        """His own agent orders in the portal; he makes no tickets in another desk."""
        tickets = self._as("agent_b", self.env[TICKET])
        vals = {"name": "For him", "service_id": self.service.id}
        with self.assertRaisesRegex(UserError, "orders it in the portal"):
            tickets.create(vals)
