# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import fields, models


class ServicedeskClosureCode(models.Model):
    """Why a ticket could be closed, for figures: solved, workaround, duplicate…"""

    _name = "servicedesk.closure.code"
    _description = "Closure Code"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        required=True, help="Short key that integrations give to action_resolve."
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    type_ids = fields.Many2many(
        "servicedesk.ticket.type",
        string="Ticket Types",
        help="Types that may use this code; none means all of them.",
    )

    _code_uniq = models.Constraint("UNIQUE (code)", "This closure code already exists.")
