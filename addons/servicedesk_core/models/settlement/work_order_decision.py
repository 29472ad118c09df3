# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import hashlib

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...tools import arguments, settlement
from ...tools import work_order as steps
from .servicedesk_work_order import MANAGER

# When it is settled: the work was looked at, or it ended while some had been done.
DECIDABLE = (steps.VERIFIED, steps.CANCELLED)
# Of how many lines a message tells one by one; the act and the order show all.
MOST_TOLD = 50


class ServicedeskWorkOrder(models.Model):
    """The payment decision: approved, cut or refused, by whom, and why.

    Separation of duties: who did the work, reported it as done or claimed it, decides
    neither about its lines nor about its payment. Managers decide about payments.
    """

    _inherit = "servicedesk.work.order"

    @api.model
    def _get_contractor_readable_fields(self):
        """Contractors read what they claimed, and what became of it and why."""
        return super()._get_contractor_readable_fields() | {
            "amount_claimed",
            "amount_approved",
            "hours_claimed",
            "can_claim",
            "date_decided",
            "decision_reason",
        }

    # ------------------------------------------------------------------
    # Deeds
    # ------------------------------------------------------------------

    def action_decide(self, decision, amount=False, reason=""):
        """Decide what is paid for verified work; lines nobody looked at follow it.

        :param str decision: *approved*: all that was claimed; *cut*: less of it;
            *refused*: nothing.
        :param float amount: with *cut*, what is paid altogether: what the decided lines
            leave to the others is spread over those. Without it: what the lines say.
            With *approved*, what was claimed when it was looked at: where more was
            claimed since, it is refused. Without it, all that is claimed now is paid.
        :param str reason: why; required for a refusal, and for a cut unless every cut
            line has its own.
        :raise AccessError: for who is no manager of the ordering company, did the work
            or claimed it.
        :raise UserError: before the work was verified, after it was decided, and where
            decision, amount and lines contradict each other. Of many orders none is
            decided then.
        """
        decision = arguments.text(self.env, decision, "decision")
        amount = arguments.number(self.env, amount, "amount")
        reason = arguments.text(self.env, reason, "reason")
        self._check_decision(decision, amount, reason)
        self._check_payment_manager()
        self._lock()
        self._check_decidable()
        # sudo: servicedesk.work.order - deeds write decisions, users do not
        orders = (self | self).sudo()
        # sudo: servicedesk.contract - see _watch_budgets
        with orders.contract_id._watch_budgets():
            for order in orders:
                order._decide(decision, amount, reason)
        orders._on_payment_decided()
        return True

    def action_undecide(self, reason):
        """Take back a payment decision that accounting has not been given yet.

        :param str reason: why; required.
        :raise AccessError: as :meth:`action_decide`.
        :raise UserError: where nothing was decided, or accounting has it.
        """
        reason = arguments.text(self.env, reason, "reason")
        self._check_payment_manager()
        if not reason:
            raise UserError(self.env._("Say why the decision is taken back."))
        self._lock()
        # sudo: servicedesk.work.order - deeds write decisions, users do not
        orders = (self | self).sudo()
        orders._check_may_undecide()
        for order in orders:
            order.line_ids._reset_decision()
            order._tell_payment(
                self.env._("The payment decision was taken back: %(why)s", why=reason)
            )
        orders.write(
            {
                "payment_decision": "none",
                "payment_amount": 0.0,
                "decided_by_id": False,
                "date_decided": False,
                "decision_reason": False,
            }
        )
        return True

    def action_open_decide(self):
        """Open the dialog of the payment decision on these orders."""
        self._check_payment_manager()
        self._check_decidable()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "servicedesk_core.servicedesk_work_order_decide_action"
        )
        action["context"] = {"default_order_ids": self.ids}
        return action

    def action_open_undecide(self):
        """Open the dialog that asks why a payment decision is taken back."""
        self._check_payment_manager()
        # sudo: servicedesk.work.order - who may was checked just above
        self.sudo()._check_may_undecide()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "servicedesk_core.servicedesk_work_order_decide_action"
        )
        action["name"] = self.env._("Take Back the Decision")
        action["context"] = {"default_order_ids": self.ids, "default_is_undo": True}
        return action

    # ------------------------------------------------------------------
    # Who may, and when
    # ------------------------------------------------------------------

    def _is_payment_manager(self, user):
        """Return whether ``user`` decides about payments of the ordering company."""
        self.ensure_one()
        return steps.ORDERER in self._get_sides(user) and user.has_group(MANAGER)

    def _check_payment_manager(self):
        """Raise unless the current user may decide about the payment of all of these.

        :raise AccessError: saying what stands against it.
        """
        if not self:
            raise UserError(self.env._("Say which work orders are meant."))
        self._check_orderer()
        for order in self:
            if not order._is_payment_manager(self.env.user):
                raise AccessError(
                    self.env._("Managers decide about the payment of work.")
                )
        self._check_separation()

    def _takes_decision(self):
        """Return whether the payment of this order can be decided now."""
        return (
            self.payment_decision == "none"
            and self.state in DECIDABLE
            and bool(self.state == steps.VERIFIED or self.line_ids)
        )

    def _check_not_decided(self):
        """Raise UserError where the payment is decided, saying by whom."""
        # sudo: servicedesk.work.order - who decided is told to who comes second
        for order in self.sudo():
            if order.payment_decision != "none":
                raise UserError(
                    self.env._(
                        "%(order)s: the payment was decided by %(who)s on %(day)s:"
                        " %(what)s.",
                        order=order.display_name,
                        who=order.decided_by_id.name or "",
                        day=fields.Date.to_string(order.date_decided),
                        what=order._word_payment(),
                    )
                )

    def _get_claims_mark(self):
        """Return a mark that changes whenever a line does, or what is said of it."""
        # sudo: servicedesk.work.order.line - it says nothing of what stands in them
        lines = self.sudo().line_ids.sorted("id")
        facts = [
            (line.id, line.amount_claimed, line.amount_approved, line.is_decided)
            for line in lines
        ]
        return hashlib.sha256(repr(facts).encode()).hexdigest()

    def _check_decidable(self):
        """Raise UserError for orders whose payment cannot be decided now."""
        self._check_not_decided()
        for order in self:
            if not order._takes_decision():
                raise UserError(
                    self.env._(
                        "%(order)s: verify the work first; then decide its payment.",
                        order=order.display_name,
                    )
                )

    def _check_may_undecide(self):
        """Raise UserError where a decision cannot be taken back. For others to extend.

        Runs in superuser mode, with the orders locked.
        """
        for order in self:
            if order.payment_decision == "none":
                raise UserError(
                    self.env._(
                        "%(order)s: nothing was decided yet.", order=order.display_name
                    )
                )
            if order.date_billed:
                raise UserError(
                    self.env._(
                        "%(order)s was given to accounting on %(day)s. Correct it"
                        " there.",
                        order=order.display_name,
                        day=fields.Date.to_string(order.date_billed),
                    )
                )

    # ------------------------------------------------------------------
    # The decision
    # ------------------------------------------------------------------

    def _check_decision(self, decision, amount, reason):
        """Raise UserError for a decision that makes no sense by itself."""
        if decision not in settlement.DECISIONS:
            raise UserError(
                self.env._(
                    "“%(argument)s” must be one of: %(keys)s.",
                    argument="decision",
                    keys=", ".join(settlement.DECISIONS),
                )
            )
        if amount is not None and len(self) > 1:
            raise UserError(
                self.env._("An amount is decided for one work order at a time.")
            )
        if amount is not None and not 0 <= amount <= settlement.MAX_AMOUNT:
            raise UserError(self.env._("What is paid is an amount, not less than 0."))
        if decision == settlement.REFUSED:
            if amount:
                raise UserError(
                    self.env._("A refusal pays nothing. Cut it to pay a part.")
                )
            if not reason:
                raise UserError(self.env._("Say why nothing is paid."))

    def _decide(self, decision, amount, reason):
        """Write the decision about one order, and what follows for its lines."""
        lines = self.line_ids.sorted("id")
        paid = self._settle_lines(lines, decision, amount)
        for line, one in zip(lines, paid, strict=True):
            own = line.reason if one == line.amount_approved else False
            if one < line.amount_claimed and not (own or reason):
                raise UserError(
                    self.env._("%(order)s: say why it is cut.", order=self.display_name)
                )
            if not line.is_decided or one != line.amount_approved:
                why = reason if one < line.amount_claimed else ""
                line._set_approved(one, why, is_by_payment=True)
        self.write(
            {
                "payment_decision": decision,
                "payment_amount": settlement.round_amount(
                    sum(paid), self.currency_id.rounding or 0.01
                ),
                "decided_by_id": self.env.uid,
                "date_decided": fields.Datetime.now(),
                "decision_reason": reason or False,
            }
        )
        words = self._word_payment()
        if reason:
            words = f"{words}: {reason}"
        words = self.env._("Payment: %(words)s", words=words)
        self._tell_payment(self._list_lines(words, self._word_cut_lines(lines)))

    def _settle_lines(self, lines, decision, amount):
        """Return what each line is paid.

        :raise UserError: in words for each way in which it does not fit.
        """
        claims = [
            settlement.Claim(
                line.amount_claimed, line.amount_approved if line.is_decided else None
            )
            for line in lines
        ]
        try:
            return settlement.decide(
                decision, claims, amount, self.currency_id.rounding or 0.01
            )
        except settlement.SettlementError as error:
            raise UserError(
                self.env._(
                    "%(order)s: %(fault)s",
                    order=self.display_name,
                    fault=self._word_contradiction(error),
                )
            ) from error

    def _word_contradiction(self, error):
        amount = self.currency_id.format(error.amount)
        words = {
            "nothing": self.env._(
                "nothing was claimed, so there is nothing to pay. Enter what was done,"
                " or the hourly rate where it is missing; or refuse."
            ),
            "is_cut": self.env._(
                "some lines are cut. Decide “cut”: %(amount)s are paid then.",
                amount=amount,
            ),
            "not_all": self.env._(
                "approving pays the %(amount)s that were claimed. To pay less, cut it.",
                amount=amount,
            ),
            "not_less": self.env._(
                "a cut pays less than the %(amount)s that were claimed. Give an amount,"
                " or approve.",
                amount=amount,
            ),
            "nothing_left": self.env._("nothing would be paid: refuse it instead."),
            "too_little": self.env._(
                "lines of %(amount)s are approved. Cut those before paying less.",
                amount=amount,
            ),
            "too_much": self.env._(
                "the lines allow %(amount)s. Change those before paying more.",
                amount=amount,
            ),
        }
        return words[error.code]

    def _word_payment(self):
        """Return the decision in words: what is paid of what."""
        labels = dict(self._fields["payment_decision"]._description_selection(self.env))
        return self.env._(
            "%(decision)s, %(paid)s of %(claimed)s",
            decision=labels[self.payment_decision],
            paid=self.currency_id.format(self.payment_amount),
            claimed=self.currency_id.format(self.amount_claimed),
        )

    def _word_cut_lines(self, lines):
        """Return in words what was left of each line that is not paid in full, and why.

        A refusal of the whole says all there is to say of lines that follow it.
        """
        less = lines.filtered(lambda line: line.state in ("cut", "refused"))
        if self.payment_decision == settlement.REFUSED:
            less = less.filtered(lambda line: not line.is_by_payment)
        words = [line._word_decision() for line in less[:MOST_TOLD]]
        if len(less) > MOST_TOLD:
            rest = len(less) - MOST_TOLD
            words.append(self.env._("And %(count)s more lines.", count=rest))
        return words

    @api.model
    def _list_lines(self, title, rows):
        """Return ``title`` with ``rows`` below it, as they stand in a conversation."""
        if not rows:
            return title
        items = Markup().join(Markup("<li>%s</li>") % row for row in rows)
        return Markup("<p>%s</p><ul>%s</ul>") % (title, items)

    def _tell_payment(self, words):
        """Tell both sides in the order's conversation what is paid, and why."""
        self.message_post(
            body=words,
            message_type="notification",
            subtype_xmlid="mail.mt_comment",
            author_id=self.env.user.partner_id.id,
        )

    def _on_payment_decided(self):
        """Do what else follows from a payment decision. For others to extend.

        Runs in superuser mode, once all is written.
        """
