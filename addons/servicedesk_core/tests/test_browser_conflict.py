# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo.tests import HttpCase, tagged

from .common import ServicedeskCommon


@tagged("post_install", "-at_install")
class TestBrowserConflict(ServicedeskCommon, HttpCase):
    """One ticket is saved twice at once, in a real browser."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agent_a.password = cls.agent_a.login

    def test_two_save_one_form(self):
        """He decides about what collides; what does not is there as well."""
        ticket = self._started(name="The till is dead")
        self.start_tour(
            f"/odoo/tickets/{ticket.id}",
            "servicedesk_core_conflict_tour",
            login=self.agent_a.login,
        )
        self.assertRecordValues(
            ticket,
            [{"name": "Seen by both of us", "partner_phone": "+15550100"}],
        )
