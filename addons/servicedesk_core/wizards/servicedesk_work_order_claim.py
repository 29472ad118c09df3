# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models

from ..models.settlement.work_order_claim import CLAIMED
from ..models.workorder.servicedesk_work_order_line import KINDS
from ..tools import settlement


class ServicedeskWorkOrderClaim(models.TransientModel):
    """The dialog in which labour, parts and other costs of a work order are entered."""

    _name = "servicedesk.work.order.claim"
    _description = "Enter Costs"

    order_id = fields.Many2one(
        "servicedesk.work.order",
        string="Work Order",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    currency_id = fields.Many2one(related="order_id.currency_id")
    line_ids = fields.One2many("servicedesk.work.order.claim.line", "claim_id")

    def action_apply(self):
        """Claim all of it, or nothing; the order checks it."""
        self.ensure_one()
        lines = [
            {name: line[name] for name in CLAIMED} | {"partner_id": line.partner_id.id}
            for line in self.line_ids
        ]
        self.order_id.action_claim(lines)
        return {"type": "ir.actions.act_window_close"}


class ServicedeskWorkOrderClaimLine(models.TransientModel):
    """What was done or used, as it is entered."""

    _name = "servicedesk.work.order.claim.line"
    _description = "Enter Costs: Line"
    _order = "id"

    claim_id = fields.Many2one(
        "servicedesk.work.order.claim", required=True, index=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="claim_id.currency_id")
    kind = fields.Selection(KINDS, required=True, default="labour")
    date = fields.Date(required=True, default=fields.Date.context_today)
    name = fields.Char(string="What", required=True)
    partner_id = fields.Many2one("res.partner", string="Person", ondelete="cascade")
    hours = fields.Float()
    quantity = fields.Float(default=1.0)
    amount_claimed = fields.Monetary(
        string="Amount",
        compute="_compute_amount_claimed",
        compute_sudo=False,
        store=True,
        readonly=False,
        precompute=True,
        help="Of the whole line, before taxes.",
    )

    @api.depends("kind", "hours", "claim_id.order_id")
    def _compute_amount_claimed(self):
        """Labour costs its hours at the agreed rate, unless it is said otherwise."""
        for line in self:
            order = line.claim_id.order_id
            if line.kind == "labour" and 0 < line.hours <= settlement.MAX_HOURS:
                price = settlement.get_labour_price(
                    line.hours, order.rate, line.currency_id.rounding or 0.01
                )
                line.amount_claimed = price or line.amount_claimed
            else:
                line.amount_claimed = line.amount_claimed
