# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, models


class MailAliasDomain(models.Model):
    """A new domain brings addresses of our own, and a deleted one takes them."""

    _inherit = "mail.alias.domain"

    @api.model_create_multi
    def create(self, vals_list):
        domains = super().create(vals_list)
        self.env.registry.clear_cache()
        return domains

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result
