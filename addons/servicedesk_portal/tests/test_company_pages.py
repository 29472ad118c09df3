# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo.http import Request
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.mail.tests.common import mail_new_test_user

from .common import PortalCommon


@tagged("post_install", "-at_install")
class TestPagesAcrossCompanies(PortalCommon):
    """People of one company read on their pages what another one does for them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.provider = cls.env["res.company"].create({"name": "Houses Ltd"})
        cls.worker = mail_new_test_user(
            cls.env,
            login="sd_worker",
            name="Walter Worker",
            email="sd_worker@houses.example.com",
            groups="base.group_user,servicedesk_core.group_servicedesk_agent",
            company_id=cls.provider.id,
            company_ids=[(6, 0, cls.provider.ids)],
        )
        team = cls.env["servicedesk.team"].create(
            {
                "name": "Doors",
                "company_id": cls.provider.id,
                "member_ids": cls.worker.ids,
            }
        )
        kind = cls.incident.copy({"company_id": cls.provider.id})
        kind.name = "Damage"
        service = cls.env["servicedesk.service"].create(
            {
                "name": "Doors and Windows",
                "company_id": cls.provider.id,
                "team_ids": team.ids,
            }
        )
        for user in (cls.customer, cls.employee):
            user.partner_id.company_id = cls.company
        cls.asked = {
            user: cls.env["servicedesk.ticket"].create(
                {
                    "name": "The door sticks",
                    "partner_id": user.partner_id.id,
                    "service_id": service.id,
                    "ticket_type_id": kind.id,
                    "channel": "portal",
                }
            )
            for user in (cls.customer, cls.employee, cls.agent_a)
        }
        for ticket in cls.asked.values():
            cls._say(ticket, "Which door?", cls.worker)
            cls._hide(ticket.with_user(cls.worker), "Copper remark")
        cls.env.flush_all()

    @classmethod
    def _hide(cls, ticket, text, **values):
        return cls._say(ticket, text, cls.worker, subtype_xmlid="mail.mt_note")

    def test_list_and_page(self):
        """Type, answer and state are there; hidden notes are not."""
        for user, ticket in self.asked.items():
            self.authenticate(user.login, user.login)
            with self.subTest(user=user.login):
                self.assertEqual(ticket.company_id, self.provider)
                self.assertIn(ticket.number, self.url_open("/my/tickets").text)
                page = self.url_open(f"/my/tickets/{ticket.id}")
                self.assertEqual(page.status_code, 200)
                for words in ("The door sticks", "Damage", "Which door?"):
                    self.assertIn(words, page.text)
                self.assertNotIn("Copper", page.text)

    def test_their_company_follows_it(self):
        """Who sees his company's tickets sees the one it has elsewhere."""
        self.authenticate(self.chief.login, self.chief.login)
        ticket = self.asked[self.customer]
        self.assertIn("Which door?", self.url_open(f"/my/tickets/{ticket.id}").text)

    @mute_logger("odoo.http")
    def test_others_get_nothing(self):
        """Neither another customer, nor the agents of the requester's own desk."""
        for user in (self.other_customer, self.agent_b, self.colleague):
            self.authenticate(user.login, user.login)
            for ticket in self.asked.values():
                with self.subTest(user=user.login, ticket=ticket.number):
                    page = self.url_open(f"/my/tickets/{ticket.id}").text
                    self.assertNotIn("Which door?", page)

    def test_approvers_read_and_do_not_answer(self):
        """Of the service they approve; whose ticket it is stands in the list."""
        approver = self._new_user("sd_approver", False)
        approver.password = approver.login
        ticket = self.asked[self.customer]
        self.authenticate(approver.login, approver.login)
        self.assertNotIn(ticket.number, self.url_open("/my/tickets").text)
        ticket.service_id.approver_ids = approver
        listed = self.url_open("/my/tickets").text
        self.assertIn(ticket.number, listed)
        self.assertIn(self.customer.name, listed)
        url = f"/my/tickets/{ticket.id}"
        page = self.url_open(url).text
        self.assertIn("Which door?", page)
        self.assertNotIn("Copper", page)
        self.assertNotIn(f'action="{url}/answer"', page)
        before = ticket.message_ids
        token = Request.csrf_token(self)
        sent = self.url_open(f"{url}/answer", {"body": "Mine", "csrf_token": token})
        self.assertEqual(sent.status_code, 409)
        self.assertEqual(ticket.message_ids, before)
        self.authenticate(self.employee.login, self.employee.login)
        own = f"/my/tickets/{self.asked[self.employee].id}"
        self.assertIn(f'action="{own}/answer"', self.url_open(own).text)
