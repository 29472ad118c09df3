# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""Trees that two people change at one moment."""

from odoo.tools import SQL


def lock_line(records, field_name, parent_id):
    """Lock records that get a new parent, and all above it, until the end.

    Two who move records below each other at one moment would both see a tree without
    a circle. The later one finds a row here that was changed after he began: a
    serialization failure, upon which Odoo has him try again and see what is there.
    """
    field = records._fields[field_name]
    parent_id = parent_id and field.convert_to_cache(parent_id, records)
    if not (parent_id and records.ids):
        return
    records.flush_model([field_name])
    records.env.execute_query(
        SQL(
            """WITH RECURSIVE line AS (
                 SELECT id, %(parent)s AS parent_id FROM %(table)s
                  WHERE id = ANY(%(ids)s)
                  UNION
                 SELECT node.id, %(node_parent)s
                   FROM %(table)s node JOIN line ON node.id = line.parent_id)
               SELECT id FROM %(table)s
                WHERE id IN (SELECT id FROM line)
             ORDER BY id FOR NO KEY UPDATE""",
            parent=SQL.identifier(field_name),
            node_parent=SQL.identifier("node", field_name),
            table=SQL.identifier(records._table),
            ids=[*records.ids, parent_id],
        )
    )
