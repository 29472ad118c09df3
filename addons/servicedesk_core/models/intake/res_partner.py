# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import models


class ResPartner(models.Model):
    """Found by his address at every mail, however many contacts there are."""

    _inherit = "res.partner"

    _servicedesk_email_idx = models.Index(
        "(email_normalized) WHERE email_normalized IS NOT NULL"
    )
