# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, models, tools


class ServicedeskService(models.Model):
    """A confidential service makes its tickets so, with all that is below it."""

    _inherit = "servicedesk.service"

    @api.model
    @tools.ormcache()
    def _get_confidential_ids(self):
        """Return the ids of the confidential services and of what belongs to them."""
        # sudo: servicedesk.service - whoever asks for one, the service decides
        services = self.sudo().with_context(active_test=False)
        marked = services.search([("is_confidential", "=", True)])
        if not marked:
            return frozenset()
        return frozenset(services.search([("id", "child_of", marked.ids)])._ids)

    def write(self, vals):
        """A service that becomes confidential, or part of one, takes tickets along."""
        before = (
            self._get_confidential_ids()
            if {"is_confidential", "parent_id"} & vals.keys()
            else None
        )
        result = super().write(vals)
        if before is not None:
            added = list(self._get_confidential_ids() - before)
            for field_name in ("service_id", "service_ids") if added else ():
                self.env["servicedesk.team"]._mark_tickets_confidential(
                    [(field_name, "in", added)]
                )
        return result
