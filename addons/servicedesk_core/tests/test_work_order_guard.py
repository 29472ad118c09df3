# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from ..wizards.servicedesk_dialog_access import find_named
from .settlement_common import SettlementCommon

ORDER = "servicedesk.work.order"
SECRET = "Dismissal of Ms Miller"


@tagged("post_install", "-at_install")
class TestWorkOrderDialogAccess(SettlementCommon):
    """A dialog tells nobody of an order, a line or an escalation what he may not read.

    Odoo reads for dialogs in superuser mode: names, related and stored fields.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._claimed({"hours": 2})
        cls.draft = cls._draft()
        cls.own = cls._order(user_id=cls.engineer.id)
        cls.line = cls.order.sudo().line_ids
        cls.company_b = cls.env["res.company"].create({"name": "House Three"})
        cls.stranger = cls._new_user("sd_stranger", "manager")
        cls.stranger.write(
            {
                "company_ids": [Command.set(cls.company_b.ids)],
                "company_id": cls.company_b.id,
            }
        )
        cls.offer = cls.env["servicedesk.escalation"].browse(
            cls.ticket.with_user(cls.agent_a).action_escalate(
                "horizontal", "whole", "Specialists", to_team_id=cls.team_second.id
            )
        )

    def _refuses(self, user, model, values):
        """Assert that a dialog is neither made with ``values``, nor filled in."""
        dialogs = self.env[model].with_user(user)
        spec = {name: {} for name in values}
        defaults = {f"default_{name}": value for name, value in values.items()}
        ways = {
            "create": lambda: dialogs.create(dict(values)),
            "onchange": lambda: dialogs.onchange(dict(values), list(values), spec),
            "first onchange": lambda: dialogs.onchange(dict(values), [], spec),
            "default": lambda: dialogs.with_context(**defaults).create({}),
            "default of a form": lambda: dialogs.with_context(**defaults).onchange(
                {}, [], spec
            ),
        }
        for way, open_dialog in ways.items():
            with self.subTest(user=user.login, model=model, way=way):
                with self.assertRaises(AccessError), self.cr.savepoint():
                    open_dialog()

    def test_strangers_open_no_dialog(self):
        """Neither employees without a role nor another company's managers."""
        hours = [Command.create({"name": "x", "kind": "labour", "hours": 1.0})]
        for user in (self.employee, self.stranger):
            for order in (self.order, self.draft, self.own):
                claim = {"order_id": order.id, "line_ids": hours}
                self._refuses(user, f"{ORDER}.claim", claim)
                self._refuses(user, f"{ORDER}.sign", {"order_id": order.id})
                answer = {"order_ids": [Command.set(order.ids)], "deed": "plan"}
                self._refuses(user, f"{ORDER}.answer", answer)
            offers = {"escalation_ids": [Command.set(self.offer.ids)]}
            self._refuses(user, "servicedesk.escalation.answer", offers)
        tickets = {"ticket_ids": [Command.set(self.ticket.ids)]}
        self._refuses(self.stranger, "servicedesk.ticket.escalate", tickets)
        self._refuses(self.stranger, f"{ORDER}.make", {"ticket_id": self.ticket.id})
        self._refuses(self.stranger, f"{ORDER}.cut", {"line_id": self.line.id})
        decide = {"order_ids": [Command.set(self.order.ids)]}
        self._refuses(self.stranger, f"{ORDER}.decide", decide)

    def test_an_engineer_opens_his_own(self):
        """Without a role, he opens dialogs over his order, and over no other one."""
        dialogs = self.env[f"{ORDER}.claim"].with_user(self.engineer)
        hours = [Command.create({"name": "x", "kind": "labour", "hours": 2.0})]
        dialog = dialogs.create({"order_id": self.own.id, "line_ids": hours})
        self.assertEqual(dialog.line_ids.amount_claimed, 80.0)
        self._refuses(self.engineer, f"{ORDER}.sign", {"order_id": self.order.id})
        with self.assertRaises(AccessError):
            dialog.write({"order_id": self.order.id})

    def test_a_line_in_the_dialog_of_another(self):
        """A line is not hung on another's dialog, nor on one around any order."""
        dialog = self.env[f"{ORDER}.claim"].with_user(self.agent_a)
        dialog = dialog.create({"order_id": self.order.id})
        lines = self.env[f"{ORDER}.claim.line"].with_user(self.employee)
        with self.assertRaises(AccessError):
            lines.create({"claim_id": dialog.id, "name": "x", "hours": 1})
        values = {
            "claim_id": {"order_id": self.order.id},
            "kind": "labour",
            "hours": 1.0,
        }
        with self.assertRaises(AccessError):
            lines.onchange(values, ["hours"], {"amount_claimed": {}})

    def test_who_is_asked_opens_the_dialog(self):
        """A member of the team that was asked answers; a settler may settle."""
        answers = self.env["servicedesk.escalation.answer"]
        values = {"escalation_ids": [Command.set(self.offer.ids)], "deed": "return"}
        dialog = answers.with_user(self.agent_b).create({**values, "reason": "No"})
        self.assertTrue(dialog.sides)

    def test_what_is_named(self):
        """Records are found in ids, lists, commands, and values within values."""
        claims = self.env[f"{ORDER}.claim"]
        lines = self.env[f"{ORDER}.claim.line"]
        answers = self.env[f"{ORDER}.answer"]
        cases = (
            (claims, {"order_id": 3}, {3}),
            (claims, {"order_id": self.order}, {self.order.id}),
            (claims, {"order_id": False, "line_ids": []}, set()),
            (answers, {"order_ids": [3, 4]}, {3, 4}),
            (answers, {"order_ids": [(4, 3), [6, 0, [4, 5]]]}, {3, 4, 5}),
            (answers, {"order_ids": [(5,)], "no_such_field": 3}, set()),
            (lines, {"claim_id": {"order_id": 3}}, {3}),
            (lines, {"claim_id": {"order_id": {"id": 3}}}, {3}),
            (lines, {"claim_id": {"order_id": "x"}}, set()),
        )
        for model, vals, expected in cases:
            with self.subTest(vals=vals):
                self.assertEqual(find_named(model, vals).get(ORDER, set()), expected)


