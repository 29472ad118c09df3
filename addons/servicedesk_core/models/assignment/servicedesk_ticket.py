# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import logging

from markupsafe import Markup
from psycopg2.errors import IntegrityError

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools import assignment

# A change of these may give a ticket to another team, or classify it.
CAUSES = frozenset(
    {"team_id", "ticket_type_id", "service_id", "component_ids", "hand_set"}
)
# Why nobody has it, where somebody gave it back.
GIVEN_BACK = "given_back"
# How many unassigned tickets the scheduled job looks at in one run.
BATCH = 200

_logger = logging.getLogger(__name__)


class ServicedeskTicket(models.Model):
    """Assigning by the team's rule, with the reason for everybody to read."""

    _inherit = "servicedesk.ticket"

    assignment_facts = fields.Json(
        readonly=True,
        copy=False,
        help="By which rule the assignee was chosen, and what decided.",
    )
    assignment_reason = fields.Char(
        string="Why This Assignee", compute="_compute_assignment_reason"
    )

    # What somebody carries: counted at each assignment, over open tickets only.
    _open_user_idx = models.Index(
        "(user_id) WHERE is_open IS TRUE AND user_id IS NOT NULL"
    )
    _waiting_idx = models.Index(
        "(team_id, id) WHERE is_open IS TRUE AND user_id IS NULL"
    )

    @api.depends("assignment_facts", "user_id")
    @api.depends_context("lang")
    def _compute_assignment_reason(self):
        for ticket in self:
            ticket.assignment_reason = ticket._explain_assignment()

    def _explain_assignment(self):
        """Return in a sentence why the assignee was chosen; "" if a person chose."""
        self.ensure_one()
        facts = self.assignment_facts or {}
        if facts.get("user_id", False) != self.user_id.id:
            return ""
        why, load = facts.get("why"), facts.get("load", 0)
        if why == assignment.BEST_SKILL and facts.get("skill_ids"):
            # sudo: servicedesk.skill - the names of skills are told
            skills = self.env["servicedesk.skill"].sudo().browse(facts["skill_ids"])
            return self.env._(
                "by skill: %(skills)s", skills=", ".join(skills.exists().mapped("name"))
            )
        sentences = {
            "component": self.env._("looks after the component"),
            assignment.ROUND_ROBIN: self.env._("it was his turn in the team"),
            assignment.LEAST_LOADED: self.env._(
                "least loaded of those present: %(count)s open before", count=load
            ),
            assignment.BEST_SKILL: self.env._(
                "nobody present has the skill; least loaded: %(count)s open before",
                count=load,
            ),
            GIVEN_BACK: self.env._("given back: whoever has time takes it"),
            "nobody": self.env._("nobody: the team has no members"),
            "all_away": self.env._("nobody: all of the team are away or off duty"),
            "all_full": self.env._("nobody: all who are there carry all they can"),
        }
        return sentences.get(why, "")

    # ------------------------------------------------------------------
    # Create and write
    # ------------------------------------------------------------------

    @api.model
    def _prepare_assignees(self, vals_list):
        """Choose assignees before anything is written: that costs no second write."""
        waiting = [
            vals
            for vals in super()._prepare_assignees(vals_list)
            if vals.get("ticket_type_id") and not vals.get("user_id")
        ]
        by_rule = self.env["servicedesk.team"]._has_assignment_rules()
        if not by_rule:
            waiting = [vals for vals in waiting if vals.get("component_ids")]
        drafts = {self.new(vals): vals for vals in waiting}
        tickets = self.browse().concat(*drafts)
        for ticket, choice in tickets._choose_assignees().items():
            vals = drafts[ticket]
            vals["assignment_facts"] = self._prepare_assignment_facts(choice)
            if choice.id:
                vals["user_id"] = choice.id
                vals.setdefault("date_assigned", fields.Datetime.now())
                self._prepare_assigned_stage(vals)
        return vals_list

    def write(self, vals):
        """Have what came to a team, or got its class, assigned by the team's rule.

        What somebody gives back stays with nobody until it is taken: the rule would
        only return it, at once or with the next round of the job.
        """
        if "user_id" in vals and not vals["user_id"] and not vals.keys() & CAUSES:
            given = self.filtered("user_id")
            result = super().write(vals)
            # sudo: servicedesk.ticket - the rule remembers it, whoever gave it back
            given.sudo()._write_deed({"assignment_facts": {"why": GIVEN_BACK}})
            return result
        if not vals.keys() & CAUSES or vals.get("user_id"):
            return super().write(vals)
        before = {ticket: ticket._get_assignment_causes() for ticket in self}
        result = super().write(vals)
        self.filtered(
            lambda ticket: ticket._get_assignment_causes() != before[ticket]
        )._assign_by_rule()
        return result

    def _get_assignment_causes(self):
        return self.team_id, self.ticket_type_id, self.component_ids

    def _assign_by_rule(self):
        """Give those of the tickets that nobody has to whom the rules choose.

        Whoever classifies need not be allowed to assign in that team; it is the rule
        that does.
        """
        waiting = self.filtered(
            lambda ticket: (
                not ticket.user_id and ticket.ticket_type_id and ticket._is_in_work()
            )
        )
        chosen = {}
        for ticket, choice in waiting._choose_assignees().items():
            facts = self._prepare_assignment_facts(choice)
            # sudo: servicedesk.ticket - what was found the last time is compared
            if choice.id or facts != ticket.sudo().assignment_facts:
                chosen.setdefault(choice, []).append(ticket.id)
        for choice, ids in chosen.items():
            vals = {"assignment_facts": self._prepare_assignment_facts(choice)}
            if choice.id:
                vals["user_id"] = choice.id
            # sudo: servicedesk.ticket - by rule, whoever classified it
            self.browse(ids).sudo().write(vals)
            if choice.id:
                self.browse(ids)._log_assignment()
        return bool(chosen)

    def _is_in_work(self):
        """Return whether somebody has to do something about the ticket."""
        self.ensure_one()
        return self.is_open and self.state != "resolved"

    # ------------------------------------------------------------------
    # The choice
    # ------------------------------------------------------------------

    def _choose_assignees(self):
        """Return {ticket: Choice}, without those whose team assigns by hand.

        Who looks after a component goes first, if he is there; then the team's rule.
        """
        if not self:
            return {}
        routing = self._get_component_routing() if self.component_ids else {}
        chosen = {}
        # sudo: servicedesk.team - tickets of requesters are assigned, too
        for team, tickets in self.sudo().grouped("team_id").items():
            if team:
                wanted = {
                    ticket: user.id
                    for ticket, (owner, user) in routing.items()
                    if user and owner == team
                }
                own = self.filtered(lambda ticket, own=tickets: ticket in own)
                chosen |= own._choose_in_team(team, wanted)
        return chosen

    def _choose_in_team(self, team, responsible):
        """Return {ticket: Choice} for tickets of one team.

        :param dict responsible: the id of who looks after its component, by ticket.
        """
        method = team._get_assignment_rules().method
        if method == assignment.MANUAL and not any(t in responsible for t in self):
            return {}
        candidates, turns = team._get_standing(len(self))
        there = {each.id: each for each in assignment.find_free(candidates)[0]}
        chosen, rest = {}, self.browse()
        for ticket in self:
            found = there.get(responsible.get(ticket))
            if found:
                choice = assignment.Choice(
                    found.id, "component", frozenset(), found.load
                )
                chosen[ticket] = choice
            else:
                rest |= ticket
        if method == assignment.MANUAL or not rest:
            return chosen
        wanted = [ticket._get_wanted_skill_ids() for ticket in rest]
        turns = turns[: len(rest)]
        dealt = assignment.deal(method, candidates, wanted, turns)
        return chosen | dict(zip(rest, dealt, strict=True))

    def _get_wanted_skill_ids(self):
        """Return the ids of the skills that service and category want."""
        self.ensure_one()
        services = self.env["servicedesk.service"]._get_skill_ids()
        categories = self.env["servicedesk.category"]._get_skill_ids()
        wanted = services.get(self.service_id._origin.id, frozenset())
        return wanted | categories.get(self.category_id._origin.id, frozenset())

    @api.model
    def _prepare_assignment_facts(self, choice):
        return {
            "user_id": choice.id or False,
            "why": choice.why,
            "skill_ids": sorted(choice.skills),
            "load": choice.load,
        }

    def _log_assignment(self):
        """Say in one note a ticket why this person has it."""
        bodies = {}
        for ticket in self:
            # sudo: res.users - the name of the assignee is told
            name = ticket.sudo().user_id.name
            bodies[ticket.id] = self.env._(
                "Assigned to %(user)s: %(why)s",
                user=name,
                why=ticket._explain_assignment(),
            )
        # sudo: servicedesk.ticket - the rule speaks, not who happened to classify
        self.sudo()._message_log_batch(bodies=bodies)

    def _creation_message(self):
        """Say in the first note why this person has it, in place of a second note."""
        message = super()._creation_message()
        why = self.user_id and self._explain_assignment()
        if not why:
            return message
        # sudo: res.users - the name of the assignee is told
        user = self.sudo().user_id
        # One read for both: the note's author is asked for next. And for the whole
        # batch: its tickets may have as many assignees.
        ids = [*user._prefetch_ids, self.env.uid]
        people = (user | self.env.user).with_prefetch(ids)
        names = people.partner_id.mapped("name")
        assigned = self.env._("Assigned to %(user)s: %(why)s", user=names[0], why=why)
        return Markup("{}<br/>{}").format(message, assigned)

    # ------------------------------------------------------------------
    # Scheduled
    # ------------------------------------------------------------------

    @api.model
    def _cron_assign_waiting(self):
        """Assign what nobody could take before: a shift begins, somebody is back.

        What is wrong in one team is logged, and keeps no other from its turn.
        """
        teams = self.env["servicedesk.team"].search(
            [("assignment", "!=", assignment.MANUAL)]
        )
        for team in teams:
            waiting = self.search(
                [
                    ("team_id", "=", team.id),
                    ("user_id", "=", False),
                    ("is_open", "=", True),
                    ("state", "!=", "resolved"),
                    ("ticket_type_id", "!=", False),
                ],
                order="priority desc, customer_priority desc, id",
            )
            waiting = waiting.filtered(
                lambda ticket: (ticket.assignment_facts or {}).get("why") != GIVEN_BACK
            )[:BATCH]
            try:
                with self.env.cr.savepoint():
                    waiting._assign_by_rule()
            except (UserError, IntegrityError):
                _logger.exception("Nothing could be assigned in team %s", team.name)
            self.env["ir.cron"]._commit_progress(len(waiting))
