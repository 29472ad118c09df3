# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class ServicedeskSite(models.Model):
    """A site goes to another company with all that is there, or not at all."""

    _inherit = "servicedesk.site"

    def write(self, vals):
        company_id = vals.get("company_id")
        moved = self.filtered(
            lambda site: company_id not in (False, site.company_id.id)
        )
        result = super().write(vals)
        if company_id:
            moved._check_company_of_what_is_here()
        return result

    def _check_company_of_what_is_here(self):
        """Raise when parts, open tickets or contacts are another company's.

        The rules are those of the moment when each was put there. A component may
        stand at anybody's site.

        :raise ValidationError: naming the site, what is there, and whose it is.
        """
        # sudo: servicedesk.site and what refers to it - every company's count
        for site in self.sudo():
            for model, words, domain in site._get_strangers():
                found = self.env[model].sudo().search(domain, limit=1)
                if found:
                    raise ValidationError(
                        self.env._(
                            "“%(site)s” cannot go to %(company)s, for there are"
                            " %(what)s of %(other)s. Move them to another site first.",
                            site=site.display_name,
                            company=site.company_id.name,
                            what=words,
                            other=found.company_id.name or self.env._("no company"),
                        )
                    )

    def _get_strangers(self):
        """Return (model, in words, domain) of what may not be at this site now."""
        self.ensure_one()
        company = self.company_id
        another = Domain("company_id", "not in", [False, company.id])
        here = Domain("site_id", "=", self.id)
        return (
            (
                "servicedesk.site",
                self.env._("parts"),
                Domain("parent_id", "=", self.id)
                & Domain("company_id", "!=", company.id),
            ),
            (
                "servicedesk.ticket",
                self.env._("open tickets"),
                # Where its requester is a ticket may always be.
                here
                & another
                & Domain("is_open", "=", True)
                & Domain("partner_id.nearest_site_id", "!=", self.id),
            ),
            (
                "res.partner",
                self.env._("contacts"),
                here & another & ~Domain("user_ids.company_ids", "in", company.ids),
            ),
        )
