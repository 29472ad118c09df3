# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import fields, models


class ServicedeskContract(models.Model):
    _name = "servicedesk.contract"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _description = "Service Contract"
    _order = "date_end desc, id desc"

    name = fields.Char(required=True)
    number = fields.Char(index="btree_not_null")
    active = fields.Boolean(default=True)
    kind = fields.Selection(
        [
            ("maintenance", "Maintenance"),
            ("software", "Software"),
            ("underpinning", "Underpinning"),
        ],
        required=True,
        default="maintenance",
    )
    partner_id = fields.Many2one("res.partner", required=True, index=True)
    date_start = fields.Date()
    date_end = fields.Date()
    service_ids = fields.Many2many("servicedesk.service")
    resource_calendar_id = fields.Many2one("resource.calendar")
    company_id = fields.Many2one("res.company")
