# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from ast import literal_eval

from odoo.tests import tagged

from .common import ServicedeskCommon

CHATTER = "mail.mt_comment"


class QuietCase(ServicedeskCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.address = cls.customer_partner.email
        cls.desk = cls.team_first.alias_email

    def _says(self, ticket, user=None, **values):
        with self.mock_mail_gateway():
            ticket.with_user(user or self.agent_a).message_post(
                body=values.pop("body", "Is it till four?"),
                message_type="comment",
                subtype_xmlid=CHATTER,
                **values,
            )

    def _follow(self, ticket, partners):
        ticket.sudo().message_subscribe(partners.ids, [self.env.ref(CHATTER).id])

    def _addresses(self):
        """Return whom the mails went to, once for each mail."""
        return sorted(
            address for mail in self._mails for address in mail["email_to"] or []
        )

    def _contact(self, email, **values):
        return self.env["res.partner"].create(
            {"name": "Second Contact", "email": email, **values}
        )


@tagged("post_install", "-at_install")
class TestMailQuiet(QuietCase):
    """People outside learn nobody's address, and not who else is told."""

    def test_nobody_else_is_named(self):
        """No header and no line names a colleague, or another customer."""
        ticket = self._started()
        self._follow(ticket, self.agent_b.partner_id | self.other_partner)
        self._says(ticket)
        for address in (self.address, self.other_partner.email):
            (message,) = self._sent_to(address)
            seen = str(message.items()) + self._bodies(message)
            for hidden in (
                self.agent_a.email,
                self.agent_b.email,
                self.agent_b.name,
                self.leader.email,
                ({self.address, self.other_partner.email} - {address}).pop(),
                "X-Msg-To-Add",
                "unfollow",
            ):
                self.assertNotIn(hidden, seen, address)

    def test_nobody_else_is_added_when_it_is_sent(self):
        """Odoo writes other readers into To at the last moment: not here."""
        ticket = self._started()
        self._follow(ticket, self.other_partner)
        self._says(ticket)
        for mail in self._new_mails:
            self.assertNotIn("X-Msg-To-Add", literal_eval(mail.headers or "{}"))

    def test_whole_story_names_no_agents_address(self):
        """Question, solution, stage, notices: all of what a customer gets."""
        ticket = self._started()
        with self.mock_mail_gateway():
            ticket.action_wait("customer", "Which till?")
            ticket.with_user(self.customer).message_post(body="Till four")
            ticket.action_resolve("Replaced the lock.")
            self.flush_tracking()
            self.env["servicedesk.notice"]._tell_batch()
            self._new_mails.exists().filtered(
                lambda mail: mail.state == "outgoing"
            ).send()
        found = self._sent_to(self.address)
        self.assertTrue(found)
        for message in found:
            self.assertIn(f"<{self.desk}>", message["From"])
            self.assertNotIn(self.agent_a.email, message.as_string())

    def test_absence_of_an_agent_is_not_told(self):
        """Odoo would answer in the name of who is away, from his address."""
        self.agent_a.write(
            {
                "out_of_office_from": "2020-01-01 00:00:00",
                "out_of_office_to": "2090-01-01 00:00:00",
                "out_of_office_message": "<p>On Crete with Bob</p>",
            }
        )
        ticket = self._started()
        self._says(ticket, user=self.customer)
        self.assertFalse(self._sent_to(self.address))


@tagged("post_install", "-at_install")
class TestOwnAddresses(QuietCase):
    """The desk never writes to itself: it would make a ticket of it."""

    def test_all_our_addresses_are_known(self):
        """Aliases of every model, catchall, bounces, senders; in any writing."""
        alias = self.env["mail.alias"]
        domain = self.company.alias_domain_id
        for address in (
            self.desk,
            self.desk.upper(),
            f'"Desk" <{self.desk}>',
            domain.catchall_email,
            domain.bounce_email,
            domain.default_from_email,
        ):
            self.assertTrue(alias._is_own(address), address)
        for address in (self.address, "desk@elsewhere.example", "", False):
            self.assertFalse(alias._is_own(address), address)

    def test_a_new_alias_is_known_at_once(self):
        """What is cached about addresses is forgotten when one changes."""
        alias = self.env["mail.alias"]
        self.assertFalse(alias._is_own("second@test.mycompany.com"))
        self.team_second.alias_name = "second"
        self.assertTrue(alias._is_own("second@test.mycompany.com"))
        self.team_second.alias_name = False
        self.assertFalse(alias._is_own("second@test.mycompany.com"))

    def test_followers_with_our_address_get_no_mail(self):
        """A contact with the desk's address in it may follow; no mail goes there."""
        ticket = self._started()
        self._follow(ticket, self._contact(self.desk.upper()))
        self._says(ticket)
        self.assertEqual(self._addresses(), [self.customer_partner.email_formatted])

    def test_who_is_only_an_address(self):
        """A requester who is no contact, with an address of ours, is not written to."""
        ticket = self._ticket(partner_id=False, partner_email=self.desk)
        with self.mock_mail_gateway():
            ticket._send_acknowledgement()
        self._says(ticket, outgoing_email_to=self.desk)
        self.assertFalse(self._mails)

    def test_no_acknowledgement_to_a_contact_with_our_address(self):
        """Two desks would thank each other for ever."""
        partner = self._contact(self.company.alias_domain_id.catchall_email)
        with self.mock_mail_gateway():
            self._ticket(partner_id=partner.id)._send_acknowledgement()
        self.assertFalse(self._mails)

    def test_mails_made_by_rules_leave_us_out(self):
        """Whatever makes a mail for a ticket: our addresses are taken out of it."""
        ticket = self._started()
        with self.mock_mail_gateway():
            self.env["mail.mail"].create(
                {
                    "model": ticket._name,
                    "res_id": ticket.id,
                    "email_to": f"{self.desk}, {self.address}",
                    "email_cc": self.desk,
                    "subject": "By a rule",
                    "body_html": "<p>Words</p>",
                }
            ).send()
        (message,) = [mail["EmailMessage"] for mail in self._mails]
        self.assertEqual(message["To"], self.address)
        self.assertFalse(message["Cc"])


@tagged("post_install", "-at_install")
class TestMailedOnce(QuietCase):
    """One message, one mail to each person, none to who wrote it."""

    def test_follower_and_named(self):
        """The requester follows, is named, and is in the list: one mail."""
        ticket = self._started()
        self._says(ticket, partner_ids=self.customer_partner.ids)
        self.assertEqual(len(self._sent_to(self.address)), 1)

    def test_two_contacts_with_one_address(self):
        """His second contact follows, too: the same mailbox gets one mail."""
        ticket = self._started()
        self._follow(ticket, self._contact(self.address.upper()))
        self._says(ticket)
        self.assertEqual(self._addresses(), [self.customer_partner.email_formatted])

    def test_contact_and_bare_address(self):
        """An address that is written to by itself is not written to twice."""
        self._says(self._started(), outgoing_email_to=self.address)
        self.assertEqual(len(self._mails), 1)

    def test_the_author_as_second_contact(self):
        """Who answers from the portal gets no copy through another contact."""
        ticket = self._started()
        self._follow(ticket, self._contact(self.address.upper()))
        self._says(ticket, user=self.customer)
        self.assertFalse(self._sent_to(self.address))

    def test_mailed_in_under_another_contact(self):
        """Nor who mails in, whichever contact the gateway took him for."""
        twin = self._contact(self.address)
        ticket = self._started(partner_id=twin.id)
        self._follow(ticket, twin | self.customer_partner)
        with self.mock_mail_gateway():
            ticket.sudo().message_post(
                body="Till four",
                author_id=self.customer_partner.id,
                email_from=f"Customer <{self.address.upper()}>",
                message_type="email",
                subtype_xmlid=CHATTER,
            )
        self.assertFalse([to for to in self._addresses() if self.address in to.lower()])

    def test_whom_the_mail_reached_already(self):
        """Who was in To or Cc of what came in has it; others of the ticket get it."""
        ticket = self._started()
        cc = self._contact("cc@customer.example.com")
        late = self._contact("late@customer.example.com")
        self._follow(ticket, cc | late)
        with self.mock_mail_gateway():
            ticket.sudo().message_post(
                body="Till four",
                author_id=self.customer_partner.id,
                incoming_email_to=f"Desk <{self.desk}>",
                incoming_email_cc="Chief <CC@customer.example.com>",
                message_type="email",
                subtype_xmlid=CHATTER,
            )
        self.assertFalse(self._sent_to(cc.email))
        self.assertEqual(len(self._sent_to(late.email)), 1)

    def test_who_is_told_in_the_inbox_and_by_mail(self):
        """A colleague's inbox does not take the place of a customer's mail."""
        self.agent_b.notification_type = "inbox"
        ticket = self._started()
        self._follow(
            ticket, self.agent_b.partner_id | self._contact(self.agent_b.email)
        )
        self._says(ticket)
        notified = ticket.sudo().message_ids[0].notified_partner_ids
        self.assertIn(self.agent_b.partner_id, notified)

    def test_the_question_reaches_who_is_asked(self):
        """A solution asks for an answer: it goes out, whoever shares the mailbox."""
        twin = self._contact(self.agent_a.email)
        ticket = self._started(partner_id=twin.id)
        with self.mock_mail_gateway():
            ticket.action_resolve("Done.")
        (message,) = self._sent_to(self.agent_a.email)
        self.assertTrue(self._confirm_paths(message))


@tagged("post_install", "-at_install")
class TestMailHeaders(QuietCase):
    """Headers by which programs group mails, and leave automatic ones unanswered."""

    def _get_key(self, ticket):
        return ticket._get_thread_key("customer")

    def test_acknowledgement_stands_below_what_it_answers(self):
        """His program shows it as an answer to his own mail."""
        with self.mock_mail_gateway():
            ticket = self._receive(self.address, msg_id="<his-own@example.com>")
        (message,) = self._sent_to(self.address)
        self.assertEqual(message["In-Reply-To"], "<his-own@example.com>")
        self.assertEqual(
            message["References"].split(),
            [self._get_key(ticket), "<his-own@example.com>"],
        )
        self.assertEqual(message["Auto-Submitted"], "auto-replied")

    def test_all_mails_share_a_reference_and_the_subject(self):
        """Answer, solution and notice: one key, one subject, numbers of their own."""
        with self.mock_mail_gateway():
            ticket = self._receive(self.address)
            agents = ticket.with_user(self.agent_a)
            agents.ticket_type_id = self.incident
            agents.action_start()
            agents.message_post(
                body="Which till?", message_type="comment", subtype_xmlid=CHATTER
            )
            agents.action_wait("customer")
            agents.action_resolve("Done.")
            self.env["servicedesk.notice"]._tell_batch()
            self._new_mails.exists().filtered(
                lambda mail: mail.state == "outgoing"
            ).send()
        found = self._sent_to(self.address)
        self.assertEqual(len(found), 3)
        for message in found:
            self.assertIn(self._get_key(ticket), message["References"])
            self.assertEqual(
                message["Subject"], f"[{ticket.number}] {ticket.name}", message
            )
        self.assertEqual(len({message["Message-Id"] for message in found}), len(found))

    def test_peoples_words_are_not_marked(self):
        """Who is away may say so to an agent; his program sees a person wrote."""
        self._says(self._started())
        with self.mock_mail_gateway():
            self._started().action_resolve("Done.")
        for message in self._sent_to(self.address):
            self.assertIsNone(message["Auto-Submitted"])
            self.assertIsNone(message["X-Auto-Response-Suppress"])

    def test_programs_words_are(self):
        """A notice answers nothing and wants no answer from a program (RFC 3834)."""
        ticket = self._started()
        with self.mock_mail_gateway():
            ticket.action_cancel("Wrong")
            self.env["servicedesk.notice"]._tell_batch()
            self._new_mails.send()
        (message,) = self._sent_to(self.address)
        self.assertEqual(message["Auto-Submitted"], "auto-generated")
        self.assertEqual(message["X-Auto-Response-Suppress"], "All")
