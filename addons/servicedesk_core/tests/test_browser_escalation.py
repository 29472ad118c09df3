# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo.tests import HttpCase, tagged

from .common import ServicedeskCommon


@tagged("post_install", "-at_install")
class TestBrowserEscalation(ServicedeskCommon, HttpCase):
    """Escalations in a real browser, from both sides."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for person in (cls.agent_a, cls.agent_b):
            person.password = person.login

    def test_offered_returned_offered_accepted(self):
        """Dialog, badge, return with a reason; then accepted on the form."""
        ticket = self._started()
        self.start_tour(
            f"/odoo/tickets/{ticket.id}",
            "servicedesk_core_escalate_tour",
            login=self.agent_a.login,
        )
        offer = ticket.escalation_id
        self.assertRecordValues(
            offer,
            [
                {
                    "direction": "vertical",
                    "state": "offered",
                    "to_team_id": self.team_second.id,
                    "reason": "It needs a router",
                }
            ],
        )
        self.start_tour(
            "/odoo/tickets", "servicedesk_core_return_tour", login=self.agent_b.login
        )
        self.assertRecordValues(
            offer,
            [
                {
                    "state": "returned",
                    "answered_by_id": self.agent_b.id,
                    "return_reason": "The router answers",
                }
            ],
        )
        ticket.with_user(self.agent_a).action_escalate(
            "vertical", "whole", "It does not answer the tills"
        )
        self.start_tour(
            f"/odoo/tickets/{ticket.id}",
            "servicedesk_core_accept_tour",
            login=self.agent_b.login,
        )
        self.assertRecordValues(
            ticket,
            [
                {
                    "team_id": self.team_second.id,
                    "user_id": self.agent_b.id,
                    "offer_count": 0,
                    "hand_over_count": 1,
                }
            ],
        )
