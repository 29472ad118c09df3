# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo.tests import HttpCase, tagged

from .common import ServicedeskCommon


@tagged("post_install", "-at_install")
class TestBrowserTimeline(ServicedeskCommon, HttpCase):
    """History and seat in a real browser."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for user in (cls.agent_a, cls.agent_b):
            user.password = user.login

    def test_history_as_an_agent_of_another_team(self):
        """From the ticket to the history, its notes, another ticket, and back."""
        self._classified(name="An older matter")
        ticket = self._resolved()
        ticket.with_user(self.customer).action_refuse("Still shut")
        ticket.message_post(
            body="He is angry", message_type="comment", subtype_xmlid="mail.mt_note"
        )
        self.start_tour(
            f"/odoo/tickets/{ticket.id}",
            "servicedesk_core_history_tour",
            login=self.agent_b.login,
        )

    def test_opened_by_me(self):
        """The opener sees where his tickets are, and closes what is confirmed."""
        done = self._resolved(name="Mended")
        done.with_user(self.customer).action_confirm(rating=5)
        gone = self._classified(name="Gone to the second line")
        # It was registered before it was passed on.
        self.env.cr.execute(
            "UPDATE servicedesk_ticket_span SET date_from = date_from - interval '1 h'"
            " WHERE ticket_id = %s",
            (gone.id,),
        )
        gone.with_user(self.dispatcher).team_id = self.team_second
        self.start_tour(
            "/odoo/opened-by-me",
            "servicedesk_core_opened_tour",
            login=self.agent_a.login,
        )
        self.assertEqual(done.state, "closed")
