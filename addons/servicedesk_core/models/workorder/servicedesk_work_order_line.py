# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import fields, models

KINDS = [("labour", "Labour"), ("part", "Part"), ("other", "Other")]


class ServicedeskWorkOrderLine(models.Model):
    """What was done or used on one day, what is asked for it, and what is paid."""

    _name = "servicedesk.work.order.line"
    _description = "Work Order Line"
    _order = "order_id, date, id"

    order_id = fields.Many2one(
        "servicedesk.work.order", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="order_id.company_id", store=True)
    currency_id = fields.Many2one(related="order_id.currency_id")
    kind = fields.Selection(KINDS, required=True, default="labour")
    date = fields.Date(required=True, default=fields.Date.context_today)
    name = fields.Char(string="What", required=True)
    partner_id = fields.Many2one(
        "res.partner", string="Person", index="btree_not_null", ondelete="restrict"
    )
    hours = fields.Float()
    quantity = fields.Float(default=1.0)
    amount_claimed = fields.Monetary()
    amount_approved = fields.Monetary()
