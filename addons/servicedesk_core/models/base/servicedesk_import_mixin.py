# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, models

# In a context, while an import runs. Its value cannot arrive by RPC.
LOADING = object()


# As many wrong rows are told at once; Odoo tells no more either.
WRONG_LIMIT = 10


class Names(dict):
    """The ids that names in the file stand for; it cannot arrive by RPC."""

    def __init__(self):
        super().__init__()
        # What is wrong with rows that were not written, by the identity of the row.
        self.wrong = {}


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
        names = self.env.context.get("servicedesk_import_names")
        if not isinstance(names, Names):
            return super()._load_records(data_list, update)
        if names.wrong and len(data_list) == 1:
            # Odoo tries each row by itself now: which are wrong is known already,
            # and what is right is not kept.
            error = names.wrong.get(id(data_list[0]))
            if error:
                raise error
            return self.browse()
        try:
            with self.env.cr.savepoint():
                return super()._load_records(data_list, update)
        except Exception as error:
            # What was written is taken back, so that its ids mean nothing any more.
            names.clear()
            if len(data_list) == 1:
                raise
            names.wrong = self._find_wrong_rows(data_list, update)
            raise NotTogether from error

    def _find_wrong_rows(self, data_list, update):
        """Return {identity of a row: its error}, the first few; nothing is written.

        Rows are written by halves, those that went well stay for those that follow:
        it costs about as much as to write them all twice.
        """
        load = super()._load_records
        wrong, start, size = {}, 0, len(data_list)
        with self.env.cr.savepoint() as trial:
            while start < len(data_list) and len(wrong) < WRONG_LIMIT:
                rows = data_list[start : start + size]
                try:
                    with self.env.cr.savepoint():
                        load(rows, update)
                except Exception as error:
                    if len(rows) > 1:
                        size = len(rows) // 2
                        continue
                    wrong[id(rows[0])] = error
                start += len(rows)
                size *= 2
            trial.rollback()
        self.env.invalidate_all(flush=False)
        return wrong
