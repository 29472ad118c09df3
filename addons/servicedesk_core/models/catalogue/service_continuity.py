# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models


class ServicedeskService(models.Model):
    """Whom to call and what to do while a service is down, seen without looking for it.

    A part without a note of its own has that of the nearest whole that has one.
    """

    _inherit = "servicedesk.service"

    has_continuity = fields.Boolean(compute="_compute_continuity")
    has_own_continuity = fields.Boolean(compute="_compute_continuity")
    continuity_call = fields.Char(string="Call", compute="_compute_continuity")
    inherited_continuity = fields.Html(
        string="While the Whole Is Down", compute="_compute_continuity"
    )

    @api.depends("continuity_note", "continuity_contact_ids")
    def _compute_continuity(self):
        """As it is stored: while one is written, the page does not jump."""
        for service in self:
            own = self._get_facts(service._origin.id).has_continuity
            source = self._get_continuity_source(service._origin.id)
            service.has_own_continuity = own
            service.has_continuity = bool(source)
            service.continuity_call = source._say_whom_to_call()
            service.inherited_continuity = not own and source.continuity_note

    def _say_whom_to_call(self):
        """Return the contacts of the note with their numbers, as one line."""
        return ", ".join(
            f"{contact.name} ({contact.phone})" if contact.phone else contact.name
            for contact in self.continuity_contact_ids
            if contact.name
        )

    @api.model
    def _get_continuity_source(self, service_id):
        """Return the service, in superuser mode, whose note holds for another."""
        line = self._get_facts(service_id).path
        source = next((id_ for id_ in line if self._get_facts(id_).has_continuity), 0)
        # sudo: servicedesk.service - told to those who read the ticket in the desk
        return self.sudo().browse([source] if source else [])
