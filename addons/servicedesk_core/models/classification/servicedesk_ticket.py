# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools import category, priority
from .servicedesk_priority_rule import IMPACTS, URGENCIES

# What the rules give unless somebody has set it by hand, in the order of asking:
# the priority comes from what stands before it.
RULE_FIELDS = ("category_id", "impact", "urgency", "team_id", "priority")


class ServicedeskTicket(models.Model):
    """Classification: category, impact, urgency, and the priority they give.

    Each value is worked out when its causes change on the ticket, not when a service
    or the matrix is changed later: figures of last year stay what they were. What a
    person sets by hand stays, field by field (``hand_set``).
    """

    _inherit = "servicedesk.ticket"

    ticket_type_id = fields.Many2one(
        compute="_compute_ticket_type_id",
        # Who chooses the service decides whether that classifies.
        compute_sudo=False,
        store=True,
        readonly=False,
        precompute=True,
    )
    category_id = fields.Many2one(
        "servicedesk.category",
        compute="_compute_category_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        help="Follows from the service and the type; where only one is possible, it"
        " fills itself.",
    )
    impact = fields.Selection(
        IMPACTS,
        compute="_compute_impact",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
        help="How many are hit: from the service's priority to the business and the"
        " number of its users.",
    )
    urgency = fields.Selection(
        URGENCIES,
        compute="_compute_urgency",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
        help="How soon something must be done.",
    )
    hand_set = fields.Char(
        string="Set by Hand",
        readonly=True,
        copy=True,
        help="The names of the fields that somebody has set by hand, so that the rules"
        " leave them alone: comma-separated.",
    )
    possible_category_ids = fields.Json(
        string="Possible Categories",
        compute="_compute_possible_category_ids",
    )
    possible_type_ids = fields.Json(
        string="Possible Types",
        compute="_compute_possible_type_ids",
    )

    # The requester's last tickets, and those of his site: what is proposed comes from
    # a few of them, however many there are.
    _requester_idx = models.Index("(partner_id, id DESC) WHERE partner_id IS NOT NULL")
    _site_idx = models.Index(
        "(site_id, id DESC) WHERE site_id IS NOT NULL AND service_id IS NOT NULL"
    )

    # ------------------------------------------------------------------
    # Values by rule
    # ------------------------------------------------------------------

    def _is_by_hand(self, name):
        return name in (self.hand_set or "").split(",")

    @api.depends("service_id")
    def _compute_ticket_type_id(self):
        """In a form: the only type of the chosen service; see :meth:`_get_only_type`.

        On saved tickets a write does that, since a new type moves them along.
        """
        for ticket in self:
            if not ticket.id and not ticket.ticket_type_id:
                ticket.ticket_type_id = self._get_only_type_id(
                    ticket.service_id._origin.id
                )
            else:
                ticket.ticket_type_id = ticket.ticket_type_id

    @api.model
    def _get_only_type_id(self, service_id):
        """Return the type that choosing a service gives, or False.

        A service that takes one type only classifies when an agent chooses it. What a
        requester chooses in the portal, or a machine, stays for the first line to
        classify: it is proposed there.
        """
        user = self.env.user
        agent = "servicedesk_core.group_servicedesk_agent"
        if not service_id or self.env.su or not user.has_group(agent):
            return False
        type_ids = self.env["servicedesk.service"]._get_facts(service_id).type_ids
        if self.env.context.get("servicedesk_quick"):
            # A caller waits on the line: the first type is the likely one.
            type_ids = type_ids or self.env["servicedesk.ticket.type"]._get_ids()
            return type_ids[0] if type_ids else False
        return type_ids[0] if len(type_ids) == 1 else False

    @api.depends("service_id", "ticket_type_id")
    def _compute_category_id(self):
        categories = self.env["servicedesk.category"]
        for ticket in self:
            current = ticket.category_id
            if not ticket._is_by_hand("category_id"):
                current = categories.browse(ticket._get_rule_category_id() or [])
            ticket.category_id = current

    def _get_rule_category_id(self):
        """Return the only possible category, else the present one if it still fits."""
        return category.choose(
            self._get_possible_category_ids(), self.category_id._origin.id
        )

    def _get_possible_category_ids(self):
        self.ensure_one()
        return self.env["servicedesk.category"]._get_possible_ids(
            self.service_id._origin.id,
            self.ticket_type_id._origin.id,
            (self.company_id or self.env.company).id,
        )

    @api.depends("service_id", "ticket_type_id", "company_id")
    def _compute_possible_category_ids(self):
        for ticket in self:
            ticket.possible_category_ids = ticket._get_possible_category_ids()

    @api.depends("service_id")
    def _compute_possible_type_ids(self):
        """What the service takes; without a service all types of the company."""
        services = self.env["servicedesk.service"]
        every = self.env["servicedesk.ticket.type"]._get_ids()
        for ticket in self:
            taken = services._get_facts(ticket.service_id._origin.id).type_ids
            ticket.possible_type_ids = list(taken or every)

    @api.depends("service_id", "service_ids")
    def _compute_impact(self):
        for ticket in self:
            if ticket._is_by_hand("impact"):
                ticket.impact = ticket.impact
            else:
                ticket.impact = ticket._get_rule_impact()[0]

    def _get_rule_impact(self):
        """Return the impact by the published table, and the service that decides.

        Of several affected services the worst counts.
        """
        service_ids = [*self.service_id._origin.ids, *self.service_ids._origin.ids]
        facts = [
            self.env["servicedesk.service"]._get_facts(service_id)
            for service_id in service_ids
        ]
        impact, index = priority.highest_impact(
            [(fact.business_priority, fact.user_count) for fact in facts]
        )
        return impact, False if index is None else service_ids[index]

    @api.depends("service_id", "partner_id")
    def _compute_urgency(self):
        for ticket in self:
            if ticket._is_by_hand("urgency"):
                ticket.urgency = ticket.urgency
            else:
                ticket.urgency = ticket._get_rule_urgency()

    def _get_rule_urgency(self):
        facts = self.env["servicedesk.service"]._get_facts(self.service_id._origin.id)
        return priority.urgency(self.customer_priority, facts.uses_customer_priority)

    @api.depends("impact", "urgency")
    def _compute_priority(self):
        rules = self.env["servicedesk.priority.rule"]
        for ticket in self:
            if ticket._is_by_hand("priority") and ticket.priority:
                ticket.priority = ticket.priority
            else:
                ticket.priority = rules._get_priority(
                    (ticket.company_id or self.env.company).id,
                    ticket.impact,
                    ticket.urgency,
                )

    @api.depends("service_id", "component_ids")
    def _compute_team_id(self):
        routing = self.filtered("component_ids")._get_component_routing()
        for ticket in self:
            if ticket._is_by_hand("team_id") and ticket.team_id:
                ticket.team_id = ticket.team_id
            else:
                team = routing.get(ticket, [self.env["servicedesk.team"]])[0]
                ticket.team_id = ticket._get_rule_team_id(team)[0]

    def _get_rule_team_id(self, component_team):
        """Return the team by rule, and by which rule it is.

        The component's team comes first, then the service's, then the present one,
        then the default. Somebody who has the ticket keeps it: only escalating takes
        it to a team that he is not of. A confidential team gives nothing away by rule.
        """
        self.ensure_one()
        company = self.company_id or self.env.company
        present = self.team_id._origin.id
        if present in self.env["servicedesk.team"]._get_confidential_ids():
            return present, "confidential"
        # Who looks after a thing need not know what a confidential ticket says of it.
        is_secret = self._origin.is_confidential or self._is_about_secrets()
        team_id, rule = not is_secret and component_team.id, "component"
        if not team_id:
            team_id, rule = self._get_routed_team_id(company.id)
        user_id = self.user_id._origin.id
        people = self.env["servicedesk.team"]._get_people_ids
        if team_id and (not user_id or user_id in people(team_id)):
            return team_id, rule
        if present:
            return present, "taken" if team_id and team_id != present else "present"
        return self._get_default_team_id(company.id), "default"

    # ------------------------------------------------------------------
    # Checks
    # ------------------------------------------------------------------

    @api.constrains("category_id", "company_id")
    def _check_category_company(self):
        """A category of another company is refused; its table is at hand anyhow.

        :raise ValidationError: naming the category.
        """
        companies = self.env["servicedesk.category"]._get_company_ids()
        for ticket in self:
            company_id = companies.get(ticket.category_id.id)
            if company_id and company_id != ticket.company_id.id:
                raise ValidationError(
                    self.env._(
                        "Category “%(category)s” belongs to another company.",
                        # sudo: servicedesk.category - its name is told to the caller
                        category=ticket.category_id.sudo().name,
                    )
                )

    @api.constrains("ticket_type_id", "service_id")
    def _check_service_takes_type(self):
        """A service takes tickets of its types only.

        :raise ValidationError: naming the types it takes.
        """
        services = self.env["servicedesk.service"]
        for ticket in self:
            allowed = services._get_facts(ticket.service_id.id).type_ids
            ticket_type = ticket.ticket_type_id
            if not allowed or not ticket_type or ticket_type.id in allowed:
                continue
            # sudo: servicedesk.service - its name and types are told to the caller
            types = ticket_type.sudo().browse(allowed)
            raise ValidationError(
                self.env._(
                    "“%(service)s” takes no tickets of type “%(type)s”. It takes:"
                    " %(types)s.",
                    service=ticket.service_id.sudo().display_name,
                    type=ticket_type.name,
                    types=", ".join(types.mapped("name")),
                )
            )
