# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import models


class ServicedeskTicket(models.Model):
    """One message becomes a ticket of its own."""

    _inherit = "servicedesk.ticket"
