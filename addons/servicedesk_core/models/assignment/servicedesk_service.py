# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models, tools


class ServicedeskService(models.Model):
    _inherit = "servicedesk.service"

    skill_ids = fields.Many2many(
        "servicedesk.skill",
        "servicedesk_service_skill_rel",
        string="Skills Wanted",
        help="Who knows most of this is assigned, where the team goes by skill. Parts"
        " of the service want it as well.",
    )

    @api.model
    @tools.ormcache()
    def _get_skill_ids(self):
        """Return {service id: ids of the skills it wants, its parents' too}; cached."""
        # sudo: servicedesk.service - assigning looks at all of them
        wanting = self.sudo().search([("skill_ids", "!=", False)])
        wanted = {}
        for service in wanting:
            for part in self.sudo().search([("id", "child_of", service.id)]):
                wanted.setdefault(part.id, set()).update(service.skill_ids.ids)
        return {key: frozenset(skills) for key, skills in wanted.items()}
