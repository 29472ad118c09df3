# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ...tools import escalation_rule as rules
from ...tools.escalation import MOST_MINUTES
from ..ticket.servicedesk_ticket import PRIORITIES

LACKS = [
    (rules.BEGUN, "Nobody Has Begun"),
    (rules.ASSIGNED, "Nobody Is Assigned"),
    (rules.ANSWERED, "No First Answer"),
]
SHARES = [
    (rules.WHOLE, "Offer the Whole"),
    (rules.PART, "Offer a Part"),
    (rules.NOTICE, "Only Tell Them"),
]
TARGETS = [
    ("superior", "Superior Team"),
    ("path", "Next on the Service's Path"),
    ("team", "This Team"),
    ("user", "This Person"),
]
# A change of these has tickets looked at anew.
CONDITIONS = {
    "active",
    "company_id",
    "date_from",
    "lack",
    "minutes",
    "priority",
    "service_ids",
    "share",
    "team_ids",
    "to_team_id",
    "type_ids",
}

# Tickets that lack something since a date, and whose next look is not due anyhow.
LOOK_ANEW = """
UPDATE servicedesk_ticket SET rule_next_at = %(now)s
 WHERE is_open IS TRUE AND state IN %(states)s AND create_date >= %(since)s
   AND (state IN %(untouched)s OR date_first_response IS NULL)
   AND (rule_next_at IS NULL OR rule_next_at > %(now)s)
"""


