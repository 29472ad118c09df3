# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

from ...tools import planning


class ServicedeskFreeze(models.Model):
    """A time in which nothing is changed: sales, year end, an audit.

    Tickets of types that freezes stop are not started meanwhile, unless a manager says
    why. Everybody in the desk reads them; managers keep them.
    """

    _name = "servicedesk.freeze"
    _inherit = "servicedesk.cached.mixin"
    _description = "Change Freeze"
    _order = "date_from desc, id desc"

    name = fields.Char(string="Reason", required=True)
    active = fields.Boolean(default=True)
    date_from = fields.Datetime(string="From", required=True)
    date_to = fields.Datetime(string="To", required=True, index=True)
    scope = fields.Selection(
        [
            (planning.ALL, "Everything"),
            (planning.SITES, "These sites"),
            (planning.SERVICES, "These services"),
        ],
        required=True,
        default=planning.ALL,
        help="Sites and services include those below them. A component's own site"
        " counts, and so do the services that rest on it.",
    )
    site_ids = fields.Many2many(
        "servicedesk.site",
        "servicedesk_freeze_site_rel",
        "freeze_id",
        "site_id",
        string="Sites",
    )
    service_ids = fields.Many2many(
        "servicedesk.service",
        "servicedesk_freeze_service_rel",
        "freeze_id",
        "service_id",
        string="Services",
    )
    company_id = fields.Many2one(
        "res.company",
        default=lambda self: self.env.company,
        help="Empty: every company.",
    )
    note = fields.Text(help="What is allowed all the same, and whom to ask.")

    _ends_after_start = models.Constraint(
        "CHECK (date_to > date_from)", "A freeze ends after it has begun."
    )

    @api.constrains("scope", "site_ids", "service_ids")
    def _check_scope(self):
        """A freeze of sites or services names at least one.

        :raise ValidationError: otherwise it would stop nothing.
        """
        for freeze in self:
            named = {
                planning.SITES: freeze.site_ids,
                planning.SERVICES: freeze.service_ids,
            }
            if not named.get(freeze.scope, True):
                raise ValidationError(
                    self.env._("Say which sites or services the freeze is about.")
                )

    @api.model
    @tools.ormcache()
    def _get_facts(self):
        """Return all freezes as :class:`planning.Freeze`.

        Cached, because the form of every change asks for them; a change of a freeze,
        a site or a service empties the cache.
        """
        # sudo: servicedesk.freeze - when nothing is changed is no secret
        return tuple(
            planning.Freeze(
                id=freeze.id,
                name=freeze.name,
                start=freeze.date_from,
                end=freeze.date_to,
                company=freeze.company_id.id or None,
                scope=freeze.scope,
                sites=freeze._get_below(freeze.site_ids),
                services=freeze._get_below(freeze.service_ids),
            )
            for freeze in self.sudo().search([])
        )

    @api.model
    def _get_below(self, records):
        """Return the ids of tree records and of all below them."""
        found = (
            records.search([("id", "child_of", records.ids)]) if records else records
        )
        return frozenset(found.ids)
