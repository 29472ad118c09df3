# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""Who did the work neither verifies it nor decides what is paid for it."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .settlement_common import SettlementCommon
from .test_migrations import load

ENTRY = "servicedesk.time.entry"


@tagged("post_install", "-at_install")
class TestWorkOrderDuties(SettlementCommon):
    """One rule for verifying, for lines and for the payment."""

    def _check_refused(self, order, user):
        """Check that ``user`` judges nothing of done work; others do."""
        mine = order.with_user(user)
        mine.invalidate_recordset()
        self.assertNotIn("verify", mine.my_steps)
        self.assertFalse(mine.can_approve_lines)
        with self.assertRaisesRegex(UserError, "your own work"):
            mine.action_verify()
        with self.assertRaises(AccessError):
            self._lines(order, user).action_approve()
        with self.assertRaises(AccessError):
            self._lines(order, user).action_cut(1, "Because")
        order.with_user(self.agent_a).action_verify()
        with self.assertRaises(AccessError):
            mine.action_decide("approved")
        mine.invalidate_recordset()
        self.assertFalse(mine.can_decide)
        self.assertTrue(order.with_user(self.manager).action_decide("approved"))

    def _finish(self, order, doer):
        his = order.with_user(doer)
        if order.sudo().state == "sent":
            his.action_accept()
        his.action_claim([{"name": "Work", "hours": 1}])
        his.action_done("Changed it.")
        return order

    def _own(self, user=None):
        """Return an order sent to an own engineer: the boss, unless told."""
        order = self._draft(user_id=(user or self.boss).id)
        order.action_send()
        return order

    def _between_houses(self):
        """Return (an order to another company, its agent, a manager of both)."""
        house, agent, both = self._new_house()
        order = self._draft(contractor_id=house.partner_id.id)
        order.action_send()
        return order, agent, both

    def test_began_for_the_other_company(self):
        """He accepts and begins there, a colleague ends it, he would verify here."""
        order, agent, both = self._between_houses()
        order.with_user(both).action_accept()
        order.with_user(both).action_start()
        self._finish(order, agent)
        self.assertIn(both, order.sudo().doer_ids)
        self._check_refused(order, both)

    def test_left_the_other_company(self):
        """That he has left it since does not undo what he did."""
        order, agent, both = self._between_houses()
        order.with_user(both).action_accept()
        self._finish(order, agent)
        both.company_ids = [Command.set(self.company.ids)]
        self._check_refused(order, both)

    def test_which_company_he_calls_his_own(self):
        """He may work for the engaged one, whichever he has chosen."""
        order, agent, both = self._between_houses()
        self._finish(order, agent)
        self.assertNotIn(both, order.sudo().doer_ids)
        for company in both.company_ids:
            # sudo: his own preferences, which he may write
            both.company_id = company
            with self.subTest(company=company.name):
                fault = order.with_user(both)._find_entangled(both)
                self.assertTrue(fault)
        self._check_refused(order, both)

    def test_time_before_he_handed_it_over(self):
        """Who has worked on it did so, though he had not accepted it."""
        order = self._own()
        order.with_user(self.boss).action_add_time(2)
        order.with_user(self.boss).action_hand_over(self.engineer.id, "You finish")
        self._check_refused(self._finish(order, self.engineer), self.boss)

    def test_time_taken_back(self):
        """To delete what one has written down makes nobody a stranger to it."""
        order = self._own()
        order.with_user(self.boss).action_add_time(2)
        order.with_user(self.boss).action_hand_over(self.engineer.id, "You finish")
        entries = self.env[ENTRY].with_user(self.boss)
        entries.search([("work_order_id", "=", order.id)]).unlink()
        self._check_refused(self._finish(order, self.engineer), self.boss)

    def test_time_put_on_it_later(self):
        """Also time that was for something else first, or somebody else's."""
        order = self._own(self.engineer)
        entries = self.env[ENTRY].with_user(self.manager)
        entry = entries.create({"work_order_id": order.id, "hours": 1})
        self.assertEqual(order.sudo().doer_ids, self.manager)
        entry.user_id = self.agent_b
        self.assertEqual(order.sudo().doer_ids, self.manager | self.agent_b)
        other = self._own(self.engineer)
        entry.work_order_id = other
        self.assertEqual(other.sudo().doer_ids, self.agent_b)

    def test_timer(self):
        """A timer counts from its start."""
        order = self._own()
        order.with_user(self.boss).action_start_timer()
        self.assertEqual(order.sudo().doer_ids, self.boss)

    def test_second_login(self):
        """Persons are compared: whoever has two logins is one; also without one."""
        order = self._own()
        mine = order.with_user(self.boss)
        mine.action_accept()
        mine.action_claim([{"name": "Work", "hours": 1}])
        mine.action_hand_over(self.engineer.id, "You finish")
        second = self.boss.copy(
            {"login": "sd_boss_second", "partner_id": self.boss.partner_id.id}
        )
        self.assertEqual(second.partner_id, self.boss.partner_id)
        self.boss.active = False
        self._check_refused(self._finish(order, self.engineer), second)

    def test_claimed_with_another_login(self):
        """Nor does who claimed on paper decide with his second one."""
        order = self._order()
        order.with_user(self.boss).action_claim([{"name": "Work", "hours": 1}])
        second = self.boss.copy(
            {"login": "sd_boss_second", "partner_id": self.boss.partner_id.id}
        )
        order.with_user(self.fixer).action_done("Changed it.")
        self._check_refused(order, second)

    def test_said_by_phone(self):
        """Who writes down what the contractor said has done no work by that."""
        order = self._draft()
        order.action_send()
        order.action_accept()
        order.action_start()
        order.with_user(self.fixer).action_done("Changed it.")
        self.assertFalse(order.sudo().doer_ids & self.agent_a)
        self.assertIn("verify", order.my_steps)
        self.assertTrue(order.action_verify())

    def test_migration(self):
        """Whoever had time on an order before 19.0.1.6.0 is kept with it."""
        order = self._own(self.engineer)
        entries = self.env[ENTRY].with_user(self.manager)
        for hours in (1, 2):
            entries.create({"work_order_id": order.id, "hours": hours})
        self.env.flush_all()
        self.env.cr.execute("DELETE FROM servicedesk_work_order_doer_rel")
        for _time in range(2):
            load("19.0.1.6.0/post-doers.py").migrate(self.env.cr, "19.0.1.5.0")
        self.env.invalidate_all()
        self.assertEqual(order.sudo().doer_ids, self.manager)


