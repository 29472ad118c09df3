# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from ast import literal_eval

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

from ...tools.tree import lock_line


class ServicedeskTeam(models.Model):
    """A group of support staff: by speciality, territory or qualification."""

    _name = "servicedesk.team"
    _description = "Service Desk Team"
    _inherit = ["servicedesk.cached.mixin", "mail.alias.mixin", "mail.thread"]
    _order = "sequence, name, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    color = fields.Integer()
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    level = fields.Selection(
        [("1", "First line"), ("2", "Second line"), ("3", "Third line")],
        required=True,
        default="1",
        help="First-line teams also work on tickets that nobody has classified yet.",
    )
    parent_id = fields.Many2one(
        "servicedesk.team",
        string="Superior Team",
        check_company=True,
        index=True,
        help="Where vertical escalation leads.",
    )
    leader_id = fields.Many2one(
        "res.users",
        domain=[("share", "=", False)],
        index="btree_not_null",
        tracking=True,
        help="Hears of what has no other addressee.",
    )
    membership_ids = fields.One2many(
        "servicedesk.team.member", "team_id", string="Members"
    )
    member_ids = fields.Many2many(
        "res.users",
        string="Users",
        compute="_compute_member_ids",
        search="_search_member_ids",
        inverse="_inverse_member_ids",
        domain=[("share", "=", False)],
    )
    resource_calendar_id = fields.Many2one(
        "resource.calendar",
        string="Working Hours",
        help="Empty: the working hours of the company.",
    )
    is_confidential = fields.Boolean(
        string="Confidential",
        tracking=True,
        help="Tickets of this team are read by its members, those called in and the"
        " requester only. Dispatchers see their number.",
    )

    # Counters
    open_ticket_count = fields.Integer(
        string="Open Tickets",
        compute="_compute_ticket_counts",
        groups="servicedesk_core.group_servicedesk_agent,"
        "servicedesk_core.group_servicedesk_auditor",
    )
    unassigned_ticket_count = fields.Integer(
        string="Unassigned Tickets",
        compute="_compute_ticket_counts",
        groups="servicedesk_core.group_servicedesk_agent,"
        "servicedesk_core.group_servicedesk_auditor",
    )
    late_ticket_count = fields.Integer(
        string="Late Tickets",
        compute="_compute_ticket_counts",
        groups="servicedesk_core.group_servicedesk_agent,"
        "servicedesk_core.group_servicedesk_auditor",
    )

    @api.model
    @tools.ormcache()
    def _get_companies_by_team(self):
        """Return {team id: company id} of the teams at work: asked at every routing."""
        # sudo: servicedesk.team - tickets of requesters are routed, too
        return {team.id: team.company_id.id for team in self.sudo().search([])}

    @api.model
    @tools.ormcache("team_id")
    def _get_people_ids(self, team_id):
        """Return the ids of who sits in a team, or leads it.

        Asked at every routing: by team, since a batch has many more assignees.
        """
        # sudo: servicedesk.team - where the assignee sits is read for requesters, too
        team = self.sudo().browse(team_id)
        return frozenset((team.membership_ids.user_id | team.leader_id).ids)

    @api.depends("membership_ids.user_id")
    def _compute_member_ids(self):
        for team in self:
            team.member_ids = team.membership_ids.user_id

    def _inverse_member_ids(self):
        """Add and remove seats so that they match; kept seats stay as they are."""
        seats = self.env["servicedesk.team.member"]
        # All is read first: a seat that goes takes what was entered out of the cache.
        wanted = {team: team.member_ids for team in self}
        for team, members in wanted.items():
            present = team.membership_ids.user_id
            team.membership_ids.filtered(
                lambda seat, members=members: seat.user_id not in members
            ).unlink()
            seats.create(
                [{"team_id": team.id, "user_id": user.id} for user in members - present]
            )

    @api.model
    def _search_member_ids(self, operator, value):
        if operator in ("in", "any", "any!", "like", "ilike", "="):
            return [("membership_ids.user_id", operator, value)]
        return NotImplemented

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_ticket_counts(self):
        """Count open tickets; only open ones are read, however long the history."""
        Ticket = self.env["servicedesk.ticket"]
        is_open = [("is_open", "=", True), ("team_id", "in", self.ids)]
        groups = (
            ("open_ticket_count", []),
            ("unassigned_ticket_count", [("user_id", "=", False)]),
            ("late_ticket_count", [("is_late", "=", True)]),
        )
        for field_name, domain in groups:
            counts = dict(
                Ticket._read_group(is_open + domain, ["team_id"], ["__count"])
            )
            for team in self:
                team[field_name] = counts.get(team, 0)

    def write(self, vals):
        lock_line(self, "parent_id", vals.get("parent_id"))
        return super().write(vals)

    @api.constrains("parent_id")
    def _check_parent_id(self):
        if self._has_cycle():
            raise ValidationError(
                self.env._("A team cannot be its own superior, not even by a detour.")
            )

    @api.constrains("company_id")
    def _check_company_of_tickets(self):
        """A team moves to another company without open tickets: those stay in theirs.

        :raise ValidationError: while one of them is in the team.
        """
        tickets = self.env["servicedesk.ticket"]
        for team in self:
            stranded = tickets._find_open_of_other_company("team_id", team)
            if stranded:
                raise ValidationError(
                    self.env._(
                        "Open tickets of %(company)s are in team “%(team)s”. Close them"
                        " or give them to another team before it changes its company.",
                        company=stranded.company_id.name,
                        team=team.name,
                    )
                )

    @api.model
    def _get_first_line(self, company):
        """Return the company's first-line team that comes first, or none."""
        return self.search(
            [("company_id", "=", company.id), ("level", "=", "1")], limit=1
        )

    def _alias_get_creation_values(self):
        values = super()._alias_get_creation_values()
        values["alias_model_id"] = self.env["ir.model"]._get_id("servicedesk.ticket")
        if self.id:
            defaults = literal_eval(self.alias_defaults or "{}")
            values["alias_defaults"] = defaults | {"team_id": self.id}
        return values

    def action_view_tickets(self):
        """Open this team's open tickets: all, or those of one more filter.

        The filter's name comes in the context as ``servicedesk_filter``.
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "servicedesk_core.servicedesk_ticket_action"
        )
        action["domain"] = [("team_id", "=", self.id)]
        action["context"] = {"search_default_open": 1, "default_team_id": self.id}
        if extra := self.env.context.get("servicedesk_filter"):
            action["context"][f"search_default_{extra}"] = 1
        action["display_name"] = self.name
        return action
