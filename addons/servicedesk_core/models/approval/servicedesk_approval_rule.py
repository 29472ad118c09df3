# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from typing import NamedTuple

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

from ...tools.approval import ALL, ANY
from ..catalogue.servicedesk_service import check_hours

WHO = [
    ("manager", "The requester's manager"),
    ("users", "Named people"),
    ("owner", "The owner of the service"),
    ("approvers", "The approvers of the service"),
]
REMINDER_HOURS = 8.0
ESCALATE_AFTER = 2


class Rule(NamedTuple):
    """What the rules of a service or type say about one step."""

    id: int  # False: no line says it, the service just names its approvers
    who: str
    user_ids: tuple
    enough: str
    condition: str
    on_reject: str
    reminder_hours: float
    escalate_after: int


class ServicedeskApprovalRule(models.Model):
    """One step of an approval: who is asked, and how many of them are enough.

    The steps of a service, or of a ticket type, come in their order. A part without
    steps has those of the whole; where no service says anything the type speaks, and
    where that is silent, too, any one of the service's approvers is asked.
    """

    _name = "servicedesk.approval.rule"
    _inherit = "servicedesk.cached.mixin"
    _description = "Approval Step"
    _order = "service_id, ticket_type_id, sequence, id"

    name = fields.Char(
        string="What Is Approved", required=True, translate=True, default="Approval"
    )
    sequence = fields.Integer(default=10)
    service_id = fields.Many2one(
        "servicedesk.service", index="btree_not_null", ondelete="cascade"
    )
    ticket_type_id = fields.Many2one(
        "servicedesk.ticket.type", index="btree_not_null", ondelete="cascade"
    )
    who = fields.Selection(WHO, string="Who Is Asked", required=True, default="manager")
    user_ids = fields.Many2many(
        "res.users", "servicedesk_approval_rule_user_rel", string="People"
    )
    enough = fields.Selection(
        [(ANY, "Any one of them"), (ALL, "All of them")],
        string="Needed",
        required=True,
        default=ANY,
        help="When several people are asked in this step.",
    )
    condition = fields.Char(
        help="Domain over the ticket; the step is left out where it does not hold, for"
        " instance [('priority', '=', '3')]."
    )
    on_reject = fields.Selection(
        [("back", "Put it back"), ("cancel", "Cancel the ticket")],
        string="When Rejected",
        required=True,
        default="back",
    )
    reminder_hours = fields.Float(
        string="Remind after (hours)",
        default=REMINDER_HOURS,
        help="Working hours between two reminders; 0: nobody is reminded.",
    )
    escalate_after = fields.Integer(
        string="Escalate after (reminders)",
        default=ESCALATE_AFTER,
        help="So many reminders later the stand-in is asked as well, or else the"
        " manager of who is asked; 0: never.",
    )

    _one_subject = models.Constraint(
        "CHECK ((service_id IS NULL) <> (ticket_type_id IS NULL))",
        "An approval step belongs to a service or to a ticket type.",
    )
    _not_negative = models.Constraint(
        "CHECK (reminder_hours >= 0 AND escalate_after >= 0)",
        "Neither hours nor reminders can be less than none.",
    )

    @api.constrains("reminder_hours")
    def _check_reminder_hours(self):
        for rule in self:
            check_hours(self.env, rule.reminder_hours)

    @api.constrains("who", "user_ids")
    def _check_user_ids(self):
        for rule in self:
            if rule.who == "users" and not rule.user_ids:
                raise ValidationError(
                    self.env._("“%(step)s”: name who is asked.", step=rule.name)
                )

    @api.constrains("condition")
    def _check_condition(self):
        """A condition is a plain domain over what agents read of tickets."""
        conditions = self.env["servicedesk.transition"]
        for rule in self.filtered("condition"):
            conditions._check_condition_text(rule.condition)

    def write(self, vals):
        """Record rules look at a step before it is written: look where it went, too.

        :raise AccessError: for a service or type that the user does not keep.
        """
        result = super().write(vals)
        if {"service_id", "ticket_type_id"} & vals.keys():
            self.check_access("write")
        return result

    # ------------------------------------------------------------------
    # What is asked for at every move
    # ------------------------------------------------------------------

    @api.model
    @tools.ormcache("service_id", "type_id")
    def _get_rules(self, service_id, type_id):
        """Return the steps that hold for tickets of a service and a type, in order."""
        line = self.env["servicedesk.service"]._get_line(service_id)
        # sudo: servicedesk.approval.rule - rules hold whoever makes the move
        found = self.sudo().search(
            ["|", ("service_id", "in", line), ("ticket_type_id", "=", type_id)]
        )
        for id_ in line:
            own = found.filtered(lambda rule, id_=id_: rule.service_id.id == id_)
            if own:
                return own._as_tuples()
        of_type = found.filtered("ticket_type_id") if type_id else self.browse()
        if of_type:
            return of_type._as_tuples()
        return self._get_rules_of_approvers(service_id)

    @api.model
    def _get_rules_of_approvers(self, service_id):
        """Return the one step of a service that just names its approvers, or none."""
        services = self.env["servicedesk.service"]
        named = set()
        for is_confidential in (False, True):
            named |= services._get_approver_ids(service_id, is_confidential)
        if not named:
            return ()
        return (
            Rule(
                id=False,
                who="approvers",
                user_ids=(),
                enough=ANY,
                condition="",
                on_reject="back",
                reminder_hours=REMINDER_HOURS,
                escalate_after=ESCALATE_AFTER,
            ),
        )

    def _as_tuples(self):
        return tuple(
            Rule(
                id=rule.id,
                who=rule.who,
                user_ids=tuple(rule.user_ids.ids),
                enough=rule.enough,
                condition=rule.condition or "",
                on_reject=rule.on_reject,
                reminder_hours=rule.reminder_hours,
                escalate_after=rule.escalate_after,
            )
            for rule in self.sorted(lambda rule: (rule.sequence, rule.id))
        )
