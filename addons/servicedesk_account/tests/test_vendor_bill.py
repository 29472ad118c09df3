# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.servicedesk_core.tests.settlement_common import SettlementCommon


@tagged("post_install", "-at_install")
class TestVendorBill(SettlementCommon):
    """A payment decision becomes a draft vendor bill, once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        accounts = cls.env["account.account"].with_company(cls.company)
        cls.expense = accounts.create(
            {
                "name": "Services of others",
                "code": "SD600",
                "account_type": "expense",
                "company_ids": [Command.set(cls.company.ids)],
            }
        )
        payable = accounts.create(
            {
                "name": "Contractors",
                "code": "SD201",
                "account_type": "liability_payable",
                "reconcile": True,
                "company_ids": [Command.set(cls.company.ids)],
            }
        )
        partner = cls.fix_it.with_company(cls.company)
        partner.property_account_payable_id = payable
        cls.journal = cls._new_journal(cls.company)
        cls.accountant = cls._new_user("sd_accountant", False)
        cls.accountant.group_ids += cls.env.ref("account.group_account_invoice")

    @classmethod
    def _new_journal(cls, company):
        """Leave one purchase journal, whatever chart of accounts there is."""
        journals = cls.env["account.journal"]
        domain = [("type", "=", "purchase"), ("company_id", "=", company.id)]
        journals.search(domain).active = False
        return journals.create(
            {
                "name": "Bills of Contractors",
                "code": "SDB",
                "type": "purchase",
                "company_id": company.id,
                "default_account_id": cls.expense.id,
            }
        )

    def _bill(self, order):
        order = order.sudo()
        order.invalidate_recordset()
        return order.bill_id

    def test_draft_bill(self):
        """One line for each that is paid, before taxes, in the contractor's name."""
        order = self._decided(
            {"hours": 2, "name": "Changed the drum"},
            {"kind": "part", "name": "Drum", "quantity": 3, "amount_claimed": 33.33},
        )
        bill = self._bill(order)
        self.assertEqual((bill.move_type, bill.state), ("in_invoice", "draft"))
        self.assertEqual(bill.partner_id, self.fix_it)
        self.assertEqual(bill.company_id, self.company)
        self.assertEqual(bill.invoice_origin, order.number)
        self.assertEqual(bill.amount_untaxed, 113.33)
        lines = bill.invoice_line_ids
        self.assertEqual(lines.mapped("price_subtotal"), [80.0, 33.33])
        self.assertIn("Changed the drum (2 h)", lines[0].name)
        self.assertIn("Drum (3 ×)", lines[1].name)
        self.assertIn(order.number, lines[0].name)
        self.assertTrue(order.sudo().date_billed)

    def test_only_what_is_paid(self):
        """A cut bills what is left; lines that were refused are not billed."""
        order = self._verified({"hours": 2}, {"hours": 1})
        self._lines(order)[1].action_cut(0, "Not done")
        order.with_user(self.manager).action_decide("cut")
        bill = self._bill(order)
        self.assertEqual(len(bill.invoice_line_ids), 1)
        self.assertEqual(bill.amount_untaxed, 80.0)

    def test_nothing_to_pay(self):
        """Neither a refusal nor an own engineer's order is billed."""
        order = self._decided({"hours": 1}, decision="refused", reason="Not done")
        self.assertFalse(self._bill(order))
        order = self._order(user_id=self.engineer.id)
        order = self._verified({"kind": "part", "amount_claimed": 5}, order=order)
        order.with_user(self.manager).action_decide("approved")
        self.assertFalse(self._bill(order))
        with self.assertRaisesRegex(UserError, "nothing to bill"):
            order.with_user(self.manager).action_make_bill()

    def test_decision_stands_without_books(self):
        """Without a purchase journal the history says why; the bill is made later."""
        self.journal.active = False
        order = self._decided()
        self.assertEqual(order.payment_decision, "approved")
        self.assertFalse(self._bill(order))
        self.assertIn("No vendor bill was made", order.sudo().message_ids[0].body)
        self.assertTrue(order.with_user(self.manager).can_make_bill)
        self.journal.active = True
        order.with_user(self.manager).action_make_bill()
        self.assertEqual(self._bill(order).amount_untaxed, 100.0)
        self.assertFalse(order.with_user(self.manager).can_make_bill)

    def test_one_bill(self):
        """What was billed is neither billed again nor exported."""
        order = self._decided()
        with self.assertRaisesRegex(UserError, "nothing to bill"):
            order.with_user(self.manager).action_make_bill()
        exports = self.env["servicedesk.payment.export"].with_user(self.manager)
        with self.assertRaisesRegex(UserError, "No payment"):
            exports.create({}).action_export()

    def test_who_makes_bills(self):
        """Who does not decide about payments makes no bill either."""
        order = self._decided()
        for user in (self.agent_a, self.fixer, self.accountant):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                order.with_user(user).action_make_bill()

    def test_who_sees_the_bill(self):
        """The bill is for accounting: neither managers nor contractors read of it."""
        order = self._decided()
        for user in (self.manager, self.fixer):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                order.with_user(user).read(["bill_id"])
        self._bill(order).with_user(self.accountant).check_access("write")

    def test_taking_back_a_draft(self):
        """With the decision its draft goes; the next one makes another."""
        order = self._decided()
        bill = self._bill(order)
        order.with_user(self.manager).action_undecide("Wrong amount")
        self.assertFalse(bill.exists())
        self.assertFalse(order.sudo().date_billed)
        order.with_user(self.manager).action_decide("cut", 70, "Too slow")
        self.assertEqual(self._bill(order).amount_untaxed, 70.0)

    def test_not_taking_back_what_is_posted(self):
        """What accounting has posted stays, and so does the decision."""
        order = self._decided()
        bill = self._bill(order)
        bill.invoice_date = "2026-03-02"
        bill.action_post()
        with self.assertRaisesRegex(UserError, "accounting"):
            order.with_user(self.manager).action_undecide("Wrong amount")
        self.assertEqual(order.payment_decision, "approved")

    def test_bill_that_is_dropped(self):
        """A draft that accounting deletes or cancels can be made anew."""
        order = self._decided()
        bill = self._bill(order)
        bill.button_cancel()
        order.invalidate_recordset()
        self.assertTrue(order.with_user(self.manager).can_make_bill)
        bill.with_user(self.accountant).unlink()
        order.with_user(self.manager).action_make_bill()
        self.assertEqual(self._bill(order).amount_untaxed, 100.0)
