# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from typing import NamedTuple

from odoo import api, fields, models, tools

from ...tools import assignment
from ...tools.escalation import MOST_MINUTES


class Seat(NamedTuple):
    """What assigning needs to know of a member."""

    user_id: int
    capacity: int
    skill_ids: frozenset


class Rules(NamedTuple):
    """How a team assigns, in its members' order."""

    method: str
    seats: tuple
    calendar_id: int
    by_roster: bool
    counter: str
    company_id: int


class ServicedeskTeam(models.Model):
    """How a team's tickets find somebody."""

    _inherit = "servicedesk.team"

    assignment = fields.Selection(
        [
            (assignment.MANUAL, "By hand"),
            (assignment.ROUND_ROBIN, "In turn"),
            (assignment.LEAST_LOADED, "To the least loaded"),
            (assignment.BEST_SKILL, "To the best skilled"),
        ],
        required=True,
        default=assignment.MANUAL,
        tracking=True,
        help="Who gets a classified ticket that nobody has. The absent, the archived"
        " and those off duty are passed over.",
    )
    skill_ids = fields.Many2many(
        "servicedesk.skill",
        "servicedesk_team_skill_rel",
        string="Specialisation",
        help="What every member of the team can do.",
    )
    acceptance_minutes = fields.Integer(
        default=60,
        help="Within how many minutes of its working hours the team accepts, or"
        " returns, what is handed over to it.",
    )
    uses_roster = fields.Boolean(
        string="By Duty Roster",
        help="Assign only to those who are on duty by the roster.",
    )
    is_my_team = fields.Boolean(
        compute="_compute_is_my_team", help="You sit in this team, or lead it."
    )
    turn_sequence_id = fields.Many2one(
        "ir.sequence",
        readonly=True,
        copy=False,
        groups="base.group_system",
        help="Counts the turns, so that two at once never draw the same one.",
    )

    _acceptance_positive = models.Constraint(
        f"CHECK (acceptance_minutes BETWEEN 1 AND {MOST_MINUTES})",
        "The time to accept a hand-over is at least a minute, and at most a year of"
        " working hours.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        teams = super().create(vals_list)
        teams._make_turn_counters()
        return teams

    def write(self, vals):
        result = super().write(vals)
        if vals.get("assignment") == assignment.ROUND_ROBIN:
            self._make_turn_counters()
        return result

    def unlink(self):
        # sudo: ir.sequence - the counter is the team's own
        counters = self.sudo().turn_sequence_id
        result = super().unlink()
        counters.unlink()
        return result

    @api.depends("member_ids", "leader_id")
    @api.depends_context("uid")
    def _compute_is_my_team(self):
        mine = self.env.user._servicedesk_team_ids()
        for team in self:
            team.is_my_team = team._origin.id in mine

    def action_view_tickets(self):
        """Offer *Take Next* above what nobody has, to those of the team."""
        action = super().action_view_tickets()
        if self.env.context.get("servicedesk_filter") == "unassigned":
            action["context"]["servicedesk_take_next"] = self.is_my_team and self.id
        return action

    def action_take_next(self):
        """Take the ticket of this team that burns most, and open it."""
        self.ensure_one()
        tickets = self.env["servicedesk.ticket"]
        return tickets._open_taken(tickets.action_take_next(self.id), self.id)

    def _make_turn_counters(self):
        """Give each team that assigns in turn a counter that never repeats itself.

        A PostgreSQL sequence: two workers draw at once without waiting, and a turn of
        a request that fails is lost, not given twice.
        """
        # sudo: ir.sequence - managers of the desk keep no sequences themselves
        for team in self.sudo():
            if team.assignment != assignment.ROUND_ROBIN or team.turn_sequence_id:
                continue
            team.turn_sequence_id = (
                self.env["ir.sequence"]
                .sudo()
                .create(
                    {
                        "name": f"Turns of {team.name}",
                        "implementation": "standard",
                        "company_id": team.company_id.id,
                    }
                )
            )

    @tools.ormcache("self.id")
    def _get_assignment_rules(self):
        """Return the team's :class:`Rules`; cached, as every creation asks for them."""
        self.ensure_one()
        # sudo: servicedesk.team - tickets of requesters are assigned, too
        team = self.sudo()
        common = set(team.skill_ids.ids)
        seats = tuple(
            Seat(
                seat.user_id.id,
                seat.capacity,
                frozenset(common | set(seat.skill_ids.ids)),
            )
            for seat in team.membership_ids
        )
        counter = team.turn_sequence_id
        return Rules(
            team.assignment if team.active else assignment.MANUAL,
            seats,
            team.resource_calendar_id.id,
            team.uses_roster,
            f"ir_sequence_{counter.id:03d}" if counter else "",
            team.company_id.id,
        )

    @api.model
    @tools.ormcache()
    def _has_assignment_rules(self):
        """Return whether any team assigns by rule; cached."""
        # sudo: servicedesk.team - asked at every creation, whoever creates
        by_rule = [("assignment", "!=", assignment.MANUAL)]
        return bool(self.sudo().search_count(by_rule, limit=1))
