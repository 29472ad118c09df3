# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.settlement.servicedesk_work_order import MAX_RATE
from ..tools import settlement

DECISIONS = [
    (settlement.APPROVED, "Approve"),
    (settlement.CUT, "Cut"),
    (settlement.REFUSED, "Refuse"),
]


class ServicedeskWorkOrderDecide(models.TransientModel):
    """The dialog of the payment decision, on one work order or many."""

    _name = "servicedesk.work.order.decide"
    _description = "Decide the Payment"

    order_ids = fields.Many2many(
        "servicedesk.work.order", string="Work Orders", required=True, readonly=True
    )
    currency_id = fields.Many2one("res.currency", compute="_compute_sums")
    is_one = fields.Boolean(compute="_compute_sums")
    amount_claimed = fields.Monetary(string="Claimed", compute="_compute_sums")
    amount_payable = fields.Monetary(
        string="Left by the Lines",
        compute="_compute_sums",
        help="What would be paid by what was said about the lines.",
    )
    money_warning = fields.Text(string="Look at the Money", compute="_compute_sums")
    needs_rate = fields.Boolean(compute="_compute_sums")
    rate = fields.Monetary(
        string="Hourly Rate",
        help="What an hour of the labour costs that has no amount.",
    )
    # Nothing is proposed: whoever pays says what he decides.
    decision = fields.Selection(DECISIONS)
    amount = fields.Monetary(
        string="Pay",
        compute="_compute_amount",
        compute_sudo=False,
        store=True,
        readonly=False,
        precompute=True,
    )
    reason = fields.Text(string="Why")
    is_undo = fields.Boolean(readonly=True, help="A decision is taken back.")
    seen = fields.Char(
        compute="_compute_seen",
        store=True,
        readonly=False,
        precompute=True,
        help="Tells whether the claims are still those that the dialog shows.",
    )

    @api.depends("order_ids", "rate")
    def _compute_sums(self):
        for dialog in self:
            orders = dialog.order_ids._origin
            late = dialog._get_late_price(orders)
            dialog.is_one = len(orders) == 1
            dialog.currency_id = orders.currency_id[:1]
            dialog.needs_rate = dialog.is_one and bool(orders.line_ids._get_unpriced())
            dialog.amount_claimed = sum(orders.mapped("amount_claimed")) + late
            dialog.amount_payable = late + sum(
                order._get_amount_left() for order in orders
            )
            dialog.money_warning = "\n".join(
                f"{order.number}: {order.money_warning}"
                if len(orders) > 1
                else order.money_warning
                for order in orders
                if order.money_warning
            )

    def _get_late_price(self, orders):
        """Return what labour without an amount costs at the rate given here."""
        if not 0 < self.rate <= MAX_RATE:
            return 0.0
        rounding = orders.currency_id[:1].rounding or 0.01
        return sum(
            settlement.get_labour_price(line.hours, self.rate, rounding)
            for line in orders.line_ids._get_unpriced()
        )

    @api.depends("order_ids", "rate")
    def _compute_amount(self):
        for dialog in self:
            dialog.amount = dialog.amount_payable

    @api.depends("order_ids")
    def _compute_seen(self):
        for dialog in self:
            dialog.seen = dialog.order_ids._origin._get_claims_mark()

    def _check_seen(self):
        """Raise UserError where claims came or went while the dialog was open.

        Nobody pays what he has not seen.
        """
        # sudo: servicedesk.work.order - to lock is no reading
        self.order_ids.sudo()._lock()
        if self.seen != self.order_ids._get_claims_mark():
            raise UserError(
                self.env._(
                    "The claims have changed while you looked at them. Close this"
                    " dialog and look again before you decide."
                )
            )

    def action_apply(self):
        """Decide about all of them, or none; the orders check it.

        :raise UserError: where the claims are others than those that were shown.
        """
        self.ensure_one()
        if self.is_undo:
            self.order_ids.action_undecide(self.reason or "")
            return {"type": "ir.actions.act_window_close"}
        if not self.decision:
            raise UserError(self.env._("Choose what is decided."))
        self._check_seen()
        if self.needs_rate and self.rate:
            self.order_ids.action_set_rate(self.rate)
        is_one_cut = self.is_one and self.decision == settlement.CUT
        self.order_ids.action_decide(
            self.decision or "",
            self.amount if is_one_cut else False,
            self.reason or "",
        )
        return {"type": "ir.actions.act_window_close"}
