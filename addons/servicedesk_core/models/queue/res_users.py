# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, models


class ResUsers(models.Model):
    """Who is away or full, told beside his name where work is shared out."""

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
            "no_employee": self.env._("no employee"),
        }
        for user, (away, load, capacity) in self._servicedesk_get_standing().items():
            told = [labels[away]] if away else []
            if capacity:
                told.append(
                    self.env._("%(load)s of %(capacity)s", load=load, capacity=capacity)
                )
            if told:
                user.display_name = f"{user.display_name} ({', '.join(told)})"
        return result

    def _servicedesk_get_standing(self):
        """Return {user: (why he gets nothing now, what he carries, what he can)}.

        Away is whom no team finds present; of several limits the lowest counts.
        """
        team_ids = {
            team_id for user in self for team_id in user._servicedesk_team_ids()
        }
        seats = {}
        # sudo: servicedesk.team - whether somebody is there is no secret of a team
        for team in self.env["servicedesk.team"].sudo().browse(sorted(team_ids)):
            for candidate in team._get_standing()[0]:
                seats.setdefault(candidate.id, []).append(candidate)
        standing = {}
        for user in self:
            if mine := seats.get(user.id):
                away = all(seat.away for seat in mine) and mine[-1].away
                limits = [seat.capacity for seat in mine if seat.capacity]
                standing[user] = (away, mine[0].load, min(limits, default=0))
        return standing
