# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, models


class ServicedeskTeamMember(models.Model):
    """A seat in a confidential team opens its tickets: insiders give it."""

    _inherit = "servicedesk.team.member"

    @api.model_create_multi
    def create(self, vals_list):
        default = self.env.context.get("default_team_id")
        ids = {vals.get("team_id", default) for vals in vals_list} - {False, None}
        self.env["servicedesk.team"].browse(ids)._check_may_change_circle()
        return super().create(vals_list)

    def write(self, vals):
        teams = self.team_id
        if vals.get("team_id"):
            teams |= teams.browse(vals["team_id"])
        if {"team_id", "user_id"} & vals.keys():
            teams._check_may_change_circle()
        return super().write(vals)

    def unlink(self):
        self.team_id._check_may_change_circle()
        return super().unlink()
