# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models


class ServicedeskService(models.Model):
    """Whom to call and what to do while a service is down, seen without looking for it.

    A part without a note of its own has that of the nearest whole that has one.
    """

    _inherit = "servicedesk.service"

    has_continuity = fields.Boolean(compute="_compute_has_continuity")
    continuity_call = fields.Char(
        string="Call", compute="_compute_continuity_call", compute_sudo=True
    )

    def _compute_has_continuity(self):
        """As it is stored: while one is written, the page does not jump."""
        for service in self:
            facts = self._get_facts(service._origin.id)
            service.has_continuity = facts.has_continuity

    @api.depends("continuity_contact_ids.name", "continuity_contact_ids.phone")
    def _compute_continuity_call(self):
        for service in self:
            service.continuity_call = ", ".join(
                f"{contact.name} ({contact.phone})" if contact.phone else contact.name
                for contact in service.continuity_contact_ids
                if contact.name
            )

    @api.model
    def _get_continuity_source(self, service_id):
        """Return the service, in superuser mode, whose note holds for another."""
        line = self._get_facts(service_id).path
        source = next((id_ for id_ in line if self._get_facts(id_).has_continuity), 0)
        # sudo: servicedesk.service - told to those who read the ticket in the desk
        return self.sudo().browse([source] if source else [])
