# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import fields
from odoo.tests import HttpCase, tagged

from .common import ServicedeskCommon


@tagged("post_install", "-at_install")
class TestBrowserWork(ServicedeskCommon, HttpCase):
    """Ordering work, doing it on a phone, verifying it, in a real browser."""

    PHONE = "390x780"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.engineer = cls._new_user("sd_field", "agent")
        cls.engineer.name = "Field Engineer"
        cls.team_first.member_ids += cls.engineer
        for person in (cls.agent_a, cls.engineer):
            person.password = person.login
            person.tz = "UTC"

    def test_from_the_order_to_its_verification(self):
        """Two people and three screens; the time counts on the ticket."""
        ticket = self._started(name="The till is dark")
        self.start_tour(
            f"/odoo/tickets/{ticket.id}",
            "servicedesk_core_order_work_tour",
            login=self.agent_a.login,
        )
        order = ticket.work_order_ids
        self.assertRecordValues(
            order,
            [
                {
                    "state": "sent",
                    "name": "The till is dark",
                    "user_id": self.engineer.id,
                    "responsible_id": self.agent_a.id,
                }
            ],
        )
        # Proposed is the next hour, which may be tomorrow.
        order.with_user(self.agent_a).action_plan(fields.Datetime.now())
        self.browser_size = "400x800"
        self.start_tour(
            "/odoo/my-day", "servicedesk_core_my_day_tour", login=self.engineer.login
        )
        self.assertEqual(order.state, "done")
        entries = ticket.time_entry_ids
        self.assertEqual(entries.user_id, self.engineer)
        self.assertEqual(len(entries.filtered("date_stop")), 2)
        self.browser_size = "1366x768"
        self.start_tour(
            f"/odoo/work-orders/{order.id}",
            "servicedesk_core_verify_work_tour",
            login=self.agent_a.login,
        )
        self.assertRecordValues(
            order, [{"state": "verified", "verified_by_id": self.agent_a.id}]
        )

    def test_the_timer_on_a_phone(self):
        """Started and stopped in the ticket's own form, without a menu."""
        ticket = self._started(name="The till is dark")
        self.browser_size = self.PHONE
        self.start_tour(
            f"/odoo/tickets/{ticket.id}",
            "servicedesk_core_phone_timer_tour",
            login=self.agent_a.login,
        )
        self.assertTrue(ticket.time_entry_ids.date_stop)