@tagged("post_install", "-at_install")
class TestWorkOrderSubject(SettlementCommon):
    """Who does the work learns the ticket's number; its subject only if he reads it."""

    def test_an_engineer_without_a_role(self):
        """By whatever way of reading."""
        ticket = self._started(name=SECRET)
        order = self._order(ticket_id=ticket.id, user_id=self.engineer.id)
        mine = order.with_user(self.engineer)
        found = mine.browse().search([("id", "=", order.id)])
        self.env.invalidate_all()
        seen = [
            mine.read(["ticket_id"]),
            mine.web_read({"ticket_id": {"fields": {"display_name": {}}}}),
            found.search_read([("id", "=", order.id)], ["ticket_id"]),
            found.formatted_read_group(
                [("id", "=", order.id)], ["ticket_id"], ["__count"]
            ),
            found.read_group([("id", "=", order.id)], ["id:count"], ["ticket_id"]),
        ]
        for rows in seen:
            with self.subTest(rows=rows):
                self.assertNotIn(SECRET, str(rows))
                self.assertIn(ticket.number, str(rows))

    def test_readers_read_the_subject(self):
        """Agents, and an engineer who asked for the ticket himself."""
        ticket = self._started(name=SECRET, partner_id=self.employee.partner_id.id)
        order = self._order(ticket_id=ticket.id, user_id=self.employee.id)
        for user in (self.agent_a, self.agent_b, self.auditor, self.employee):
            with self.subTest(user=user.login):
                self.env.invalidate_all()
                rows = order.with_user(user).read(["ticket_id"])
                self.assertIn(SECRET, str(rows))


