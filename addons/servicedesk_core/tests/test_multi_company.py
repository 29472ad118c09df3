# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.mail.tests.common import mail_new_test_user

from .access_common import AccessCommon


@tagged("post_install", "-at_install")
class TestMultiCompany(AccessCommon):
    """Several companies serve in one database, each at its own desk."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.both = cls.company | cls.foreign_company
        cls.commuter = cls._commuter("agent")
        cls.chief = cls._commuter("manager")
        cls.foreign_manager = cls._foreigner("manager")
        cls.foreign_auditor = cls._foreigner("auditor")

    @classmethod
    def _commuter(cls, role):
        """Return a user of both companies, at home in the first."""
        return mail_new_test_user(
            cls.env,
            login=f"sd_commuter_{role}",
            email=f"sd_commuter_{role}@test.mycompany.com",
            groups=f"base.group_user,servicedesk_core.group_servicedesk_{role}",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.both.ids)],
        )

    @classmethod
    def _foreigner(cls, role):
        return mail_new_test_user(
            cls.env,
            login=f"sd_foreign_{role}",
            email=f"sd_foreign_{role}@far.example.com",
            groups=f"base.group_user,servicedesk_core.group_servicedesk_{role}",
            company_id=cls.foreign_company.id,
            company_ids=[(6, 0, cls.foreign_company.ids)],
        )

    def _in(self, user, *companies):
        """Return tickets as ``user`` sees them with these companies switched on."""
        tickets = self.env["servicedesk.ticket"].with_user(user)
        ids = [company.id for company in companies]
        return tickets.with_context(allowed_company_ids=ids)

    # ------------------------------------------------------------------
    # Seeing
    # ------------------------------------------------------------------

    def test_nobody_sees_the_other_desk(self):
        """Whatever his role, he has it in his own companies only."""
        foreign = self.tickets["foreign"]
        for user, companies in (
            (self.agent_a, self.company),
            (self.dispatcher, self.company),
            (self.manager, self.company),
            (self.auditor, self.company),
            (self.foreign_agent, self.foreign_company),
            (self.foreign_manager, self.foreign_company),
            (self.foreign_auditor, self.foreign_company),
        ):
            found = self._in(user, *companies).search([])
            with self.subTest(user=user.login):
                self.assertEqual(found.company_id, companies)
                self.assertEqual(foreign in found, companies == self.foreign_company)
                spans = self.env["servicedesk.ticket.span"].with_user(user).search([])
                self.assertEqual(spans.sudo().ticket_id.company_id, companies)
                groups = found.formatted_read_group([], ["company_id"], ["__count"])
                self.assertEqual(len(groups), 1)

    def test_companies_are_switched_on(self):
        """Who serves in two companies sees those he has switched on."""
        home, far = self.tickets["first"], self.tickets["foreign"]
        for user in (self.commuter, self.chief):
            for companies, seen in (
                (self.company, home),
                (self.foreign_company, far),
                (self.both, home | far),
            ):
                found = self._in(user, *companies).search(
                    [("id", "in", (home | far).ids)]
                )
                with self.subTest(user=user.login, companies=companies.mapped("name")):
                    self.assertEqual(set(found), set(seen))

    def test_asking_for_more_companies_than_one_has(self):
        """A context does not switch on what is not one's own."""
        with self._refused():
            self._in(self.agent_a, *self.both).search([])

    def test_configuration_of_the_other_desk(self):
        """Teams, seats and own types are a company's; stages and moves are shared."""
        own_type = self.incident.copy({"company_id": self.foreign_company.id})
        for user in (self.agent_a, self.manager, self.employee):
            teams = self.env["servicedesk.team"].with_user(user)
            seats = self.env["servicedesk.team.member"].with_user(user)
            types = self.env["servicedesk.ticket.type"].with_user(user)
            with self.subTest(user=user.login):
                self.assertNotIn(self.foreign_team, teams.search([]))
                self.assertNotIn(self.foreign_team, seats.search([]).sudo().team_id)
                self.assertNotIn(own_type, types.search([]))
                self.assertIn(self.incident, types.search([]))
        types = self.env["servicedesk.ticket.type"].with_user(self.customer)
        self.assertNotIn(own_type, types.search([]))
        self.assertIn(self.incident, types.search([]))
        types = self.env["servicedesk.ticket.type"].with_user(self.foreign_agent)
        self.assertIn(own_type, types.search([]))
        with self._refused():
            self.foreign_team.with_user(self.manager).write({"name": "Ours now"})

    def test_the_first_line_is_first_in_its_company(self):
        """Unclassified tickets of another company are another first line's."""
        unsorted = self._make(
            team_id=self.foreign_team.id,
            company_id=self.foreign_company.id,
            ticket_type_id=False,
        )
        self.assertFalse(unsorted.with_user(self.agent_a).has_access("read"))
        self.foreign_team.membership_ids.unlink()
        seated = self._in(self.commuter, *self.both).browse(unsorted.id)
        self.assertFalse(seated.has_access("write"))
        self.team_first.member_ids += self.commuter
        self.env.invalidate_all()
        self.assertFalse(seated.has_access("write"))
        self.foreign_team.member_ids = self.commuter
        self.env.invalidate_all()
        self.assertTrue(seated.has_access("write"))

    def test_requesters_see_their_tickets_of_all_companies(self):
        """A customer of two desks has one list; so has an employee who asks abroad."""
        abroad = self._make(
            team_id=self.foreign_team.id,
            company_id=self.foreign_company.id,
            partner_id=self.customer_partner.id,
        )
        asked = self._make(
            team_id=self.foreign_team.id,
            company_id=self.foreign_company.id,
            partner_id=self.employee.partner_id.id,
        )
        self.assertIn(abroad, self._in(self.customer, self.company).search([]))
        self.assertIn(abroad, self._in(self.boss, self.company).search([]))
        self.assertIn(asked, self._in(self.employee, self.company).search([]))

    def test_an_agent_abroad_is_a_requester(self):
        """What an agent asked another company's desk he sees as a requester does."""
        asked = self._make(
            team_id=self.foreign_team.id,
            company_id=self.foreign_company.id,
            partner_id=self.agent_a.partner_id.id,
        )
        note = asked.with_user(self.foreign_agent).message_post(
            body="Copper remark", subtype_xmlid="mail.mt_note", message_type="comment"
        )
        mine = self._in(self.agent_a, self.company).browse(asked.id)
        self.assertTrue(mine.has_access("read"))
        self.assertFalse(mine.has_access("write"))
        with self._refused():
            note.with_user(self.agent_a).read(["body"])

    # ------------------------------------------------------------------
    # Which company a ticket belongs to
    # ------------------------------------------------------------------

    def test_company_of_a_new_ticket(self):
        """Its team's, else its requester's, else the user's."""
        tickets = self._in(self.chief, *self.both)
        contact = self.env["res.partner"].create(
            {"name": "Far contact", "company_id": self.foreign_company.id}
        )
        for vals, company in (
            ({"team_id": self.foreign_team.id}, self.foreign_company),
            ({"team_id": self.team_first.id}, self.company),
            ({"team_id": False, "partner_id": contact.id}, self.foreign_company),
            ({"partner_id": contact.id}, self.foreign_company),
            ({"partner_id": self.customer_partner.id}, self.company),
            ({}, self.company),
        ):
            with self.subTest(vals=vals):
                ticket = tickets.create({"name": "New one", **vals})
                self.assertEqual(ticket.company_id, company)
                self.assertIn(ticket.team_id.company_id, (company, company.browse()))

    def test_teams_of_another_company_are_refused(self):
        """At creation and later, by hand and by dispatchers of both companies."""
        for user in (self.chief, self.env.user):
            tickets = self._in(user, *self.both)
            with self.subTest(user=user.login), self._refused(UserError):
                tickets.create(
                    {
                        "name": "Mixed",
                        "company_id": self.company.id,
                        "team_id": self.foreign_team.id,
                    }
                )
            ticket = tickets.browse(self.tickets["first"].id)
            with self.subTest(user=user.login), self._refused(UserError):
                ticket.write({"team_id": self.foreign_team.id})
            with self.subTest(user=user.login), self._refused(UserError):
                ticket.action_assign(team_id=self.foreign_team.id)
        self.assertEqual(self.tickets["first"].team_id, self.team_first)

    def test_types_of_another_company_are_refused(self):
        foreign = self.incident.copy({"company_id": self.foreign_company.id})
        ticket = self._in(self.chief, *self.both).browse(self.tickets["first"].id)
        with self._refused(UserError):
            ticket.ticket_type_id = foreign
        own = self._in(self.chief, *self.both).browse(self.tickets["foreign"].id)
        own.ticket_type_id = foreign
        self.assertEqual(own.company_id, self.foreign_company)

    def test_company_never_changes(self):
        """Not by writing it, not with a team, a requester or a type."""
        for user in (self.chief, self.manager):
            ticket = self._in(user, self.company).browse(self.tickets["first"].id)
            with self.subTest(user=user.login), self._refused(UserError):
                ticket.company_id = self.foreign_company
        contact = self.env["res.partner"].create({"name": "Shared contact"})
        ticket = self._in(self.chief, *self.both).browse(self.tickets["first"].id)
        ticket.partner_id = contact
        self.assertEqual(ticket.company_id, self.company)

    def test_registering_abroad(self):
        """Nobody registers tickets for a company he does not serve in."""
        for user in (self.agent_a, self.manager, self.api_user):
            tickets = self._in(user, self.company)
            for vals in (
                {"company_id": self.foreign_company.id, "team_id": False},
                {"team_id": self.foreign_team.id},
            ):
                with self.subTest(user=user.login, vals=vals):
                    with self._refused(UserError):
                        tickets.create({"name": "Abroad", **vals})

    def test_work_stays_within_the_company(self):
        """Who is assigned without serving in the company gets to see nothing by it."""
        ticket = self.tickets["first"]
        ticket.write(
            {
                "user_id": self.foreign_agent.id,
                "co_responsible_ids": self.foreign_agent.ids,
            }
        )
        ticket.message_unsubscribe(self.foreign_agent.partner_id.ids)
        self.env.flush_all()
        self.env.invalidate_all()
        mine = self._in(self.foreign_agent, self.foreign_company).browse(ticket.id)
        self.assertFalse(mine.has_access("read"))
        self.assertFalse(mine.has_access("write"))

    # ------------------------------------------------------------------
    # Numbers
    # ------------------------------------------------------------------

    def test_one_series_for_all(self):
        """A number names one ticket in the whole database, whoever registers it."""
        made = self.env["servicedesk.ticket"]
        for user, team in (
            (self.agent_a, self.team_first),
            (self.foreign_agent, self.foreign_team),
            (self.foreign_manager, self.foreign_team),
            (self.dispatcher, self.team_second),
        ):
            tickets = self._in(user, team.company_id)
            made |= tickets.create([{"name": "One", "team_id": team.id}] * 3).sudo()
        numbers = made.mapped("number")
        self.assertEqual(len(set(numbers)), len(made))
        self.assertEqual(sorted(numbers), numbers)

    @mute_logger("odoo.sql_db")
    def test_the_database_forbids_a_second_one(self):
        """Even if a number came from elsewhere, across companies."""
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.env.cr.execute(
                "UPDATE servicedesk_ticket SET number = %s WHERE id = %s",
                (self.tickets["first"].number, self.tickets["foreign"].id),
            )
