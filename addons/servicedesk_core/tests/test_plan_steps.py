# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged

from .common import ServicedeskCommon


class PlanCommon(ServicedeskCommon):
    """A service "New Colleague" whose work is done by several teams."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner = cls._new_user("sd_owner", "service_owner")
        services = cls.env["servicedesk.service"]
        cls.service = services.create(
            {"name": "New Colleague", "owner_id": cls.owner.id}
        )
        cls.other_service = services.create({"name": "Tills"})

    @classmethod
    def _steps(cls, *steps, owner=None):
        """Give the service, or another owner, steps: a name, and values."""
        owner = owner or cls.service
        field = {
            "servicedesk.service": "service_id",
            "servicedesk.ticket.type": "ticket_type_id",
        }[owner._name]
        return cls.env["servicedesk.plan.step"].create(
            [
                {
                    field: owner.id,
                    "name": name,
                    "team_id": cls.team_second.id,
                    "sequence": sequence,
                    **vals,
                }
                for sequence, (name, vals) in enumerate(steps, start=1)
            ]
        )

    @classmethod
    def _ordered(cls, creator=None, **vals):
        return cls._classified(
            creator,
            ticket_type_id=cls.work.id,
            **{"name": "Jo starts", "service_id": cls.service.id, **vals},
        )

    def _tasks(self, ticket):
        """Return {name of the step: task}."""
        self.env.invalidate_all()
        return {
            task.plan_step_id.name: task
            for task in ticket.sudo().child_ids.sorted("id")
        }

    def _finish(self, ticket, name):
        """Have the second line do the task of a step."""
        task = self._tasks(ticket)[name].with_user(self.agent_b)
        task.action_start()
        task.action_resolve("Done.")


@tagged("post_install", "-at_install")
@freeze_time("2026-03-02 09:00:00")
class TestPlan(PlanCommon):
    """Steps become tasks, and the ticket is solved when they are done."""

    # ------------------------------------------------------------------
    # Starting
    # ------------------------------------------------------------------

    def test_by_button(self):
        """The first step becomes a task of its team; the next one waits."""
        self._steps(("Mailbox", {"description": "With a\nsignature"}), ("Phone", {}))
        ticket = self._ordered()
        self.assertFalse(ticket.child_count)
        self.assertTrue(ticket.has_plan)
        ticket.action_start_plan()
        self.assertFalse(ticket.has_plan)
        self.assertEqual(ticket.steps_ahead, "Phone")
        task = self._tasks(ticket)["Mailbox"]
        self.assertEqual(task.name, "Mailbox: Jo starts")
        self.assertIn("With a<br", task.description)
        self.assertEqual(task.team_id, self.team_second)
        self.assertEqual(task.ticket_type_id, self.work)
        self.assertEqual(task.opener_id, ticket.opener_id)
        self.assertFalse(task.partner_id)
        self.assertEqual((ticket.child_count, ticket.child_open_count), (1, 1))

    def test_who_may_start(self):
        """Who works on the ticket starts its plan, nobody else."""
        self._steps(("Mailbox", {}))
        ticket = self._ordered()
        for user in (self.agent_b, self.auditor, self.customer):
            with self.assertRaises(AccessError):
                ticket.with_user(user).action_start_plan()
        ticket.with_user(self.dispatcher).action_start_plan()
        self.assertEqual(ticket.child_count, 1)

    def test_starting_twice(self):
        """Starting again makes no task twice."""
        self._steps(("Mailbox", {}), ("Phone", {}))
        ticket = self._ordered()
        ticket.action_start_plan()
        ticket.action_start_plan()
        self.assertEqual(list(self._tasks(ticket)), ["Mailbox"])

    def test_no_plan(self):
        """Where there is none, that is said."""
        ticket = self._ordered()
        self.assertFalse(ticket.has_plan)
        with self.assertRaisesRegex(UserError, "no plan"):
            ticket.action_start_plan()

    def test_when_classified(self):
        """By setting, classifying is enough; for a task of a plan it is not."""
        self._steps(("Mailbox", {"task_service_id": self.service.id}))
        self.service.plan_start = "classified"
        ticket = self._ticket(name="Jo starts", service_id=self.service.id)
        self.assertFalse(ticket.child_count)
        ticket.ticket_type_id = self.work
        tasks = self._tasks(ticket)
        self.assertEqual(list(tasks), ["Mailbox"])
        self.assertEqual(tasks["Mailbox"].service_id, self.service)
        self.assertFalse(tasks["Mailbox"].child_count)

    def test_when_registered_classified(self):
        """A ticket that is registered with its type starts at once."""
        self._steps(("Mailbox", {}))
        self.service.plan_start = "classified"
        ticket = self._ticket(ticket_type_id=self.work.id, service_id=self.service.id)
        self.assertEqual(ticket.child_count, 1)

    def test_when_approved(self):
        """By setting, the plan waits for the approval."""
        self._steps(("Mailbox", {}))
        self.service.plan_start = "approved"
        self.env["servicedesk.approval.rule"].create(
            {
                "service_id": self.service.id,
                "who": "users",
                "user_ids": self.employee.ids,
            }
        )
        ticket = self._ordered()
        move = ticket._get_move_to("in_progress")
        self.env["servicedesk.transition"].browse(move.id).asks = "approval"
        ticket.action_start()
        self.assertEqual((ticket.approval_state, ticket.child_count), ("pending", 0))
        approval = ticket.sudo().approval_ids
        approval.with_user(self.employee).action_approve()
        self.assertEqual(list(self._tasks(ticket)), ["Mailbox"])
        self.assertEqual(ticket.state, "in_progress")

    def test_what_is_in_the_way_is_told(self):
        """A team that is no more stops the plan, not the classification."""
        self._steps(("Mailbox", {}))
        self.service.plan_start = "classified"
        self.team_second.active = False
        ticket = self._ordered()
        self.assertEqual(ticket.ticket_type_id, self.work)
        self.assertEqual((ticket.child_count, ticket.steps_ahead), (0, "Mailbox"))
        self.assertIn("is archived", ticket.message_ids[0].body)
        with self.assertRaisesRegex(UserError, "is archived"):
            ticket.action_start_plan()
        self.team_second.active = True
        ticket.action_start_plan()
        self.assertEqual(ticket.child_count, 1)

    # ------------------------------------------------------------------
    # Whose plan
    # ------------------------------------------------------------------

    def test_inherited(self):
        """A part has the whole's plan, and where no service speaks the type does."""
        part = self.service.create({"name": "Jr.", "parent_id": self.service.id})
        self._steps(("Of the type", {}), owner=self.work)
        ticket = self._ordered(service_id=part.id)
        self.assertEqual(len(ticket._get_plan().steps), 1)
        whole = self._steps(("Of the whole", {}))
        self.assertEqual(ticket._get_plan().steps[0].id, whole.id)
        own = self._steps(("Own", {}), owner=part)
        self.assertEqual(ticket._get_plan().steps[0].id, own.id)
        own.unlink()
        self.assertIn("Of the whole", part.inherited_plan)

    def test_conditions(self):
        """A step that does not hold when the plan starts is left out for good."""
        condition = "[('priority', '=', '3')]"
        self._steps(
            ("Mailbox", {}), ("Call the boss", {"condition": condition}), ("Phone", {})
        )
        ticket = self._ordered()
        ticket.action_start_plan()
        ticket.priority = "3"
        self._finish(ticket, "Mailbox")
        self.assertEqual(list(self._tasks(ticket)), ["Mailbox", "Phone"])
        urgent = self._ordered(priority="3")
        urgent.action_start_plan()
        self.assertEqual(urgent.steps_ahead, "Call the boss, Phone")

    # ------------------------------------------------------------------
    # Step after step
    # ------------------------------------------------------------------

    def test_order(self):
        """Two beside each other; the last waits for both."""
        self._steps(
            ("Contract", {}),
            ("Mailbox", {}),
            ("Phone", {"waits": "beside"}),
            ("Welcome", {}),
        )
        ticket = self._ordered()
        ticket.action_start()
        ticket.action_start_plan()
        self._finish(ticket, "Contract")
        self.assertEqual(list(self._tasks(ticket)), ["Contract", "Mailbox", "Phone"])
        self._finish(ticket, "Phone")
        self.assertEqual(ticket.steps_ahead, "Welcome")
        self._finish(ticket, "Mailbox")
        self.assertIn("Welcome", self._tasks(ticket))
        self.assertEqual(ticket.state, "in_progress")

    def test_cancelled_task(self):
        """A task that is cancelled is not waited for."""
        self._steps(("Mailbox", {}), ("Phone", {}))
        ticket = self._ordered()
        ticket.action_start_plan()
        self._tasks(ticket)["Mailbox"].action_cancel("Has one")
        self.assertIn("Phone", self._tasks(ticket))

    def test_solved_when_done(self):
        """The last task solves the ticket, and says what was done."""
        self._steps(("Mailbox", {}), ("Phone", {}))
        ticket = self._ordered()
        ticket.action_start()
        ticket.action_start_plan()
        self._finish(ticket, "Mailbox")
        self.assertEqual(ticket.state, "in_progress")
        self._finish(ticket, "Phone")
        self.assertEqual(ticket.state, "resolved")
        self.assertIn("Mailbox, Phone", ticket.resolution)
        self.assertEqual(ticket.confirmation, "awaiting")

    def test_told_when_done(self):
        """Else who has it is told; so too where the life cycle does not let it."""
        self._steps(("Mailbox", {}))
        moves = self.env["servicedesk.transition"].search(
            [("type_id", "=", self.work.id), ("to_state", "=", "resolved")]
        )
        moves.condition = "[('parent_id', '!=', False)]"
        for end in ("tell", "resolve"):
            self.service.plan_end = end
            ticket = self._ordered()
            ticket.action_start_plan()
            self._finish(ticket, "Mailbox")
            self.assertNotEqual(ticket.state, "resolved")
            self.assertIn("All tasks are done", ticket.message_ids[0].body)

    def test_not_solved_before(self):
        """While steps are to come the ticket is not solved by hand either."""
        self._steps(("Mailbox", {}), ("Phone", {}))
        ticket = self._ordered()
        ticket.action_start()
        ticket.action_start_plan()
        with self.assertRaisesRegex(UserError, "still to come: Phone"):
            ticket.action_resolve("Done.")
        ticket.action_end_plan("Has one")
        self.assertIn("Left out: Phone. Has one", ticket.message_ids[0].body)
        self._finish(ticket, "Mailbox")
        self.assertEqual(ticket.state, "resolved")
        self.assertEqual(list(self._tasks(ticket)), ["Mailbox"])
        with self.assertRaisesRegex(UserError, "No step"):
            ticket.action_end_plan()

    def test_cancelled_ticket(self):
        """A cancelled ticket gets no more tasks, whatever becomes of those it has."""
        self._steps(("Mailbox", {}), ("Phone", {}))
        ticket = self._ordered()
        ticket.action_start_plan()
        ticket.action_cancel("Jo does not come", children="keep")
        self._finish(ticket, "Mailbox")
        self.assertEqual(list(self._tasks(ticket)), ["Mailbox"])

    def test_a_plan_that_changes(self):
        """A started plan stays what it was; a deleted step keeps nobody waiting."""
        steps = self._steps(("Mailbox", {}), ("Phone", {}), ("Welcome", {}))
        ticket = self._ordered()
        ticket.action_start_plan()
        ticket.with_user(self.manager).service_id = self.other_service
        steps[1].unlink()
        self._finish(ticket, "Mailbox")
        self.assertEqual(list(self._tasks(ticket)), ["Mailbox", "Welcome"])

    def test_confidential(self):
        """The task of a secret ticket is secret, and says no more than its step."""
        self._steps(("Lock the account", {}))
        self.service.plan_end = "resolve"
        ticket = self._ordered(self.agent_c, name="Theft", team_id=self.team_secret.id)
        ticket.action_start()
        ticket.action_start_plan()
        task = self._tasks(ticket)["Lock the account"]
        self.assertTrue(task.is_confidential)
        self.assertEqual(task.name, "Lock the account")
        self.assertFalse(task.with_user(self.agent_a).has_access("read"))
        self.assertTrue(task.with_user(self.agent_b).has_access("read"))
        self.assertFalse(ticket.with_user(self.agent_b).has_access("read"))
        self._finish(ticket, "Lock the account")
        self.assertEqual(ticket.state, "resolved")
        self.assertNotIn("Lock", ticket.resolution)


