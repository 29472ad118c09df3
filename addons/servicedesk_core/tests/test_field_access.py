# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""What somebody may not read is not found out by searching, sorting or grouping."""

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .work_order_common import WorkOrderCommon

ORDER = "servicedesk.work.order"
LINE = "servicedesk.work.order.line"
TICKET = "servicedesk.ticket"
# What portal users read at all.
MODELS = (
    TICKET,
    ORDER,
    LINE,
    "servicedesk.service",
    "servicedesk.approval",
    "servicedesk.announcement",
    "servicedesk.ticket.type",
    "servicedesk.stage",
)


@tagged("post_install", "-at_install")
class TestFieldAccess(WorkOrderCommon):
    """Of what portal users and employees without a role in the desk may not read."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ticket = cls._started(cls.agent_a, partner_id=cls.customer.partner_id.id)
        cls.order = cls._sent(ticket_id=cls.ticket.id)
        cls.order.with_user(cls.fitter).action_accept()
        cls.order.with_user(cls.fitter).action_claim(
            [{"name": "Lock", "kind": "part", "amount_claimed": 5.0}]
        )
        cls.people = cls.customer | cls.fitter | cls.employee

    def _get_hidden(self, user):
        """Return (records as ``user``, field name) of all that he may not read."""
        for name in MODELS:
            mine = self.env[name].with_user(user)
            # Without a record to read, nothing is asked of the database.
            if not (mine.has_access("read") and mine.search([], limit=1)):
                continue
            for field in mine._fields.values():
                if not mine._has_field_access(field, "read"):
                    yield mine, field.name

    def _check_hidden(self, ask):
        """Call ``ask(records, name)`` for each hidden field; all are refused."""
        asked, answered = 0, []
        for user in self.people:
            for mine, name in self._get_hidden(user):
                asked += 1
                try:
                    with self.cr.savepoint():
                        ask(mine, name)
                except AccessError:
                    continue
                except Exception as error:  # noqa: BLE001 - another refusal is none
                    answered.append((user.login, mine._name, name, repr(error)))
                else:
                    answered.append((user.login, mine._name, name, "answered"))
        self.assertFalse(answered)
        self.assertGreater(asked, 200)

    def test_search(self):
        """Also of fields that search by a method of their own."""
        self._check_hidden(lambda mine, name: mine.search_count([(name, "!=", False)]))

    def test_order(self):
        self._check_hidden(lambda mine, name: mine.search([], order=name))

    def test_group(self):
        """Neither by the field itself nor by a part of it."""

        def group(mine, name):
            unit = mine._fields[name].type in ("date", "datetime") and ":month"
            mine.formatted_read_group([], [f"{name}{unit or ''}"], ["__count"])

        self._check_hidden(group)

    def test_aggregate(self):
        """Neither shown nor sorted by nor asked for in a condition on groups."""

        def show(mine, name):
            mine.formatted_read_group([], [], [f"{name}:max"])

        def sort(mine, name):
            mine.formatted_read_group([], ["id"], order=f"{name}:max")

        def have(mine, name):
            mine._read_group([], ["id"], having=[(f"{name}:count", ">", 0)])

        for ask in (show, sort, have):
            self._check_hidden(ask)

    def test_through_others(self):
        """By a path, or in a domain within a domain, from whatever model."""
        lines = self.env[LINE].with_user(self.fitter)
        for domain in (
            [("order_id.ticket_number", "!=", False)],
            [("order_id", "any", [("ticket_number", "!=", False)])],
            ["|", ("id", ">", 0), "!", ("order_id.activity_state", "=", "overdue")],
        ):
            with self.subTest(domain=domain), self.assertRaises(AccessError):
                lines.search_count(domain)
        with self.assertRaises(AccessError):
            lines.formatted_read_group([], ["order_id.ticket_number"], ["__count"])
        approvals = self.env["servicedesk.approval"].with_user(self.customer)
        with self.assertRaises(AccessError):
            approvals.search([("ticket_id.due_band", "=", "1")])
        with self.assertRaises(AccessError):
            approvals.search([("risk", "!=", False)])

    def test_what_is_read_stays(self):
        """Whoever may read a field searches, sorts and groups by it."""
        for user, record, domain in (
            (self.customer, self.ticket, [("is_late", "=", False)]),
            (self.customer, self.ticket, [("state", "!=", "closed")]),
            (self.fitter, self.order, [("state", "=", "accepted")]),
            (self.fitter, self.order, [("planned_start", "=", False)]),
        ):
            mine = record.browse().with_user(user)
            name = domain[0][0]
            order = name if mine._fields[name].store else None
            with self.subTest(model=mine._name, field=name):
                self.assertIn(record, mine.search(domain, order=order).sudo(False))
        groups = self.order.with_user(self.fitter).formatted_read_group(
            [("id", "=", self.order.id)], ["state"], ["__count"]
        )
        self.assertEqual(groups[0]["__count"], 1)

    def test_the_desk_goes_on(self):
        """Agents group orders by ticket, and tickets by what burns."""
        orders = self.order.with_user(self.agent_a)
        mine = [("id", "=", self.order.id)]
        groups = orders.formatted_read_group(mine, ["ticket_number"], ["__count"])
        self.assertEqual(groups[0]["ticket_number"], self.ticket.number)
        tickets = self.ticket.with_user(self.agent_a)
        self.assertTrue(tickets.search([("due_band", "!=", "6")], order="due_band"))
        found = orders.search([("ticket_number", "=", self.ticket.number)])
        self.assertIn(self.order, found.sudo())
