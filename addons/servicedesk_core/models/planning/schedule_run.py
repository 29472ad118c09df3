# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from datetime import timedelta
from itertools import islice, takewhile
from zoneinfo import ZoneInfo

from markupsafe import Markup
from psycopg2.errors import IntegrityError, SerializationFailure

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_datetime

from ...tools import recurrence
from .servicedesk_schedule import RULE_FIELDS

# So many tickets at most are made of one schedule in one go.
MOST = 100
SHOWN = 5
# What making the tickets writes down.
DONE_FIELDS = frozenset({"done_until", "fault"})


class ServicedeskSchedule(models.Model):
    """When the tickets of a schedule are made: each one once, by whichever worker."""

    _inherit = "servicedesk.schedule"

    # ------------------------------------------------------------------
    # Which days are next
    # ------------------------------------------------------------------

    def _iter_moments(self, place=None):
        """Yield (day, moment) of all that is not done yet, in order.

        :param place: says on which day work of a day is done, if not the schedule.
        """
        self.ensure_one()
        zone = ZoneInfo(self.tz or "UTC")
        done = self.done_until or fields.Datetime.now()
        place = place or self._get_place(zone)
        # The day itself may have hours left.
        since = recurrence.day_of(done, zone)
        for day in recurrence.placed(self._get_rule(), place, since):
            moment = recurrence.at(day, self.hour, zone)
            if moment > done:
                yield day, moment

    def _get_place(self, zone):
        """Return the function that says on which day work of a day is done."""
        worktime = self._get_calendar()._get_worktime()

        def next_open(day):
            start, end = recurrence.bounds(day, zone)
            opening = worktime.get_next_open(start)
            if opening is None or opening < end or self.closed_days == "move":
                return opening and recurrence.day_of(opening, zone)
            return None

        return (lambda day: day) if self.closed_days == "keep" else next_open

    @api.depends(*RULE_FIELDS)
    def _compute_date_next(self):
        for schedule in self:
            found = schedule.active and schedule._get_next(1)
            ahead = timedelta(days=schedule.days_ahead or 0)
            schedule.date_next = found[0][1] - ahead if found else False

    @api.depends(*RULE_FIELDS)
    @api.depends_context("lang")
    def _compute_next_dates(self):
        """Name the next days in words, by the clock of the schedule."""
        for schedule in self:
            lines = [
                format_datetime(
                    self.env, moment, tz=schedule.tz, dt_format="EEEE, d MMMM y, HH:mm"
                )
                for _day, moment in schedule._get_next(SHOWN)
            ]
            if not lines:
                schedule.next_dates = False
                continue
            items = Markup().join(Markup("<li>{}</li>").format(line) for line in lines)
            schedule.next_dates = Markup('<ol class="mb-0 ps-3">{}</ol>').format(items)

    def _get_next(self, count):
        """Return the next days as a list of (day, moment); none of a wrong rule."""
        try:
            return list(islice(self._iter_moments(), count))
        except (ValueError, OverflowError):
            return []  # half filled in; saving it says what is wrong

    def _is_forgotten(self):
        """Return whether days come, and free days swallow every one of them.

        The last days of work that ends may well be free; only if none of its days is
        worked on, they were never meant to be.
        """
        self.ensure_one()
        if not self.active or self.date_next:
            return False
        zone = ZoneInfo(self.tz or "UTC")
        try:
            if not next(self._iter_moments(lambda day: day), None):
                return False
            placed = recurrence.placed(self._get_rule(), self._get_place(zone))
            return not (self.date_end and next(placed, None))
        except (ValueError, OverflowError):
            return False  # as when the next days are named

    # ------------------------------------------------------------------
    # Keeping the alarm
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Begin now: nothing is made for the time before a schedule was entered.

        :raise UserError: as ``_check_done_fields`` does.
        """
        if not self.env.su:
            now = {"done_until": fields.Datetime.now(), "fault": False}
            for vals in vals_list:
                self._check_done_fields(vals)
            # Defaults of the context count as little.
            vals_list = [vals | now for vals in vals_list]
        schedules = super().create(vals_list)
        schedules._plan_run()
        return schedules

    def write(self, vals):
        """What was due while a schedule was archived is not made up for.

        :raise UserError: as ``_check_done_fields`` does.
        """
        self._check_done_fields(vals)
        if vals.get("active"):
            vals = vals | {"done_until": fields.Datetime.now()}
        result = super().write(vals)
        if vals.keys() & set(RULE_FIELDS):
            self._plan_run()
        return result

    def _check_done_fields(self, vals):
        """Refuse what only the making of tickets writes down.

        An earlier moment would make the tickets of months at once.

        :raise UserError: for whoever enters it.
        """
        if DONE_FIELDS & vals.keys() and not self.env.su:
            raise UserError(
                self.env._(
                    "Up to when the tickets of “%(name)s” are made is not entered:"
                    " nothing is made for the time before it was.",
                    name=self[:1].name or vals.get("name") or "",
                )
            )

    def _plan_run(self):
        """Have the job run at the moment of the next ticket, besides its own round."""
        moments = set(self.filtered("date_next").mapped("date_next"))
        cron = self.env.ref(
            "servicedesk_core.ir_cron_run_schedules", raise_if_not_found=False
        )
        if cron and moments:
            # sudo: ir.cron - dispatchers plan no jobs, but this one makes their tickets
            cron.sudo()._trigger(at=sorted(moments))
        self._settle_faults()

    # ------------------------------------------------------------------
    # Making tickets
    # ------------------------------------------------------------------

    @api.model
    def _cron_run(self):
        """Make the tickets that are due, schedule by schedule.

        Free days may have been entered or taken away since the next day was reckoned:
        so that is done anew first.
        """
        moving = self.search([("closed_days", "!=", "keep")])
        moving._compute_date_next()
        moving._settle_faults()
        due = self.search([("date_next", "<=", fields.Datetime.now())])
        self.env["ir.cron"]._commit_progress(remaining=len(due))
        for schedule in due:
            try:
                # Whoever else makes them right now has the row.
                schedule.try_lock_for_update(allow_referencing=True)._run()
                self.env["ir.cron"]._commit_progress(1)
            except SerializationFailure:
                self.env.cr.rollback()

    def _run(self):
        """Make what is due of one schedule, or say what is in the way."""
        for schedule in self:
            try:
                with self.env.cr.savepoint():
                    schedule._make_due_tickets()
            except (UserError, IntegrityError) as error:
                schedule._tell_fault(str(error))
            else:
                schedule._clear_fault()
            schedule._plan_run()

    def _make_due_tickets(self):
        """Make the tickets up to now, and those of the days ahead.

        :return: the new tickets.
        """
        self.ensure_one()
        self._check_template()
        now = fields.Datetime.now()
        last = now + timedelta(days=self.days_ahead)
        found = islice(
            takewhile(lambda pair: pair[1] <= last, self._iter_moments()), MOST
        )
        day_of = {moment: day for day, moment in found}
        if not day_of:
            return self.env["servicedesk.ticket"]
        wanted = recurrence.due(list(day_of), now, self.catch_up)
        # sudo: servicedesk.ticket - the schedule makes them, for whomever they are
        tickets = self.env["servicedesk.ticket"].sudo()
        there = tickets.search(
            [
                ("schedule_id", "=", self.id),
                ("schedule_date", "in", [day_of[moment] for moment in wanted]),
            ]
        ).mapped("schedule_date")
        made = tickets.with_company(self.company_id).create(
            [
                self._prepare_ticket_vals(day_of[moment], moment)
                for moment in wanted
                if day_of[moment] not in there
            ]
        )
        self.done_until = max(day_of)
        return made

    def _check_template(self):
        """Raise when what the tickets would be about is not there any more.

        :raise UserError: naming it.
        """
        parts = (self.ticket_type_id, self.service_id, self.team_id, self.site_id)
        for part in parts:
            if part and not part.active:
                raise UserError(
                    self.env._(
                        "“%(name)s” is archived. Choose another one for this work.",
                        name=part.display_name,
                    )
                )

    def _prepare_ticket_vals(self, day, moment):
        """Return the values of the ticket of one day; what is empty the rules fill."""
        self.ensure_one()
        vals = {
            "name": self.subject,
            "description": self.description,
            "ticket_type_id": self.ticket_type_id.id,
            "company_id": self.company_id.id,
            "channel": "schedule",
            "schedule_id": self.id,
            "schedule_date": day,
            "opener_id": self.owner_id.filtered("active").id,
            "component_ids": [fields.Command.set(self.component_ids.ids)],
        }
        for name in ("partner_id", "service_id", "site_id", "team_id"):
            if self[name]:
                vals[name] = self[name].id
        user = self.user_id.filtered(lambda user: user.active and not user.share)
        if user in self.team_id.member_ids:
            vals["user_id"] = user.id
        if self.duration or self.days_ahead:
            vals["date_due"] = moment + timedelta(hours=self.duration)
        if self.ticket_type_id.is_planned and self.duration:
            vals |= {"planned_start": moment, "planned_end": vals["date_due"]}
        return vals

    # ------------------------------------------------------------------
    # Faults, and looking at it
    # ------------------------------------------------------------------

    def _settle_faults(self):
        """Say of which schedules no day will ever come, and when one does again."""
        now = fields.Datetime.now()
        # sudo: servicedesk.schedule - who changes days writes no fault himself
        for schedule in self.sudo():
            if schedule.fault and schedule.date_next and schedule.date_next > now:
                schedule._clear_fault()
            elif not schedule.fault and schedule._is_forgotten():
                own = schedule.with_context(lang=schedule.owner_id.lang)
                own._tell_fault(
                    own.env._(
                        "“%(hours)s” has no working time on any of its days. Choose"
                        " other days, or other working hours.",
                        hours=own._get_calendar().name,
                    )
                )

    def _tell_fault(self, said):
        """Show why no ticket was made, and tell who keeps the schedule, once."""
        if self.fault == said:
            return
        self.fault = said
        if self.owner_id.active:
            self.activity_schedule(
                "mail.mail_activity_data_warning",
                summary=self.env._("No ticket could be made of this schedule"),
                note=said,
                user_id=self.owner_id.id,
            )

    def _clear_fault(self):
        if self.fault:
            self.fault = False
            self.activity_unlink(["mail.mail_activity_data_warning"])

    def action_view_tickets(self):
        """Open the list of the tickets that were made."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "servicedesk_core.servicedesk_ticket_action"
        )
        # No path: that address is the list of all tickets.
        action.pop("path", None)
        return action | {
            "display_name": self.env._("Tickets of %(name)s", name=self.name),
            "domain": [("schedule_id", "=", self.id)],
            "context": {"create": False},
        }
