# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import models


class ServicedeskTicket(models.Model):
    """Who else is on this ticket now."""

    _inherit = "servicedesk.ticket"
