# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import models


class ResourceCalendarAttendance(models.Model):
    """Hours of a calendar; whoever has them cached asks anew after a change."""

    _name = "resource.calendar.attendance"
    _inherit = ["resource.calendar.attendance", "servicedesk.cached.mixin"]
