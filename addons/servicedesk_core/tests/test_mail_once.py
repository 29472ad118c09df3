# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""Two who send one mail of the desk at one moment, in real transactions."""

from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo.tests import tagged

from odoo.addons.base.models.ir_mail_server import IrMail_Server
from odoo.addons.mail.models.mail_mail import MailMail

from .race_common import RaceCommon

RIVALS = "the other one of two senders"


@tagged("post_install", "-at_install")
class TestMailOnce(RaceCommon):
    """The job and whoever wrote: one of them sends it, the other one leaves it."""

    def setUp(self):
        super().setUp()
        self.sent = []

        def send(server, message, *args, **kwargs):
            self.sent.append(message["Message-Id"])
            return message["Message-Id"]

        self.startPatcher(patch.object(IrMail_Server, "send_email", send))
        self.startPatcher(
            patch.object(IrMail_Server, "_connect__", lambda *a, **kw: None)
        )
        self.startPatcher(
            patch.object(IrMail_Server, "_disable_send", lambda *a: False)
        )
        self.ticket_id = self._make()
        self.addCleanup(self._clean_mails)

    def _clean_mails(self):
        with self._committing() as env:
            env["mail.mail"].search([("subject", "=", RIVALS)]).unlink()

    def _queue(self, **vals):
        """Commit a mail about the ticket that waits; return its id."""
        with self._committing() as env:
            values = {
                "model": "servicedesk.ticket",
                "res_id": self.ticket_id,
                "subject": RIVALS,
                "body_html": "<p>It works.</p>",
                "email_to": "ann@closing.example",
                "auto_delete": True,
                **vals,
            }
            return env["mail.mail"].create(values).id

    def _states(self, mail_id):
        with self._committing() as env:
            return env["mail.mail"].browse(mail_id).exists().mapped("state")

    def test_sent_once_in_peace(self):
        mail_id = self._queue()
        with self._committing() as env:
            env["mail.mail"].browse(mail_id).send()
        self.assertEqual(len(self.sent), 1)
        self.assertFalse(self._states(mail_id))

    def test_while_the_other_one_sends(self):
        """It is left to him; the job looks again in case he fails."""
        mail_id = self._queue()
        with self._committing() as first, self._committing() as second:
            first["mail.mail"].browse(mail_id).send()
            second["mail.mail"].browse(mail_id).send()
            self.assertEqual(len(self.sent), 1)
            first.cr.rollback()
            second["mail.mail"].browse(mail_id).send()
        self.assertEqual(len(self.sent), 2, "the first one was taken back")
        self.assertFalse(self._states(mail_id))

    def test_sent_since_the_other_one_looked(self):
        """He goes on with the next mail, as if nothing had happened."""
        mail_id, next_id = self._queue(), self._queue()
        with self._committing() as late:
            mails = late["mail.mail"].browse([mail_id, next_id])
            self.assertEqual(mails.mapped("state"), ["outgoing"] * 2)
            with self._committing() as early:
                early["mail.mail"].browse(mail_id).send()
            mails.send()
        self.assertEqual(len(self.sent), 2)
        self.assertEqual(len(set(self.sent)), 2)
        self.assertFalse(self._states([mail_id, next_id]))

    def test_its_message_is_written_meanwhile(self):
        """What would fail after the mail has left is known before."""
        mail_id = self._queue()
        with self._committing() as late:
            mail = late["mail.mail"].browse(mail_id)
            self.assertEqual(mail.state, "outgoing")
            with self._committing() as early:
                early["mail.mail"].browse(mail_id).mail_message_id.body = "New"
            mail.send()
            self.assertFalse(self.sent)
        with self._committing() as env:
            env["mail.mail"].browse(mail_id).send()
        self.assertEqual(len(self.sent), 1)

    def test_gone_before_the_writer_sends(self):
        """The job was faster: who wrote is told of no error."""
        mail_id = self._queue()
        with self._committing() as env:
            env["mail.mail"].browse(mail_id).send()
        with self._committing() as env:
            env["mail.mail"].browse(mail_id).send()
        self.assertEqual(len(self.sent), 1)

    def test_what_fails_after_it_has_left(self):
        """Throwing it away fails: it counts as sent all the same."""
        mail_id = self._queue()

        def fail(mails):
            raise SerializationFailure

        with patch.object(MailMail, "unlink", fail), self._committing() as env:
            env["mail.mail"].browse(mail_id).send()
        self.assertEqual(self._states(mail_id), ["sent"])
        with self._committing() as env:
            env["mail.mail"].process_email_queue(email_ids=[mail_id])
        self.assertEqual(len(self.sent), 1)
