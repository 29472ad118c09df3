# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...tools import arguments, settlement
from ...tools import work_order as steps

KINDS = [("labour", "Labour"), ("part", "Part"), ("other", "Other")]
LINE_STATES = [
    ("claimed", "Claimed"),
    ("approved", "Approved"),
    ("cut", "Cut"),
    ("refused", "Refused"),
]
DESK = "servicedesk_core.group_servicedesk_agent"
AUDITOR = "servicedesk_core.group_servicedesk_auditor"
HOUSE = f"{DESK},{AUDITOR}"


class ServicedeskWorkOrderLine(models.Model):
    """What was done or used on one day, what is asked for it, and what is paid.

    Nobody writes lines: who does the work claims them, who ordered it approves or cuts
    them one by one, and the payment decision settles what is left.
    """

    _name = "servicedesk.work.order.line"
    _description = "Work Order Line"
    _order = "order_id, date, id"

    order_id = fields.Many2one(
        "servicedesk.work.order",
        string="Work Order",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="order_id.company_id", store=True)
    currency_id = fields.Many2one(related="order_id.currency_id")

    # What is claimed
    kind = fields.Selection(KINDS, required=True, default="labour")
    date = fields.Date(required=True, default=fields.Date.context_today)
    name = fields.Char(string="What", required=True)
    partner_id = fields.Many2one(
        "res.partner", string="Person", index="btree_not_null", ondelete="restrict"
    )
    hours = fields.Float()
    quantity = fields.Float(default=1.0)
    amount_claimed = fields.Monetary(string="Claimed")
    claimed_by_id = fields.Many2one(
        "res.users",
        string="Claimed by",
        default=lambda self: self.env.user,
        ondelete="restrict",
        index="btree_not_null",
        groups=HOUSE,
    )

    # What is paid
    is_decided = fields.Boolean(string="Looked at")
    amount_approved = fields.Monetary(string="Approved")
    reason = fields.Char(help="Why it was cut. The contractor reads it.")
    decided_by_id = fields.Many2one(
        "res.users",
        string="Decided by",
        ondelete="restrict",
        index="btree_not_null",
        groups=HOUSE,
    )
    date_decided = fields.Datetime(string="Decided on")
    is_by_payment = fields.Boolean(
        string="Settled with the Payment",
        help="Not looked at by itself: the payment decision settled it.",
    )
    state = fields.Selection(LINE_STATES, compute="_compute_state", store=True)
    warning = fields.Char(
        compute="_compute_warning",
        groups=HOUSE,
        help="What does not fit the agreed rate.",
    )

    can_withdraw = fields.Boolean(
        string="Can Be Taken Back", compute="_compute_can_withdraw"
    )

    _amounts = models.Constraint(
        "CHECK (amount_claimed >= 0 AND amount_approved >= 0"
        " AND amount_approved <= amount_claimed)",
        "What is approved lies between nothing and what was claimed.",
    )
    _volume = models.Constraint(
        "CHECK (hours >= 0 AND quantity > 0)",
        "Hours are not negative, and a quantity is more than nothing.",
    )

    @api.depends("is_decided", "amount_claimed", "amount_approved")
    def _compute_state(self):
        for line in self:
            if not line.is_decided:
                line.state = "claimed"
            elif line.amount_approved >= line.amount_claimed:
                line.state = "approved"
            else:
                line.state = "cut" if line.amount_approved else "refused"

    @api.depends(
        "kind",
        "hours",
        "amount_claimed",
        "amount_approved",
        "is_decided",
        "order_id.rate",
    )
    @api.depends_context("lang")
    def _compute_warning(self):
        """Say where labour costs more than its hours at the agreed rate, or nothing."""
        unpriced = self._get_unpriced()
        for line in self:
            if line in unpriced:
                line.warning = self.env._(
                    "%(hours)s h without an amount: no hourly rate is agreed.",
                    hours=f"{line.hours:g}",
                )
                continue
            order, currency = line.order_id, line.currency_id
            price = None
            if line.kind == "labour":
                price = settlement.get_labour_price(
                    line.hours, order.rate, currency.rounding or 0.01
                )
            line.warning = (
                price is not None
                and line._get_amount_left() > price
                and self.env._(
                    "%(hours)s h at the agreed rate are %(price)s.",
                    hours=f"{line.hours:g}",
                    price=currency.format(price),
                )
            )

    @api.depends(
        "is_decided", "claimed_by_id", "order_id.payment_decision", "order_id.state"
    )
    @api.depends_context("uid")
    def _compute_can_withdraw(self):
        """Say whose button it is; the deed checks by itself."""
        for line in self:
            # sudo: servicedesk.work.order.line - who claimed it is for the desk to see
            known = line.sudo()
            order = known.order_id
            is_open = not line.is_decided and order.payment_decision == "none"
            is_open = is_open and order.state != steps.VERIFIED
            line.can_withdraw = is_open and known._is_claimed_by(self.env.user)

    # ------------------------------------------------------------------
    # Deeds
    # ------------------------------------------------------------------

    def action_approve(self):
        """Approve lines in full, as who ordered the work.

        :raise AccessError: for who did the work, claimed it, or did not order it.
        :raise UserError: for a line that was decided, and once the payment is.
        """
        self._check_may_decide()
        self._check_undecided()
        # sudo: servicedesk.work.order.line - deeds write lines, users do not
        lines = self.sudo()
        for line in lines:
            line._set_approved(line.amount_claimed, "")
        lines._note_decision()
        return True

    def action_cut(self, amount, reason):
        """Approve less than was claimed; nothing at all refuses the line.

        :param float amount: what is left of it.
        :param str reason: why; required, and read by the contractor.
        :raise AccessError: as :meth:`action_approve`.
        """
        amount = arguments.number(self.env, amount, "amount") or 0.0
        reason = arguments.text(self.env, reason, "reason")
        self._check_may_decide()
        self._check_undecided()
        if not reason:
            raise UserError(self.env._("Say why the line is cut: who claimed it asks."))
        # sudo: servicedesk.work.order.line - deeds write lines, users do not
        lines = self.sudo()
        for line in lines:
            # What is too much to be true is too much to be rounded as well.
            fits = 0 <= amount <= settlement.MAX_AMOUNT
            paid = fits and settlement.round_amount(
                amount, line.currency_id.rounding or 0.01
            )
            if not fits or paid >= line.amount_claimed:
                raise UserError(
                    self.env._(
                        "“%(line)s”: cut it to less than %(claimed)s, or approve it.",
                        line=line.name,
                        claimed=line.currency_id.format(line.amount_claimed),
                    )
                )
            line._set_approved(paid, reason)
        lines._note_decision()
        return True

    def action_undecide(self):
        """Take back what was decided about lines, so that it can be decided anew.

        :raise AccessError: as :meth:`action_approve`.
        :raise UserError: for lines about which nothing was decided.
        """
        self._check_may_decide()
        # sudo: servicedesk.work.order.line - deeds write lines, users do not
        lines = self.sudo()
        for line in lines:
            if not line.is_decided:
                raise UserError(
                    self.env._(
                        "%(order)s: nothing was decided yet.",
                        order=line.order_id.display_name,
                    )
                )
        for order, taken in lines.grouped("order_id").items():
            words = "\n".join(line._word_decision() for line in taken)
            order._note_down(self.env._("To be looked at anew:"), words)
        with lines.order_id.contract_id._watch_budgets():
            lines._clear_decision()
        return True

    def action_withdraw(self):
        """Take back lines that one has claimed and nobody has looked at.

        The history keeps what they said.

        :raise AccessError: for who neither claimed them nor does the work.
        :raise UserError: for lines that were decided, and once the work is verified.
        """
        self._check_ids()
        self._get_orders()
        # sudo: servicedesk.work.order.line - who claimed it is for the desk to see
        for line in self.sudo():
            if not line._is_claimed_by(self.env.user):
                raise AccessError(self.env._("A line is taken back by who claimed it."))
        # sudo: servicedesk.work.order.line - deeds write lines, users do not
        self.sudo()._do_withdraw(self.env.user.partner_id)
        return True

    def _do_withdraw(self, partner):
        """Take lines back in the name of ``partner``; in superuser mode, locked.

        :raise UserError: see :meth:`action_withdraw`.
        """
        orders = self.order_id
        orders._check_not_decided()
        if any(self.mapped("is_decided")):
            raise UserError(
                self.env._("A line that was approved or cut stays: it is a record.")
            )
        for order in orders:
            if order.state == steps.VERIFIED:
                raise UserError(
                    self.env._(
                        "%(order)s was verified with what was claimed, so it stays. Who"
                        " ordered can refuse a line that is wrong.",
                        order=order.number,
                    )
                )
            told = order._with_house_words(partner)
            lines = (self & order.line_ids).with_env(told.env)
            words = told._get_claim_text(lines)
            told._note_down(told.env._("Taken back:"), words, partner)
        self.unlink()

    def action_open_cut(self):
        """Open the dialog that asks for amount and reason of a cut."""
        self._check_may_decide()
        if len(self) != 1:
            raise UserError(self.env._("Cut one line at a time."))
        self._check_undecided()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "servicedesk_core.servicedesk_work_order_cut_action"
        )
        action["context"] = {
            "default_line_id": self.id,
            "default_amount": self.amount_claimed,
        }
        return action

    # ------------------------------------------------------------------
    # Inside
    # ------------------------------------------------------------------

    def _is_claimed_by(self, user):
        """Return whether ``user`` claimed the line, or does the work of its order."""
        return self.claimed_by_id == user or (
            self.order_id._get_side(user) == steps.DOER
        )

    def _get_amount_left(self):
        """Return what is paid for a line as it stands; unseen, all that is claimed."""
        return self.amount_approved if self.is_decided else self.amount_claimed

    def _get_unpriced(self):
        """Return labour without an amount, where no rate says what it costs."""
        return self.filtered(
            lambda line: (
                line.kind == "labour"
                and line.hours
                and not line.amount_claimed
                and not line.is_decided
                and not line.order_id.rate
            )
        )

    def _set_approved(self, amount, reason, is_by_payment=False):
        """Write what is paid for a line, who says so, and why."""
        self.write(
            {
                "is_decided": True,
                "amount_approved": amount,
                "reason": reason or False,
                "decided_by_id": self.env.uid,
                "date_decided": fields.Datetime.now(),
                "is_by_payment": is_by_payment,
            }
        )

    def _word_decision(self):
        """Return in words what was said of a line: what is paid of what, and why.

        What only follows the decision of the whole has no reason of its own.
        """
        self.ensure_one()
        words = self.env._(
            "%(line)s: %(paid)s of %(claimed)s",
            line=self.name,
            paid=self.currency_id.format(self.amount_approved),
            claimed=self.currency_id.format(self.amount_claimed),
        )
        has_reason = self.reason and not self.is_by_payment
        return f"{words}. {self.reason}" if has_reason else words

    def _note_decision(self):
        """Note in the history what was said of lines; the payment tells it to all."""
        for order, lines in self.grouped("order_id").items():
            words = "\n".join(line._word_decision() for line in lines)
            order._note_down(self.env._("Looked at:"), words)

    def _reset_decision(self):
        """Make lines claims again that nobody looked at by themselves."""
        self.filtered("is_by_payment")._clear_decision()

    def _clear_decision(self):
        self.write(
            {
                "is_decided": False,
                "amount_approved": 0.0,
                "reason": False,
                "decided_by_id": False,
                "date_decided": False,
                "is_by_payment": False,
            }
        )

    def _check_may_decide(self):
        """Raise unless the current user may approve and cut each of these lines now."""
        self._check_ids()
        orders = self._get_orders()
        orders._check_orderer()
        orders._check_separation()
        orders._check_not_decided()

    def _check_undecided(self):
        """Raise UserError where a line was decided already, saying by whom.

        Of two who decide at once, the second is told so and undoes nothing unseen.
        """
        # sudo: servicedesk.work.order.line - who decided is told to who comes second
        for line in self.sudo():
            if line.is_decided:
                raise UserError(
                    self.env._(
                        "“%(line)s” was decided by %(who)s: %(paid)s of %(claimed)s."
                        " Take that back first to decide anew.",
                        line=line.name,
                        who=line.decided_by_id.name or "",
                        paid=line.currency_id.format(line.amount_approved),
                        claimed=line.currency_id.format(line.amount_claimed),
                    )
                )

    def _check_ids(self):
        """Raise for what is no line, or none that the current user reads."""
        if not self or not all(arguments.is_id(line_id) for line_id in self._ids):
            raise UserError(self.env._("Say which lines of a work order are meant."))
        if self.exists() != self:
            raise UserError(self.env._("The line is not there any more."))
        self.check_access("read")

    def _get_orders(self):
        """Return the work orders of lines, locked, in the current user's name."""
        # sudo: servicedesk.work.order.line - its order is checked as the user
        orders = self.sudo().order_id.sudo(False)
        orders._check_has_side()
        # sudo: servicedesk.work.order - to lock is no reading
        orders.sudo()._lock()
        self.invalidate_recordset()
        return orders
