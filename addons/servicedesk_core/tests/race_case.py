# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""Two at one moment, in real transactions: the ground of all such tests.

What they make is committed and taken away again: nothing less shows what the database
does when two write one row. No tests here: whoever inherits must not run them again.
"""

import threading
import time
from contextlib import contextmanager
from functools import partial
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.exceptions import AccessError, UserError
from odoo.modules.registry import DummyRLock, Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, new_test_user
from odoo.tests.common import get_db_name
from odoo.tools import mute_logger

QUIET = ("odoo.sql_db", "odoo.service.model")
GROUPS = {
    "portal": "base.group_portal",
    "employee": "base.group_user",
    **{
        role: f"base.group_user,servicedesk_core.group_servicedesk_{role}"
        for role in ("agent", "dispatcher", "manager")
    },
}
# A request waits for another one's row as long as that takes: a test does not.
PATIENCE = 60


class RaceCase(BaseCase):
    """A registry, people and perhaps a team that are committed, and deeds in threads.

    * ``NAME``: of the team, and of what a test makes, so that it is found again;
    * ``PEOPLE``: {attribute: role in ``GROUPS``}; the attribute becomes a user's id;
    * ``MEMBERS``: who of them sits in the team; None: no team is made;
    * ``CONTEXT``: in which everything is done.
    """

    NAME = ""
    PEOPLE = {}
    MEMBERS = None
    CONTEXT = {"mail_notify_force_send": False}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())
        cls._clean_up()  # what an interrupted run may have left
        cls.addClassCleanup(cls._clean_up)
        with cls._committing() as env:
            cls._make_people(env)
            cls._make_ground(env)

    @classmethod
    @contextmanager
    def _committing(cls, uid=SUPERUSER_ID, **context):
        """Yield an environment of its own; what was done there is committed."""
        with cls.registry.cursor() as cr:
            yield api.Environment(cr, uid, {**cls.CONTEXT, **context})

    @classmethod
    def _make_people(cls, env):
        silent = {"mail_create_nosubscribe": True, "no_reset_password": True}
        for login, (name, role) in zip(
            cls._get_logins(), cls.PEOPLE.items(), strict=True
        ):
            user = new_test_user(env, login=login, groups=GROUPS[role], context=silent)
            user.partner_id.email = f"{login}@race.example"
            setattr(cls, name, user.id)
        if cls.MEMBERS is not None:
            cls.team_id = cls._make_team(env, cls.NAME, cls.MEMBERS)

    @classmethod
    def _make_team(cls, env, name, members=(), **values):
        """Make a team that comes last in every list; return its id."""
        team = env["servicedesk.team"].create(
            {
                "name": name,
                "company_id": env.user.company_id.id,
                "sequence": 1000,
                "member_ids": [getattr(cls, member) for member in members],
                **values,
            }
        )
        return team.id

    @classmethod
    def _make_ground(cls, env):
        """Make what all tests of a class stand on."""

    @classmethod
    def _get_logins(cls):
        slug = cls.NAME.lower().replace(" ", "_")
        return [f"sd_{slug}_{name}" for name in cls.PEOPLE]

    @classmethod
    def _clean_up(cls):
        with cls._committing() as env:
            cls._remove(env)
            users = env["res.users"].with_context(active_test=False)
            users = users.search([("login", "in", cls._get_logins())])
            partners = users.partner_id
            users.unlink()
            partners.unlink()

    @classmethod
    def _remove(cls, env):
        """Take away what the tests made: tickets and teams of the name."""
        teams = env["servicedesk.team"].search([("name", "=", cls.NAME)])
        tickets = env["servicedesk.ticket"].search(
            ["|", ("name", "=", cls.NAME), ("team_id", "in", teams.ids)]
        )
        tickets.rating_ids.unlink()
        tickets.unlink()
        teams.unlink()

    def setUp(self):
        super().setUp()
        # Odoo waits up to two seconds before it tries again.
        self.startPatcher(patch("random.uniform", return_value=0.01))
        # Odoo's own runner holds this lock, so that a second thread would wait for
        # the end of all tests before it has an environment.
        self.startPatcher(patch.object(Registry, "_lock", DummyRLock()))

    # ------------------------------------------------------------------
    # At one moment
    # ------------------------------------------------------------------

    def _do(self, uid, deed):
        """Do a deed in a transaction of its own, repeated as a request would be.

        :param deed: a function of the environment.
        :return: what it returned, or the error that tells the user why not.
        """
        try:
            with self._committing(uid) as env:
                return retrying(partial(deed, env), env)
        except (UserError, AccessError) as error:
            return error

    def _in_threads(self, *deeds, uids=(SUPERUSER_ID,), muted=QUIET):
        """Do deeds at one moment; return the result of each, or the words of refusal.

        Each sees the database as it was before any of them began.

        :param deeds: functions of the environment.
        :param uids: who does them, in turn.
        """
        results, gate = {}, threading.Barrier(len(deeds), timeout=PATIENCE)

        def run(index, deed):
            with mute_logger(*muted), self._committing(uids[index % len(uids)]) as env:
                env.cr.execute("SELECT 1")  # from here on it sees what is there now
                gate.wait()
                try:
                    results[index] = retrying(partial(deed, env), env)
                except (UserError, AccessError) as error:
                    results[index] = str(error)

        threads = [
            threading.Thread(target=run, args=pair, daemon=True)
            for pair in enumerate(deeds)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=PATIENCE * 2)
        self.assertEqual(len(results), len(deeds), "a worker did not end well")
        return [results[index] for index in range(len(deeds))]

    def _race(self, first, second, must_wait=False):
        """Do two deeds at one moment; return the result of the second.

        The first one is done and not yet committed when the second one starts; it
        commits when the second one waits for it, or is done without waiting.

        :param first: (user id, function of the environment); must succeed.
        :param second: likewise; a refusal in words is returned as the result.
        :param bool must_wait: whether the second one has to wait.
        """
        done = {}

        def run():
            uid, deed = second
            with mute_logger(*QUIET):
                done["result"] = self._do(uid, deed)

        with self._committing(first[0]) as env:
            self.assertTrue(first[1](env))
            env.flush_all()
            thread = threading.Thread(target=run, daemon=True)
            thread.start()
            self._wait_for(thread, must_wait)
        thread.join(timeout=PATIENCE)
        self.assertFalse(thread.is_alive(), "the second one still waits")
        self.assertIn("result", done, "the second one ended in no words")
        return done["result"]

    def _wait_for(self, thread, must_wait):
        """Wait until the second one waits for the first, or has ended."""
        with self.registry.cursor() as cr:
            for _attempt in range(1000):
                cr.execute(
                    """SELECT 1 FROM pg_stat_activity
                        WHERE datname = current_database()
                          AND wait_event_type = 'Lock'"""
                )
                if cr.fetchone():
                    return
                if not thread.is_alive():
                    self.assertFalse(must_wait, "the second one did not wait")
                    return
                cr.rollback()
                time.sleep(0.02)
        self.fail("the second one neither waited nor ended")

    def assertTold(self, result, words=""):
        """Fail unless it is a refusal in words."""
        self.assertIsInstance(result, UserError)
        self.assertIn(words, str(result))
