# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import fields, models

from .servicedesk_priority_rule import IMPACTS, URGENCIES


class ServicedeskTicket(models.Model):
    """Classification: category, impact, urgency, and the priority they give."""

    _inherit = "servicedesk.ticket"

    category_id = fields.Many2one(
        "servicedesk.category", index="btree_not_null", ondelete="restrict"
    )
    impact = fields.Selection(IMPACTS)
    urgency = fields.Selection(URGENCIES, default="2")
    reclassify_reason = fields.Char(copy=False)
