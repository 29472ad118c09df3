# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models, tools
from odoo.fields import Domain

from ..lifecycle.servicedesk_stage import OPEN_STATES, STATES

PRIORITIES = [("0", "Low"), ("1", "Normal"), ("2", "High"), ("3", "Critical")]

CHANNELS = [
    ("email", "E-mail"),
    ("portal", "Portal"),
    ("phone", "Phone"),
    ("kiosk", "Kiosk"),
    ("monitoring", "Monitoring"),
    ("chat", "Chat"),
    ("sms", "SMS"),
    ("messenger", "Messenger"),
    ("fax", "Fax"),
    ("web", "Web Form"),
    ("api", "API"),
    ("manual", "Entered by Hand"),
    ("schedule", "Recurring Work"),
]

# Channels without an agent at the other end: whoever classifies becomes opener.
UNATTENDED_CHANNELS = (
    "email",
    "portal",
    "kiosk",
    "monitoring",
    "web",
    "api",
    "schedule",
)

WAITING_REASONS = [
    ("customer", "Customer"),
    ("contractor", "Contractor"),
    ("supplier", "Supplier"),
    ("change", "Change"),
    ("problem", "Problem"),
    ("approval", "Approval"),
    ("scheduled", "Scheduled Date"),
]

CONFIRMATIONS = [
    ("none", "Not Asked"),
    ("awaiting", "Awaiting Confirmation"),
    ("confirmed", "Confirmed"),
    ("refused", "Refused"),
    ("silent", "Closed without an Answer"),
    ("waived", "Waived"),
]

# What only a deed may write. The value of a context key cannot arrive by RPC,
# where a context holds plain data: so nobody can claim to be a deed.
DEED = object()
DEED_FIELDS = frozenset(
    {
        "number",
        "company_id",
        "merged_into_id",
        "merge_facts",
        "parent_id",
        "child_count",
        "child_open_count",
        "plan_step_id",
        "plan_state",
        "kind",
        "state",
        "is_open",
        "waiting_reason",
        "snoozed_until",
        "snooze_stage_id",
        "schedule_id",
        "schedule_date",
        "opener_id",
        "resolution",
        "closure_code_id",
        "approval_state",
        "assignment_facts",
        "called_path_ids",
        "resolved_by_id",
        "is_first_line",
        "confirmation",
        "confirm_cycle",
        "reopen_count",
        "rating_last_value",
        "commercial_partner_id",
        "date_assigned",
        "date_acknowledged",
        "date_first_response",
        "date_resolved",
        "date_confirmed",
        "date_closed",
        "late_told_due",
        "date_promised",
        "date_asked",
        "confirm_next_at",
        "confirm_reminder_count",
        "confirm_called_at",
        "confirm_call_count",
        "refuse_count",
        "follow_up_of_id",
        "afterword_id",
        "afterword_kind",
        "related_ids",
        "related_count",
        "split_message_id",
        "child_role",
        "affected_count",
        "affected_open_count",
        "affected_queue",
        "merged_count",
        "escalation_id",
        "offer_count",
        "hand_over_count",
        "fired_rule_ids",
        "rule_next_at",
        "work_order_count",
        "work_order_open_count",
        "contractor_stage_id",
        "worked_hours",
        "timer_count",
    }
)


