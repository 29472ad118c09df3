# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""Two workers who assign and take at the same time, in real transactions.

These tests commit, and take away what they made.
"""

import threading
from collections import Counter
from functools import partial
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import DummyRLock, Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, new_test_user, tagged
from odoo.tests.common import get_db_name
from odoo.tools import mute_logger

LOGINS = tuple(f"sd_deal_{number}" for number in range(4))
SILENT = {"mail_create_nosubscribe": True, "no_reset_password": True}
TEAM = "Deal"
TICKETS = 200


@tagged("post_install", "-at_install")
class TestAssignmentRaces(BaseCase):
    """Two hundred tickets, two workers, four members."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())
        cls._clean_up()  # what an interrupted run may have left
        cls.addClassCleanup(cls._clean_up)
        with cls.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            groups = "base.group_user,servicedesk_core.group_servicedesk_agent"
            cls.members = [
                new_test_user(env, login=login, groups=groups, context=SILENT).id
                for login in LOGINS
            ]
            team = env["servicedesk.team"].create(
                {
                    "name": TEAM,
                    "company_id": env.user.company_id.id,
                    "sequence": 1000,
                    "member_ids": cls.members,
                }
            )
            cls.team_id = team.id
            cls.type_id = env.ref("servicedesk_core.ticket_type_incident").id

    @classmethod
    def _clean_up(cls):
        with cls.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            teams = env["servicedesk.team"].search([("name", "=", TEAM)])
            env["servicedesk.ticket"].search([("team_id", "in", teams.ids)]).unlink()
            teams.unlink()
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
        self.addCleanup(self._remove_tickets)

    def _remove_tickets(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            tickets = env["servicedesk.ticket"]
            tickets.search([("team_id", "=", self.team_id)]).unlink()

    def _set_method(self, method):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            env["servicedesk.team"].browse(self.team_id).assignment = method

    def _vals(self, count):
        return [
            {"name": "Deal", "team_id": self.team_id, "ticket_type_id": self.type_id}
            for _each in range(count)
        ]

    def _run_both(self, work):
        """Let two threads do ``work`` at the same time; return both results."""
        start, results = threading.Barrier(2), [None, None]

        def run(index):
            start.wait(30)
            with mute_logger("odoo.sql_db", "odoo.service.model"):
                results[index] = work(index)

        threads = [threading.Thread(target=run, args=(index,)) for index in (0, 1)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(300)
        self.assertNotIn(None, results, "a worker did not end well")
        return results

    def _do(self, uid, deed):
        """Do a deed in a transaction of its own, repeated as a request would be."""
        with self.registry.cursor() as cr:
            env = api.Environment(cr, uid, {})
            return retrying(partial(deed, env["servicedesk.ticket"]), env)

    def _register(self, index):
        """Register half of the tickets, five in each transaction."""
        rounds = TICKETS // 2 // 5
        for _round in range(rounds):
            self._do(
                self.members[index],
                lambda tickets: tickets.create(self._vals(5)).ids,
            )
        return rounds

    def _count_by_member(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            tickets = env["servicedesk.ticket"].search([("team_id", "=", self.team_id)])
            return Counter(tickets.mapped(lambda ticket: ticket.user_id.id or None))

    def test_in_turn_is_exact(self):
        self._set_method("round_robin")
        self._run_both(self._register)
        self.assertEqual(self._count_by_member(), dict.fromkeys(self.members, 50))

    def test_by_load_is_even_but_for_the_workers(self):
        """Each worker may miss what the other one is just writing, no more."""
        self._set_method("least_loaded")
        self._run_both(self._register)
        given = self._count_by_member()
        self.assertEqual(sum(given.values()), TICKETS)
        self.assertLessEqual(max(given.values()) - min(given.values()), 4)

    def test_take_next_gives_each_ticket_to_one(self):
        self._set_method("manual")
        self._do(self.members[0], lambda tickets: tickets.create(self._vals(40)).ids)

        def take_all(index):
            taken, found = [], True
            while found:
                found = self._do(
                    self.members[index], lambda tickets: tickets.action_take_next()
                )
                taken += [found] if found else []
            return taken

        one, two = self._run_both(take_all)
        self.assertEqual(len(one) + len(two), 40)
        self.assertFalse(set(one) & set(two))
        with self.registry.cursor() as cr:
            tickets = api.Environment(cr, SUPERUSER_ID, {})["servicedesk.ticket"]
            self.assertEqual(
                set(tickets.browse(one).mapped("user_id.id")), {self.members[0]}
            )
