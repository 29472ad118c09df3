# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo.tests import tagged

from .race_case import RaceCase


@tagged("post_install", "-at_install")
class TestSettlementRaces(RaceCase):
    """Two decisions at one moment, in real transactions: one counts."""

    NAME = "Settlement Race"
    PEOPLE = {"engineer_id": "agent", "first_id": "manager", "second_id": "manager"}
    MEMBERS = ("engineer_id",)

    @classmethod
    def _remove(cls, env):
        orders = env["servicedesk.work.order"].search([("name", "=", cls.NAME)])
        env["mail.mail"].search([("model", "=", orders._name)]).unlink()
        env["mail.message"].search(
            [("model", "=", orders._name), ("res_id", "in", orders.ids)]
        ).unlink()
        # What was sent stays: only a test takes it away again.
        env.cr.execute(
            "DELETE FROM servicedesk_work_order WHERE id = ANY(%s)", [orders.ids]
        )
        env.invalidate_all()
        return super()._remove(env)

    def _claimed(self):
        """Make an order that is verified, with one line of 100; return its id."""
        with self._committing() as env:
            order = env["servicedesk.work.order"].create(
                {"name": self.NAME, "user_id": self.engineer_id}
            )
            order.with_user(self.first_id).action_send()
            order.with_user(self.engineer_id).action_accept()
            mine = order.with_user(self.engineer_id)
            mine.action_claim([{"kind": "part", "name": "Drum", "amount_claimed": 100}])
            mine.action_done("Changed it.")
            order.with_user(self.first_id).action_verify()
            return order.id

    def _order(self, env, order_id):
        return env["servicedesk.work.order"].browse(order_id)

    def _result(self, order_id):
        with self._committing() as env:
            order = self._order(env, order_id)
            return (
                order.payment_decision,
                order.payment_amount,
                order.line_ids.mapped("amount_approved"),
            )

    def test_two_decisions(self):
        """One is written; the other manager is told by whom and what."""
        order_id = self._claimed()
        told = self._race(
            (
                self.first_id,
                lambda env: self._order(env, order_id).action_decide("approved"),
            ),
            (
                self.second_id,
                lambda env: self._order(env, order_id).action_decide(
                    "refused", reason="No"
                ),
            ),
            must_wait=True,
        )
        self.assertTold(told, "the payment was decided by")
        self.assertEqual(self._result(order_id), ("approved", 100.0, [100.0]))

    def test_claim_against_decision(self):
        """A line that comes with the decision is refused: nobody has decided on it."""
        order_id = self._claimed()
        told = self._race(
            (
                self.first_id,
                lambda env: self._order(env, order_id).action_decide("approved"),
            ),
            (
                self.engineer_id,
                lambda env: self._order(env, order_id).action_claim(
                    [{"kind": "part", "name": "Belt", "amount_claimed": 5}]
                ),
            ),
            must_wait=True,
        )
        self.assertTold(told, "the payment was decided by")
        self.assertEqual(self._result(order_id), ("approved", 100.0, [100.0]))

    def test_approval_against_cut(self):
        """Of two who decide a line one counts; the other is told by whom and what."""
        order_id = self._claimed()
        told = self._race(
            (
                self.first_id,
                lambda env: self._order(env, order_id).line_ids.action_approve(),
            ),
            (
                self.second_id,
                lambda env: self._order(env, order_id).line_ids.action_cut(0, "No"),
            ),
            must_wait=True,
        )
        self.assertTold(told, "was decided by")
        self.assertEqual(self._result(order_id), ("none", 0.0, [100.0]))

    def test_cut_against_approval(self):
        """Also where nothing is left of the line, so that no sum changes."""
        order_id = self._claimed()
        told = self._race(
            (
                self.first_id,
                lambda env: self._order(env, order_id).line_ids.action_cut(0, "No"),
            ),
            (
                self.second_id,
                lambda env: self._order(env, order_id).line_ids.action_approve(),
            ),
            must_wait=True,
        )
        self.assertTold(told, "was decided by")
        self.assertEqual(self._result(order_id), ("none", 0.0, [0.0]))

    def test_decision_against_cut(self):
        """A cut that comes with the decision is refused, and the decision stands."""
        order_id = self._claimed()
        told = self._race(
            (
                self.first_id,
                lambda env: self._order(env, order_id).action_decide("approved"),
            ),
            (
                self.second_id,
                lambda env: self._order(env, order_id).line_ids.action_cut(5, "No"),
            ),
            must_wait=True,
        )
        self.assertTold(told, "the payment was decided by")
        self.assertEqual(self._result(order_id), ("approved", 100.0, [100.0]))
