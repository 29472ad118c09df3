# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import email
from email import policy
from unittest.mock import patch

from odoo.tests import tagged

from .common import ServicedeskCommon
from .test_mail_brand import _picture as picture

QUEUE = "mail.ir_cron_mail_scheduler_action"


@tagged("post_install", "-at_install")
class TestMailServer(ServicedeskCommon):
    """Who a mail server sends the desk's mails as."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.desk = cls.team_first.alias_email
        cls.domain = cls.team_first.alias_domain_id
        cls.servers = cls.env["ir.mail_server"]
        cls.servers.search([], limit=100).active = False

    def _serve(self, from_filter=False):
        """Have one outgoing server, which sends for ``from_filter``."""
        self.servers.create(
            {
                "name": "Relay",
                "smtp_host": "relay.example.com",
                "smtp_encryption": "none",
                "smtp_authentication": "login",
                "from_filter": from_filter,
            }
        )

    def _send(self, ticket, user=None):
        """Return what is sent for an agent's words to the requester."""
        with self.mock_smtplib_connection():
            ticket.with_user(user or self.agent_a).message_post(
                body="Is it till four?",
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
            )
        (sent,) = self.emails
        return sent

    def test_a_plain_server_sends_as_the_team(self):
        """One server without a list of senders: From is the team's address.

        The envelope is Odoo's choice: what cannot be delivered returns there.
        """
        self._serve()
        sent = self._send(self._started())
        self.assertEqual(sent["msg_from"], f"Agent A · First Line <{self.desk}>")
        self.assertEqual(sent["smtp_from"], self.domain.bounce_email)

    def test_automatic_mails_too(self):
        """The acknowledgement, which nobody wrote, comes from the team as well."""
        self._serve()
        with self.mock_smtplib_connection():
            self._receive(self.customer_partner.email)
        (sent,) = self.emails
        self.assertEqual(sent["msg_from"], f"First Line <{self.desk}>")

    def test_a_server_for_our_domain(self):
        """A server that is listed for the domain sends as the team."""
        self._serve(self.domain.name)
        sent = self._send(self._started())
        self.assertIn(f"<{self.desk}>", sent["msg_from"])

    def test_a_server_for_others(self):
        """A server that is listed for others only: Odoo shows what it may send as."""
        self._serve("elsewhere.example")
        with self.assertLogs("odoo.addons.base.models.ir_mail_server", "WARNING"):
            sent = self._send(self._started())
        self.assertIn(f"<{self.domain.default_from_email}>", sent["msg_from"])

    def test_strangers_domains_are_not_ours(self):
        """A desk with an address of a domain that is not ours: Odoo's way."""
        self._serve()
        ticket = self._started(self.agent_c, team_id=self.team_secret.id)
        with patch.object(
            type(ticket), "_get_mail_address", lambda ticket: "desk@free.example"
        ):
            sent = self._send(ticket, self.agent_c)
        self.assertIn(f"<{self.domain.default_from_email}>", sent["msg_from"])

    def test_plain_text_without_the_logo(self):
        """Readers of plain text get the team's name, not the address of a picture."""
        self.team_first.mail_logo = picture()
        self._serve()
        sent = self._send(self._started())
        parts = email.message_from_string(sent["message"], policy=policy.default)
        plain = parts.get_body(("plain",)).get_content()
        html = parts.get_body(("html",)).get_content()
        self.assertIn("/servicedesk/logo/", html)
        self.assertNotIn("/servicedesk/logo/", plain)
        self.assertTrue(plain.strip().startswith("First Line"), plain)


@tagged("post_install", "-at_install")
class TestMailQueue(ServicedeskCommon):
    """A mail that comes in never waits for a server that mails go out by."""

    def _take_in(self):
        """Take a mail in as outside of tests; return its ticket."""
        intake = self.env.registry["servicedesk.mail.intake"]
        with patch.object(intake, "_sends_at_once", lambda intake: False):
            return self._receive(self.customer_partner.email)

    def _queued(self):
        queue = self.env.ref(QUEUE)
        return self.env["ir.cron.trigger"].search_count([("cron_id", "=", queue.id)])

    def test_the_acknowledgement_is_queued(self):
        """It lies in the queue, whose job is woken; nothing is sent right now."""
        before = self._queued()
        with self.mock_mail_gateway():
            ticket = self._take_in()
            self.assertFalse(self._mails)
        self.assertTrue(ticket.date_acknowledged)
        mail = self.env["mail.mail"].search(
            [("model", "=", ticket._name), ("res_id", "=", ticket.id)]
        )
        self.assertEqual(mail.state, "outgoing")
        self.assertEqual(self._queued(), before + 1)
        with self.mock_mail_gateway():
            mail.process_email_queue(email_ids=mail.ids)
            self.assertTrue(self._sent_to(self.customer_partner.email))

    def test_answers_to_others_are_queued(self):
        """What a requester's answer by mail tells others waits in the queue, too."""
        ticket = self._started()
        ticket.sudo().message_subscribe(
            self.other_partner.ids, [self.env.ref("mail.mt_comment").id]
        )
        intake = self.env.registry["servicedesk.mail.intake"]
        with (
            self.mock_mail_gateway(),
            patch.object(intake, "_sends_at_once", lambda intake: False),
        ):
            answered = self._receive(
                self.customer_partner.email, subject=f"Re: [{ticket.number}] x"
            )
            self.assertFalse(self._mails)
        self.assertEqual(answered, ticket)
        mail = self.env["mail.mail"].search(
            [("model", "=", ticket._name), ("res_id", "=", ticket.id)]
        )
        self.assertIn("outgoing", mail.mapped("state"))
