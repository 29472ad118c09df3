# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, models, tools


class ResCompany(models.Model):
    """Know our companies' general mailboxes: asked at every mail that goes out."""

    _inherit = "res.company"

    @api.model
    @tools.ormcache()
    def _get_mailboxes(self):
        """Return (ids of the companies' contacts, their plain addresses)."""
        # sudo: res.company - the addresses are compared, not shown
        companies = self.sudo().with_context(active_test=False)
        partners = companies.search_fetch([], ["partner_id"]).partner_id
        addresses = filter(None, partners.mapped("email_normalized"))
        return frozenset(partners._ids), frozenset(addresses)

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        self.env.registry.clear_cache()
        return companies

    def write(self, vals):
        result = super().write(vals)
        if "partner_id" in vals:
            self.env.registry.clear_cache()
        return result


class ResPartner(models.Model):
    _inherit = "res.partner"

    def write(self, vals):
        result = super().write(vals)
        if "email" in vals:
            company_ids = self.env["res.company"]._get_mailboxes()[0]
            if not company_ids.isdisjoint(self._ids):
                self.env.registry.clear_cache()
        return result
