# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import fields, models


class ServicedeskTicketType(models.Model):
    _inherit = "servicedesk.ticket.type"

    waits_for_contractor = fields.Boolean(
        string="Wait for the Contractor",
        help="A ticket waits while a work order to a contractor is open.",
    )
