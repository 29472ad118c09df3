# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

from ...tools import notice
from ..ticket.servicedesk_ticket import PRIORITIES

EVENTS = [
    ("registered", "Registered"),
    ("classified", "Classified"),
    ("assigned", "Assigned"),
    ("moved", "Passed On"),
    ("customer_answer", "Answered by the Customer"),
    ("desk_answer", "Answered by the Desk"),
    ("stage", "Enters a Stage"),
    ("waiting", "Waiting"),
    ("resolved", "Resolved"),
    ("reopened", "Reopened"),
    ("closed", "Closed"),
    ("cancelled", "Cancelled"),
    ("late", "Late"),
]

RECIPIENTS = [
    ("requester", "Requester"),
    ("watchers", "Watchers"),
    ("opener", "Opener"),
    ("assignee", "Assignee"),
    ("co_responsible", "Co-responsible"),
    ("owner", "Owner of the Service"),
    ("leader", "Team Leader"),
    ("on_duty", "On Duty"),
]

CHANNELS = [
    ("preferred", "As He Prefers"),
    ("inbox", "In Odoo"),
    ("mail", "E-mail"),
    ("call", "Call Task"),
]


class ServicedeskNoticeRule(models.Model):
    """Who is told what happens to a ticket, and how. Nobody else is told.

    Apart from these rules people hear of a ticket only what is said in it: public
    messages go to those who follow it. The acknowledgement, the mail that proposes a
    solution and the opener's hint that a ticket may be closed are sent as ever, and no
    rule sends them twice.
    """

    _name = "servicedesk.notice.rule"
    _inherit = "servicedesk.cached.mixin"
    _description = "Notice Rule"
    _order = "sequence, id"

    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    event = fields.Selection(EVENTS, required=True)
    stage_ids = fields.Many2many(
        "servicedesk.stage",
        "servicedesk_notice_rule_stage_rel",
        string="Stages",
        ondelete="restrict",
        help="Entering one of these.",
    )
    recipient = fields.Selection(RECIPIENTS, string="Who Is Told", required=True)
    channel = fields.Selection(
        CHANNELS,
        string="How",
        required=True,
        default="preferred",
        help="What somebody chose for himself goes before this. A call task is for the"
        " operator, who tells the person by phone.",
    )
    template_id = fields.Many2one(
        "mail.template",
        string="Text",
        domain=[("model", "=", "servicedesk.ticket")],
        ondelete="set null",
        help="In the language of who is told. Empty: a sentence and the main facts.",
    )
    type_ids = fields.Many2many(
        "servicedesk.ticket.type",
        "servicedesk_notice_rule_type_rel",
        string="Ticket Types",
        ondelete="restrict",
        help="Empty: all.",
    )
    team_ids = fields.Many2many(
        "servicedesk.team",
        "servicedesk_notice_rule_team_rel",
        string="Teams",
        ondelete="restrict",
        help="Empty: all.",
    )
    priority = fields.Selection(
        PRIORITIES, string="From Priority", required=True, default="0"
    )
    company_id = fields.Many2one("res.company", index="btree_not_null")

    @api.constrains("event", "stage_ids")
    def _check_stages(self):
        """A rule about entering a stage says which.

        :raise ValidationError: for one that would never be about anything.
        """
        for rule in self:
            if rule.event == "stage" and not rule.stage_ids:
                raise ValidationError(
                    self.env._("Say which stage is entered when somebody is told.")
                )

    @api.constrains("template_id")
    def _check_template(self):
        """A rule's text is one about tickets.

        :raise ValidationError: for a template of anything else: filled in by the
            ticket's number, it would tell of a stranger, or give his keys away.
        """
        for rule in self:
            # sudo: mail.template - what it is about is no secret
            template = rule.template_id.sudo()
            if template and template.model != "servicedesk.ticket":
                raise ValidationError(
                    self.env._(
                        "“%(template)s” is no text about tickets.",
                        template=template.display_name,
                    )
                )

    @api.depends("event", "recipient")
    @api.depends_context("lang")
    def _compute_display_name(self):
        events = dict(self._fields["event"]._description_selection(self.env))
        people = dict(self._fields["recipient"]._description_selection(self.env))
        for rule in self:
            event, who = events.get(rule.event, ""), people.get(rule.recipient, "")
            rule.display_name = f"{event} → {who}"

    @api.model
    @tools.ormcache()
    def _get_rules(self):
        """Return {event: (notice.Rule, …)} of the active rules, in their order."""
        rules = {}
        # sudo: servicedesk.notice.rule - rules hold, whoever does something
        for rule in self.sudo().search([("active", "=", True)]):
            facts = notice.Rule(
                id=rule.id,
                event=rule.event,
                recipient=rule.recipient,
                channel=rule.channel,
                template_id=rule.template_id.id or None,
                stage_ids=frozenset(rule.stage_ids.ids),
                type_ids=frozenset(rule.type_ids.ids),
                team_ids=frozenset(rule.team_ids.ids),
                company_id=rule.company_id.id or None,
                priority=rule.priority,
            )
            rules.setdefault(rule.event, []).append(facts)
        return {event: tuple(found) for event, found in rules.items()}

    def action_try(self):
        """Open the dialog that says who would be told of an event, and why not."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "servicedesk_core.servicedesk_notice_try_action"
        )
        if len(self) == 1:
            stage_id = self.stage_ids[:1].id
            action["context"] = {
                "default_event": self.event,
                "default_stage_id": stage_id,
            }
        return action
