# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo.tests import tagged

from .common import PNG, PortalCommon

# Every statement of every connection, core and portal, from request to response.
LIST_BUDGET = 12
PAGE_BUDGET = 26
FORM_BUDGET = 12
HOME_BUDGET = 20


@tagged("post_install", "-at_install")
class TestPerformance(PortalCommon):
    """What a page costs does not grow with what is on it."""

    def _measure(self, path):
        """Return the statements of the third visit: caches are warm by then."""
        for _visit in range(2):
            self._see(path)
        self.env.flush_all()
        self.env.invalidate_all()
        with self._count_statements() as statements:
            response = self.url_open(path)
        self.assertEqual(response.status_code, 200)
        return statements

    def _within(self, path, budget):
        statements = self._measure(path)
        listing = "\n".join(text[:160] for text in statements)
        self.assertLessEqual(len(statements), budget, f"{path}\n{listing}")
        return len(statements)

    def _fill(self, count):
        """Make ``count`` tickets in all sorts of states and of several people."""
        partners = self.customer_partner | self.colleague.partner_id
        for index in range(count):
            ticket = self._classified(partner_id=partners[index % 2].id)
            if index % 3:
                ticket.action_start()
            if index % 3 == 2:
                ticket.action_resolve("Done.")

    def test_the_list_keeps_its_budget_whatever_its_length(self):
        for user, path in (
            (self.customer, "/my/tickets"),
            (self.chief, "/my/tickets?groupby=requester&sortby=name"),
            (self.chief, "/my/tickets?search=till&groupby=stage"),
            (self.employee, "/my/tickets"),
            (self.agent_a, "/my/tickets?filterby=all"),
        ):
            self._log_in(user)
            with self.subTest(path, user=user.login):
                few = self._within(path, LIST_BUDGET)
                self._fill(12)
                many = self._within(path, LIST_BUDGET)
                # From an empty list to a full one: the rows, their stages, types
                # and people, each in one statement.
                self.assertLessEqual(many - few, 4)

    def test_the_page_keeps_its_budget_whatever_its_length(self):
        ticket = self._resolved()
        self._log_in(self.customer)
        path = f"/my/tickets/{ticket.id}"
        few = self._within(path, PAGE_BUDGET)
        for index in range(10):
            user = (self.agent_a, self.customer, self.chief)[index % 3]
            files = [(f"{index}.png", PNG), (f"{index}.txt", b"x")]
            self._say(ticket, f"Message {index}", user=user, attachments=files)
            ticket.action_refuse("Still locked", by_phone=True)
            ticket.action_resolve("Replaced the lock.")
        many = self._within(path, PAGE_BUDGET)
        self.assertLessEqual(many - few, 3)

    def test_form_and_home_keep_their_budgets(self):
        self._fill(3)
        self._log_in(self.customer)
        self._within("/my/tickets/new", FORM_BUDGET)
        self._within("/my", HOME_BUDGET)
