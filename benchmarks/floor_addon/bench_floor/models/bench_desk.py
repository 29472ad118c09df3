# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import fields, models


class BenchDesk(models.Model):
    """A mail alias that makes floor tickets."""

    _name = "bench.desk"
    _description = "Benchmark Desk"
    _inherit = ["mail.alias.mixin"]

    name = fields.Char(required=True)

    def _alias_get_creation_values(self):
        values = super()._alias_get_creation_values()
        values["alias_model_id"] = self.env["ir.model"]._get_id("bench.ticket")
        if self.id:
            values["alias_defaults"] = {"desk_id": self.id}
        return values
