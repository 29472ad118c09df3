# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import fields, models


class ServicedeskCategory(models.Model):
    """What went wrong or is wanted: follows from the service and the type."""

    _name = "servicedesk.category"
    _inherit = "servicedesk.cached.mixin"
    _description = "Ticket Category"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    service_ids = fields.Many2many("servicedesk.service")
    type_ids = fields.Many2many("servicedesk.ticket.type")
    keywords = fields.Char(translate=True)
    company_id = fields.Many2one("res.company")
