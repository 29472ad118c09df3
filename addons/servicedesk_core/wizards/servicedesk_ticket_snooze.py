# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from datetime import datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

from ..tools import arguments

CHOICES = [
    ("tomorrow", "Next Working Day"),
    ("three_days", "In Three Days"),
    ("week", "Next Week"),
    ("month", "In a Month"),
    ("own", "Another Date"),
]
# Where a desk never closes, a day begins when most people come.
MORNING = time(9)


class ServicedeskTicketSnooze(models.TransientModel):
    """Asks until when tickets are put aside; most often a choice is enough."""

    _name = "servicedesk.ticket.snooze"
    _description = "Snooze Tickets"

    ticket_ids = fields.Many2many(
        "servicedesk.ticket",
        required=True,
        default=lambda self: self._default_ticket_ids(),
    )
    ticket_count = fields.Integer(compute="_compute_ticket_count")
    choice = fields.Selection(
        CHOICES, string="Until", required=True, default="tomorrow"
    )
    until = fields.Datetime(
        string="Comes Back on",
        compute="_compute_until",
        store=True,
        readonly=False,
        required=True,
    )
    note = fields.Char(help="Read by colleagues, not by the requester.")

    def _default_ticket_ids(self):
        if self.env.context.get("active_model") != "servicedesk.ticket":
            return False
        given = self.env.context.get("active_ids")
        return arguments.record_ids(self.env, given, "active_ids")

    @api.depends("ticket_ids")
    def _compute_ticket_count(self):
        for wizard in self:
            wizard.ticket_count = len(wizard.ticket_ids)

    @api.depends("choice", "ticket_ids")
    def _compute_until(self):
        """Take the first open hour of the chosen day, by the ticket's own calendar."""
        for wizard in self:
            if wizard.choice == "own" and wizard.until:
                continue
            wizard.until = wizard._get_morning(wizard.ticket_ids[:1])

    def _get_morning(self, ticket):
        """Return when work begins on the chosen day, or after it if that is free."""
        calendar = ticket._get_calendar() if ticket else self.env["resource.calendar"]
        zone = ZoneInfo(calendar.tz or self.env.user.tz or "UTC")
        now = fields.Datetime.now().replace(tzinfo=timezone.utc).astimezone(zone)
        day = now.date() + {
            "three_days": timedelta(days=3),
            "week": timedelta(days=7 - now.weekday()),
            "month": relativedelta(months=1),
        }.get(self.choice, timedelta(days=1))
        start = datetime.combine(day, time(0) if calendar else MORNING, tzinfo=zone)
        start = start.astimezone(timezone.utc).replace(tzinfo=None)
        return calendar._get_worktime().get_next_open(start) or start

    def action_apply(self):
        """Snooze the tickets; see ``servicedesk.ticket.action_snooze``."""
        self.ensure_one()
        self.ticket_ids.action_snooze(self.until, self.note)
        return {"type": "ir.actions.act_window_close"}
