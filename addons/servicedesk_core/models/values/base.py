# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import re

from psycopg2.errors import ForeignKeyViolation, RestrictViolation

from odoo import api, models
from odoo.tools import SQL

# Which column of which table refers to which table, by the name of its constraint.
KEY = """
SELECT key.conrelid::regclass::text, col.attname, key.confrelid::regclass::text
  FROM pg_constraint key
  JOIN pg_attribute col ON col.attrelid = key.conrelid AND col.attnum = key.conkey[1]
 WHERE key.conname = %s AND cardinality(key.conkey) = 1
"""
OURS = "servicedesk_"


class Base(models.AbstractModel):
    """Word what the database refuses about keys: what is missing, or in the way.

    Whether an id exists, and whether something refers to a record, costs a query for
    each to ask; the database looks anyhow. Odoo words both as a deletion, and leaves
    what PostgreSQL 18 calls a restriction in PostgreSQL's own words.
    """

    _inherit = "base"

    @api.model
    def _sql_error_to_message_generic(self, exc):
        if isinstance(exc, ForeignKeyViolation | RestrictViolation):
            key = self._find_violated_key(exc.diag)
            if key:
                return self._word_violated_key(exc.diag, *key)
        return super()._sql_error_to_message_generic(exc)

    @api.model
    def _find_violated_key(self, diag):
        """Return (table, column, table referred to) of a key that touches the desk."""
        keys = self.env.execute_query(SQL(KEY, diag.constraint_name or ""))
        if len(keys) == 1 and any(name.startswith(OURS) for name in keys[0][::2]):
            return keys[0]
        return None

    @api.model
    def _word_violated_key(self, diag, table, column, referred):
        given = re.search(r"=\((\d+)\)", diag.message_detail or "")
        if given and not self._has_row(referred, int(given[1])):
            return self.env._(
                "“%(field)s” names no record: %(id)s.", field=column, id=given[1]
            )
        what = self._get_model_of(referred)
        values = {
            "users": self._get_label_of(table),
            "what": self._get_label_of(referred),
        }
        if what is not None and "active" in what._fields:
            return self.env._(
                "%(what)s: this record is used by others (%(users)s), so it cannot be"
                " deleted. Archive it instead.",
                **values,
            )
        return self.env._(
            "%(what)s: this record is used by others (%(users)s), so it cannot be"
            " deleted. Change or delete those first.",
            **values,
        )

    @api.model
    def _has_row(self, table, row_id):
        query = SQL("SELECT 1 FROM %s WHERE id = %s", SQL.identifier(table), row_id)
        return bool(self.env.execute_query(query))

    @api.model
    def _get_model_of(self, table):
        """Return the empty recordset of the model that a table is of, or None."""
        return next(
            (
                self.env[name]
                for name, model in self.env.registry.items()
                if model._table == table and not model._abstract
            ),
            None,
        )

    @api.model
    def _get_label_of(self, table):
        """Return what the records of a table are called; a link's table stays one."""
        model = self._get_model_of(table)
        if model is None:
            return table
        return self.env["ir.model"]._get(model._name).name or model._description