@tagged("post_install", "-at_install")
class TestWorkOrderDoers(SettlementCommon):
    """Whoever had the work in hand neither verifies it nor decides what is paid."""

    def _own(self):
        order = self._draft(user_id=self.boss.id)
        order.action_send()
        return order

    def _finish(self, order):
        """The colleague claims, and says that it is done; return it as ``boss``."""
        his = order.with_user(self.engineer)
        his.action_start()
        his.action_claim([{"name": "Work of the boss", "hours": 3}])
        his.action_done("Changed it.")
        return order.with_user(self.boss)

    def _check_refused(self, mine):
        with self.assertRaisesRegex(UserError, "your own work"):
            mine.action_verify()
        lines = self._lines(mine, self.boss)
        with self.assertRaises(AccessError):
            lines.action_approve()
        with self.assertRaises(AccessError):
            lines.action_cut(1, "Because")
        mine.with_user(self.agent_a).action_verify()
        with self.assertRaises(AccessError):
            mine.action_decide("approved")
        mine.invalidate_recordset()
        self.assertFalse(mine.can_decide)
        self.assertTrue(mine.with_user(self.manager).action_decide("approved"))

    def test_handed_over(self):
        """He begins, and gives it to a colleague who reports it."""
        order = self._own()
        order.with_user(self.boss).action_start()
        order.with_user(self.boss).action_hand_over(self.engineer.id, "You finish")
        self._check_refused(self._finish(order))

    def test_returned_and_handed_over(self):
        """He reports it done, has it returned, and gives it to a colleague."""
        order = self._own()
        mine = order.with_user(self.boss)
        mine.action_accept()
        mine.action_done("Changed it.")
        mine.action_return("Once more")
        mine.action_hand_over(self.engineer.id, "You finish")
        self._check_refused(self._finish(order))
        self.assertEqual(order.sudo().doer_ids, self.boss | self.engineer)

    def test_handed_over_untouched(self):
        """Who passed on what he had not even accepted did nothing of it."""
        order = self._own()
        mine = order.with_user(self.boss)
        mine.action_hand_over(self.engineer.id, "Yours")
        self.assertTrue(self._finish(order).action_verify())
        self.assertEqual(order.sudo().doer_ids, self.engineer)

    def test_nobody_writes_doers(self):
        """Neither when an order is made, nor later."""
        with self.assertRaises(UserError):
            self._draft(doer_ids=[Command.set(self.engineer.ids)])
        order = self._own()
        with self.assertRaises(UserError):
            order.write({"doer_ids": [Command.clear()]})


