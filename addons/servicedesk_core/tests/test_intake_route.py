# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo.tests import tagged

from .common import ServicedeskCommon

DESK = "desk@test.mycompany.com"
SECOND = "second@test.mycompany.com"
ABROAD = "desk@test.mycompany2.com"
STRANGER = "Ann Unknown <ann@nowhere.example>"


@tagged("post_install", "-at_install")
class TestIntakeRoute(ServicedeskCommon):
    """Where a mail goes that answers nothing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sender = cls.customer_partner.email_formatted
        cls.Ticket = cls.env["servicedesk.ticket"]
        cls.Intake = cls.env["servicedesk.mail.intake"]
        cls.team_second.alias_name = "second"
        cls.team_abroad = cls.env["servicedesk.team"].create(
            {
                "name": "Abroad",
                "company_id": cls.company_2.id,
                "alias_name": "desk",
            }
        )

    def _made(self, email_from=None, **mail):
        """Return all the tickets that a mail makes."""
        before = self.Ticket.search([])
        self._receive(email_from or self.sender, **mail)
        return self.Ticket.search([], order="id") - before

    def _last_intake(self):
        return self.Intake.search([], limit=1, order="id desc")

    def _notes(self, ticket):
        return " ".join(ticket.message_ids.mapped("body"))

    # ------------------------------------------------------------------
    # Several desks
    # ------------------------------------------------------------------

    def test_first_desk_in_to_order_works(self):
        """One ticket, of the desk named first; the others look on."""
        for to, cc, team in (
            (f"{DESK}, {SECOND}", "", self.team_first),
            (f"{SECOND}, {DESK}", "", self.team_second),
            (SECOND, DESK, self.team_second),
            (f"somebody@else.example, {SECOND}", DESK, self.team_second),
        ):
            with self.subTest(to=to, cc=cc):
                ticket = self._made(to=to, cc=cc)
                self.assertEqual(len(ticket), 1)
                self.assertEqual(ticket.team_id, team)

    def test_the_other_team_follows(self):
        """Its leader does; of a team without one, the members."""
        ticket = self._made(to=f"{DESK}, {SECOND}")
        self.assertIn(self.leader.partner_id, ticket.message_partner_ids)
        self.assertNotIn(self.agent_b.partner_id, ticket.message_partner_ids)
        self.assertIn("also addressed to: Second Line", self._notes(ticket))
        ticket = self._made(to=f"{SECOND}, {DESK}")
        self.assertIn(self.agent_a.partner_id, ticket.message_partner_ids)

    def test_nobody_is_let_in_to_a_confidential_ticket(self):
        """A mail to a confidential desk and another one: noted, nobody follows."""
        self.team_secret.alias_name = "secret"
        ticket = self._made(to=f"secret@test.mycompany.com, {SECOND}")
        self.assertEqual(ticket.team_id, self.team_secret)
        self.assertTrue(ticket.is_confidential)
        self.assertNotIn(self.leader.partner_id, ticket.message_partner_ids)
        self.assertIn("Second Line", self._notes(ticket))

    def test_note_about_other_desks_is_hidden(self):
        """The customer is not told how the desk is organised."""
        ticket = self._made(to=f"{DESK}, {SECOND}")
        messages = self.env["mail.message"].with_user(self.customer)
        said = messages.search([("res_id", "=", ticket.id)]).mapped("body")
        self.assertTrue(said)
        self.assertNotIn("Second Line", " ".join(said))

    def test_two_companies_two_linked_tickets(self):
        """Each company has its own; each ticket names the other one."""
        tickets = self._made(to=f"{DESK}, {ABROAD}")
        self.assertEqual(tickets.company_id, self.company | self.company_2)
        self.assertEqual(len(tickets), 2)
        here, there = tickets
        self.assertEqual(there.team_id, self.team_abroad)
        self.assertIn(there.number, self._notes(here))
        self.assertIn(here.number, self._notes(there))
        self.assertEqual(self._last_intake().ticket_ids, tickets)

    def test_reply_to_all_reaches_both_tickets(self):
        """Who answers the desks of two companies answers on both tickets."""
        tickets = self._made(to=f"{DESK}, {ABROAD}", msg_id="<two@example.com>")
        answer = {"References": "<two@example.com>"}
        new = self._made(to=f"{DESK}, {ABROAD}", body="More", headers=answer)
        self.assertFalse(new)
        for ticket in tickets:
            self.assertIn("More", self._notes(ticket))

    # ------------------------------------------------------------------
    # The same mail again
    # ------------------------------------------------------------------

    def test_copy_for_another_desk_makes_it_follow(self):
        """A desk in Bcc has its copy in its own mailbox; that is no second ticket."""
        mail = {"msg_id": "<bcc@example.com>", "to": DESK}
        ticket = self._made(**mail)
        for _again in range(2):
            new = self._made(**mail, headers={"Delivered-To": SECOND})
            self.assertFalse(new)
        self.assertIn(self.leader.partner_id, ticket.message_partner_ids)
        self.assertEqual(self._notes(ticket).count("Second Line"), 1)

    def test_copy_for_another_company_makes_a_linked_ticket(self):
        """Once, however often that copy comes."""
        mail = {"msg_id": "<abroad@example.com>", "to": DESK}
        ticket = self._made(**mail)
        new = self._made(**mail, headers={"Delivered-To": ABROAD})
        self.assertEqual(new.team_id, self.team_abroad)
        self.assertIn(new.number, self._notes(ticket))
        self.assertFalse(self._made(**mail, headers={"Delivered-To": ABROAD}))

    # ------------------------------------------------------------------
    # No address of ours
    # ------------------------------------------------------------------

    def test_mailbox_without_address_goes_to_its_team(self):
        """Bcc, a forward, a rewritten To: the mailbox's team takes the mail."""
        server = self.env["fetchmail.server"].create(
            {
                "name": "Box",
                "server_type": "imap",
                "server": "imap.example.com",
                "user": "box",
                "servicedesk_team_id": self.team_second.id,
            }
        )
        raw = (
            f"From: {self.sender}\nTo: undisclosed-recipients:;\nSubject: Hello\n"
            "Message-Id: <hidden@example.com>\n\nHello\n"
        )
        thread = self.env["mail.thread"].with_context(
            default_fetchmail_server_id=server.id
        )
        with self.enter_registry_test_mode():
            ticket_id = thread.message_process(False, raw)
        self.assertEqual(self.Ticket.browse(ticket_id).team_id, self.team_second)

    def test_envelope_recipient_counts(self):
        """The mail server may say whom it delivers to, where the mail does not."""
        raw = (
            f"From: {self.sender}\nTo: friends@else.example\nSubject: Hello\n"
            "Message-Id: <envelope@example.com>\n\nHello\n"
        )
        thread = self.env["mail.thread"].with_context(servicedesk_recipient=SECOND)
        with self.enter_registry_test_mode():
            ticket_id = thread.message_process(False, raw)
        self.assertEqual(self.Ticket.browse(ticket_id).team_id, self.team_second)

    def test_mail_for_nobody_known_goes_to_the_first_line(self):
        """In the end somebody looks at it."""
        raw = (
            f"From: {self.sender}\nTo: somebody@else.example\nSubject: Hello\n"
            "Message-Id: <nobody@example.com>\n\nHello\n"
        )
        ticket = self._hand_in(raw, model="servicedesk.ticket")
        first = self.env["servicedesk.team"]._get_first_line(self.env.company)
        self.assertEqual(ticket.team_id, first)

    def test_what_the_mailbox_was_set_up_for(self):
        """Values that a gateway hands over are kept; deeds are not forged by them."""
        raw = (
            f"From: {self.sender}\nTo: somebody@else.example\nSubject: Hello\n"
            "Message-Id: <values@example.com>\n\nHello\n"
        )
        values = {"team_id": self.team_second.id, "number": "SD-FORGED"}
        ticket = self._hand_in(raw, model="servicedesk.ticket", custom_values=values)
        self.assertEqual(ticket.team_id, self.team_second)
        self.assertNotEqual(ticket.number, "SD-FORGED")

    # ------------------------------------------------------------------
    # Addresses
    # ------------------------------------------------------------------

    def test_address_with_a_tag(self):
        """It reaches the desk, and is kept; a tag of that name is set."""
        tag = self.env["servicedesk.tag"].create({"name": "Till"})
        for to, mail_tag, tags in (
            ("desk+TILL@test.mycompany.com", "till", tag),
            ("desk+other@test.mycompany.com", "other", tag.browse()),
            ("desk+100%@test.mycompany.com", "100%", tag.browse()),
            (DESK, False, tag.browse()),
        ):
            with self.subTest(to=to):
                ticket = self._made(to=to)
                self.assertEqual(ticket.team_id, self.team_first)
                self.assertEqual(ticket.mail_tag, mail_tag)
                self.assertEqual(ticket.tag_ids, tags)
        self.assertEqual(self.env["servicedesk.tag"].search_count([]), 1)

    def test_other_aliases_get_their_mail_as_well(self):
        """A mail to the desk and to another module's address makes both."""
        partner_model = self.env["ir.model"]._get_id("res.partner")
        self.env["mail.alias"].create(
            {"alias_name": "contacts", "alias_model_id": partner_model}
        )
        partners = self.env["res.partner"]
        before = partners.search([])
        ticket = self._made(
            STRANGER, to=f"{DESK}, contacts@test.mycompany.com", subject="For both"
        )
        self.assertEqual(len(ticket), 1)
        made = partners.search([]) - before
        self.assertEqual(made.filtered("name").mapped("name"), ["For both"])

    def test_restricted_address_parks_and_tells_nobody(self):
        """Who may not write to a desk gets no bounce; a person may let him in."""
        self.team_first.alias_contact = "partners"
        with self.mock_mail_gateway():
            self.assertFalse(self._made(STRANGER))
            self.assertFalse(self._mails)
        intake = self._last_intake()
        self.assertEqual((intake.state, intake.reason), ("parked", "refused"))
        self.assertEqual(intake.detail, DESK)
        self.assertTrue(self._made())
        with self.enter_registry_test_mode():
            intake.with_user(self.dispatcher).action_make_ticket()
        self.assertEqual(intake.ticket_id.team_id, self.team_first)

    def test_contact_setting_counts_at_once(self):
        """What routing remembers of an address is forgotten when it changes."""
        self.assertTrue(self._made(STRANGER))
        self.team_first.alias_contact = "partners"
        self.assertFalse(self._made(STRANGER))
        self.team_first.alias_contact = "everyone"
        self.assertTrue(self._made(STRANGER))

    # ------------------------------------------------------------------
    # From
    # ------------------------------------------------------------------

    def test_sender_beside_from(self):
        """Where From is unusable, Reply-To is the sender, then Sender."""
        for headers, address in (
            ({"Reply-To": "Ann <ann@x.example>"}, "ann@x.example"),
            ({"Sender": "secretary@x.example"}, "secretary@x.example"),
            (
                {"Reply-To": "ann@x.example", "Sender": "other@x.example"},
                "ann@x.example",
            ),
        ):
            with self.subTest(headers=headers):
                ticket = self._made("somebody", headers=headers)
                self.assertEqual(ticket.partner_email, address)

    def test_a_group_writes_in_the_name_of_the_desk(self):
        """Who wrote to the group is the requester, not the group."""
        group = {"List-Id": "<desk.test.mycompany.com>"}
        for number, name in enumerate(("X-Original-From", "X-Original-Sender")):
            with self.subTest(header=name):
                ticket = self._made(
                    '"Ann via Desk" <desk@test.mycompany.com>',
                    headers={**group, name: f"Ann <ann{number}@far.example>"},
                )
                self.assertEqual(ticket.partner_email, f"ann{number}@far.example")

    def test_no_sender_at_all(self):
        """Still a ticket; nobody is thanked."""
        with self.mock_mail_gateway():
            ticket = self._made("not an address")
            self.assertFalse(self._mails)
        self.assertEqual(len(ticket), 1)
        self.assertFalse(ticket.partner_email)
        self.assertFalse(ticket.partner_id)

    def test_number_and_company_of_mailed_tickets(self):
        """Each has a number, in the company whose desk was written to."""
        ticket = self._made(to=ABROAD)
        self.assertTrue(ticket.number)
        self.assertEqual(ticket.company_id, self.company_2)

    def test_sender_is_reachable_again(self):
        """Who writes gets mail: what was counted against his address is forgotten."""
        self.customer_partner.message_bounce = 3
        self._made()
        self.assertEqual(self.customer_partner.message_bounce, 0)
