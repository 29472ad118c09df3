# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import fields, models


class ServicedeskComponentType(models.Model):
    """What sort of thing a component is: till, printer, server, licence…"""

    _name = "servicedesk.component.type"
    _description = "Component Type"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    component_ids = fields.One2many("servicedesk.component", "type_id")
    component_count = fields.Integer(
        string="Components", compute="_compute_component_count"
    )

    def _compute_component_count(self):
        counts = dict(
            self.env["servicedesk.component"]._read_group(
                [("type_id", "in", self.ids)], ["type_id"], ["__count"]
            )
        )
        for component_type in self:
            component_type.component_count = counts.get(component_type, 0)
