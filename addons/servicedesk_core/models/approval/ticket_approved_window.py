# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, models

from ...tools import approval as steps

WINDOW_FIELDS = frozenset({"planned_start", "planned_end"})
# Work has not begun: what was approved may still be asked anew.
UNBEGUN = ("new", "assigned", "waiting")


class ServicedeskTicket(models.Model):
    """An approval is given for a window, and counts for no other.

    A window inside the one that was asked about needs no new decision. One that
    leaves it is asked about anew: while the decision is awaited, and afterwards until
    work begins. Work that has begun goes on, and a note says that its window is not
    the one that was approved. What was approved without a window was not about one.
    """

    _inherit = "servicedesk.ticket"

    def write(self, vals):
        result = super().write(vals)
        if WINDOW_FIELDS & vals.keys():
            # sudo: servicedesk.approval - changed by deeds only
            self.sudo()._compare_approved_window()
        return result

    @api.onchange("planned_start", "planned_end")
    def _onchange_approved_window(self):
        """Warn before saving that the window asks for approval anew.

        :return: the warning, or None where nobody is asked again.
        """
        ticket = self._origin
        if not ticket or ticket.approval_state not in ("pending", "approved"):
            return None
        # sudo: servicedesk.approval - agents are told that, not what was decided
        latest = ticket.sudo()._get_latest_approvals()
        asked = (latest[:1].planned_start, latest[:1].planned_end)
        before = asked if all(asked) else None
        begun = ticket.approval_state == "approved" and (
            ticket.stage_id == latest.from_stage_id[:1] or ticket.state not in UNBEGUN
        )
        if not ticket.is_planned or begun or steps.covers(before, self._get_window()):
            return None
        return {
            "warning": {
                "type": "notification",
                "title": self.env._("Approval is asked anew"),
                "message": self.env._(
                    "This window is not the one that approval was asked for. When you"
                    " save it, what was said of the former one does not count any more."
                ),
            }
        }

    def _get_latest_approvals(self):
        """Return the approvals of the latest question."""
        self.ensure_one()
        cycle = max(self.approval_ids.mapped("cycle"), default=0)
        return self.approval_ids.filtered(lambda one: one.cycle == cycle)

    def _get_window(self):
        """Return (start, end) of the planned window, or None."""
        self.ensure_one()
        window = (self.planned_start, self.planned_end)
        return window if self.is_planned and all(window) else None

    def _prepare_window_vals(self):
        """Return what an approval keeps of the window that it is asked for."""
        start, end = self._get_window() or (False, False)
        return {"planned_start": start, "planned_end": end}

    def _compare_approved_window(self):
        """Ask anew where the window is not the one of the latest question.

        Called in superuser mode.

        :raise UserError: when nobody can be asked.
        """
        asked = self.filtered(
            lambda ticket: (
                ticket.is_planned and ticket.approval_state in ("pending", "approved")
            )
        )
        if not asked:
            return
        # Who decides at this moment decides before, or is told that it is moot.
        asked._lock()
        for ticket in asked:
            latest = ticket._get_latest_approvals()
            start, end = latest[:1].planned_start, latest[:1].planned_end
            before, now = (start, end) if start else None, ticket._get_window()
            if not steps.covers(before, now):
                ticket._leave_approved_window(latest)
            elif before and ticket.approval_state == "pending":
                # They see, and so approve, the narrower one.
                latest.write(ticket._prepare_window_vals())

    def _leave_approved_window(self, approvals):
        """Ask anew, or note that work goes on outside of what was approved."""
        self.ensure_one()
        if self.approval_state == "pending":
            self._ask_anew(approvals)
        elif self.stage_id == approvals.from_stage_id[:1]:
            return  # Going on from here asks anyway.
        elif self.state in UNBEGUN:
            self._ask_anew(approvals)
        elif self.state == "in_progress":
            self._message_log(
                body=self.env._("The planned window is not the one that was approved.")
            )

    def _ask_anew(self, approvals):
        """Put the same question again for the new window, or take it back.

        :param approvals: those of the latest question.
        """
        start, transition = approvals.from_stage_id[:1], approvals.transition_id[:1]
        move = self._find_asking_move(start, transition)
        if not move:
            self._withdraw_approvals()
            if self.approval_state == "approved":
                self._put_back(start, "withdrawn")
            self._tell_colleagues(
                self.env._(
                    "The planned window was moved: what was asked or approved does not"
                    " count any more."
                )
            )
            return
        words = {"comment": approvals[:1].request_note}
        vals_list = [
            {**vals, "from_stage_id": start.id, "is_renewed": True}
            for vals in self._prepare_approvals(move, words)
        ]
        approvals._withdraw()
        self._write_deed(self._prepare_awaiting_vals(move))
        self._message_log(
            body=self.env._(
                "The planned window was moved: what was said of the former one does"
                " not count, and approval is asked for anew."
            )
        )
        self._make_approvals(vals_list)

    def _find_asking_move(self, start, transition):
        """Return the move that asked, if it still asks and may be made; or None."""
        transitions = self.env["servicedesk.transition"]
        moves = transitions._get_moves_from(self.ticket_type_id.id, start.id)
        move = next((move for move in moves if move.id == transition.id), None)
        if not move or move.asks != "approval" or not self._get_approval_rules():
            return None
        condition = transitions._parse_condition(move.condition)
        return move if self.filtered_domain(condition) else None
