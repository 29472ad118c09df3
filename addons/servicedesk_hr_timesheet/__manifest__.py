# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
{
    "name": "Service Desk Timesheets",
    "version": "19.0.1.6.0",
    "summary": "Working time on tickets stands in people's timesheets",
    "category": "Services/Service Desk",
    "author": "Service Desk contributors",
    "license": "LGPL-3",
    "depends": ["servicedesk_core", "hr_timesheet"],
    "data": ["views/servicedesk_team_views.xml"],
    "auto_install": True,
    "uninstall_hook": "uninstall_hook",
}
