# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, models


class ResUsers(models.Model):
    """Who is away, told beside his name where work is shared out."""

    _inherit = "res.users"

    @api.depends_context("servicedesk_show_absence", "lang")
    def _compute_display_name(self):
        result = super()._compute_display_name()
        if not self.env.context.get("servicedesk_show_absence"):
            return result
        labels = {
            "out_of_office": self.env._("out of office"),
            "off_duty": self.env._("off duty"),
            "closed": self.env._("outside working hours"),
            "archived": self.env._("archived"),
        }
        for user, away in self._servicedesk_get_absences().items():
            user.display_name = f"{user.display_name} ({labels[away]})"
        return result

    def _servicedesk_get_absences(self):
        """Return {user: why he gets nothing now} of those no team finds present."""
        team_ids = {
            team_id for user in self for team_id in user._servicedesk_team_ids()
        }
        present, away = set(), {}
        # sudo: servicedesk.team - whether somebody is there is no secret of a team
        for team in self.env["servicedesk.team"].sudo().browse(sorted(team_ids)):
            for candidate in team._get_standing()[0]:
                if candidate.away:
                    away[candidate.id] = candidate.away
                else:
                    present.add(candidate.id)
        return {
            user: away[user.id]
            for user in self
            if user.id in away and user.id not in present
        }
