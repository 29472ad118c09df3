# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, models

from .servicedesk_kept import check

# What the desk adds to contacts and people write. The rest is checked by whose it is.
OURS = {
    "badge_number",
    "contact_hour_from",
    "contact_hour_to",
    "contact_kind",
    "contact_workdays_only",
    "contractor_note",
    "contractor_rate_ids",
    "contractor_service_ids",
    "contractor_site_ids",
    "is_contractor",
    "is_shared_account",
    "manager_id",
    "payment_terms_note",
    "personnel_number",
    "pin",
    "preferred_channel",
    "service_priority",
    "servicedesk_visibility",
    "site_id",
    "site_place",
}


class ResPartner(models.Model):
    """What the desk keeps of a contact is of its field's type, or refused in words."""

    _inherit = "res.partner"

    @api.model_create_multi
    def create(self, vals_list):
        check(self, vals_list, OURS)
        return super().create(vals_list)

    def write(self, vals):
        check(self, [vals], OURS)
        return super().write(vals)
