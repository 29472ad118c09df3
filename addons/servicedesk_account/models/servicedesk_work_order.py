# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import fields, models
from odoo.exceptions import RedirectWarning, UserError
from odoo.fields import Command

ACCOUNTING = "account.group_account_readonly,account.group_account_invoice"


class ServicedeskWorkOrder(models.Model):
    """What is paid to a contractor becomes a draft vendor bill, which accounting posts.

    The decision stands also where no bill can be made (no purchase journal, say): the
    order's history says why, and the bill is made later.
    """

    _inherit = "servicedesk.work.order"

    bill_id = fields.Many2one(
        "account.move",
        string="Vendor Bill",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups=ACCOUNTING,
    )
    can_make_bill = fields.Boolean(
        string="Can Make the Vendor Bill", compute="_compute_can_make_bill"
    )

    def _compute_can_make_bill(self):
        for order in self:
            # sudo: servicedesk.work.order - whether there is a bill, not what it says
            order.can_make_bill = order.can_undecide and order.sudo()._lacks_bill()

    def _lacks_bill(self):
        """Tell whether something is to be paid that accounting has not been given."""
        is_given = self.date_billed and self.bill_id.state != "cancel"
        return bool(self.contractor_id and self.payment_amount > 0 and not is_given)

    def _on_payment_decided(self):
        """Bill each order, in its own savepoint: what cannot be billed is told."""
        result = super()._on_payment_decided()
        for order in self.filtered(lambda order: order._lacks_bill()):
            try:
                with self.env.cr.savepoint():
                    order._make_bill()
            except (UserError, RedirectWarning) as error:
                words = str(error.args[0])
                order._note_down(self.env._("No vendor bill was made:"), words)
        return result

    def action_make_bill(self):
        """Make the draft vendor bill that could not be made with the decision.

        :raise UserError: where there is nothing to bill, or it was billed.
        """
        self._check_payment_manager()
        # sudo: servicedesk.work.order - deeds write bills, users of the desk do not
        self.sudo()._lock()
        for order in self.sudo():
            if not order._lacks_bill():
                raise UserError(
                    self.env._("%(order)s: nothing to bill.", order=order.display_name)
                )
            order._make_bill()
        return True

    def _make_bill(self):
        """Make the draft; in superuser mode, for desk managers keep no books."""
        moves = self.env["account.move"].with_company(self.company_id)
        bill = moves.create(self._prepare_bill_vals())
        if self.currency_id.compare_amounts(bill.amount_untaxed, self.payment_amount):
            raise UserError(
                self.env._(
                    "Taxes that are included in prices change what is paid for"
                    " %(order)s. Enter its bill by hand.",
                    order=self.number,
                )
            )
        self.write({"bill_id": bill.id, "date_billed": fields.Datetime.now()})
        self._note_down(self.env._("A draft vendor bill was made."), "")

    def _prepare_bill_vals(self):
        """Return the vals of the bill: one line for each that is paid, before taxes."""
        paid = self.line_ids.filtered("amount_approved")
        return {
            "move_type": "in_invoice",
            "company_id": self.company_id.id,
            "currency_id": self.currency_id.id,
            "partner_id": self.contractor_commercial_id.id,
            "invoice_origin": self.number,
            "narration": self.decision_reason,
            "invoice_line_ids": [
                Command.create(line._prepare_bill_line_vals()) for line in paid
            ],
        }

    def _check_may_undecide(self):
        """Drop drafts with the decision; what is posted, accounting corrects."""
        for order in self:
            if order.bill_id.state == "draft":
                order.bill_id.unlink()
            elif order.bill_id.state == "cancel":
                order.write({"bill_id": False, "date_billed": False})
        return super()._check_may_undecide()


class ServicedeskWorkOrderLine(models.Model):
    _inherit = "servicedesk.work.order.line"

    def _prepare_bill_line_vals(self):
        """Return the vals of a bill's line; hours and numbers stand in its words."""
        volume = (
            f"{self.hours:g} h" if self.kind == "labour" else f"{self.quantity:g} ×"
        )
        return {
            "name": f"{self.order_id.number}, {self.date}: {self.name} ({volume})",
            "quantity": 1.0,
            "price_unit": self.amount_approved,
        }
