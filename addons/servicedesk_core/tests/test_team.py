# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from ast import literal_eval

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, freeze_time, tagged, users
from odoo.tools import mute_logger

from .common import ServicedeskCommon


@tagged("post_install", "-at_install")
class TestTeam(ServicedeskCommon):
    """Teams: members, addresses, levels, and what is cached of them."""

    # ------------------------------------------------------------------
    # Members
    # ------------------------------------------------------------------

    def test_members_are_seats(self):
        """Setting the users makes and removes seats, and keeps those that stay."""
        seat = self.team_first.membership_ids
        seat.sequence = 7
        self.team_first.member_ids = self.agent_a | self.agent_c
        self.assertEqual(
            self.team_first.membership_ids.user_id, self.agent_a | self.agent_c
        )
        self.assertEqual(seat.exists().sequence, 7)
        self.team_first.member_ids = self.agent_c
        self.assertFalse(seat.exists())
        # All of them at once: who comes is not lost with who goes.
        self.team_first.member_ids = self.agent_b
        self.team_first.invalidate_recordset()
        self.assertEqual(self.team_first.member_ids, self.agent_b)

    def test_search_by_member(self):
        """Teams are found by their users."""
        teams = self.env["servicedesk.team"]
        found = teams.search([("member_ids", "in", self.agent_b.ids)])
        self.assertEqual(found, self.team_second)
        found = teams.search([("member_ids.login", "=", "sd_agent_a")])
        self.assertEqual(found, self.team_first)

    def test_one_seat_a_person(self):
        """Nobody sits twice in a team."""
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            with self.env.cr.savepoint():
                self.team_first.membership_ids.copy()

    @users("sd_manager")
    def test_manager_sets_up_a_team_in_the_form(self):
        """The form makes a team with members and an address."""
        form = Form(self.env["servicedesk.team"])
        form.name = "Logistics"
        with form.membership_ids.new() as seat:
            seat.user_id = self.agent_b
        form.alias_name = "logistics"
        team = form.save()
        self.assertEqual(team.membership_ids.user_id, self.agent_b)
        self.assertEqual(team.alias_email, "logistics@test.mycompany.com")

    @users("sd_agent_a", "sd_dispatcher", "sd_api")
    def test_others_do_not_set_up_teams(self):
        """Teams are configuration: managers only."""
        team = self.team_first.with_env(self.env)
        for attempt in (
            lambda: team.write({"name": "Mine"}),
            lambda: team.create({"name": "Mine"}),
            lambda: team.membership_ids.unlink(),
            lambda: team.unlink(),
        ):
            with self.assertRaises(AccessError):
                attempt()

    def test_joining_and_leaving_take_effect_at_once(self):
        """Who joins works on the team's tickets from that moment, who leaves not."""
        ticket = self._classified(self.agent_a)
        self.assertFalse(ticket.with_user(self.agent_b).can_work)
        self.team_first.member_ids += self.agent_b
        ticket.invalidate_recordset(["can_work"])
        self.assertTrue(ticket.with_user(self.agent_b).can_work)
        self.team_first.member_ids -= self.agent_b
        ticket.invalidate_recordset(["can_work"])
        self.assertFalse(ticket.with_user(self.agent_b).can_work)

    def test_leader_works_like_a_member(self):
        """The leader sits in the team without a seat."""
        ticket = self._classified(self.dispatcher, team_id=self.team_second.id)
        self.assertTrue(ticket.with_user(self.leader).can_work)
        self.team_second.leader_id = False
        ticket.invalidate_recordset(["can_work"])
        self.assertFalse(ticket.with_user(self.leader).can_work)

    def test_deleted_team_is_forgotten(self):
        """After a team is gone its members still register tickets."""
        team = self.env["servicedesk.team"].create(
            {"name": "Short-lived", "member_ids": self.agent_b.ids, "sequence": 0}
        )
        tickets = self.env["servicedesk.ticket"].with_user(self.agent_b)
        self.assertEqual(tickets.create({"name": "Before"}).team_id, team)
        tickets.search([("team_id", "=", team.id)]).sudo().unlink()
        team.unlink()
        self.assertEqual(tickets.create({"name": "After"}).team_id, self.team_second)

    def test_archived_team_gets_no_new_tickets(self):
        """Its members register for another team, and still see the old tickets."""
        ticket = self._classified(self.agent_b, team_id=self.team_second.id)
        ticket.sudo().opener_id = False
        self.team_second.active = False
        ticket.invalidate_recordset(["can_work"])
        self.assertTrue(ticket.can_work)
        new = self.env["servicedesk.ticket"].with_user(self.agent_b)
        self.assertEqual(new.create({"name": "New"}).team_id, self.team_first)

    # ------------------------------------------------------------------
    # Levels
    # ------------------------------------------------------------------

    def test_first_line_works_on_unclassified_tickets(self):
        """Level-1 teams sort out what nobody has classified; others do not."""
        ticket = self._ticket(self.dispatcher, team_id=self.team_second.id)
        self.assertTrue(ticket.with_user(self.agent_a).can_work)
        self.assertFalse(ticket.with_user(self.agent_c).can_work)
        ticket.ticket_type_id = self.incident
        ticket.invalidate_recordset(["can_work"])
        self.assertFalse(ticket.with_user(self.agent_a).can_work)

    def test_level_takes_effect_at_once(self):
        """A team that becomes first line sorts out what is unclassified."""
        ticket = self._ticket(self.dispatcher, team_id=self.team_first.id)
        self.assertFalse(ticket.with_user(self.agent_b).can_work)
        self.team_second.level = "1"
        ticket.invalidate_recordset(["can_work"])
        self.assertTrue(ticket.with_user(self.agent_b).can_work)

    def test_first_line_of_the_company(self):
        """Tickets go to the company's first level-1 team in its order."""
        teams = self.env["servicedesk.team"]
        self.assertEqual(teams._get_first_line(self.company), self.team_first)
        self.assertFalse(teams._get_first_line(self.company_2))
        better = teams.create({"name": "Better", "sequence": 0})
        self.assertEqual(teams._get_first_line(self.company), better)

    def test_no_superior_circle(self):
        """No team is its own superior, not even by a detour."""
        with self.assertRaises(ValidationError):
            self.team_second.parent_id = self.team_first
        with self.assertRaises(ValidationError):
            self.team_first.parent_id = self.team_first

    # ------------------------------------------------------------------
    # Addresses
    # ------------------------------------------------------------------

    def test_alias_makes_tickets_of_this_team(self):
        """A team's address makes tickets, for this team."""
        alias = self.team_first.alias_id
        self.assertEqual(alias.alias_full_name, "desk@test.mycompany.com")
        self.assertEqual(alias.alias_model_id.model, "servicedesk.ticket")
        self.assertEqual(
            literal_eval(alias.alias_defaults), {"team_id": self.team_first.id}
        )
        self.assertEqual(alias.alias_contact, "everyone")

    def test_team_without_address(self):
        """A team needs no address."""
        self.assertFalse(self.team_secret.alias_name)

    def test_alias_is_the_companys(self):
        """The address lives in the mail domain of the team's company."""
        team = self.env["servicedesk.team"].create(
            {"name": "Abroad", "company_id": self.company_2.id, "alias_name": "desk"}
        )
        self.assertEqual(team.alias_email, "desk@test.mycompany2.com")

    # ------------------------------------------------------------------
    # Counters
    # ------------------------------------------------------------------

    @freeze_time("2026-03-02 09:00:00")
    def test_counters_count_open_tickets(self):
        """Open, unassigned and late ones; closed ones are not counted."""
        self._ticket()
        self._ticket(user_id=self.agent_a.id, date_due="2026-03-01 09:00:00")
        self._ticket().action_cancel("Wrong")
        self._ticket(team_id=self.team_second.id)
        self.assertRecordValues(
            self.team_first.with_user(self.agent_a) | self.team_second,
            [
                {
                    "open_ticket_count": 2,
                    "unassigned_ticket_count": 1,
                    "late_ticket_count": 1,
                },
                {
                    "open_ticket_count": 1,
                    "unassigned_ticket_count": 1,
                    "late_ticket_count": 0,
                },
            ],
        )
        seat = self.team_first.membership_ids
        self.assertEqual(seat.open_ticket_count, 1)

    @users("sd_agent_a")
    def test_counter_opens_what_it_counts(self):
        """The button behind the figure opens this team's tickets."""
        action = self.team_first.with_env(self.env).action_view_tickets()
        self.assertEqual(action["domain"], [("team_id", "=", self.team_first.id)])
        self.assertEqual(action["res_model"], "servicedesk.ticket")
        self.assertEqual(action["context"]["default_team_id"], self.team_first.id)
