# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import fields, models


class ServicedeskTicket(models.Model):
    """How long the house worked on a ticket."""

    _inherit = "servicedesk.ticket"

    time_entry_ids = fields.One2many("servicedesk.time.entry", "ticket_id")
    worked_hours = fields.Float(
        readonly=True, copy=False, help="Of entries that have an end."
    )
