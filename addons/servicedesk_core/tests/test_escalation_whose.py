# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .escalation_common import EscalationCommon


@tagged("post_install", "-at_install")
class TestWhoseToGive(EscalationCommon):
    """The whole is handed over by who has it, and by nobody else."""

    def _escalate(self, ticket, user, share="whole"):
        return ticket.with_user(user).action_escalate(
            "horizontal", share, "Not ours", to_team_id=self.team_second.id
        )

    def test_who_only_registered_it(self):
        """He works on it, and offers parts; the whole is with the other team."""
        dispute = self._disputed()
        dispute.with_user(self.leader).action_settle("receiver")
        ticket = dispute.ticket_id
        self.assertEqual(ticket.opener_id, self.agent_a)
        self.assertEqual(ticket.team_id, self.team_net)
        with self.assertRaisesRegex(AccessError, "is with Networks"):
            self._escalate(ticket, self.agent_a)
        self.assertFalse(ticket.escalation_id)
        self.assertTrue(self._escalate(ticket, self.agent_a, share="part"))

    def test_who_has_it(self):
        """The people of its team, and a dispatcher."""
        for user in (self.agent_n, self.leader_n, self.dispatcher):
            ticket = self._accepted().ticket_id
            with self.subTest(user=user.login):
                self.assertTrue(self._escalate(ticket, user))

    def test_before_anybody_works_on_it(self):
        """Choosing the team is classification still, for whoever registers it."""
        ticket = self._ticket(self.agent_a, team_id=self.team_net.id)
        self.assertEqual(ticket.state, "new")
        self.assertTrue(self._escalate(ticket, self.agent_a))
