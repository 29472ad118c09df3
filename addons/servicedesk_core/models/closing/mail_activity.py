# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import fields, models


class MailActivity(models.Model):
    """A call task may ask, besides telling: then the requester's answer ends it."""

    _inherit = "mail.activity"

    servicedesk_asks = fields.Boolean(
        string="Asks for an Answer",
        help="The call asks whether a solution works. The answer ends the task.",
    )
