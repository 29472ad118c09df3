# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import models

from .ticket_where import OVER


class ServicedeskTicket(models.Model):
    """What the opener is told where a move is more than a change of state."""

    _inherit = "servicedesk.ticket"

    def _find_events(self, before):
        """A merged ticket was passed on: to the one that goes on with it."""
        events = super()._find_events(before)
        merged = self.merged_into_id and self.state in OVER
        if merged and before["state"] not in OVER and "moved" not in events:
            events.append("moved")
        return events

    def _hand_over(self, survivor, together):
        """What goes over is planned work: not the hint that this one may be closed."""
        self._drop_notices()
        return super()._hand_over(survivor, together)

    def _unmerge(self):
        """A ticket that was confirmed before the merge may be closed again."""
        result = super()._unmerge()
        if self.state == "resolved" and self.confirmation == "confirmed":
            self._notify_may_be_closed()
        return result

    def _get_notice_sentence(self, facts):
        """Say where a merged ticket goes on, and that nobody answered a silent one."""
        # sudo: servicedesk.ticket - the number of where it went is no secret
        other = self.sudo().merged_into_id.number
        if facts["event"] == "moved" and other:
            return self.env._("The ticket goes on as part of %(ticket)s.", ticket=other)
        if facts["event"] == "closed" and self.confirmation == "silent":
            return self.env._(
                "The ticket was closed: the requester never said whether it works."
            )
        return super()._get_notice_sentence(facts)
