# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, models, tools


class ServicedeskTeam(models.Model):
    _inherit = "servicedesk.team"

    @api.model
    @tools.ormcache("team_id", "company_id")
    def _get_calendar_id(self, team_id, company_id):
        """Return the id of a team's working hours, else of its company's; cached."""
        # sudo: servicedesk.team, res.company - promises are made to requesters, too
        team = self.sudo().browse(team_id or [])
        company = self.env["res.company"].sudo().browse(company_id)
        return (team.resource_calendar_id or company.resource_calendar_id).id
