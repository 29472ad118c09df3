# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ...tools import contracts
from ...tools import work_order as steps
from ...tools.contractor import COMPONENT

STATES = [
    (steps.DRAFT, "Draft"),
    (steps.SENT, "Sent"),
    (steps.ACCEPTED, "Accepted"),
    (steps.DECLINED, "Declined"),
    (steps.IN_PROGRESS, "In Progress"),
    (steps.DONE, "Done"),
    (steps.VERIFIED, "Verified"),
    (steps.CANCELLED, "Cancelled"),
]
PAYMENT_DECISIONS = [
    ("none", "Not Decided"),
    ("approved", "Approved"),
    ("cut", "Cut"),
    ("refused", "Refused"),
]
SEQUENCE_CODE = "servicedesk.work.order"

# What only a deed may write.
DEED_FIELDS = frozenset(
    {
        "number",
        "state",
        "date_sent",
        "date_accepted",
        "date_started",
        "date_done",
        "date_verified",
        "last_step_by_id",
        "date_last_step",
        "done_by_id",
        "doer_ids",
        "verified_by_id",
        "reopen_count",
        "report",
        "end_reason",
        "payment_decision",
        "payment_amount",
        "amount_claimed",
        "amount_approved",
        "hours_claimed",
        "decided_by_id",
        "date_decided",
        "decision_reason",
        "date_billed",
        "doer_ticket_id",
        "contractor_commercial_id",
        "doer_company_id",
        "access_token",
        "signature",
        "signed_name",
        "date_signed",
        "line_ids",
    }
)
# What belongs to an order from the beginning to the end.
FIXED_FIELDS = frozenset({"ticket_id", "company_id"})
# What was ordered: it changes in a draft only, afterwards both rely on it.
ORDERED_FIELDS = frozenset(
    {
        "name",
        "description",
        "user_id",
        "contractor_id",
        "contact_id",
        "contract_id",
        "site_id",
        "planned_start",
        "planned_end",
        "rate",
        "quota_amount",
    }
)
NAME_LENGTH = 500
# What is planned further away than that is a slip of the hand.
PLANNED_WITHIN = timedelta(days=3653)
DISPATCHER = "servicedesk_core.group_servicedesk_dispatcher"


