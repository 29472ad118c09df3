# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ...tools import escalation_rule as rules

RULE = "servicedesk.escalation.rule"
DAY = timedelta(days=1)


class ServicedeskTicket(models.Model):
    """When a rule of escalation looks at a ticket next, and what it does then.

    The moment is kept with the ticket, so that the job asks an index what is due. It
    is never too late: counted from the registration as if nothing was waited for. The
    job counts exactly, from the spans, and puts off what is not due yet.
    """

    _inherit = "servicedesk.ticket"

    fired_rule_ids = fields.Many2many(
        RULE,
        "servicedesk_ticket_fired_rule_rel",
        "ticket_id",
        "rule_id",
        string="Rules Applied",
        readonly=True,
        copy=False,
        help="Rules of escalation that fired for this ticket: each does so once.",
    )
    rule_next_at = fields.Datetime(
        string="Next Look by Rules",
        compute="_compute_rule_next_at",
        store=True,
        precompute=True,
        copy=False,
        help="When rules of escalation look at the ticket next.",
    )

    _rule_next_idx = models.Index("(rule_next_at) WHERE rule_next_at IS NOT NULL")

    @api.depends(
        "state",
        "priority",
        "ticket_type_id",
        "team_id",
        "user_id",
        "service_id",
        "date_first_response",
        "escalation_id",
    )
    def _compute_rule_next_at(self):
        for ticket in self:
            found = ticket._find_rules()
            ticket.rule_next_at = ticket._estimate_rules(found) if found else False

    # ------------------------------------------------------------------
    # Which rules, and when
    # ------------------------------------------------------------------

    def _find_rules(self):
        """Return the rules that hold for this ticket now and have not fired yet."""
        self.ensure_one()
        active = self.env[RULE]._get_rules()
        if not active:
            return []
        facts = self._get_rule_facts()
        found = [rule for rule in active if rules.holds(rule, facts)]
        if found and self._origin:
            # sudo: servicedesk.escalation.rule - rules hold, whoever moves the ticket
            fired = set(self.sudo().fired_rule_ids.ids)
            found = [rule for rule in found if rule.id not in fired]
        return found

    def _get_rule_facts(self):
        self.ensure_one()
        line = ()
        if self.service_id:
            line = self.env["servicedesk.service"]._get_line(self.service_id.id)
        return rules.Facts(
            state=self.state,
            priority=self.priority or "0",
            registered=self.create_date or fields.Datetime.now(),
            company_id=self.company_id.id,
            type_id=self.ticket_type_id.id or None,
            team_id=self.team_id.id or None,
            service_line=frozenset(line),
            has_assignee=bool(self.user_id),
            is_answered=bool(self.date_first_response),
            is_offered=bool(self.escalation_id),
        )

    def _get_rule_worktime(self):
        """Return the working hours on which rules count for this ticket."""
        self.ensure_one()
        calendar_id = self.env["servicedesk.team"]._get_calendar_id(
            self.team_id.id, self.company_id.id
        )
        return self.env["resource.calendar"].browse(calendar_id or [])._get_worktime()

    def _estimate_rules(self, found):
        """Return before when none of ``found`` is due, or False where none ever is."""
        worktime = self._get_rule_worktime()
        since = self.create_date or fields.Datetime.now()
        moments = [worktime.add(since, rule.minutes * 60) for rule in found]
        return min(filter(None, moments), default=False)

    def _get_rule_due(self, rule, spans, now):
        """Return when ``rule`` is due: in the past, or a guess; None for never."""
        pieces = rules.counted(rule.lack, spans, now)
        return rules.due(rule.minutes, pieces, self._get_rule_worktime(), now)

    # ------------------------------------------------------------------
    # What the job does
    # ------------------------------------------------------------------

    def _apply_rules(self):
        """Do what is due, and look again when the next rule may be."""
        self.ensure_one()
        now = fields.Datetime.now()
        spans = [
            rules.Span(span.state, bool(span.user_id), span.date_from, span.date_to)
            for span in self.span_ids.sorted("id")
        ]
        coming = []
        for rule in self._find_rules():
            moment = self._get_rule_due(rule, spans, now)
            if moment and moment > now:
                coming.append(moment)
            elif moment and rules.holds(rule, self._get_rule_facts()):
                self._apply_rule(self.env[RULE].browse(rule.id))
        # An offer that was made now holds the others back; its end calls them again.
        self.flush_recordset()
        self._write_stamp({"rule_next_at": min(coming, default=False)})

    def _apply_rule(self, rule):
        """Do what one rule says, once, and say on the ticket why; or why it cannot."""
        self.ensure_one()
        desk = self._speak_as_desk()
        rule = rule.with_context(lang=desk.env.context["lang"])
        why = rule._say_why()
        # Before it is done: whatever comes of it, it is not tried again.
        self._write_stamp({"fired_rule_ids": [Command.link(rule.id)]})
        try:
            with self.env.cr.savepoint():
                desk._escalate_by_rule(rule, why)
        except UserError as error:
            desk._message_log(
                body=desk.env._(
                    "%(why)s Nothing was done: %(error)s", why=why, error=str(error)
                )
            )

    def _escalate_by_rule(self, rule, why):
        """Offer the ticket to whom a rule names, or tell them.

        :raise UserError: saying why it cannot be.
        """
        self.ensure_one()
        step, team, user = self._find_rule_target(rule)
        if step:
            self._write_stamp({"called_path_ids": [Command.link(step.id)]})
        if rule.share == rules.NOTICE:
            people = user or team.leader_id or team.member_ids
            # A rule opens nothing to who may not read it, such as a confidential one.
            people = people.filtered(lambda one: one.active and self._may_hear(one))
            if not people:
                raise UserError(
                    self.env._("there is nobody to tell who may read the ticket.")
                )
            self._escalate_notice(people, why)
            return
        self._offer(
            {
                "direction": "vertical" if self._is_above(team) else "horizontal",
                "share": rule.share,
                "part": rule.part if rule.share == rules.PART else False,
                "reason": why,
                "to_team_id": team.id,
                "to_user_id": user.id,
                "rule_id": rule.id,
            }
        )

    def _find_rule_target(self, rule):
        """Return (step of the path, team, user) that a rule leads to.

        :raise UserError: where there is none.
        """
        step = self.env["servicedesk.service.path"]
        if rule.target == "path":
            step = self._get_next_step()
            if not step:
                raise UserError(
                    self.env._("the service has no (further) step on its path.")
                )
            return step, step.team_id, step.user_id
        if rule.target == "superior":
            team = self.team_id.parent_id
            if not team:
                raise UserError(self.env._("the ticket's team has no superior team."))
            return step, team, team.leader_id.browse()
        if rule.target == "team":
            return step, rule.to_team_id, rule.to_user_id.browse()
        return step, rule.to_team_id.browse(), rule.to_user_id

    def _is_above(self, team):
        """Return whether ``team`` is a superior of the ticket's team."""
        superior = self.team_id.parent_id
        while superior and superior != team:
            superior = superior.parent_id
        return bool(superior)

    def _set_rules_aside(self):
        """Try again tomorrow what fails today, and say so; the others go on."""
        self.ensure_one()
        desk = self._speak_as_desk()
        desk._note_once(
            desk.env._(
                "A rule of escalation could not be applied. It is tried again tomorrow."
            )
        )
        self._write_stamp({"rule_next_at": fields.Datetime.now() + DAY})
