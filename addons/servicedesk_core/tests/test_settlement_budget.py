# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import base64
import csv
import io
import zipfile
from ast import literal_eval

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .settlement_common import SettlementCommon


@tagged("post_install", "-at_install")
class TestSettlementBudget(SettlementCommon):
    """What a contract with a contractor may cost, and who is warned."""

    def _use(self, contract, **claim):
        """Return an order under a contract, with one claim."""
        order = self._order(contract_id=contract.id)
        self._claimed(claim or {"hours": 1}, order=order)
        return order

    def _numbers(self, contract):
        contract = contract.with_user(self.manager)
        contract.invalidate_recordset()
        names = ("budget_used", "budget_claimed", "budget_percent", "budget_state")
        return tuple(contract[name] for name in names)

    def test_without_a_budget(self):
        """Nothing is reckoned where nothing was set."""
        contract = self._underpin()
        order = self._use(contract)
        self.assertEqual(self._numbers(contract), (0.0, 40.0, 0, False))
        self.assertFalse(order.with_user(self.manager).money_warning)

    def test_claims_and_decisions(self):
        """What is claimed counts in full until it is decided, then what is paid."""
        contract = self._underpin(200)
        order = self._use(contract, hours=2)
        self.assertEqual(self._numbers(contract), (0.0, 80.0, 40, False))
        self._verified({"hours": 1}, order=order)
        order.with_user(self.manager).action_decide("cut", 100, "Slow")
        self.assertEqual(self._numbers(contract), (100.0, 0.0, 50, False))
        self._use(contract, hours=1.5)
        self.assertEqual(self._numbers(contract), (100.0, 60.0, 80, "near"))
        self._use(contract, hours=1.5)
        self.assertEqual(self._numbers(contract), (100.0, 120.0, 110, "over"))

    def test_cuts_relieve_the_budget_at_once(self):
        """What was cut off a line is not paid, whenever the payment is decided."""
        contract = self._underpin(100)
        order = self._use(contract, hours=3)
        self._use(contract, hours=0.5)
        self.assertEqual(self._numbers(contract), (0.0, 140.0, 140, "over"))
        line = self._lines(order)
        line.action_cut(70, "Too slow")
        self.assertEqual(self._numbers(contract), (0.0, 90.0, 90, "near"))
        line.action_undecide()
        line.action_cut(0, "Not done")
        self.assertEqual(self._numbers(contract), (0.0, 20.0, 20, False))
        order.invalidate_recordset()
        self.assertFalse(order.with_user(self.agent_a).money_warning)
        line.action_undecide()
        line.action_approve()
        self.assertEqual(self._numbers(contract)[3], "over")

    def test_who_is_responsible_is_told_of_what_is_not_cut_after_all(self):
        """A budget is exceeded also where a cut is taken back."""
        contract = self._underpin(100)
        order = self._use(contract, hours=3)
        line = self._lines(order)
        line.action_cut(10, "Too slow")
        before = contract.message_ids
        line.action_undecide()
        told = contract.message_ids - before
        self.assertEqual(len(told), 1)
        self.assertIn("exceeded", told.body)

    def test_warning_on_the_order(self):
        """Who orders reads the share, not the amounts, which are for managers."""
        contract = self._underpin(50)
        order = self._use(contract, hours=1)
        order.invalidate_recordset()
        warning = order.with_user(self.agent_a).money_warning
        self.assertIn("nearly used up: 80 %", warning)
        self.assertNotIn("50", warning)
        self._claimed({"hours": 1}, order=order)
        order.invalidate_recordset()
        warning = order.with_user(self.agent_a).money_warning
        self.assertIn("exceeded: 160 %", warning)
        with self.assertRaises(AccessError):
            contract.with_user(self.agent_a).read(["budget_amount"])

    def test_who_is_responsible_is_told_once(self):
        """Once when it gets short and once when it is exceeded; not with each claim."""
        contract = self._underpin(100)
        before = contract.message_ids

        def told():
            return [message.body for message in (contract.message_ids - before)[::-1]]

        order = self._use(contract, hours=1)
        self.assertFalse(told())
        self._claimed({"hours": 1}, order=order)
        self.assertEqual(len(told()), 1)
        self.assertIn("nearly used up", told()[0])
        self._claimed({"kind": "part", "amount_claimed": 1}, order=order)
        self.assertEqual(len(told()), 1)
        self._claimed({"hours": 1}, order=order)
        self.assertEqual(len(told()), 2)
        self.assertIn("exceeded", told()[1])
        self.assertNotEqual(contract.message_ids[0].author_id, self.fixer.partner_id)
        self.assertIn(
            self.manager.partner_id, contract.message_ids[0].notified_partner_ids
        )

    def test_found_by_state(self):
        """Managers find contracts whose budget is short, and those that are fine."""
        over, near, fine = (self._underpin(amount) for amount in (30, 45, 4000))
        none = self._underpin()
        for contract in over | near | fine:
            self._use(contract)
        ours = [("id", "in", (over | near | fine | none).ids)]
        contracts = self.env["servicedesk.contract"].with_user(self.manager)

        def find(*leaf):
            return contracts.search([*ours, ("budget_state", *leaf)])

        self.assertEqual(find("=", "over"), over)
        self.assertEqual(find("in", ["over", "near"]), over | near)
        self.assertEqual(find("=", False), fine | none)
        self.assertEqual(find("!=", "over"), near | fine | none)

    def test_other_currencies(self):
        """Orders are paid in their company's currency; the budget may have another."""
        other = self.env["res.currency"].with_context(active_test=False)
        other = other.search([("id", "!=", self.company.currency_id.id)], limit=1)
        other.active = True
        self.env["res.currency.rate"].create(
            {
                "name": "2020-01-01",
                "currency_id": other.id,
                "company_id": self.company.id,
                "rate": 2.0,
            }
        )
        contract = self._underpin(100, currency_id=other.id)
        self._use(contract, hours=1)
        self.assertEqual(self._numbers(contract)[1:3], (80.0, 80))

    def test_what_is_no_budget(self):
        """Less than nothing is none, nor is a warning from 0 % on."""
        for vals in ({"budget_warn_percent": 0}, {"budget_warn_percent": 101}):
            with self.subTest(vals=vals), self.assertRaises(ValidationError):
                self._underpin(100, **vals)


