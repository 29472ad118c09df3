# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import fields, models


class ServicedeskWorkOrderCut(models.TransientModel):
    """The dialog that asks what is left of a line, and why."""

    _name = "servicedesk.work.order.cut"
    _description = "Cut a Line"

    line_id = fields.Many2one(
        "servicedesk.work.order.line",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    name = fields.Char(related="line_id.name", string="What")
    currency_id = fields.Many2one(related="line_id.currency_id")
    amount_claimed = fields.Monetary(related="line_id.amount_claimed", string="Claimed")
    amount = fields.Monetary(string="Approve", help="0 refuses the line.")
    reason = fields.Char(string="Why", help="The contractor reads it.")

    def action_apply(self):
        """Cut the line; it checks who may."""
        self.ensure_one()
        self.line_id.action_cut(self.amount, self.reason or "")
        return {"type": "ir.actions.act_window_close"}
