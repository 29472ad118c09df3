# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, models

from .servicedesk_import_mixin import LOADING


class ServicedeskCachedMixin(models.AbstractModel):
    """Configuration that changes once a year and is asked for at every click.

    Such models keep what everybody asks for in ``ormcache``; any change of a record
    empties the caches of all workers.
    """

    _name = "servicedesk.cached.mixin"
    _inherit = "servicedesk.import.mixin"
    _description = "Cached Configuration"

    def _empty_caches(self):
        """Have everybody ask anew; once at the end of an import, not at each row."""
        if self.env.context.get("servicedesk_loading") is not LOADING:
            self.env.registry.clear_cache()

    @api.model
    def load(self, fields, data):
        try:
            return super(
                ServicedeskCachedMixin, self.with_context(servicedesk_loading=LOADING)
            ).load(fields, data)
        finally:
            self._empty_caches()

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        self._empty_caches()
        return records

    def write(self, vals):
        result = super().write(vals)
        self._empty_caches()
        return result

    def _update_field_translations(self, field_name, translations, *args, **kwargs):
        result = super()._update_field_translations(
            field_name, translations, *args, **kwargs
        )
        self._empty_caches()
        return result

    def unlink(self):
        result = super().unlink()
        self._empty_caches()
        return result
