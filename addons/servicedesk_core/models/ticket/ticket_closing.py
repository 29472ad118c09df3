# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import is_html_empty, plaintext2html

from ...tools import arguments


class ServicedeskTicket(models.Model):
    _inherit = "servicedesk.ticket"

    def write(self, vals):
        """A question put to one requester is not answered by the link of another.

        The new requester is asked anew; where there is none, nothing is asked.
        """
        before = {}
        if {"partner_id", "partner_email"} & vals.keys():
            before = {ticket: ticket._get_asked_person() for ticket in self}
        result = super().write(vals)
        for ticket, person in before.items():
            if ticket.confirm_cycle and ticket._get_asked_person() != person:
                ticket._ask_new_requester()
        return result

    def _get_asked_person(self):
        return self.partner_id, self.partner_email

    def _ask_new_requester(self):
        """Revoke the links of the former requester; put an open question anew."""
        self.ensure_one()
        # sudo: servicedesk.answer.link - links are kept by the system
        self.env["servicedesk.answer.link"].sudo()._revoke_of_others(self.sudo())
        if self.confirmation != "awaiting":
            return
        if not (self.partner_id or self.partner_email):
            self._write_deed({"confirmation": "none"})
            return
        self._ask_requester_anew()
        # sudo: res.users, res.partner - whether they are the same person
        if self.sudo().partner_id == self.sudo().resolved_by_id.partner_id:
            self._message_log(
                body=self.env._(
                    "The requester is now who solved it, and nobody confirms his own"
                    " solution. Reopen the ticket, or have a manager close it."
                )
            )
            return
        self._propose_solution()

    def action_resolve(
        self,
        resolution="",
        closure_code=False,
        attachment_ids=None,
        hours=False,
        activity_id=False,
    ):
        """Propose a solution; the requester is mailed and asked to confirm it.

        :param str resolution: what was done, plain text or HTML.
        :param closure_code: code or id of a closure code, or False.
        :param list attachment_ids: files that go along: the user's own uploads, or
            files of the ticket. No others do.
        :param float hours: what the resolver worked on each of these tickets, besides
            what he has written down; his timer on them stops by itself.
        :param int activity_id: what those hours were.
        :raise UserError: without a text, for files of others, where the type asks for
            time and none is given, or where the life cycle has no such move.
        """
        self._check_work_access()
        resolution = self._clean_resolution(resolution)
        code = self._find_closure_code(closure_code, "closure_code")
        if is_html_empty(resolution):
            raise UserError(self.env._("Please say what was done."))
        moves = {ticket: ticket._find_move(states=["resolved"]) for ticket in self}
        answers = {"resolution": resolution, "closure_code_id": code.id}
        files = arguments.record_ids(self.env, attachment_ids, "attachment_ids")
        answers |= {"hours": hours, "activity_id": activity_id}
        return self._move(moves, answers | {"attachment_ids": files})

    @api.model
    def _clean_resolution(self, resolution):
        """Return a solution as HTML: of a plain text, lines stay lines."""
        resolution = arguments.text(self.env, resolution, "resolution")
        return resolution if "<" in resolution else plaintext2html(resolution)

    @api.model
    def _find_closure_code(self, closure_code, argument):
        """Return the closure code given by code or id; none for False and ""."""
        codes = self.env["servicedesk.closure.code"]
        if isinstance(closure_code, str):
            closure_code = arguments.text(self.env, closure_code, argument)
            code = codes.search([("code", "=", closure_code)], limit=1)
        else:
            closure_code = arguments.record_id(self.env, closure_code, argument)
            code = codes.browse(closure_code or []).exists()
        if closure_code and not code:
            raise UserError(
                self.env._("There is no closure code “%(code)s”.", code=closure_code)
            )
        return code

    def _check_closure_code(self, code_id):
        """Raise unless tickets of this type may be closed with the code, now."""
        code = self.env["servicedesk.closure.code"].browse(code_id or [])
        if not code:
            return
        types = code.exists().type_ids
        if not code.exists().active or types and self.ticket_type_id not in types:
            raise UserError(
                self.env._(
                    "Tickets of type “%(type)s” have no such closure code.",
                    type=self.ticket_type_id.name,
                )
            )

    def _prepare_resolve_vals(self, answers):
        """Return what proposing a solution writes; a new closing cycle begins."""
        self.ensure_one()
        return {
            "resolution": answers["resolution"],
            "closure_code_id": answers.get("closure_code_id") or False,
            "resolved_by_id": self.env.user.id,
            "is_first_line": self._is_solved_by_first_line(),
            "date_resolved": fields.Datetime.now(),
            "confirm_cycle": self.confirm_cycle + 1,
            "confirmation": "awaiting" if self._has_somebody_to_ask() else "none",
        }

    def _prepare_cancel_vals(self):
        """Return what cancelling writes: an open question is withdrawn."""
        self.ensure_one()
        vals = {"date_closed": fields.Datetime.now()}
        if self.confirmation == "awaiting":
            vals["confirmation"] = "none"
        return vals

    def _is_solved_by_first_line(self):
        """Whether the solver is first line and no other level ever had the ticket."""
        # sudo: servicedesk.team, servicedesk.ticket.span - facts for a figure
        solver = self.env.user.sudo()
        if self.company_id.id not in solver._servicedesk_first_line_company_ids():
            return False
        other_levels = [("team_id.level", "!=", "1"), ("team_id", "!=", False)]
        spans = self.env["servicedesk.ticket.span"].sudo()
        return not spans.search_count(
            [("ticket_id", "=", self.id), *other_levels], limit=1
        )

    def _has_somebody_to_ask(self):
        """Whether there is a requester to confirm, who is not the solver himself."""
        self.ensure_one()
        if self.ticket_type_id.confirmation_policy == "none":
            return False
        if self.partner_id:
            return self.partner_id != self.env.user.partner_id
        return bool(self.partner_email)

    def action_close(self, reason=""):
        """Close tickets whose solution is confirmed, or that ask for no confirmation.

        :param str reason: with it a manager closes without the confirmation, which
            is recorded as *waived*.
        :raise UserError: while the requester's answer is awaited.
        """
        self._check_work_access()
        reason = arguments.text(self.env, reason, "reason")
        moves = {ticket: ticket._find_move(states=["closed"]) for ticket in self}
        return self._move(moves, {"comment": reason})

    def _is_unanswered(self):
        """Whether the requester was asked and has not said that it works."""
        self.ensure_one()
        return self.confirmation in ("awaiting", "refused")

    def _why_not_close(self):
        """Return why the current user may not close the ticket now, or False.

        A manager may, but is asked for the reason: see :meth:`_get_asked`.
        """
        if self._is_unanswered() and not self._may_waive():
            return self.env._(
                "%(ticket)s waits for the requester's confirmation.", ticket=self.number
            )
        return False

    def _may_waive(self):
        return self.env.su or self.env.user.has_group(
            "servicedesk_core.group_servicedesk_manager"
        )

    def _prepare_close_vals(self, answers):
        """Return what closing writes; closing unanswered is recorded as waived."""
        self.ensure_one()
        vals = {"date_closed": fields.Datetime.now()}
        if self._is_unanswered():
            vals["confirmation"] = "waived"
        return vals

    def action_answered_by_phone(self):
        """Open the dialog that records what the requester said by phone.

        :raise UserError: for more tickets than one, or none.
        """
        self._check_work_access()
        if len(self) != 1:
            raise UserError(self.env._("A requester answers about one ticket."))
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "servicedesk_core.servicedesk_ticket_answer_action"
        )
        action["context"] = {"default_ticket_id": self.id}
        return action

    def _end_questions(self):
        """Nothing is asked about a ticket that is over."""
        # sudo: servicedesk.answer.link - links are kept by the system
        self.env["servicedesk.answer.link"].sudo()._revoke_for(self)
        self._drop_notices()

    def _withdraw_solution(self):
        """A ticket back in work has no open question; its links are dead."""
        asked = self.filtered("confirm_cycle")
        if asked:
            # sudo: servicedesk.answer.link - links are kept by the system
            self.env["servicedesk.answer.link"].sudo()._revoke_for(asked)
            asked._drop_notices()

    def _get_system_stage(self, state):
        """Return the stage of ``state`` that an answer of the requester leads to.

        The life cycle's own move first, then any stage of the type, then any.
        """
        self.ensure_one()
        move = self._get_move_to(state)
        if move:
            return self.env["servicedesk.stage"].browse(move.to_stage_id)
        stages = self.ticket_type_id.stage_ids.filtered(
            lambda stage: stage.state == state
        )
        every = stages.with_context(active_test=False)
        return stages[:1] or every.search(
            [("state", "=", state)], order="active desc, sequence, id", limit=1
        )
