# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import fields, models


class ServicedeskTimeActivity(models.Model):
    """What time is spent on: analysis, travel, work at the site..."""

    _name = "servicedesk.time.activity"
    _description = "Time Activity"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
