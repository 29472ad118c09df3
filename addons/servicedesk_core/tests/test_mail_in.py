# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from datetime import datetime

from odoo.tests import freeze_time, tagged

from .common import ServicedeskCommon

STRANGER = '"Ann Unknown" <Ann@Nowhere.Example>'

WITH_FILE = """\
From: sd_customer@customer.example.com
To: desk@test.mycompany.com
Subject: =?utf-8?b?0JrQsNGB0YHQsCDQvdC1INC+0YLQutGA0YvQstCw0LXRgtGB0Y8=?=
Message-Id: <with-file@example.com>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="edge"

--edge
Content-Type: text/html; charset=utf-8

<p>See the <b>picture</b>.</p><script>alert(1)</script>
--edge
Content-Type: text/plain; name="till.log"
Content-Disposition: attachment; filename="till.log"

drawer: stuck
--edge--
"""

DELIVERY_REPORT = """\
From: MAILER-DAEMON <mailer-daemon@customer.example.com>
To: {to}
Subject: Undelivered Mail Returned to Sender
Message-Id: <report@customer.example.com>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="edge"

--edge
Content-Type: text/plain

This is the mail system. Your message could not be delivered.
--edge
Content-Type: message/delivery-status

Reporting-MTA: dns; customer.example.com

Final-Recipient: rfc822; sd_customer@customer.example.com
Action: failed
Status: 5.1.1
--edge--
"""


