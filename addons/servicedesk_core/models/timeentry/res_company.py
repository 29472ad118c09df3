# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    servicedesk_time_closed_until = fields.Date(
        string="Working Time Closed Until",
        groups="servicedesk_core.group_servicedesk_manager",
        help="Nobody enters, changes or deletes working time of this day or before.",
    )
