# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .classification_common import ClassificationCommon

NUMBER = "+44 20 7946 0018"


@tagged("post_install", "-at_install")
class TestTicketCaller(ClassificationCommon):
    """Somebody new becomes a contact when his ticket is saved, and not before."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.country_id = cls.env.ref("base.uk")
        cls.tickets = cls.env["servicedesk.ticket"].with_user(cls.agent_a)
        cls.partners = cls.env["res.partner"].with_user(cls.agent_a)

    def _call(self, text, **vals):
        values = {
            "name": "It fails",
            "caller": text,
            "service_id": self.tills.id,
            "ticket_type_id": self.incident.id,
        }
        return self.tickets.create({**values, **vals})

    def _count(self):
        return self.env["res.partner"].search_count([])

    def _ask(self, text):
        """Return what the form says of a typed caller, before it is saved."""
        answer = self.tickets.onchange(
            {"caller": text}, ["caller"], {"caller": {}, "caller_hint": {}}
        )
        return answer["value"].get("caller_hint")

    def test_form_given_up_leaves_nobody(self):
        before = self._count()
        for text, expected in (
            (
                "Nadia Newcomer",
                "New contact: “Nadia Newcomer”, made when the ticket is saved",
            ),
            (NUMBER, "A new number: a contact as soon as it is classified"),
            (
                "new@a.example.com",
                "A new address: a contact as soon as it is classified",
            ),
        ):
            with self.subTest(text=text):
                self.assertEqual(self._ask(text), expected)
        self.assertFalse(self._ask(""))
        self.assertEqual(self._count(), before)
        self.assertEqual(self._call("Nadia Newcomer").partner_id.name, "Nadia Newcomer")
        self.assertEqual(self._count(), before + 1)

    def test_number_becomes_the_phone(self):
        for number in (NUMBER, "0207 946 0019"):
            with self.subTest(number=number):
                ticket = self._call(number)
                self.assertEqual(ticket.partner_phone, number)
                self.assertEqual(ticket.partner_id.phone, number)
                self.assertFalse(ticket.partner_email)

    def test_address_becomes_the_email(self):
        ticket = self._call("Nadia@Shop.example.com")
        self.assertEqual(ticket.partner_email, "nadia@shop.example.com")
        self.assertEqual(ticket.partner_id.email_normalized, "nadia@shop.example.com")
        self.assertFalse(ticket.partner_phone)

    def test_name_with_number_and_address(self):
        partner = self._call(f"Nadia, {NUMBER}, nadia@shop.example.com").partner_id
        self.assertRecordValues(
            partner,
            [{"name": "Nadia", "phone": NUMBER, "email": "nadia@shop.example.com"}],
        )

    def test_found_again(self):
        """However his number is written, and by his address."""
        self.customer_partner.write(
            {"phone": NUMBER, "email": "known@shop.example.com"}
        )
        before = self._count()
        for text in (
            NUMBER,
            "0207 946 0018",
            "00442079460018",
            "KNOWN@shop.example.com",
        ):
            with self.subTest(text=text):
                self.assertEqual(self._call(text).partner_id, self.customer_partner)
        self.assertEqual(self._count(), before)

    def test_known_is_told_in_the_form(self):
        self.customer_partner.phone = NUMBER
        hint = self._ask("0207 946 0018")
        self.assertEqual(hint, f"Known: {self.customer_partner.display_name}")

    def test_number_of_several_is_nobodys(self):
        self.partners.create([{"name": name, "phone": NUMBER} for name in "AB"])
        before = self._count()
        ticket = self._call(NUMBER)
        self.assertFalse(ticket.partner_id)
        self.assertEqual(ticket.partner_phone, NUMBER)
        self.assertEqual(self._count(), before)

    def test_a_name_at_a_known_number_is_somebody_else(self):
        self.customer_partner.phone = NUMBER
        ticket = self._call(f"Nadia Newcomer {NUMBER}")
        self.assertEqual(ticket.partner_id.name, "Nadia Newcomer")
        again = self._call(f"{self.customer_partner.name} {NUMBER}")
        self.assertEqual(again.partner_id, self.customer_partner)

    def test_unclassified_waits_for_its_contact(self):
        """A number alone may be anybody's: as by mail, it waits to be classified."""
        before = self._count()
        ticket = self._call(NUMBER, service_id=False, ticket_type_id=False)
        self.assertFalse(ticket.partner_id)
        self.assertEqual(ticket.partner_phone, NUMBER)
        self.assertEqual(self._count(), before)
        ticket.ticket_type_id = self.incident
        self.assertEqual(ticket.partner_id.phone, NUMBER)

    def test_on_a_saved_ticket(self):
        ticket = self._call(NUMBER, service_id=False, ticket_type_id=False)
        ticket.write({"caller": "Nadia Newcomer"})
        self.assertEqual(ticket.partner_id.name, "Nadia Newcomer")
        ticket.write({"caller": False})
        self.assertEqual(ticket.partner_id.name, "Nadia Newcomer")

    def test_a_chosen_contact_counts_more(self):
        before = self._count()
        ticket = self._call("Nadia", partner_id=self.customer_partner.id)
        self.assertEqual(ticket.partner_id, self.customer_partner)
        self.assertEqual(self._count(), before)

    def test_customer_priority_follows(self):
        self.customer_partner.write({"phone": NUMBER, "service_priority": "3"})
        self.assertEqual(self._call(NUMBER).customer_priority, "3")

    def test_no_address(self):
        before = self._count()
        with self.assertRaisesRegex(UserError, "is no e-mail address"):
            self._call("nadia@")
        self.assertEqual(self._count(), before)

    def test_nonsense_is_no_caller(self):
        for value in (False, None, "", " ,;"):
            with self.subTest(value=value):
                self.assertFalse(self._call(value).partner_id)

    def test_who_may_not_register_makes_no_contact(self):
        before = self._count()
        for user in (self.auditor, self.employee, self.customer):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.tickets.with_user(user).create({"name": "x", "caller": "Nadia"})
        ticket = self._call("Nadia")
        with self.assertRaises(AccessError):
            ticket.with_user(self.auditor).write({"caller": "Otto"})
        self.assertEqual(self._count(), before + 1)
