# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models


class ServicedeskTeamMember(models.Model):
    """Somebody's seat in a team."""

    _name = "servicedesk.team.member"
    _inherit = "servicedesk.cached.mixin"
    _description = "Team Member"
    _order = "team_id, sequence, id"
    _rec_name = "user_id"

    team_id = fields.Many2one(
        "servicedesk.team", required=True, index=True, ondelete="cascade"
    )
    user_id = fields.Many2one(
        "res.users",
        required=True,
        index=True,
        ondelete="cascade",
        domain=[("share", "=", False)],
    )
    sequence = fields.Integer(default=10)
    open_ticket_count = fields.Integer(
        string="Open Tickets",
        compute="_compute_open_ticket_count",
        groups="servicedesk_core.group_servicedesk_agent,"
        "servicedesk_core.group_servicedesk_auditor",
        help="Open tickets of this team assigned to this person.",
    )

    _seat_uniq = models.Constraint(
        "UNIQUE (team_id, user_id)", "This person is already in the team."
    )

    @api.depends("team_id", "user_id")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_open_ticket_count(self):
        counts = {
            (team, user): count
            for team, user, count in self.env["servicedesk.ticket"]._read_group(
                [
                    ("is_open", "=", True),
                    ("team_id", "in", self.team_id.ids),
                    ("user_id", "in", self.user_id.ids),
                ],
                ["team_id", "user_id"],
                ["__count"],
            )
        }
        for member in self:
            member.open_ticket_count = counts.get((member.team_id, member.user_id), 0)
