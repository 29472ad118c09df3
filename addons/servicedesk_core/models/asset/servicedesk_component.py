# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools.tree import lock_line
from ..ticket.ticket_inverse import search_readable

COMPONENT_STATES = [
    ("planned", "Planned"),
    ("in_use", "In Use"),
    ("in_repair", "In Repair"),
    ("retired", "Retired"),
]


class ServicedeskComponent(models.Model):
    """A configuration item: a thing or a system that services rest on.

    It is part of another one (a tree without circles) and depends on others, which
    may well depend on one another. Agents register and edit components; only
    managers delete them.
    """

    _name = "servicedesk.component"
    _inherit = [
        "servicedesk.import.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _description = "Component"
    _parent_store = True
    _order = "name, id"
    _check_company_auto = True
    _rec_names_search = ["name", "serial", "host"]

    # Identity
    name = fields.Char(required=True, index="trigram", tracking=True)
    active = fields.Boolean(default=True)
    type_id = fields.Many2one(
        "servicedesk.component.type", index=True, ondelete="restrict"
    )
    serial = fields.Char(string="Serial Number", index="trigram", copy=False)
    host = fields.Char(
        string="Host or IP Address",
        index="trigram",
        copy=False,
        help="Where remote actions lead.",
    )
    state = fields.Selection(
        COMPONENT_STATES, required=True, default="in_use", tracking=True
    )
    company_id = fields.Many2one(
        "res.company",
        index=True,
        default=lambda self: self.env.company,
        help="Empty: shared by all companies.",
    )

    # People and place
    owner_id = fields.Many2one(
        "res.partner",
        index="btree_not_null",
        default=lambda self: self._get_offer_partner().commercial_partner_id.id,
    )
    user_id = fields.Many2one(
        "res.partner",
        string="Used by",
        index="btree_not_null",
        default=lambda self: self._get_offer_partner().id,
    )
    site_id = fields.Many2one(
        "servicedesk.site",
        index="btree_not_null",
        ondelete="restrict",
        default=lambda self: self._get_offer_site_id(),
    )
    responsible_id = fields.Many2one(
        "res.users",
        domain=[("share", "=", False)],
        index="btree_not_null",
        tracking=True,
        help="Tickets about this component go to this person, if he is in the team.",
    )
    team_id = fields.Many2one(
        "servicedesk.team",
        string="Responsible Team",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        help="Tickets about this component go to this team. Empty: to the first team"
        " of the responsible person.",
    )

    # Relations
    parent_id = fields.Many2one(
        "servicedesk.component",
        string="Part of",
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many("servicedesk.component", "parent_id", string="Parts")
    depends_on_ids = fields.Many2many(
        "servicedesk.component",
        "servicedesk_component_dependency_rel",
        "component_id",
        "depends_on_id",
        string="Depends on",
        check_company=True,
    )
    dependent_ids = fields.Many2many(
        "servicedesk.component",
        "servicedesk_component_dependency_rel",
        "depends_on_id",
        "component_id",
        string="Dependents",
        check_company=True,
    )
    service_ids = fields.Many2many(
        "servicedesk.service",
        "servicedesk_component_service_rel",
        string="Services",
        help="The services that rest on this component.",
    )
    contract_ids = fields.Many2many(
        "servicedesk.contract",
        "servicedesk_contract_component_rel",
        "component_id",
        "contract_id",
        string="Contracts",
        copy=False,
    )
    ticket_ids = fields.Many2many(
        "servicedesk.ticket",
        "servicedesk_ticket_component_rel",
        "component_id",
        "ticket_id",
        string="Tickets",
        copy=False,
        search=search_readable("ticket_ids"),
    )
    open_ticket_count = fields.Integer(
        string="Open Tickets", compute="_compute_open_ticket_count"
    )

    can_connect = fields.Boolean(
        compute="_compute_can_connect",
        help="Whether it has a host, and there is a remote action onto it for you.",
    )

    # Dates and notes
    date_in_service = fields.Date(string="In Service since")
    date_warranty_end = fields.Date(string="Warranty until", index="btree_not_null")
    note = fields.Html()

    _serial_uniq = models.UniqueIndex(
        "(lower(serial), COALESCE(type_id, 0), COALESCE(company_id, 0))"
        " WHERE serial IS NOT NULL",
        "There is a component of this type with this serial number already.",
    )

    # ------------------------------------------------------------------
    # Computes
    # ------------------------------------------------------------------

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_open_ticket_count(self):
        counts = dict(
            self.env["servicedesk.ticket"]._read_group(
                [("component_ids", "in", self.ids), ("is_open", "=", True)],
                ["component_ids"],
                ["__count"],
            )
        )
        for component in self:
            component.open_ticket_count = counts.get(component._origin, 0)

    @api.depends("host", "type_id")
    @api.depends_context("uid")
    def _compute_can_connect(self):
        remotes = self.env["servicedesk.remote.action"]
        for component in self:
            component.can_connect = bool(remotes._get_usable(component))

    # ------------------------------------------------------------------
    # Checks
    # ------------------------------------------------------------------

    def _check_parent(self, parent_id):
        """Refuse a parent below these components: before Odoo does in fewer words."""
        # sudo: servicedesk.component - wholes of other companies count as well
        parent = self.sudo().browse(parent_id or []).exists()
        line = {int(part) for part in (parent.parent_path or "").split("/") if part}
        if line & set(self.ids):
            self._refuse_circle()

    def _refuse_circle(self):
        raise ValidationError(
            self.env._("A component cannot be a part of itself, not by a detour.")
        )

    @api.constrains("parent_id")
    def _check_parent_id(self):
        """Say so, whichever way it was made; paths alone do not tell everything."""
        if self._has_cycle():
            self._refuse_circle()

    @api.constrains("depends_on_ids")
    def _check_depends_on_ids(self):
        """Nothing rests on itself alone; longer circles exist and are allowed."""
        for component in self:
            if component in component.depends_on_ids:
                raise ValidationError(
                    self.env._(
                        "%(component)s cannot depend on itself.",
                        component=component.display_name,
                    )
                )

    @api.constrains("team_id", "company_id")
    def _check_team_id(self):
        """A component of one company is not looked after by a team of another.

        Shared ones may name a team of any: it takes the tickets of its company.
        """
        for component in self:
            company = component.company_id
            # sudo: servicedesk.team - only the company is compared
            team = component.team_id.sudo()
            if company and team and team.company_id != company:
                raise ValidationError(
                    self.env._(
                        "Team %(team)s belongs to another company than %(component)s.",
                        team=team.name,
                        component=component.display_name,
                    )
                )

    # ------------------------------------------------------------------
    # CRUD overrides
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        # Whoever registers or imports thousands does not want to hear of each.
        quiet = self.with_context(mail_create_nosubscribe=True)
        vals_list = [self._normalize(vals) for vals in vals_list]
        return super(ServicedeskComponent, quiet).create(vals_list).with_env(self.env)

    def write(self, vals):
        lock_line(self, "parent_id", vals.get("parent_id"))
        if vals.get("parent_id"):
            self._check_parent(vals["parent_id"])
        return super().write(self._normalize(vals))

    @api.model
    def _normalize(self, vals):
        """Return ``vals`` with serial and host free of blanks around them."""
        cleaned = {
            name: (vals[name] or "").strip() or False
            for name in ("serial", "host")
            if name in vals
        }
        return vals | cleaned

    def copy_data(self, default=None):
        """Mark a copy in its name: it is another thing of the same kind."""
        return [
            dict(vals, name=self.env._("%(name)s (copy)", name=component.name))
            for component, vals in zip(
                self, super().copy_data(default=default), strict=True
            )
        ]

    @api.model
    def get_import_templates(self):
        return [
            {
                "label": self.env._("Import Template for Components"),
                "template": "/servicedesk_core/static/import/components.csv",
            }
        ]

    # ------------------------------------------------------------------
    # Routing
    # ------------------------------------------------------------------

    def _get_whole_ids(self):
        """Return the ids of components and of all that they are parts of."""
        # sudo: servicedesk.component - what a part belongs to counts for everybody
        paths = "".join(component.parent_path or "" for component in self.sudo())
        return frozenset(int(one) for one in paths.split("/") if one)

    def _get_routing(self):
        """Return {component: (team, user)}: who looks after each, either may be none.

        Archived teams and people do not count. Without a team it is the first one
        of the responsible person; he himself counts only inside that team, since
        nobody else may be given its tickets. One read for the whole batch.
        """
        # sudo: res.users, servicedesk.team - whoever registers need not read them
        routing = {}
        at_work = self.env["servicedesk.team"]._get_companies_by_team()
        for component, known in zip(self, self.sudo(), strict=True):
            user = known.responsible_id.filtered(
                lambda user: user.active and not user.share
            )
            team = known.team_id.filtered(lambda team: team.id in at_work)
            seats = user._servicedesk_team_ids() if user else ()
            if not known.team_id:
                teams = known.team_id.browse(seats).filtered(
                    lambda team, company=known.company_id: (
                        team.active and (not company or team.company_id == company)
                    )
                )
                team = teams[:1]
            if team.id not in seats:
                user = user.browse()
            routing[component] = (team, user)
        return routing

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    def action_view_tickets(self):
        """Open the tickets about this component."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "servicedesk_core.servicedesk_ticket_action"
        )
        action["domain"] = [("component_ids", "in", self.ids)]
        action["context"] = {
            "search_default_open": 1,
            "default_component_ids": [fields.Command.link(self.id)],
            "default_partner_id": self.user_id.id,
        }
        return action

    def action_connect(self):
        """Open a remote action on this component for the ticket in the context."""
        self.ensure_one()
        ticket_id = self.env.context.get("servicedesk_ticket_id")
        ticket = self.env["servicedesk.ticket"].browse(ticket_id)
        return ticket.with_context(
            servicedesk_component_id=self.id
        ).action_open_remote()
