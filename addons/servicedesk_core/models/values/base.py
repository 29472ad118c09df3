# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import re

from psycopg2.errors import ForeignKeyViolation

from odoo import api, models
from odoo.tools import SQL

# What a key of one column refers to, by the name of its constraint.
REFERRED = """
SELECT key.confrelid::regclass::text, col.attname
  FROM pg_constraint key
  JOIN pg_attribute col ON col.attrelid = key.conrelid AND col.attnum = key.conkey[1]
 WHERE key.conname = %s AND key.conrelid = %s::regclass
   AND cardinality(key.conkey) = 1
"""


class Base(models.AbstractModel):
    """Say of an id that does not exist that it does not exist.

    Whether it does costs a query for each; the database looks anyhow. What it answers
    reads, in Odoo's words, as if somebody had tried to delete something.
    """

    _inherit = "base"

    @api.model
    def _sql_error_to_message_generic(self, exc):
        if isinstance(exc, ForeignKeyViolation):
            missing = self._find_missing_referred(exc.diag)
            if missing:
                return self.env._("“%(field)s” names no record: %(id)s.", **missing)
        return super()._sql_error_to_message_generic(exc)

    @api.model
    def _find_missing_referred(self, diag):
        """Return the column and the id in it that no record has; {} for none."""
        table, named = diag.table_name or "", diag.message_detail or ""
        found = re.search(r"=\((\d+)\)", named)
        if not (found and table.startswith("servicedesk_") and diag.constraint_name):
            return {}
        rows = self.env.execute_query(SQL(REFERRED, diag.constraint_name, table))
        if not rows:
            return {}
        referred, column = rows[0]
        exists = SQL(
            "SELECT 1 FROM %s WHERE id = %s",
            SQL.identifier(referred),
            int(found[1]),
        )
        if self.env.execute_query(exists):
            return {}
        return {"field": column, "id": found[1]}
