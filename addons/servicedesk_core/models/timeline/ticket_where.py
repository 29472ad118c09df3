# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import models


class ServicedeskTicket(models.Model):
    """The opener's seat: where is what I registered?"""

    _inherit = "servicedesk.ticket"
