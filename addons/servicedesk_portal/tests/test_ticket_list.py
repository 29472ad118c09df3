# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from datetime import datetime
from unittest.mock import patch

from odoo.tests import tagged

from ..controllers import ticket_list
from .common import PortalCommon


@tagged("post_install", "-at_install")
class TestTicketList(PortalCommon):
    """Everybody finds his own tickets, and nobody else's."""

    # ------------------------------------------------------------------
    # Whose tickets
    # ------------------------------------------------------------------

    def test_a_requester_sees_what_he_asked_for_and_what_he_follows(self):
        mine = self._ticket()
        followed = self._ticket(partner_id=self.colleague.partner_id.id)
        followed.message_subscribe(self.customer_partner.ids)
        self._ticket(partner_id=self.colleague.partner_id.id)
        self._ticket(partner_id=self.other_partner.id)
        self._log_in(self.customer)
        self.assertEqual(self._list(), [followed.id, mine.id])

    def test_a_chief_sees_his_companys_tickets_with_their_requesters(self):
        ours = self._ticket() | self._ticket(partner_id=self.colleague.partner_id.id)
        self._ticket(partner_id=self.other_partner.id)
        self._log_in(self.chief)
        self.assertEqual(self._list(), sorted(ours.ids, reverse=True))
        page = self._see("/my/tickets")
        self.assertIn(self.customer.name, self._words(page))
        self.assertIn("groupby=requester", str(page.xpath("//a/@href")))

    def test_a_head_of_a_site_sees_what_his_company_asks_there(self):
        """His own page of such a ticket opens; one of another site does not."""
        sites = self.env["servicedesk.site"]
        shop, other = sites.create([{"name": "Shop"}, {"name": "Other"}])
        till = sites.create({"name": "Till", "parent_id": shop.id})
        self.chief.partner_id.write(
            {"servicedesk_visibility": "site", "site_id": shop.id}
        )
        here = self._ticket(site_id=shop.id)
        below = self._ticket(site_id=till.id)
        beside = self._ticket(site_id=other.id)
        self._ticket(partner_id=self.other_partner.id, site_id=shop.id)
        self._ticket(site_id=shop.id, is_confidential=True)
        self._log_in(self.chief)
        self.assertEqual(self._list(), [below.id, here.id])
        self.assertIn(self.customer.name, self._words(self._see("/my/tickets")))
        self.assertIn(here.name, self._words(self._see(f"/my/tickets/{here.id}")))
        response = self.url_open(f"/my/tickets/{beside.id}", allow_redirects=False)
        self.assertNotEqual(response.status_code, 200)

    def test_a_chief_does_not_see_confidential_tickets(self):
        self._ticket(is_confidential=True)
        self._log_in(self.chief)
        self.assertEqual(self._list(), [])

    def test_an_employee_is_a_requester_like_any_other(self):
        mine = self._ticket(partner_id=self.employee.partner_id.id)
        self._ticket()
        self._log_in(self.employee)
        self.assertEqual(self._list(), [mine.id])

    def test_agents_see_what_they_asked_for_not_what_they_work_on(self):
        """An agent reads and follows tickets as his work; they are not *his*."""
        self._started()
        asked = self._ticket(
            creator=self.agent_b, partner_id=self.agent_a.partner_id.id
        )
        self._log_in(self.agent_a)
        self.assertEqual(self._list("/my/tickets?filterby=all"), [asked.id])

    def test_who_is_not_logged_in_is_asked_to(self):
        self._log_in(None)
        response = self.url_open("/my/tickets", allow_redirects=False)
        self.assertEqual(response.status_code, 303)
        self.assertIn("/web/login", response.headers["Location"])

    # ------------------------------------------------------------------
    # Search, filters, order, groups, pages
    # ------------------------------------------------------------------

    def test_filters_tell_open_asked_and_closed_apart(self):
        opened = self._started(name="Open")
        asked = self._resolved(name="Asked")
        waiting = self._started(name="Waiting")
        waiting.action_wait("customer")
        supplied = self._started(name="Supplied")
        supplied.action_wait("supplier")
        closed = self._resolved(name="Closed")
        closed.action_confirm(rating=5, by_phone=True)
        closed.action_close()
        self._log_in(self.customer)
        for filterby, expected in (
            ("open", supplied | waiting | asked | opened),
            ("answer", waiting | asked),
            ("closed", closed),
            ("all", closed | supplied | waiting | asked | opened),
        ):
            with self.subTest(filterby):
                path = f"/my/tickets?filterby={filterby}"
                self.assertEqual(self._list(path), sorted(expected.ids, reverse=True))

    def test_what_a_colleague_must_answer_does_not_wait_for_me(self):
        self._resolved(partner_id=self.colleague.partner_id.id)
        self._log_in(self.chief)
        self.assertEqual(self._list("/my/tickets?filterby=answer"), [])

    def test_search_finds_by_subject_and_number_also_what_is_closed(self):
        till = self._ticket(name="The till is stuck")
        printer = self._resolved(name="The printer smokes")
        printer.action_confirm(rating=5, by_phone=True)
        printer.action_close()
        self._log_in(self.customer)
        for search, expected in (
            ("TILL", till),
            ("printer", printer),
            (printer.number[3:], printer),
            ("SD-", printer | till),
            ("nothing of the kind", till.browse()),
        ):
            with self.subTest(search):
                path = f"/my/tickets?search={search}"
                self.assertEqual(self._list(path), sorted(expected.ids, reverse=True))
        path = "/my/tickets?search=till&search_in=number"
        self.assertEqual(self._list(path), [])

    def test_search_reaches_no_further_than_the_readers_tickets(self):
        self._ticket(name="The vault is open", partner_id=self.other_partner.id)
        self._log_in(self.customer)
        self.assertEqual(self._list("/my/tickets?search=vault&filterby=all"), [])

    def test_wild_characters_and_markup_are_just_text(self):
        self._ticket()
        self._log_in(self.customer)
        for search in ("%25", "_", "'", "%22%3E%3Cscript%3E", "%5C", "x" * 3000):
            with self.subTest(search[:20]):
                response, _page = self._get(f"/my/tickets?search={search}")
                self.assertEqual(response.status_code, 200)
                self.assertNotIn("<script>alert", response.text)
        self.assertEqual(self._list("/my/tickets?search=%25"), [])

    def test_sortings(self):
        first = self._ticket(name="B", date_due=datetime(2026, 3, 9, 9))
        second = self._ticket(name="C")
        third = self._ticket(name="A", date_due=datetime(2026, 3, 8, 9))
        self._log_in(self.customer)
        for sortby, expected in (
            ("newest", [third, second, first]),
            ("oldest", [first, second, third]),
            ("due", [third, first, second]),
            ("name", [third, first, second]),
        ):
            with self.subTest(sortby):
                self.assertEqual(
                    self._list(f"/my/tickets?sortby={sortby}"),
                    [ticket.id for ticket in expected],
                )

    def test_groups_have_headings_in_the_order_of_life(self):
        self._started(name="Working")
        self._ticket(name="Fresh")
        self._log_in(self.customer)
        page = self._see("/my/tickets?groupby=stage")
        self.assertEqual(
            [self._words(node) for node in page.xpath("//h2")], ["New", "In Progress"]
        )
        page = self._see("/my/tickets?groupby=type")
        self.assertEqual(
            [self._words(node) for node in page.xpath("//h2")],
            ["Incident", "Not sorted yet"],
        )

    def test_unknown_parameters_count_as_not_given(self):
        ticket = self._ticket()
        self._log_in(self.customer)
        path = "/my/tickets?sortby=evil&filterby=evil&groupby=requester&search_in=evil"
        self.assertEqual(self._list(path), [ticket.id])

    def test_pages_keep_search_and_order(self):
        tickets = [self._ticket(name=f"Till {number:02d}") for number in range(25)]
        self._ticket(name="Printer")
        self._log_in(self.customer)
        page = self._see("/my/tickets?search=till&sortby=name")
        (next_url, *_rest) = [
            url
            for url in page.xpath("//ul[contains(@class, 'pagination')]//@href")
            if "/page/2" in url
        ]
        self.assertEqual(self._list(next_url), [ticket.id for ticket in tickets[20:]])
        self.assertEqual(len(self._list("/my/tickets/page/99?search=till")), 5)

    def test_no_list_goes_further_than_it_counts(self):
        for number in range(3):
            self._ticket(name=f"Till {number}")
        self._log_in(self.customer)
        with patch.object(ticket_list, "COUNT_LIMIT", 2):
            page = self._see("/my/tickets")
        self.assertIn("Search to find the others", self._words(page))
        self.assertNotIn("Search to find", self._words(self._see("/my/tickets")))

    # ------------------------------------------------------------------
    # Rows
    # ------------------------------------------------------------------

    def test_a_row_says_when_it_is_the_readers_turn(self):
        self._resolved()
        for user, said in ((self.customer, True), (self.chief, False)):
            self._log_in(user)
            rows = self._one(self._see("/my/tickets"), "o_servicedesk_tickets")
            self.assertEqual("Your turn" in rows, said)

    def test_an_empty_list_helps(self):
        self._log_in(self.customer)
        for query, words in (
            ("", "Ask the Service Desk"),
            ("?search=x", "Try fewer words"),
            ("?filterby=answer", "Nothing waits for you"),
            ("?filterby=closed", "What is done will be kept here"),
        ):
            with self.subTest(query):
                page = self._see(f"/my/tickets{query}")
                self.assertIn(words, self._one(page, "o_servicedesk_empty"))

    def test_one_strange_ticket_does_not_break_the_list(self):
        """Follower of another company, archived assignee, contact out of reach.

        Elsewhere one of these made the whole list answer "Access Error".
        """
        company = self.env["res.company"].create({"name": "Another"})
        hidden = self.env["res.partner"].create(
            {"name": "Far Away", "company_id": company.id, "email": "far@example.com"}
        )
        ticket = self._started(partner_id=self.colleague.partner_id.id)
        ticket.sudo().message_subscribe((hidden | self.customer_partner).ids)
        self.agent_a.active = False
        self.colleague.active = False
        self.colleague.partner_id.active = False
        self._log_in(self.customer)
        self.assertEqual(self._list(), [ticket.id])
        self._see(f"/my/tickets/{ticket.id}")

    # ------------------------------------------------------------------
    # Home
    # ------------------------------------------------------------------

    def _count(self, *counters):
        self.env.flush_all()
        return self.make_jsonrpc_request("/my/counters", {"counters": list(counters)})

    def test_home_has_a_card_for_everybody(self):
        """The way to the first ticket is there before there is a ticket."""
        self._log_in(self.customer)
        page = self._see("/my")
        (card,) = page.xpath("//a[@href='/my/tickets']/..")
        self.assertNotIn("d-none", card.get("class"))

    def test_home_counts_open_tickets_and_those_that_wait_for_me(self):
        self._started()
        self._resolved()
        self._resolved(partner_id=self.other_partner.id)
        self._log_in(self.customer)
        self.assertEqual(
            self._count("ticket_count", "ticket_answer_count"),
            {"ticket_count": 2, "ticket_answer_count": 1},
        )
        self.assertEqual(self._count("ticket_count"), {"ticket_count": 2})

    def test_home_counts_no_further_than_a_thousand(self):
        for _number in range(3):
            self._ticket()
        self._log_in(self.customer)
        self.assertEqual(ticket_list.COUNT_LIMIT, 1000)
        with patch.object(ticket_list, "COUNT_LIMIT", 2):
            self.assertEqual(self._count("ticket_count"), {"ticket_count": 2})
