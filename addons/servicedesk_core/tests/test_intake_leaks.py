# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo.tests import tagged

from .test_intake_thread import DESK, STRANGER, ThreadCommon

SECRET = "secret@test.mycompany.com"
ABROAD = "desk@test.mycompany2.com"
OUTSIDER = "friend@third.example"
MINE = "My own salary, between us"


class LeakCommon(ThreadCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team_secret.alias_name = "secret"
        cls.team_abroad = cls.env["servicedesk.team"].create(
            {
                "name": "Abroad",
                "company_id": cls.company_2.id,
                "alias_name": "desk",
            }
        )

    def _outsider(self, ticket):
        """Return a contact outside who follows the ticket."""
        partner = self.env["res.partner"].create(
            {"name": "A Friend", "email": OUTSIDER}
        )
        ticket.sudo().message_subscribe(partner.ids, self.comment.ids)
        return partner

    def _words(self, ticket):
        return " ".join(ticket.sudo().message_ids.mapped("body"))

    def _everybody_mailed(self):
        return {address for mail in self._mails for address in mail["email_to"] or []}


@tagged("post_install", "-at_install")
class TestOtherDesks(LeakCommon):
    """A mail to one desk is no word on another desk's ticket, whatever it names."""

    def test_what_is_for_a_confidential_desk_stays_there(self):
        """By another's mail, by our own key, and by number: a ticket of that desk."""
        ticket = self._started()
        self._receive(
            "evil@attacker.example", msg_id="<bait@attacker.example>", cc=OUTSIDER
        )
        message = self._says(ticket, self.agent_a)
        baits = (
            {"references": "<bait@attacker.example>"},
            {"references": self._key(ticket)},
            {"references": message.message_id},
        )
        landed = self._answer(subject=ticket.number, to=SECRET, body=MINE)
        self.assertEqual(landed.team_id, self.team_secret)
        for bait in baits:
            with self.subTest(bait=bait), self.mock_mail_gateway():
                made = self._answer(**bait, to=SECRET, body=MINE)
                self.assertEqual(made.team_id, self.team_secret)
                self.assertTrue(made.is_confidential)
                self.assertNotIn(OUTSIDER, self._everybody_mailed())
                self.assertNotIn(ticket.number, self._words(made))
        self.assertNotIn(MINE, self._words(ticket))

    def test_confidential_desk_beside_another(self):
        """Named second, it still has the ticket: the others are not let in."""
        self.team_second.alias_name = "second"
        ticket = self._started()
        to = f"second@test.mycompany.com, {SECRET}"
        made = self._answer(self._key(ticket), to=to, body=MINE)
        self.assertEqual(made.team_id, self.team_secret)
        self.assertNotIn(self.leader.partner_id, made.message_partner_ids)

    def test_what_lay_in_its_mailbox(self):
        """Forwarded to it, so that no address of ours is left in the mail."""
        server = self.env["fetchmail.server"].create(
            {"name": "Secret", "servicedesk_team_id": self.team_secret.id}
        )
        ticket = self._started()
        raw = (
            f"From: {self.sender}\nTo: me@elsewhere.example\nSubject: Fwd\n"
            "Message-Id: <in-a-box@x.example>\n"
            f"References: {self._key(ticket)}\n\n{MINE}"
        )
        thread = self.env["mail.thread"].with_user(self.user_root)
        thread = thread.with_context(default_fetchmail_server_id=server.id)
        with self.enter_registry_test_mode():
            made = thread.message_process(False, raw.encode())
        self.assertEqual(self.Ticket.browse(made).team_id, self.team_secret)
        self.assertNotIn(MINE, self._words(ticket))

    def test_the_tickets_own_desk_is_answered(self):
        """It is its desk, or was: its mails lie about, and are answered late."""
        mine = self._answer(to=SECRET)
        self.assertEqual(self._answer(self._key(mine), to=SECRET), mine)
        mine.sudo().team_id = self.team_second
        self.assertEqual(self._answer(self._key(mine), to=SECRET), mine)
        self.assertEqual(self._answer(subject=mine.number, to=SECRET), mine)

    def test_another_open_desk_gets_the_answer(self):
        """Replies to an old address stay replies, as do those to two desks."""
        self.team_second.alias_name = "second"
        ticket = self._started()
        for to in ("second@test.mycompany.com", f"{DESK}, {SECRET}"):
            with self.subTest(to=to):
                landed = self._answer(self._key(ticket), to=to)
                self.assertEqual(landed, ticket)

    def test_another_company(self):
        """Our own mail is answered there, too; anybody else's names nothing."""
        ticket = self._receive(self.sender, msg_id="<first@customer.example.com>")
        made = self._answer("<first@customer.example.com>", to=ABROAD, body=MINE)
        self.assertEqual(made.team_id, self.team_abroad)
        self.assertNotIn(MINE, self._words(ticket))
        self.assertEqual(self._answer(self._key(ticket), to=ABROAD), ticket)

    def test_twins_are_answered_each_at_its_desk(self):
        """One mail to two companies made two tickets: an answer to one is on one."""
        first = self._receive(
            self.sender, to=f"{DESK}, {ABROAD}", msg_id="<two@customer.example.com>"
        )
        twin = self.Ticket.search([("team_id", "=", self.team_abroad.id)])
        for desk, ticket, other in ((DESK, first, twin), (ABROAD, twin, first)):
            body = f"For {desk} alone"
            landed = self._answer("<two@customer.example.com>", to=desk, body=body)
            self.assertEqual(landed, ticket)
            self.assertNotIn(body, self._words(other))


@tagged("post_install", "-at_install")
class TestDoubtfulWords(LeakCommon):
    """Nobody's words go out under the desk's name because a mail was forwarded."""

    def test_stranger_with_a_key_speaks_to_the_desk_only(self):
        """A note: mailed to colleagues, to nobody outside, and not on the page."""
        ticket = self._started()
        self._outsider(ticket)
        with self.mock_mail_gateway():
            landed = self._answer(
                self._key(ticket), STRANGER, body="Pay here", cc=OUTSIDER
            )
            self.assertEqual(landed, ticket)
            self.assertEqual(self._everybody_mailed(), {self.agent_a.email_formatted})
        message = self._last(ticket)
        self.assertEqual(message.servicedesk_unverified, "unknown")
        self.assertEqual(message.subtype_id, self.note)
        self.assertTrue(message.is_internal)
        self.assertTrue(ticket.has_access("read"))
        messages = self.env["mail.message"].with_user(self.customer)
        said = messages.search([("res_id", "=", ticket.id)]).mapped("body")
        self.assertNotIn("Pay here", " ".join(said))

    def test_desk_is_told_of_a_stranger_as_of_any_answer(self):
        """Who has a rule for answers hears of it; nothing else moves."""
        ticket = self._started()
        ticket.action_wait("customer")
        notices = self.env["servicedesk.notice"]
        rule = self.env["servicedesk.notice.rule"]
        for recipient in ("assignee", "requester", "watchers"):
            rule.create(
                {
                    "event": "customer_answer",
                    "recipient": recipient,
                    "channel": "mail",
                }
            )
        self._outsider(ticket)
        self._answer(self._key(ticket), STRANGER, body="Pay here")
        waiting = notices.search(
            [("ticket_id", "=", ticket.id), ("event", "=", "customer_answer")]
        )
        self.assertTrue(waiting)
        self.assertEqual(ticket.state, "waiting")
        with self.mock_mail_gateway():
            waiting._tell()
            self.env["mail.mail"].sudo().process_email_queue()
            for address in (self.customer_partner.email, OUTSIDER):
                mailed = " ".join(map(self._bodies, self._sent_to(address)))
                self.assertNotIn("Pay here", mailed)

    def test_unverified_answer_is_not_relayed(self):
        """It stays on the ticket, but only colleagues are mailed it."""
        ticket = self._started()
        ticket.message_subscribe(self.agent_b.partner_id.ids)
        self._outsider(ticket)
        with self.mock_mail_gateway():
            self._answer(subject=ticket.number, body="Is it?")
            mailed = self._everybody_mailed()
        self.assertIn(self.agent_b.email_formatted, mailed)
        self.assertNotIn(OUTSIDER, " ".join(mailed))
        message = self._last(ticket)
        self.assertEqual(message.servicedesk_unverified, "unverified")
        self.assertEqual(message.subtype_id, self.comment)

    def test_proven_answer_is_relayed(self):
        """Who follows reads what the requester answers to our own mail."""
        ticket = self._started()
        self._outsider(ticket)
        with self.mock_mail_gateway():
            self._answer(self._key(ticket), body="It is")
            self.assertTrue(self._sent_to(OUTSIDER))

    def test_note_asked_aside_pings_no_outsider(self):
        """A stranger who answers what an outsider answered aside reaches him not."""
        ticket = self._started()
        self._outsider(ticket)
        self._answer(
            self._key(ticket, "aside"), OUTSIDER, msg_id="<aside@third.example>"
        )
        references = f"{self._key(ticket, 'aside')} <aside@third.example>"
        with self.mock_mail_gateway():
            self._answer(references, STRANGER)
            self.assertNotIn(OUTSIDER, " ".join(self._everybody_mailed()))


@tagged("post_install", "-at_install")
class TestCompanyMailbox(LeakCommon):
    """The company's general mailbox is none of a conversation."""

    def _acknowledgement(self, ticket):
        return ticket.sudo().message_ids.filtered(
            lambda message: message.message_type == "auto_comment"
        )[:1]

    def test_answer_to_the_acknowledgement(self):
        """Its author is the company: that one is not told, whatever the team."""
        self.company.email = "info@mycompany.example"
        for to in (DESK, SECRET):
            ticket = self._receive(self.sender, to=to)
            message = self._acknowledgement(ticket)
            self.assertEqual(message.author_id, self.company.partner_id)
            with self.subTest(to=to), self.mock_mail_gateway():
                landed = self._answer(message.message_id, to=to)
                self.assertEqual(landed, ticket)
                self.assertFalse(self._sent_to("info@mycompany.example"))
            self.assertNotIn(
                self.company.partner_id, self._last(ticket).notified_partner_ids
            )

    def test_another_contact_with_its_address(self):
        """Nor by the way of a contact who follows; a changed address counts at once."""
        self.company.email = "info@mycompany.example"
        ticket = self._started()
        partner = self._outsider(ticket)
        for address, mailed in (
            ("info@mycompany.example", False),
            (OUTSIDER, True),
        ):
            partner.email = address
            with self.mock_mail_gateway():
                self._says(ticket, self.agent_a)
                self.assertEqual(bool(self._sent_to(address)), mailed)
        self.company.email = OUTSIDER
        with self.mock_mail_gateway():
            self._says(ticket, self.agent_a)
            self.assertFalse(self._sent_to(OUTSIDER))

    def test_colleague_who_reads_it_himself(self):
        """In a firm of one person its address is his: he is told."""
        self.company.email = self.agent_b.email
        ticket = self._started()
        ticket.message_subscribe(self.agent_b.partner_id.ids)
        with self.mock_mail_gateway():
            self._answer(self._key(ticket))
            self.assertTrue(self._sent_to(self.agent_b.email))


@tagged("post_install", "-at_install")
class TestOriginalComesLater(LeakCommon):
    """Who was in copy answered before the mail itself was here."""

    BOSS = "boss@customer.example.com"
    LATE = "<late@customer.example.com>"

    def _reply(self, email_from=BOSS):
        return self._answer(
            self.LATE,
            email_from=email_from,
            subject="Re: Till",
            to=f"{self.customer_partner.email}, {DESK}",
        )

    def _original(self, email_from=None, **mail):
        return self._receive(
            email_from or self.sender,
            cc=self.BOSS,
            subject="Till four is broken",
            msg_id=self.LATE,
            **mail,
        )

    def test_ticket_becomes_what_it_would_have_been(self):
        """Its requester, its subject; he is told; who was faster stays in copy."""
        ticket = self._reply()
        self.assertEqual(ticket.partner_email, self.BOSS)
        with self.mock_mail_gateway():
            self.assertEqual(self._original(), ticket)
            (mail,) = self._sent_to(self.customer_partner.email)
        self.assertIn(ticket.number, mail["Subject"])
        self.assertIn(self.LATE, mail["References"])
        self.assertEqual(ticket.partner_id, self.customer_partner)
        self.assertEqual(ticket.name, "Till four is broken")
        self.assertIn(self.customer_partner, ticket.message_partner_ids)
        self.assertIn(self.BOSS, ticket.email_cc)
        note = ticket.message_ids.filtered(
            lambda message: "answered this mail before" in message.body
        )
        self.assertTrue(note.subtype_id.internal)

    def test_sender_without_a_contact(self):
        """He is an address like any stranger, and told all the same."""
        ticket = self._answer(
            self.LATE, self.BOSS, subject="Re: Till", to=f"ann@nowhere.example, {DESK}"
        )
        with self.mock_mail_gateway():
            self.assertEqual(self._original(STRANGER), ticket)
            self.assertTrue(self._sent_to("ann@nowhere.example"))
        self.assertFalse(ticket.partner_id)
        self.assertEqual(ticket.partner_email, "ann@nowhere.example")

    def test_who_was_faster_keeps_following(self):
        """A contact in copy who answered goes on being told."""
        ticket = self._reply(self.other_partner.email_formatted)
        self.assertEqual(ticket.partner_id, self.other_partner)
        self._original()
        self.assertEqual(ticket.partner_id, self.customer_partner)
        self.assertIn(self.other_partner, ticket.message_partner_ids)

    def test_what_is_worked_on_keeps_its_requester(self):
        """The desk has dealt with him: the other one follows."""
        ticket = self._reply()
        ticket.with_user(self.agent_a).ticket_type_id = self.incident
        self.assertEqual(self._original(), ticket)
        self.assertEqual(ticket.partner_email, self.BOSS)
        self.assertEqual(ticket.name, "Re: Till")
        self.assertIn(self.customer_partner, ticket.message_partner_ids)

    def test_nobody_makes_himself_the_requester(self):
        """He writes to whom he likes; nobody of the conversation wrote to him."""
        ticket = self._reply()
        landed = self._receive(
            "thief@y.example", to=f"{DESK}, {self.BOSS}", msg_id=self.LATE
        )
        self.assertEqual(landed, ticket)
        self.assertEqual(ticket.partner_email, self.BOSS)
        message = self._last(ticket)
        self.assertEqual(message.servicedesk_unverified, "unknown")
        self.assertTrue(message.is_internal)
        self.assertNotIn("thief", ticket.email_cc or "")
        again = self._answer(self.LATE, "thief@y.example", to=f"{DESK}, {self.BOSS}")
        self.assertEqual(again, ticket)
        self.assertEqual(self._last(ticket).servicedesk_unverified, "unknown")
