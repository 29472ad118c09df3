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
    rate = fields.Monetary(related="order_id.rate")
    line_ids = fields.One2many("servicedesk.work.order.claim.line", "claim_id")

    def action_apply(self):
        """Claim all of it, or nothing; the order checks it."""
        self.ensure_one()
        self.order_id.action_claim([line._get_claim() for line in self.line_ids])
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
    name_hint = fields.Char(compute="_compute_name_hint")
    hours = fields.Float(
        compute="_compute_volume",
        compute_sudo=False,
        store=True,
        readonly=False,
        precompute=True,
    )
    quantity = fields.Float(
        compute="_compute_volume",
        compute_sudo=False,
        store=True,
        readonly=False,
        precompute=True,
    )
    amount_claimed = fields.Monetary(
        string="Amount",
        compute="_compute_amount_claimed",
        compute_sudo=False,
        store=True,
        readonly=False,
        precompute=True,
        help="Of the whole line, before taxes.",
    )

    @api.depends("kind")
    @api.depends_context("lang")
    def _compute_name_hint(self):
        hints = {
            "labour": self.env._("e.g. Changed the drum"),
            "part": self.env._("e.g. A fuser unit"),
            "other": self.env._("e.g. The way there, 40 km"),
        }
        for line in self:
            line.name_hint = hints.get(line.kind)

    @api.depends("kind")
    def _compute_volume(self):
        """Labour is counted in hours, parts in pieces."""
        for line in self:
            line.hours = 0.0 if line.kind == "part" else line.hours
            line.quantity = 1.0 if line.kind == "labour" else line.quantity or 1.0

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

    def _get_claim(self):
        """Return the line as the order takes it.

        An amount that nobody entered is none, where no rate says what labour costs.
        """
        self.ensure_one()
        values = {name: self[name] for name in CLAIMED}
        values["partner_id"] = self.partner_id.id
        order = self.claim_id.order_id
        if self.kind == "labour" and not self.amount_claimed and not order.rate:
            values["amount_claimed"] = None
        return values
