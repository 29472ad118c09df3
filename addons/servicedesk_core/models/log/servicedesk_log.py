# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import fields, models


class ServicedeskLog(models.Model):
    """Who read a confidential ticket, exported tickets, changed the configuration."""

    _name = "servicedesk.log"
    _description = "Service Desk Log"
    _order = "id desc"
    _rec_name = "what"

    what = fields.Selection(
        [
            ("read", "Read a Confidential Ticket"),
            ("export", "Exported"),
            ("config", "Changed the Configuration"),
        ],
        required=True,
        readonly=True,
    )
    user_id = fields.Many2one("res.users", required=True, readonly=True, index=True)
