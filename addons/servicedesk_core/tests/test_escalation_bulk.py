# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from unittest.mock import patch

from odoo.fields import Command
from odoo.sql_db import Cursor
from odoo.tests import freeze_time, tagged

from ..models.escalation import escalation_mail
from .offer_common import MONDAY, OfferCommon

FEW = 10


@tagged("post_install", "-at_install")
class TestEscalationBulk(OfferCommon):
    """Many tickets offered at once: what goes with them is made at once, too."""

    def _tickets(self, count):
        return (
            self.env["servicedesk.ticket"]
            .with_user(self.agent_a)
            .create(
                [
                    {
                        "name": f"Till {number}",
                        "partner_id": self.customer_partner.id,
                        "ticket_type_id": self.incident.id,
                        "team_id": self.team_first.id,
                    }
                    for number in range(count)
                ]
            )
        )

    def _offer_all(self, tickets):
        with freeze_time(MONDAY), self.mock_mail_gateway():
            tickets.action_escalate(
                "horizontal", "whole", "Router", to_team_id=self.team_second.id
            )
            self._flush()
            self.env["mail.mail"].search([("state", "=", "outgoing")]).send()
            return list(self._mails)

    def _count_statements(self, tickets):
        statements, execute = [], Cursor.execute

        def count(cursor, query, params=None, log_exceptions=True):
            if "SAVEPOINT" not in str(query):
                statements.append(query)
            return execute(cursor, query, params, log_exceptions)

        self._flush()
        with patch.object(Cursor, "execute", count):
            tickets.action_escalate(
                "horizontal", "whole", "Router", to_team_id=self.team_second.id
            )
            self.env.flush_all()
            self.env.cr.precommit.run()
        return len(statements)

    def test_each_more_costs_two_statements(self):
        """Twice as many tickets cost no more than two statements for each more."""
        many = [self._new_user(f"sd_bulk_{number}", "agent") for number in range(3)]
        self.team_second.member_ids = [Command.link(user.id) for user in many]
        few, more, warm = (self._tickets(count) for count in (FEW, 2 * FEW, 1))
        with self.mock_mail_gateway():
            self._count_statements(warm)
            once = self._count_statements(few)
            twice = self._count_statements(more)
        self.assertLessEqual(twice - once, 2 * FEW, f"{once}, {twice}")

    def test_each_reader_has_links_of_his_own(self):
        """Words are shared, links never: each opens one offer for one person."""
        tickets = self._tickets(3)
        mails = self._offer_all(tickets)
        receivers = tickets.escalation_id.receiver_ids
        self.assertGreater(len(receivers), 1)
        paths = {user: self._offer_paths(mails, user) for user in receivers}
        for ticket in tickets:
            start = f"/servicedesk/escalation/{ticket.escalation_id.id}/"
            for user in receivers:
                mine = [path for path in paths[user] if path.startswith(start)]
                self.assertEqual(len(mine), 1, user.login)
        every = [path for found in paths.values() for path in found]
        self.assertEqual(len(set(every)), len(receivers) * len(tickets))
        for mail in mails:
            self.assertNotIn("desk.invalid", mail["body"])

    def test_each_mail_tells_of_its_own_ticket(self):
        """Number and title of one ticket never stand in the mail about another."""
        tickets = self._tickets(3)
        for mail in self._told(self._offer_all(tickets), self.agent_b):
            own = [one for one in tickets if one.number in mail["subject"]]
            self.assertEqual(len(own), 1)
            self.assertIn(own[0].name, mail["body"])
            for other in tickets - own[0]:
                self.assertNotIn(other.number, mail["body"])

    def test_each_reads_his_own_language_and_zone(self):
        """Nine o'clock of one reader is not that of the next."""
        self.agent_b.tz = "Asia/Tokyo"
        other = self._new_user("sd_bulk_zone", "agent")
        other.tz = "Europe/Lisbon"
        self.team_second.member_ids = [Command.link(other.id)]
        mails = self._offer_all(self._tickets(2))
        for user in (self.agent_b, other):
            for mail in self._told(mails, user):
                self.assertIn(user.tz, mail["body"])

    def test_each_receiver_has_one_activity_a_ticket(self):
        tickets = self._tickets(3)
        self._offer_all(tickets)
        offers = tickets.escalation_id.sudo()
        for offer in offers:
            self.assertEqual(offer.activity_ids.user_id, offer.receiver_ids)
            self.assertEqual(len(offer.activity_ids), len(offer.receiver_ids))
            self.assertIn(offer.ticket_id.number, offer.activity_ids[0].summary)

    def test_many_mails_go_by_the_queue(self):
        """Who offers a hundred tickets does not wait for the mail server."""
        with (
            freeze_time(MONDAY),
            self.mock_mail_gateway(),
            patch.object(escalation_mail, "AT_ONCE", 1),
        ):
            tickets = self._tickets(2)
            tickets.action_escalate(
                "horizontal", "whole", "Router", to_team_id=self.team_second.id
            )
            self._flush()
            self.assertFalse(self._told(self._mails, self.agent_b))
        waiting = self.env["mail.mail"].search(
            [("model", "=", "servicedesk.escalation"), ("state", "=", "outgoing")]
        )
        self.assertGreaterEqual(len(waiting), 2)
