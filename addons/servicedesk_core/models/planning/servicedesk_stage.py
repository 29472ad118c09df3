# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models, tools


class ServicedeskStage(models.Model):
    _inherit = "servicedesk.stage"

    allowed_in_freeze = fields.Boolean(
        string="Allowed during Freezes",
        help="Work in this stage changes nothing: it assesses, or looks back.",
    )

    @api.model
    @tools.ormcache()
    def _get_allowed_in_freeze(self):
        """Return the ids of the stages that freezes do not close; cached."""
        # sudo: servicedesk.stage - the same for everybody
        stages = self.sudo().search([("active", "in", [True, False])])
        return frozenset(stages.filtered("allowed_in_freeze").ids)
