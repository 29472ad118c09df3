# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import json

from odoo import api, models
from odoo.http import request

TICKET = "servicedesk.ticket"

# Of other modules' models, what the desk has in it; exported by its people.
DESK_MODELS = frozenset(
    {"res.partner", "mail.message", "ir.attachment", "rating.rating", "mail.activity"}
)
# As many are listed one by one; the number of all is told in any case.
LISTED_IDS = 100
# The web client's routes, by the format they give.
FORMATS = {"/web/export/csv": "CSV", "/web/export/xlsx": "XLSX"}


class ServicedeskLog(models.Model):
    """Write down what leaves by export."""

    _inherit = "servicedesk.log"

    @api.model
    def _is_export_watched(self, model_name):
        """Return whether exports of a model by the current user are logged.

        What others of the same database do with contacts is not the desk's business.
        """
        if not isinstance(model_name, str) or not self._is_watching():
            return False
        if model_name.startswith("servicedesk."):
            return True
        return (
            model_name in DESK_MODELS
            and self.env["servicedesk.ticket"].sudo(False)._is_desk_user()
        )

    @api.model
    def _append_export(self, model_name, count, details):
        self._append(
            [
                {
                    "what": "export",
                    "scope": "export",
                    "company_id": self.env.company.id,
                    "res_model": model_name,
                    "record_count": count,
                    "details": "\n".join(details),
                }
            ]
        )


class Base(models.AbstractModel):
    """Exports of the desk's records are written down before they leave."""

    _inherit = "base"

    def export_data(self, fields_to_export):
        """Write down an export that Odoo granted, in the same transaction."""
        result = super().export_data(fields_to_export)
        log = self.env["servicedesk.log"]
        if not self.env.su and log._is_export_watched(self._name):
            details = self._get_export_details(fields_to_export)
            log._append_export(self._name, len(self), details)
            if self._name == TICKET:
                self._log_export_of_secrets()
        return result

    def _get_export_details(self, fields_to_export):
        """Return lines: the columns, and which records by which choice."""
        fields = ", ".join(str(name) for name in fields_to_export)
        details = [self.env._("Fields: %(names)s", names=fields)]
        path = request.httprequest.path if request else ""
        if path in FORMATS:
            details.append(self.env._("Format: %(name)s", name=FORMATS[path]))
            domain = _get_asked_domain()
            if domain:
                details.append(self.env._("Searched for: %(domain)s", domain=domain))
                return details
        ids = ", ".join(map(str, self.ids[:LISTED_IDS]))
        if len(self) > LISTED_IDS:
            ids += ", …"
        details.append(self.env._("IDs: %(ids)s", ids=ids))
        return details


def _get_asked_domain():
    """Return the domain the web client sent, as text; none if it named records."""
    try:
        asked = json.loads(request.params.get("data") or "{}")
    except ValueError:
        return ""
    if not isinstance(asked, dict) or asked.get("ids"):
        return ""
    return str(asked.get("domain") or "[]")


class ServicedeskTicket(models.Model):
    _inherit = "servicedesk.ticket"

    def _log_export_of_secrets(self):
        """Write a row for each confidential ticket, so that its readers show all."""
        # sudo: servicedesk.ticket - which are confidential, nothing else
        secret = self.sudo().filtered("is_confidential")
        self.env["servicedesk.log"]._append(
            [
                {
                    "what": "read",
                    "scope": "export",
                    "company_id": ticket.company_id.id,
                    "res_model": TICKET,
                    "res_id": ticket.id,
                    "res_name": ticket.number,
                }
                for ticket in secret
            ]
        )