class ServicedeskWorkOrder(models.Model):
    """Work that a ticket needs of an own engineer or of a contractor.

    Edited while it is a draft by who works on the ticket; afterwards changed by deeds
    only, so that both sides rely on what was ordered. A contractor is anybody outside:
    also another legal entity of the house, whose desk then answers the order.
    """

    _name = "servicedesk.work.order"
    _description = "Work Order"
    _inherit = ["portal.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _rec_names_search = ["number", "name"]
    _check_company_auto = True

    number = fields.Char(readonly=True, copy=False, index="trigram")
    name = fields.Char(string="Subject", required=True)
    description = fields.Html(string="What Is to Be Done", prefetch=False)
    state = fields.Selection(
        STATES, required=True, default=steps.DRAFT, copy=False, index=True
    )
    ticket_id = fields.Many2one(
        "servicedesk.ticket", index="btree_not_null", ondelete="restrict"
    )
    company_id = fields.Many2one(
        "res.company",
        string="Ordering Company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")

    # Who does it
    user_id = fields.Many2one(
        "res.users",
        string="Own Engineer",
        index="btree_not_null",
        ondelete="restrict",
        domain=lambda self: self._get_engineer_domain(),
    )
    contractor_id = fields.Many2one(
        "res.partner",
        index="btree_not_null",
        ondelete="restrict",
        help="Who does it from outside, or another company of the house.",
    )
    contact_id = fields.Many2one(
        "res.partner",
        string="Contact at the Contractor",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('id', 'child_of', contractor_id)]",
    )
    contractor_commercial_id = fields.Many2one(
        "res.partner",
        string="Contractor's Company",
        compute="_compute_contractor_commercial_id",
        store=True,
        precompute=True,
        compute_sudo=True,
        index="btree_not_null",
        help="All portal users of it see the order once it is sent.",
    )
    doer_company_id = fields.Many2one(
        "res.company",
        string="Engaged Company",
        compute="_compute_contractor_commercial_id",
        store=True,
        precompute=True,
        compute_sudo=True,
        index="btree_not_null",
        help="The company of the house that the contractor is, if it is one: its"
        " agents answer the order.",
    )
    doer_ticket_id = fields.Many2one(
        "servicedesk.ticket",
        string="Ticket of the Engaged Company",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    contract_id = fields.Many2one(
        "servicedesk.contract",
        compute="_compute_contract_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain="[('kind', '=', 'underpinning'),"
        " ('contractor_id', 'child_of', contractor_commercial_id)]",
        help="What the contractor has promised in general.",
    )
    responsible_id = fields.Many2one(
        "res.users",
        index="btree_not_null",
        ondelete="restrict",
        default=lambda self: self.env.user,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="Ordered it, and verifies what was done.",
    )

    # Where and when
    site_id = fields.Many2one(
        "servicedesk.site", index="btree_not_null", ondelete="restrict"
    )
    address = fields.Char(compute="_compute_address", compute_sudo=True)
    planned_start = fields.Datetime(copy=False)
    planned_end = fields.Datetime(copy=False)
    route_sequence = fields.Integer(string="Place in the Day", default=10)
    date_sent = fields.Datetime(string="Sent on", readonly=True, copy=False)
    date_accepted = fields.Datetime(string="Accepted on", readonly=True, copy=False)
    date_started = fields.Datetime(string="Started on", readonly=True, copy=False)
    date_done = fields.Datetime(string="Done on", readonly=True, copy=False)
    date_verified = fields.Datetime(string="Verified on", readonly=True, copy=False)
    date_last_step = fields.Datetime(string="Last Step on", readonly=True, copy=False)
    last_step_by_id = fields.Many2one(
        "res.partner",
        string="Last Step by",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )

    # What it costs
    line_ids = fields.One2many("servicedesk.work.order.line", "order_id")
    rate = fields.Monetary(string="Hourly Rate")
    quota_amount = fields.Monetary(
        string="Agreed Quota", help="What it may cost at most. 0: not agreed."
    )
    payment_decision = fields.Selection(
        PAYMENT_DECISIONS, required=True, default="none", copy=False
    )
    payment_amount = fields.Monetary(string="Amount to Pay", copy=False)

    # What came of it
    report = fields.Html(string="What Was Done", copy=False, prefetch=False)
    end_reason = fields.Char(
        string="Why It Ended",
        readonly=True,
        copy=False,
        help="Why it was declined or cancelled.",
    )
    done_by_id = fields.Many2one(
        "res.partner",
        string="Done by",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    doer_ids = fields.Many2many(
        "res.users",
        "servicedesk_work_order_doer_rel",
        "order_id",
        "user_id",
        string="Engineers so Far",
        readonly=True,
        copy=False,
        help="All who had accepted it or worked on it, also if it went to a colleague."
        " None of them verifies it, or decides what is paid.",
    )
    verified_by_id = fields.Many2one(
        "res.users",
        string="Verified by",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    reopen_count = fields.Integer(string="Times Returned", readonly=True, copy=False)

    _number_uniq = models.UniqueIndex(
        "(number)", "There is a work order with this number already."
    )
    _one_doer = models.Constraint(
        "CHECK (user_id IS NULL OR contractor_id IS NULL)",
        "A work order goes to an own engineer or to a contractor, not to both.",
    )
    _planned_order = models.Constraint(
        "CHECK (planned_start <= planned_end)", "Work ends after it has begun."
    )
    _money_positive = models.Constraint(
        "CHECK (COALESCE(rate, 0) >= 0 AND COALESCE(quota_amount, 0) >= 0)",
        "A rate and a quota are not less than nothing.",
    )
    _under_way_idx = models.Index(
        "(ticket_id) WHERE state IN ('sent', 'accepted', 'in_progress')"
    )

    # ------------------------------------------------------------------
    # Computes
    # ------------------------------------------------------------------

    @api.depends("number", "name")
    def _compute_display_name(self):
        for order in self:
            order.display_name = f"{order.number or ''} {order.name or ''}".strip()

    def _compute_access_url(self):
        super()._compute_access_url()
        for order in self:
            order.access_url = f"/my/work-orders/{order.id}"

    @api.depends("contractor_id.commercial_partner_id")
    def _compute_contractor_commercial_id(self):
        firms = self.contractor_id.commercial_partner_id
        companies = self.env["res.company"]
        if firms:
            companies = companies.search([("partner_id", "in", firms.ids)])
        for order in self:
            firm = order.contractor_id.commercial_partner_id
            order.contractor_commercial_id = firm
            order.doer_company_id = companies.filtered(
                lambda company, firm=firm: company.partner_id == firm
            )[:1]

    @api.depends("contractor_id")
    def _compute_contract_id(self):
        """Propose the contract that names the service most closely, of this firm."""
        for order in self:
            kept = order.contract_id
            # sudo: res.partner, servicedesk.contract - who the parties are
            firm = order.sudo().contractor_id.commercial_partner_id
            if kept and firm == kept.sudo().contractor_id.commercial_partner_id:
                order.contract_id = kept
            else:
                order.contract_id = order._find_contract(firm)

    def _find_contract(self, firm):
        """Return the underpinning contract with a firm for what the ticket is about.

        One that names the component comes first, then the nearest to the service.
        """
        self.ensure_one()
        if not firm:
            return self.env["servicedesk.contract"]
        found = self.env["servicedesk.contract"].search(
            [
                ("kind", "=", "underpinning"),
                ("contractor_id", "child_of", firm.ids),
                ("company_id", "in", [self.company_id.id, False]),
            ],
            order="id",
        )
        # sudo: servicedesk.ticket - its service and components decide, whoever asks
        ticket = self.ticket_id.sudo()
        path = ticket._get_service_path() if ticket else []
        parts = ticket.component_ids._get_whole_ids()
        today = fields.Date.context_today(self)
        ranked = []
        for contract in found:
            distance = self._get_contract_distance(contract, path, parts, today)
            if distance is not None:
                ranked.append((distance, contract.id))
        return found.browse(min(ranked)[1] if ranked else [])

    @api.model
    def _get_contract_distance(self, contract, path, parts, day):
        """Return how near a contract names what it is about; None: it covers it not.

        Components alone: it covers those, and nothing else.
        """
        # sudo: servicedesk.component - what a contract covers counts for everybody
        components = frozenset(contract.sudo().component_ids.ids)
        row = contracts.Contract(
            contract.id,
            contract.kind,
            contract.date_start,
            contract.date_end,
            frozenset(contract.service_ids.ids),
        )
        if not contracts.is_active(row, day):
            return None
        if components & parts:
            return COMPONENT
        if components and not row.service_ids:
            return None
        return contracts.get_distance(row, path)

    @api.depends("site_id")
    def _compute_address(self):
        """Say in one line where it is: whoever does it has to find the place."""
        for order in self:
            place = order.site_id.partner_id
            lines = place._display_address(without_company=True) if place else ""
            parts = [line.strip() for line in lines.splitlines()]
            order.address = ", ".join(part for part in parts if part)

    # ------------------------------------------------------------------
    # Checks
    # ------------------------------------------------------------------

    @api.constrains("planned_start", "planned_end")
    def _check_planned_years(self):
        now = fields.Datetime.now()
        for order in self:
            for moment in (order.planned_start, order.planned_end):
                if moment and abs(moment - now) > PLANNED_WITHIN:
                    raise ValidationError(
                        self.env._("Work is planned within ten years of today.")
                    )

    @api.constrains("user_id", "responsible_id", "company_id")
    def _check_staff(self):
        """The engineer and who answers for it are employees of who orders."""
        for user in self.user_id | self.responsible_id:
            if not user._is_internal():
                raise ValidationError(
                    self.env._(
                        "%(user)s is no employee. Work of others is ordered from a"
                        " contractor.",
                        user=user.name,
                    )
                )
        for order in self:
            for user in order.user_id | order.responsible_id:
                order._check_works_here(user)

    @api.constrains("contractor_id", "contact_id", "contract_id", "company_id")
    def _check_contractor(self):
        """The contact and the contract are the contractor's, who is not ourselves."""
        # sudo: res.partner, servicedesk.contract - who the parties are
        for order in self.sudo():
            firm = order.contractor_commercial_id
            if firm and firm == order.company_id.partner_id:
                raise ValidationError(
                    self.env._(
                        "A company does not order from itself: choose an own engineer."
                    )
                )
            if order.contact_id and order.contact_id.commercial_partner_id != firm:
                raise ValidationError(
                    self.env._(
                        "%(contact)s is no contact of the contractor.",
                        contact=order.contact_id.name,
                    )
                )
            contract = order.contract_id
            if contract and contract.contractor_id.commercial_partner_id != firm:
                raise ValidationError(
                    self.env._(
                        "“%(contract)s” is no contract with this contractor.",
                        contract=contract.name,
                    )
                )

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Number the orders and count them on their tickets.

        :raise UserError: for a value that only a deed may set, and on a ticket that
            is over.
        """
        self = self._drop_deed_defaults()
        vals_list = [self._prepare_create_vals(vals) for vals in vals_list]
        orders = super().create(vals_list)
        # sudo: servicedesk.ticket - the ticket counts them, whoever made them
        orders.sudo().ticket_id._recount_work_orders()
        return orders

    def _drop_deed_defaults(self):
        """Return ``self`` without default values in the context for deed fields."""
        forged = {f"default_{name}" for name in DEED_FIELDS} & self.env.context.keys()
        if not forged:
            return self
        kept = {k: v for k, v in self.env.context.items() if k not in forged}
        return self.with_env(self.env(context=kept))

    @api.model
    def _prepare_create_vals(self, vals):
        """Return a copy of ``vals`` with number and company."""
        vals = dict(vals)
        if not self.env.su:
            self._refuse(name for name in DEED_FIELDS & vals.keys() if vals[name])
        self._normalize_name(vals)
        ticket_id = vals.get("ticket_id") or self.env.context.get("default_ticket_id")
        if ticket_id:
            # sudo: servicedesk.ticket - access is checked by the rules of orders
            ticket = self.env["servicedesk.ticket"].sudo().browse(ticket_id).exists()
            if ticket:
                vals["company_id"] = ticket.company_id.id
                ticket._check_may_be_ordered_for()
        elif not self.env.su and not self.env.user.has_group(DISPATCHER):
            raise AccessError(
                self.env._(
                    "Order work from a ticket that you work on: without one only"
                    " dispatchers do."
                )
            )
        # sudo: ir.sequence - whoever may make an order may have it numbered
        sequence = self.env["ir.sequence"].sudo()
        vals["number"] = sequence.next_by_code(SEQUENCE_CODE)
        if not vals["number"]:
            raise UserError(
                self.env._(
                    "The number series of work orders is missing: make a sequence with"
                    " the code %(code)s.",
                    code=SEQUENCE_CODE,
                )
            )
        return vals

    @api.model
    def _normalize_name(self, vals):
        """Keep a subject to one line of at most 500 characters."""
        if "name" in vals:
            vals["name"] = " ".join(str(vals["name"] or "").split())[:NAME_LENGTH]
            if not vals["name"]:
                raise UserError(self.env._("A work order needs a subject."))

    def write(self, vals):
        """Let drafts be edited, and what was ordered stay as it was.

        :raise UserError: naming the fields, and the way out.
        """
        if self.env.su:
            return super().write(vals)
        if self and vals.keys() == {"route_sequence"} and self.env.user._is_internal():
            # sudo: servicedesk.work.order - who goes there puts his day in order
            self._check_has_side()
            return super(ServicedeskWorkOrder, self.sudo()).write(vals)
        vals = dict(vals)
        self._normalize_name(vals)
        self._refuse(DEED_FIELDS & vals.keys())
        self._check_ordered(vals)
        return super().write(vals)

    def _check_ordered(self, vals):
        """Raise where a write would change what both sides rely on."""
        # Who may not write here at all is told that, and nothing of the order.
        self.check_access("write")
        for order in self:
            fixed = {
                name
                for name in FIXED_FIELDS & vals.keys()
                if order[name].id != vals[name]
            }
            self._refuse(fixed)
            touched = ORDERED_FIELDS & vals.keys()
            if touched and order.state != steps.DRAFT:
                labels = [
                    self._fields[n]._description_string(self.env) for n in touched
                ]
                raise UserError(
                    self.env._(
                        "%(order)s was sent. Cancel it and order anew to change:"
                        " %(fields)s.",
                        order=order.number,
                        fields=", ".join(sorted(labels)),
                    )
                )

    def _refuse(self, names):
        """Raise UserError naming fields that only the order's deeds write, if any."""
        names = sorted(names)
        if names:
            raise UserError(
                self.env._(
                    "These fields are written by the order's own actions only:"
                    " %(fields)s.",
                    fields=", ".join(names),
                )
            )

    def copy_data(self, default=None):
        """A copy is ordered by who makes it."""
        return [
            dict(vals, responsible_id=self.env.uid)
            for vals in super().copy_data(default=default)
        ]

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sent(self):
        for order in self:
            if order.date_sent or order.state != steps.DRAFT:
                raise UserError(
                    self.env._(
                        "%(order)s was sent or cancelled, so it stays: others rely on"
                        " it.",
                        order=order.number,
                    )
                )

    def unlink(self):
        # sudo: servicedesk.ticket - the ticket counts them, whoever deletes one
        tickets = self.sudo().ticket_id
        result = super().unlink()
        tickets._recount_work_orders()
        return result
