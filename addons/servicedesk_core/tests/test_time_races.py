# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo.tests import tagged

from .race_case import RaceCase


@tagged("post_install", "-at_install")
class TestTimeRaces(RaceCase):
    """Two windows of one person, two people of one ticket, at one moment."""

    NAME = "Time Race"
    PEOPLE = {"one": "agent", "two": "agent"}
    MEMBERS = ("one", "two")

    def setUp(self):
        super().setUp()
        with self._committing(self.one) as env:
            tickets = env["servicedesk.ticket"].create(
                [{"name": self.NAME, "team_id": self.team_id} for _each in range(2)]
            )
            self.ids = tickets.ids

    def tearDown(self):
        with self._committing() as env:
            env["servicedesk.ticket"].browse(self.ids).unlink()
        super().tearDown()

    def _deed(self, name, ticket_id, *args):
        def deed(env):
            return getattr(env["servicedesk.ticket"].browse(ticket_id), name)(*args)

        return deed

    def _entries(self, env):
        entries = env["servicedesk.time.entry"]
        return entries.search([("ticket_id", "in", self.ids)], order="id")

    def test_two_windows_start(self):
        """The second is repeated: it stops the first one's timer, and says so."""
        one, two = self.ids
        results = self._in_threads(
            self._deed("action_start_timer", one),
            self._deed("action_start_timer", two),
            uids=(self.one, self.one),
        )
        self.assertEqual(results, [True, True])
        with self._committing() as env:
            entries = self._entries(env)
            running = entries.filtered(lambda one: not one.date_stop)
            stopped = entries - running
            self.assertEqual((len(running), len(stopped)), (1, 1))
            told = env["bus.bus"].search(
                [("message", "like", f"Your timer on {stopped.ticket_id.number}")]
            )
            self.assertEqual(len(told), 1)

    def test_started_while_it_ends(self):
        """A timer that starts as the ticket is cancelled runs on nothing."""
        one, _two = self.ids
        result = self._race(
            (self.two, self._deed("action_cancel", one, "A mistake")),
            (self.one, self._deed("action_start_timer", one)),
            must_wait=True,
        )
        self.assertIn("is over", str(result))
        with self._committing() as env:
            self.assertFalse(self._entries(env))

    def test_cancelled_while_it_starts(self):
        """A ticket that is cancelled as a timer starts stops it."""
        one, _two = self.ids
        result = self._race(
            (self.one, self._deed("action_start_timer", one)),
            (self.two, self._deed("action_cancel", one, "A mistake")),
            must_wait=True,
        )
        self.assertIs(result, True)
        with self._committing() as env:
            self.assertTrue(self._entries(env).date_stop)

    def test_two_windows_stop(self):
        """The time counts once; the second window hears that it was stopped."""
        one, _two = self.ids
        self._do(self.one, self._deed("action_start_timer", one))
        results = self._in_threads(
            self._deed("action_stop_timer", one),
            self._deed("action_stop_timer", one),
            uids=(self.one, self.one),
        )
        self.assertEqual(results.count(True), 1)
        refusal = next(result for result in results if result is not True)
        self.assertIn("stopped already", str(refusal))

    def test_two_people_add(self):
        """Both count: no sum is lost."""
        one, _two = self.ids
        results = self._in_threads(
            self._deed("action_add_time", one, 1),
            self._deed("action_add_time", one, 2),
            uids=(self.one, self.two),
        )
        self.assertEqual(list(results), [True, True])
        with self._committing() as env:
            self.assertEqual(env["servicedesk.ticket"].browse(one).worked_hours, 3)
