# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .common import ServicedeskCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-02 09:00:00")
class TestTeamOfATicketInWork(ServicedeskCommon):
    """An agent moves no ticket in work to another team; what stays he may save."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.service = cls.env["servicedesk.service"].create({"name": "Tills"})
        cls.ticket = cls._started(service_id=cls.service.id)
        cls.team = cls.ticket.team_id
        cls.env.flush_all()

    def _refuse(self, deed, *args):
        with self.assertRaisesRegex(UserError, "Escalate.*Only a dispatcher"):
            with self.env.cr.savepoint():
                deed(*args)
        self.env.invalidate_all()
        self.assertEqual(self.ticket.team_id, self.team)

    def test_it_is_set_by_hand(self):
        self.assertIn("team_id", self.ticket.hand_set.split(","))
        self.assertEqual(self.ticket.state, "in_progress")

    def test_a_form_saves_what_it_shows(self):
        for vals in (
            {"team_id": self.team.id},
            {"team_id": self.team.id, "urgency": "3"},
            {"team_id": self.team.id, "user_id": self.ticket.user_id.id},
        ):
            with self.subTest(vals=vals):
                self.ticket.web_save(vals, {"name": {}})
                self.ticket.write(vals)
                self.assertEqual(self.ticket.team_id, self.team)

    def test_an_assignee_from_outside_stays(self):
        """A dispatcher gave it to somebody of another team: that is not asked again."""
        self.ticket.with_user(self.dispatcher).user_id = self.agent_b
        vals = {"user_id": self.agent_b.id, "team_id": self.team.id, "urgency": "3"}
        self.ticket.web_save(vals, {"name": {}})
        self.ticket.write(vals)
        self.assertEqual(self.ticket.user_id, self.agent_b)
        with self.assertRaisesRegex(UserError, "not a member of the team"):
            self.ticket.user_id = self.leader

    def test_given_back_where_nothing_changes(self):
        """The rules give the team it has: nobody moves anything."""
        for deed in (
            lambda: self.ticket.write({"team_id": False}),
            lambda: self.ticket.web_save({"team_id": False}, {"name": {}}),
            lambda: self.ticket.action_follow_rules(["team_id"]),
        ):
            self.ticket.team_id = self.team
            deed()
            self.assertEqual(self.ticket.team_id, self.team)
            self.assertNotIn("team_id", (self.ticket.hand_set or "").split(","))

    def test_given_back_to_another_team(self):
        """The rules would move it, and that is not for him to do; also by a cause."""
        self.ticket.sudo().user_id = False
        self.service.team_ids = self.team_second
        self._refuse(self.ticket.write, {"team_id": False})
        self._refuse(self.ticket.action_follow_rules, ["team_id"])
        self.service.team_ids = False
        other = self.service.create({"name": "Ovens", "team_ids": self.team_second.ids})
        self._refuse(self.ticket.write, {"team_id": False, "service_id": other.id})
        self.ticket.with_user(self.dispatcher).write(
            {"team_id": False, "service_id": other.id}
        )
        self.assertEqual(self.ticket.team_id, self.team_second)

    def test_another_team(self):
        self._refuse(self.ticket.write, {"team_id": self.team_second.id})
        self._refuse(
            self.ticket.web_save, {"team_id": self.team_second.id}, {"name": {}}
        )
