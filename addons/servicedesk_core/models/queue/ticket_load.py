# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import fields, models


class ServicedeskTicket(models.Model):
    """The load board: people as columns, tickets dragged from one to another."""

    _inherit = "servicedesk.ticket"

    user_id = fields.Many2one(group_expand="_read_group_user_ids")

    def _read_group_user_ids(self, users, domain):
        """Show everybody of the reader's teams as a column, also who has nothing.

        A dispatcher who sits in no team sees all teams of his companies.
        """
        if not self.env.context.get("servicedesk_load_board"):
            return users
        # sudo: servicedesk.team - columns are names of colleagues, which all may know
        teams = self.env["servicedesk.team"].sudo()
        mine = teams.browse(self.env.user._servicedesk_team_ids())
        if not mine:
            mine = teams.search(
                [
                    ("company_id", "in", self.env.companies.ids),
                    ("is_confidential", "=", False),
                ]
            )
        return users | mine.member_ids.filtered("active").sudo(False)
