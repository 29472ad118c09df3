# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models
from odoo.fields import Domain

DESK = (
    "servicedesk_core.group_servicedesk_agent,"
    "servicedesk_core.group_servicedesk_auditor"
)


class ResPartner(models.Model):
    """The components and contracts of a contact."""

    _inherit = "res.partner"

    servicedesk_component_count = fields.Integer(
        string="Components",
        compute="_compute_servicedesk_component_count",
        groups=DESK,
        help="Components this contact uses or owns; of a company, also those its"
        " people use.",
    )
    servicedesk_contract_count = fields.Integer(
        string="Contracts",
        compute="_compute_servicedesk_contract_count",
        groups=DESK,
        help="Contracts of this customer, or with this contractor.",
    )

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_servicedesk_component_count(self):
        """Count each component once, in one statement for the whole batch."""
        components = self.env["servicedesk.component"]
        people = self._origin
        rows = components._read_group(
            people._get_servicedesk_component_domain(),
            ["owner_id", "user_id"],
            ["__count"],
        )
        for partner in self:
            partner.servicedesk_component_count = sum(
                count
                for owner, user, count in rows
                if partner._origin in (owner, user)
                or partner._origin == user.commercial_partner_id
            )

    def _get_servicedesk_component_domain(self):
        """Return what selects the components of these contacts."""
        return (
            Domain("owner_id", "in", self.ids)
            | Domain("user_id", "in", self.ids)
            | Domain("user_id.commercial_partner_id", "in", self.ids)
        )

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_servicedesk_contract_count(self):
        rows = self.env["servicedesk.contract"]._read_group(
            self._origin._get_servicedesk_contract_domain(),
            ["partner_id", "contractor_id"],
            ["__count"],
        )
        for partner in self:
            partner.servicedesk_contract_count = sum(
                count
                for customer, contractor, count in rows
                if partner._origin in (customer, contractor)
                or partner.commercial_partner_id._origin == customer
            )

    def _get_servicedesk_contract_domain(self):
        """Return what selects the contracts of these contacts and their companies."""
        customers = self | self.commercial_partner_id
        return Domain("partner_id", "in", customers.ids) | Domain(
            "contractor_id", "in", self.ids
        )

    def action_view_servicedesk_components(self):
        """Open the components this contact, or his company's people, use or own."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "servicedesk_core.servicedesk_component_action"
        )
        action.pop("path", None)
        return action | {
            "domain": list(self._get_servicedesk_component_domain()),
            "context": {"servicedesk_partner_id": self.id},
        }

    def action_view_servicedesk_contracts(self):
        """Open the contracts of this contact or his company."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "servicedesk_core.servicedesk_contract_action"
        )
        action.pop("path", None)
        return action | {
            "domain": list(self._get_servicedesk_contract_domain()),
            "context": {"default_partner_id": self.commercial_partner_id.id},
        }
