# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""Two answers to a closed ticket at one moment, in real transactions.

These tests commit, and take away what they made.
"""

from functools import partial

from odoo import SUPERUSER_ID
from odoo.tests import tagged

from .race_case import RaceCase

NAME = "Follow-up Race"
TYPE = "servicedesk_core.ticket_type_incident"
CLOSED = "servicedesk_core.stage_closed"


@tagged("post_install", "-at_install")
class TestFollowUpRaces(RaceCase):
    """Whatever comes at one moment, one ticket goes on with the closed one."""

    NAME = NAME
    PEOPLE = {"customer": "portal"}
    MEMBERS = ()
    CONTEXT = {"mail_create_nosubscribe": True, "mail_notify_force_send": False}

    @classmethod
    def _make_ground(cls, env):
        partner = env["res.users"].browse(cls.customer).partner_id
        partner.email = "race@customer.example.com"
        cls.partner_id = partner.id

    @classmethod
    def _remove(cls, env):
        env["servicedesk.mail.intake"].search(
            [("email_from", "ilike", "race@customer.example.com")]
        ).unlink()
        return super()._remove(env)

    def setUp(self):
        super().setUp()
        with self._committing() as env:
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

    def _by_customer(self, *deeds):
        return self._in_threads(*deeds, uids=(self.customer,))

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
        with self._committing() as env:
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
        ids = self._by_customer(
            partial(self._say, "It fails again."), partial(self._say, "And smokes.")
        )
        follow_ups = self._get_follow_ups()
        self.assertEqual(list(follow_ups.values()), [2])
        self.assertEqual(set(ids), set(follow_ups))

    def test_two_mails(self):
        """Two mails through the gate: one follow-up has both."""
        ids = self._by_customer(partial(self._mail, 1), partial(self._mail, 2))
        follow_ups = self._get_follow_ups()
        self.assertEqual(list(follow_ups.values()), [2])
        self.assertEqual(set(ids), set(follow_ups))

    def test_a_mail_and_a_word(self):
        """Whichever way: one follow-up."""
        self._by_customer(partial(self._mail, 3), partial(self._say, "Again."))
        self.assertEqual(list(self._get_follow_ups().values()), [2])
