# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import fields, models

from ..ticket.servicedesk_ticket import PRIORITIES


class ServicedeskService(models.Model):
    """What the desk offers: an entry of the catalogue, or a part of one."""

    _name = "servicedesk.service"
    _inherit = "servicedesk.cached.mixin"
    _description = "Service"
    _parent_store = True
    _rec_name = "complete_name"
    _order = "sequence, complete_name, id"

    name = fields.Char(required=True, translate=True)
    complete_name = fields.Char(
        compute="_compute_complete_name", store=True, recursive=True
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    parent_id = fields.Many2one("servicedesk.service", index=True, ondelete="restrict")
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many("servicedesk.service", "parent_id")
    company_id = fields.Many2one(
        "res.company", help="The legal entity that provides it; empty: all."
    )
    owner_id = fields.Many2one("res.users", domain=[("share", "=", False)])
    team_ids = fields.Many2many("servicedesk.team", string="Supporting Teams")
    component_ids = fields.Many2many(
        "servicedesk.component", "servicedesk_component_service_rel"
    )
    type_ids = fields.Many2many(
        "servicedesk.ticket.type",
        string="Request Types",
        help="Empty: tickets of every type.",
    )
    business_priority = fields.Selection(PRIORITIES, default="1", required=True)
    user_count = fields.Integer()
    uses_customer_priority = fields.Boolean(
        help="The customer's service priority raises the urgency."
    )
    is_confidential = fields.Boolean()
    keywords = fields.Char(translate=True)
    ticket_properties_definition = fields.PropertiesDefinition()

    def _compute_complete_name(self):
        for service in self:
            service.complete_name = service.name