@tagged("post_install", "-at_install")
class TestWorkOrderMoneyAccess(SettlementCommon):
    """What only managers see is not found out by searching, either."""

    def test_budgets_are_not_searched(self):
        """Neither directly nor through work orders; managers find them."""
        contract = self._underpin(budget=10.0)
        self._claimed({"hours": 2}, order=self._order(contract_id=contract.id))
        domain = [("budget_state", "in", ["near", "over"])]
        through = [("contract_id.budget_state", "in", ["near", "over"])]
        for user in (self.agent_a, self.dispatcher, self.auditor):
            contracts = self.env["servicedesk.contract"].with_user(user)
            with self.subTest(user=user.login):
                for forged in (domain, [("budget_state", "=", False)]):
                    with self.assertRaises(AccessError):
                        contracts.search(forged)
                with self.assertRaises(AccessError):
                    self.env[ORDER].with_user(user).search(through)
                with self.assertRaises(AccessError):
                    contracts.search([("work_order_ids.rate", ">", 0)])
        found = self.env["servicedesk.contract"].with_user(self.manager).search(domain)
        self.assertIn(contract, found)

    def test_no_search_forgets_who_may(self):
        """Of every field for roles of the desk that has its own search."""
        for name, model in self.env.items():
            if not name.startswith("servicedesk.") or model._abstract:
                continue
            mine = model.with_user(self.employee)
            for field in model._fields.values():
                ours = "servicedesk_core.group" in (field.groups or "")
                if not (field.search and ours) or model._transient:
                    continue
                with self.subTest(model=name, field=field.name):
                    with self.assertRaises(AccessError):
                        mine.search([(field.name, "!=", False)])

    def test_warnings_are_not_searched(self):
        """That is said in words."""
        with self.assertRaisesRegex(UserError, "not searched"):
            self.env[ORDER].with_user(self.agent_a).search(
                [("money_warning", "!=", False)]
            )

    def test_too_much_to_be_true(self):
        """An hour or an order that nobody could pay is a slip of the hand."""
        self._draft(rate=1e8, quota_amount=1e10)
        for values in ({"rate": 1e12}, {"quota_amount": 1e13}):
            with self.subTest(values=values), self.assertRaises(ValidationError):
                self._draft(**values)

    def test_true_is_no_number(self):
        """Whoever sends it meant something else."""
        order = self._order()
        for name in ("hours", "quantity", "amount_claimed"):
            line = {"name": "Work", "hours": 1, name: True}
            with self.subTest(name=name), self.assertRaisesRegex(UserError, name):
                self._as_doer(order).action_claim([line])

    def test_a_line_is_decided_once(self):
        """Another decision needs the first one taken back; who decided is told."""
        order = self._claimed({"hours": 1})
        self._lines(order).action_cut(10, "Too slow")
        others = self._lines(order, self.manager)
        for deed in (
            others.action_approve,
            lambda: others.action_cut(5, "Slower"),
            others.action_open_cut,
        ):
            with self.assertRaisesRegex(UserError, "was decided by"):
                deed()
        self.assertEqual(others.amount_approved, 10.0)
        self.assertTrue(others.action_undecide())
        self.assertEqual((others.state, others.reason), ("claimed", False))
        with self.assertRaisesRegex(UserError, "nothing was decided"):
            others.action_undecide()
        others.action_approve()
        self.assertEqual(others.decided_by_id, self.manager)


@tagged("post_install", "-at_install")
class TestWorkOrderManners(SettlementCommon):
    """Who orders, who writes, who speaks, and when a visit can be."""

    def test_without_a_ticket(self):
        """Only dispatchers order work that is for no ticket."""
        values = {"name": "Paint the yard", "contractor_id": self.fix_it.id}
        for user in (self.agent_a, self.agent_b):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.env[ORDER].with_user(user).create(dict(values))
        order = self.env[ORDER].with_user(self.dispatcher).create(dict(values))
        self.assertFalse(order.ticket_id)

    def test_contractors_write_nothing(self):
        """Not even where an order stands in somebody's day."""
        order = self._order()
        with self.assertRaises(AccessError):
            order.with_user(self.fixer).write({"route_sequence": 3})

    def test_nobody_speaks_as_another(self):
        """An employee's message is in his own name, whatever else was asked for."""
        order = self._order(user_id=self.engineer.id)
        for user in (self.engineer, self.agent_a):
            with self.subTest(user=user.login):
                message = order.with_user(user).message_post(
                    body="Hello",
                    author_id=self.manager.partner_id.id,
                    email_from="manager@example.com",
                )
                self.assertEqual(message.sudo().author_id, user.partner_id)
                self.assertNotIn("manager@", message.sudo().email_from)

    def test_years_of_a_visit(self):
        """Ten years around today; what is further away is a slip of the hand."""
        order = self._order()
        for start, end in (
            ("0001-01-01 00:00:00", "0001-01-01 00:00:00"),
            ("9999-12-30 00:00:00", "9999-12-31 23:59:59"),
            ("2026-03-03 09:00:00", "2036-12-31 00:00:00"),
        ):
            for user in (self.fixer, self.agent_a):
                with self.subTest(start=start, user=user.login):
                    with self.assertRaisesRegex(UserError, "ten years"):
                        order.with_user(user).action_plan(start, end)
        with self.assertRaises(UserError):
            self._draft(planned_start="9999-12-31 00:00:00")
        self.assertTrue(order.action_plan("2027-03-03 09:00:00", False))