@tagged("post_install", "-at_install")
class TestMailIn(ServicedeskCommon):
    """A mail to a team's address becomes a ticket, or an answer on one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sender = cls.customer_partner.email_formatted
        cls.Ticket = cls.env["servicedesk.ticket"]
        cls.comment = cls.env.ref("mail.mt_comment")
        mails = cls.env["servicedesk.mail.intake"]
        cls.last_mail = mails.search([], limit=1, order="id desc").id or 0

    def _process(self, raw):
        return self._hand_in(raw)

    def _reply(self, message_id, email_from=None, **mail):
        """Receive an answer to the mail with ``message_id``."""
        headers = {"References": message_id, **mail.pop("headers", {})}
        return self._receive(
            email_from or self.sender, subject="Re: it", headers=headers, **mail
        )

    def _says(self, ticket, user, body="Which till is it?"):
        """Return what ``user`` posts publicly on the ticket."""
        return ticket.with_user(user).message_post(
            body=body, message_type="comment", subtype_xmlid="mail.mt_comment"
        )

    def _parked(self):
        """Return the mails that were parked here."""
        mails = self.env["servicedesk.mail.intake"]
        return mails.search([("state", "=", "parked"), ("id", ">", self.last_mail)])

    # ------------------------------------------------------------------
    # A new ticket
    # ------------------------------------------------------------------

    def test_mail_makes_a_ticket(self):
        """Subject, body, sender, team and company come from the mail's way."""
        ticket = self._receive(self.sender, subject="Till 4", body="It is stuck.")
        self.assertRecordValues(
            ticket,
            [
                {
                    "name": "Till 4",
                    "channel": "email",
                    "state": "new",
                    "ticket_type_id": False,
                    "partner_id": self.customer_partner.id,
                    "partner_email": self.customer_partner.email_normalized,
                    "commercial_partner_id": self.customer_company.id,
                    "team_id": self.team_first.id,
                    "company_id": self.company.id,
                    "opener_id": False,
                    "user_id": False,
                    "date_first_response": False,
                }
            ],
        )
        self.assertIn("It is stuck.", ticket.description)
        self.assertTrue(ticket.number.startswith("SD-"))

    def test_the_mail_itself_is_in_the_conversation(self):
        """The first public message is the mail, said by its sender."""
        ticket = self._receive(self.sender, body="It is stuck.", msg_id="<a@b.example>")
        message = ticket.message_ids.filtered(lambda m: m.message_type == "email")
        self.assertEqual(message.message_id, "<a@b.example>")
        self.assertEqual(message.author_id, self.customer_partner)
        self.assertEqual(message.subtype_id, self.comment)
        self.assertIn("It is stuck.", message.body)

    def test_requester_follows_his_mail(self):
        """Who wrote follows; the system that fetched the mail does not."""
        ticket = self._receive(self.sender)
        self.assertEqual(ticket.message_partner_ids, self.customer_partner)

    def test_sender_is_found_whatever_the_case(self):
        """Addresses are compared without case, names do not count."""
        ticket = self._receive('"Somebody Else" <SD_Customer@Customer.Example.COM>')
        self.assertEqual(ticket.partner_id, self.customer_partner)

    def test_empty_subject(self):
        """A mail without a subject still makes a ticket one can click."""
        self.assertEqual(self._receive(self.sender, subject=" ").name, "No subject")

    def test_any_alphabet_files_and_no_scripts(self):
        """Subjects are decoded, files kept, scripts removed."""
        ticket = self._process(WITH_FILE)
        self.assertEqual(ticket.name, "Касса не открывается")
        self.assertIn("<b>picture</b>", ticket.description)
        self.assertNotIn("<script", ticket.description)
        files = self.env["ir.attachment"].search(
            [("res_model", "=", ticket._name), ("res_id", "=", ticket.id)]
        )
        self.assertEqual(files.mapped("name"), ["till.log"])

    def test_team_and_company_follow_the_address(self):
        """A mail to another company's desk is that company's ticket."""
        team = self.env["servicedesk.team"].create(
            {"name": "Abroad", "company_id": self.company_2.id, "alias_name": "desk"}
        )
        ticket = self._receive(STRANGER, to="desk@test.mycompany2.com")
        self.assertEqual(ticket.team_id, team)
        self.assertEqual(ticket.company_id, self.company_2)

    def test_two_teams_in_one_mail(self):
        """A mail to two desks is the first one's ticket; the other one looks on."""
        self.team_second.alias_name = "second"
        before = self.Ticket.search([])
        self._receive(
            self.sender, to="desk@test.mycompany.com, second@test.mycompany.com"
        )
        new = self.Ticket.search([]) - before
        self.assertEqual(len(new), 1)
        self.assertEqual(new.team_id, self.team_first)
        self.assertIn(self.leader.partner_id, new.message_partner_ids)

    def test_staff_may_ask_by_mail_too(self):
        """An employee or agent who writes is the requester, not the opener."""
        for user in (self.employee, self.agent_a):
            with self.subTest(user=user.login):
                ticket = self._receive(user.email_formatted)
                self.assertEqual(ticket.partner_id, user.partner_id)
                self.assertFalse(ticket.opener_id)
                self.assertFalse(ticket.date_first_response)

    # ------------------------------------------------------------------
    # The same mail again
    # ------------------------------------------------------------------

    def test_same_mail_twice_is_one_ticket(self):
        """A mail delivered twice (same Message-Id) is one ticket, acknowledged once."""
        with self.mock_mail_gateway():
            first = self._receive(self.sender, msg_id="<once@example.com>")
            again = self._receive(self.sender, msg_id="<once@example.com>")
        self.assertTrue(first)
        self.assertFalse(again)
        self.assertEqual(len(self._sent_to(self.customer_partner.email)), 1)

    def test_same_words_twice_are_two_tickets(self):
        """Two mails are two tickets, even if they say the same."""
        self.assertNotEqual(self._receive(self.sender), self._receive(self.sender))

    # ------------------------------------------------------------------
    # Strangers
    # ------------------------------------------------------------------

    def test_stranger_is_an_address_until_classified(self):
        """An unknown sender makes no contact; classifying his ticket does."""
        before = self.env["res.partner"].search_count([])
        ticket = self._receive(STRANGER)
        self.assertFalse(ticket.partner_id)
        self.assertEqual(ticket.partner_email, "ann@nowhere.example")
        self.assertEqual(self.env["res.partner"].search_count([]), before)
        ticket.with_user(self.agent_a).ticket_type_id = self.incident
        self.assertEqual(ticket.partner_id.name, "Ann Unknown")
        self.assertEqual(ticket.partner_id.email_normalized, "ann@nowhere.example")
        self.assertEqual(ticket.partner_email, "ann@nowhere.example")
        self.assertIn(ticket.partner_id, ticket.message_partner_ids)
        self.assertEqual(ticket.opener_id, self.agent_a)

    def test_spam_makes_no_contact(self):
        """Cancelling what nobody classified leaves no contact behind."""
        ticket = self._receive(STRANGER)
        ticket.with_user(self.agent_a).action_cancel("Spam")
        self.assertFalse(ticket.partner_id)
        found = self.env["res.partner"].search([("email", "ilike", "nowhere.example")])
        self.assertFalse(found)

    def test_two_tickets_of_a_stranger_share_a_contact(self):
        """Whoever classifies first, there is one contact."""
        tickets = self._receive(STRANGER) | self._receive(STRANGER)
        for ticket in tickets:
            ticket.with_user(self.agent_a).ticket_type_id = self.incident
        self.assertEqual(len(tickets.partner_id), 1)

    def test_two_tickets_classified_together_share_a_contact(self):
        """The same in one action over both."""
        tickets = self._receive(STRANGER) | self._receive(STRANGER)
        tickets.with_user(self.agent_a).write({"ticket_type_id": self.incident.id})
        self.assertEqual(len(tickets.partner_id), 1)
        self.assertTrue(all(ticket.partner_id for ticket in tickets))

    def test_stranger_who_became_known_is_found(self):
        """The next mail of a stranger who has a contact by now is his."""
        first = self._receive(STRANGER)
        first.with_user(self.agent_a).ticket_type_id = self.incident
        self.assertEqual(self._receive(STRANGER).partner_id, first.partner_id)

    def test_contact_chosen_by_hand_is_kept(self):
        """Of two contacts with one address the agent's choice stays."""
        ticket = self._receive(STRANGER)
        twin = {"name": "Ann", "email": "ann@nowhere.example"}
        chosen = self.env["res.partner"].create([twin, twin])[1]
        ticket.with_user(self.agent_a).write(
            {
                "partner_id": chosen.id,
                "ticket_type_id": self.incident.id,
            }
        )
        self.assertEqual(ticket.partner_id, chosen)

    # ------------------------------------------------------------------
    # Answers
    # ------------------------------------------------------------------

    def test_reply_by_references(self):
        """An answer to what an agent said lands on its ticket, whatever the subject."""
        ticket = self._started()
        message = self._says(ticket, self.agent_a)
        count = self.Ticket.search_count([])
        for header in ("References", "In-Reply-To"):
            with self.subTest(header=header):
                landed = self._receive(
                    self.sender,
                    subject="A new subject",
                    body="Number four.",
                    headers={header: message.message_id},
                )
                self.assertEqual(landed, ticket)
                answer = ticket.message_ids[:1]
                self.assertEqual(answer.author_id, self.customer_partner)
                self.assertEqual(answer.subtype_id, self.comment)
                self.assertIn("Number four.", answer.body)
        self.assertEqual(self.Ticket.search_count([]), count)

    def test_reply_through_a_long_thread(self):
        """Other mails in between do not hide whose thread it is."""
        ticket = self._started()
        message = self._says(ticket, self.agent_a)
        references = f"<other@x.example> {message.message_id} <more@y.example>"
        self.assertEqual(self._reply(references), ticket)

    def test_reply_to_the_acknowledgement_is_public(self):
        """Customers answer what they got first; that is no hidden note."""
        with self.mock_mail_gateway():
            ticket = self._receive(self.sender)
        sent = self._sent_to(self.customer_partner.email)[0]
        self.assertEqual(self._reply(sent["Message-Id"], body="More words"), ticket)
        answer = ticket.message_ids[:1]
        self.assertIn("More words", answer.body)
        self.assertEqual(answer.subtype_id, self.comment)
        self.assertFalse(answer.is_internal)

    def test_reply_to_his_own_first_mail(self):
        """A requester who answers himself adds to his ticket."""
        ticket = self._receive(self.sender, msg_id="<first@example.com>")
        self.assertEqual(self._reply("<first@example.com>"), ticket)

    def test_reply_from_a_copied_colleague(self):
        """Somebody in copy who answers all lands there; the requester stays."""
        ticket = self._receive(
            self.sender,
            cc="Boss <boss@customer.example.com>",
            msg_id="<cc@example.com>",
        )
        self.assertIn("boss@customer.example.com", ticket.email_cc)
        landed = self._reply(
            "<cc@example.com>", email_from="boss@customer.example.com", body="Hurry!"
        )
        self.assertEqual(landed, ticket)
        self.assertEqual(ticket.partner_id, self.customer_partner)
        self.assertEqual(ticket.message_ids[:1].email_from, "boss@customer.example.com")

    def test_reply_of_a_stranger_makes_no_contact(self):
        """An unknown address may add to a thread it was given; it stays an address."""
        ticket = self._receive(self.sender, msg_id="<mine@example.com>")
        before = self.env["res.partner"].search_count([])
        self.assertEqual(self._reply("<mine@example.com>", STRANGER), ticket)
        self.assertEqual(self.env["res.partner"].search_count([]), before)

    def test_reply_to_a_hidden_note_stays_hidden(self):
        """A colleague who answers a note by mail does not write to the customer."""
        ticket = self._started()
        note = ticket.message_post(
            body="Do you know this till?",
            subtype_xmlid="mail.mt_note",
            partner_ids=self.agent_b.partner_id.ids,
        )
        with self.mock_mail_gateway():
            landed = self._reply(note.message_id, self.agent_b.email_formatted)
        self.assertEqual(landed, ticket)
        self.assertEqual(
            ticket.message_ids[:1].subtype_id, self.env.ref("mail.mt_note")
        )
        self.assertFalse(self._sent_to(self.customer_partner.email))
        self.assertFalse(ticket.date_first_response)

    def test_answer_resumes_what_waits_for_the_customer(self):
        """The awaited answer puts the ticket back in progress."""
        ticket = self._started()
        message = self._says(ticket, self.agent_a)
        ticket.action_wait("customer")
        self._reply(message.message_id)
        self.assertEqual(ticket.state, "in_progress")
        self.assertFalse(ticket.waiting_reason)
        self.assertEqual(ticket.sudo().span_ids[-1:].state, "in_progress")

    def test_answer_resumes_nothing_else(self):
        """What waits for others, or is solved, does not move by a "thanks"."""
        waiting, resolved = self._started(), self._resolved()
        waiting.action_wait("supplier")
        for ticket, state in ((waiting, "waiting"), (resolved, "resolved")):
            message = self._says(ticket, self.agent_a)
            self._reply(message.message_id, body="Thanks!")
            self.assertEqual(ticket.state, state)
        self.assertEqual(resolved.confirmation, "awaiting")

    def test_closed_ticket_stays_closed(self):
        """A late word reopens nothing: it is said on a ticket that follows it up."""
        ticket = self._started()
        message = self._says(ticket, self.agent_a)
        ticket.action_cancel("Wrong")
        landed = self._reply(message.message_id)
        self.assertEqual(landed.sudo().follow_up_of_id, ticket)
        self.assertEqual(ticket.state, "cancelled")

    def test_agents_answer_by_mail_is_the_desks(self):
        """An agent who answers by mail answers: it counts, and resumes nothing."""
        ticket = self._started()
        question = self._says(ticket.sudo(), self.customer, "Is anybody there?")
        ticket.action_wait("customer")
        with freeze_time("2026-03-02 09:30:00"), self.mock_mail_gateway():
            key = ticket.sudo()._get_thread_key("desk")
            references = f"{key} {question.message_id}"
            self._reply(references, self.agent_a.email_formatted)
        self.assertEqual(ticket.date_first_response, datetime(2026, 3, 2, 9, 30))
        self.assertEqual(ticket.state, "waiting")
        self.assertTrue(self._sent_to(self.customer_partner.email))

    # ------------------------------------------------------------------
    # Programs
    # ------------------------------------------------------------------

    def test_automatic_mail_of_a_trusted_sender_is_not_acknowledged(self):
        """What a program wrote gets no answer, though it makes a ticket (RFC 3834)."""
        self.env["servicedesk.mail.sender"].create(
            {"name": self.customer_partner.email, "kind": "allowed"}
        )
        for headers in (
            {"Auto-Submitted": "auto-generated"},
            {"Auto-Submitted": "Auto-Replied (vacation)"},
            {"Precedence": "bulk"},
            {"Precedence": "Junk"},
            {"List-Id": "<news.example.com>"},
            {"Return-Path": "<>"},
        ):
            with self.subTest(headers=headers), self.mock_mail_gateway():
                ticket = self._receive(self.sender, headers=headers)
                self.assertTrue(ticket)
                self.assertFalse(ticket.date_acknowledged)
                self.assertFalse(self._mails)

    def test_mail_of_a_person_is_acknowledged(self):
        """The header that says "by a person" does not make a program of him."""
        for headers in ({"Auto-Submitted": "no"}, {"Precedence": "normal"}, {}):
            with self.subTest(headers=headers), self.mock_mail_gateway():
                ticket = self._receive(self.sender, headers=headers)
                self.assertTrue(ticket.date_acknowledged)
                self.assertEqual(len(self._mails), 1)

    def test_out_of_office_does_not_resume(self):
        """An automatic reply is not the answer that was waited for: it is parked."""
        ticket = self._started()
        message = self._says(ticket, self.agent_a)
        ticket.action_wait("customer")
        headers = {"Auto-Submitted": "auto-replied"}
        self.assertFalse(self._reply(message.message_id, headers=headers))
        self.assertEqual(ticket.state, "waiting")
        self.assertEqual(ticket.waiting_reason, "customer")
        self.assertEqual(self._parked().reason, "automatic")

    def test_word_of_a_trusted_program_does_not_resume(self):
        """Let in, it joins its ticket, and is still not the answer waited for."""
        self.env["mail.gateway.allowed"].create({"email": self.sender})
        ticket = self._started()
        message = self._says(ticket, self.agent_a)
        ticket.action_wait("customer")
        headers = {"Auto-Submitted": "auto-replied"}
        self.assertEqual(self._reply(message.message_id, headers=headers), ticket)
        self.assertEqual(ticket.waiting_reason, "customer")

    def test_delivery_reports_make_no_ticket(self):
        """A bounce is neither a ticket nor answered, wherever it is sent to."""
        count = self.Ticket.search_count([])
        for to in ("desk@test.mycompany.com", "bounce.test@test.mycompany.com"):
            with self.subTest(to=to), self.mock_mail_gateway():
                raw = DELIVERY_REPORT.format(to=to).replace("<report@", f"<{to[:4]}@")
                self.assertFalse(self._process(raw))
                self.assertFalse(self._mails)
        self.assertEqual(self.Ticket.search_count([]), count)
        self.assertEqual(set(self._parked().mapped("reason")), {"bounce"})

    def test_loop_is_cut_after_twenty(self):
        """Of 25 mails of one sender 20 make tickets, 5 wait; other senders go on."""
        with self.mock_mail_gateway():
            tickets = [self._receive(STRANGER) for _index in range(25)]
        self.assertEqual(len([ticket for ticket in tickets if ticket]), 20)
        self.assertTrue(all(tickets[:20]))
        self.assertEqual(self._parked().mapped("reason"), ["flood"] * 5)
        self.assertEqual(len(self._mails), 20, "what is parked is not answered")
        self.assertTrue(self._receive(self.sender))

    def test_loop_guard_counts_known_senders_too(self):
        """A sender with a contact is counted by the same address."""
        with self.mock_mail_gateway():
            tickets = [self._receive(self.sender) for _index in range(22)]
        self.assertEqual(len([ticket for ticket in tickets if ticket]), 20)
        self.assertEqual(self._parked().mapped("reason"), ["flood"] * 2)

    def test_calls_are_no_loop(self):
        """Tickets that agents register for a busy shop do not stop its mail."""
        self.Ticket.with_user(self.agent_a).create(
            [
                {
                    "name": f"Call {index}",
                    "channel": "phone",
                    "partner_id": self.customer_partner.id,
                }
                for index in range(25)
            ]
        )
        self.assertTrue(self._receive(self.sender))

    def test_allowed_sender_is_never_cut(self):
        """A monitoring system on Odoo's list of allowed senders gets through."""
        self.env["mail.gateway.allowed"].create({"email": "ann@nowhere.example"})
        with self.mock_mail_gateway():
            tickets = [self._receive(STRANGER) for _index in range(22)]
        self.assertTrue(all(tickets))
        self.assertFalse(self._parked())

    def test_old_mails_are_no_loop(self):
        """Twenty mails a day ago do not stop today's."""
        with self.mock_mail_gateway():
            for _index in range(20):
                self._receive(STRANGER)
            self.assertFalse(self._receive(STRANGER))
            self.assertEqual(self._parked().reason, "flood")
            self.env.flush_all()
            self.env.cr.execute(
                """UPDATE servicedesk_mail_intake
                      SET create_date = create_date - interval '1 day'
                    WHERE sender_key = 'ann@nowhere.example'"""
            )
            self.assertTrue(self._receive(STRANGER))
