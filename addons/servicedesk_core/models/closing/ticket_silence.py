# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import fields, models


class ServicedeskTicket(models.Model):
    """A requester who says nothing is reminded; then somebody asks him, or it closes."""

    _inherit = "servicedesk.ticket"

    date_asked = fields.Datetime(
        string="Asked on",
        readonly=True,
        copy=False,
        help="When the mail with the solution was sent; silence is counted from here.",
    )
    confirm_next_at = fields.Datetime(readonly=True, copy=False)
    confirm_reminder_count = fields.Integer(
        string="Reminders Sent", readonly=True, copy=False
    )
    refuse_count = fields.Integer(
        string="Solutions Refused", readonly=True, copy=False
    )

    _confirm_next_idx = models.Index(
        "(confirm_next_at) WHERE confirm_next_at IS NOT NULL"
    )
