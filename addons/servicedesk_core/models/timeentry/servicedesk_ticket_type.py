# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import fields, models


class ServicedeskTicketType(models.Model):
    _inherit = "servicedesk.ticket.type"

    asks_time = fields.Selection(
        [("no", "No"), ("optional", "May Be Given"), ("required", "Required")],
        string="Time at Resolving",
        required=True,
        default="no",
        help="Whether whoever resolves is asked how long it took.",
    )
