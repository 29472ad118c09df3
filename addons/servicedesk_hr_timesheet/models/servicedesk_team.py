# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import fields, models


class ServicedeskTeam(models.Model):
    _inherit = "servicedesk.team"

    timesheet_project_id = fields.Many2one(
        "project.project",
        ondelete="set null",
        check_company=True,
        domain=[("allow_timesheets", "=", True), ("is_template", "=", False)],
        groups="servicedesk_core.group_servicedesk_manager",
        help="Working time on this team's tickets stands here in timesheets. Empty: in"
        " the company's internal project.",
    )
