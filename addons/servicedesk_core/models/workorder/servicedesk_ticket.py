# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import fields, models


class ServicedeskTicket(models.Model):
    """Work that others do for a ticket."""

    _inherit = "servicedesk.ticket"

    work_order_ids = fields.One2many("servicedesk.work.order", "ticket_id")
    work_order_count = fields.Integer(
        string="Work Orders", readonly=True, copy=False
    )
    work_order_open_count = fields.Integer(
        string="Open Work Orders", readonly=True, copy=False
    )