class ServicedeskEscalationRule(models.Model):
    """When the desk itself offers a ticket to somebody else, and to whom.

    A rule fires once for a ticket. Its minutes are working minutes of the ticket's
    team, less what was waited for.
    """

    _name = "servicedesk.escalation.rule"
    _inherit = "servicedesk.cached.mixin"
    _description = "Escalation Rule"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index="btree_not_null")

    # When
    lack = fields.Selection(
        LACKS, string="What Is Missing", required=True, default=rules.BEGUN
    )
    minutes = fields.Integer(
        string="For (working minutes)",
        required=True,
        default=60,
        help="On the working hours of the ticket's team; waiting does not count.",
    )
    date_from = fields.Datetime(
        string="For Tickets since",
        required=True,
        default=fields.Datetime.now,
        help="Tickets registered before are left alone.",
    )
    type_ids = fields.Many2many(
        "servicedesk.ticket.type",
        "servicedesk_escalation_rule_type_rel",
        string="Ticket Types",
        ondelete="restrict",
        help="Empty: all.",
    )
    team_ids = fields.Many2many(
        "servicedesk.team",
        "servicedesk_escalation_rule_team_rel",
        string="Teams",
        ondelete="restrict",
        help="Empty: all.",
    )
    service_ids = fields.Many2many(
        "servicedesk.service",
        "servicedesk_escalation_rule_service_rel",
        string="Services",
        ondelete="restrict",
        help="With all their parts. Empty: all.",
    )
    priority = fields.Selection(
        PRIORITIES, string="From Priority", required=True, default="0"
    )

    # What then
    share = fields.Selection(
        SHARES, string="What to Do", required=True, default=rules.WHOLE
    )
    target = fields.Selection(
        TARGETS, string="To Whom", required=True, default="superior"
    )
    to_team_id = fields.Many2one(
        "servicedesk.team", ondelete="restrict", index="btree_not_null"
    )
    to_user_id = fields.Many2one(
        "res.users",
        string="Person",
        domain=[("share", "=", False)],
        ondelete="restrict",
        index="btree_not_null",
    )
    part = fields.Char(
        string="Which Part", help="What is asked of them, where it is not the whole."
    )

    _some_minutes = models.Constraint(
        f"CHECK (minutes BETWEEN 1 AND {MOST_MINUTES})",
        "A rule waits at least one working minute, and at most a year.",
    )

    @api.constrains("target", "to_team_id", "to_user_id")
    def _check_target(self):
        """A rule to a team or a person names it.

        :raise ValidationError: for one that would never reach anybody.
        """
        for rule in self:
            named = {"team": rule.to_team_id, "user": rule.to_user_id}
            if rule.target in named and not named[rule.target]:
                raise ValidationError(
                    self.env._("Say to which team, or to which person.")
                )
            if rule.target == "user" and not rule.to_user_id._is_internal():
                raise ValidationError(
                    self.env._(
                        "%(user)s is no employee: no ticket is offered to him.",
                        user=rule.to_user_id.name,
                    )
                )

    @api.constrains("company_id", "to_team_id", "target")
    def _check_company_of_team(self):
        """A team is of the company whose tickets the rule is about.

        :raise ValidationError: for another one.
        """
        for rule in self:
            team = rule.target == "team" and rule.to_team_id
            if team and rule.company_id and team.company_id != rule.company_id:
                raise ValidationError(
                    self.env._(
                        "“%(team)s” is a team of another company.", team=team.name
                    )
                )

    @api.constrains("share", "part")
    def _check_part(self):
        """Who is offered a part is told which.

        :raise ValidationError: for a part that nobody described.
        """
        for rule in self:
            if rule.share == rules.PART and not (rule.part or "").strip():
                raise ValidationError(self.env._("Say which part is offered."))

    @api.model_create_multi
    def create(self, vals_list):
        created = super().create(vals_list)
        created._look_anew()
        return created

    def write(self, vals):
        result = super().write(vals)
        if CONDITIONS & vals.keys():
            self._look_anew()
        return result

    @api.model
    @tools.ormcache()
    def _get_rules(self):
        """Return the active rules, in their order, as :class:`rules.Rule`."""
        # sudo: servicedesk.escalation.rule - rules hold, whoever registers a ticket
        found = self.sudo().search([("active", "=", True)])
        return tuple(rule._get_facts() for rule in found)

    def _get_facts(self):
        self.ensure_one()
        # A team takes tickets of its own company only.
        team = self.to_team_id if self.target == "team" else self.to_team_id.browse()
        return rules.Rule(
            id=self.id,
            lack=self.lack,
            minutes=self.minutes,
            share=self.share,
            priority=self.priority,
            since=self.date_from,
            company_id=(self.company_id or team.company_id).id or None,
            type_ids=frozenset(self.type_ids.ids),
            team_ids=frozenset(self.team_ids.ids),
            service_ids=frozenset(self.service_ids.ids),
        )

    def _look_anew(self):
        """Have the job look at the tickets that a new or changed rule may be about.

        Only then are they looked for; otherwise each ticket knows when its turn is.
        """
        active = self.filtered("active")
        if not active:
            return
        self.env["servicedesk.ticket"].flush_model()
        self.env.cr.execute(
            SQL(
                LOOK_ANEW,
                now=fields.Datetime.now(),
                since=min(active.mapped("date_from")),
                states=rules.RUNNING,
                untouched=rules.UNTOUCHED,
            )
        )
        self.env["servicedesk.ticket"].invalidate_model(["rule_next_at"], flush=False)

    def action_view_escalations(self):
        """Open what these rules have offered."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "servicedesk_core.servicedesk_escalation_action_analysis"
        )
        action["domain"] = [("rule_id", "in", self.ids)]
        action["context"] = {}
        action["view_mode"] = "list,form"
        action["views"] = [(False, "list"), (False, "form")]
        return action

    def _say_why(self):
        """Return what happened that the rule is about."""
        self.ensure_one()
        values = {"rule": self.name, "minutes": self.minutes}
        if self.lack == rules.ANSWERED:
            return self.env._(
                "Rule “%(rule)s”: no first answer within %(minutes)s working minutes.",
                **values,
            )
        if self.lack == rules.ASSIGNED:
            return self.env._(
                "Rule “%(rule)s”: nobody was assigned within %(minutes)s working"
                " minutes.",
                **values,
            )
        return self.env._(
            "Rule “%(rule)s”: nobody began within %(minutes)s working minutes.",
            **values,
        )
