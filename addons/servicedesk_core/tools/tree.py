# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""Trees that two people change at one moment."""

from odoo.tools import SQL


def lock_line(records, field_name, parent_id):
    """Lock records that get a new parent, and all above it, until the end.

    Two who move records at one moment would both see a tree without a circle. The
    later one finds a row here that was changed after he began: a serialization
    failure, upon which Odoo has him try again and see what is there.
    """
    field = records._fields[field_name]
    parent_id = parent_id and field.convert_to_cache(parent_id, records)
    if not (parent_id and records.ids):
        return
    records.flush_model([field_name])
    # Rows only locked would let the next one go on with the paths he saw: where
    # paths are kept, rows are written, unchanged, so that he begins anew.
    keeps_paths = records._parent_store and field_name == records._parent_name
    touch = SQL(
        "UPDATE %(table)s node SET %(parent)s = node.%(parent)s"
        " FROM locked WHERE node.id = locked.id",
        table=SQL.identifier(records._table),
        parent=SQL.identifier(field_name),
    )
    records.env.cr.execute(
        SQL(
            """WITH RECURSIVE line AS (
                 SELECT id, %(parent)s AS parent_id FROM %(table)s
                  WHERE id = ANY(%(ids)s)
                  UNION
                 SELECT node.id, %(node_parent)s
                   FROM %(table)s node JOIN line ON node.id = line.parent_id
               ), locked AS (
                 SELECT id FROM %(table)s WHERE id IN (SELECT id FROM line)
               ORDER BY id FOR NO KEY UPDATE)
               %(deed)s""",
            parent=SQL.identifier(field_name),
            node_parent=SQL.identifier("node", field_name),
            table=SQL.identifier(records._table),
            ids=[*records.ids, parent_id],
            deed=touch if keeps_paths else SQL("SELECT id FROM locked"),
        )
    )
