# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.base.models.res_partner import _tz_get


class ServicedeskShift(models.Model):
    """Hours in which part of a team is on: early, late, night.

    The roster (``servicedesk.duty``) says who has it on which day.
    """

    _name = "servicedesk.shift"
    _description = "Shift"
    _order = "team_id, hour_from, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    team_id = fields.Many2one(
        "servicedesk.team", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="team_id.company_id", store=True)
    hour_from = fields.Float(string="From", required=True, help="On the shift's clock.")
    hour_to = fields.Float(
        string="To",
        required=True,
        help="On the shift's clock; earlier than its start: on the next day.",
    )
    tz = fields.Selection(
        _tz_get,
        string="Time Zone",
        required=True,
        default=lambda self: self.env.user.tz or "UTC",
    )
    color = fields.Integer()

    @api.constrains("hour_from", "hour_to")
    def _check_hours(self):
        """Hours lie on a clock, and a shift has some.

        :raise ValidationError: for others.
        """
        for shift in self:
            on_clock = 0 <= shift.hour_from < 24 and 0 <= shift.hour_to <= 24
            if not on_clock or shift.hour_from == shift.hour_to:
                raise ValidationError(
                    self.env._(
                        "Shift “%(shift)s” needs a start and an end between 0:00 and"
                        " 24:00 that differ.",
                        shift=shift.name,
                    )
                )
