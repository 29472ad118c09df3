# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, models, tools


class ResCompany(models.Model):
    """The day of a company, by which contracts run, is asked for at every ticket."""

    _inherit = "res.company"

    @api.model
    @tools.ormcache("company_id")
    def _servicedesk_get_zone(self, company_id):
        """Return the zone of a company's working hours, UTC without; cached."""
        # sudo: res.company, resource.calendar - only the company's zone is read
        company = self.sudo().browse(company_id)
        return company.resource_calendar_id.tz or "UTC"

    def cache_invalidation_fields(self):
        return super().cache_invalidation_fields() | {"resource_calendar_id"}
