# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import format_date

from ...tools import arguments, time_entry
from ..ticket.servicedesk_ticket import DEED

MANAGER = "servicedesk_core.group_servicedesk_manager"
STEP = "servicedesk.time_step"
# An older year is a slip of the keyboard; what is imported from another desk is not.
MOST_YEARS = 5
CLOCKS_DIFFER = timedelta(minutes=5)
# What people write themselves; all else follows from it, or records a deed.
OWN_FIELDS = frozenset(
    {
        "ticket_id",
        "work_order_id",
        "user_id",
        "activity_id",
        "date_start",
        "date_stop",
        "hours",
        "note",
    }
)
# Changing these changes what counts on a day.
COUNTED_FIELDS = OWN_FIELDS - {"note", "activity_id"}


class ServicedeskTimeEntry(models.Model):
    """Time that somebody of the house spent on a ticket or on an own work order.

    * Everybody writes down his own time, on tickets and orders that he works on; the
      leader of the ticket's team and managers write and correct that of others.
    * A timer measures from start to stop; what it measured counts in full minutes (or
      longer steps). By hand, hours count as given, and start and stop say when.
    * What is on a day that is closed stays as it is.
    * What an hour costs is looked up once, for the entry's own day, and kept. Managers
      alone read it.
    """

    _name = "servicedesk.time.entry"
    _description = "Time Entry"
    _order = "date_start desc, id desc"
    _rec_name = "note"

    ticket_id = fields.Many2one(
        "servicedesk.ticket", index="btree_not_null", ondelete="cascade"
    )
    work_order_id = fields.Many2one(
        "servicedesk.work.order", index="btree_not_null", ondelete="cascade"
    )
    user_id = fields.Many2one(
        "res.users",
        string="Person",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, copy=False
    )
    activity_id = fields.Many2one("servicedesk.time.activity", ondelete="restrict")
    date_start = fields.Datetime(
        string="Work Began",
        required=True,
        help="Left empty it is the stop, or now, less the hours.",
    )
    date_stop = fields.Datetime(string="Work Ended", copy=False)
    date = fields.Date(
        string="Day",
        compute="_compute_date",
        store=True,
        precompute=True,
        index=True,
        help="Of the start, where the person is.",
    )
    hours = fields.Float(
        compute="_compute_hours",
        store=True,
        readonly=False,
        precompute=True,
        help="What counts: from start to stop in full minutes, unless told.",
    )
    note = fields.Char(help="Read by the desk, not by the requester.")
    is_forgotten = fields.Boolean(
        string="Forgotten Timer",
        readonly=True,
        copy=False,
        help="The timer ran so long that nothing is counted until somebody says how"
        " long the work took.",
    )

    # What it costs. Not computed beforehand: Odoo would do that as who creates.
    currency_id = fields.Many2one(related="company_id.currency_id")
    role_id = fields.Many2one(
        "servicedesk.time.role",
        string="Cost Role",
        compute="_compute_rate",
        store=True,
        ondelete="restrict",
        index="btree_not_null",
        groups=MANAGER,
    )
    cost_rate = fields.Monetary(
        string="Cost an Hour",
        compute="_compute_rate",
        store=True,
        aggregator=None,
        groups=MANAGER,
    )
    cost = fields.Monetary(compute="_compute_cost", store=True, groups=MANAGER)

    _running_uniq = models.UniqueIndex(
        "(user_id) WHERE date_stop IS NULL",
        "A timer of this person runs already: one runs at a time.",
    )
    _about_something = models.Constraint(
        "CHECK (ticket_id IS NOT NULL OR work_order_id IS NOT NULL)",
        "Working time is spent on a ticket or on a work order.",
    )
    _stop_later = models.Constraint(
        "CHECK (date_stop >= date_start)", "Work stops after it has started."
    )
    _hours_possible = models.Constraint(
        "CHECK (hours >= 0 AND hours <= 24)",
        "One entry counts at most 24 hours; more days are more entries.",
    )
    _person_day_idx = models.Index("(user_id, date DESC)")

    # ------------------------------------------------------------------
    # What follows from what is written
    # ------------------------------------------------------------------

    @api.depends("date_start", "user_id")
    def _compute_date(self):
        for entry in self:
            # sudo: res.users, res.company - where the person is decides his day
            person, company = entry.user_id.sudo(), entry.company_id.sudo()
            zone = person.tz or company.resource_calendar_id.tz
            start = entry.date_start
            entry.date = start and time_entry.find_day(start, zone)

    @api.depends("date_start", "date_stop")
    def _compute_hours(self):
        step = self._get_step()
        for entry in self:
            if not (entry.date_start and entry.date_stop):
                entry.hours = entry.hours if entry.date_stop else 0
                continue
            entry.hours = time_entry.count_hours(
                entry.date_stop - entry.date_start, step
            )

    @api.depends("user_id", "date", "company_id")
    def _compute_rate(self):
        """Look up what the person's hour cost on that day, once and for all."""
        find = self.env["servicedesk.time.role"]._find_roles(self.company_id)
        for entry in self:
            role = find(entry.user_id, entry.company_id)
            entry.role_id = role
            known = role and entry.date
            entry.cost_rate = role._get_hourly_cost(entry.date) if known else 0

    @api.depends("hours", "cost_rate")
    def _compute_cost(self):
        for entry in self:
            cost, currency = entry.hours * entry.cost_rate, entry.currency_id
            # A form that is not saved yet has no company.
            entry.cost = currency.round(cost) if currency else cost

    @api.depends("ticket_id", "work_order_id", "hours")
    def _compute_display_name(self):
        for entry in self:
            # sudo: servicedesk.ticket, servicedesk.work.order - their numbers only
            order, ticket = entry.work_order_id.sudo(), entry.ticket_id.sudo()
            hours = time_entry.format_hours(entry.hours)
            entry.display_name = f"{order.number or ticket.number or ''} {hours}"

    @api.model
    def _get_step(self):
        """Return to how many minutes time is rounded up."""
        # sudo: ir.config_parameter - a setting of the desk, for all
        value = self.env["ir.config_parameter"].sudo().get_param(STEP, "1")
        return int(value) if value.isdecimal() else 1

    # ------------------------------------------------------------------
    # Writing it down
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Write time down; a ticket's sum follows.

        :raise UserError: without hours, on a closed day, or for more than a day.
        :raise AccessError: on what one does not work on, or for somebody else.
        """
        clean = self._drop_forged_defaults()
        if clean is not self:
            return clean.create(vals_list)
        vals_list = [self._prepare_create_vals(vals) for vals in vals_list]
        entries = super().create(vals_list)
        if not self.env.su:
            entries._check_place()
            entries._check_person()
            entries._check_past()
        entries._check_days()
        entries._check_sums()
        entries._fix_costs()
        entries._recount(entries.ticket_id)
        entries._note_doers()
        return entries

    def _drop_forged_defaults(self):
        """Return ``self`` without default values for what nobody writes."""
        kept = {
            key: value
            for key, value in self.env.context.items()
            if not key.startswith("default_") or key[8:] in OWN_FIELDS
        }
        if len(kept) == len(self.env.context):
            return self
        return self.with_env(self.env(context=kept))

    @api.model
    def _prepare_create_vals(self, vals):
        """Return values completed by company, order's ticket, start and stop."""
        vals = dict(vals)
        self._check_own_fields(vals)
        self._complete_place(vals)
        if self._is_deed():
            return vals
        now = fields.Datetime.now()
        start, stop = self._clean_moments(vals)
        given = vals.pop("hours", False)
        if given:
            hours = vals["hours"] = self._clean_hours(given)
            span = timedelta(hours=hours)
            stop = stop or (start and min(start + span, max(start, now))) or now
            start = start or stop - span
        elif not (start and stop and stop > start):
            raise UserError(
                self.env._("Say how many hours it took, or start and stop.")
            )
        return vals | {"date_start": start, "date_stop": stop}

    @api.model
    def _clean_moments(self, vals):
        """Return start and stop that ``vals`` give, each a moment or False.

        :raise UserError: for what is no moment, is long ago, or is still to come.
        """
        moments = []
        now = fields.Datetime.now()
        for name in ("date_start", "date_stop"):
            moment = arguments.moment(self.env, vals.get(name), name)
            moments.append(moment)
            if moment and moment.year < now.year - MOST_YEARS:
                raise UserError(
                    self.env._(
                        "Check the year of %(day)s: time of more than %(years)s years"
                        " ago is not written down.",
                        day=moment.date().isoformat(),
                        years=MOST_YEARS,
                    )
                )
            if moment and moment > now + CLOCKS_DIFFER:
                raise UserError(
                    self.env._("Time is written down when it is over, not before.")
                )
        return moments

    @api.model
    def _clean_hours(self, hours):
        """Return hours in full minutes.

        :raise UserError: for what is no duration, or is more than a day.
        """
        clean = time_entry.clean_hours(hours)
        if clean is None:
            raise UserError(
                self.env._(
                    "“hours” must be a number above 0, and at most 24 in one entry."
                )
            )
        return clean

    @api.model
    def _complete_place(self, vals):
        """An order's time is its ticket's, too; the company is the ticket's."""
        # sudo: servicedesk.work.order, servicedesk.ticket - who may is checked after
        orders = self.env["servicedesk.work.order"].sudo()
        order = orders.browse(vals.get("work_order_id") or []).exists()
        if order:
            vals["ticket_id"] = order.ticket_id.id
        tickets = self.env["servicedesk.ticket"].sudo()
        ticket = tickets.browse(vals.get("ticket_id") or []).exists()
        company = (order or ticket).company_id
        if not company:
            raise UserError(
                self.env._("Working time is spent on a ticket or on a work order.")
            )
        vals["company_id"] = company.id

    def write(self, vals):
        """Correct what is written down; sums of tickets follow.

        :raise UserError: on a closed day, or when nothing would be counted.
        :raise AccessError: for the time of others.
        """
        vals = dict(vals)
        self._check_own_fields(vals)
        if not self._is_deed():
            self._prepare_write_vals(vals)
        counts = bool(COUNTED_FIELDS & vals.keys())
        before = self.ticket_id
        if counts:
            self._check_days()
        result = super().write(vals)
        if not self.env.su and counts:
            if {"ticket_id", "work_order_id"} & vals.keys():
                self._check_place()
            self._check_person()
            self._check_past()
        if counts:
            self._check_days()
            self._check_sums()
            self._fix_costs()
            self._recount(before | self.ticket_id)
            self._note_doers()
        return result

    def _prepare_write_vals(self, vals):
        """Complete what people correct: place, hours in full minutes."""
        self._clean_moments(vals)
        if vals.get("work_order_id") or vals.get("ticket_id"):
            if vals.get("ticket_id") and "work_order_id" not in vals:
                vals["work_order_id"] = False
            self._complete_place(vals)
        if "date_stop" in vals and not vals["date_stop"]:
            # A form sends what stays empty as it is, too.
            if any(entry.date_stop for entry in self):
                raise UserError(
                    self.env._("Time without an end is a timer: start that instead.")
                )
            del vals["date_stop"]
        if "hours" in vals:
            running = self.filtered(lambda entry: not entry.date_stop)
            if running and not vals.get("date_stop"):
                raise UserError(self.env._("Stop the timer first, then say how long."))
            vals["hours"] = self._clean_hours(vals["hours"])
        if {"hours", "date_start", "date_stop"} & vals.keys():
            vals["is_forgotten"] = False

    def unlink(self):
        """Take time back; sums of tickets follow.

        :raise UserError: on a closed day.
        """
        self._check_days()
        tickets = self.ticket_id
        result = super().unlink()
        self._recount(tickets)
        return result

    def _move_to(self, ticket):
        """Have these be time of another ticket: merging, in superuser mode.

        Also on closed days: neither hours nor days nor costs change by it.
        """
        if self:
            moved = self.with_context(servicedesk_deed=DEED)
            moved.write({"ticket_id": ticket.id})

    def _fix_costs(self):
        """Reckon costs now: what waits for the end would see later rates."""
        # sudo: servicedesk.time.entry - whoever writes reads no costs
        self.sudo().mapped("cost")

    def _note_doers(self):
        """Who has time on an order has worked on it, also if he takes it back."""
        # sudo: servicedesk.work.order - kept by deeds, not by who writes
        for order, entries in self.sudo().grouped("work_order_id").items():
            order._note_doers(entries.user_id)

    def _recount(self, tickets):
        """Keep the hours that tickets show; called with the rights of who wrote."""
        # sudo: servicedesk.ticket, servicedesk.time.entry - a sum of facts
        tickets = tickets.sudo().exists()
        if not tickets:
            return
        entries = self.sudo()
        here = [("ticket_id", "in", tickets.ids)]
        sums = dict(entries._read_group(here, ["ticket_id"], ["hours:sum"]))
        here += [("date_stop", "=", False), ("work_order_id", "=", False)]
        counts = dict(entries._read_group(here, ["ticket_id"], ["__count"]))
        for ticket in tickets:
            vals = {}
            hours, count = sums.get(ticket) or 0.0, counts.get(ticket, 0)
            if abs(ticket.worked_hours - hours) > 0.001:
                vals["worked_hours"] = hours
            if ticket.timer_count != count:
                vals["timer_count"] = count
            if vals:
                ticket._without_deed()._write_deed(vals)

    # ------------------------------------------------------------------
    # Who may, and when
    # ------------------------------------------------------------------

    def _is_deed(self):
        return self.env.context.get("servicedesk_deed") is DEED

    def _check_own_fields(self, vals):
        """Refuse what follows from an entry: cost, company, being forgotten.

        :raise UserError: naming the fields.
        """
        if self.env.su or self._is_deed():
            return
        given = set(vals) & self._fields.keys() - OWN_FIELDS
        # What an export gives back, and a new record of a form, names nothing new.
        refused = [name for name in given if vals[name]] if not self else list(given)
        if refused:
            raise UserError(
                self.env._(
                    "These fields follow from the entry and are not written:"
                    " %(fields)s.",
                    fields=", ".join(sorted(refused)),
                )
            )

    def _check_place(self):
        """Raise unless the user works on what the time is for.

        :raise AccessError: for tickets and orders that he does not work on.
        """
        self.work_order_id._check_may_time()
        for entry in self:
            if not entry.work_order_id:
                entry.ticket_id._check_work_access()

    def _check_person(self):
        """Raise unless it is one's own time, or of one's team, or one manages.

        :raise AccessError: for the time of others.
        :raise ValidationError: for somebody who is no employee.
        """
        for entry in self:
            # sudo: res.users - whether he is an employee
            if not entry.user_id.sudo()._is_internal():
                raise ValidationError(
                    self.env._(
                        "%(user)s is no employee: his work is claimed on a work order.",
                        user=entry.user_id.sudo().name,
                    )
                )
            # sudo: servicedesk.ticket - who leads its team
            if entry.user_id != self.env.user and not self._leads(
                entry.ticket_id.sudo()
            ):
                raise AccessError(
                    self.env._(
                        "The time of others is written down by the leader of the"
                        " ticket's team, or by a manager."
                    )
                )

    def _leads(self, ticket):
        """Return whether the user may write the time of others on ``ticket``."""
        return (
            self.env.su
            or self.env.user.has_group(MANAGER)
            or bool(ticket)
            and ticket.team_id.leader_id == self.env.user
        )

    def _check_past(self):
        """Time is written down when it is over.

        :raise UserError: for a start or stop that is still to come.
        """
        soon = fields.Datetime.now() + CLOCKS_DIFFER
        for entry in self:
            if (entry.date_stop or entry.date_start) > soon:
                raise UserError(
                    self.env._("Time is written down when it is over, not before.")
                )

    def _check_sums(self):
        """Raise where somebody's day would get longer than a day is.

        What a timer measured is written down all the same: it is no slip of anybody.

        :raise UserError: naming the person, the day and the hours.
        """
        if self._is_deed() or not self:
            return
        # sudo: servicedesk.time.entry - also of the tickets one does not read
        entries = self.sudo()
        for person, day, hours in entries._read_group(
            [
                ("user_id", "in", entries.user_id.ids),
                ("date", "in", self.mapped("date")),
            ],
            ["user_id", "date:day"],
            ["hours:sum"],
            having=[("hours:sum", ">", time_entry.MAX_ENTRY_HOURS + 0.001)],
        ):
            mine = entries.filtered(
                lambda one, key=(person, day): (one.user_id, one.date) == key
            )
            if mine:
                raise UserError(
                    self.env._(
                        "%(user)s would have worked %(hours)s h on %(day)s. A day has"
                        " 24: see what is written down for it already.",
                        user=person.name,
                        hours=time_entry.format_hours(hours),
                        day=format_date(self.env, day),
                    )
                )

    def _check_days(self):
        """Raise for what is on a closed day, whoever asks: its figures were told.

        :raise UserError: naming the day until which time is closed.
        """
        if self._is_deed():
            return
        for entry in self:
            # sudo: res.company - the day is told to whom it stops
            closed = entry.company_id.sudo().servicedesk_time_closed_until
            if closed and entry.date and entry.date <= closed:
                raise UserError(
                    self.env._(
                        "Working time is closed until %(day)s. A manager may open it"
                        " again.",
                        day=format_date(self.env, closed),
                    )
                )
