# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo.tests import tagged

from .common import ServicedeskCommon

DESK = "desk@test.mycompany.com"
STRANGER = "Ann Unknown <ann@nowhere.example>"
AUTHSERV = "mx.mycompany.example"


class ThreadCommon(ServicedeskCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sender = cls.customer_partner.email_formatted
        cls.Ticket = cls.env["servicedesk.ticket"]
        cls.comment = cls.env.ref("mail.mt_comment")
        cls.note = cls.env.ref("mail.mt_note")

    def _answer(self, references="", email_from=None, subject="Re: it", **mail):
        """Receive an answer that names ``references``."""
        headers = mail.pop("headers", {})
        if references:
            headers["References"] = references
        return self._receive(
            email_from or self.sender, subject=subject, headers=headers, **mail
        )

    def _says(self, ticket, user, subtype="mail.mt_comment", **post):
        return ticket.with_user(user).message_post(
            body="Which till is it?",
            message_type="comment",
            subtype_xmlid=subtype,
            **post,
        )

    def _key(self, ticket, side="customer"):
        return ticket.sudo()._get_thread_key(side)

    def _last(self, ticket):
        return ticket.sudo().message_ids.sorted("id")[-1:]

    def _references(self, mail):
        return mail["References"].split()


@tagged("post_install", "-at_install")
class TestThreadOut(ThreadCommon):
    """Every mail of a ticket begins its conversation with the ticket's key."""

    def test_key_by_recipient(self):
        """Customers and colleagues get different keys, and keep them."""
        ticket = self._started()
        ticket.message_subscribe(self.agent_b.partner_id.ids)
        for _mail in range(2):
            with self.mock_mail_gateway():
                self._says(ticket, self.agent_a)
            for address, side in (
                (self.customer_partner.email, "customer"),
                (self.agent_b.email, "desk"),
            ):
                mail = self._sent_to(address)[0]
                self.assertEqual(self._references(mail)[0], self._key(ticket, side))

    def test_key_of_what_is_hidden(self):
        """A mail about a note says so in its key, also to people outside."""
        ticket = self._started()
        people = self.agent_b.partner_id | self.other_partner
        with self.mock_mail_gateway():
            self._says(ticket, self.agent_a, "mail.mt_note", partner_ids=people.ids)
        for person, side in ((self.agent_b, "note"), (self.other_partner, "aside")):
            mail = self._sent_to(person.email)[0]
            self.assertEqual(self._references(mail)[0], self._key(ticket, side))

    def test_stranger_gets_a_key_too(self):
        """Who is an address only is on the requester's side."""
        ticket = self._receive(STRANGER)
        with self.mock_mail_gateway():
            ticket.with_user(self.agent_a).message_post(
                body="Which?",
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
                outgoing_email_to="ann@nowhere.example",
            )
        mail = self._sent_to("ann@nowhere.example")[0]
        self.assertIn(self._key(ticket), self._references(mail))


@tagged("post_install", "-at_install")
class TestThreadIn(ThreadCommon):
    """Which ticket a mail answers."""

    def test_key_alone_is_enough(self):
        """A provider gave our mail another Message-Id; the subject is new as well."""
        ticket = self._started()
        references = f"{self._key(ticket)} <0100@eu-west-1.amazonses.example>"
        landed = self._answer(references, subject="Something else", body="Four")
        self.assertEqual(landed, ticket)
        message = self._last(ticket)
        self.assertIn("Four", message.body)
        self.assertEqual(message.subtype_id, self.comment)
        self.assertFalse(message.servicedesk_unverified)

    def test_in_reply_to_alone_is_enough(self):
        """Outlook leaves References out when the subject changes."""
        ticket = self._started()
        message = self._says(ticket, self.agent_a)
        landed = self._answer(headers={"In-Reply-To": message.message_id})
        self.assertEqual(landed, ticket)

    def test_number_alone_is_enough_for_its_requester(self):
        """Outlook mobile strips all headers; the subject still names the ticket."""
        ticket = self._started()
        landed = self._answer(subject=f"AW: [{ticket.number.lower()}] The till")
        self.assertEqual(landed, ticket)
        self.assertEqual(self._last(ticket).servicedesk_unverified, "unverified")

    def test_number_of_a_former_series(self):
        """A customer answers an old mail after the prefix has changed."""
        ticket = self._started()
        sequence = self.env["ir.sequence"].search([("code", "=", ticket._name)])
        sequence.prefix = "HELP-"
        self.assertEqual(self._answer(subject=f"Re: {ticket.number}"), ticket)

    def test_who_has_a_right_to_a_number(self):
        """The requester's colleagues, followers, who was in copy, the desk."""
        ticket = self._started()
        colleague = self.env["res.partner"].create(
            {
                "name": "Colleague",
                "email": "colleague@customer.example.com",
                "parent_id": self.customer_company.id,
            }
        )
        ticket.sudo().email_cc = "Boss <boss@far.example>"
        ticket.sudo().message_subscribe(self.other_partner.ids)
        for sender in (
            colleague.email,
            "boss@far.example",
            self.other_partner.email,
            self.agent_a.email,
        ):
            with self.subTest(sender=sender):
                landed = self._answer(subject=ticket.number, email_from=sender)
                self.assertEqual(landed, ticket)

    def test_stranger_quoting_a_number_learns_nothing(self):
        """He has a ticket of his own; nothing he gets speaks of the other one."""
        ticket = self._started(name="A secret of the shop")
        count = len(ticket.message_ids)
        with self.mock_mail_gateway():
            own = self._answer(subject=f"Re: {ticket.number}", email_from=STRANGER)
            for mail in self._sent_to("ann@nowhere.example"):
                self.assertNotIn("secret", self._bodies(mail))
        self.assertNotEqual(own, ticket)
        self.assertEqual(len(ticket.message_ids), count)
        notes = own.message_ids.filtered(lambda m: m.subtype_id != self.comment)
        self.assertIn(ticket.number, " ".join(notes.mapped("body")))
        public = own.message_ids.filtered(lambda m: m.subtype_id == self.comment)
        self.assertNotIn("odoo/servicedesk", " ".join(public.mapped("body")))

    def test_confidential_number_is_not_even_noted(self):
        """Colleagues of the requester and of the desk do not learn of it either."""
        ticket = self._ticket(self.agent_c, team_id=self.team_secret.id)
        colleague = self.env["res.partner"].create(
            {
                "name": "Colleague",
                "email": "colleague@customer.example.com",
                "parent_id": self.customer_company.id,
            }
        )
        for sender in (STRANGER, colleague.email):
            own = self._answer(subject=f"[{ticket.number}] Hm", email_from=sender)
            self.assertNotEqual(own, ticket)
            hidden = own.message_ids.filtered(
                lambda m: m.message_type == "notification"
            )
            self.assertNotIn(ticket.number, " ".join(hidden.mapped("body")))
        self.assertEqual(self._answer(subject=ticket.number), ticket.sudo())

    def test_forged_key_is_no_key(self):
        """Another ticket's number in a key leads nowhere."""
        ticket, other = self._started(), self._started()
        forged = self._key(ticket).replace(f"sd-{ticket.id}-", f"sd-{other.id}-")
        self.assertNotIn(self._answer(forged), ticket | other)

    def test_equal_subjects_and_thread_index_mix_nobody(self):
        """Two strangers with one subject are two tickets."""
        headers = {"Thread-Index": "AdEqualForBothOfThem=="}
        first = self._answer(subject="Printer", headers=dict(headers))
        second = self._answer(
            subject="Printer", email_from=STRANGER, headers=dict(headers)
        )
        self.assertTrue(first and second)
        self.assertNotEqual(first, second)

    def test_merged_ticket_is_answered_where_it_goes_on(self):
        """By key and by number as well."""
        kept, merged = self._started(), self._started()
        merged.sudo()._write_deed(
            {"merged_into_id": kept.id, "merge_facts": {"together": True}}
        )
        for answer in ({"references": self._key(merged)}, {"subject": merged.number}):
            with self.subTest(answer=answer):
                self._answer(**answer, body="Late words")
                self.assertIn("Late words", self._last(kept).body)

    # ------------------------------------------------------------------
    # Who is first
    # ------------------------------------------------------------------

    def test_original_joins_the_reply_that_was_faster(self):
        """A CC'd manager answers before the mail itself is here."""
        reply = self._answer(
            "<late@customer.example>",
            email_from="boss@customer.example.com",
            to=f"{self.customer_partner.email}, {DESK}",
        )
        original = self._receive(
            self.sender,
            cc="boss@customer.example.com",
            msg_id="<late@customer.example>",
        )
        self.assertEqual(original, reply)

    def test_two_replies_join_one_another(self):
        """Both answer a mail that never came; they wrote to the same person."""
        to = f"{self.customer_partner.email}, {DESK}"
        first = self._answer("<never@x.example>", "boss@x.example", to=to)
        second = self._answer("<never@x.example>", "clerk@x.example", to=to)
        self.assertTrue(first)
        self.assertEqual(first, second)

    def test_strangers_who_name_one_mail_stay_apart(self):
        """A conversation can be named by anybody: they share nobody."""
        first = self._answer("<never@x.example>", "boss@x.example")
        second = self._answer("<never@x.example>", "thief@y.example")
        self.assertTrue(second)
        self.assertNotEqual(first, second)


@tagged("post_install", "-at_install")
class TestVerified(ThreadCommon):
    """A forged sender is no right."""

    def _doubt(self, ticket):
        return self._last(ticket).servicedesk_unverified

    def _trust(self, result="dmarc=pass", domain="customer.example.com"):
        self.env["ir.config_parameter"].set_param(
            "servicedesk.mail_authserv_ids", AUTHSERV
        )
        return {"Authentication-Results": f"{AUTHSERV}; {result} header.from={domain}"}

    def test_what_only_the_customer_got_verifies_him(self):
        """Our key, or the Message-Id of our own mail: nobody guesses them."""
        ticket = self._started()
        message = self._says(ticket, self.agent_a)
        for references in (self._key(ticket), message.message_id):
            with self.subTest(references=references):
                self._answer(references)
                self.assertFalse(self._doubt(ticket))

    def test_key_of_the_other_side_verifies_nobody(self):
        """A customer with a colleague's key has it from somewhere."""
        ticket = self._started()
        self._answer(self._key(ticket, "desk"))
        self.assertEqual(self._doubt(ticket), "unverified")

    def test_our_mail_server_vouches(self):
        """Passed authentication counts, failed or foreign does not."""
        ticket = self._started()
        self._answer(subject=ticket.number, headers=self._trust())
        self.assertFalse(self._doubt(ticket))
        for headers in (
            self._trust("dmarc=fail"),
            self._trust(domain="attacker.example"),
            {"Authentication-Results": "mx.attacker.example; dmarc=pass"},
        ):
            with self.subTest(headers=headers):
                self._answer(subject=ticket.number, headers=headers)
                self.assertEqual(self._doubt(ticket), "unverified")

    def test_forged_colleague_never_speaks_as_the_desk(self):
        """Without a key of the desk: a note, mailed to no customer, no stamp."""
        ticket = self._started()
        question = self._says(ticket.sudo(), self.customer)
        ticket.action_wait("customer")
        for how in (
            {"references": question.message_id},
            {"references": self._key(ticket)},
            {"subject": ticket.number},
        ):
            with self.subTest(how=how), self.mock_mail_gateway():
                landed = self._answer(
                    **how, email_from=self.agent_a.email, body="Send the money"
                )
                self.assertEqual(landed, ticket)
                message = self._last(ticket)
                self.assertEqual(message.subtype_id, self.note)
                self.assertEqual(message.servicedesk_unverified, "unverified")
                self.assertFalse(self._sent_to(self.customer_partner.email))
        self.assertFalse(ticket.date_first_response)
        self.assertEqual(ticket.state, "waiting")
        messages = self.env["mail.message"].with_user(self.customer)
        said = messages.search([("res_id", "=", ticket.id)]).mapped("body")
        self.assertTrue(said)
        self.assertNotIn("Send the money", " ".join(said))

    def test_colleague_with_the_desks_key_speaks_as_the_desk(self):
        """What only colleagues are sent proves who he is; so does our server."""
        for headers in ({}, self._trust(domain="test.mycompany.com")):
            ticket = self._started()
            message = self._says(ticket.sudo(), self.customer)
            key = "" if headers else self._key(ticket, "desk")
            with self.mock_mail_gateway():
                self._answer(
                    f"{key} {message.message_id}",
                    email_from=self.agent_a.email,
                    headers=dict(headers),
                )
                self.assertTrue(self._sent_to(self.customer_partner.email))
            self.assertTrue(ticket.date_first_response)
            self.assertFalse(self._doubt(ticket))

    def test_answer_to_a_note_stays_internal(self):
        """However the ticket is found: by the note, by its key, by the number."""
        ticket = self._started()
        note = self._says(
            ticket,
            self.agent_a,
            "mail.mt_note",
            partner_ids=self.agent_b.partner_id.ids,
        )
        headers = self._trust(domain="test.mycompany.com")
        for how in (
            {"references": note.message_id},
            {"references": self._key(ticket, "note")},
            {"subject": ticket.number},
        ):
            with self.subTest(how=how), self.mock_mail_gateway():
                self._answer(
                    **how, email_from=self.agent_b.email, headers=dict(headers)
                )
                self.assertEqual(self._last(ticket).subtype_id, self.note)
                self.assertFalse(self._sent_to(self.customer_partner.email))

    def test_outsider_answers_a_note_hidden(self):
        """What somebody outside was asked aside, he answers aside."""
        ticket = self._started()
        ticket.message_subscribe(self.other_partner.ids)
        self._answer(self._key(ticket, "aside"), self.other_partner.email)
        self.assertEqual(self._last(ticket).subtype_id, self.note)
        self.assertFalse(self._doubt(ticket))

    def test_stranger_with_a_key_joins_as_one(self):
        """A mail was forwarded to him: his word counts as an unknown sender's."""
        ticket = self._started()
        landed = self._answer(
            self._key(ticket), STRANGER, cc="accomplice@nowhere.example"
        )
        self.assertEqual(landed, ticket)
        self.assertEqual(self._doubt(ticket), "unknown")
        self.assertNotIn("accomplice", ticket.sudo().email_cc or "")
        self._answer(self._key(ticket), self.other_partner.email)
        self.assertNotIn(self.other_partner, ticket.sudo().message_partner_ids)

    def test_customers_are_not_told_of_doubts(self):
        """The mark is for the desk; portal users do not read it."""
        ticket = self._started()
        self._answer(subject=ticket.number)
        message = self._last(ticket)
        mine = message.with_user(self.customer)
        self.assertNotIn("servicedesk_unverified", mine.fields_get())
        agents = message.with_user(self.agent_a)
        self.assertEqual(agents.servicedesk_unverified, "unverified")

    def test_first_mail_is_in_no_doubt(self):
        """Who asks asks for himself; nothing is to be proved yet."""
        ticket = self._receive(STRANGER)
        mail = ticket.message_ids.filtered(lambda m: m.message_type == "email")
        self.assertFalse(mail.servicedesk_unverified)

    def test_unverified_answer_still_resumes(self):
        """A customer whose program strips headers is answered all the same."""
        ticket = self._started()
        ticket.action_wait("customer")
        self._answer(subject=ticket.number)
        self.assertEqual(ticket.state, "in_progress")
