# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    servicedesk_visibility = fields.Selection(
        [
            ("own", "Own tickets"),
            ("site", "All tickets of the company at his site"),
            ("company", "All tickets of the company"),
        ],
        string="Sees in the Portal",
        default="own",
        required=True,
        # Not for whoever may edit contacts: he could let himself see all tickets of
        # his own company.
        groups="servicedesk_core.group_servicedesk_agent,base.group_system",
        help="Which tickets this contact sees in the portal besides those he follows.",
    )
    servicedesk_ticket_ids = fields.One2many(
        "servicedesk.ticket", "partner_id", string="Service Desk Tickets"
    )
