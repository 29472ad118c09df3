# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import fields, models


class ServicedeskWorkOrderSign(models.TransientModel):
    """The pad: who receives the work signs for it on the screen."""

    _name = "servicedesk.work.order.sign"
    _description = "Sign for a Work Order"

    order_id = fields.Many2one(
        "servicedesk.work.order",
        string="Work Order",
        required=True,
        ondelete="cascade",
    )
    name = fields.Char(string="Who Signs")
    signature = fields.Binary(attachment=False)

    def action_apply(self):
        """Keep the signature on the order.

        :raise UserError: see ``servicedesk.work.order.action_sign``.
        """
        self.ensure_one()
        signature = self.with_context(bin_size=False).signature or b""
        self.order_id.action_sign(self.name or "", signature.decode())
        return {"type": "ir.actions.act_window_close"}
