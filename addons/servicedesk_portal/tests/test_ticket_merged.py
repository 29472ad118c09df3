# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo.tests import tagged

from .common import PortalCommon


@tagged("post_install", "-at_install")
class TestTicketMerged(PortalCommon):
    """The page of a merged ticket leads on who may read where it goes on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.survivor = cls._started(name="The printer is on fire")
        cls.merged = cls._started(name="Smoke in the shop")

    def _path(self, ticket):
        return f"/my/tickets/{ticket.id}"

    def _pointers(self, page):
        return [
            link.get("href")
            for box in page.find_class("o_servicedesk_merged")
            for link in box.iter("a")
        ]

    def test_a_ticket_that_is_not_merged_points_nowhere(self):
        self._log_in(self.customer)
        self.assertFalse(self._pointers(self._see(self._path(self.survivor))))

    def test_the_requester_follows_the_pointer(self):
        self.merged.action_merge_into(self.survivor.id)
        self._log_in(self.customer)
        page = self._see(self._path(self.merged))
        (path,) = self._pointers(page)
        self.assertEqual(path, self._path(self.survivor))
        self.assertIn(
            "as part of another ticket", self._one(page, "o_servicedesk_next")
        )
        self.assertFalse(self._has_form(page))
        self.assertIn(self.survivor.name, self._words(self._see(path)))

    def test_along_a_chain_to_its_end(self):
        third = self._started()
        self.merged.action_merge_into(self.survivor.id)
        self.survivor.action_merge_into(third.id)
        self._log_in(self.customer)
        page = self._see(self._path(self.merged))
        self.assertEqual(self._pointers(page), [self._path(third)])

    def test_what_was_said_is_read_there(self):
        self._say(self.merged, "We bring a hose")
        self.merged.action_merge_into(self.survivor.id)
        self._log_in(self.customer)
        page = self._see(self._path(self.survivor))
        self.assertIn("We bring a hose", self._words(page))

    def test_a_colleague_reads_on_where_he_may(self):
        """Requester of the merged one only, he follows the survivor from now on."""
        ticket = self._started(partner_id=self.colleague.partner_id.id)
        ticket.action_merge_into(self.survivor.id)
        self._log_in(self.colleague)
        page = self._see(self._path(ticket))
        self.assertEqual(self._pointers(page), [self._path(self.survivor)])
        self._see(self._path(self.survivor))

    def test_another_customer_is_not_told_where(self):
        ticket = self._started(partner_id=self.other_customer.partner_id.id)
        self._say(ticket, "Put it out", user=self.other_customer)
        ticket.action_merge_into(self.survivor.id)
        self._log_in(self.other_customer)
        page = self._see(self._path(ticket))
        words = self._words(page)
        self.assertFalse(self._pointers(page))
        self.assertNotIn(self.survivor.number, words)
        self.assertNotIn(self.survivor.name, words)
        self.assertIn("Put it out", words)
        self._see(self._path(self.survivor), status=404)

    def test_a_link_leads_nobody_on(self):
        """Whoever was given a link to the one has none to the other."""
        self.merged.action_merge_into(self.survivor.id)
        token = self.merged.sudo()._portal_ensure_token()
        page = self._see(f"{self._path(self.merged)}?access_token={token}")
        self.assertFalse(self._pointers(page))
        self.assertNotIn(self.survivor.name, self._one(page, "o_servicedesk_now"))

    def test_his_list_shows_both(self):
        self.merged.action_merge_into(self.survivor.id)
        self._log_in(self.customer)
        self.assertEqual(self._list("/my/tickets"), [self.survivor.id])
        self.assertIn(self.merged.id, self._list("/my/tickets?filterby=closed"))
