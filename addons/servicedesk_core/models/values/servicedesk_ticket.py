# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, models

from ...tools import arguments
from ..ticket.servicedesk_ticket import DEED_FIELDS


class ServicedeskTicket(models.Model):
    """The gate: what users write is of its field's type, or refused with a sentence.

    Loaded last, and so asked first: all that stands behind relies on it. Superusers
    (mail, portal, deeds) bring values that were checked where they came in.
    """

    _inherit = "servicedesk.ticket"

    @api.model_create_multi
    def create(self, vals_list):
        """Check values, and those that the context brings as defaults.

        :raise UserError: naming the field whose value is of another type.
        """
        if not self.env.su:
            for vals in arguments.rows(self.env, vals_list, "vals_list"):
                arguments.values(self.env, self._fields, vals)
            defaults = self._get_context_defaults()
            arguments.values(self.env, self._fields, defaults)
        return super().create(vals_list)

    @api.model
    def _get_context_defaults(self):
        """Return {field: value} of the context; what deeds set is not taken from it."""
        given = {
            key.removeprefix("default_"): value
            for key, value in self.env.context.items()
            if key.startswith("default_")
        }
        return {
            name: given[name]
            for name in (given.keys() & self._fields.keys()) - DEED_FIELDS
        }

    def write(self, vals):
        """Check values.

        :raise UserError: naming the field whose value is of another type.
        """
        if not self.env.su:
            self._check_ids()
            arguments.values(self.env, self._fields, vals)
        return super().write(vals)
