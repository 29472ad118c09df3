# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .common import ServicedeskCommon

WORKERS = ("agent_a", "dispatcher", "api_user")


@tagged("post_install", "-at_install")
@freeze_time("2026-03-02 09:00:00")
class TestTicketsThatAreOver(ServicedeskCommon):
    """What was asked stays as it was, once a ticket is closed or cancelled."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.closed = cls._resolved()
        cls.closed.with_user(cls.customer).action_confirm(rating=5)
        cls.closed.action_close()
        cls.cancelled = cls._classified()
        cls.cancelled.action_cancel("Rang twice")
        cls.values = {
            "name": "Another subject",
            "description": "<p>Other words</p>",
            "partner_id": cls.other_partner.id,
            "partner_email": "other@customer.example.com",
            "partner_phone": "+44 20 7946 0000",
            "channel": "phone",
            "ticket_type_id": cls.work.id,
            "priority": "3",
            "is_confidential": True,
            "date_due": "2026-03-03 09:00:00",
        }

    def _over(self, role):
        user = getattr(self, role)
        return (self.closed.with_user(user), self.cancelled.with_user(user))

    def test_agents_change_nothing(self):
        """Each field by itself is refused; the sentence names it and the way out."""
        for role in WORKERS:
            for ticket in self._over(role):
                for name, value in self.values.items():
                    label = ticket._fields[name]._description_string(ticket.env)
                    with self.subTest(role=role, state=ticket.state, field=name):
                        with self.assertRaises(UserError) as caught:
                            ticket.write({name: value})
                        self.assertNotIsInstance(caught.exception, AccessError)
                        said = str(caught.exception)
                        self.assertIn("reopen it first", said)
                        self.assertIn(label, said)
        self.assertEqual(self.closed.name, "The till does not open")
        self.assertEqual(self.closed.partner_id, self.customer_partner)

    def test_one_of_many_that_is_over(self):
        """Many at once are written all or none."""
        ticket = self._started()
        with self.assertRaisesRegex(UserError, "reopen it first"):
            (ticket | self.closed).priority = "3"
        self.assertEqual(ticket.priority, "1")

    def test_managers_correct(self):
        """All but the mark that would close the ticket to themselves."""
        for ticket in self._over("manager"):
            for name, value in self.values.items():
                if name == "is_confidential":
                    continue
                with self.subTest(state=ticket.state, field=name):
                    ticket.write({name: value})
            self.assertEqual(ticket.ticket_type_id, self.work)
            self.assertFalse(ticket.is_open)

    def test_tags_are_changed_by_whoever_may_write(self):
        tag = self.env["servicedesk.tag"].create({"name": "For the statistics"})
        for role in WORKERS:
            for ticket in self._over(role):
                ticket.tag_ids += tag
                self.assertIn(tag, ticket.tag_ids)
                ticket.tag_ids -= tag

    def test_the_conversation_goes_on(self):
        """Thanks and late words come in, and agents answer them."""
        for ticket in self._over("customer"):
            ticket.message_post(body="Thank you!")
        for ticket in self._over("agent_a"):
            ticket.message_post(body="With pleasure.", subtype_xmlid="mail.mt_comment")
            ticket.message_subscribe(self.agent_b.partner_id.ids)
            self.assertIn("With pleasure", str(ticket.message_ids[:1].body))

    def test_reopened_tickets_are_open(self):
        ticket = self.closed.with_user(self.agent_a)
        ticket.action_reopen("Came back")
        ticket.write(self.values | {"ticket_type_id": self.incident.id})
        self.assertEqual(ticket.name, "Another subject")

    def test_resolved_tickets_are_open(self):
        """Until it is closed, a wrong word is mended."""
        ticket = self._resolved()
        ticket.name = "The till of shop 4 does not open"
        self.assertFalse(ticket.is_locked)

    def test_strangers_are_told_nothing(self):
        """Who may not write is refused as ever, and learns no state by it."""
        for user in (self.customer, self.agent_b, self.employee, self.auditor):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.closed.with_user(user).write({"name": "Mine"})

    def test_the_form_shows_it(self):
        """What would be refused cannot be typed in: each such field is read only."""
        for role, locked in (("agent_a", True), ("manager", False)):
            for ticket in self._over(role):
                self.assertEqual(ticket.is_locked, locked)
        views = self.env["servicedesk.ticket"].with_user(self.agent_a)
        views = views.get_views([(False, "form")])["views"]
        arch = etree.fromstring(views["form"]["arch"])
        self.assertTrue(arch.xpath("//field[@name='is_locked']"))
        for name in set(self.values) - {"channel"}:  # read only once it is saved
            nodes = arch.xpath(f"//sheet//field[@name='{name}'][not(ancestor::field)]")
            self.assertTrue(nodes)
            for node in nodes:
                # The rows of classifying are shown in state new only.
                rows = node.xpath(
                    "ancestor::*[contains(@invisible, \"state != 'new'\")]"
                )
                if not rows:
                    with self.subTest(field=name):
                        self.assertRegex(node.get("readonly"), r"^is_locked( or |$)")
