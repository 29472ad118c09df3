# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""Tasks that end at the same time, in real transactions.

These tests commit, and take away what they made.
"""

import threading
from functools import partial
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.modules.registry import DummyRLock, Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, tagged
from odoo.tests.common import get_db_name
from odoo.tools import mute_logger

NAME = "Race of tasks"
QUIET = {"mail_notify_force_send": False}


@tagged("post_install", "-at_install")
class TestPlanRaces(BaseCase):
    """The last two tasks of a ticket end at once, or one ends and one is added."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())
        cls._clean_up()  # what an interrupted run may have left
        cls.addClassCleanup(cls._clean_up)
        with cls.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, QUIET)
            team = env["servicedesk.team"].create({"name": NAME})
            work = env.ref("servicedesk_core.ticket_type_work")
            cycle = work.copy({"name": NAME, "confirmation_policy": "none"})
            cycle.write({"plan_start": "manual", "plan_end": "resolve"})
            env["servicedesk.plan.step"].create(
                [
                    {
                        "name": f"{NAME} {place}",
                        "ticket_type_id": cycle.id,
                        "task_type_id": work.id,
                        "team_id": team.id,
                        "waits": "beside",
                        "sequence": place,
                    }
                    for place in (1, 2)
                ]
            )
            cls.type_id, cls.team_id = cycle.id, team.id

    @classmethod
    def _clean_up(cls):
        with cls.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            tickets = env["servicedesk.ticket"]
            tickets.search([("name", "like", NAME)]).unlink()
            types = env["servicedesk.ticket.type"].search([("name", "=", NAME)])
            types.unlink()
            env["servicedesk.team"].search([("name", "=", NAME)]).unlink()

    def setUp(self):
        super().setUp()
        # Odoo waits up to two seconds before it tries again.
        self.startPatcher(patch("random.uniform", return_value=0.01))
        # Odoo's own runner holds this lock while tests run.
        self.startPatcher(patch.object(Registry, "_lock", DummyRLock()))

    def _start(self):
        """Commit a ticket in work whose plan runs; return its id and its tasks'."""
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, QUIET)
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

    def _do(self, deed, ticket_id, *args):
        """Return a deed in a transaction of its own, repeated as a request would be.

        It returns True, or what the user is told.
        """

        def work():
            try:
                with self.registry.cursor() as cr:
                    env = api.Environment(cr, SUPERUSER_ID, QUIET)
                    tickets = env["servicedesk.ticket"]
                    call = getattr(tickets.browse(ticket_id), deed)
                    return bool(retrying(partial(call, *args), env))
            except UserError as error:
                return str(error)

        return work

    def _run_both(self, *works):
        """Let two threads work at the same time; return both results."""
        start, results = threading.Barrier(2), [None, None]

        def run(index):
            start.wait(30)
            with mute_logger("odoo.sql_db", "odoo.service.model"):
                results[index] = works[index]()

        threads = [threading.Thread(target=run, args=(index,)) for index in (0, 1)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(120)
        self.assertNotIn(None, results, "a worker did not end well")
        return results

    def _look(self, ticket_id):
        """Return the ticket's state, its tasks to do, and how often it was solved."""
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            ticket = env["servicedesk.ticket"].browse(ticket_id)
            solved = ticket.span_ids.filtered(lambda span: span.state == "resolved")
            return ticket.state, ticket.child_open_count, len(solved)

    def test_the_last_two_end_at_once(self):
        """Neither overlooks the other: the ticket is solved, and once."""
        for _round in range(4):
            ticket_id, tasks = self._start()
            results = self._run_both(
                *(self._do("action_resolve", task, "Done.") for task in tasks)
            )
            self.assertEqual(results, [True, True])
            self.assertEqual(self._look(ticket_id), ("resolved", 0, 1))

    def test_one_is_solved_and_one_cancelled(self):
        """Cancelled is done, too."""
        for _round in range(2):
            ticket_id, tasks = self._start()
            results = self._run_both(
                self._do("action_resolve", tasks[0], "Done."),
                self._do("action_cancel", tasks[1], "Not needed"),
            )
            self.assertEqual(results, [True, True])
            self.assertEqual(self._look(ticket_id), ("resolved", 0, 1))

    def test_the_last_ends_while_one_is_added(self):
        """Solved before, and the new one is refused; or it is waited for."""
        for _round in range(4):
            ticket_id, tasks = self._start()
            self._do("action_resolve", tasks[0], "Done.")()
            with self.registry.cursor() as cr:
                env = api.Environment(cr, SUPERUSER_ID, QUIET)
                vals = {"name": NAME, "ticket_type_id": self.type_id}
                other = env["servicedesk.ticket"].create(vals).id
            results = self._run_both(
                self._do("action_resolve", tasks[1], "Done."),
                self._do("action_add_children", ticket_id, [other]),
            )
            self.assertIs(results[0], True)
            seen = self._look(ticket_id)
            if results[1] is True:
                self.assertEqual(seen[1:], (1, 0))
                self.assertEqual(seen[0], "in_progress")
            else:
                self.assertIn("not in work", results[1])
                self.assertEqual(seen, ("resolved", 0, 1))
