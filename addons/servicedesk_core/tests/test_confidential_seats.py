# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .confidential_common import ConfidentialCommon

NUMBERS = "servicedesk.confidential.ticket"
SEATS = "servicedesk.team.member"


@tagged("post_install", "-at_install")
class TestSeatsOfOtherTeams(ConfidentialCommon):
    """A team that is not confidential but has such tickets lets in by its members."""

    def _seat_ways(self, role, team, user):
        """Return every way in which ``role`` lets ``user`` into ``team``."""
        mine = self._as(role, team)
        seats = self._as(role, self.env[SEATS])
        elsewhere = team.create({"name": "Elsewhere", "member_ids": user.ids})
        ways = [
            lambda: mine.write({"member_ids": [Command.link(user.id)]}),
            lambda: mine.write(
                {"membership_ids": [Command.create({"user_id": user.id})]}
            ),
            lambda: mine.write({"leader_id": user.id}),
            lambda: seats.create({"team_id": team.id, "user_id": user.id}),
            lambda: seats.with_context(default_team_id=team.id).create(
                {"user_id": user.id}
            ),
            lambda: seats.browse(elsewhere.membership_ids.ids).write(
                {"team_id": team.id}
            ),
        ]
        if team.membership_ids:
            seat = seats.browse(team.membership_ids[:1].ids)
            ways.append(lambda: seat.write({"user_id": user.id}))
        return ways

    def _refuses(self, way):
        with self.assertRaisesRegex(AccessError, "you do not read"):
            with self.env.cr.savepoint():
                way()
        self.env.invalidate_all()

    def _assert_closed(self, team):
        for user in (self.manager, self.agent_idle):
            for number, way in enumerate(self._seat_ways("manager", team, user)):
                with self.subTest(way=number, user=user.name):
                    self._refuses(way)
        self.assertFalse(self._as("manager", self.secret).has_access("read"))

    def test_moved_unread_and_followed(self):
        """Nobody sends a ticket somewhere and then goes there himself."""
        numbers = self._as("manager", self.env[NUMBERS]).browse(self.secret.ids)
        numbers.action_move(self.team_second.id, "Not for them")
        self._assert_closed(self.team_second)

    def test_moved_into_an_empty_team(self):
        """One that he makes for it, and staffs later: the first seats are taken."""
        for is_confidential in (False, True):
            ticket = self._make_secret()
            made = self._as("manager", self.env["servicedesk.team"]).create(
                {"name": "Fake", "is_confidential": is_confidential}
            )
            numbers = self._as("manager", self.env[NUMBERS]).browse(ticket.ids)
            numbers.action_move(made.id, "Somewhere")
            self._assert_closed(made.with_env(self.env))
            self.assertFalse(self._as("manager", ticket).has_access("read"))

    def test_closed_tickets_count(self):
        ticket = self._make(is_confidential=True, team_id=self.team_second.id)
        ticket.action_cancel("Twice")
        self._assert_closed(self.team_second)

    def test_what_opens_nothing_is_free(self):
        """Other words of the team, seats taken away, and a team without secrets."""
        self._make(is_confidential=True, team_id=self.team_second.id)
        team = self._as("manager", self.team_second)
        team.write({"name": "Line Two", "color": 4, "leader_id": False})
        team.membership_ids.write({"sequence": 3})
        team.member_ids = False
        self.assertFalse(team.member_ids or team.leader_id)
        first = self._as("manager", self.team_first)
        first.write({"leader_id": self.manager.id})
        first.member_ids += self.agent_idle
        self.assertIn(self.agent_idle, self.team_first.member_ids)

    def test_who_works_on_all_of_them_may(self):
        """As a member, or called in for each; for one of two is not enough."""
        ticket = self._make(is_confidential=True, team_id=self.team_second.id)
        other = self._make(is_confidential=True, team_id=self.team_second.id)
        team = self._as("manager", self.team_second)
        ticket.co_responsible_ids = self.manager
        self._refuses(lambda: team.write({"member_ids": self.agent_idle.ids}))
        other.co_responsible_ids = self.manager
        team.member_ids += self.agent_idle
        (ticket | other).co_responsible_ids = False
        self.team_second.member_ids += self.manager
        team.member_ids += self.agent_c
        self.assertIn(self.agent_c, self.team_second.member_ids)

    def test_administrators_may(self):
        self._make(is_confidential=True, team_id=self.team_second.id)
        self.manager.group_ids += self.env.ref("base.group_system")
        self._as("manager", self.team_second).member_ids += self.agent_idle
        self.assertIn(self.agent_idle, self.team_second.member_ids)
