# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models


class ServicedeskService(models.Model):
    _inherit = "servicedesk.service"

    approval_rule_ids = fields.One2many(
        "servicedesk.approval.rule", "service_id", string="Approval Steps", copy=True
    )
    inherited_approval = fields.Char(compute="_compute_inherited")

    @api.depends("approval_rule_ids")
    def _compute_inherited(self):
        return super()._compute_inherited()

    def _get_inherited_facts(self):
        def names(service):
            return ", ".join(service.approval_rule_ids.mapped("name"))

        steps = ("approval_rule_ids", self.env._("Approval"), names)
        return {**super()._get_inherited_facts(), "inherited_approval": steps}
