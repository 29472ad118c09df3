# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo.tests import HttpCase, tagged

from .common import ServicedeskCommon
from .intake_common import IntakeRows


@tagged("post_install", "-at_install")
class TestBrowserMail(IntakeRows, ServicedeskCommon, HttpCase):
    """The mail intake in a real browser."""

    def test_dispatcher_makes_a_ticket_of_a_parked_mail(self):
        """Badge, list, why, ticket; then one mail less waits, at last none."""
        self.env["servicedesk.mail.intake"].search([]).unlink()
        desk = {"team_id": self.team_first.id, "company_id": self.company.id}
        parked = self._mail(**desk, options={}, recipient=self.team_first.alias_email)
        failed = self._mail(**desk, state="failed", reason=False, subject="Cold oven")
        self.dispatcher.password = self.dispatcher.login
        self.start_tour(
            "/odoo/tickets", "servicedesk_core_mail_tour", login=self.dispatcher.login
        )
        self.assertEqual(parked.state, "done")
        self.assertEqual(parked.ticket_id.team_id, self.team_first)
        self.assertEqual(failed.handled_by_id, self.dispatcher)
        self.assertFalse((parked | failed).filtered("needs_attention"))
