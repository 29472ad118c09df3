# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import re
from pathlib import Path

from odoo.tests import HttpCase, tagged
from odoo.tools import file_path

from .common import ServicedeskCommon


@tagged("post_install", "-at_install")
class TestBrowserDesk(ServicedeskCommon, HttpCase):
    """The desk in a real browser: form and board as an agent uses them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agent_a.password = cls.agent_a.login

    def test_agent_solves_a_mailed_ticket(self):
        """Classify, take, start, wait, resume, resolve, told by phone, close."""
        ticket = self._ticket(name="No receipts", channel="email")
        self.start_tour(
            f"/odoo/tickets/{ticket.id}",
            "servicedesk_core_ticket_tour",
            login=self.agent_a.login,
        )
        self.assertRecordValues(
            ticket,
            [{"state": "closed", "confirmation": "confirmed", "rating_last_value": 5}],
        )
        self.assertEqual(
            ticket.span_ids.mapped("state"),
            [
                "new",
                "new",
                "assigned",
                "in_progress",
                "waiting",
                "in_progress",
                "resolved",
                "closed",
            ],
        )

    def test_agent_registers_a_caller(self):
        """New, a subject, an unknown name, Save: the ticket gets its number."""
        self.start_tour(
            "/odoo/tickets/new", "servicedesk_core_new_tour", login=self.agent_a.login
        )
        ticket = self.env["servicedesk.ticket"].search([], limit=1, order="id desc")
        self.assertRecordValues(
            ticket,
            [
                {
                    "name": "The oven is cold",
                    "opener_id": self.agent_a.id,
                    "company_id": self.company.id,
                }
            ],
        )
        self.assertEqual(ticket.partner_id.name, "Nadia Newcomer")

    def test_board_moves_along_the_life_cycle_only(self):
        """A drag that asks something offers the dialog; its answer moves the card."""
        ticket = self._classified(name="Dragged ticket")
        self.start_tour(
            "/odoo/team-tickets",
            "servicedesk_core_board_tour",
            login=self.agent_a.login,
        )
        self.assertRecordValues(
            ticket, [{"state": "waiting", "waiting_reason": "supplier"}]
        )

    def test_many_at_once_asks_last(self):
        """First what is missing or refuses, then the question that fits the deed."""
        tickets = self._started(name="Till A") | self._started(name="Till B")
        action = "servicedesk_core.servicedesk_ticket_action_my"
        self.start_tour(
            f"/odoo/action-{action}?view_type=list",
            "servicedesk_core_bulk_tour",
            login=self.agent_a.login,
        )
        for ticket in tickets:
            said = ticket.message_ids.mapped("body")
            self.assertEqual(sum("We are on it" in body for body in said), 1)

    def test_a_form_shows_the_life_cycle_as_it_was_changed(self):
        """Its dialog done, nothing is left to save; discarded, nothing happens."""
        self.manager.password = self.manager.login
        kind = self.incident.copy({"name": "Shorter"})
        ticket = self._started(ticket_type_id=kind.id)
        ticket.action_wait("supplier")
        self.start_tour(
            f"/odoo/action-servicedesk_core.servicedesk_ticket_type_action/{kind.id}",
            "servicedesk_core_cycle_tour",
            login=self.manager.login,
        )
        self.assertEqual(ticket.state, "in_progress")


@tagged("post_install", "-at_install")
class TestBrowserHoot(HttpCase):
    """The unit tests of our JavaScript, in Odoo's own runner."""

    def test_hoot(self):
        """All of them ran and passed: a filter that matches nothing passes too."""
        folder = Path(file_path("servicedesk_core/static/tests"))
        written = sum(
            len(re.findall(r"^test\(", path.read_text(), re.MULTILINE))
            for path in folder.rglob("*.test.js")
        )
        with self.assertLogs("odoo", "INFO") as logs:
            self.browser_js(
                "/web/tests?headless&loglevel=2&preset=desktop&timeout=15000"
                "&filter=servicedesk_core",
                "",
                "",
                login="admin",
                timeout=300,
                success_signal="[HOOT] Test suite succeeded",
            )
        passed = re.search(r"Passed (\d+) tests", "\n".join(logs.output))
        self.assertTrue(passed, "HOOT did not say how many tests passed")
        self.assertEqual(int(passed[1]), written)
