# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo.tests import tagged

from .common import PNG, PortalCommon

AGAIN = "It does not print again."


@tagged("post_install", "-at_install")
class TestTicketFollowUp(PortalCommon):
    """What is written on the page of a closed ticket opens one that goes on with it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.closed = cls._resolved(name="The printer")
        cls.closed.action_confirm(rating=5, by_phone=True)
        cls.closed.action_close()

    def _open(self, user=None, ticket=None):
        self._log_in(user or self.customer)
        return self._see(f"/my/tickets/{(ticket or self.closed).id}")

    def _write(self, body=AGAIN, user=None, **options):
        return self._send(self._form(self._open(user)), body=body, **options)

    def _follow_up(self):
        self.closed.invalidate_recordset()
        return self.closed.sudo().follow_up_ids

    def test_the_page_says_what_will_happen(self):
        """Before he writes: closed, and what he writes opens a new one."""
        page = self._open()
        self.assertIn("opens a new one linked to it", self._words(page))
        self.assertFalse(page.find_class("o_servicedesk_follow_up"))

    def test_an_open_ticket_says_nothing_of_it(self):
        """There an answer is an answer."""
        page = self._open(ticket=self._started())
        self.assertFalse(page.find_class("o_servicedesk_over"))
        self.assertFalse(page.find_class("o_servicedesk_followed"))

    def test_he_is_led_to_the_new_one(self):
        """It shows his words, and what it goes on with."""
        response, page = self._write()
        follow_up = self._follow_up()
        self.assertIn(f"/my/tickets/{follow_up.id}?", response.url)
        words = self._words(page)
        self.assertIn("goes on with the closed one", words)
        self.assertIn(AGAIN, words)
        self.assertIn(follow_up.number, words)
        links = page.xpath("//p[contains(@class, 'o_servicedesk_followed')]/a/@href")
        self.assertEqual(links, [f"/my/tickets/{self.closed.id}"])
        self.assertEqual(self.closed.state, "closed")

    def test_the_closed_page_leads_on(self):
        """And says that further words are added there."""
        self._write()
        page = self._open()
        links = page.xpath("//div[contains(@class, 'o_servicedesk_follow_up')]/a/@href")
        self.assertEqual(links, [f"/my/tickets/{self._follow_up().id}"])
        self.assertIn("is added to the ticket", self._one(page, "o_servicedesk_over"))
        self._write("One more word")
        self.assertEqual(len(self._follow_up()), 1)

    def test_files_go_along(self):
        """They are the new ticket's."""
        self._write(files=[("till.png", PNG)])
        follow_up = self._follow_up()
        message = follow_up._portal_get_messages()[0]
        self.assertEqual(message.attachment_ids.name, "till.png")
        self.assertEqual(message.attachment_ids.res_id, follow_up.id)

    def test_thanks_stay_on_the_closed_one(self):
        """Nothing is opened, and he stays where he was."""
        response, page = self._write("Thank you very much!")
        self.assertIn(f"/my/tickets/{self.closed.id}?", response.url)
        self.assertFalse(self._follow_up())
        self.assertIn("was sent", self._words(page))

    def test_once(self):
        """The same form counts once."""
        form = self._form(self._open())
        self._send(form, body=AGAIN)
        self._send(form, body=AGAIN)
        messages = self._follow_up()._portal_get_messages()[0]
        self.assertEqual(len(messages), 1)

    def test_who_sees_the_closed_one(self):
        """A follower of another firm writes, and sees where that goes."""
        self.closed.sudo().message_subscribe(self.other_customer.partner_id.ids)
        response, _page = self._write(user=self.other_customer)
        self.assertEqual(response.status_code, 200)
        self.assertEqual(self._follow_up().partner_id, self.customer_partner)

    def test_who_does_not_read_on_is_told_nothing(self):
        """A follower of the closed one alone is not shown the other's number."""
        self._write()
        self.closed.sudo().message_subscribe(self.other_customer.partner_id.ids)
        page = self._open(self.other_customer)
        self.assertFalse(page.find_class("o_servicedesk_follow_up"))
        self.assertNotIn(self._follow_up().number, self._words(page))

    def test_by_a_link_nobody_writes(self):
        """A token shows the closed page, and takes nothing."""
        token = self._share(self.closed)
        self._log_in(None)
        page = self._see(f"/my/tickets/{self.closed.id}?access_token={token}")
        self.assertFalse(self._has_form(page))

    def test_the_desk_writes_elsewhere(self):
        """Its people look at the page, as before."""
        self.assertFalse(self._has_form(self._open(self.agent_b)))
