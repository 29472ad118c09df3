# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from typing import NamedTuple

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

from ...tools import plan as order

STARTS = [
    ("manual", "By hand"),
    ("classified", "When a ticket is classified"),
    ("approved", "When a ticket is approved"),
]
ENDS = [
    ("tell", "Tell who has the ticket"),
    ("resolve", "Solve the ticket"),
]


class Step(NamedTuple):
    """What a ticket needs to know of a step before it starts."""

    id: int
    condition: str
    after: tuple


class Plan(NamedTuple):
    """The plan that holds for a ticket."""

    steps: tuple = ()
    start: str = "manual"
    end: str = "tell"


class ServicedeskPlanStep(models.Model):
    """One step of the work that a service, or a ticket type, takes: a task for a team.

    A part without steps has the plan of the whole; where no service says anything the
    type speaks.
    """

    _name = "servicedesk.plan.step"
    _inherit = "servicedesk.cached.mixin"
    _description = "Plan Step"
    _order = "service_id, ticket_type_id, sequence, id"

    name = fields.Char(string="Task", required=True, translate=True)
    description = fields.Text(
        string="What to Do", translate=True, help="Stands in the task's description."
    )
    sequence = fields.Integer(default=10)
    service_id = fields.Many2one(
        "servicedesk.service", index="btree_not_null", ondelete="cascade"
    )
    ticket_type_id = fields.Many2one(
        "servicedesk.ticket.type", index="btree_not_null", ondelete="cascade"
    )
    team_id = fields.Many2one(
        "servicedesk.team",
        ondelete="restrict",
        help="Empty: the team that supports the service of the task.",
    )
    task_type_id = fields.Many2one(
        "servicedesk.ticket.type",
        string="Type of the Task",
        required=True,
        ondelete="restrict",
        default=lambda self: self._default_task_type_id(),
    )
    task_service_id = fields.Many2one(
        "servicedesk.service", string="Service of the Task", ondelete="restrict"
    )
    waits = fields.Selection(
        [
            (order.PREVIOUS, "After the one before"),
            (order.BESIDE, "Beside the one before"),
            (order.CHOSEN, "After chosen ones"),
        ],
        string="Starts",
        required=True,
        default=order.PREVIOUS,
    )
    after_ids = fields.Many2many(
        "servicedesk.plan.step",
        "servicedesk_plan_step_after_rel",
        "step_id",
        "after_id",
        copy=False,
        help="Where the step starts after chosen ones; none: at once.",
    )
    condition = fields.Char(
        help="Domain over the ticket; the step is left out where it does not hold when"
        " the plan starts, for instance [('priority', '=', '3')]."
    )

    _one_subject = models.Constraint(
        "CHECK ((service_id IS NULL) <> (ticket_type_id IS NULL))",
        "A plan step belongs to a service or to a ticket type.",
    )
    _somebody = models.Constraint(
        "CHECK (team_id IS NOT NULL OR task_service_id IS NOT NULL)",
        "A plan step needs a team, or a service whose team does it.",
    )

    @api.model
    def _default_task_type_id(self):
        return self.env.ref(
            "servicedesk_core.ticket_type_work", raise_if_not_found=False
        )

    @api.constrains("condition")
    def _check_condition(self):
        """A condition is a plain domain over what agents read of tickets."""
        conditions = self.env["servicedesk.transition"]
        for step in self.filtered("condition"):
            conditions._check_condition_text(step.condition)

    @api.constrains("after_ids", "waits", "sequence", "service_id", "ticket_type_id")
    def _check_order(self):
        """Steps wait for steps of their own plan, and none for itself.

        :raise ValidationError: naming the first that does not.
        """
        for owner in [*self.service_id, *self.ticket_type_id]:
            steps = owner.plan_step_ids
            for step in steps:
                if step.after_ids - steps:
                    raise ValidationError(
                        self.env._(
                            "“%(step)s” can wait for steps of its own plan only.",
                            step=step.name,
                        )
                    )
            lost = order.find_waiting_for_itself(steps._get_predecessors())
            if lost:
                raise ValidationError(
                    self.env._(
                        "“%(step)s” would wait for itself.",
                        step=self.browse(lost[0]).name,
                    )
                )

    @api.constrains("team_id", "service_id", "ticket_type_id")
    def _check_team_company(self):
        """A team works for its own company.

        :raise ValidationError: where the plan is of another one.
        """
        for step in self:
            company = (step.service_id or step.ticket_type_id).company_id
            if company and step.team_id and step.team_id.company_id != company:
                raise ValidationError(
                    self.env._(
                        "“%(step)s”: team “%(team)s” is of another company.",
                        step=step.name,
                        team=step.team_id.name,
                    )
                )

    def write(self, vals):
        """Record rules look at a step before it is written: look where it went, too.

        :raise AccessError: for a service or type that the user does not keep.
        """
        result = super().write(vals)
        if {"service_id", "ticket_type_id"} & vals.keys():
            self.check_access("write")
        return result

    def _copy_order_to(self, copies):
        """Let ``copies`` of these steps wait for each other as these do."""
        if len(copies) != len(self):
            return  # Whoever copied gave steps of his own.
        # Lines are copied in the order of their ids.
        twins = dict(zip(self.sorted("id"), copies.sorted("id"), strict=True))
        for step, twin in twins.items():
            if step.after_ids:
                twin.after_ids = self.browse().union(
                    *(twins[one] for one in step.after_ids)
                )

    # ------------------------------------------------------------------
    # What tickets ask for
    # ------------------------------------------------------------------

    @api.model
    @tools.ormcache("service_id", "type_id")
    def _get_plan(self, service_id, type_id):
        """Return the Plan that holds for tickets of a service and a type."""
        line = self.env["servicedesk.service"]._get_line(service_id)
        # sudo: servicedesk.plan.step - a plan holds whoever has the ticket
        found = self.sudo().search(
            ["|", ("service_id", "in", line), ("ticket_type_id", "=", type_id)]
        )
        for id_ in line:
            own = found.filtered(lambda step, id_=id_: step.service_id.id == id_)
            if own:
                return own._as_plan(own.service_id)
        of_type = found.filtered("ticket_type_id") if type_id else self.browse()
        return of_type._as_plan(of_type.ticket_type_id) if of_type else Plan()

    def _as_plan(self, owner):
        after = self._get_predecessors()
        conditions = {step.id: step.condition or "" for step in self}
        return Plan(
            steps=tuple(Step(id_, conditions[id_], after[id_]) for id_ in after),
            start=owner.plan_start,
            end=owner.plan_end,
        )

    def _get_predecessors(self):
        """Return {id: ids it waits for} of the steps of one plan, in their order."""
        return order.get_predecessors(
            order.Line(step.id, step.waits, tuple(step.after_ids.ids))
            for step in self.sorted(lambda step: (step.sequence, step.id))
        )
