# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""Two workers make the tickets of recurring work at once, in real transactions.

These tests commit, and take away what they made.
"""

import threading
from datetime import timedelta
from unittest.mock import patch

from odoo import SUPERUSER_ID, api, fields
from odoo.modules.registry import DummyRLock, Registry
from odoo.tests import BaseCase, tagged
from odoo.tests.common import get_db_name
from odoo.tools import mute_logger

NAME = "Schedule race"


@tagged("post_install", "-at_install")
class TestScheduleRaces(BaseCase):
    """However many workers there are: one ticket for each day."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())
        cls._clean_up()  # what an interrupted run may have left
        cls.addClassCleanup(cls._clean_up)

    @classmethod
    def _clean_up(cls):
        with cls.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            env["servicedesk.ticket"].search([("name", "=", NAME)]).unlink()
            schedules = env["servicedesk.schedule"].with_context(active_test=False)
            schedules.search([("name", "=", NAME)]).unlink()

    def setUp(self):
        super().setUp()
        # Odoo's own runner holds this lock while tests run.
        self.startPatcher(patch.object(Registry, "_lock", DummyRLock()))
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
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

    def _work(self, start):
        start.wait(30)
        with self.registry.cursor() as cr, mute_logger("odoo.sql_db"):
            api.Environment(cr, SUPERUSER_ID, {})["servicedesk.schedule"]._cron_run()

    def _count(self):
        with self.registry.cursor() as cr:
            tickets = api.Environment(cr, SUPERUSER_ID, {})["servicedesk.ticket"]
            found = tickets.search([("schedule_id", "=", self.schedule_id)])
            return len(found), len(set(found.mapped("schedule_date")))

    def test_two_workers_make_each_ticket_once(self):
        start = threading.Barrier(2)
        threads = [
            threading.Thread(target=self._work, args=(start,)) for _each in (0, 1)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
            self.assertFalse(thread.is_alive(), "a worker did not end")
        self.assertEqual(self._count(), (5, 5))

    def test_who_comes_second_leaves_it_alone(self):
        """While one makes them and has not committed, the other passes by."""
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            schedule = env["servicedesk.schedule"].browse(self.schedule_id)
            schedule.try_lock_for_update(allow_referencing=True)._run()
            env.flush_all()
            barrier = threading.Barrier(1)
            self._work(barrier)
            self.assertEqual(self._count(), (0, 0))
        self.assertEqual(self._count(), (5, 5))
