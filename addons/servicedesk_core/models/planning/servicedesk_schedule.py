# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.base.models.res_partner import _tz_get

from ...tools import recurrence

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
# What decides on which days, and when, tickets are made.
RULE_FIELDS = (
    "active",
    "unit",
    "every",
    *WEEKDAYS,
    "month_by",
    "month_day",
    "week",
    "weekday",
    "hour",
    "tz",
    "date_start",
    "date_end",
    "closed_days",
    "days_ahead",
    "done_until",
    "team_id",
    "company_id",
)


class ServicedeskSchedule(models.Model):
    """Work that recurs: a template of a ticket, and the days on which it is due.

    Preventive maintenance, audits, restocking: nobody asks for it, and it must not be
    forgotten. Dispatchers and managers keep schedules; the system makes the tickets,
    one for each day, as ``schedule_run`` tells.
    """

    _name = "servicedesk.schedule"
    _description = "Recurring Work"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date_next, name, id"
    _check_company_auto = True

    name = fields.Char(required=True, tracking=True)
    active = fields.Boolean(default=True, tracking=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    owner_id = fields.Many2one(
        "res.users",
        string="Kept by",
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
        index="btree_not_null",
        help="Opens its tickets, and is told when one could not be made.",
    )

    # The ticket
    subject = fields.Char(required=True)
    description = fields.Html()
    ticket_type_id = fields.Many2one(
        "servicedesk.ticket.type",
        string="Type",
        required=True,
        ondelete="restrict",
        check_company=True,
        default=lambda self: self.env.ref(
            "servicedesk_core.ticket_type_work", raise_if_not_found=False
        ),
    )
    partner_id = fields.Many2one("res.partner", string="Requester")
    service_id = fields.Many2one(
        "servicedesk.service", ondelete="restrict", check_company=True
    )
    site_id = fields.Many2one("servicedesk.site", ondelete="restrict")
    component_ids = fields.Many2many(
        "servicedesk.component",
        "servicedesk_schedule_component_rel",
        "schedule_id",
        "component_id",
        string="Components",
        check_company=True,
    )
    team_id = fields.Many2one(
        "servicedesk.team",
        ondelete="restrict",
        check_company=True,
        tracking=True,
        help="Empty: as the rules for tickets choose.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Assignee",
        ondelete="set null",
        domain=[("share", "=", False)],
        help="Empty, or no longer in the team: as the team assigns.",
    )
    duration = fields.Float(
        string="Hours of Work",
        help="The ticket is promised for so long after its moment.",
    )
    is_confidential = fields.Boolean(
        compute="_compute_is_confidential", store=True, compute_sudo=True
    )

    # The days
    unit = fields.Selection(
        [("day", "Days"), ("week", "Weeks"), ("month", "Months"), ("year", "Years")],
        string="Recurs Every",
        required=True,
        default="month",
    )
    every = fields.Integer(default=1, required=True)
    recurs = fields.Char(compute="_compute_recurs")
    mon = fields.Boolean(default=True)
    tue = fields.Boolean()
    wed = fields.Boolean()
    thu = fields.Boolean()
    fri = fields.Boolean()
    sat = fields.Boolean()
    sun = fields.Boolean()
    month_by = fields.Selection(
        [
            ("date", "The day of this number"),
            ("last", "The last day of the month"),
            ("weekday", "A weekday"),
        ],
        string="On",
        required=True,
        default="date",
    )
    month_day = fields.Integer(
        string="Day", default=1, help="In a shorter month: its last day."
    )
    week = fields.Selection(
        [
            ("1", "First"),
            ("2", "Second"),
            ("3", "Third"),
            ("4", "Fourth"),
            ("5", "Last"),
        ],
        default="1",
        string="Which",
    )
    weekday = fields.Selection(
        [
            ("0", "Monday"),
            ("1", "Tuesday"),
            ("2", "Wednesday"),
            ("3", "Thursday"),
            ("4", "Friday"),
            ("5", "Saturday"),
            ("6", "Sunday"),
        ],
        default="0",
    )
    hour = fields.Float(string="At", default=8.0, required=True)
    tz = fields.Selection(
        _tz_get,
        string="Timezone",
        compute="_compute_tz",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
        help="By whose clock; at first the one of the desk's working hours.",
    )
    date_start = fields.Date(
        string="First Day",
        required=True,
        default=lambda self: fields.Date.context_today(self),
        help="“Every second week” counts from the week of this day; yearly work recurs"
        " in the month of this day.",
    )
    date_end = fields.Date(string="Last Day")
    closed_days = fields.Selection(
        [
            ("keep", "Is done all the same"),
            ("skip", "Is left out"),
            ("move", "Moves to the next working day"),
        ],
        string="On a Free Day",
        required=True,
        default="move",
        help="By the working hours of the team, else of the company.",
    )
    days_ahead = fields.Integer(
        help="The ticket is made so many days before, to be planned."
    )
    catch_up = fields.Selection(
        [
            ("all", "Every day is made up for"),
            ("last", "Only the last day is made up for"),
        ],
        string="After an Outage",
        required=True,
        default="last",
    )

    # What was done
    done_until = fields.Datetime(
        readonly=True,
        copy=False,
        required=True,
        default=lambda self: fields.Datetime.now(),
        help="Up to this moment all tickets are made.",
    )
    date_next = fields.Datetime(
        string="Next Ticket",
        compute="_compute_date_next",
        store=True,
        index="btree_not_null",
        help="When the next ticket is made.",
    )
    next_dates = fields.Html(compute="_compute_next_dates", sanitize=False)
    fault = fields.Char(readonly=True, copy=False)
    ticket_ids = fields.One2many("servicedesk.ticket", "schedule_id", readonly=True)
    ticket_count = fields.Integer(compute="_compute_ticket_count")

    _hour_of_day = models.Constraint(
        "CHECK (hour >= 0 AND hour < 24)", "An hour lies between 0:00 and 23:59."
    )
    _ahead_range = models.Constraint(
        "CHECK (days_ahead BETWEEN 0 AND 366)",
        "Tickets are made at most a year ahead.",
    )
    _duration_range = models.Constraint(
        "CHECK (duration BETWEEN 0 AND 10000)", "Hours of work are not negative."
    )
    _every_range = models.Constraint(
        "CHECK (every BETWEEN 1 AND 1000)", "Work recurs every one or more periods."
    )

    @api.depends("unit", "every")
    @api.depends_context("lang")
    def _compute_recurs(self):
        """Say how often in words: every month, every 2 weeks."""
        once = {
            "day": self.env._("Every day"),
            "week": self.env._("Every week"),
            "month": self.env._("Every month"),
            "year": self.env._("Every year"),
        }
        for schedule in self:
            count = {"count": schedule.every}
            often = {
                "day": self.env._("Every %(count)s days", **count),
                "week": self.env._("Every %(count)s weeks", **count),
                "month": self.env._("Every %(count)s months", **count),
                "year": self.env._("Every %(count)s years", **count),
            }
            words = once if schedule.every == 1 else often
            schedule.recurs = words.get(schedule.unit, "")

    @api.depends("team_id", "company_id")
    def _compute_tz(self):
        for schedule in self:
            zone = schedule._get_calendar().tz or self.env.user.tz or "UTC"
            schedule.tz = schedule.tz or zone

    @api.depends(
        "team_id.is_confidential",
        "service_id.is_confidential",
        "service_id.parent_path",
    )
    def _compute_is_confidential(self):
        """Work of a confidential team or service is read in its circle only."""
        secret = self.env["servicedesk.service"]._get_confidential_ids()
        for schedule in self:
            schedule.is_confidential = (
                schedule.team_id.is_confidential
                or schedule.service_id._origin.id in secret
            )

    def _compute_ticket_count(self):
        counts = dict(
            self.env["servicedesk.ticket"]._read_group(
                [("schedule_id", "in", self.ids)], ["schedule_id"], ["__count"]
            )
        )
        for schedule in self:
            schedule.ticket_count = counts.get(schedule._origin, 0)

    def _get_calendar(self):
        """Return the working hours that say which days are free."""
        self.ensure_one()
        # sudo: resource.calendar - when a team works is no secret
        team, company = self.sudo().team_id, self.sudo().company_id
        return team.resource_calendar_id or company.resource_calendar_id

    def _get_rule(self):
        """Return the days as a :class:`recurrence.Rule`."""
        self.ensure_one()
        return recurrence.Rule(
            unit=self.unit,
            every=self.every,
            start=self.date_start or fields.Date.context_today(self),
            end=self.date_end or None,
            weekdays=frozenset(
                number for number, name in enumerate(WEEKDAYS) if self[name]
            ),
            by=self.month_by,
            day=self.month_day,
            week=int(self.week or 1),
            weekday=int(self.weekday or 0),
        )

    @api.constrains(*RULE_FIELDS[1:])
    def _check_rule(self):
        """A schedule names a day, and ends after it has begun.

        :raise ValidationError: in words about the field that is wrong.
        """
        said = {
            "every": self.env._("Work recurs every one or more periods."),
            "weekdays": self.env._("Choose at least one day of the week."),
            "day": self.env._("A day of the month lies between 1 and 31."),
            "end": self.env._("The last day lies before the first one."),
        }
        for schedule in self:
            try:
                recurrence.check(schedule._get_rule())
            except ValueError as error:
                raise ValidationError(said.get(str(error), str(error))) from error
