# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""Two at one moment, in real transactions, on three tickets of one team.

These tests commit, and take away what they made. No tests here: whoever inherits must
not run them again.
"""

import threading
from functools import partial
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.modules.registry import DummyRLock, Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, new_test_user
from odoo.tests.common import get_db_name
from odoo.tools import mute_logger

LOGINS = ("sd_merge_one", "sd_merge_two")
SILENT = {
    "mail_create_nosubscribe": True,
    "no_reset_password": True,
    "mail_notify_force_send": False,
}
NAME = "Merge Race"


class MergeRaceCase(BaseCase):
    """Two agents, and ``ids``: three tickets that they work on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())
        cls._clean_up()  # what an interrupted run may have left
        cls.addClassCleanup(cls._clean_up)
        with cls.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            groups = "base.group_user,servicedesk_core.group_servicedesk_agent"
            cls.uids = [
                new_test_user(env, login=login, groups=groups, context=SILENT).id
                for login in LOGINS
            ]
            team = env["servicedesk.team"].create(
                {
                    "name": NAME,
                    "company_id": env.user.company_id.id,
                    "sequence": 1000,
                    "member_ids": cls.uids,
                }
            )
            cls.team_id = team.id

    @classmethod
    def _clean_up(cls):
        with cls.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            env["servicedesk.ticket"].search([("name", "=", NAME)]).unlink()
            env["servicedesk.team"].search([("name", "=", NAME)]).unlink()
            users = env["res.users"].with_context(active_test=False)
            users = users.search([("login", "in", LOGINS)])
            partners = users.partner_id
            users.unlink()
            partners.unlink()

    def setUp(self):
        super().setUp()
        # Odoo waits up to two seconds before it tries again.
        self.startPatcher(patch("random.uniform", return_value=0.01))
        # Odoo's own runner holds this lock while tests run.
        self.startPatcher(patch.object(Registry, "_lock", DummyRLock()))
        vals = {"name": NAME, "team_id": self.team_id, "partner_email": "a@x.example"}
        with self.registry.cursor() as cr:
            env = api.Environment(cr, self.uids[0], SILENT)
            tickets = env["servicedesk.ticket"].create([vals] * 3)
            self.ids = tickets.ids

    def _in_threads(self, *deeds):
        """Do deeds at one moment; return the result of each, or its refusal."""
        results, gate = {}, threading.Barrier(len(deeds), timeout=20)

        def run(index, deed):
            with (
                mute_logger("odoo.sql_db", "odoo.service.model"),
                self.registry.cursor() as cr,
            ):
                env = api.Environment(cr, self.uids[index % 2], SILENT)
                cr.execute("SELECT 1")  # from here on it sees what is there now
                gate.wait()
                try:
                    results[index] = retrying(partial(deed, env), env)
                except UserError as error:
                    results[index] = str(error)

        threads = [
            threading.Thread(target=run, args=pair, daemon=True)
            for pair in enumerate(deeds)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=60)
        self.assertEqual(len(results), len(deeds), "a worker did not end well")
        return [results[index] for index in range(len(deeds))]

    def _merge(self, ticket_id, survivor_id):
        def deed(env):
            ticket = env["servicedesk.ticket"].browse(ticket_id)
            return ticket.action_merge_into(survivor_id)

        return deed

    def _read(self, fields):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            return env["servicedesk.ticket"].browse(self.ids).read(fields, load=None)
