# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""Tasks that end at the same time, in real transactions.

These tests commit, and take away what they made.
"""

from odoo.tests import tagged

from .race_case import RaceCase

NAME = "Race of tasks"


@tagged("post_install", "-at_install")
class TestPlanRaces(RaceCase):
    """The last two tasks of a ticket end at once, or one ends and one is added."""

    NAME = NAME
    MEMBERS = ()

    @classmethod
    def _make_ground(cls, env):
        work = env.ref("servicedesk_core.ticket_type_work")
        cycle = work.copy({"name": NAME, "confirmation_policy": "none"})
        cycle.write({"plan_start": "manual", "plan_end": "resolve"})
        env["servicedesk.plan.step"].create(
            [
                {
                    "name": f"{NAME} {place}",
                    "ticket_type_id": cycle.id,
                    "task_type_id": work.id,
                    "team_id": cls.team_id,
                    "waits": "beside",
                    "sequence": place,
                }
                for place in (1, 2)
            ]
        )
        cls.type_id = cycle.id

    @classmethod
    def _remove(cls, env):
        env["servicedesk.ticket"].search([("name", "like", NAME)]).unlink()
        env["servicedesk.ticket.type"].search([("name", "=", NAME)]).unlink()
        return super()._remove(env)

    def _start(self):
        """Commit a ticket in work whose plan runs; return its id and its tasks'."""
        with self._committing() as env:
            ticket = env["servicedesk.ticket"].create(
                {
                    "name": NAME,
                    "ticket_type_id": self.type_id,
                    "team_id": self.team_id,
                }
            )
            ticket.action_start()
            ticket.action_start_plan()
            ticket.child_ids.action_start()
            return ticket.id, sorted(ticket.child_ids.ids)

    def _deed(self, name, ticket_id, *args):
        def work(env):
            ticket = env["servicedesk.ticket"].browse(ticket_id)
            return bool(getattr(ticket, name)(*args))

        return work

    def _look(self, ticket_id):
        """Return the ticket's state, its tasks to do, and how often it was solved."""
        with self._committing() as env:
            ticket = env["servicedesk.ticket"].browse(ticket_id)
            solved = ticket.span_ids.filtered(lambda span: span.state == "resolved")
            return ticket.state, ticket.child_open_count, len(solved)

    def test_the_last_two_end_at_once(self):
        """Neither overlooks the other: the ticket is solved, and once."""
        for _round in range(4):
            ticket_id, tasks = self._start()
            results = self._in_threads(
                *(self._deed("action_resolve", task, "Done.") for task in tasks)
            )
            self.assertEqual(results, [True, True])
            self.assertEqual(self._look(ticket_id), ("resolved", 0, 1))

    def test_one_is_solved_and_one_cancelled(self):
        """Cancelled is done, too."""
        for _round in range(2):
            ticket_id, tasks = self._start()
            results = self._in_threads(
                self._deed("action_resolve", tasks[0], "Done."),
                self._deed("action_cancel", tasks[1], "Not needed"),
            )
            self.assertEqual(results, [True, True])
            self.assertEqual(self._look(ticket_id), ("resolved", 0, 1))

    def test_the_last_ends_while_one_is_added(self):
        """Solved before, and the new one is refused; or it is waited for."""
        for _round in range(4):
            ticket_id, tasks = self._start()
            self._in_threads(self._deed("action_resolve", tasks[0], "Done."))
            with self._committing() as env:
                vals = {"name": NAME, "ticket_type_id": self.type_id}
                other = env["servicedesk.ticket"].create(vals).id
            results = self._in_threads(
                self._deed("action_resolve", tasks[1], "Done."),
                self._deed("action_add_children", ticket_id, [other]),
            )
            self.assertIs(results[0], True)
            seen = self._look(ticket_id)
            if results[1] is True:
                self.assertEqual(seen[1:], (1, 0))
                self.assertEqual(seen[0], "in_progress")
            else:
                self.assertIn("not in work", results[1])
                self.assertEqual(seen, ("resolved", 0, 1))
