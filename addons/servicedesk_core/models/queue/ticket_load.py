# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models


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

    def _mail_track(self, tracked_fields, initial_values):
        """History tells plain names, whatever stands beside them on the board."""
        plain = {
            name: self._without_standing(value)
            if isinstance(value, models.BaseModel)
            else value
            for name, value in initial_values.items()
        }
        ticket = self._without_standing(self)
        return super(ServicedeskTicket, ticket)._mail_track(tracked_fields, plain)

    @api.model
    def _without_standing(self, records):
        context = dict(records.env.context)
        if not context.pop("servicedesk_show_absence", None):
            return records
        return records.with_context(context)

    def write(self, vals):
        """A dispatcher's drag to somebody of another team takes the ticket there."""
        user_id = vals.get("user_id")
        on_board = self.env.context.get("servicedesk_load_board")
        dragged = on_board and isinstance(user_id, int) and "team_id" not in vals
        if not user_id or not dragged or not self._may_move_between_teams():
            return super().write(vals)
        user = self.env["res.users"].browse(user_id)
        by_team = self.grouped(lambda ticket: ticket._find_team_of(user))
        for team, tickets in by_team.items():
            moved = {"team_id": team.id} if team != tickets.team_id else {}
            super(ServicedeskTicket, tickets).write(vals | moved)
        return True

    def _find_team_of(self, user):
        """Return the team a drag to ``user`` takes the ticket to, or its own.

        What is confidential stays where it is: that takes a deed of its own.
        """
        self.ensure_one()
        mine = user._servicedesk_team_ids()
        if not mine or self.team_id.id in mine or self.is_confidential:
            return self.team_id
        teams = self.env["servicedesk.team"].search(
            [
                ("id", "in", mine),
                ("company_id", "=", self.company_id.id),
                ("is_confidential", "=", False),
            ],
            limit=1,
        )
        return teams or self.team_id
