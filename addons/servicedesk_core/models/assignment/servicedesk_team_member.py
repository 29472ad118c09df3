# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import fields, models


class ServicedeskTeamMember(models.Model):
    _inherit = "servicedesk.team.member"

    skill_ids = fields.Many2many(
        "servicedesk.skill",
        "servicedesk_team_member_skill_rel",
        string="Skills",
    )
    capacity = fields.Integer(
        help="How many open tickets this person can carry; nothing more is assigned by"
        " rule then. 0: any number.",
    )

    _capacity_positive = models.Constraint(
        "CHECK (capacity >= 0)", "A capacity cannot be negative."
    )
