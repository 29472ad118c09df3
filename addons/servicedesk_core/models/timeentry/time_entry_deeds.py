# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from datetime import timedelta

from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import AccessError, ConcurrencyError, UserError
from odoo.tools import SQL, format_datetime

from ...tools import arguments, time_entry
from ..ticket.servicedesk_ticket import DEED
from .servicedesk_time_entry import MANAGER

# Every tab of a person is told when his timer starts or stops.
TIMER_CHANGED = "servicedesk_core/timer"


class ServicedeskTimeEntry(models.Model):
    """The timer: one a person. Starting another stops the first, and says so."""

    _inherit = "servicedesk.time.entry"

    @api.model
    def get_timer(self):
        """Return what the current user's timer runs on, {} when none does.

        :return: ``{"id", "res_model", "res_id", "name", "since", "is_forgotten"}``;
            ``since`` in UTC.
        """
        entry = self._find_running()
        if not entry:
            return {}
        place = entry.work_order_id or entry.ticket_id
        return {
            "id": entry.id,
            "res_model": place._name,
            "res_id": place.id,
            "name": place.number or "",
            "since": fields.Datetime.to_string(entry.date_start),
            "is_forgotten": time_entry.is_forgotten(
                fields.Datetime.now() - entry.date_start
            ),
        }

    @api.model
    def _find_running(self):
        """Return the current user's running entry, in superuser mode."""
        # sudo: servicedesk.time.entry - one's own, also of who left the desk
        entries = self.sudo()
        return entries.search(
            [("user_id", "=", self.env.uid), ("date_stop", "=", False)], limit=1
        )

    @api.model
    def _lock_running(self):
        """Lock the current user's timer until the end of the transaction.

        Two windows stop it at once: the second waits, PostgreSQL reports a
        serialization failure, Odoo repeats the request, and that finds it stopped.
        """
        self.env["servicedesk.time.entry"].flush_model()
        self.env.cr.execute(
            SQL(
                """SELECT id FROM servicedesk_time_entry
                    WHERE user_id = %s AND date_stop IS NULL
                      FOR NO KEY UPDATE""",
                self.env.uid,
            ),
            log_exceptions=False,
        )
        return self._find_running()

    @api.model
    def _start_for(self, place, activity_id):
        """Start the current user's timer on a ticket or an order.

        Called when it is checked that he works on it. On what it runs already it goes
        on. One that runs elsewhere is stopped. Of two windows at once the second is
        repeated, as if it came a moment later: it stops the first one's, and says so.
        """
        place.ensure_one()
        running = self._lock_running()
        if running and running._get_place() == place:
            return True
        if running:
            running._stop_here()
            # The database lets nobody start before this one has stopped there.
            running.flush_recordset()
            self._say_stopped(running)
        vals = {
            "user_id": self.env.uid,
            "activity_id": self._find_activity(activity_id).id,
            "date_start": fields.Datetime.now(),
        }
        vals[
            "work_order_id" if place._name != "servicedesk.ticket" else "ticket_id"
        ] = place.id
        # sudo: servicedesk.time.entry - the deed has asked whether he works on it
        maker = self.sudo().with_context(servicedesk_deed=DEED)
        try:
            maker.create([vals])
        except UniqueViolation as error:
            # The other window's is not seen here before the request is repeated.
            raise ConcurrencyError("another timer was just started") from error
        self.env.user._bus_send(TIMER_CHANGED, {})
        return True

    @api.model
    def _stop_for(self, place, note):
        """Stop the current user's timer on a ticket or an order.

        :return: True, or for a forgotten timer the action that asks how long it was.
        :raise UserError: when none runs there.
        """
        place.ensure_one()
        running = self._lock_running()
        if not running or running._get_place() != place:
            raise UserError(
                self.env._("No timer of yours runs here: it was stopped already.")
            )
        return running._stop_here(note)._finish_stop(self.env)

    @api.model
    def _get_place_field(self, place):
        return "ticket_id" if place._name == "servicedesk.ticket" else "work_order_id"

    def _get_place(self):
        """Return what the time is for, compared without rights."""
        self.ensure_one()
        return self.work_order_id or self.ticket_id

    def _stop_here(self, note=""):
        """Stop a running entry, in superuser mode; count nothing of a forgotten one."""
        self.ensure_one()
        now = max(fields.Datetime.now(), self.date_start)
        span = now - self.date_start
        forgotten = time_entry.is_forgotten(span)
        vals = {
            "date_stop": now,
            "is_forgotten": forgotten,
            "hours": 0 if forgotten else time_entry.count_hours(span, self._get_step()),
        }
        if note:
            vals["note"] = note
        self.with_context(servicedesk_deed=DEED).write(vals)
        self.user_id._bus_send(TIMER_CHANGED, {})
        return self

    def _finish_stop(self, env):
        """Return True, or what opens a forgotten entry to be corrected."""
        if not self.is_forgotten:
            return True
        return {
            "type": "ir.actions.act_window",
            "name": env._("How long did you work?"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def _say_stopped(self, entry):
        """Tell whose timer it was, in each of his windows, that it is stopped."""
        place, person = entry._get_place(), entry.user_id
        # In his words and hours, whoever stopped it.
        self = self.with_context(lang=person.lang, tz=person.tz)
        if entry.is_forgotten:
            message = self.env._(
                "Your timer on %(number)s had been running since %(since)s. It is"
                " stopped and counts nothing: say under “My Time” how long it was.",
                number=place.number,
                since=format_datetime(self.env, entry.date_start, dt_format="short"),
            )
        else:
            message = self.env._(
                "Your timer on %(number)s is stopped: %(hours)s h are written down.",
                number=place.number,
                hours=time_entry.format_hours(entry.hours),
            )
        person._bus_send(
            "simple_notification",
            {
                "type": "warning" if entry.is_forgotten else "info",
                "message": message,
                "sticky": entry.is_forgotten,
            },
        )

    @api.model
    def _add_for(self, place, hours, activity_id, note):
        """Write down ``hours`` that end now; called when it is checked who may.

        :raise UserError: for no duration, or where it would begin on a closed day.
        """
        place.ensure_one()
        hours = self._clean_hours(hours)
        now = fields.Datetime.now()
        # sudo: servicedesk.time.entry - the deed has asked whether he works on it
        return self.sudo().create(
            [
                {
                    self._get_place_field(place): place.id,
                    "user_id": self.env.uid,
                    "activity_id": self._find_activity(activity_id).id,
                    "date_start": now - timedelta(hours=hours),
                    "date_stop": now,
                    "hours": hours,
                    "note": note,
                }
            ]
        )

    def _correct(self, hours, activity_id):
        """Have told hours count instead of measured ones, in superuser mode."""
        self.ensure_one()
        vals = {"hours": self._clean_hours(hours), "is_forgotten": False}
        if activity_id:
            vals["activity_id"] = activity_id
        self.with_context(servicedesk_deed=DEED).write(vals)

    @api.model
    def _find_activity(self, activity_id):
        """Return the activity with an id that RPC gave; none for False.

        :raise UserError: for what is no id, or of no activity in use.
        """
        activity_id = arguments.record_id(self.env, activity_id, "activity_id")
        # sudo: servicedesk.time.activity - own engineers need no role in the desk
        activities = self.env["servicedesk.time.activity"].sudo()
        activity = activities.browse(activity_id or []).exists()
        if activity_id and not activity.active:
            raise UserError(
                self.env._(
                    "“activity_id”: there is no activity with the id %(id)s.",
                    id=activity_id,
                )
            )
        return activity

    def action_stop(self):
        """Stop timers from the list: one's own, or as a leader those of others.

        :return: True, or for one forgotten timer the action that asks how long it was.
        """
        self._check_meant()
        # sudo: servicedesk.time.entry - the access was checked a line above
        running = self.sudo().filtered(lambda entry: not entry.date_stop)
        result = True
        for entry in running:
            result = entry._stop_here()._finish_stop(self.env)
        return result if len(running) == 1 else True

    def action_value_anew(self):
        """Look up what these hours cost by the roles and rates of today.

        For entries made before anybody had a role. Closed days stay as they are.

        :raise AccessError: for everybody but managers.
        :raise UserError: for a closed day.
        """
        if not self.env.user.has_group(MANAGER) and not self.env.su:
            raise AccessError(self.env._("Only a manager may do this."))
        self._check_meant()
        # sudo: servicedesk.time.entry - managers of the desk see costs
        entries = self.sudo()
        entries._check_days()
        entries._compute_rate()
        return True

    def _check_meant(self):
        """Raise unless these are entries, at least one, that the user may write.

        :raise UserError: for none, and for what RPC gave as an id and is none.
        :raise AccessError: for what he may not write.
        """
        if not self:
            raise UserError(self.env._("Say which time entries are meant."))
        for entry_id in self._ids:
            arguments.record_id(self.env, entry_id or 0, "ids")
        self.check_access("write")
