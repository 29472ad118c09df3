# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import json
import re

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.tree import lock_line

SEPARATOR = " / "
# Blanks, and hyphens of every kind.
WORD_ENDS = re.compile(r"[\s\-\u2010\u2011\u2013]+")


class ServicedeskTreeMixin(models.AbstractModel):
    """Records in a tree, found and sorted by the names of what they are a part of.

    ``complete_name`` keeps the whole path in every language there is, so that a list
    is sorted, and a search answered by an index, in the reader's own. A computed
    field would keep the words of whoever happened to write last.

    The model brings a translated ``name``, ``parent_id`` and ``_parent_store``.
    """

    _name = "servicedesk.tree.mixin"
    _description = "Tree with Translated Names"

    complete_name = fields.Char(
        string="Full Name",
        translate=True,
        readonly=True,
        copy=False,
        index="trigram",
        help="The name, after the names of all that this is a part of.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create([self._drop_complete_name(v) for v in vals_list])
        records._refresh_complete_names()
        return records

    def write(self, vals):
        lock_line(self, "parent_id", vals.get("parent_id"))
        result = super().write(self._drop_complete_name(vals))
        if {"name", "parent_id"} & vals.keys():
            self._refresh_complete_names()
        return result

    def _update_field_translations(self, field_name, translations, *args, **kwargs):
        result = super()._update_field_translations(
            field_name, translations, *args, **kwargs
        )
        if field_name == "name":
            self._refresh_complete_names()
        return result

    @api.model
    def _drop_complete_name(self, vals):
        return {key: vals[key] for key in vals if key != "complete_name"}

    @api.model
    def _refresh_all_complete_names(self, modules=None):
        """Write the paths of all trees anew, after names were written past the ORM.

        :param modules: only trees to which one of these modules brings records.
        """
        for name in self.pool.descendants([self._name], "_inherit"):
            # sudo: servicedesk.site, service - terms are every company's
            model = self.env[name].sudo().with_context(active_test=False)
            if model._abstract or not self._is_brought(name, modules):
                continue
            model.search(Domain.TRUE, order="id")._refresh_complete_names()

    @api.model
    def _is_brought(self, name, modules):
        """Return whether one of these modules brings records of a model."""
        if modules is None:
            return True
        brought = Domain("model", "=", name) & Domain("module", "in", list(modules))
        # sudo: ir.model.data - who installs may not read it
        return bool(self.env["ir.model.data"].sudo().search_count(brought, limit=1))

    def _refresh_complete_names(self):
        """Write the paths of these records, and of all below, in all languages."""
        if not self:
            return
        nodes, wanted = self._read_tree_names()
        values = {}
        for node_id in wanted:
            path, _name = nodes[node_id]
            names = [nodes[int(part)][1] for part in path.split("/") if part]
            values[node_id] = json.dumps(self._join_names(names))
        self.env.cr.execute(
            SQL(
                """UPDATE %(table)s AS node SET complete_name = fresh.value
                     FROM unnest(%(ids)s, %(values)s::jsonb[]) AS fresh(id, value)
                    WHERE node.id = fresh.id
                      AND node.complete_name IS DISTINCT FROM fresh.value""",
                table=SQL.identifier(self._table),
                ids=list(values),
                values=list(values.values()),
            )
        )
        self.browse(values).invalidate_recordset(
            ["complete_name", "display_name"], flush=False
        )

    def _read_tree_names(self):
        """Return ({id: (path, {language: name})}, ids of these and all below)."""
        self.flush_model(["name", "parent_id"])
        rows = self.env.execute_query(
            SQL(
                """WITH RECURSIVE below AS (
                     SELECT id, parent_path FROM %(table)s WHERE id IN %(ids)s
                      UNION
                     SELECT child.id, child.parent_path
                       FROM %(table)s child
                       JOIN below ON child.parent_id = below.id)
                   SELECT node.id, node.parent_path, node.name,
                          EXISTS (SELECT 1 FROM below WHERE below.id = node.id)
                     FROM %(table)s node
                    WHERE node.id IN (
                          SELECT unnest(string_to_array(
                                     rtrim(parent_path, '/'), '/')::int[])
                            FROM below)""",
                table=SQL.identifier(self._table),
                ids=tuple(self.ids),
            )
        )
        nodes = {row[0]: (row[1], row[2]) for row in rows}
        return nodes, [row[0] for row in rows if row[3]]

    @api.model
    def _join_names(self, names):
        """Return {language: path}; what has no name in a language keeps its first.

        :param names: [{language: name}] from the top down.
        """
        languages = {lang for name in names for lang in name}
        return {
            lang: SEPARATOR.join(name.get(lang) or name["en_US"] for name in names)
            for lang in languages
        }

    @api.model
    def _search_display_name(self, operator, value):
        """Find by words in any order: *printer till* finds *Tills / Printer*.

        A hyphen parts words, so that *wi-fi* finds *WiFi* and *Wi Fi* as well.
        An import, which names exactly what it means, is answered by the full name.
        """
        if operator in ("=", "in"):
            return Domain("complete_name", operator, value)
        words = WORD_ENDS.split(value) if isinstance(value, str) else []
        words = [word for word in words if word and word != SEPARATOR.strip()]
        if operator != "ilike" or len(words) < 2:
            return super()._search_display_name(operator, value)
        search = super()._search_display_name
        return Domain.AND([search(operator, word) for word in words])
