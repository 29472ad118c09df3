# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, models

from .servicedesk_import_mixin import Names


class IrFieldsConverter(models.AbstractModel):
    """Names in an imported file, looked up once each."""

    _inherit = "ir.fields.converter"

    @api.model
    def db_id_for(self, model, field, subfield, value, savepoint):
        """Answer a name that was met before, or that stands in the database already,
        without writing the rows read so far. All else is for Odoo's own look-up.
        """
        names = self.env.context.get("servicedesk_import_names")
        if subfield is not None or not value or not isinstance(names, Names):
            return super().db_id_for(model, field, subfield, value, savepoint)
        key = field.comodel_name, value
        if key not in names and field.comodel_name == model._name:
            found = self.env[field.comodel_name].name_search(value, operator="=")
            if len(found) == 1:
                names[key] = (found[0][0], [])
        if key not in names:
            answer = super().db_id_for(model, field, subfield, value, savepoint)
            if not answer[0]:
                return answer
            names[key] = answer
        record_id, warnings = names[key]
        return record_id, list(warnings)
