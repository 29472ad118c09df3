# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""Two deeds on one ticket at one moment, in two real transactions.

No tests here: whoever inherits must not run them again.
"""

import threading
import time
from functools import partial
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.exceptions import AccessError, UserError
from odoo.modules.registry import DummyRLock, Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, new_test_user
from odoo.tests.common import get_db_name
from odoo.tools import mute_logger

SILENT = {"mail_create_nosubscribe": True, "no_reset_password": True}
NAME = "Closing Race"
ROLES = {
    "one": "agent",
    "two": "agent",
    "boss": "manager",
    "customer": False,
}


class RaceCommon(BaseCase):
    """These tests commit, and take away what they made.

    ``one`` and ``two`` are agents of one team, ``boss`` a manager, ``customer`` the
    requester with a login.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())
        cls._clean_up()  # what an interrupted run may have left
        cls.addClassCleanup(cls._clean_up)
        with cls.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            for name, role in ROLES.items():
                groups = f"base.group_user,servicedesk_core.group_servicedesk_{role}"
                user = new_test_user(
                    env,
                    login=f"sd_closing_{name}",
                    groups=groups if role else "base.group_portal",
                    context=SILENT,
                )
                user.partner_id.email = f"{name}@closing.example"
                setattr(cls, name, user.id)
            cls.partner_id = user.partner_id.id
            team = {
                "name": NAME,
                "company_id": env.user.company_id.id,
                "sequence": 1000,
                "member_ids": [cls.one, cls.two],
            }
            cls.team_id = env["servicedesk.team"].create(team).id

    @classmethod
    def _clean_up(cls):
        with cls.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            tickets = env["servicedesk.ticket"].search([("team_id.name", "=", NAME)])
            tickets.rating_ids.unlink()
            tickets.unlink()
            env["servicedesk.team"].search([("name", "=", NAME)]).unlink()
            users = env["res.users"].with_context(active_test=False)
            logins = [f"sd_closing_{name}" for name in ROLES]
            users = users.search([("login", "in", logins)])
            partners = users.partner_id
            users.unlink()
            partners.unlink()

    def setUp(self):
        super().setUp()
        # Odoo waits up to two seconds before it tries again.
        self.startPatcher(patch("random.uniform", return_value=0.01))
        # Odoo's own runner holds this lock while tests run.
        self.startPatcher(patch.object(Registry, "_lock", DummyRLock()))

    def _make(self, *deeds):
        """Commit a ticket on which ``deeds`` were done by the first agent."""
        with self.registry.cursor() as cr:
            ticket = api.Environment(cr, self.one, {})["servicedesk.ticket"].create(
                {
                    "name": NAME,
                    "team_id": self.team_id,
                    "partner_id": self.partner_id,
                }
            )
            incident = ticket.env.ref("servicedesk_core.ticket_type_incident")
            ticket.ticket_type_id = incident
            for deed in deeds:
                deed(ticket)
            return ticket.id

    def _race(self, ticket_id, first, second):
        """Do two deeds at one moment; return (result of the second, final ticket).

        The first one is done and not yet committed when the second one starts; it
        commits when the second one waits for it, or is done without waiting.

        :param first: (user id, function of the ticket); must succeed.
        :param second: likewise; a refusal in words is returned as the result.
        """
        done = {}

        def run():
            uid, deed = second
            with (
                mute_logger("odoo.sql_db", "odoo.service.model"),
                self.registry.cursor() as cr,
            ):
                env = api.Environment(cr, uid, {})
                ticket = env["servicedesk.ticket"].browse(ticket_id)
                try:
                    done["result"] = retrying(partial(deed, ticket), env)
                except (UserError, AccessError) as error:
                    done["result"] = error

        with self.registry.cursor() as cr:
            uid, deed = first
            env = api.Environment(cr, uid, {})
            self.assertTrue(deed(env["servicedesk.ticket"].browse(ticket_id)))
            env.flush_all()
            thread = threading.Thread(target=run, daemon=True)
            thread.start()
            self._wait_for(thread)
        thread.join(timeout=30)
        self.assertFalse(thread.is_alive(), "the second one still waits")
        self.assertIn("result", done, "the second one ended in no words")
        return done["result"], self._read(ticket_id)

    def _wait_for(self, thread):
        """Wait until the second one waits for the first, or has ended."""
        with self.registry.cursor() as cr:
            for _attempt in range(1000):
                cr.execute(
                    """SELECT 1 FROM pg_stat_activity
                        WHERE datname = current_database()
                          AND wait_event_type = 'Lock'"""
                )
                if cr.fetchone() or not thread.is_alive():
                    return
                cr.rollback()
                time.sleep(0.02)
        self.fail("the second one neither waited nor ended")

    def _read(self, ticket_id):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            return env["servicedesk.ticket"].browse(ticket_id).read(load=None)[0]

    # ------------------------------------------------------------------
    # What must hold whoever won
    # ------------------------------------------------------------------

    def assertWhole(self, ticket_id):
        """Nothing is half written: ledger, ratings, links and state fit together."""
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            ticket = env["servicedesk.ticket"].browse(ticket_id)
            self._check_spans(ticket)
            self._check_links(ticket)
            ratings = ticket.rating_ids.filtered("consumed")
            self.assertLessEqual(len(ratings), ticket.confirm_cycle)
            if ticket.confirmation == "awaiting":
                self.assertEqual(ticket.state, "resolved")
            if ticket.state == "closed":
                self.assertTrue(ticket.date_closed)
                self.assertNotIn(ticket.confirmation, ("awaiting", "refused"))

    def _check_spans(self, ticket):
        """The ledger has no gap and no overlap, and ends where the ticket is."""
        spans = ticket.span_ids.sorted("id")
        for before, after in zip(spans, spans[1:], strict=False):
            self.assertEqual(before.date_to, after.date_from)
        lasting = spans.filtered(lambda span: not span.date_to)
        self.assertEqual(lasting, spans[-1])
        self.assertEqual(lasting.state, ticket.state)
        self.assertEqual(lasting.user_id, ticket.user_id)

    def _check_links(self, ticket):
        """Links are open while their own question is, and no longer."""
        links = ticket.env["servicedesk.answer.link"].search(
            [
                ("res_model", "=", ticket._name),
                ("res_id", "=", ticket.id),
                ("purpose", "=", "confirm"),
                ("revoked_at", "=", False),
            ]
        )
        if ticket.state != "resolved":
            self.assertFalse(links)
        self.assertLessEqual(set(links.mapped("cycle")), {ticket.confirm_cycle})