@tagged("post_install", "-at_install")
class TestPaymentExport(SettlementCommon):
    """The file that accounting gets where Odoo keeps no books."""

    def _export(self, user=None, **vals):
        """Return the dialog after it wrote the file."""
        exports = self.env["servicedesk.payment.export"].with_user(user or self.manager)
        dialog = exports.create(vals)
        dialog.action_export()
        return dialog

    def _rows(self, dialog):
        text = base64.b64decode(dialog.file).decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(text, newline="")))

    def test_rows(self):
        """One row for each line, with all that a bookkeeper asks.

        Also for what is not paid: he holds it against the bill.
        """
        order = self._verified(
            {"hours": 2, "name": "=SUM(A1)"}, {"hours": 1, "name": "Not done"}
        )
        self._lines(order)[1].action_cut(0, "No drum")
        order.with_user(self.manager).action_decide("cut")
        dialog = self._export()
        row, refused = self._rows(dialog)
        self.assertEqual((refused["Claimed"], refused["To Pay"]), ("40.0", "0.0"))
        self.assertEqual((refused["What"], refused["Reason"]), ("Not done", "No drum"))
        self.assertEqual(row["Work Order"], order.number)
        self.assertEqual(row["Contractor"], "Fix It")
        self.assertEqual(row["What"], "'=SUM(A1)")
        self.assertEqual((row["Claimed"], row["To Pay"]), ("80.0", "80.0"))
        self.assertEqual(row["Currency"], self.company.currency_id.name)
        self.assertEqual(row["Decided on"], "2026-03-02")
        self.assertEqual(row["Decided by"], "Manager")
        self.assertEqual(dialog.order_count, 1)
        self.assertEqual(dialog.file_name, "payments-2026-03-02.csv")

    def test_given_once(self):
        """What was given is left out next time, unless it is asked for."""
        order = self._decided()
        self._export()
        self.assertTrue(order.sudo().date_billed)
        with self.assertRaisesRegex(UserError, "No payment"):
            self._export()
        self.assertEqual(self._export(is_again=True).order_count, 1)
        with self.assertRaisesRegex(UserError, "accounting"):
            order.with_user(self.manager).action_undecide("Wrong")

    def test_nothing_to_pay_is_not_given(self):
        """Neither refusals nor what is not decided yet."""
        self._verified()
        self._decided(decision="refused", reason="No")
        with self.assertRaises(UserError):
            self._export()

    def test_chosen_by_day_and_contractor(self):
        """The days are those on which it was decided, first and last included."""
        self._decided()
        for vals in (
            {"date_from": "2026-03-03"},
            {"date_to": "2026-03-01"},
            {"contractor_ids": self.other_firm.ids},
        ):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                self._export(**vals)
        dialog = self._export(
            date_from="2026-03-02",
            date_to="2026-03-02",
            contractor_ids=self.fix_it.ids,
        )
        self.assertEqual(dialog.order_count, 1)

    def test_chosen_in_the_list(self):
        """What was chosen there is given, if it is to be paid; the rest stays."""
        chosen, other = self._decided(), self._decided()
        refused = self._decided(decision="refused", reason="No")
        exports = self.env["servicedesk.payment.export"].with_user(self.manager)
        exports = exports.with_context(
            active_model=chosen._name, active_ids=(chosen | refused).ids
        )
        dialog = Form(exports).save()
        self.assertEqual(dialog.action_export()["name"], "Give Payments to Accounting")
        self.assertEqual(
            {row["Work Order"] for row in self._rows(dialog)}, {chosen.number}
        )
        self.assertTrue(chosen.sudo().date_billed)
        self.assertFalse(other.sudo().date_billed or refused.sudo().date_billed)
        with self.assertRaisesRegex(UserError, "of what you chose"):
            exports.create({}).action_export()
        foreign = exports.with_context(active_model="res.partner", active_ids=[1])
        self.assertFalse(foreign.create({}).order_ids)

    def test_what_the_menu_lists(self):
        """What cost something or may still; no drafts, no colleague's work for free."""
        draft, own = self._draft(), self._order(user_id=self.engineer.id)
        self._as_doer(own).action_done("Changed it.")
        own.with_user(self.agent_a).action_verify()
        claimed, decided = self._claimed({"hours": 1}), self._decided()
        mute = self._order()
        self._as_doer(mute).action_done("Changed it.")
        action = self.env.ref(
            "servicedesk_core.servicedesk_work_order_action_settlement"
        )
        found = (
            self.env[action.res_model]
            .with_user(self.manager)
            .search(literal_eval(action.domain))
        )
        orders = draft | own | claimed | decided | mute
        self.assertEqual(orders & found, claimed | decided | mute)

    def test_xlsx(self):
        """A workbook in which texts are no formulas."""
        self._decided({"hours": 1, "name": "=1+1"})
        dialog = self._export(file_format="xlsx")
        book = zipfile.ZipFile(io.BytesIO(base64.b64decode(dialog.file)))
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        self.assertNotIn("<f>", sheet)
        self.assertIn("=1+1", book.read("xl/sharedStrings.xml").decode())
        self.assertTrue(dialog.file_name.endswith(".xlsx"))

    def test_who_exports(self):
        """Managers, of their companies; others have no such dialog."""
        self._decided()
        for user in (self.agent_a, self.auditor, self.fixer):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._export(user=user)
        company = self.env["res.company"].create({"name": "Far Away"})
        foreigner = self._new_user("sd_far_manager", "manager")
        foreigner.write(
            {"company_ids": [(6, 0, company.ids)], "company_id": company.id}
        )
        with self.assertRaises(UserError):
            self._export(user=foreigner)

    def test_exports_are_logged(self):
        """The log says who took which payments out."""
        order = self._decided()
        self._export()
        entry = self.env["servicedesk.log"].sudo().search([], limit=1, order="id desc")
        self.assertEqual((entry.what, entry.res_model), ("export", order._name))
        self.assertIn(order.number, entry.details)
