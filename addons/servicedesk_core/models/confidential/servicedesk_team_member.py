# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, models


class ServicedeskTeamMember(models.Model):
    """A seat opens the team's confidential tickets: insiders give it."""

    _inherit = "servicedesk.team.member"

    @api.model_create_multi
    def create(self, vals_list):
        default = self.env.context.get("default_team_id")
        ids = {vals.get("team_id", default) for vals in vals_list} - {False, None}
        teams = self.env["servicedesk.team"].browse(ids)
        teams._check_may_change_circle()
        teams._check_may_give_seats()
        return super().create(vals_list)

    def write(self, vals):
        teams = self.team_id
        if vals.get("team_id"):
            teams |= teams.browse(vals["team_id"])
        if {"team_id", "user_id"} & vals.keys():
            teams._check_may_change_circle()
            teams._check_may_give_seats()
        return super().write(vals)

    def unlink(self):
        self.team_id._check_may_change_circle()
        return super().unlink()
