# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models
from odoo.tools import format_datetime

from .ticket_plan import PLAN_FIELDS

OVER = ("resolved", "closed", "cancelled")


class ServicedeskTicket(models.Model):
    """What keeps a planned ticket from going on, said before anybody tries.

    A move that is not offered says nothing of itself: the form names the freeze that
    stops work, and the window without which nothing is planned.
    """

    _inherit = "servicedesk.ticket"

    freeze_hint = fields.Char(compute="_compute_plan_hints")
    window_hint = fields.Char(compute="_compute_plan_hints")

    @api.depends(*PLAN_FIELDS, "stage_id")
    @api.depends_context("uid", "lang", "tz")
    def _compute_plan_hints(self):
        for ticket in self:
            ticket.freeze_hint = ticket.window_hint = False
            if ticket.state in OVER or not ticket.ticket_type_id:
                continue
            moves = ticket._get_moves_from_here()
            ticket.freeze_hint = ticket._say_freeze(moves)
            if ticket.is_planned and ticket.id:
                ticket.window_hint = ticket._say_window(moves)

    def _say_freeze(self, moves):
        """Return which freeze stops the start of work from here, or False."""
        stopping = (self._get_freeze_against(move) for move in moves)
        freeze = next((freeze for freeze in stopping if freeze), None)
        if not freeze:
            return False
        return self.env._(
            "Freeze “%(freeze)s” until %(end)s: starting waits. A manager may start"
            " with a reason.",
            freeze=freeze.name,
            end=format_datetime(self.env, freeze.end, dt_format="short"),
        )

    def _say_window(self, moves):
        """Return which move the missing window keeps back, or False.

        Where there is another way on, a window is a choice and nothing is missing.
        """
        if self.planned_start and self.planned_end:
            return False
        move = next((move for move in moves if "planned_start" in move.condition), None)
        ways = {each.to_state for each in moves if each != move}
        if not move or ways - {"cancelled"}:
            return False
        if self._get_asked(move) == "approval":
            return self.env._(
                "Enter start and end on the page Plan below; then “%(move)s” asks for"
                " approval.",
                move=move.name,
            )
        return self.env._(
            "Enter start and end on the page Plan below; then “%(move)s” is offered.",
            move=move.name,
        )
