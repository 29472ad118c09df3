# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, is_html_empty

from ...tools import arguments
from .servicedesk_ticket import WAITING_REASONS


class ServicedeskTicket(models.Model):
    _inherit = "servicedesk.ticket"

    moves = fields.Json(
        compute="_compute_moves",
        help="The moves the current user may make now, the most likely one first.",
    )

    # ------------------------------------------------------------------
    # Which moves there are
    # ------------------------------------------------------------------

    may_work = fields.Boolean(
        compute="_compute_may_work",
        help="Whether you work on this ticket, by your place in it or by your role.",
    )

    @api.depends("can_work")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_may_work(self):
        for ticket in self:
            ticket.may_work = ticket.can_work or ticket._may_write()

    can_take = fields.Boolean(
        compute="_compute_can_take",
        help="Whether you may take this ticket: nobody has it, and it is of your team.",
    )

    @api.depends("can_work", "user_id", "team_id", "state")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_can_take(self):
        """Say whose button it is; the deed checks by itself."""
        mine = self.env.user._servicedesk_team_ids()
        is_free = self._may_move_between_teams()
        for ticket in self:
            ticket.can_take = bool(
                ticket.id
                and not ticket.user_id
                and ticket.state not in ("resolved", "closed", "cancelled")
                and (is_free or not ticket.team_id or ticket.team_id.id in mine)
                and ticket.may_work
            )

    @api.depends("stage_id", "ticket_type_id", "user_id")
    @api.depends_context("uid", "lang")
    def _compute_moves(self):
        for ticket in self:
            if not ticket.id or not (
                self.env.su or ticket.can_work or ticket._may_write()
            ):
                ticket.moves = []
                continue
            ticket.moves = [
                {
                    "id": move.id,
                    "name": move.name,
                    "asks": ticket._get_asked(move),
                    "state": move.to_state,
                }
                for move in ticket._get_moves()
            ]

    def _get_asked(self, move):
        """Return what ``move`` asks here: closing unanswered asks for the reason."""
        if move.to_state == "closed" and self._is_unanswered():
            return "comment"
        return move.asks

    def _may_write(self):
        return self.env["servicedesk.ticket"].has_access("write") and self.has_access(
            "write"
        )

    def _get_moves(self):
        """Return the moves that the current user may make from here, in order."""
        self.ensure_one()
        return [move for move in self._get_moves_from_here() if not self._why_not(move)]

    def _get_moves_from_here(self):
        """Return the moves out of the ticket's stage, whoever may make them."""
        return self.env["servicedesk.transition"]._get_moves_from(
            self.ticket_type_id.id, self.stage_id.id
        )

    def _get_move_to(self, state):
        """Return the first move out of here to a stage of ``state``, or None."""
        moves = self._get_moves_from_here()
        return next((move for move in moves if move.to_state == state), None)

    def _why_not(self, move):
        """Return why the current user may not make ``move`` now, or False."""
        if move.group_ids and not self.env.su:
            if move.group_ids.isdisjoint(self.env.user._get_group_ids()):
                # sudo: res.groups - who may is told by the groups' names
                groups = self.env["res.groups"].sudo().browse(move.group_ids)
                return self.env._(
                    "“%(move)s” is reserved to: %(groups)s.",
                    move=move.name,
                    groups=", ".join(groups.mapped("full_name")),
                )
        condition = self.env["servicedesk.transition"]._parse_condition(move.condition)
        # sudo: servicedesk.ticket - a condition looks at the ticket, not at rights
        if move.condition and not self.sudo().filtered_domain(condition):
            return self.env._(
                "“%(move)s” is not possible yet: its condition is not met.",
                move=move.name,
            )
        if move.to_state == "closed":
            return self._why_not_close()
        return False

    def _find_move(self, states=(), stage_id=False):
        """Return the move to one of ``states`` or to a stage.

        :raise UserError: when the life cycle has none, or not for this user now.
        """
        self.ensure_one()
        reasons = []
        for move in self._get_moves_from_here():
            if move.to_state not in states and move.to_stage_id != stage_id:
                continue
            reason = self._why_not(move)
            if not reason:
                return move
            reasons.append(reason)
        if reasons:
            raise UserError(reasons[0])
        if not self.ticket_type_id:
            raise UserError(
                self.env._("Classify %(ticket)s first.", ticket=self.number)
            )
        raise UserError(
            self.env._(
                "%(ticket)s cannot be moved there from stage “%(stage)s”.",
                ticket=self.number,
                stage=self.stage_id.name,
            )
        )

    # ------------------------------------------------------------------
    # The one way to move
    # ------------------------------------------------------------------

    def _move(self, moves, answers=None, extra=None):
        """Move tickets along their life cycle: every button, drag and RPC ends here.

        :param dict moves: the transition to make, by ticket.
        :param dict answers: what the user was asked: ``comment``,
            ``waiting_reason``, ``resolution``, ``closure_code_id``.
        :param dict extra: values a deed writes with the move.
        :raise UserError: when an answer is missing; nothing is written then.
        """
        self._check_work_access()
        answers = answers or {}
        for ticket, move in moves.items():
            ticket._check_answers(move, answers)
        batches = {}
        for ticket, move in moves.items():
            vals = ticket._prepare_move_vals(move, answers) | (extra or {})
            key = tuple(sorted(vals.items(), key=lambda item: item[0]))
            batches[key] = batches.get(key, self.browse()) | ticket
        for key, tickets in batches.items():
            tickets._write_deed(dict(key))
        self._log_move(moves, answers)
        for state in {move.to_state for move in moves.values()}:
            entered = self.filtered(lambda ticket, state=state: ticket.state == state)
            entered._after_entering(state)
        return True

    def _check_answers(self, move, answers):
        """Raise unless all that ``move`` asks was answered."""
        missing = {
            "comment": (answers.get("comment"), self.env._("a comment")),
            "waiting_reason": (
                answers.get("waiting_reason"),
                self.env._("what is waited for"),
            ),
            "resolution": (
                not is_html_empty(answers.get("resolution")),
                self.env._("the solution"),
            ),
        }
        asked = {self._get_asked(move)} & missing.keys()
        if move.to_state == "resolved":
            asked.add("resolution")
        if move.to_state == "waiting":
            asked.add("waiting_reason")
        for key in sorted(asked):
            given, label = missing[key]
            if not given:
                raise UserError(
                    self.env._("“%(move)s” needs %(what)s.", move=move.name, what=label)
                )
        reason = answers.get("waiting_reason")
        if reason and reason not in dict(WAITING_REASONS):
            raise UserError(
                self.env._(
                    "“%(reason)s” is no reason to wait; use one of: %(reasons)s.",
                    reason=reason,
                    reasons=", ".join(dict(WAITING_REASONS)),
                )
            )
        self._check_closure_code(answers.get("closure_code_id"))

    def _prepare_move_vals(self, move, answers):
        """Return what ``move`` writes, by the state it leads to."""
        self.ensure_one()
        vals = {"stage_id": move.to_stage_id, "waiting_reason": False}
        if move.to_state == "waiting":
            vals["waiting_reason"] = answers["waiting_reason"]
        if move.to_state == "resolved":
            vals |= self._prepare_resolve_vals(answers)
        elif move.to_state == "closed":
            vals |= self._prepare_close_vals(answers)
        elif move.to_state == "cancelled":
            vals |= self._prepare_cancel_vals()
        elif self.state in ("resolved", "closed", "cancelled"):
            vals |= self._prepare_reopen_vals()
        if move.to_state == "in_progress" and not self.user_id and not self.env.su:
            vals["user_id"] = self.env.user.id
            vals["date_assigned"] = self.date_assigned or fields.Datetime.now()
        return vals

    def _prepare_reopen_vals(self):
        """The cycle runs again; the old solution stays as a draft of the next."""
        return {
            "reopen_count": self.reopen_count + 1,
            "date_resolved": False,
            "date_confirmed": False,
            "date_closed": False,
            "resolved_by_id": False,
            "is_first_line": False,
            "confirmation": "none",
        }

    def _log_move(self, moves, answers):
        """Write one note a ticket about what was said with the move."""
        bodies = {}
        for ticket, move in moves.items():
            lines = []
            if ticket.state == "waiting":
                labels = dict(
                    self._fields["waiting_reason"]._description_selection(self.env)
                )
                lines.append(
                    self.env._(
                        "Waiting for: %(reason)s", reason=labels[ticket.waiting_reason]
                    )
                )
            if answers.get("comment"):
                lines.append(f"{move.name}: {answers['comment']}")
            if lines:
                bodies[ticket.id] = Markup("<br/>").join(lines)
        if bodies:
            self.browse(bodies)._message_log_batch(bodies=bodies)

    def _after_entering(self, state):
        """Do what follows from being in ``state``; the stage is already written."""
        if not self:
            return
        if state == "resolved":
            self._propose_solution()
        elif state in ("closed", "cancelled"):
            self._end_questions()
        elif state in ("in_progress", "assigned", "new", "waiting"):
            self._withdraw_solution()

    def _enter_assigned_stage(self):
        """A classified ticket with an assignee leaves *new*, where the cycle allows."""
        moves = {}
        for ticket in self:
            if ticket.state != "new" or not ticket.user_id or not ticket.ticket_type_id:
                continue
            move = ticket._get_move_to("assigned")
            if move and not ticket._why_not(move):
                moves[ticket] = move
        if moves:
            self.browse([ticket.id for ticket in moves])._move(moves)

    # ------------------------------------------------------------------
    # Plain writes of stage and type
    # ------------------------------------------------------------------

    def _write_stage(self, stage_id):
        """Move by ``write({"stage_id": …})``: a drag in the board, or an integrator.

        :raise RedirectWarning: when the move asks something; its button opens the
            dialog that asks.
        """
        moving = self.filtered(lambda ticket: ticket.stage_id.id != stage_id)
        moves = {ticket: ticket._find_move(stage_id=stage_id) for ticket in moving}
        for ticket, move in moves.items():
            asks = ticket._get_asked(move) != "nothing"
            if asks or move.to_state in ("resolved", "waiting"):
                raise ticket._prepare_question(move, moving)
        if moves:
            moving._move(moves)

    def _on_classified(self, before):
        """Follow a change of type: contact, and a stage of the new cycle."""
        for ticket in self:
            old_type = before[ticket]["ticket_type_id"]
            if old_type and not ticket.ticket_type_id:
                raise UserError(
                    self.env._(
                        "%(ticket)s is classified; choose another type, not none.",
                        ticket=ticket.number,
                    )
                )
        fresh = self.filtered(
            lambda ticket: (
                ticket.ticket_type_id and not before[ticket]["ticket_type_id"]
            )
        )
        fresh._make_contacts()
        changed = self.filtered(
            lambda ticket: (
                ticket.ticket_type_id.id != before[ticket]["ticket_type_id"].id
            )
        )
        changed._enter_cycle()

    def _open_unattended(self):
        """Whoever classifies an unattended ticket first opens it.

        Before it is written: the rules may give it to a team that he is not of, and
        it is as its opener that he goes on with it.
        """
        user = self.env.user
        without = self.filtered(
            lambda ticket: not (ticket.opener_id or ticket.ticket_type_id)
        )
        if without and user._is_internal() and user.active:
            without._write_deed({"opener_id": user.id})
            # sudo: mail.followers - the opener is told every move
            without.sudo()._message_subscribe(user.partner_id.ids)

    # ------------------------------------------------------------------
    # Deeds
    # ------------------------------------------------------------------

    def action_move(self, transition_id=False, answers=None):
        """Make the move ``transition_id``; open its dialog if it asks something.

        :param int transition_id: one of the ``moves`` of the ticket.
        :param dict answers: see :meth:`_move`; with all that is asked no dialog
            is needed.
        :return: True, or the action that opens the dialog.
        """
        self._check_work_access()
        transition_id = arguments.record_id(self.env, transition_id, "transition_id")
        answers = self._clean_answers(answers)
        if not transition_id:
            raise UserError(self.env._("Choose a move."))
        wanted = self.env["servicedesk.transition"].browse(transition_id)
        moves = {}
        for ticket in self:
            move = ticket._find_move(stage_id=wanted.to_stage_id.id)
            moves[ticket] = move
        asked = {ticket._get_asked(move) for ticket, move in moves.items()}
        if not answers and asked != {"nothing"}:
            return self._open_move_dialog(wanted)
        return self._move(moves, answers)

    @api.model
    def _clean_answers(self, answers):
        """Return answers to what a move asks, each of its type; {} when there are none.

        :raise UserError: for an answer of another type.
        """
        answers = dict(arguments.mapping(self.env, answers, "answers"))
        for key in {"comment", "waiting_reason"} & answers.keys():
            answers[key] = arguments.text(self.env, answers[key], key)
        if "resolution" in answers:
            answers["resolution"] = self._clean_resolution(answers["resolution"])
        if "closure_code_id" in answers:
            answers["closure_code_id"] = self._find_closure_code(
                answers["closure_code_id"], "closure_code_id"
            ).id
        return answers

    def _open_move_dialog(self, transition):
        """Return the action of the dialog that asks what ``transition`` needs."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "servicedesk_core.servicedesk_ticket_move_action"
        )
        action["context"] = {
            "default_ticket_ids": self.ids,
            "default_transition_id": transition.id,
        }
        action["name"] = transition.name
        return action

    def action_open_move(self):
        """Move the selected tickets to the state that the button's context names.

        :raise UserError: when one of them cannot be moved there.
        """
        state = self.env.context.get("servicedesk_to_state")
        if not self:
            return True
        self._check_work_access()
        for ticket in self:
            move = ticket._find_move(states=[state])
        return self.action_move(move.id)

    def action_take(self):
        """Take unassigned tickets for yourself.

        Two agents at one moment: the second waits for the first and is told.

        :raise UserError: when somebody else has one of them already.
        """
        self._check_work_access()
        self._lock()
        for ticket in self:
            if ticket.user_id and ticket.user_id != self.env.user:
                raise UserError(
                    self.env._(
                        "%(ticket)s was already taken by %(user)s.",
                        ticket=ticket.number,
                        user=ticket.user_id.name,
                    )
                )
        self.filtered(lambda ticket: not ticket.user_id).write(
            {"user_id": self.env.user.id}
        )
        return True

    def _lock(self):
        """Lock the tickets until the end of the transaction and read them anew.

        Who comes second waits; when the first has committed, PostgreSQL reports a
        serialization failure, Odoo repeats the request, and it then sees what
        the first one did. So the second is told what happened, not "try again".
        """
        self.env.flush_all()
        # Losing the race is no error worth a line in the log.
        self.env.cr.execute(
            SQL(
                """SELECT id FROM servicedesk_ticket WHERE id IN %s
                   ORDER BY id FOR NO KEY UPDATE""",
                tuple(self.ids) or (0,),
            ),
            log_exceptions=False,
        )
        self.invalidate_recordset()

    def action_assign(self, user_id=False, team_id=False, reason=""):
        """Give tickets to a user, a team, or both.

        A new team without a user leaves the ticket unassigned in that team.

        :raise UserError: when an agent assigns across teams; see
            :meth:`_check_people_change`.
        """
        self._check_work_access()
        user_id = arguments.record_id(self.env, user_id, "user_id")
        team_id = arguments.record_id(self.env, team_id, "team_id")
        reason = arguments.text(self.env, reason, "reason")
        if not user_id and not team_id:
            raise UserError(self.env._("Choose a person or a team."))
        vals = {"user_id": user_id}
        if team_id:
            vals["team_id"] = team_id
        self.write(vals)
        if reason:
            body = self.env._("Assigned: %(reason)s", reason=reason)
            self._message_log_batch(bodies=dict.fromkeys(self.ids, body))
        return True

    def action_start(self):
        """Start or resume work."""
        self._check_work_access()
        moves = {ticket: ticket._find_move(states=["in_progress"]) for ticket in self}
        for ticket in self:
            if ticket.state in ("resolved", "closed", "cancelled"):
                raise UserError(
                    self.env._(
                        "%(ticket)s is not in work; reopen it with a reason.",
                        ticket=ticket.number,
                    )
                )
        return self._move(moves)

    def action_wait(self, reason="", note=""):
        """Put tickets on hold.

        :param str reason: a key of ``waiting_reason``.
        :param str note: what exactly is waited for; logged as a note.
        """
        self._check_work_access()
        answers = {
            "waiting_reason": arguments.text(self.env, reason, "reason"),
            "comment": arguments.text(self.env, note, "note"),
        }
        moves = {ticket: ticket._find_move(states=["waiting"]) for ticket in self}
        return self._move(moves, answers)

    def action_cancel(self, reason="", children=""):
        """Cancel tickets that need no solution.

        :param str children: of one that has tasks to do, "cancel" or "keep" them.
        :raise UserError: without a reason, or where that is not said.
        """
        self._check_work_access()
        reason = arguments.text(self.env, reason, "reason")
        children = arguments.text(self.env, children, "children")
        if not reason:
            raise UserError(self.env._("Please say why the ticket is cancelled."))
        moves = {ticket: ticket._find_move(states=["cancelled"]) for ticket in self}
        return self._move(moves, {"comment": reason, "children": children})

    def action_reopen(self, reason=""):
        """Put resolved, closed or cancelled tickets back in progress.

        :raise UserError: without a reason, or where the life cycle has no way back.
        """
        self._check_work_access()
        reason = arguments.text(self.env, reason, "reason")
        if not reason:
            raise UserError(self.env._("Please say why the ticket is reopened."))
        for ticket in self:
            if ticket.state not in ("resolved", "closed", "cancelled"):
                raise UserError(
                    self.env._("%(ticket)s is not closed.", ticket=ticket.number)
                )
        moves = {
            ticket: ticket._find_move(states=["in_progress", "assigned", "new"])
            for ticket in self
        }
        return self._move(moves, {"comment": reason})
