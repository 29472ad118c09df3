# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged, users
from odoo.tools import mute_logger

from .test_time_entry import TimeCommon


class CostCase(TimeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        roles = cls.env["servicedesk.time.role"].with_user(cls.manager)
        cls.role = roles.create(
            {
                "name": "Engineer",
                "company_id": cls.company.id,
                "user_ids": cls.agent_a.ids,
                "rate_ids": [
                    (0, 0, {"date_from": "2026-01-01", "hourly_cost": 40}),
                    (0, 0, {"date_from": "2026-03-01", "hourly_cost": 50}),
                ],
            }
        )
        cls.everybody = roles.create(
            {
                "name": "Everybody",
                "company_id": cls.company.id,
                "is_default": True,
                "rate_ids": [(0, 0, {"date_from": "2026-01-01", "hourly_cost": 10})],
            }
        )


@tagged("post_install", "-at_install")
class TestTimeCost(CostCase):
    """What an hour cost on its day is kept."""

    def _on(self, day, user=None, **vals):
        user = user or self.agent_a
        ticket = vals.pop("ticket", None) or self._started(user, team_id=False)
        start = f"{day} 09:00:00"
        return self._add(ticket, user, date_start=start, **vals).sudo()

    def test_the_rate_of_the_day(self):
        for day, cost in (("2026-02-28", 40), ("2026-03-01", 50), ("2025-12-31", 0)):
            with self.subTest(day=day):
                self.assertEqual(self._on(day).cost, cost)

    def test_later_rates_change_nothing(self):
        entry = self._on("2026-03-02", hours=2)
        rates = self.env["servicedesk.time.rate"].with_user(self.manager)
        new = {"role_id": self.role.id, "date_from": "2026-03-02", "hourly_cost": 70}
        rates.create(new)
        self.role.user_ids = False
        self.assertEqual((entry.cost_rate, entry.cost), (50, 100))
        entry.with_user(self.agent_a).hours = 1
        self.assertEqual(entry.cost, 50)

    def test_another_day_or_person_is_looked_up(self):
        entry = self._on("2026-03-02")
        entry.with_user(self.agent_a).write(
            {"date_start": "2026-02-02 09:00:00", "date_stop": "2026-02-02 10:00:00"}
        )
        self.assertEqual(entry.cost_rate, 40)
        entry.with_user(self.manager).user_id = self.agent_b
        self.assertEqual((entry.cost_rate, entry.role_id.id), (10, self.everybody.id))

    def test_whoever_has_no_role(self):
        self.assertEqual(self._on("2026-03-02", self.agent_b).cost, 10)
        self.everybody.active = False
        self.assertEqual(self._on("2026-03-02", self.agent_b).cost, 0)

    def test_looking_up_again(self):
        """For what was written down before anybody had a role; not on closed days."""
        self.everybody.active = False
        entry = self._on("2026-03-02", self.agent_b)
        self.role.user_ids |= self.agent_b
        mine = entry.with_user(self.manager)
        self.assertTrue(mine.action_value_anew())
        self.assertEqual(entry.cost, 50)
        self.company.servicedesk_time_closed_until = "2026-03-31"
        with self.assertRaisesRegex(UserError, "closed until"):
            mine.action_value_anew()

    def test_one_role_a_person(self):
        with self.assertRaisesRegex(ValidationError, "already"):
            self.everybody.user_ids = self.agent_a

    def test_bad_rates(self):
        rates = self.env["servicedesk.time.rate"].with_user(self.manager)
        for vals in (
            {"date_from": "2027-01-01", "hourly_cost": -1},
            {"date_from": "2026-01-01", "hourly_cost": 5},
        ):
            with self.subTest(vals=vals), self.assertRaises(IntegrityError):
                with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                    rates.create({"role_id": self.role.id, **vals})

    def test_the_log_tells_no_rate(self):
        """Auditors read the log of configuration: that a rate changed, not to what."""
        rates = self.role.rate_ids
        rates[0].hourly_cost = 12345
        logged = self.env["servicedesk.log"].search([], order="id desc", limit=20)
        for line in logged:
            self.assertNotIn("12345", str(line.read()))


@tagged("post_install", "-at_install")
class TestTicketCost(CostCase):
    """Cost per ticket, from time and orders."""

    def _order(self, ticket, **vals):
        """Return an order as it stands after deeds that are tested elsewhere."""
        orders = self.env["servicedesk.work.order"]
        defaults = {
            "name": "Replace the lock",
            "ticket_id": ticket.id,
            "company_id": self.company.id,
            "state": "done",
            "date_sent": fields.Datetime.now(),
        }
        return orders.create({**defaults, **vals})

    def _line(self, order, **vals):
        lines = self.env["servicedesk.work.order.line"]
        return lines.create({"order_id": order.id, "name": "Lock", **vals})

    def _cost(self, ticket):
        ticket = ticket.with_user(self.manager)
        ticket.invalidate_recordset()
        return ticket._get_cost()

    def test_nothing_costs_nothing(self):
        cost = self._cost(self._started(self.agent_a))
        self.assertEqual((cost["time"], cost["orders"], cost["total"]), (0, 0, 0))

    def test_time_and_orders(self):
        """A contractor's order costs what is claimed, then what is paid."""
        ticket = self._started(self.agent_a)
        self._add(ticket, self.agent_a, hours=2)
        order = self._order(ticket, contractor_id=self.other_company.id)
        self._line(order, kind="labour", hours=1, amount_claimed=80)
        self._line(order, kind="part", amount_claimed=20)
        cost = self._cost(ticket)
        self.assertEqual((cost["time"], cost["orders"], cost["total"]), (100, 100, 200))
        order.write({"payment_decision": "cut", "payment_amount": 70})
        self.assertEqual(self._cost(ticket)["orders"], 70)

    def test_own_engineers_hours_count_once(self):
        """They are time entries; only his parts are the order's cost."""
        ticket = self._started(self.agent_a)
        order = self._order(ticket, user_id=self.agent_a.id)
        self._line(order, kind="labour", hours=1, amount_claimed=80)
        self._line(order, kind="part", amount_claimed=20)
        order.with_user(self.agent_a).sudo(False)
        entries = self.env["servicedesk.time.entry"]
        entries.create(
            {"work_order_id": order.id, "user_id": self.agent_a.id, "hours": 1}
        )
        cost = self._cost(ticket)
        self.assertEqual((cost["time"], cost["orders"]), (50, 20))
        self.assertEqual(ticket.worked_hours, 1)

    def test_drafts_and_cancelled_orders_cost_nothing(self):
        ticket = self._started(self.agent_a)
        for state in ("draft", "declined", "cancelled"):
            order = self._order(ticket, state=state, user_id=self.agent_a.id)
            self._line(order, kind="part", amount_claimed=20)
        self.assertEqual(self._cost(ticket)["orders"], 0)

    def test_a_timer_of_an_order(self):
        """The own engineer's; nobody else's, and no contractor's."""
        ticket = self._started(self.agent_a)
        order = self._order(ticket, user_id=self.agent_b.id, state="in_progress")
        for user in (self.agent_a, self.dispatcher, self.customer, self.employee):
            with self.subTest(user=user.login):
                with self.assertRaises(UserError), mute_logger("odoo"):
                    order.with_user(user).action_start_timer()
        mine = order.with_user(self.agent_b)
        self.assertTrue(mine.action_start_timer())
        self.assertEqual(self._timer(self.agent_b)["name"], order.number)
        self.assertTrue(mine.action_stop_timer("There"))
        self.assertTrue(mine.action_add_time(1))
        self.assertEqual(ticket.worked_hours, 1)
        foreign = self._order(
            ticket, contractor_id=self.other_company.id, state="in_progress"
        )
        self.other_customer.partner_id.parent_id = self.other_company
        for user in (self.other_customer, self.agent_a, self.manager):
            with self.subTest(user=user.login):
                with self.assertRaises(UserError), mute_logger("odoo"):
                    foreign.with_user(user).action_add_time(1)

    @users("sd_agent_a")
    def test_merging_carries_time(self):
        """Also of closed days; taking the merge back returns it."""
        first, second = self._started(self.env.user), self._started(self.env.user)
        self._add(first, self.env.user, date_start="2026-03-02 09:00:00")
        self.company.sudo().servicedesk_time_closed_until = "2026-03-31"
        first.action_merge_into(second.id)
        self.assertEqual((first.worked_hours, second.worked_hours), (0, 1))
        self.assertEqual(self._cost(second)["time"], 50)
        first.with_user(self.manager).action_unmerge()
        self.assertEqual((first.worked_hours, second.worked_hours), (1, 0))

    def test_a_list_of_costs(self):
        """Grouped by service and source, as the pivot asks."""
        ticket = self._started(self.agent_a)
        self._add(ticket, self.agent_a, hours=2)
        rows = self.env["servicedesk.ticket.cost"].with_user(self.manager)
        groups = rows._read_group(
            [("ticket_id", "=", ticket.id)], ["source"], ["amount:sum", "hours:sum"]
        )
        self.assertEqual(groups, [("time", 100, 2)])
