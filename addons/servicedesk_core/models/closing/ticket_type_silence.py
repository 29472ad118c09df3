# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import fields, models


class ServicedeskTicketType(models.Model):
    """When a requester who says nothing is reminded, and what silence leads to."""

    _inherit = "servicedesk.ticket.type"

    reminder_days = fields.Integer(
        string="Remind after",
        default=2,
        help="Working days between the mail with the solution and each reminder, and"
        " between the last one and the end of waiting.",
    )
    reminder_count = fields.Integer(
        string="Reminders", default=2, help="How many reminders are sent; 0: none."
    )
    silence = fields.Selection(
        [("call_task", "Ask by phone"), ("close", "Close without an answer")],
        string="Then",
        required=True,
        default="call_task",
        help="What happens when the requester has not answered the reminders either."
        " A ticket that is closed without an answer never counts as satisfaction.",
    )
    resource_calendar_id = fields.Many2one(
        "resource.calendar",
        string="Working Days",
        ondelete="restrict",
        help="Empty: those of the ticket's team, else of its company.",
    )

    _reminder_days_range = models.Constraint(
        "CHECK (reminder_days BETWEEN 1 AND 60)",
        "A requester is reminded after 1 to 60 working days.",
    )
    _reminder_count_range = models.Constraint(
        "CHECK (reminder_count BETWEEN 0 AND 10)",
        "A requester gets 10 reminders at most.",
    )
