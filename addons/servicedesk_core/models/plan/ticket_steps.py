# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import plaintext2html

from ...tools import arguments
from ...tools import plan as order
from .ticket_family import DONE_STATES


class ServicedeskTicket(models.Model):
    """The plan of a ticket: its steps become tasks, one after or beside the other.

    What the plan is when it starts holds for the ticket, whatever becomes of service,
    type and steps: conditions are looked at then, and the order is kept.
    """

    _inherit = "servicedesk.ticket"

    plan_step_id = fields.Many2one(
        "servicedesk.plan.step",
        readonly=True,
        copy=False,
        index=False,
        ondelete="set null",
    )
    plan_state = fields.Json(
        readonly=True,
        copy=False,
        help="Of a plan that was started: the ids of the steps to come, for which each"
        " step waits, and what happens at the end.",
    )
    has_plan = fields.Boolean(compute="_compute_has_plan")
    steps_ahead = fields.Char(string="Still to Come", compute="_compute_has_plan")

    _plan_step_uniq = models.UniqueIndex(
        "(parent_id, plan_step_id) WHERE plan_step_id IS NOT NULL",
        "This step of the plan has been started already.",
    )

    @api.depends("plan_state", "service_id", "ticket_type_id")
    @api.depends_context("lang")
    def _compute_has_plan(self):
        """Say whether there is a plan to start, and what is to come of one."""
        plans = self.env["servicedesk.plan.step"]
        for ticket in self:
            ahead = (ticket.plan_state or {}).get("ahead", ())
            # sudo: servicedesk.plan.step - what is to be done is told with the ticket
            steps = plans.sudo().browse(ahead).exists() if ahead else plans
            ticket.steps_ahead = ", ".join(steps.mapped("name"))
            ticket.has_plan = not ticket.plan_state and bool(ticket._get_plan().steps)

    def _get_plan(self):
        return self.env["servicedesk.plan.step"]._get_plan(
            self.service_id._origin.id, self.ticket_type_id._origin.id
        )

    # ------------------------------------------------------------------
    # Deeds
    # ------------------------------------------------------------------

    def action_start_plan(self):
        """Start the plan of tickets, or what can start now of one that hung.

        :raise UserError: where there is no plan, or a task cannot be made.
        """
        self._check_work_access()
        self._lock()
        # sudo: servicedesk.ticket - tasks are made for every team
        for ticket in self.sudo():
            ticket._check_takes_tasks()
            if not ticket.plan_state and not ticket._begin_plan():
                raise UserError(
                    self.env._(
                        "There is no plan for %(ticket)s, or none of its steps holds.",
                        ticket=ticket.number,
                    )
                )
            ticket._start_ready_steps()
        return True

    def action_end_plan(self, reason=""):
        """Leave out the steps still to come; tasks that are begun go on.

        :param str reason: noted on the ticket.
        :raise UserError: where none is to come.
        """
        self._check_work_access()
        reason = arguments.text(self.env, reason, "reason")
        self._lock()
        bodies = {}
        for ticket in self:
            names = ticket.steps_ahead
            if not names:
                raise UserError(
                    self.env._(
                        "No step of a plan is to come for %(ticket)s.",
                        ticket=ticket.number,
                    )
                )
            bodies[ticket.id] = self.env._(
                "Left out: %(steps)s. %(reason)s", steps=names, reason=reason
            ).strip()
            ticket._write_deed({"plan_state": {**ticket.plan_state, "ahead": []}})
        self._message_log_batch(bodies=bodies)
        return True

    # ------------------------------------------------------------------
    # Starting by itself
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        tickets = super().create(vals_list)
        tickets._start_plans("classified")
        return tickets

    def write(self, vals):
        result = super().write(vals)
        if {"ticket_type_id", "service_id"} & vals.keys():
            self._start_plans("classified")
        return result

    def _go_on_approved(self, approvals):
        result = super()._go_on_approved(approvals)
        self._start_plans("approved")
        return result

    def _start_plans(self, when):
        """Start the plans that start ``when`` this happens; what fails is told.

        A task of a plan starts none by itself: a plan that is a step of its own would
        never end.
        """
        for ticket in self:
            if not ticket.ticket_type_id or ticket._get_plan().start != when:
                continue
            # sudo: servicedesk.ticket - tasks are made for every team
            started = ticket.sudo()._without_deed()
            fresh = not (started.plan_state or started.plan_step_id)
            if fresh and started.state not in DONE_STATES and started._begin_plan():
                started._try_ready_steps()

    def _begin_plan(self):
        """Choose the steps that hold for the ticket; return whether there are any.

        Called in superuser mode: a condition looks at the ticket, not at rights.
        """
        self.ensure_one()
        plan = self._get_plan()
        parse = self.env["servicedesk.transition"]._parse_condition
        chosen = [
            step.id
            for step in plan.steps
            if not step.condition or self.filtered_domain(parse(step.condition))
        ]
        if chosen:
            after = {str(step.id): step.after for step in plan.steps}
            state = {"ahead": chosen, "after": after, "end": plan.end}
            self._write_deed({"plan_state": state})
        return bool(chosen)

    # ------------------------------------------------------------------
    # Step after step
    # ------------------------------------------------------------------

    def _try_ready_steps(self):
        """Start what can start; tell who has the ticket if that cannot be."""
        try:
            with self.env.cr.savepoint():
                self._start_ready_steps()
        except (UserError, ValidationError) as error:
            self.invalidate_recordset()
            self._tell_colleagues(
                self.env._("The next tasks could not be made: %(why)s", why=error)
            )

    def _start_ready_steps(self):
        """Make the tasks of all steps that wait for nothing; in superuser mode."""
        self.ensure_one()
        state = self.plan_state
        steps = self.env["servicedesk.plan.step"].browse(state["ahead"]).exists()
        after = {int(step): waits for step, waits in state["after"].items()}
        tasks = self.child_ids.filtered(lambda task: task.state not in DONE_STATES)
        ready = order.get_ready(after, steps.ids, tasks.plan_step_id.ids)
        vals_list = [self._prepare_task_vals(step) for step in steps.browse(ready)]
        ahead = [id_ for id_ in steps.ids if id_ not in ready]
        if ahead != state["ahead"]:
            self._write_deed({"plan_state": {**state, "ahead": ahead}})
        if vals_list:
            clean = self._without_deed().with_company(self.company_id)
            clean.browse().create(vals_list)
            self._recount_children()

    def _prepare_task_vals(self, step):
        """Return the values of the task of one step.

        What is secret stays so: the task of a confidential ticket is confidential,
        and tells its team nothing but what the step says.

        :raise UserError: when the step's team, type or service is archived.
        """
        for part in (step.team_id, step.task_type_id, step.task_service_id):
            if part and not part.active:
                raise UserError(
                    self.env._("“%(name)s” is archived.", name=part.display_name)
                )
        name = step.name
        if not self.is_confidential:
            name = f"{step.name}: {self.name}"
        vals = {
            "name": name,
            "description": plaintext2html(step.description or ""),
            "ticket_type_id": step.task_type_id.id,
            "company_id": self.company_id.id,
            "parent_id": self.id,
            "plan_step_id": step.id,
            "site_id": self.site_id.id,
            "priority": self.priority,
            "date_due": self.date_due,
            # Not whoever ends the step before: he would work on this one, too.
            "opener_id": (self.opener_id or self.user_id).id,
        }
        if step.team_id:
            vals["team_id"] = step.team_id.id
        if step.task_service_id:
            vals["service_id"] = step.task_service_id.id
        if self.is_confidential:
            vals["is_confidential"] = True
        return vals

    def _on_task_turned(self):
        """Start the steps that waited for this."""
        result = super()._on_task_turned()
        if (self.plan_state or {}).get("ahead"):
            self._try_ready_steps()
        return result

    def _on_children_done(self):
        """Solve the ticket, where the plan says so and nothing is to come."""
        state = self.plan_state or {}
        if state.get("ahead"):
            return
        if state.get("end") != "resolve" or not self._try_resolving():
            super()._on_children_done()

    def _try_resolving(self):
        """Solve the ticket if its life cycle lets it; return whether it did."""
        try:
            move = self._find_move(states=["resolved"])
            with self.env.cr.savepoint():
                self._move({self: move}, {"resolution": self._get_tasks_done()})
        except (UserError, ValidationError):
            self.invalidate_recordset()
            return False
        return True

    def _get_tasks_done(self):
        """Return what was done, for the requester: secret tasks are not named."""
        ticket = self.with_context(lang=self._get_requester_lang())
        tasks = ticket.child_ids.filtered(
            lambda task: (
                task.state != "cancelled"
                and not task.is_confidential
                and task.child_role == "task"
            )
        )
        names = [
            task.plan_step_id.name or task.name for task in tasks.sorted("id")
        ] or [self.name]
        return plaintext2html(
            ticket.env._("All is done: %(tasks)s.", tasks=", ".join(names))
        )

    def _why_not(self, move):
        """A ticket is solved when its plan has come to the end."""
        ends = move.to_state in ("resolved", "closed") and self.state != "resolved"
        if ends and (self.plan_state or {}).get("ahead"):
            return self.env._(
                "%(ticket)s has steps still to come: %(steps)s.",
                ticket=self.number,
                steps=self.steps_ahead,
            )
        return super()._why_not(move)
