# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import fields, models


class ServicedeskTicket(models.Model):
    """Tickets that have to do with each other."""

    _inherit = "servicedesk.ticket"

    related_ids = fields.Many2many(
        "servicedesk.ticket",
        "servicedesk_ticket_related_rel",
        "ticket_id",
        "related_id",
        string="Related Tickets",
        readonly=True,
        copy=False,
    )
