# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import fields, models


class ServicedeskComponent(models.Model):
    """A configuration item: what services rest on."""

    _name = "servicedesk.component"
    _description = "Component"
    _parent_store = True
    _order = "name, id"

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    type_id = fields.Many2one("servicedesk.component.type", index=True)
    serial = fields.Char(string="Serial Number", index="btree_not_null")
    owner_id = fields.Many2one("res.partner", index="btree_not_null")
    user_id = fields.Many2one("res.partner", string="Used by", index="btree_not_null")
    site_id = fields.Many2one("servicedesk.site", index="btree_not_null")
    responsible_id = fields.Many2one("res.users", domain=[("share", "=", False)])
    team_id = fields.Many2one("servicedesk.team", string="Responsible Team")
    parent_id = fields.Many2one(
        "servicedesk.component", index=True, ondelete="restrict"
    )
    parent_path = fields.Char(index=True)
    depends_on_ids = fields.Many2many(
        "servicedesk.component",
        "servicedesk_component_dependency_rel",
        "component_id",
        "depends_on_id",
    )
    service_ids = fields.Many2many(
        "servicedesk.service", "servicedesk_component_service_rel"
    )
    company_id = fields.Many2one("res.company")
