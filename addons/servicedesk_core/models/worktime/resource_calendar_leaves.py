# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, models


class ResourceCalendarLeaves(models.Model):
    _inherit = "resource.calendar.leaves"

    def _empty_worktime(self):
        """Have open hours read anew, if a leave of everybody is among these.

        Leaves of single people, of which a company enters some every day, are in no
        cache.
        """
        if any(not leave.resource_id for leave in self):
            self.env.registry.clear_cache()

    @api.model_create_multi
    def create(self, vals_list):
        leaves = super().create(vals_list)
        leaves._empty_worktime()
        return leaves

    def write(self, vals):
        self._empty_worktime()
        result = super().write(vals)
        self._empty_worktime()
        return result

    def unlink(self):
        self._empty_worktime()
        return super().unlink()
