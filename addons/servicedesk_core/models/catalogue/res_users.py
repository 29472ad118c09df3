# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import models, tools


class ResUsers(models.Model):
    _inherit = "res.users"

    @tools.ormcache("self.id")
    def _servicedesk_owned_service_ids(self):
        """Return the ids of the services this user owns, archived or not.

        None without the role of a service owner. Cached, since access to tickets asks
        for it; a change of a service, or of a group's people, empties the cache.
        """
        self.ensure_one()
        if not self.has_group("servicedesk_core.group_servicedesk_service_owner"):
            return ()
        # sudo: servicedesk.service - ownership decides access, so it is read first
        services = self.env["servicedesk.service"].sudo()
        services = services.with_context(active_test=False)
        return tuple(services.search([("owner_id", "=", self.id)]).ids)
