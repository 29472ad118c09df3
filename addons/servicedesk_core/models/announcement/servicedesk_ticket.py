# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import models

# What makes a ticket confidential, by its rules or by hand.
CAUSES = frozenset(
    {"is_confidential", "team_id", "service_id", "service_ids", "component_ids"}
)


class ServicedeskTicket(models.Model):
    """No announcement goes on naming a ticket that has become confidential."""

    _inherit = "servicedesk.ticket"

    def write(self, vals):
        result = super().write(vals)
        if CAUSES & vals.keys():
            # sudo: servicedesk.ticket - who writes may not read it any more
            secret = self.sudo().filtered("is_confidential")
            if secret:
                # sudo: servicedesk.announcement - whoever keeps it
                announcements = self.env["servicedesk.announcement"].sudo()
                announcements = announcements.with_context(active_test=False)
                found = announcements.search([("ticket_id", "in", secret.ids)])
                if found:
                    found.ticket_id = False
        return result