@tagged("post_install", "-at_install")
class TestPlanSteps(PlanCommon):
    """What may be entered, and by whom."""

    def test_circle(self):
        """No step waits for itself, however far round."""
        first, second = self._steps(("A", {}), ("B", {}))
        with self.assertRaisesRegex(ValidationError, "wait for itself"):
            first.write({"waits": "chosen", "after_ids": second.ids})

    def test_steps_of_other_plans(self):
        """A step waits for steps of its own plan."""
        step = self._steps(("A", {"waits": "chosen"}))
        foreign = self._steps(("X", {}), owner=self.work)
        with self.assertRaisesRegex(ValidationError, "own plan"):
            step.after_ids = foreign

    def test_condition(self):
        """A condition is a domain over tickets."""
        for wrong in ("[('no_such_field', '=', 1)]", "import os", "[("):
            with self.assertRaises(ValidationError):
                self._steps(("A", {"condition": wrong}))

    def test_conditions_ask_for_no_secret(self):
        """Who keeps a service learns by its plan nothing that agents do not read."""
        steps = self.env["servicedesk.plan.step"].with_user(self.owner)
        vals = {
            "name": "A",
            "service_id": self.service.id,
            "team_id": self.team_second.id,
        }
        secrets = (
            ("access_token", "like", "a"),
            ("partner_id.user_ids.password", "like", "$"),
            ("partner_id.signup_type", "!=", False),
            ("partner_id.user_ids", "any", [("totp_secret", "!=", False)]),
            ("message_ids.mail_ids.body_html", "like", "token"),
        )
        for secret in secrets:
            for condition in ([secret], ["|", ("priority", "=", "3"), "!", secret]):
                with (
                    self.subTest(condition=condition),
                    self.assertRaises(ValidationError),
                ):
                    steps.create({**vals, "condition": str(condition)})
        fair = [
            ("partner_id.category_id.name", "=", "VIP"),
            ("service_id", "any", [("owner_id", "=", self.owner.id)]),
            ("component_ids.site_id.name", "like", "North"),
        ]
        step = steps.create({**vals, "condition": str(fair)})
        with self.assertRaises(ValidationError):
            step.condition = "[('access_token', '!=', False)]"

    def test_company(self):
        """A plan of one company has no team of another."""
        company = self.env["res.company"].create({"name": "Elsewhere"})
        self.service.company_id = company
        with self.assertRaisesRegex(ValidationError, "another company"):
            self._steps(("A", {}))

    def test_owner(self):
        """Who keeps a service keeps its plan, and no other one."""
        steps = self.env["servicedesk.plan.step"].with_user(self.owner)
        vals = {"name": "A", "team_id": self.team_second.id}
        own = steps.create({**vals, "service_id": self.service.id})
        for subject in (
            {"service_id": self.other_service.id},
            {"ticket_type_id": self.work.id},
        ):
            with self.assertRaises(AccessError):
                steps.create({**vals, **subject})
        with self.assertRaises(AccessError):
            own.service_id = self.other_service

    def test_owner_gives_no_step_to_a_type(self):
        """What he keeps stays at his services; a manager moves it where he likes."""
        step = self._steps(("A", {}))
        to_type = {"service_id": False, "ticket_type_id": self.work.id}
        with self.assertRaises(AccessError):
            step.with_user(self.owner).write(to_type)
        self.env.invalidate_all()
        self.assertEqual(step.service_id, self.service)
        second = self.env["servicedesk.service"].create(
            {"name": "New Desk", "owner_id": self.owner.id}
        )
        step.with_user(self.owner).service_id = second
        self.assertEqual(step.service_id, second)
        step.with_user(self.manager).write(to_type)
        self.assertEqual(step.ticket_type_id, self.work)

    def test_form(self):
        """The page of the service takes steps one under the other."""
        form = Form(self.service.with_user(self.manager))
        for name in ("Mailbox", "Phone"):
            with form.plan_step_ids.new() as line:
                line.name = name
                line.team_id = self.team_second
        service = form.save()
        self.assertEqual(service.plan_step_ids.mapped("name"), ["Mailbox", "Phone"])
        self.assertEqual(service.plan_step_ids.task_type_id, self.work)
