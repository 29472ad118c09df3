# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""Two who answer or end an order at the same time, in real transactions.

These tests commit, and take away what they made.
"""

from odoo import SUPERUSER_ID
from odoo.tests import tagged

from .race_case import RaceCase

NAME = "Race of work orders"


@tagged("post_install", "-at_install")
class TestWorkOrderRaces(RaceCase):
    """Exactly one wins, and the other is told what the order has become."""

    NAME = NAME
    PEOPLE = {
        "fitter": "portal",
        "foreman": "portal",
        "agent": "agent",
        "dispatcher": "dispatcher",
    }
    MEMBERS = ("agent",)

    @classmethod
    def _make_ground(cls, env):
        firm = env["res.partner"].create({"name": NAME, "is_company": True})
        users = env["res.users"].browse([cls.fitter, cls.foreman])
        users.partner_id.parent_id = firm
        cls.firm_id = firm.id

    @classmethod
    def _remove(cls, env):
        orders = env["servicedesk.work.order"].search([("name", "=", NAME)])
        env["mail.mail"].search([("model", "=", orders._name)]).unlink()
        env.cr.execute(
            "DELETE FROM servicedesk_work_order WHERE id = ANY(%s)", [orders.ids]
        )
        env.invalidate_all()
        result = super()._remove(env)
        people = env["res.users"].search([("login", "in", cls._get_logins())])
        people.partner_id.parent_id = False
        env["res.partner"].search([("name", "=", NAME)]).unlink()
        return result

    def _make_order(self, state="sent"):
        with self._committing(self.agent) as env:
            ticket = env["servicedesk.ticket"].create(
                {"name": NAME, "team_id": self.team_id}
            )
            ticket.ticket_type_id = env.ref("servicedesk_core.ticket_type_incident")
            ticket.action_start()
            order = env["servicedesk.work.order"].create(
                {
                    "name": NAME,
                    "ticket_id": ticket.id,
                    "contractor_id": self.firm_id,
                }
            )
            if state != "draft":
                order.action_send()
            if state == "accepted":
                order.action_accept()
            return order.id, ticket.id

    def _race(self, order_id, *deeds, uids):
        """Do deeds on the order at one moment; return how many were refused."""

        def make(deed):
            return lambda env: deed(env["servicedesk.work.order"].browse(order_id))

        results = self._in_threads(*map(make, deeds), uids=uids)
        return [result for result in results if result is not True]

    def _read(self, order_id):
        with self._committing(SUPERUSER_ID) as env:
            order = env["servicedesk.work.order"].browse(order_id)
            return order.state, order.ticket_id.work_order_open_count

    def test_accept_against_cancel(self):
        """An order is accepted or cancelled; if both, in this order: cancelling wins.

        Who accepts what was cancelled is told so.
        """
        order_id, _ticket_id = self._make_order()
        refused = self._race(
            order_id,
            lambda order: order.action_accept(),
            lambda order: order.action_cancel("Not needed"),
            uids=(self.fitter, self.agent),
        )
        self.assertEqual(self._read(order_id), ("cancelled", 0))
        self.assertLessEqual(len(refused), 1)
        for words in refused:
            self.assertIn("Cancelled", str(words))

    def test_accept_against_decline(self):
        """Two of one firm answer: the second is told what the first has said."""
        order_id, _ticket_id = self._make_order()
        refused = self._race(
            order_id,
            lambda order: order.action_accept(),
            lambda order: order.action_accept(),
            uids=(self.fitter, self.foreman),
        )
        self.assertEqual(self._read(order_id), ("accepted", 1))
        self.assertEqual(len(refused), 1)
        self.assertIn("Accepted", str(refused[0]))

    def test_two_who_are_done(self):
        """Done is said once; the report of the first one stands."""
        order_id, _ticket_id = self._make_order("accepted")
        refused = self._race(
            order_id,
            lambda order: order.action_done("One"),
            lambda order: order.action_done("Two"),
            uids=(self.fitter, self.foreman),
        )
        self.assertEqual(self._read(order_id), ("done", 0))
        self.assertEqual(len(refused), 1)

    def test_send_against_resolve(self):
        """No order is under way on a resolved ticket, whoever was first."""
        order_id, ticket_id = self._make_order("draft")

        def resolve(env):
            return env["servicedesk.ticket"].browse(ticket_id).action_resolve("Mended")

        def send(env):
            return env["servicedesk.work.order"].browse(order_id).action_send()

        results = self._in_threads(resolve, send, uids=(self.dispatcher, self.agent))
        self.assertEqual(sum(result is True for result in results), 1, results)
        with self._committing(SUPERUSER_ID) as env:
            ticket = env["servicedesk.ticket"].browse(ticket_id)
            under_way = ticket.work_order_open_count
            self.assertEqual(ticket.state == "resolved", not under_way)
