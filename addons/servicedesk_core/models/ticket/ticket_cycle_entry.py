# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import models
from odoo.exceptions import UserError

from ...tools import lifecycle


class ServicedeskTicket(models.Model):
    """Where tickets go on in the life cycle of another type.

    The rule is ``tools.lifecycle.find_place``: the same stage, or one of its state, but
    never behind an approval of the other cycle, nor inside a freeze.
    """

    _inherit = "servicedesk.ticket"

    def _get_closed_stages(self):
        """Return the ids of the stages that the ticket may not enter now."""
        self.ensure_one()
        return frozenset()

    def _find_place(self, stage):
        """Return the stage in which a ticket that was in ``stage`` goes on, or none."""
        self.ensure_one()
        found = lifecycle.find_place(
            lifecycle.Stage(stage.id, "", stage.state),
            self.env["servicedesk.ticket.type"]._get_way(self.ticket_type_id.id),
            self._get_closed_stages(),
        )
        return stage.browse(found and found.id)

    def _enter_cycle(self):
        """Put tickets whose type was changed where they go on; say so if that is back.

        :raise UserError: where the cycle has no place for one.
        """
        bodies = {}
        for ticket in self.filtered("ticket_type_id"):
            left, place = ticket.stage_id, ticket._find_place(ticket.stage_id)
            if not place:
                raise UserError(ticket._say_no_place())
            if place != left:
                vals = {"stage_id": place.id}
                if place.state != "waiting":
                    vals["waiting_reason"] = False
                like = ticket._find_like(left)
                ticket._write_deed(vals)
                if like and like.id != place.id:
                    bodies[ticket.id] = ticket._say_put_before(left)
            ticket._follow_snooze()
        if bodies:
            self.browse(bodies)._message_log_batch(bodies=bodies)

    def _find_like(self, stage):
        """Return what ``stage`` is in the cycle of the ticket, whoever may enter it."""
        way = self.env["servicedesk.ticket.type"]._get_way(self.ticket_type_id.id)
        given = lifecycle.Stage(stage.id, "", stage.state)
        return lifecycle.find_like(given, way.stages)

    def _say_put_before(self, left):
        return self.env._(
            "“%(stage)s” of “%(type)s” is not entered by reclassifying: approval or a"
            " freeze comes before it. It goes on from “%(place)s”.",
            stage=left.name,
            type=self.ticket_type_id.name,
            place=self.stage_id.name,
        )

    def _follow_snooze(self):
        """A ticket that is put aside wakes where it may go on, too."""
        if self.snoozed_until and self.snooze_stage_id:
            place = self._find_place(self.snooze_stage_id)
            self._write_deed({"snooze_stage_id": place.id})

    def _say_no_place(self):
        """Return why the ticket cannot go on in the life cycle of its type."""
        words = {
            "ticket": self.number,
            "type": self.ticket_type_id.name,
            "stage": self.stage_id.name,
        }
        if self._find_like(self.stage_id):
            return self.env._(
                "%(ticket)s cannot become “%(type)s” in stage “%(stage)s”: approval"
                " comes before it. Reopen the ticket first.",
                **words,
            )
        return self.env._(
            "%(ticket)s cannot become “%(type)s”: that life cycle has no"
            " stage like “%(stage)s”.",
            **words,
        )
