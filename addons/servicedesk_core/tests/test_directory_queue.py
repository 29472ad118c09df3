# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .test_directory_contact import DirectoryCommon


@tagged("post_install", "-at_install")
class TestQueue(DirectoryCommon):
    """Tickets of important customers come first among equals, and know their place."""

    def _queue(self, tickets, user=None):
        records = tickets.with_user(user or self.agent_a)
        return list(records.search([("id", "in", tickets.ids)]))

    def test_important_customers_first(self):
        self.other_partner.service_priority = "3"
        mine = self._ticket()
        theirs = self._ticket(partner_id=self.other_partner.id)
        young = self._ticket()
        urgent = self._ticket(priority="2")
        tickets = mine | theirs | young | urgent
        self.assertEqual(self._queue(tickets), [urgent, theirs, young, mine])

    def test_priority_given_later_reaches_open_tickets(self):
        """A company's priority moves the open tickets of all its people."""
        open_one = self._ticket(partner_id=self.colleague.id)
        closed = self._ticket(partner_id=self.colleague.id)
        closed.action_cancel("Double")
        self._agents(self.customer_company).service_priority = "3"
        self.assertEqual(open_one.customer_priority, "3")
        self.assertEqual(closed.customer_priority, "1")
        self._agents(self.colleague).service_priority = "0"
        self.assertEqual(open_one.customer_priority, "0")

    def test_nobody_is_normal(self):
        self.assertEqual(self._ticket(partner_id=False).customer_priority, "1")

    def test_requesters_do_not_read_how_important_they_are(self):
        """Nor find it out by the order in which they see their tickets."""
        boss = self._new_portal_user("sd_boss", self.customer_company)
        boss.partner_id.servicedesk_visibility = "company"
        self.colleague.service_priority = "3"
        first = self._ticket(partner_id=self.colleague.id)
        second = self._ticket()
        self.assertEqual(self._queue(first | second), [first, second])
        self.assertEqual(self._queue(first | second, boss), [second, first])
        for ask in (
            lambda one: one.read(["customer_priority"]),
            lambda one: one.search([], order="customer_priority"),
            lambda one: one.search([("customer_priority", "=", "3")]),
        ):
            with self.assertRaises(AccessError):
                ask(first.with_user(boss))

    def test_index_serves_the_queue(self):
        """The page of open tickets is read from an index, not sorted."""
        self.env.flush_all()
        self.env.cr.execute("SET LOCAL enable_sort = off")
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        tickets = self.env["servicedesk.ticket"]
        query = tickets._search(
            [("is_open", "=", True)], order=tickets._order, limit=80
        )
        sql = query.select()
        self.env.cr.execute(f"EXPLAIN {sql.code}", sql.params)
        plan = "\n".join(row[0] for row in self.env.cr.fetchall())
        self.assertRegex(plan, "servicedesk_ticket_(open_)?list_idx")
        self.assertNotIn("Sort", plan)


@tagged("post_install", "-at_install")
class TestTicketSite(DirectoryCommon):
    """A ticket is where its requester is, unless somebody says otherwise."""

    def test_follows_the_requester(self):
        self.customer_company.site_id = self.shop
        self.assertEqual(self._ticket().site_id, self.shop)
        self.customer_partner.site_id = self.other_shop
        ticket = self._ticket()
        self.assertEqual(ticket.site_id, self.other_shop)
        ticket.partner_id = self.colleague
        self.assertEqual(ticket.site_id, self.shop)

    def test_is_chosen(self):
        """A site that is given stays; one who is nowhere does not move a ticket."""
        self.customer_company.site_id = self.shop
        ticket = self._ticket(site_id=self.north.id)
        self.assertEqual(ticket.site_id, self.north)
        ticket.site_id = self.other_shop
        ticket.name = "Another subject"
        self.assertEqual(ticket.site_id, self.other_shop)
        ticket.partner_id = self.other_partner
        self.assertEqual(ticket.site_id, self.other_shop)

    def test_stays_when_the_requester_moves(self):
        """What happened in a shop happened there, wherever he works now."""
        self.customer_partner.site_id = self.shop
        ticket = self._ticket()
        self.customer_partner.site_id = self.other_shop
        self.assertEqual(ticket.site_id, self.shop)

    def test_found_by_territory(self):
        ticket = self._ticket(site_id=self.shop.id)
        self._ticket()
        found = self._agents(self.env["servicedesk.ticket"]).search(
            [("site_id", "child_of", self.north.id)]
        )
        self.assertEqual(found, ticket)

    def test_shared_account(self):
        """A shop asks; who spoke stands on the ticket, and is no contact."""
        self.customer_partner.is_shared_account = True
        ticket = self._ticket(speaker_name="Kim from the evening shift")
        self.assertEqual(ticket.partner_id, self.customer_partner)
        self.assertTrue(ticket.is_shared_account)
        self.assertFalse(self.contacts.search([("name", "ilike", "Kim from")]))
