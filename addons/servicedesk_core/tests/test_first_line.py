# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo.tests import tagged

from .common import ServicedeskCommon


@tagged("post_install", "-at_install")
class TestFirstLineShare(ServicedeskCommon):
    """Of the solved tickets, how many the first line solved by itself."""

    def _solve(self, user, **values):
        tickets = self.env["servicedesk.ticket"].with_user(self.dispatcher)
        ticket = tickets.create(
            {
                "name": "Broken",
                "partner_id": self.customer_partner.id,
                "ticket_type_id": self.incident.id,
                "team_id": self.team_first.id,
                **values,
            }
        )
        if user:
            ticket.with_user(user).action_take()
            ticket.with_user(user).action_start()
            ticket.with_user(user).action_resolve("Done")
        return ticket

    def _share(self, tickets):
        groups = tickets._read_group(
            [("id", "in", tickets.ids)], [], ["first_line_share:avg", "__count"]
        )
        return groups[0]

    def test_it_is_a_share_of_the_solved(self):
        """Two by the first line, one by the second, one not solved: two thirds."""
        tickets = self._solve(self.agent_a) | self._solve(self.agent_a)
        tickets |= self._solve(self.agent_b, team_id=self.team_second.id)
        tickets |= self._solve(False)
        share, count = self._share(tickets)
        self.assertEqual(count, 4)
        self.assertAlmostEqual(share, 200 / 3)

    def test_what_another_level_ever_had_is_not_the_first_lines(self):
        ticket = self._solve(False)
        ticket.action_assign(team_id=self.team_second.id)
        ticket.action_assign(team_id=self.team_first.id)
        ticket.with_user(self.agent_a).action_take()
        ticket.with_user(self.agent_a).action_resolve("Done")
        self.assertFalse(ticket.is_first_line)
        self.assertEqual(self._share(ticket)[0], 0)

    def test_what_is_refused_is_not_solved(self):
        ticket = self._solve(self.agent_a)
        self.assertEqual(self._share(ticket)[0], 100)
        ticket.with_user(self.customer).action_refuse("Still broken")
        self.assertFalse(ticket.resolved_by_id)
        self.assertIn(self._share(ticket)[0], (None, False, 0))

    def test_reports_offer_it_as_a_measure(self):
        described = self.env["servicedesk.ticket"].fields_get(["first_line_share"])
        self.assertEqual(described["first_line_share"]["aggregator"], "avg")

    def test_each_shows_its_own(self):
        solved, other = self._solve(self.agent_a), self._solve(False)
        self.assertEqual(solved.first_line_share, 100)
        self.assertEqual(other.first_line_share, 0)
