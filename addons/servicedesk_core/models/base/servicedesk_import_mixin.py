# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, models
from odoo.exceptions import UserError

# In a context, while an import runs. Its value cannot arrive by RPC.
LOADING = object()


class Names(dict):
    """The ids that names in the file stand for; it cannot arrive by RPC."""


class NotTogether(Exception):
    """Rows that cannot be written at once; each is to be tried by itself."""


class ServicedeskImportMixin(models.AbstractModel):
    """Records that come in by thousands: each name is looked up once for the file.

    Odoo looks names up row by row, and before it does so in the model it imports, it
    writes the rows read so far: a tree of 5,000 would be written one by one. Here a
    name means what it was found to mean first, throughout the file; see
    ``ir.fields.converter``.
    """

    _name = "servicedesk.import.mixin"
    _description = "Import of Many Rows"

    @api.model
    def load(self, fields, data):
        quick = self.with_context(servicedesk_import_names=Names())
        return super(ServicedeskImportMixin, quick).load(fields, data)

    @api.model
    def _load_records(self, data_list, update=False):
        """Write rows; tell a wrong one by its own number.

        What is refused of many rows at once would be told as of the first of them.
        """
        try:
            return super()._load_records(data_list, update)
        except Exception as error:
            names = self.env.context.get("servicedesk_import_names")
            if not isinstance(names, Names):
                raise
            # What was written is taken back, so that its ids mean nothing any more.
            names.clear()
            if isinstance(error, UserError) and len(data_list) > 1:
                raise NotTogether from error
            raise
