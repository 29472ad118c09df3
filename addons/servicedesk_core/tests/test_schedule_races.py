# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""Two workers make the tickets of recurring work at once, in real transactions.

These tests commit, and take away what they made.
"""

from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .race_case import RaceCase

NAME = "Schedule race"


@tagged("post_install", "-at_install")
class TestScheduleRaces(RaceCase):
    """However many workers there are: one ticket for each day."""

    NAME = NAME
    CONTEXT = {}

    @classmethod
    def _remove(cls, env):
        env["servicedesk.ticket"].search([("name", "=", NAME)]).unlink()
        schedules = env["servicedesk.schedule"].with_context(active_test=False)
        schedules.search([("name", "=", NAME)]).unlink()

    def setUp(self):
        super().setUp()
        with self._committing() as env:
            now = fields.Datetime.now()
            schedule = env["servicedesk.schedule"].create(
                {
                    "name": NAME,
                    "subject": NAME,
                    "unit": "day",
                    "hour": 0,
                    "tz": "UTC",
                    "closed_days": "keep",
                    "catch_up": "all",
                    "date_start": now.date() - timedelta(days=10),
                }
            )
            schedule.done_until = now - timedelta(days=5)
            self.schedule_id = schedule.id

    def _work(self, env):
        env["servicedesk.schedule"]._cron_run()

    def _count(self):
        with self._committing() as env:
            found = env["servicedesk.ticket"].search(
                [("schedule_id", "=", self.schedule_id)]
            )
            return len(found), len(set(found.mapped("schedule_date")))

    def test_two_workers_make_each_ticket_once(self):
        self._in_threads(self._work, self._work)
        self.assertEqual(self._count(), (5, 5))

    def test_who_comes_second_leaves_it_alone(self):
        """While one makes them and has not committed, the other passes by."""
        with self._committing() as env:
            schedule = env["servicedesk.schedule"].browse(self.schedule_id)
            schedule.try_lock_for_update(allow_referencing=True)._run()
            env.flush_all()
            self._in_threads(self._work)
            self.assertEqual(self._count(), (0, 0))
        self.assertEqual(self._count(), (5, 5))
