# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import json

from odoo import http
from odoo.http import request

from odoo.addons.web.controllers.pivot import TableExporter


class PivotExporter(TableExporter):
    """A pivot table of the desk's records is written down before it leaves."""

    @http.route()
    def export_xlsx(self, data, **kw):
        response = super().export_xlsx(data, **kw)
        table = self._read_again(data)
        log = request.env["servicedesk.log"]
        if log._is_export_watched(table.get("model")):
            details = [
                request.env._("Format: %(name)s", name="XLSX"),
                request.env._("Pivot table: %(title)s", title=table.get("title")),
            ]
            log._append_export(table["model"], len(table.get("rows") or ()), details)
        return response

    def _read_again(self, data):
        """Return the table; Odoo has read the file it comes in to its end."""
        if hasattr(data, "seek"):
            data.seek(0)
            return json.load(data)
        return json.loads(data)
