# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import fields, models


class ServicedeskTicket(models.Model):
    """A ticket that goes on with what a closed one was about."""

    _inherit = "servicedesk.ticket"

    follow_up_of_id = fields.Many2one(
        "servicedesk.ticket",
        string="Follows up",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    follow_up_ids = fields.One2many(
        "servicedesk.ticket", "follow_up_of_id", string="Follow-ups", readonly=True
    )
