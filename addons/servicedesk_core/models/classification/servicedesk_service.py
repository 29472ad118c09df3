# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from typing import NamedTuple

from odoo import api, fields, models, tools

from ...tools import priority
from .servicedesk_priority_rule import IMPACTS


class ServiceFacts(NamedTuple):
    """What the rules of classification ask of a service."""

    business_priority: str
    user_count: int
    uses_customer_priority: bool
    company_id: int
    type_ids: tuple  # its own, else those of what it is a part of; empty: all
    team_ids: tuple  # likewise, as (id, company id) in their order
    has_continuity: bool
    path: tuple  # itself and its ancestors, the nearest first
    expected_hours: float  # its own, else those of what it is a part of; 0: none


NO_FACTS = ServiceFacts("1", 0, False, False, (), (), False, (), 0.0)


class ServicedeskService(models.Model):
    """What classifying a ticket needs of its service, without asking the database."""

    _inherit = "servicedesk.service"

    impact = fields.Selection(
        IMPACTS,
        compute="_compute_impact",
        help="How bad it is when this service fails: from its priority to the business"
        " and the number of its users.",
    )

    @api.depends("business_priority", "user_count")
    def _compute_impact(self):
        for service in self:
            service.impact = priority.impact(
                service.business_priority, service.user_count
            )

    @api.model
    def _get_facts(self, service_id):
        """Return the :class:`ServiceFacts` of a service; of none, the neutral ones."""
        if not service_id:
            return NO_FACTS
        return self._get_all_facts().get(service_id, NO_FACTS)

    @api.model
    @tools.ormcache()
    def _get_all_facts(self):
        """Return {service id: facts} of all services; do not change it."""
        # sudo: servicedesk.service - a ticket is classified alike, whoever does it
        everyone = self.sudo().with_context(active_test=False)
        services = everyone.search([("active", "in", [True, False])])
        teams, types, hours = {}, {}, {}
        for service in services:
            hours[service.id] = service.expected_hours
            active = service.team_ids.filtered("active")
            teams[service.id] = tuple((team.id, team.company_id.id) for team in active)
            types[service.id] = tuple(service.type_ids.filtered("active").ids)
        facts = {}
        for service in services:
            parts = reversed((service.parent_path or "").split("/"))
            path = tuple(int(part) for part in parts if part)
            facts[service.id] = ServiceFacts(
                service.business_priority,
                service.user_count,
                service.uses_customer_priority,
                service.company_id.id,
                next((types[one] for one in path if types.get(one)), ()),
                next((teams[one] for one in path if teams.get(one)), ()),
                bool(service.continuity_note or service.continuity_contact_ids),
                path,
                next((hours[one] for one in path if hours.get(one)), 0.0),
            )
        return facts
