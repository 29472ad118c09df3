# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools import time_entry


class ServicedeskTimeRole(models.Model):
    """What an hour of somebody's work costs, by what he is.

    A person has one role in a company; whoever has none has the one for everybody
    else, if there is such. Managers alone read roles: from them follow people's wages.
    """

    _name = "servicedesk.time.role"
    _description = "Cost Role"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    is_default = fields.Boolean(
        string="For Everybody Else",
        help="Who has no role of his own in this company has this one.",
    )
    user_ids = fields.Many2many(
        "res.users",
        "servicedesk_time_role_user_rel",
        "role_id",
        "user_id",
        string="People",
        domain=[("share", "=", False)],
        groups="servicedesk_core.group_servicedesk_manager",
    )
    rate_ids = fields.One2many(
        "servicedesk.time.rate",
        "role_id",
        string="Rates",
        groups="servicedesk_core.group_servicedesk_manager",
    )
    hourly_cost = fields.Monetary(
        string="Cost an Hour Now",
        compute="_compute_hourly_cost",
        groups="servicedesk_core.group_servicedesk_manager",
    )

    _default_uniq = models.UniqueIndex(
        "(company_id) WHERE is_default IS TRUE AND active IS TRUE",
        "A company has one role for everybody else.",
    )

    @api.depends("rate_ids.date_from", "rate_ids.hourly_cost")
    def _compute_hourly_cost(self):
        today = fields.Date.context_today(self)
        for role in self:
            role.hourly_cost = role._get_hourly_cost(today)

    def _get_hourly_cost(self, day):
        """Return what an hour cost on ``day``; 0 before the first rate."""
        rates = [(rate.date_from, rate.hourly_cost) for rate in self.rate_ids]
        rates = [(since, cost) for since, cost in rates if since]
        return time_entry.find_rate(rates, day)

    @api.constrains("user_ids", "company_id", "active")
    def _check_one_role(self):
        """Two prices for one hour of one person: nobody could say which counts."""
        for role in self.filtered("active"):
            others = self.search(
                [
                    ("company_id", "=", role.company_id.id),
                    ("user_ids", "in", role.user_ids.ids),
                    ("id", "!=", role.id),
                ],
                limit=1,
            )
            if others:
                both = others.user_ids & role.user_ids
                raise ValidationError(
                    self.env._(
                        "%(user)s has the cost role “%(role)s” already.",
                        user=both[0].name,
                        role=others.name,
                    )
                )

    @api.model
    def _find_roles(self, companies):
        """Return ``find(user, company)``, which gives a person's role; one search."""
        roles = self.search([("company_id", "in", companies.ids)], limit=1000)
        own, every = {}, {}
        for role in roles:
            for user in role.user_ids:
                own[user.id, role.company_id.id] = role
            if role.is_default:
                every[role.company_id.id] = role
        none = self.browse()
        return lambda user, company: (
            own.get((user.id, company.id)) or every.get(company.id) or none
        )
