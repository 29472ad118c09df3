# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.base.models.ir_qweb_fields import nl2br

from ...tools import settlement
from ...tools import work_order as steps
from ..workorder.servicedesk_work_order_line import HOUSE

MANAGER = "servicedesk_core.group_servicedesk_manager"
# Of an hour, in whatever currency; more is a slip of the hand.
MAX_RATE = 1e9


class ServicedeskWorkOrder(models.Model):
    """What is claimed for a work order, what it may cost, and what is paid."""

    _inherit = "servicedesk.work.order"

    # What is claimed
    amount_claimed = fields.Monetary(
        string="Claimed", compute="_compute_amounts", store=True
    )
    amount_approved = fields.Monetary(
        string="Approved", compute="_compute_amounts", store=True
    )
    hours_claimed = fields.Float(compute="_compute_amounts", store=True)
    money_warning = fields.Text(
        string="Look at the Money",
        compute="_compute_money_warning",
        search="_search_money_warning",
        groups=HOUSE,
        help="What exceeds quota, budget, rate or the time that there was.",
    )

    # What is paid
    decided_by_id = fields.Many2one(
        "res.users",
        string="Payment Decided by",
        readonly=True,
        copy=False,
        ondelete="restrict",
        index="btree_not_null",
        groups=HOUSE,
    )
    date_decided = fields.Datetime(
        string="Payment Decided on", readonly=True, copy=False
    )
    decision_reason = fields.Text(
        string="Why", readonly=True, copy=False, help="The contractor reads it."
    )
    date_billed = fields.Datetime(
        string="Given to Accounting on", readonly=True, copy=False, groups=HOUSE
    )
    can_claim = fields.Boolean(compute="_compute_settlement_rights")
    can_decide = fields.Boolean(
        string="Can Decide the Payment", compute="_compute_settlement_rights"
    )
    can_undecide = fields.Boolean(
        string="Can Take Back the Payment Decision",
        compute="_compute_settlement_rights",
    )
    can_approve_lines = fields.Boolean(compute="_compute_settlement_rights")

    _to_decide_idx = models.Index(
        "(company_id, date_verified) WHERE payment_decision = 'none'"
        " AND state = 'verified'"
    )

    @api.depends(
        "line_ids.amount_claimed", "line_ids.amount_approved", "line_ids.hours"
    )
    def _compute_amounts(self):
        for order in self:
            order.amount_claimed = sum(order.line_ids.mapped("amount_claimed"))
            order.amount_approved = sum(order.line_ids.mapped("amount_approved"))
            order.hours_claimed = sum(order.line_ids.mapped("hours"))

    @api.constrains("rate", "quota_amount")
    def _check_money_most(self):
        for order in self:
            if order.rate > MAX_RATE or order.quota_amount > settlement.MAX_AMOUNT:
                raise ValidationError(
                    self.env._("That is too much to be true: look at rate and quota.")
                )

    # ------------------------------------------------------------------
    # Warnings
    # ------------------------------------------------------------------

    @api.depends(
        "amount_claimed",
        "quota_amount",
        "contract_id",
        "payment_decision",
        "rate",
        "line_ids.hours",
        "line_ids.date",
        "line_ids.is_decided",
        "line_ids.amount_approved",
        "date_started",
        "date_done",
    )
    @api.depends_context("uid", "lang", "tz")
    def _compute_money_warning(self):
        """Tell the side that orders what to look at before it pays.

        Who does the work learns nothing of what the customer has left to spend.
        """
        for order in self:
            words = []
            side = order._origin and order._origin._get_side(self.env.user)
            if order.line_ids and side != steps.DOER:
                words = [
                    *order._warn_of_quota(),
                    *order._warn_of_budget(),
                    *order._warn_of_contract(),
                    *order._warn_of_rates(),
                    *order._warn_of_hours(),
                ]
            order.money_warning = "\n".join(words) or False

    @api.model
    def _search_money_warning(self, operator, value):
        """Warnings depend on who reads them, and on all that is claimed elsewhere.

        :raise UserError: naming the way out.
        """
        self._check_field_access(self._fields["money_warning"], "read")
        raise UserError(
            self.env._(
                "Work orders are not searched by their warnings: filter by what is"
                " claimed, or by the contract."
            )
        )

    def _warn_of_quota(self):
        currency, left = self.currency_id, self._get_amount_left()
        if not self.quota_amount or (
            currency.compare_amounts(left, self.quota_amount) <= 0
        ):
            return []
        values = {
            "left": currency.format(left),
            "claimed": currency.format(self.amount_claimed),
            "quota": currency.format(self.quota_amount),
        }
        if currency.compare_amounts(left, self.amount_claimed):
            return [
                self.env._(
                    "As the lines stand, %(left)s of %(claimed)s are paid; at most"
                    " %(quota)s were agreed.",
                    **values,
                )
            ]
        return [
            self.env._(
                "%(claimed)s are claimed; at most %(quota)s were agreed.", **values
            )
        ]

    def _get_amount_left(self):
        """Return what is paid as the lines stand: what was cut of them is off."""
        return sum(line._get_amount_left() for line in self.line_ids)

    def _warn_of_budget(self):
        # sudo: servicedesk.contract - how much of a budget is used is told as a share;
        # the amounts are for managers
        contract = self.contract_id.sudo()
        if not contract.budget_state:
            return []
        values = {"contract": contract.name, "percent": contract.budget_percent}
        if contract.budget_state == settlement.OVER:
            return [
                self.env._(
                    "The budget of the contract “%(contract)s” is exceeded:"
                    " %(percent)s %% with what is claimed.",
                    **values,
                )
            ]
        return [
            self.env._(
                "The budget of the contract “%(contract)s” is nearly used up:"
                " %(percent)s %% with what is claimed.",
                **values,
            )
        ]

    def _warn_of_contract(self):
        """Work that is ordered under a contract is ordered while it is in force."""
        day = fields.Datetime.context_timestamp(
            self, self.date_sent or fields.Datetime.now()
        )
        words = self.contract_id._word_not_in_force(day.date())
        return [words] if words else []

    def _warn_of_rates(self):
        return [
            self.env._(
                "“%(line)s” costs %(claimed)s. %(warning)s",
                line=line.name,
                claimed=line.currency_id.format(line._get_amount_left()),
                warning=line.warning,
            )
            for line in self.line_ids
            if line.warning
        ]

    def _warn_of_hours(self):
        """Compare the hours with those of a day, and with start and end of the work."""
        works = [
            settlement.Work(line.partner_id, line.date, line.hours)
            for line in self.line_ids
            if line.state != "refused"
        ]
        hours_left = sum(work.hours for work in works)
        words = [
            # sudo: res.partner - the name of who worked is told with the hours
            self.env._(
                "%(hours)s hours of work of %(person)s on one day, %(day)s.",
                hours=f"{hours:g}",
                person=person.sudo().name or self.env._("nobody named"),
                day=fields.Date.to_string(day),
            )
            for person, day, hours in settlement.find_long_days(works)
        ]
        if self.date_started and self.date_done and len({w.person for w in works}) == 1:
            there_were = (self.date_done - self.date_started).total_seconds() / 3600
            # Who reports it done by mail has told of no start: that says nothing.
            if there_were and hours_left > there_were:
                words.append(
                    self.env._(
                        "%(claimed)s hours are claimed; from start to end there were"
                        " %(hours)s.",
                        claimed=f"{hours_left:g}",
                        hours=f"{there_were:.1f}",
                    )
                )
        return words

    # ------------------------------------------------------------------
    # Who may
    # ------------------------------------------------------------------

    @api.depends(
        "state",
        "payment_decision",
        "user_id",
        "contractor_id",
        "line_ids.claimed_by_id",
        "line_ids.partner_id",
    )
    @api.depends_context("uid")
    def _compute_settlement_rights(self):
        """Say which buttons are of use; the deeds check by themselves."""
        user = self.env.user
        for order in self:
            known = order._origin
            sides = known._get_sides(user) if known else set()
            is_open = order.payment_decision == "none"
            is_clean = known and not known._find_entangled(user)
            is_orderer = steps.ORDERER in sides
            # What a contractor says by phone or on paper, who ordered enters.
            claims = steps.DOER in sides or (is_orderer and order.contractor_id)
            order.can_claim = bool(claims) and is_open and order._takes_claims()
            order.can_approve_lines = (
                is_orderer and is_open and bool(is_clean) and bool(order.line_ids)
            )
            decides = is_orderer and bool(is_clean) and user.has_group(MANAGER)
            # A colleague's work that cost nothing is not waiting for a decision.
            costs = bool(order.contractor_id or order.line_ids)
            order.can_decide = decides and costs and order._takes_decision()
            order.can_undecide = decides and not is_open

    def _note_down(self, title, text, partner=None):
        """Note in the history what no other side reads; in superuser mode."""
        self.ensure_one()
        body = Markup("<b>%s</b><br/>%s") % (title, nl2br(text))
        self._message_log(body=body, author_id=partner.id if partner else None)