class ServicedeskTicket(models.Model):
    """An incident or a service request, from the first word to the confirmation.

    One model for both kinds, since classifying is the second step of intake and
    reclassifying is daily work: number, links, clocks and history stay.

    Who may do what:

    * a *requester* (portal or internal user) reads the tickets he asked for or
      follows, and those of his company where his contact says so; he answers in
      the conversation and confirms or refuses solutions;
    * an *agent* reads the tickets of his companies, except confidential ones of
      other teams, and works on those of his teams, his own, those he opened or is
      co-responsible for, and, in a first-line team, on unclassified ones;
    * a *dispatcher* works on every ticket of his companies, except confidential ones
      that are not his team's and that he was not called in to: of those he sees the
      number and the team;
    * a *manager* configures, and may close without the customer's confirmation;
    * an *auditor* reads everything, the conversation included, and changes nothing.
    """

    _name = "servicedesk.ticket"
    _description = "Service Desk Ticket"
    _inherit = [
        "portal.mixin",
        "mail.thread.cc",
        "mail.activity.mixin",
        "rating.mixin",
    ]
    _order = "priority desc, customer_priority desc, id desc"
    _rec_names_search = ["number", "name"]
    _check_company_auto = True
    _mail_thread_customer = True
    # Odoo's guard against mail loops counts tickets by this field.
    _primary_email = "partner_email"

    # Identity
    # Not "required": the form would ask for what only saving gives.
    number = fields.Char(readonly=True, copy=False, index="trigram")
    name = fields.Char(string="Subject", required=True, index="trigram")
    ticket_type_id = fields.Many2one(
        "servicedesk.ticket.type",
        string="Type",
        index=True,
        ondelete="restrict",
        check_company=True,
        tracking=True,
        help="Empty while nobody has classified the ticket.",
    )
    kind = fields.Selection(
        [("incident", "Incident"), ("request", "Service Request")],
        compute="_compute_kind",
        store=True,
        precompute=True,
    )
    stage_id = fields.Many2one(
        "servicedesk.stage",
        required=True,
        index=True,
        ondelete="restrict",
        copy=False,
        tracking=True,
        default=lambda self: self._default_stage_id(),
        group_expand="_read_group_stage_ids",
    )
    state = fields.Selection(
        STATES,
        compute="_compute_state",
        store=True,
        precompute=True,
        required=True,
    )
    is_open = fields.Boolean(
        compute="_compute_state",
        store=True,
        precompute=True,
        help="Neither closed nor cancelled.",
    )
    waiting_reason = fields.Selection(WAITING_REASONS, readonly=True, copy=False)
    priority = fields.Selection(
        PRIORITIES,
        compute="_compute_priority",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        tracking=True,
        help="From impact and urgency, unless somebody has set it by hand.",
    )

    # People
    # Of any company: one legal entity serves the people of another. Which contacts an
    # agent may choose is up to the rules of contacts.
    partner_id = fields.Many2one(
        "res.partner",
        string="Requester",
        tracking=True,
        index="btree_not_null",
    )
    commercial_partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        compute="_compute_commercial_partner_id",
        store=True,
        precompute=True,
        index=False,
        help="The requester's company when he asked.",
    )
    partner_email = fields.Char(
        string="E-mail",
        compute="_compute_partner_email",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
    )
    partner_phone = fields.Char(
        string="Phone",
        compute="_compute_partner_phone",
        store=True,
        readonly=False,
        precompute=True,
    )
    opener_id = fields.Many2one(
        "res.users",
        string="Opened by",
        readonly=True,
        copy=False,
        ondelete="restrict",
        index="btree_not_null",
        help="The agent who registered the ticket, or who first classified it when"
        " it came by mail, portal or from a machine.",
    )
    team_id = fields.Many2one(
        "servicedesk.team",
        ondelete="restrict",
        index=True,
        tracking=True,
        check_company=True,
        compute="_compute_team_id",
        store=True,
        readonly=False,
        precompute=True,
        help="The component's team, else the service's, else the registering agent's"
        " or the first line, unless somebody has set it by hand.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Assignee",
        copy=False,
        ondelete="restrict",
        index="btree_not_null",
        tracking=True,
        domain=[("share", "=", False)],
    )
    co_responsible_ids = fields.Many2many(
        "res.users",
        "servicedesk_ticket_co_responsible_rel",
        "ticket_id",
        "user_id",
        string="Co-responsible",
        copy=False,
        domain=[("share", "=", False)],
        help="Colleagues who answer for a part of the work.",
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        index=True,
        default=lambda self: self.env.company,
    )

    # Classification
    channel = fields.Selection(CHANNELS, required=True, default="manual")
    tag_ids = fields.Many2many("servicedesk.tag", string="Tags")
    is_confidential = fields.Boolean(
        string="Confidential",
        compute="_compute_is_confidential",
        store=True,
        readonly=False,
        precompute=True,
        help="Read by the team, those called in and the requester only. Dispatchers"
        " see its number and team.",
    )

    # Description and outcome
    # Long texts are read where they are shown, not with every list.
    description = fields.Html(prefetch=False)
    resolution = fields.Html(
        readonly=True, copy=False, string="Solution", prefetch=False
    )
    closure_code_id = fields.Many2one(
        "servicedesk.closure.code", readonly=True, copy=False, ondelete="restrict"
    )
    resolved_by_id = fields.Many2one(
        "res.users", readonly=True, copy=False, ondelete="restrict"
    )
    is_first_line = fields.Boolean(
        string="Solved by the First Line",
        readonly=True,
        copy=False,
        help="Solved by a member of a first-line team, and never with another level.",
    )
    confirmation = fields.Selection(
        CONFIRMATIONS, default="none", required=True, readonly=True, copy=False
    )
    confirm_cycle = fields.Integer(
        readonly=True, copy=False, help="How many times a solution was proposed."
    )
    # Not readonly, so that the 0 given at creation counts: otherwise the rating
    # mixin looks for ratings of a ticket that was not there a moment ago.
    rating_last_value = fields.Float(readonly=False, copy=False)
    reopen_count = fields.Integer(string="Times Reopened", readonly=True, copy=False)

    # Dates (UTC)
    date_due = fields.Datetime(
        string="Due", copy=False, help="The time promised to the requester."
    )
    date_assigned = fields.Datetime(readonly=True, copy=False)
    date_acknowledged = fields.Datetime(readonly=True, copy=False)
    date_first_response = fields.Datetime(readonly=True, copy=False)
    date_resolved = fields.Datetime(readonly=True, copy=False)
    date_confirmed = fields.Datetime(readonly=True, copy=False)
    date_closed = fields.Datetime(readonly=True, copy=False)
    is_late = fields.Boolean(compute="_compute_is_late", search="_search_is_late")

    # Relations
    span_ids = fields.One2many("servicedesk.ticket.span", "ticket_id", readonly=True)

    # Interface
    color = fields.Integer()

    _number_given = models.Constraint(
        "CHECK (number IS NOT NULL)", "Every ticket has a number."
    )
    _number_uniq = models.Constraint(
        "UNIQUE (number)", "A ticket with this number already exists."
    )
    # The lists people look at: open tickets, the urgent first, then the important
    # customer, then the young.
    _open_list_idx = models.Index(
        "(priority DESC, customer_priority DESC, id DESC) WHERE is_open IS TRUE"
    )
    _list_idx = models.Index("(priority DESC, customer_priority DESC, id DESC)")
    _open_team_idx = models.Index(
        "(team_id, priority DESC, customer_priority DESC, id DESC)"
        " WHERE is_open IS TRUE"
    )
    _open_stage_idx = models.Index(
        "(stage_id, priority DESC, customer_priority DESC, id DESC)"
        " WHERE is_open IS TRUE"
    )
    _due_idx = models.Index("(date_due) WHERE is_open IS TRUE")
    _unclassified_idx = models.Index(
        "(id DESC) WHERE ticket_type_id IS NULL AND is_open IS TRUE"
    )
    _customer_idx = models.Index(
        "(commercial_partner_id, id DESC) WHERE commercial_partner_id IS NOT NULL"
    )

    # ------------------------------------------------------------------
    # Defaults and computes
    # ------------------------------------------------------------------

    @api.model
    def _default_stage_id(self):
        return self._get_new_stage_id()

    @api.model
    @tools.ormcache()
    def _get_new_stage_id(self):
        """Return the id of the first stage whose state is *new*."""
        # sudo: servicedesk.stage - where tickets start is the same for everybody
        return (
            self.env["servicedesk.stage"]
            .sudo()
            .search([("state", "=", "new")], limit=1)
        ).id

    @api.model
    @tools.ormcache("self.env.uid", "company_id")
    def _get_default_team_id(self, company_id):
        """Return the registering agent's first team, else the first-line team."""
        # sudo: servicedesk.team - requesters have no access to teams
        teams = self.env["servicedesk.team"].sudo()
        company = self.env["res.company"].browse(company_id)
        mine = teams.browse(self.env.user._servicedesk_team_ids()).filtered(
            lambda team: team.active and team.company_id == company
        )
        return (mine[:1] or teams._get_first_line(company)).id

    @api.depends("ticket_type_id", "ticket_type_id.kind")
    def _compute_kind(self):
        kinds = self.env["servicedesk.ticket.type"]._get_kinds()
        for ticket in self:
            ticket.kind = kinds.get(ticket.ticket_type_id.id, False)

    @api.depends("stage_id")
    def _compute_state(self):
        states = self.env["servicedesk.stage"]._get_states()
        for ticket in self:
            ticket.state = states.get(ticket.stage_id.id, "new")
            ticket.is_open = ticket.state in OPEN_STATES

    @api.depends("partner_id")
    def _compute_commercial_partner_id(self):
        """Take a snapshot: a contact who changes firms leaves his tickets behind."""
        for ticket in self:
            requester = ticket._get_told_requester()
            ticket.commercial_partner_id = requester.commercial_partner_id

    @api.depends("partner_id")
    def _compute_partner_email(self):
        """Follow the requester; without one keep the address the mail came from."""
        for ticket in self:
            email = ticket._get_told_requester().email_normalized
            ticket.partner_email = email or ticket.partner_email

    @api.depends("partner_id")
    def _compute_partner_phone(self):
        for ticket in self:
            phone = ticket._get_told_requester().phone
            ticket.partner_phone = phone or ticket.partner_phone

    @api.depends("team_id", "service_id", "service_ids")
    def _compute_is_confidential(self):
        """A confidential team or service makes tickets so; leaving does not undo it."""
        teams = self.env["servicedesk.team"]._get_confidential_ids()
        for ticket in self:
            ticket.is_confidential = (
                ticket.is_confidential
                or ticket.team_id._origin.id in teams
                or ticket._is_about_secrets()
            )

    def _is_about_secrets(self):
        """Return whether a service, or another one affected, is confidential."""
        self.ensure_one()
        secret = self.env["servicedesk.service"]._get_confidential_ids()
        # Most desks have none, and then nobody asks what else is affected.
        return bool(secret) and (
            self.service_id._origin.id in secret
            or not secret.isdisjoint(self.service_ids._origin.ids)
        )

    @api.depends("date_due", "is_open")
    def _compute_is_late(self):
        now = fields.Datetime.now()
        for ticket in self:
            ticket.is_late = bool(
                ticket.date_due
                and ticket.date_due < now
                and ticket.state not in ("resolved", "closed", "cancelled")
            )

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        return (
            Domain("is_open", "=", True)
            & Domain("date_due", "<", fields.Datetime.now())
            & Domain("state", "!=", "resolved")
        )

    @api.depends("number", "name")
    def _compute_display_name(self):
        for ticket in self:
            ticket.display_name = f"{ticket.number or ''} {ticket.name or ''}".strip()

    @api.model
    def _read_group_stage_ids(self, stages, domain):
        """Show every stage as a column, so that a ticket can be dragged into it."""
        # sudo: servicedesk.stage - columns do not depend on who looks
        ids = stages.sudo()._search([], order=stages._order)
        return stages.browse(ids)
