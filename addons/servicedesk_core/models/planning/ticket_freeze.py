# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_datetime

INSTANT = timedelta(seconds=1)


class ServicedeskTicket(models.Model):
    """Nothing is started during a freeze, unless a manager says why."""

    _inherit = "servicedesk.ticket"

    def _get_freeze_against(self, move):
        """Return the freeze (facts) that stops ``move`` now, or None.

        Stopped is the start of work on what is changed; assessing a change and
        looking back on it go on.
        """
        self.ensure_one()
        if move.to_state != "in_progress":
            return None
        _planned, frozen = self.env["servicedesk.ticket.type"]._get_planned_ids()
        if self.ticket_type_id.id not in frozen:
            return None
        if move.to_stage_id in self.env["servicedesk.stage"]._get_allowed_in_freeze():
            return None
        now = fields.Datetime.now()
        return next(iter(self._find_freezes(now, now + INSTANT)), None)

    def _get_closed_stages(self):
        """During a freeze nobody gets to work by reclassifying, managers neither."""
        closed = super()._get_closed_stages()
        _planned, frozen = self.env["servicedesk.ticket.type"]._get_planned_ids()
        if self.ticket_type_id.id not in frozen:
            return closed
        now = fields.Datetime.now()
        if not self._find_freezes(now, now + INSTANT):
            return closed
        states = self.env["servicedesk.stage"]._get_states()
        work = {id_ for id_, state in states.items() if state == "in_progress"}
        return closed | work - self.env["servicedesk.stage"]._get_allowed_in_freeze()

    def _may_override_freeze(self):
        return self.env.su or self.env.user.has_group(
            "servicedesk_core.group_servicedesk_manager"
        )

    def _why_not(self, move):
        reason = super()._why_not(move)
        if reason or self._may_override_freeze():
            return reason
        freeze = self._get_freeze_against(move)
        if not freeze:
            return False
        return self.env._(
            "%(ticket)s cannot be started until %(end)s: %(freeze)s. A manager may"
            " start it with a reason.",
            ticket=self.number,
            end=format_datetime(self.env, freeze.end, dt_format="short"),
            freeze=freeze.name,
        )

    def _find_move(self, states=(), stage_id=False):
        """Starting means the work: not assessing anew because work is frozen."""
        if "in_progress" in states and not self._may_override_freeze():
            start = self._get_move_to("in_progress")
            if start and self._get_freeze_against(start):
                raise UserError(self._why_not(start))
        return super()._find_move(states, stage_id)

    def _get_asked(self, move):
        """A manager who starts work during a freeze is asked for the reason."""
        asked = super()._get_asked(move)
        if asked == "nothing" and not self.env.su and self._get_freeze_against(move):
            return "comment"
        return asked

    def _log_move(self, moves, answers):
        """Note which freeze was overridden; the move's own note has the reason."""
        result = super()._log_move(moves, answers)
        bodies = {}
        for ticket, move in moves.items():
            freeze = ticket._get_freeze_against(move)
            if freeze:
                bodies[ticket.id] = self.env._(
                    "Started in spite of the freeze: %(freeze)s", freeze=freeze.name
                )
        if bodies:
            self.browse(bodies)._message_log_batch(bodies=bodies)
        return result
