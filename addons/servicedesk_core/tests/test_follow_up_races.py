# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""Two answers to a closed ticket at one moment, in real transactions.

These tests commit, and take away what they made.
"""

import threading
from functools import partial
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import DummyRLock, Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, new_test_user, tagged
from odoo.tests.common import get_db_name
from odoo.tools import mute_logger

LOGIN = "sd_follow_up_race"
SILENT = {
    "mail_create_nosubscribe": True,
    "no_reset_password": True,
    "mail_notify_force_send": False,
}
NAME = "Follow-up Race"
TYPE = "servicedesk_core.ticket_type_incident"
CLOSED = "servicedesk_core.stage_closed"


@tagged("post_install", "-at_install")
class TestFollowUpRaces(BaseCase):
    """Whatever comes at one moment, one ticket goes on with the closed one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())
        cls._clean_up()  # what an interrupted run may have left
        cls.addClassCleanup(cls._clean_up)
        with cls.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            user = new_test_user(
                env, login=LOGIN, groups="base.group_portal", context=SILENT
            )
            user.partner_id.email = "race@customer.example.com"
            cls.uid, cls.partner_id = user.id, user.partner_id.id
            company_id = env.user.company_id.id
            team = env["servicedesk.team"].create(
                {"name": NAME, "company_id": company_id, "sequence": 1000}
            )
            cls.team_id = team.id

    @classmethod
    def _clean_up(cls):
        with cls.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            tickets = env["servicedesk.ticket"].search([("name", "=", NAME)])
            tickets.unlink()
            env["servicedesk.mail.intake"].search(
                [("email_from", "ilike", "race@customer.example.com")]
            ).unlink()
            env["servicedesk.team"].search([("name", "=", NAME)]).unlink()
            users = env["res.users"].with_context(active_test=False)
            users = users.search([("login", "=", LOGIN)])
            partners = users.partner_id
            users.unlink()
            partners.unlink()

    def setUp(self):
        super().setUp()
        # Odoo waits up to two seconds before it tries again.
        self.startPatcher(patch("random.uniform", return_value=0.01))
        # Odoo's own runner holds this lock while tests run.
        self.startPatcher(patch.object(Registry, "_lock", DummyRLock()))
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, SILENT)
            closed = env["servicedesk.ticket"].create(
                {
                    "name": NAME,
                    "team_id": self.team_id,
                    "partner_id": self.partner_id,
                    "ticket_type_id": env.ref(TYPE).id,
                }
            )
            closed._write_deed({"stage_id": env.ref(CLOSED).id})
            self.closed_id, self.key = closed.id, closed._get_thread_key("customer")
            self.number = closed.number

    def _in_threads(self, *deeds):
        """Do deeds at one moment; return what each of them brought."""
        results, gate = {}, threading.Barrier(len(deeds), timeout=20)

        def run(index, deed):
            with (
                mute_logger("odoo.sql_db", "odoo.service.model"),
                self.registry.cursor() as cr,
            ):
                env = api.Environment(cr, self.uid, SILENT)
                cr.execute("SELECT 1")  # from here on it sees what is there now
                gate.wait()
                results[index] = retrying(partial(deed, env), env)

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

    def _say(self, words, env):
        closed = env["servicedesk.ticket"].browse(self.closed_id)
        message = closed.message_post(body=words, message_type="comment")
        return message.sudo().res_id

    def _mail(self, count, env):
        """Hand a mail to the gate, which works in transactions of its own."""
        raw = (
            "From: race@customer.example.com\nTo: nobody@test.example\n"
            f"Subject: Re: [{self.number}] {NAME}\nReferences: {self.key}\n"
            f"Message-Id: <race-{self.closed_id}-{count}@customer.example.com>\n"
            "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n"
            f"It fails again, {count}.\n"
        )
        threads = env["mail.thread"].with_user(SUPERUSER_ID).sudo()
        return threads.message_process("servicedesk.ticket", raw.encode())

    def _get_follow_ups(self):
        """Return {id of the follow-up: how many public words are on it}."""
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            found = env["servicedesk.ticket"].search(
                [("follow_up_of_id", "=", self.closed_id)]
            )
            comment = env.ref("mail.mt_comment")
            return {
                ticket.id: len(
                    ticket.message_ids.filtered(
                        lambda message: message.subtype_id == comment
                    )
                )
                for ticket in found
            }

    def test_two_words(self):
        """Two messages by RPC: one follow-up has both."""
        ids = self._in_threads(
            partial(self._say, "It fails again."), partial(self._say, "And smokes.")
        )
        follow_ups = self._get_follow_ups()
        self.assertEqual(list(follow_ups.values()), [2])
        self.assertEqual(set(ids), set(follow_ups))

    def test_two_mails(self):
        """Two mails through the gate: one follow-up has both."""
        ids = self._in_threads(partial(self._mail, 1), partial(self._mail, 2))
        follow_ups = self._get_follow_ups()
        self.assertEqual(list(follow_ups.values()), [2])
        self.assertEqual(set(ids), set(follow_ups))

    def test_a_mail_and_a_word(self):
        """Whichever way: one follow-up."""
        self._in_threads(partial(self._mail, 3), partial(self._say, "Again."))
        self.assertEqual(list(self._get_follow_ups().values()), [2])
