# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, models


class ServicedeskContract(models.Model):
    """Who promised us something in a contract stands in the contractors' directory."""

    _inherit = "servicedesk.contract"

    @api.model_create_multi
    def create(self, vals_list):
        contracts = super().create(vals_list)
        contracts._mark_contractors()
        return contracts

    def write(self, vals):
        result = super().write(vals)
        if vals.get("contractor_id") or vals.get("kind"):
            self._mark_contractors()
        return result

    def _mark_contractors(self):
        bound = self.filtered(lambda contract: contract.kind == "underpinning")
        # sudo: res.partner - who keeps contracts need not edit contacts
        contractors = bound.contractor_id.sudo()
        contractors.filtered(lambda one: not one.is_contractor).is_contractor = True
