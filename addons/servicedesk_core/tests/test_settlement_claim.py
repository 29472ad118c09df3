# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged, users
from odoo.tools import mute_logger

from .settlement_common import DAY, SettlementCommon


@tagged("post_install", "-at_install")
class TestSettlementClaim(SettlementCommon):
    """What is claimed for a work order, by whom, and what is no claim."""

    # ------------------------------------------------------------------
    # Claiming
    # ------------------------------------------------------------------

    def test_contractor_claims(self):
        """People of the contractor claim labour and parts, and get the lines' ids."""
        order = self._order()
        ids = self._as_doer(order).action_claim(
            [
                {"name": "Changed it", "hours": 1.5, "date": DAY},
                {"kind": "part", "name": "Drum", "quantity": 2, "amount_claimed": 90},
            ]
        )
        lines = self._lines(order)
        self.assertEqual(lines.ids, ids)
        self.assertEqual(lines.mapped("kind"), ["labour", "part"])
        self.assertEqual(lines.mapped("amount_claimed"), [60.0, 90.0])
        self.assertEqual(lines[0].date, date(2026, 3, 2))
        self.assertEqual(lines.mapped("state"), ["claimed", "claimed"])
        self.assertEqual(lines.mapped("amount_approved"), [0.0, 0.0])
        self.assertEqual(lines.claimed_by_id, self.fixer)
        order.invalidate_recordset()
        self.assertEqual(order.amount_claimed, 150.0)
        self.assertEqual(order.amount_approved, 0.0)
        self.assertEqual(order.hours_claimed, 1.5)

    def test_labour_costs_its_hours_at_the_rate(self):
        """An amount that is given stays; without one, hours cost the agreed rate."""
        order = self._claimed({"hours": 1 / 3}, {"hours": 2, "amount_claimed": 99.999})
        self.assertEqual(self._lines(order).mapped("amount_claimed"), [13.33, 100.0])

    def test_labour_without_a_rate(self):
        """Where no rate was agreed, the amount has to be said; it is never 0 unsaid."""
        order = self._order(rate=0)
        good = {"hours": 3, "amount_claimed": 90}
        for amount in ({}, {"amount_claimed": None}, {"amount_claimed": False}):
            with (
                self.subTest(amount=amount),
                self.assertRaisesRegex(UserError, "Line 2: no hourly rate is agreed"),
            ):
                self._claimed(good, {"hours": 3, **amount}, order=order)
        self.assertFalse(self._lines(order))
        self._claimed(good, {"kind": "part"}, {"kind": "other"}, order=order)
        self.assertEqual(order.amount_claimed, 90.0)

    def test_zero_is_an_amount(self):
        """Who works for nothing says so: 0 is not taken for “at the rate”."""
        order = self._claimed({"hours": 3, "amount_claimed": 0})
        self.assertEqual(order.amount_claimed, 0.0)

    def test_labour_that_costs_nothing_is_seen(self):
        """Where no rate says that it is right so, who pays is told of it."""
        order = self._claimed(
            {"hours": 3, "amount_claimed": 0}, order=self._order(rate=0)
        )
        self.assertIn("no hourly rate", self._lines(order).warning)
        self.assertIn("3 h without an amount", order.money_warning)
        self.assertFalse(self._lines(self._claimed({"hours": 1})).warning)

    def test_a_rate_that_comes_late(self):
        """Who ordered agrees on it: labour without an amount costs it; both hear."""
        order = self._claimed(
            {"hours": 2, "amount_claimed": 0},
            {"hours": 1, "amount_claimed": 15},
            {"kind": "part", "amount_claimed": 0},
            order=self._order(rate=0),
        )
        contract = self._underpin(budget=100)
        order.sudo().contract_id = contract
        self.assertTrue(order.with_user(self.agent_a).action_set_rate(60))
        self.assertEqual(
            self._lines(order).mapped("amount_claimed"), [120.0, 15.0, 0.0]
        )
        self.assertEqual(self._lines(order).claimed_by_id, self.fixer)
        order.invalidate_recordset()
        self.assertEqual((order.rate, order.amount_claimed), (60.0, 135.0))
        told = order.sudo().message_ids[:1]
        self.assertFalse(told.is_internal or told.subtype_id.internal)
        self.assertIn("60.00", told.body)
        self.assertIn("120.00", told.body)
        self.assertIn("exceeded", contract.message_ids[:1].body)

    def test_no_late_rate(self):
        """Not over an agreed one, not before or after its time, not for nothing."""
        late = self._order(rate=0)
        cases = (
            (self._order(), 60, "agreed already"),
            (self._draft(rate=0), 60, "Draft"),
            (self._decided(), 60, "decided by"),
            (late, 0, "more than nothing"),
            (late, -1, "more than nothing"),
            (late, 1e10, "more than nothing"),
            (late | self._order(rate=0), 60, "one"),
        )
        for order, rate, words in cases:
            with self.subTest(words=words), self.assertRaisesRegex(UserError, words):
                order.with_user(self.manager).action_set_rate(rate)
        self.assertFalse(late.rate)

    def test_who_claimed_agrees_on_no_rate(self):
        """What who decides may not do for himself, he may not do this way either."""
        order = self._claimed(
            {"hours": 1, "amount_claimed": 0}, order=self._order(rate=0), user=self.boss
        )
        with self.assertRaisesRegex(AccessError, "Who claimed"):
            order.with_user(self.boss).action_set_rate(60)

    def test_own_engineer_claims(self):
        """An employee without a role in the desk claims the parts he bought."""
        order = self._order(user_id=self.engineer.id)
        order = self._claimed({"kind": "part", "amount_claimed": 12.5}, order=order)
        self.assertEqual(self._lines(order).claimed_by_id, self.engineer)

    def test_orderer_enters_what_came_on_paper(self):
        """Who ordered enters a contractor's bill, and is known to have done so."""
        order = self._claimed({"hours": 1}, user=self.agent_a)
        self.assertEqual(self._lines(order).claimed_by_id, self.agent_a)

    def test_claims_are_noted(self):
        """The history says what was claimed; the note is not for the contractor."""
        order = self._claimed({"hours": 1, "name": "Belt <b>"})
        note = order.sudo().message_ids[0]
        self.assertIn("2026-03-02: Belt &lt;b&gt;", note.body)
        self.assertIn("40.00", note.body)
        self.assertTrue(note.is_internal or note.subtype_id.internal)

    def test_person(self):
        """A line names who worked: of the contractor's people, and of nobody else."""
        order = self._claimed({"hours": 1, "partner_id": self.fixer.partner_id.id})
        self.assertEqual(self._lines(order).sudo().partner_id, self.fixer.partner_id)
        for stranger in (self.customer_partner, self.rival.partner_id):
            with self.assertRaisesRegex(UserError, "not of those who do the work"):
                self._claimed({"hours": 1, "partner_id": stranger.id}, order=order)
        with self.assertRaisesRegex(UserError, "not of those who do the work"):
            self._claimed({"hours": 1, "partner_id": 2**31 - 1}, order=order)

    # ------------------------------------------------------------------
    # When
    # ------------------------------------------------------------------

    def test_not_before_it_is_accepted(self):
        """What nobody has taken on costs nothing."""
        order = self._draft()
        order.action_send()
        with self.assertRaisesRegex(UserError, "Sent"):
            self._claimed({"hours": 1}, order=order)

    def test_after_it_was_verified(self):
        """The bill may come when the work was looked at already."""
        order = self._claimed({"hours": 1}, order=self._verified())
        self.assertEqual(order.amount_claimed, 140.0)

    def test_not_after_the_payment_was_decided(self):
        """What is settled is settled, and says by whom."""
        order = self._decided()
        with self.assertRaisesRegex(UserError, "decided by Manager"):
            self._claimed({"hours": 1}, order=order)

    def test_not_for_cancelled_orders(self):
        order = self._order()
        order.with_user(self.agent_a).action_cancel("Not needed")
        with self.assertRaises(UserError):
            self._claimed({"hours": 1}, order=order)

    # ------------------------------------------------------------------
    # Who
    # ------------------------------------------------------------------

    def test_strangers_claim_nothing(self):
        """Neither another contractor nor the customer nor another agent claims."""
        order = self._order()
        for user in (self.rival, self.customer, self.employee, self.agent_b):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                order.with_user(user).action_claim([{"name": "x", "hours": 1}])
        self.assertFalse(self._lines(order))

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.models")
    def test_lines_are_written_by_deeds_alone(self):
        """Nobody, not even a manager, makes or changes lines past the deeds."""
        order = self._claimed({"hours": 1})
        for user in (self.fixer, self.agent_a, self.manager):
            lines = self._lines(order, user)
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    lines.write({"amount_approved": 1})
                with self.assertRaises(AccessError):
                    lines.unlink()
                with self.assertRaises(AccessError):
                    lines.create({"order_id": order.id, "name": "x"})
                with self.assertRaises(UserError):
                    order.with_user(user).write({"line_ids": [(5, 0, 0)]})

    def test_totals_are_not_forged(self):
        """Sums and who decided are refused when an order is written or made."""
        forged = {
            "amount_claimed": 1,
            "amount_approved": 1,
            "decided_by_id": self.agent_a.id,
            "date_decided": DAY,
            "decision_reason": "x",
            "date_billed": DAY,
            "payment_decision": "approved",
            "payment_amount": 5,
        }
        order = self._draft()
        for name, value in forged.items():
            with self.subTest(field=name):
                with self.assertRaises(UserError):
                    order.write({name: value})
                with self.assertRaises(UserError):
                    self._draft(**{name: value})

    # ------------------------------------------------------------------
    # What is no claim
    # ------------------------------------------------------------------

    def test_what_is_no_claim(self):
        """Each is refused in words that name the line, and nothing is written."""
        order = self._order()
        good = {"name": "Good", "hours": 1}
        cases = (
            ([], "what was done"),
            ("hours", "must be a list"),
            (["hours"], "by name"),
            ([good, {"name": "x", "hours": 0}], "Line 2: labour has hours"),
            ([good, {"name": " ", "hours": 1}], "Line 2: say what"),
            ([good, {"hours": 1}], "Line 2: say what"),
            ([{**good, "hours": 25}], "24 hours"),
            ([{**good, "hours": -1}], "not negative"),
            ([{**good, "hours": float("nan")}], "number"),
            ([{**good, "hours": "2"}], "number"),
            ([{**good, "hours": 1e-9}], "less than a minute"),
            ([{**good, "kind": "part", "hours": 1e-9}], "less than a minute"),
            ([{**good, "name": "x" * 501}], "at most 500 characters"),
            ([{**good, "date": "0001-01-01"}], "5 years ago: check"),
            ([{**good, "date": "2020-12-31"}], "5 years ago: check"),
            ([{**good, "date": "2026-03-03"}], "not come yet"),
            ([{**good, "date": "yesterday"}], "time like"),
            ([{**good, "kind": "bribe"}], "one of"),
            ([{**good, "kind": "part", "quantity": 0}], "quantity"),
            ([{**good, "kind": "part", "quantity": -2}], "quantity"),
            ([{**good, "amount_claimed": -5}], "not negative"),
            ([{**good, "amount_claimed": 1e13}], "too much"),
            ([{**good, "quantity": 1e13}], "too much"),
            ([{**good, "amount_claimed": float("inf")}], "number"),
            ([{**good, "amount_approved": 5}], "amount_approved cannot be claimed"),
            ([{**good, "order_id": 1}], "order_id cannot be claimed"),
            ([{**good, "partner_id": "Ann"}], "whole number"),
            ([good] * 501, "at most 500"),
        )
        doer = self._as_doer(order)
        for lines, words in cases:
            with self.subTest(lines=str(lines)[:80]):
                with self.assertRaisesRegex(UserError, words):
                    doer.action_claim(lines)
        self.assertFalse(self._lines(order))

    def test_one_order_at_a_time(self):
        """Lines belong to one order."""
        orders = self._order() | self._order()
        with self.assertRaises(UserError):
            orders.with_user(self.fixer).action_claim([{"name": "x", "hours": 1}])

    # ------------------------------------------------------------------
    # Taking back
    # ------------------------------------------------------------------

    def test_a_line_is_taken_back(self):
        """Who claimed a line takes it back while nobody has looked at it."""
        order = self._claimed({"hours": 1}, {"hours": 2})
        self._lines(order, self.fixer)[0].action_withdraw()
        order.invalidate_recordset()
        self.assertEqual(order.hours_claimed, 2)

    def test_what_is_taken_back_leaves_a_trace(self):
        """The history keeps what was claimed, by whom it was, and that it is gone."""
        order = self._claimed({"hours": 1, "name": "Change the belt"}, {"hours": 2})
        self._lines(order, self.fixer)[0].action_withdraw()
        note = order.sudo().message_ids[0]
        self.assertEqual(note.author_id, self.fixer.partner_id)
        self.assertTrue(note.is_internal or note.subtype_id.internal)
        for words in ("Taken back:", DAY, "Change the belt", "40.00"):
            self.assertIn(words, note.body)
        self.assertNotIn("80.00", note.body)

    def test_what_was_verified_is_not_taken_back(self):
        """Who looked at the work looked at its claims: they are refused, not gone."""
        order = self._verified({"hours": 1})
        line = self._lines(order, self.fixer)
        self.assertFalse(line.can_withdraw)
        with self.assertRaisesRegex(UserError, "was verified"):
            line.action_withdraw()
        with self.assertRaisesRegex(UserError, "was verified"):
            order.sudo()._withdraw_by_page(self.fixer.partner_id, line.id)
        self._lines(order).action_cut(0, "Not done")
        self.assertEqual(self._lines(order).state, "refused")

    def test_a_line_is_not_taken_back_by_others(self):
        """Who ordered does not make a claim disappear: he cuts it."""
        order = self._claimed({"hours": 1})
        for user in (self.agent_a, self.manager, self.rival):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._lines(order, user).action_withdraw()

    def test_who_is_shown_the_button(self):
        """Who may take a line back, and no one who would be refused."""
        order = self._claimed({"hours": 1})
        self._claimed({"hours": 1}, order=order, user=self.agent_a)

        def shown(user):
            return self._lines(order, user).mapped("can_withdraw")

        self.assertEqual(shown(self.fixer), [True, True])
        self.assertEqual(shown(self.agent_a), [False, True])
        self.assertEqual(shown(self.manager), [False, False])
        self._lines(order, self.manager)[0].action_approve()
        self.assertEqual(shown(self.fixer), [False, True])

    def test_a_decided_line_stays(self):
        """What was approved or cut is a record."""
        order = self._claimed({"hours": 1})
        self._lines(order).action_approve()
        with self.assertRaisesRegex(UserError, "stays"):
            self._lines(order, self.fixer).action_withdraw()

    # ------------------------------------------------------------------
    # The dialog
    # ------------------------------------------------------------------

    @users("sd_engineer")
    def test_dialog(self):
        """The dialog reckons labour by the rate, and claims what it was told."""
        order = self._order(user_id=self.engineer.id).with_env(self.env)
        action = order.action_open_claim()
        dialog = (
            self.env[action["res_model"]]
            .with_context(action["context"])
            .create(
                {
                    "line_ids": [
                        (0, 0, {"name": "Changed it", "hours": 1.5}),
                        (
                            0,
                            0,
                            {"kind": "part", "name": "Drum", "amount_claimed": 45},
                        ),
                    ]
                }
            )
        )
        self.assertEqual(dialog.line_ids.mapped("amount_claimed"), [60.0, 45.0])
        dialog.action_apply()
        self.assertEqual(self._lines(order).mapped("amount_claimed"), [60.0, 45.0])

    def _dialog(self, order):
        """Return the form of the dialog, as who does the work."""
        action = self._as_doer(order).action_open_claim()
        dialogs = self.env[action["res_model"]].with_user(self.engineer)
        return Form(dialogs.with_context(action["context"]))

    def test_dialog_asks_for_what_a_kind_has(self):
        """A part has no hours, labour no quantity; hints say what to write."""
        order = self._order(user_id=self.engineer.id)
        with self._dialog(order) as form:
            self.assertEqual(form.rate, 40)
            with form.line_ids.new() as line:
                self.assertIn("Changed", line.name_hint)
                line.name = "Drum"
                line.hours = 2
                self.assertEqual(line.amount_claimed, 80)
                line.kind = "part"
                self.assertEqual((line.hours, line.quantity), (0, 1))
                self.assertIn("unit", line.name_hint)
                line.quantity = 3
                line.amount_claimed = 45
            with form.line_ids.new() as line:
                line.kind = "other"
                line.name = "The way there"
                line.amount_claimed = 12
        form.record.action_apply()
        self.assertRecordValues(
            self._lines(order),
            [
                {"kind": "part", "hours": 0, "quantity": 3, "amount_claimed": 45},
                {"kind": "other", "hours": 0, "quantity": 1, "amount_claimed": 12},
            ],
        )

    def test_dialog_without_a_rate(self):
        """An amount that nobody entered is asked for; free of charge is other cost."""
        order = self._order(user_id=self.engineer.id, rate=0)
        with self._dialog(order) as form:
            self.assertFalse(form.rate)
            with form.line_ids.new() as line:
                line.name = "Changed it"
                line.hours = 2
        with self.assertRaisesRegex(UserError, "say the amount"):
            form.record.action_apply()
        self.assertFalse(self._lines(order))
        form.record.line_ids.kind = "other"
        form.record.action_apply()
        self.assertEqual(self._lines(order).amount_claimed, 0)

    def test_dialog_is_not_opened_for_nothing(self):
        """Where nothing can be claimed, the dialog says so at once."""
        order = self._decided()
        with self.assertRaisesRegex(UserError, "decided by"):
            self._as_doer(order).action_open_claim()
        with self.assertRaises(AccessError):
            order.with_user(self.rival).action_open_claim()
