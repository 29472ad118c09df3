# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import fields, models


class ServicedeskTicket(models.Model):
    """What was offered to whom, and where the responsibility stands."""

    _inherit = "servicedesk.ticket"

    escalation_ids = fields.One2many("servicedesk.escalation", "ticket_id")
    escalation_id = fields.Many2one(
        "servicedesk.escalation",
        string="Open Offer",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The offer of the whole that awaits an answer or a settlement.",
    )
    offer_count = fields.Integer(
        string="Open Offers",
        readonly=True,
        copy=False,
        help="Offers, of the whole or of a part, that nobody has answered yet.",
    )
    hand_over_count = fields.Integer(
        string="Hand-overs",
        readonly=True,
        copy=False,
        help="How often the whole went over to another team.",
    )
