# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import fields, models


class ServicedeskTicket(models.Model):
    """A ticket about a customer that he must never see."""

    _inherit = "servicedesk.ticket"

    internal_only = fields.Boolean(
        copy=False,
        help="About the requester, never for him: not shown, not mailed.",
    )