@tagged("post_install", "-at_install")
class TestWorkOrderStaff(SettlementCommon):
    """Who does an order, or answers for it, works for the company that orders."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.house, cls.stranger, cls.both = cls._new_house()

    def test_of_another_company(self):
        """Such work is ordered from that company, not from its employee."""
        for name in ("user_id", "responsible_id"):
            vals = {"contractor_id": False, name: self.stranger.id}
            with self.subTest(field=name):
                with self.assertRaisesRegex(UserError, "does not work for"):
                    self._draft(**vals)
                draft = self._draft()
                with self.assertRaisesRegex(UserError, "does not work for"):
                    draft.write(vals)
        self.assertTrue(self._draft(user_id=self.both.id))

    def test_left_since(self):
        """Who has left the company is neither sent work, nor goes on with it."""
        draft = self._draft(user_id=self.both.id)
        sent = self._draft(user_id=self.both.id)
        sent.action_send()
        self.both.write(
            {
                "company_id": self.house.id,
                "company_ids": [Command.set(self.house.ids)],
            }
        )
        with self.assertRaisesRegex(UserError, "does not work for"):
            draft.action_send()
        for deed in ("action_accept", "action_start"):
            with self.subTest(deed=deed), self.assertRaises(AccessError):
                getattr(sent.with_user(self.both), deed)()
        self.assertTrue(sent.action_hand_over(self.engineer.id, "He has left"))
