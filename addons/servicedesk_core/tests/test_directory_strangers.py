# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo.fields import Command
from odoo.tests import tagged

from .test_directory_contact import DirectoryCommon


@tagged("post_install", "-at_install")
class TestStrangers(DirectoryCommon):
    """Who nobody knows becomes a contact when his first ticket is classified."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.country_id = cls.env.ref("base.uk")
        cls.caller = {"partner_id": False, "partner_phone": "01632 960444"}

    def _count(self):
        return self.contacts.search_count([])

    def test_a_number_is_enough(self):
        """He is made with his number, and found again by it, however it is written."""
        before = self._count()
        ticket = self._ticket(**self.caller)
        self.assertFalse(ticket.partner_id)
        self.assertEqual(self._count(), before)
        ticket.ticket_type_id = self.incident
        partner = ticket.partner_id
        self.assertEqual(partner.phone_key, "+441632960444")
        self.assertEqual(partner.name, "01632 960444")
        self.assertEqual(self._count(), before + 1)
        again = self._classified(
            **self.caller | {"partner_phone": "+44 (0)1632-960444"}
        )
        self.assertEqual(again.partner_id, partner)
        self.assertEqual(self._count(), before + 1)

    def test_who_spoke_gives_the_name(self):
        ticket = self._classified(**self.caller, speaker_name="Kim Caller")
        self.assertEqual(ticket.partner_id.name, "Kim Caller")
        self.assertEqual(ticket.partner_phone, "01632 960444")

    def test_known_number(self):
        self.colleague.phone = "+44 1632 960444"
        ticket = self._classified(**self.caller)
        self.assertEqual(ticket.partner_id, self.colleague)
        self.assertEqual(ticket.commercial_partner_id, self.customer_company)

    def test_number_of_several(self):
        """The shared account is meant, else the company; among equals nobody."""
        self.colleague.phone = "01632 960444"
        other = self.colleague.copy({"name": "Other"})
        before = self._count()
        self.assertFalse(self._classified(**self.caller).partner_id)
        self.assertEqual(self._count(), before)
        self.customer_company.phone = "01632 960444"
        self.assertEqual(
            self._classified(**self.caller).partner_id, self.customer_company
        )
        other.is_shared_account = True
        self.assertEqual(self._classified(**self.caller).partner_id, other)

    def test_contacts_of_our_other_companies_are_not_taken(self):
        """Nor told of: the caller is a stranger to this company."""
        foreign = self.env["res.company"].create({"name": "Far Away"})
        self.colleague.parent_id = False
        self.colleague.write({"phone": "01632 960444", "company_id": foreign.id})
        ticket = self._classified(**self.caller)
        self.assertTrue(ticket.partner_id)
        self.assertNotEqual(ticket.partner_id, self.colleague)

    def test_no_number(self):
        """What is no number makes nobody."""
        before = self._count()
        for text in ("unknown", "12", " "):
            with self.subTest(text=text):
                ticket = self._classified(partner_id=False, partner_phone=text)
                self.assertFalse(ticket.partner_id)
        self.assertEqual(self._count(), before)

    def test_address_comes_before_number(self):
        """A mail from home about the shop's phone is from who wrote it."""
        self.colleague.phone = "01632 960444"
        ticket = self._classified(**self.caller, partner_email="kim@home.example")
        partner = ticket.partner_id
        self.assertEqual(partner.email, "kim@home.example")
        self.assertEqual(partner.phone, "01632 960444")
        self.assertNotEqual(partner, self.colleague)
        again = self._classified(partner_id=False, partner_email="KIM@home.example")
        self.assertEqual(again.partner_id, partner)

    def test_two_tickets_in_one_batch(self):
        """A batch that classifies at once makes one contact."""
        before = self._count()
        tickets = self._ticket(**self.caller) | self._ticket(**self.caller)
        tickets.ticket_type_id = self.incident
        self.assertEqual(len(tickets.partner_id), 1)
        self.assertEqual(self._count(), before + 1)

    def test_spam_makes_nobody(self):
        """What is cancelled unclassified leaves no contact behind."""
        before = self._count()
        with self.mock_mail_gateway():
            mail = self._receive("Spammer <win@spam.example>")
        call = self._ticket(**self.caller)
        self.assertFalse(mail.partner_id)
        for ticket in (mail, call):
            ticket.with_user(self.dispatcher).action_cancel("Spam")
        self.assertEqual(self._count(), before)

    def test_agent_needs_no_right_to_create_contacts(self):
        """Classifying makes the contact, even of an agent without that right."""
        manager = self.env.ref("base.group_partner_manager")
        agents = self.env.ref("servicedesk_core.group_servicedesk_agent")
        agents.implied_ids = [Command.unlink(manager.id)]
        self.agent_a.group_ids = [Command.unlink(manager.id)]
        ticket = self._classified(**self.caller)
        self.assertTrue(ticket.partner_id)

    def test_claims_keep_no_addresses(self):
        """What keeps two from making one contact twice is hashed, and goes."""
        self._classified(partner_id=False, partner_email="kim@home.example")
        claims = self.env["servicedesk.contact.claim"].search([])
        self.assertTrue(claims)
        self.assertNotIn("kim", str(claims.mapped("digest")))
        claims.claimed_at = "2020-01-01 00:00:00"
        self.env["servicedesk.contact.claim"]._gc_claims()
        self.assertFalse(claims.exists())
