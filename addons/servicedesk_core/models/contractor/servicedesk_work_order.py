# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models


class ServicedeskWorkOrder(models.Model):
    """How long a contractor took to accept: told of him in the statistics."""

    _inherit = "servicedesk.work.order"

    answer_hours = fields.Float(
        string="Accepted within (Hours)",
        compute="_compute_answer_hours",
        store=True,
        help="Working hours from sending to acceptance, on the contract's calendar,"
        " else the company's.",
    )

    @api.depends("date_sent", "date_accepted")
    def _compute_answer_hours(self):
        """Count once, by the hours of that day: later calendars change no figure."""
        for order in self:
            hours = 0.0
            if order.date_sent and order.date_accepted:
                calendar = (
                    order.contract_id.resource_calendar_id
                    or order.company_id.resource_calendar_id
                )
                worktime = calendar._get_worktime()
                seconds = worktime.count(order.date_sent, order.date_accepted)
                hours = seconds / 3600
            order.answer_hours = hours
