# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import models

# So many announcements are named on the card; the others are counted.
SHOWN = 2


class ServicedeskTicket(models.Model):
    """What the desk has announced to the requester: he may ask because of it."""

    _inherit = "servicedesk.ticket"

    def _prepare_requester_card(self, partner):
        card = super()._prepare_requester_card(partner)
        announcements = self.env["servicedesk.announcement"]
        ids = announcements._get_ids_for(partner)
        # sudo: servicedesk.announcement - what its readers read, the desk may see
        shown = announcements.sudo().browse(ids[:SHOWN])
        card["announcement_count"] = len(ids)
        card["announcements"] = [
            {"id": each.id, "name": each.name, "severity": each.severity}
            for each in shown
        ]
        return card
