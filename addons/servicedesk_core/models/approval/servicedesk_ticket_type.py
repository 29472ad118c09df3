# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import fields, models


class ServicedeskTicketType(models.Model):
    _inherit = "servicedesk.ticket.type"

    approval_rule_ids = fields.One2many(
        "servicedesk.approval.rule",
        "ticket_type_id",
        string="Approval Steps",
        copy=True,
    )
