# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from contextlib import contextmanager

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ...tools import settlement
from ..asset.servicedesk_contract import SECRET
from ..ticket.ticket_inverse import search_readable

BUDGET_STATES = [
    (settlement.NEAR, "Nearly Used up"),
    (settlement.OVER, "Exceeded"),
]


class ServicedeskContract(models.Model):
    """What may be spent under a contract with a contractor, and what has been.

    Managers see the amounts; others are told with a work order when the money gets
    short, as a share.
    """

    _inherit = "servicedesk.contract"

    work_order_ids = fields.One2many(
        "servicedesk.work.order",
        "contract_id",
        groups=SECRET,
        search=search_readable("work_order_ids"),
    )
    budget_amount = fields.Monetary(
        string="Budget",
        groups=SECRET,
        help="What work orders under this contract may cost altogether, before taxes."
        " 0: no budget.",
    )
    budget_warn_percent = fields.Integer(
        string="Warn from (%)",
        default=80,
        groups=SECRET,
        help="Who is responsible is told when that much of the budget is used.",
    )
    budget_used = fields.Monetary(
        string="Decided", compute="_compute_budget", compute_sudo=True, groups=SECRET
    )
    budget_claimed = fields.Monetary(
        string="Claimed, Not Decided",
        compute="_compute_budget",
        compute_sudo=True,
        groups=SECRET,
    )
    budget_percent = fields.Integer(
        string="Budget Used (%)",
        compute="_compute_budget",
        compute_sudo=True,
        groups=SECRET,
        help="What was decided and what is claimed, of the budget.",
    )
    budget_state = fields.Selection(
        BUDGET_STATES,
        compute="_compute_budget",
        compute_sudo=True,
        search="_search_budget_state",
        groups=SECRET,
    )

    _budget_positive = models.Constraint(
        "CHECK (COALESCE(budget_amount, 0) >= 0)", "A budget is not negative."
    )

    @api.constrains("budget_warn_percent")
    def _check_budget_warn_percent(self):
        if any(not 1 <= contract.budget_warn_percent <= 100 for contract in self):
            raise ValidationError(
                self.env._("Warn from 1 to 100 per cent of the budget on.")
            )

    @api.depends(
        "budget_amount",
        "budget_warn_percent",
        "currency_id",
        "work_order_ids.payment_amount",
        "work_order_ids.amount_claimed",
        "work_order_ids.amount_approved",
        "work_order_ids.payment_decision",
    )
    def _compute_budget(self):
        use = self._get_budget_use()
        for contract in self:
            used, claimed = use.get(contract._origin.id, (0.0, 0.0))
            budget = contract.budget_amount
            contract.budget_used = used
            contract.budget_claimed = claimed
            contract.budget_percent = round((used + claimed) * 100 / (budget or 1))
            contract.budget_state = contract._get_budget_state(used + claimed)
            if not budget:
                contract.budget_percent = 0

    @api.model
    def _search_budget_state(self, operator, value):
        """Budgets are few: they are reckoned, and their contracts given by id."""
        # Odoo asks for the right to a field where it is read, not where it is searched.
        self._check_field_access(self._fields["budget_state"], "read")
        if operator != "in":
            return NotImplemented
        # sudo: servicedesk.contract - the budget is a field of managers, who ask
        contracts = self.sudo().search([("budget_amount", ">", 0)])
        found = contracts.filtered(lambda contract: contract.budget_state in value)
        domain = Domain("id", "in", found.ids)
        if False in value:
            calm = contracts.filtered(lambda contract: not contract.budget_state)
            domain |= Domain("id", "in", calm.ids) | Domain("budget_amount", "<=", 0)
            domain |= Domain("budget_amount", "=", False)
        return domain

    # ------------------------------------------------------------------
    # What is used
    # ------------------------------------------------------------------

    def _get_budget_use(self):
        """Return {contract id: (decided, claimed)} in the contracts' currencies.

        What was decided counts as decided; what is claimed of orders still open, in
        full, for who claims expects to be paid: less what was cut off their lines.
        """
        # sudo: servicedesk.work.order - a budget is used up by all orders, also those
        # of tickets that the responsible person does not read
        orders = self.env["servicedesk.work.order"].sudo()
        groups = orders._read_group(
            [("contract_id", "in", self._origin.ids)],
            ["contract_id", "company_id", "payment_decision"],
            ["payment_amount:sum", "amount_claimed:sum"],
        )
        today = fields.Date.context_today(self)
        cuts = self._get_open_cuts()
        use = {}
        for contract, company, decision, paid, claimed in groups:
            used_before, claimed_before = use.get(contract.id, (0.0, 0.0))
            amount = paid
            if decision == "none":
                amount = claimed - cuts.get((contract.id, company.id), 0.0)
            # sudo: servicedesk.contract - its currency stands among its prices
            target = contract.sudo().currency_id or company.currency_id
            amount = company.currency_id._convert(amount, target, company, today)
            use[contract.id] = (
                (used_before, claimed_before + amount)
                if decision == "none"
                else (used_before + amount, claimed_before)
            )
        return use

    def _get_open_cuts(self):
        """Return {(contract id, company id): what was cut off claims still open}."""
        # sudo: servicedesk.work.order.line - as in _get_budget_use
        lines = self.env["servicedesk.work.order.line"].sudo()
        groups = lines._read_group(
            [
                ("order_id.contract_id", "in", self._origin.ids),
                ("order_id.payment_decision", "=", "none"),
                ("state", "in", ("cut", "refused")),
            ],
            ["order_id.contract_id", "company_id"],
            ["amount_claimed:sum", "amount_approved:sum"],
        )
        return {
            (contract.id, company.id): claimed - approved
            for contract, company, claimed, approved in groups
        }

    def _get_budget_state(self, used):
        return (
            settlement.compare_budget(
                used, self.budget_amount, self.budget_warn_percent or 100
            )
            or False
        )

    @contextmanager
    def _watch_budgets(self):
        """Tell the responsible persons of budgets that what happens inside uses up.

        Each is told once when the warning begins and once when the budget is exceeded.
        """
        # sudo: servicedesk.contract - budgets are watched whoever claims or decides
        watched = self.sudo().filtered("budget_amount")
        before = watched._get_budget_states()
        yield
        after = watched._get_budget_states()
        for contract in watched:
            if settlement.has_crossed(
                before[contract.id] or None, after[contract.id] or None
            ):
                contract._tell_of_budget(after[contract.id])

    def _get_budget_states(self):
        """Return {contract id: state}, read anew."""
        if not self:
            return {}
        use = self._get_budget_use()
        return {
            contract.id: contract._get_budget_state(sum(use.get(contract.id, (0.0,))))
            for contract in self
        }

    def _tell_of_budget(self, state):
        """Write to who is responsible for the contract, in his language."""
        told = self._get_reminded(self._get_fallback_responsibles(self.company_id))
        contract = self.with_context(lang=told.lang) if told else self
        words = (
            contract.env._("The budget of “%(name)s” is exceeded.", name=contract.name)
            if state == settlement.OVER
            else contract.env._(
                "The budget of “%(name)s” is nearly used up.", name=contract.name
            )
        )
        contract.message_post(
            body=words,
            # Who claimed a line did not write this, and may be an outsider.
            author_id=self.env.ref("base.partner_root").id,
            partner_ids=told.partner_id.ids if told else [],
            subtype_xmlid="mail.mt_note",
        )
