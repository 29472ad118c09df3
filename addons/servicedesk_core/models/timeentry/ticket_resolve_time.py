# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import models
from odoo.exceptions import UserError


class ServicedeskTicket(models.Model):
    """Whoever resolves is asked how long it took, if the type says so."""

    _inherit = "servicedesk.ticket"

    def _move(self, moves, answers=None, extra=None):
        """Write down what was told with a solution, once it is proposed."""
        answers = self._clean_time(answers)
        solved = [one for one, move in moves.items() if move.to_state == "resolved"]
        # The database is asked only where a timer runs, or somebody says how long.
        running = self.env["servicedesk.time.entry"]
        if any(ticket.timer_count for ticket in solved):
            running = running._lock_running()
        result = super()._move(moves, answers, extra)
        if answers.get("hours") and not self.env.su:
            for ticket in solved:
                ticket._write_time_told(answers, running)
        return result

    def _clean_time(self, answers):
        """Return answers with hours and activity of their types, and not empty.

        :raise UserError: for what is no duration or no activity.
        """
        answers = dict(answers or {})
        hours = answers.pop("hours", False)
        activity_id = answers.pop("activity_id", False)
        entries = self.env["servicedesk.time.entry"]
        if hours is not None and hours is not False and hours != 0:
            answers["hours"] = entries._clean_hours(hours)
        if entries._find_activity(activity_id):
            answers["activity_id"] = activity_id
        return answers

    def _check_answers(self, move, answers):
        """Where the type asks for it, the solver says how long it took.

        :raise UserError: saying how to.
        """
        super()._check_answers(move, answers)
        if move.to_state != "resolved" or self.env.su or answers.get("hours"):
            return
        if self.ticket_type_id.asks_time == "required" and not self._has_own_time():
            raise UserError(
                self.env._(
                    "%(ticket)s needs the time it took you: give it with the solution"
                    " (“hours”), or write it down on the ticket before.",
                    ticket=self.number,
                )
            )

    def _has_own_time(self):
        """Return whether the user wrote time down since the ticket was last over."""
        self.ensure_one()
        # sudo: servicedesk.ticket.span, servicedesk.time.entry - whether there is one
        spans = self.env["servicedesk.ticket.span"].sudo()
        over = spans.search(
            [
                ("ticket_id", "=", self.id),
                ("state", "in", ("resolved", "closed", "cancelled")),
            ],
            order="id desc",
            limit=1,
        )
        mine = [("ticket_id", "=", self.id), ("user_id", "=", self.env.uid)]
        if over.date_to:
            mine += ["|", ("date_stop", "=", False), ("date_stop", ">=", over.date_to)]
        return bool(self.env["servicedesk.time.entry"].sudo().search(mine, limit=1))

    def _write_time_told(self, answers, running):
        """Write told hours down.

        What is told by hand counts instead of what one's timer measured, which has
        stopped with the solution, so that the same work is not counted twice.

        :param running: the entry that ran before, of whichever ticket; or none.
        """
        hours, activity_id = answers["hours"], answers.get("activity_id")
        if running and running._get_place() == self:
            running._correct(hours, activity_id)
            return
        self.env["servicedesk.time.entry"]._add_for(self, hours, activity_id, "")
