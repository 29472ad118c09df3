# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo.tests import tagged

from .common import PortalCommon


@tagged("post_install", "-at_install")
class TestBrowserTours(PortalCommon):
    """The requester's way in a real browser, once with its scripts."""

    def test_a_requester_asks_answers_and_confirms(self):
        """From the card on /my to the confirmed solution, by the links alone."""
        solved = self._resolved(name="The till is stuck")
        self.start_tour(
            "/my", "servicedesk_portal_requester", login=self.customer.login
        )
        asked = self.env["servicedesk.ticket"].search(
            [("partner_id", "=", self.customer_partner.id), ("channel", "=", "portal")]
        )
        self.assertEqual(asked.name, "The lamp flickers")
        messages, _more = asked.sudo()._portal_get_messages()
        self.assertEqual(len(messages), 2)
        self.assertIn("It is the one by the door.", str(messages[-1].body))
        self.assertRecordValues(
            solved, [{"confirmation": "confirmed", "rating_last_value": 5}]
        )
