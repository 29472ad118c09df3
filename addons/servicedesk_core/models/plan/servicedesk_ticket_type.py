# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import fields, models

from .servicedesk_plan_step import ENDS, STARTS


class ServicedeskTicketType(models.Model):
    _inherit = "servicedesk.ticket.type"

    plan_step_ids = fields.One2many(
        "servicedesk.plan.step", "ticket_type_id", string="Plan Steps", copy=True
    )
    plan_start = fields.Selection(
        STARTS, string="The Plan Starts", required=True, default="manual"
    )
    plan_end = fields.Selection(
        ENDS, string="When All Is Done", required=True, default="resolve"
    )

    def copy(self, default=None):
        """A copy has a plan of its own, in the same order."""
        copies = super().copy(default)
        for original, copied in zip(self, copies, strict=True):
            original.plan_step_ids._copy_order_to(copied.plan_step_ids)
        return copies
