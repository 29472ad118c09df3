# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo.tests import tagged

from .escalation_common import EscalationCommon

DESK = "desk@test.mycompany.com"


@tagged("post_install", "-at_install")
class TestEscalationReply(EscalationCommon):
    """Who answers the mail of an offer writes a note on the ticket."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team_net.alias_name = "networks"

    def _offer_mailed(self):
        """Return an offer to Networks, and the mail that asks agent_n."""
        with self.mock_mail_gateway():
            offer = self._offered()
        mails = self._sent_to(self.agent_n.email)
        asking = [mail for mail in mails if "escalation/" in mail.as_string()]
        return offer, (asking or mails)[0]

    def _reply(self, ticket, mail, sender):
        """Answer the mail; return what is new on the ticket, and how many others."""
        tickets = self.env["servicedesk.ticket"].sudo()
        before, known = tickets.search_count([]), ticket.sudo().message_ids
        with self.mock_mail_gateway():
            self._receive(
                sender,
                to=mail["Reply-To"],
                subject=f"Re: {mail['Subject']}",
                body="Why us?",
                headers={"References": f"{mail['References']} {mail['Message-Id']}"},
            )
        ticket.invalidate_recordset(["message_ids"])
        return ticket.sudo().message_ids - known, tickets.search_count([]) - before

    def _check_hidden(self, ticket, message):
        self.assertIn("Why us?", message.body)
        self.assertTrue(message.is_internal and message.subtype_id.internal)
        found = self.env["mail.message"].with_user(self.customer)
        self.assertFalse(found.search([("id", "=", message.id)]))
        self.assertFalse(self._sent_to(ticket.partner_email))

    def test_answer_of_the_receiver(self):
        """Hidden, in his name, beyond doubt, and told to who offers it."""
        offer, mail = self._offer_mailed()
        ticket = offer.ticket_id
        self.assertIn(DESK, mail["Reply-To"])
        message, made = self._reply(ticket, mail, self.agent_n.email)
        self.assertEqual((len(message), made), (1, 0))
        self._check_hidden(ticket, message)
        self.assertEqual(message.author_id, self.agent_n.partner_id)
        self.assertFalse(message.servicedesk_unverified)
        self.assertIn(
            offer.from_user_id.partner_id, message.notification_ids.res_partner_id
        )
        self.assertEqual(offer.state, "offered")

    def test_answer_that_keeps_but_the_number(self):
        """His program kept the subject: a hidden note all the same, in his name."""
        offer, mail = self._offer_mailed()
        ticket = offer.ticket_id
        for name in ("References", "Message-Id"):
            mail.replace_header(name, "")
        message, made = self._reply(ticket, mail, self.agent_n.email)
        self.assertEqual((len(message), made), (1, 0))
        self._check_hidden(ticket, message)
        self.assertEqual(message.author_id, self.agent_n.partner_id)
        self.assertNotEqual(message.servicedesk_unverified, "unknown")

    def test_answer_of_a_stranger(self):
        """Whoever was forwarded the mail: a note in doubt, no word to the requester."""
        offer, mail = self._offer_mailed()
        message, made = self._reply(offer.ticket_id, mail, "who@else.example")
        self.assertEqual((len(message), made), (1, 0))
        self._check_hidden(offer.ticket_id, message)
        self.assertEqual(message.servicedesk_unverified, "unknown")

    def test_late_answer(self):
        """Also when the offer is over, it is hidden."""
        offer, mail = self._offer_mailed()
        offer.with_user(offer.from_user_id).action_withdraw("Found it")
        message, _made = self._reply(offer.ticket_id, mail, self.agent_n.email)
        self._check_hidden(offer.ticket_id, message)
