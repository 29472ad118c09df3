# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools import approval as steps
from ...tools import arguments
from ..ticket.servicedesk_ticket import DEED
from .servicedesk_approval import OPEN_STATES
from .ticket_approved_window import UNBEGUN

# Whether somebody may be asked about a ticket depends on these.
READER_FIELDS = frozenset({"partner_id", "is_confidential", "internal_only", "team_id"})


class ServicedeskTicket(models.Model):
    """A move that asks for approval: asked, decided, gone on with or put back.

    While somebody's decision is awaited the ticket waits, with reason *approval*, and
    is moved by the decision, by taking the question back, by solving or by cancelling
    it. What was asked is moot once the ticket is about another type or service.
    """

    _inherit = "servicedesk.ticket"

    # ------------------------------------------------------------------
    # Moves
    # ------------------------------------------------------------------

    def _get_asked(self, move):
        """A move asks for approval where there is somebody to approve."""
        asked = super()._get_asked(move)
        if asked == "approval" and not self._get_approval_rules():
            return "nothing"
        return asked

    def _why_not(self, move):
        """While it waits for approval, only solving and cancelling go on."""
        ended = ("resolved", "closed", "cancelled")
        if move.to_state not in ended and self._is_awaiting_approval():
            return self.env._(
                "%(ticket)s waits for approval. Take the question back first.",
                ticket=self.number,
            )
        return super()._why_not(move)

    def _is_awaiting_approval(self):
        return (
            self.state == "waiting"
            and self.waiting_reason == "approval"
            and self.approval_state == "pending"
            and self.env.context.get("servicedesk_approved") is not DEED
        )

    def _get_question_words(self, move):
        if move.asks == "approval":
            return (
                self.env._("“%(move)s” needs approval.", move=move.name),
                self.env._("Ask for it"),
            )
        return super()._get_question_words(move)

    def _move(self, moves, answers=None, extra=None):
        """Ask for approval where the move does; make the others."""
        if self.env.context.get("servicedesk_approved") is DEED:
            return super()._move(moves, answers, extra)
        asking = {
            ticket: move
            for ticket, move in moves.items()
            if move.asks == "approval" and ticket._get_approval_rules()
        }
        others = {t: move for t, move in moves.items() if t not in asking}
        if others:
            rest = self.browse([ticket.id for ticket in others])
            super(ServicedeskTicket, rest)._move(others, answers, extra)
        if asking:
            waiting = self.browse([ticket.id for ticket in asking])
            waiting._ask_approval(asking, answers or {}, extra or {})
        return True

    # ------------------------------------------------------------------
    # Asking
    # ------------------------------------------------------------------

    def _ask_approval(self, moves, answers, extra):
        """Put the tickets into waiting and ask the first step of each.

        :raise UserError: when nobody can be asked; nothing is written then.
        """
        self._check_work_access()
        vals_list = []
        for ticket, move in moves.items():
            # sudo: servicedesk.ticket, res.partner - whom a rule means is found for all
            vals_list += ticket.sudo()._prepare_approvals(move, answers)
        for ticket, move in moves.items():
            ticket._write_deed(extra | ticket._prepare_awaiting_vals(move))
        # sudo: servicedesk.approval - made by moves only
        self.sudo()._make_approvals(vals_list)

    def _make_approvals(self, vals_list):
        """Make the approvals of tickets and ask the first step; in superuser mode."""
        approvals = self.env["servicedesk.approval"]
        quiet = {
            "mail_create_nolog": True,
            "mail_create_nosubscribe": True,
            "tracking_disable": True,
        }
        approvals.with_context(**quiet).create(vals_list)
        for ticket in self:
            ticket._settle_approvals(max(ticket.approval_ids.mapped("cycle")))
            ticket._log_asking()

    def _prepare_approvals(self, move, answers):
        """Return the values of the approvals that ``move`` needs, step by step."""
        self.ensure_one()
        if self.state in ("resolved", "closed", "cancelled"):
            raise UserError(
                self.env._(
                    "%(ticket)s is not in work; reopen it first.", ticket=self.number
                )
            )
        question = {
            "ticket_id": self.id,
            "cycle": max(self.approval_ids.mapped("cycle"), default=0) + 1,
            "transition_id": move.id,
            "from_stage_id": self.stage_id.id,
            "request_note": answers.get("comment") or False,
            **self._prepare_window_vals(),
        }
        vals_list = []
        for step, rule in enumerate(self._get_approval_rules(), start=1):
            vals_list += [
                {**question, "step": step, **vals}
                for vals in self._prepare_step_vals(rule)
            ]
        return vals_list

    def _prepare_step_vals(self, rule):
        """Return what ``rule`` says, for each of those it asks.

        :raise UserError: when there is nobody.
        """
        lines = self.env["servicedesk.approval.rule"]
        name = lines.browse(rule.id).name if rule.id else self.env._("Approval")
        partners = self._get_rule_partners(rule)
        if not partners:
            raise UserError(
                self.env._(
                    "%(ticket)s: nobody can be asked for “%(step)s”. The requester"
                    " himself does not count, and a confidential ticket is approved"
                    " by those only who read it.",
                    ticket=self.number,
                    step=name,
                )
            )
        return [
            {
                "name": name,
                "enough": rule.enough,
                "partner_id": partner.id,
                "on_reject": rule.on_reject,
                "reminder_hours": rule.reminder_hours,
                "escalate_after": rule.escalate_after,
            }
            for partner in partners
        ]

    def _get_approval_hint(self):
        """Return who will be asked first, or why nobody can be; "" for no approval."""
        self.ensure_one()
        self.check_access("read")
        rules = self._get_approval_rules()
        if not rules:
            return ""
        # sudo: servicedesk.ticket - whom a rule means is for the system to find
        partners = self.sudo()._get_rule_partners(rules[0])
        return ", ".join(partners.mapped("name")) or self.env._(
            "Nobody can be asked about %(ticket)s.", ticket=self.number
        )

    def _prepare_awaiting_vals(self, move):
        """Return what is written while the decision on ``move`` is awaited."""
        self.ensure_one()
        # sudo: servicedesk.transition - the life cycle is the same for everybody
        transition = self.env["servicedesk.transition"].sudo().browse(move.id)
        stage = transition.approval_stage_id
        # It may have left the life cycle since the move was set up.
        if stage not in transition.type_id.stage_ids or not stage.active:
            stage = self._get_system_stage("waiting")
        vals = {
            "stage_id": stage.id,
            "waiting_reason": "approval",
            "approval_state": "pending",
            # Approvers end this waiting, not a date.
            "snoozed_until": False,
            "snooze_stage_id": False,
        }
        if move.to_state == "in_progress" and not self.user_id and not self.env.su:
            vals["user_id"] = self.env.user.id
            vals["date_assigned"] = self.date_assigned or fields.Datetime.now()
        return vals

    def _log_asking(self):
        pending = self.approval_ids.filtered(
            lambda approval: approval.state == steps.PENDING
        )
        self._message_log(
            body=self.env._(
                "Asked for approval: %(names)s",
                names=", ".join(pending.asked_ids.mapped("name")),
            )
        )

    # ------------------------------------------------------------------
    # Going on
    # ------------------------------------------------------------------

    def _settle_approvals(self, cycle, partner=None):
        """Ask the next step, go on, or put back, as the decisions of ``cycle`` say.

        Called in superuser mode.

        :param partner: who has just decided, for the history.
        """
        self.ensure_one()
        approvals = self.approval_ids.filtered(lambda one: one.cycle == cycle)
        verdict = steps.settle(
            steps.Line(one.id, one.step, one.enough, one.state) for one in approvals
        )
        approvals.browse(verdict.drop)._withdraw()
        approvals.browse(verdict.ask)._ask()
        if verdict.outcome == steps.PENDING:
            return
        if partner:
            self._track_set_author(partner)
        if verdict.outcome == steps.APPROVED:
            self._go_on_approved(approvals)
        else:
            self._turn_down(
                approvals.filtered(lambda one: one.state == steps.REJECTED)[:1]
            )

    def _go_on_approved(self, approvals):
        """Make the move that was asked for; tell who has the ticket."""
        self._write_deed({"approval_state": "approved"})
        start, transition = approvals.from_stage_id[:1], approvals.transition_id[:1]
        moves = self.env["servicedesk.transition"]._get_moves_from(
            self.ticket_type_id.id, start.id
        )
        move = next((move for move in moves if move.id == transition.id), None)
        if move:
            # Approved work that waits still waits for its day.
            waits = move.to_state == "waiting"
            answers = {"waiting_reason": "scheduled"} if waits else {}
            approved = self.with_context(servicedesk_approved=DEED)
            approved._move({approved: move}, answers)
        else:
            self._put_back(start)
        self._tell_colleagues(self.env._("Approved: it goes on."))

    def _turn_down(self, rejected):
        """Put the ticket back, or cancel it; tell requester and opener why."""
        if rejected.on_reject == "cancel":
            self._write_deed(
                {
                    "approval_state": "rejected",
                    "stage_id": self._get_system_stage("cancelled").id,
                    "waiting_reason": False,
                    "date_closed": fields.Datetime.now(),
                }
            )
            self._end_questions()
        else:
            self._put_back(rejected.from_stage_id, "rejected")
        self._tell_rejection(rejected)

    def _put_back(self, stage, approval_state=None):
        """Return to the stage from which approval was asked, or one of its state."""
        self.ensure_one()
        if stage not in self.ticket_type_id.stage_ids or not stage.active:
            stage = self._get_system_stage(stage.state or "in_progress")
        vals = {"stage_id": stage.id, "waiting_reason": False}
        if approval_state:
            vals["approval_state"] = approval_state
        self._write_deed(vals)

    def _tell_rejection(self, rejected):
        """Say in the conversation, in the requester's language, that and why not."""
        lang = self._get_requester_lang()
        ticket = self.with_context(lang=lang, servicedesk_answer=True)
        opener = self._get_opener_for_notice().partner_id
        told = ticket._get_requester_recipients()
        told["partner_ids"] = [*told.get("partner_ids", ()), *opener.ids]
        ticket.message_post(
            body=ticket.env._(
                "Not approved (%(what)s): %(note)s",
                what=rejected.name,
                note=rejected.note,
            ),
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            author_id=rejected.decided_by_id.id,
            email_from=rejected.decided_by_id.email_formatted or False,
            **told,
        )

    def _tell_colleagues(self, body):
        """Leave a note that reaches who has the ticket, or else its opener."""
        people = self.user_id.partner_id or self._get_opener_for_notice().partner_id
        self.message_post(
            body=body,
            subtype_xmlid="mail.mt_note",
            partner_ids=people.ids,
            author_id=self.company_id.partner_id.id,
        )

    # ------------------------------------------------------------------
    # Taking back
    # ------------------------------------------------------------------

    def action_withdraw_approval(self, reason=""):
        """Take the question for approval back; the ticket returns to where it was.

        :param str reason: noted on the ticket.
        :raise UserError: when no decision is awaited.
        """
        self._check_work_access()
        reason = arguments.text(self.env, reason, "reason")
        self._lock()
        for ticket in self:
            if not ticket._is_awaiting_approval():
                raise UserError(
                    self.env._(
                        "%(ticket)s does not wait for approval.", ticket=ticket.number
                    )
                )
        # sudo: servicedesk.approval - changed by deeds only
        for ticket in self.sudo():
            ticket._withdraw_approvals()
        body = self.env._(
            "The question for approval was taken back. %(reason)s", reason=reason
        )
        bodies = dict.fromkeys(self.ids, body.strip())
        self._message_log_batch(bodies=bodies)
        return True

    def _withdraw_approvals(self):
        """Withdraw what is open of one ticket; where it waits for that, put it back.

        Called in superuser mode.
        """
        self.ensure_one()
        taken = self.approval_ids.filtered(lambda one: one.state in OPEN_STATES)
        taken._withdraw()
        if self.state == "waiting" and self.waiting_reason == "approval" and taken:
            self._put_back(taken[0].from_stage_id, "withdrawn")
        elif self.approval_state == "pending":
            self._write_deed({"approval_state": "withdrawn"})

    def _give_up_approval(self, approval):
        """Take back a question that nobody is left to answer, and say so."""
        self.ensure_one()
        self._withdraw_approvals()
        self._tell_colleagues(
            self.env._(
                "%(what)s: %(approver)s cannot decide any more, and nobody can be asked"
                " in his place. The question was taken back.",
                what=approval.name,
                approver=approval.partner_id.name,
            )
        )

    def _on_state_changed(self, old_states):
        """Whatever ends the waiting makes the question moot."""
        result = super()._on_state_changed(old_states)
        # sudo: servicedesk.approval - changed by deeds only
        for ticket in self.sudo():
            if ticket.approval_state == "pending" and ticket.state != "waiting":
                ticket._withdraw_approvals()
        return result

    def write(self, vals):
        """What was approved was this type and this service: others are asked anew.

        Who may be asked depends on the requester, and of secret tickets on the team.
        """
        before = {}
        if {"ticket_type_id", "service_id"} & vals.keys():
            before = {
                ticket: (ticket.ticket_type_id, ticket.service_id)
                for ticket in self
                if ticket.approval_state == "pending"
            }
        approved = self._get_rules_approved_by() if "service_id" in vals else {}
        result = super().write(vals)
        for ticket, rules in approved.items():
            if ticket._get_approval_rules() != rules:
                ticket._lose_approval()
        # sudo: servicedesk.approval - changed by deeds only
        for ticket, old in before.items():
            if (ticket.ticket_type_id, ticket.service_id) != old:
                ticket.sudo()._withdraw_approvals()
            if ticket.ticket_type_id != old[0]:
                # Put back where it was asked from, it may be behind another approval.
                ticket._enter_cycle()
        if READER_FIELDS & vals.keys():
            waiting = self.sudo().filtered(lambda one: one.approval_state == "pending")
            waiting.approval_ids._replace_lost()
        return result

    def _get_rules_approved_by(self):
        """Return {ticket: steps that held} of what is approved and not begun yet."""
        return {
            ticket: ticket._get_approval_rules()
            for ticket in self
            if ticket.approval_state == "approved" and ticket.state in UNBEGUN
        }

    def _lose_approval(self):
        """Put the ticket before the approval that others have to give now."""
        if self.approval_state == "approved" and self.state in UNBEGUN:
            self._write_deed({"approval_state": "withdrawn"})
            self._enter_cycle()

    @api.ondelete(at_uninstall=False)
    def _unlink_approval_links(self):
        """The mailed links go with the approvals, which go with the ticket."""
        # sudo: servicedesk.answer.link - links are kept by the system
        self.sudo().approval_ids._end_questions()
