# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models

from .servicedesk_plan_step import ENDS, STARTS


class ServicedeskService(models.Model):
    _inherit = "servicedesk.service"

    plan_step_ids = fields.One2many(
        "servicedesk.plan.step", "service_id", string="Plan Steps", copy=True
    )
    plan_start = fields.Selection(
        STARTS, string="The Plan Starts", required=True, default="manual"
    )
    plan_end = fields.Selection(
        ENDS, string="When All Is Done", required=True, default="resolve"
    )
    inherited_plan = fields.Char(compute="_compute_inherited")

    @api.depends("plan_step_ids")
    def _compute_inherited(self):
        return super()._compute_inherited()

    def copy(self, default=None):
        """A copy has a plan of its own, in the same order."""
        copies = super().copy(default)
        for original, copied in zip(self, copies, strict=True):
            original.plan_step_ids._copy_order_to(copied.plan_step_ids)
        return copies

    def _get_inherited_facts(self):
        def names(service):
            return ", ".join(service.plan_step_ids.mapped("name"))

        steps = ("plan_step_ids", self.env._("Plan"), names)
        return {**super()._get_inherited_facts(), "inherited_plan": steps}
