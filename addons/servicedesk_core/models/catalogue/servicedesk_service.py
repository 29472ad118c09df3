# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

from ..ticket.servicedesk_ticket import PRIORITIES

# Beyond it no time is a promise; Python cannot even round the largest floats.
MAX_HOURS = 5 * 365 * 24


def check_hours(env, hours):
    """Raise ValidationError unless ``hours`` are a time from none to five years."""
    if not 0 <= hours <= MAX_HOURS:  # so that NaN is refused, too
        raise ValidationError(
            env._("Hours go from 0 to %(most)s, which is five years.", most=MAX_HOURS)
        )


class ServicedeskService(models.Model):
    """What the desk offers: an entry of the catalogue, or a part of one.

    The topmost services are its departments: IT, facilities, staff matters. Who may
    order what is said in ``service_audience``, who reads what in ``service_access``.
    """

    _name = "servicedesk.service"
    _inherit = ["servicedesk.cached.mixin", "servicedesk.tree.mixin"]
    _description = "Service"
    _parent_store = True
    _rec_name = "complete_name"
    _rec_names_search = ["complete_name", "keywords"]
    _order = "complete_name, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    parent_id = fields.Many2one(
        "servicedesk.service", string="Part of", index=True, ondelete="restrict"
    )
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many(
        "servicedesk.service", "parent_id", string="Consists of"
    )
    department_id = fields.Many2one(
        "servicedesk.service",
        compute="_compute_department_id",
        store=True,
        recursive=True,
        index=True,
        help="The topmost service that this is a part of.",
    )
    company_id = fields.Many2one(
        "res.company",
        index="btree_not_null",
        help="The legal entity that provides it, and whose tickets it makes; empty:"
        " every company for itself.",
    )
    description = fields.Text(
        translate=True, help="What requesters read: what it is, and what it is not."
    )
    keywords = fields.Char(
        translate=True,
        index="trigram",
        help="Other words by which people look for it.",
    )
    notes = fields.Html(string="Internal Notes", prefetch=False)

    owner_id = fields.Many2one(
        "res.users",
        compute="_compute_owner_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        domain=[("share", "=", False)],
        help="Answers for the service: keeps its escalation path and its audience, and"
        " is told when the path is used. Needs the role of a service owner.",
    )
    team_ids = fields.Many2many("servicedesk.team", string="Supporting Teams")
    component_ids = fields.Many2many(
        "servicedesk.component",
        "servicedesk_component_service_rel",
        string="Components",
        help="What it rests on.",
    )
    type_ids = fields.Many2many(
        "servicedesk.ticket.type",
        string="Request Types",
        help="Empty: tickets of every type.",
    )
    business_priority = fields.Selection(PRIORITIES, default="1", required=True)
    uses_customer_priority = fields.Boolean(
        help="The customer's service priority raises the urgency."
    )
    expected_hours = fields.Float(
        string="Expected Time (hours)",
        help="How long it usually takes; requesters read it.",
    )
    is_confidential = fields.Boolean(
        string="Confidential",
        help="Its tickets, and those of its parts, are read by the team, by who is"
        " called in, and by the requester only.",
    )
    continuity_note = fields.Html(
        prefetch=False,
        help="What to do while the service is down. Agents read it on the ticket.",
    )
    continuity_contact_ids = fields.Many2many(
        "res.partner",
        "servicedesk_service_continuity_rel",
        string="Whom to Call",
    )

    path_ids = fields.One2many(
        "servicedesk.service.path", "service_id", string="Escalation Path", copy=True
    )
    phase_ids = fields.One2many(
        "servicedesk.service.phase", "service_id", string="Phases", copy=True
    )

    # Counters
    child_count = fields.Integer(string="Parts", compute="_compute_child_count")
    open_ticket_count = fields.Integer(
        string="Open Tickets", compute="_compute_open_ticket_count"
    )

    @api.model_create_multi
    def create(self, vals_list):
        """An owner left out, or empty in an import, is the owner of the whole."""
        given = [
            {key: vals[key] for key in vals if key != "owner_id" or vals[key]}
            for vals in vals_list
        ]
        return super().create(given)

    # ------------------------------------------------------------------
    # Computes
    # ------------------------------------------------------------------

    @api.depends("parent_id.department_id")
    def _compute_department_id(self):
        for service in self:
            service.department_id = service.parent_id.department_id or service._origin

    @api.depends("parent_id")
    def _compute_owner_id(self):
        """Who answers for the whole answers for its parts, unless they have another."""
        for service in self:
            service.owner_id = service.owner_id or service.parent_id.owner_id

    @api.depends("child_ids")
    def _compute_child_count(self):
        counts = dict(
            self._read_group(
                [("parent_id", "in", self.ids)], ["parent_id"], ["__count"]
            )
        )
        for service in self:
            service.child_count = counts.get(service, 0)

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_open_ticket_count(self):
        """Count what the reader may read of this service, its parts not included."""
        counts = dict(
            self.env["servicedesk.ticket"]._read_group(
                [("is_open", "=", True), ("service_id", "in", self.ids)],
                ["service_id"],
                ["__count"],
            )
        )
        for service in self:
            service.open_ticket_count = counts.get(service, 0)

    # ------------------------------------------------------------------
    # Checks
    # ------------------------------------------------------------------

    @api.constrains("company_id", "parent_id", "team_ids")
    def _check_company_id(self):
        """A service of one legal entity has no parts and teams of another."""
        # sudo: servicedesk.service - parts may be hidden from the one who writes
        for service in self.sudo().with_context(active_test=False):
            parent = service.parent_id.company_id
            if parent and parent != service.company_id:
                self._refuse_company(service, service.parent_id)
            for part in service.child_ids if service.company_id else ():
                if part.company_id != service.company_id:
                    self._refuse_company(part, service)
            for team in service.team_ids if service.company_id else ():
                if team.company_id != service.company_id:
                    self._refuse_company(service, team)

    def _refuse_company(self, service, other):
        raise ValidationError(
            self.env._(
                "“%(service)s” and “%(other)s” belong to different companies.",
                service=service.name,
                other=other.display_name,
            )
        )

    @api.constrains("expected_hours", "user_count")
    def _check_numbers(self):
        for service in self:
            if service.user_count < 0:
                raise ValidationError(
                    self.env._("Neither hours nor users can be less than none.")
                )
            check_hours(self.env, service.expected_hours)

    # ------------------------------------------------------------------
    # What is asked for at every ticket
    # ------------------------------------------------------------------

    @api.model
    @tools.ormcache("service_id")
    def _get_line(self, service_id):
        """Return the ids of a service and of what it is a part of, nearest first."""
        # sudo: servicedesk.service - what a part inherits from the whole it inherits
        # for everybody
        path = self.sudo().browse(service_id).parent_path or ""
        return tuple(int(part) for part in reversed(path.split("/")) if part)

    def _get_allowed_types(self):
        """Return the request types of this service, or of what it is a part of.

        Empty: all types.
        """
        self.ensure_one()
        for service in self.browse(self._get_line(self.id)):
            if service.type_ids:
                return service.type_ids
        return self.type_ids

    def _get_teams(self, company):
        """Return the teams of a company that support this service, or the whole."""
        self.ensure_one()
        for service in self.browse(self._get_line(self.id)):
            teams = service.team_ids.filtered(
                lambda team: team.active and team.company_id == company
            )
            if teams:
                return teams
        return self.team_ids.browse()

    @api.model
    def get_import_templates(self):
        return [
            {
                "label": self.env._("Import Template for Services"),
                "template": "/servicedesk_core/static/import/services.csv",
            }
        ]

    # ------------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------------

    def action_view_tickets(self):
        """Open the tickets of this service and its parts, the open ones first."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "servicedesk_core.servicedesk_ticket_action"
        )
        action["domain"] = [("service_id", "child_of", self.id)]
        action["context"] = {"search_default_open": 1, "default_service_id": self.id}
        action["display_name"] = self.name
        return action

    def action_view_parts(self):
        """Open what this service consists of."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "servicedesk_core.servicedesk_service_action"
        )
        action["domain"] = [("parent_id", "=", self.id)]
        action["context"] = {"default_parent_id": self.id}
        action["display_name"] = self.name
        return action
