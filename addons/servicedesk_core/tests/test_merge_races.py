# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""Two at one moment, in real transactions: merge and merge, merge and reply.

These tests commit, and take away what they made.
"""

import threading
from functools import partial
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.modules.registry import DummyRLock, Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, new_test_user, tagged
from odoo.tests.common import get_db_name
from odoo.tools import mute_logger

LOGINS = ("sd_merge_one", "sd_merge_two")
SILENT = {
    "mail_create_nosubscribe": True,
    "no_reset_password": True,
    "mail_notify_force_send": False,
}
NAME = "Merge Race"


@tagged("post_install", "-at_install")
class TestMergeRaces(BaseCase):
    """One wins, the other is told; and what is said is never lost."""

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

    def test_each_into_the_other(self):
        """Exactly one of the two is closed, and the second is told by what."""
        one, two, _three = self.ids
        results = self._in_threads(self._merge(one, two), self._merge(two, one))
        self.assertEqual([result is True for result in results].count(True), 1)
        told = next(result for result in results if result is not True)
        self.assertIn("merged into", told)
        states = [row["merged_into_id"] for row in self._read(["merged_into_id"])]
        self.assertEqual(len([target for target in states if target]), 1)

    def test_one_into_two_others(self):
        one, two, three = self.ids
        results = self._in_threads(self._merge(one, two), self._merge(one, three))
        self.assertEqual([result is True for result in results].count(True), 1)
        told = next(result for result in results if result is not True)
        self.assertIn("already", told)

    def test_into_one_that_is_just_merged(self):
        """Whoever is first, nothing points to a ticket that nobody told him of."""
        one, two, three = self.ids
        results = self._in_threads(self._merge(one, two), self._merge(two, three))
        rows = {
            row["id"]: row["merged_into_id"] for row in self._read(["merged_into_id"])
        }
        self.assertEqual(rows[two], three)
        if results[0] is not True:
            self.assertIn("merge into that one", results[0])
            self.assertFalse(rows[one])

    def test_a_reply_in_the_same_moment_is_not_lost(self):
        one, two, _three = self.ids

        def reply(env):
            ticket = env["servicedesk.ticket"].sudo().browse(one)
            return ticket.message_post(
                body="Late words",
                message_type="email",
                email_from="a@x.example",
                author_id=False,
                subtype_xmlid="mail.mt_comment",
            ).id

        merged, message_id = self._in_threads(self._merge(one, two), reply)
        self.assertIs(merged, True)
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            env["servicedesk.ticket"]._cron_gather_merged()
            self.assertEqual(env["mail.message"].browse(message_id).res_id, two)

    def test_merged_and_solved_in_the_same_moment(self):
        """Who closes it first wins; the other one hears of it."""
        one, two, _three = self.ids

        def cancel(env):
            return env["servicedesk.ticket"].browse(one).action_cancel("Gone")

        results = self._in_threads(self._merge(one, two), cancel)
        row = self._read(["state", "merged_into_id"])[0]
        self.assertEqual([result is True for result in results].count(True), 1)
        self.assertEqual(row["state"], "closed" if results[0] is True else "cancelled")
        self.assertEqual(bool(row["merged_into_id"]), results[0] is True)
