# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import fields, models


class ServicedeskTicket(models.Model):
    """What a ticket is about materially, and what it is done under."""

    _inherit = "servicedesk.ticket"

    component_ids = fields.Many2many(
        "servicedesk.component",
        "servicedesk_ticket_component_rel",
        "ticket_id",
        "component_id",
        string="Components",
    )
    contract_id = fields.Many2one(
        "servicedesk.contract", index="btree_not_null", ondelete="restrict"
    )
