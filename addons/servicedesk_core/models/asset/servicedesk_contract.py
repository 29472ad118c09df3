# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from datetime import date, timedelta

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.contracts import KINDS, Contract
from ..ticket.ticket_inverse import search_readable

SECRET = "servicedesk_core.group_servicedesk_manager"
MAX_WARN_DAYS = 3660  # ten years
CONTRACT_STATES = [
    ("future", "Not yet Begun"),
    ("active", "Running"),
    ("expiring", "Expiring"),
    ("expired", "Expired"),
]


class ServicedeskContract(models.Model):
    """What the desk owes a customer, what may be used, or what a contractor owes us.

    * *maintenance*: the desk looks after the customer's services;
    * *software*: seats of a product, until it expires;
    * *underpinning*: what a contractor has promised, on which our promises rest.

    Agents read contracts; only managers write them and see what they cost.
    """

    _name = "servicedesk.contract"
    _inherit = ["servicedesk.cached.mixin", "mail.thread", "mail.activity.mixin"]
    _description = "Service Contract"
    _order = "date_end, id desc"
    _check_company_auto = True
    _rec_names_search = ["name", "number"]

    # Identity
    name = fields.Char(required=True, tracking=True)
    number = fields.Char(index="btree_not_null", copy=False)
    active = fields.Boolean(default=True)
    kind = fields.Selection(
        [
            ("maintenance", "Maintenance"),
            ("software", "Software"),
            ("underpinning", "Underpinning"),
        ],
        required=True,
        default="maintenance",
    )
    state = fields.Selection(
        CONTRACT_STATES, compute="_compute_state", search="_search_state"
    )
    company_id = fields.Many2one(
        "res.company",
        default=lambda self: self.env.company,
        help="Empty: shared by all companies.",
    )

    # People
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="Whose tickets it covers: a company with all its people, or a person.",
    )
    contractor_id = fields.Many2one(
        "res.partner",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        domain=[("share", "=", False)],
        default=lambda self: self.env.user,
        index="btree_not_null",
        tracking=True,
        help="Is reminded before the contract ends.",
    )

    # What it covers, and when
    date_start = fields.Date(string="Begins")
    date_end = fields.Date(
        string="Ends", tracking=True, help="Its last day. Empty: it has no end."
    )
    warn_days = fields.Integer(string="Remind before (Days)", default=30, required=True)
    date_warn = fields.Date(
        compute="_compute_date_warn", store=True, index="btree_not_null"
    )
    warned_date_end = fields.Date(
        readonly=True, copy=False, help="The end about which a reminder was given."
    )
    service_ids = fields.Many2many(
        "servicedesk.service",
        "servicedesk_contract_service_rel",
        "contract_id",
        "service_id",
        string="Services",
        help="Covers these services and all below them. Empty: every service.",
    )
    resource_calendar_id = fields.Many2one(
        "resource.calendar", string="Working Hours", check_company=True
    )
    note = fields.Html()

    # Seats
    seats = fields.Integer(help="How many may use it. 0: unlimited.")
    component_ids = fields.Many2many(
        "servicedesk.component",
        "servicedesk_contract_component_rel",
        "contract_id",
        "component_id",
        string="Components",
        check_company=True,
        copy=False,
    )
    seat_partner_ids = fields.Many2many(
        "res.partner",
        "servicedesk_contract_partner_rel",
        "contract_id",
        "partner_id",
        string="Assigned to",
        copy=False,
    )
    seats_used = fields.Integer(compute="_compute_seats_used")
    is_over_seats = fields.Boolean(
        string="Too Many Seats Used", compute="_compute_seats_used"
    )

    # Money and secrets
    currency_id = fields.Many2one(
        "res.currency",
        default=lambda self: self.env.company.currency_id,
        groups=SECRET,
    )
    amount = fields.Monetary(string="Price", groups=SECRET, tracking=False)
    billing_period = fields.Selection(
        [("once", "Once"), ("month", "Monthly"), ("year", "Yearly")],
        string="Paid",
        default="year",
        groups=SECRET,
    )
    license_key = fields.Char(string="Licence Key", groups=SECRET, copy=False)

    # Relations
    ticket_ids = fields.One2many(
        "servicedesk.ticket", "contract_id", search=search_readable("ticket_ids")
    )
    open_ticket_count = fields.Integer(
        string="Open Tickets", compute="_compute_open_ticket_count"
    )

    _number_uniq = models.UniqueIndex(
        "(lower(number), COALESCE(company_id, 0)) WHERE number IS NOT NULL",
        "There is a contract with this number already.",
    )
    _dates_order = models.Constraint(
        "CHECK (date_start <= date_end)", "A contract ends after it has begun."
    )
    _seats_positive = models.Constraint(
        "CHECK (seats >= 0)", "A contract cannot have less than no seats."
    )
    _warn_days_positive = models.Constraint(
        "CHECK (warn_days >= 0)", "Reminders come before the end, not after it."
    )
    _parties = models.Constraint(
        "CHECK (CASE kind WHEN 'underpinning' THEN contractor_id IS NOT NULL"
        " ELSE partner_id IS NOT NULL END)",
        "A contract names its customer, and an underpinning one its contractor.",
    )

    # ------------------------------------------------------------------
    # Computes
    # ------------------------------------------------------------------

    @api.depends("date_start", "date_end", "date_warn")
    def _compute_state(self):
        today = fields.Date.context_today(self)
        for contract in self:
            if contract.date_end and contract.date_end < today:
                contract.state = "expired"
            elif contract.date_start and contract.date_start > today:
                contract.state = "future"
            elif contract.date_warn and contract.date_warn <= today:
                contract.state = "expiring"
            else:
                contract.state = "active"

    @api.model
    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = fields.Date.context_today(self)
        expired = Domain("date_end", "<", today)
        future = Domain("date_start", ">", today) & ~expired
        expiring = Domain("date_warn", "<=", today) & ~expired & ~future
        domains = {
            "expired": expired,
            "future": future,
            "expiring": expiring,
            "active": ~expired & ~future & ~expiring,
        }
        return Domain.OR(domains[state] for state in value if state in domains)

    @api.depends("date_end", "warn_days")
    def _compute_date_warn(self):
        for contract in self:
            days = timedelta(days=min(max(contract.warn_days, 0), MAX_WARN_DAYS))
            end = contract.date_end
            # Before the first day that there is, it is always time.
            contract.date_warn = end and max(end, date.min + days) - days

    @api.depends("seats", "component_ids", "seat_partner_ids")
    def _compute_seats_used(self):
        """A seat is taken by a component or by a person."""
        for contract in self:
            used = len(contract.component_ids) + len(contract.seat_partner_ids)
            contract.seats_used = used if contract.kind == "software" else 0
            contract.is_over_seats = 0 < contract.seats < contract.seats_used

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_open_ticket_count(self):
        counts = dict(
            self.env["servicedesk.ticket"]._read_group(
                [("contract_id", "in", self.ids), ("is_open", "=", True)],
                ["contract_id"],
                ["__count"],
            )
        )
        for contract in self:
            contract.open_ticket_count = counts.get(contract._origin, 0)

    # ------------------------------------------------------------------
    # Checks and CRUD overrides
    # ------------------------------------------------------------------

    @api.constrains("warn_days")
    def _check_warn_days(self):
        if any(contract.warn_days > MAX_WARN_DAYS for contract in self):
            raise ValidationError(
                self.env._(
                    "Reminders come at most %(most)s days before the end.",
                    most=MAX_WARN_DAYS,
                )
            )

    @api.constrains("user_id")
    def _check_user_id(self):
        """Who is reminded of a contract must be able to open it."""
        for user in self.user_id:
            if not user._is_internal() or not self.env[
                "servicedesk.contract"
            ].with_user(user).has_access("read"):
                raise ValidationError(
                    self.env._(
                        "%(user)s does not belong to the service desk, so he cannot be"
                        " responsible for a contract.",
                        user=user.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        # Whoever registers or imports thousands does not want to hear of each.
        quiet = self.with_context(mail_create_nosubscribe=True)
        vals_list = [self._normalize(vals) for vals in vals_list]
        return super(ServicedeskContract, quiet).create(vals_list).with_env(self.env)

    def write(self, vals):
        return super().write(self._normalize(vals))

    @api.model
    def _normalize(self, vals):
        if "number" not in vals:
            return vals
        return vals | {"number": (vals["number"] or "").strip() or False}

    def copy_data(self, default=None):
        """Mark a copy in its name: it is the next contract, not the same."""
        return [
            dict(vals, name=self.env._("%(name)s (copy)", name=contract.name))
            for contract, vals in zip(
                self, super().copy_data(default=default), strict=True
            )
        ]

    @api.model
    def get_import_templates(self):
        return [
            {
                "label": self.env._("Import Template for Contracts"),
                "template": "/servicedesk_core/static/import/contracts.csv",
            }
        ]

    # ------------------------------------------------------------------
    # Cover
    # ------------------------------------------------------------------

    @api.model
    @tools.ormcache()
    def _get_covered_partner_ids(self):
        """Return the ids of customers with any contract, ended ones too; cached.

        Most tickets are of customers without one: those need not ask the database.
        """
        # sudo: servicedesk.contract - requesters' tickets choose their contract, too
        groups = self.sudo()._read_group(
            [("kind", "in", KINDS), ("partner_id", "!=", False)], ["partner_id"]
        )
        return frozenset(partner.id for (partner,) in groups)

    @api.model
    def _get_candidates(self, partner_ids, company_ids):
        """Return {(customer id, company id): contracts}, in one statement.

        Contracts without a company stand under each of ``company_ids``.
        """
        partner_ids = set(partner_ids) & self._get_covered_partner_ids()
        if not partner_ids:
            return {}
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT contract.partner_id, contract.company_id, contract.id, kind,
                          date_start, date_end,
                          array_remove(array_agg(rel.service_id), NULL)
                     FROM servicedesk_contract contract
                LEFT JOIN servicedesk_contract_service_rel rel
                       ON rel.contract_id = contract.id
                    WHERE active AND kind IN %(kinds)s
                      AND contract.partner_id IN %(partners)s
                    GROUP BY contract.id""",
                kinds=KINDS,
                partners=tuple(partner_ids),
            )
        )
        found = {}
        for partner_id, company_id, *values in rows:
            contract = Contract(*values[:-1], frozenset(values[-1]))
            for company in {company_id} if company_id else set(company_ids):
                found.setdefault((partner_id, company), []).append(contract)
        return found

    # ------------------------------------------------------------------
    # Reminders
    # ------------------------------------------------------------------

    @api.model
    def _cron_remind(self):
        """Tell who is responsible that a contract ends soon, once for each end."""
        today = fields.Date.context_today(self)
        contracts = self.search(
            [("date_warn", "<=", today), ("date_end", ">=", today)]
        ).filtered(lambda contract: contract.warned_date_end != contract.date_end)
        fallback = contracts and self._get_fallback_responsibles(contracts.company_id)
        activity_type_id = self.env["ir.model.data"]._xmlid_to_res_id(
            "servicedesk_core.mail_activity_type_contract"
        )
        model_id = self.env["ir.model"]._get_id(self._name)
        vals_list = [
            {
                "res_model_id": model_id,
                "res_id": contract.id,
                "activity_type_id": activity_type_id,
                "user_id": user.id,
                "date_deadline": contract.date_end,
                "summary": self.env._(
                    "%(name)s ends: renew it or let it go", name=contract.name
                ),
                "automated": True,
            }
            for contract in contracts
            if (user := contract._get_reminded(fallback))
        ]
        self.env["mail.activity"].create(vals_list)
        for date_end, ending in contracts.grouped("date_end").items():
            ending.warned_date_end = date_end

    def _get_reminded(self, fallback):
        """Return the responsible person, else a manager of the desk."""
        if self.user_id.active:
            return self.user_id
        return fallback.get(self.company_id) or fallback.get(self.env["res.company"])

    @api.model
    def _get_fallback_responsibles(self, companies):
        """Return {company: its first desk manager}; no company: the first at all."""
        managers = self.env.ref(SECRET).all_user_ids.filtered(
            lambda user: user.active and not user.share
        )
        managers = managers.sorted("id")
        found = {self.env["res.company"]: managers[:1]}
        for company in companies:
            found[company] = managers.filtered(
                lambda user, company=company: company in user.company_ids
            )[:1]
        return found

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    def action_view_tickets(self):
        """Open the tickets done under this contract."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "servicedesk_core.servicedesk_ticket_action"
        )
        action["domain"] = [("contract_id", "=", self.id)]
        action["context"] = {"search_default_open": 1}
        return action
