# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, models, tools
from odoo.exceptions import UserError


class ResUsers(models.Model):
    _inherit = "res.users"

    @tools.ormcache("self.id")
    def _servicedesk_team_ids(self):
        """Return the ids of the teams this user sits in or leads, archived or not.

        Cached, since every access check asks for it; a change of members or
        leaders empties the cache.
        """
        self.ensure_one()
        # sudo: servicedesk.team - membership decides access, so it is read first
        teams = (
            self.env["servicedesk.team"]
            .sudo()
            .with_context(active_test=False)
            .search(
                [
                    "|",
                    ("membership_ids.user_id", "=", self.id),
                    ("leader_id", "=", self.id),
                ]
            )
        )
        return tuple(teams.ids)

    @tools.ormcache("self.id")
    def _servicedesk_first_line_company_ids(self):
        """Return the companies in whose first-line (level 1) teams the user sits."""
        self.ensure_one()
        # sudo: servicedesk.team - membership decides access, so it is read first
        teams = self.env["servicedesk.team"].sudo().browse(self._servicedesk_team_ids())
        first_line = teams.filtered(lambda team: team.level == "1")
        return tuple(first_line.company_id.ids)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_on_tickets(self):
        """Who opened, had or solved a ticket stays in its history: archive him.

        The database refuses as well, with words that help nobody.
        """
        # sudo: servicedesk.ticket, servicedesk.ticket.span - of every company
        places = (
            ("servicedesk.ticket", ("user_id", "opener_id", "resolved_by_id")),
            ("servicedesk.ticket.span", ("user_id",)),
        )
        for model, names in places:
            for name in names:
                found = self.env[model].sudo().search([(name, "in", self.ids)], limit=1)
                if found:
                    raise UserError(
                        self.env._(
                            "%(user)s has worked on tickets, whose history names him."
                            " Archive him instead of deleting him.",
                            user=found[name].name,
                        )
                    )
