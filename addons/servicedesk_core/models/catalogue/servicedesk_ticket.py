# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import fields, models


class ServicedeskTicket(models.Model):
    """Which services a ticket is about, and the answers to the service's form."""

    _inherit = "servicedesk.ticket"

    service_id = fields.Many2one(
        "servicedesk.service",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
    )
    service_ids = fields.Many2many(
        "servicedesk.service",
        "servicedesk_ticket_service_rel",
        "ticket_id",
        "service_id",
        string="Other Services Affected",
    )
    properties = fields.Properties(
        definition="service_id.ticket_properties_definition", copy=True
    )
