# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models, tools


class ServicedeskCategory(models.Model):
    _inherit = "servicedesk.category"

    skill_ids = fields.Many2many(
        "servicedesk.skill",
        "servicedesk_category_skill_rel",
        string="Skills Wanted",
        help="Who knows most of this is assigned, where the team goes by skill.",
    )

    @api.model
    @tools.ormcache()
    def _get_skill_ids(self):
        """Return {category id: ids of the skills it wants}; cached."""
        # sudo: servicedesk.category - assigning looks at all of them
        found = self.sudo().search([("skill_ids", "!=", False)])
        return {category.id: frozenset(category.skill_ids.ids) for category in found}
