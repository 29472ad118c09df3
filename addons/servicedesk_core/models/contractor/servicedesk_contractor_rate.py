# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models
from odoo.exceptions import ValidationError

UNITS = [
    ("hour", "Hour"),
    ("visit", "Visit"),
    ("day", "Day"),
    ("km", "Kilometre"),
    ("piece", "Piece"),
]
# Beyond it a number is a slip of the pen, and NaN is none.
MOST = 1_000_000_000


class ServicedeskContractorRate(models.Model):
    """What a contractor asks for an hour, a visit or a kilometre.

    A new work order proposes the hourly rate nearest to its service. Kept by managers;
    agents read it, for they agree on quotas.
    """

    _name = "servicedesk.contractor.rate"
    _description = "Contractor's Rate"
    _order = "partner_id, sequence, id"
    _check_company_auto = True

    partner_id = fields.Many2one(
        "res.partner",
        string="Contractor",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(string="What For", required=True)
    unit = fields.Selection(UNITS, string="Per", required=True, default="hour")
    service_id = fields.Many2one(
        "servicedesk.service",
        index="btree_not_null",
        ondelete="cascade",
        check_company=True,
        help="With all that is a part of it. Empty: every service.",
    )
    amount = fields.Monetary(required=True)
    company_id = fields.Many2one(
        "res.company",
        default=lambda self: self.env.company,
        help="With whom it was agreed. Empty: with all companies.",
    )
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        default=lambda self: self.env.company.currency_id,
    )

    @api.constrains("amount")
    def _check_amount(self):
        """A rate is some money, and not a debt.

        :raise ValidationError: for less than nothing, and for no number at all.
        """
        if not all(0 <= rate.amount <= MOST for rate in self):
            raise ValidationError(
                self.env._("A rate goes from 0 to %(most)s.", most=MOST)
            )
