# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import fields, models


class ServicedeskTimeRate(models.Model):
    """What an hour of a cost role costs from a day on.

    A new rate changes nothing that is written down already: each entry keeps what it
    cost on its own day.
    """

    _name = "servicedesk.time.rate"
    _description = "Cost Rate"
    _order = "role_id, date_from desc, id"

    role_id = fields.Many2one(
        "servicedesk.time.role", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="role_id.company_id")
    currency_id = fields.Many2one(related="role_id.currency_id")
    date_from = fields.Date(
        string="From", required=True, default=fields.Date.context_today
    )
    hourly_cost = fields.Monetary(
        string="Cost an Hour",
        required=True,
        groups="servicedesk_core.group_servicedesk_manager",
    )

    _day_uniq = models.Constraint(
        "UNIQUE (role_id, date_from)", "A role has one rate from one day on."
    )
    _cost_positive = models.Constraint(
        "CHECK (hourly_cost >= 0)", "An hour costs nothing or more."
    )
