# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo.exceptions import AccessError
from odoo.tests import tagged, users

from .common import ServicedeskCommon


@tagged("post_install", "-at_install")
class TestPartner(ServicedeskCommon):
    """What a contact's card tells about his tickets."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.colleague = cls.env["res.partner"].create(
            {"name": "Colleague", "parent_id": cls.customer_company.id}
        )
        cls.first = cls._ticket()
        cls.second = cls._ticket(partner_id=cls.colleague.id)
        cls.over = cls._ticket()
        cls.over.action_cancel("Wrong")
        cls.foreign = cls._ticket(partner_id=cls.other_partner.id)

    @users("sd_agent_a", "sd_auditor")
    def test_person_counts_his_own_open_tickets(self):
        """A person's card counts what he asked for and is still open."""
        partner = self.customer_partner.with_env(self.env)
        self.assertEqual(partner.servicedesk_open_ticket_count, 1)

    @users("sd_agent_a", "sd_auditor")
    def test_company_counts_those_of_its_people(self):
        """A company's card counts the open tickets of all its people."""
        company = self.customer_company.with_env(self.env)
        self.assertEqual(company.servicedesk_open_ticket_count, 2)

    @users("sd_agent_a")
    def test_shop_counts_those_of_its_people(self):
        """A place within a company counts its own people's tickets, not the others'."""
        shop, cashier = self.env["res.partner"].create(
            [
                {"name": name, "parent_id": self.customer_company.id}
                for name in ("Shop", "Cashier")
            ]
        )
        cashier.parent_id = shop
        asked = self._ticket(partner_id=cashier.id) | self._ticket(partner_id=shop.id)
        self.env.flush_all()
        cards = (shop | cashier | self.customer_company).with_env(self.env)
        cards.invalidate_recordset()
        self.assertEqual(cards.mapped("servicedesk_open_ticket_count"), [2, 1, 4])
        found = self.env["servicedesk.ticket"].search(
            cards[0].action_view_servicedesk_tickets()["domain"]
        )
        self.assertEqual(found, asked)
        # Those who have left have asked, too.
        cashier.sudo().active = False
        cards.invalidate_recordset()
        self.assertEqual(cards[0].servicedesk_open_ticket_count, 2)
        self.assertEqual(
            found, found.search([*cards[0]._get_servicedesk_ticket_domain()])
        )

    @users("sd_agent_a")
    def test_counts_of_many_cards(self):
        """A list of contacts shows each one's own figure."""
        partners = (
            self.customer_company
            | self.customer_partner
            | self.other_company
            | self.employee.partner_id
        ).with_env(self.env)
        self.assertEqual(partners.mapped("servicedesk_open_ticket_count"), [2, 1, 1, 0])

    @users("sd_agent_a")
    def test_contact_not_saved_yet_has_none(self):
        """The card of a contact being entered shows zero, not an error."""
        new = self.env["res.partner"].new({"name": "New"})
        self.assertEqual(new.servicedesk_open_ticket_count, 0)

    @users("sd_agent_a")
    def test_counter_opens_what_it_counts(self):
        """The button opens the same tickets as are counted."""
        tickets = self.env["servicedesk.ticket"]
        for partner, expected in (
            (self.customer_partner, self.first | self.over),
            (self.customer_company, self.first | self.over | self.second),
        ):
            action = partner.with_env(self.env).action_view_servicedesk_tickets()
            self.assertEqual(tickets.search(action["domain"]), expected)
            self.assertTrue(action["context"]["search_default_open"])
            self.assertEqual(action["context"]["default_partner_id"], partner.id)

    @users("sd_agent_b")
    def test_counter_knows_no_secrets(self):
        """Confidential tickets of other teams are not counted for an agent."""
        self._ticket(team_id=self.team_secret.id, creator=self.agent_c)
        partner = self.customer_partner.with_env(self.env)
        self.assertEqual(partner.servicedesk_open_ticket_count, 1)
        self.assertEqual(
            partner.with_user(self.agent_c).servicedesk_open_ticket_count, 2
        )

    @users("sd_employee")
    def test_counter_is_for_the_desk(self):
        """Employees without a role do not see how often somebody complains."""
        partner = self.customer_partner.with_env(self.env)
        with self.assertRaises(AccessError):
            partner.read(["servicedesk_open_ticket_count"])

    @users("sd_customer")
    def test_visibility_is_not_for_customers(self):
        """A portal user neither reads nor widens what he may see."""
        partner = self.customer_partner.with_env(self.env)
        with self.assertRaises(AccessError):
            partner.read(["servicedesk_visibility"])
        with self.assertRaises(AccessError):
            partner.write({"servicedesk_visibility": "company"})

    def test_contact_sees_his_own_by_default(self):
        """Nobody sees his colleagues' tickets unless the desk says so."""
        self.assertEqual(self.colleague.servicedesk_visibility, "own")
        tickets = self.env["servicedesk.ticket"].with_user(self.customer)
        self.assertEqual(tickets.search([]), self.first | self.over)
        self.customer_partner.servicedesk_visibility = "company"
        self.assertEqual(tickets.search([]), self.first | self.over | self.second)

    def test_deleted_contact_leaves_the_tickets(self):
        """A ticket that is over outlives its requester's card, with his address."""
        colleague = self.env["res.partner"].create(
            {"name": "Cashier", "email": "colleague@shop.example"}
        )
        ticket = self._classified(partner_id=colleague.id)
        ticket.action_cancel("Rang twice")
        colleague.unlink()
        ticket.invalidate_recordset()
        self.assertFalse(ticket.partner_id)
        self.assertEqual(ticket.partner_email, "colleague@shop.example")
