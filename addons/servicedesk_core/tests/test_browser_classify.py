# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo.tests import HttpCase, tagged

from .classification_common import ClassificationCommon


@tagged("post_install", "-at_install")
class TestBrowserClassify(ClassificationCommon, HttpCase):
    """Classifying as an agent does: by proposals, and by keyboard alone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agent_a.password = cls.agent_a.login
        cls.tills.team_ids = cls.team_first

    def test_proposals_reasons_and_hands(self):
        """Two clicks classify; a hand shows and gives back; another type asks why."""
        ticket = self.env["servicedesk.ticket"].create(
            {
                "name": "The till is broken",
                "channel": "email",
                "partner_id": self.customer_partner.id,
                "team_id": self.team_first.id,
            }
        )
        self.start_tour(
            f"/odoo/tickets/{ticket.id}",
            "servicedesk_core_classify_tour",
            login=self.agent_a.login,
        )
        self.assertRecordValues(
            ticket,
            [
                {
                    "service_id": self.tills.id,
                    "ticket_type_id": self.change.id,
                    "category_id": self.more.id,
                    "impact": "3",
                    "urgency": "2",
                    "hand_set": False,
                    "reclassify_reason": "He wants a new one",
                }
            ],
        )

    def test_quick_ticket_by_keyboard_alone(self):
        """A caller known by his personnel number: under fifteen seconds of typing.

        The service's questions are shown; a required one may wait.
        """
        self.slow.active = False
        self.tills.ticket_properties_definition = [
            {"name": "till", "type": "integer", "string": "Number of the till"},
            {"name": "shop", "type": "char", "string": "Which shop", "required": True},
        ]
        caller = self.env["res.partner"].create(
            {
                "name": "Nora Quick",
                "function": "Cashier",
                "personnel_number": "P-4711",
                "parent_id": self.customer_company.id,
            }
        )
        self.start_tour(
            "/odoo/my-tickets",
            "servicedesk_core_quick_tour",
            login=self.agent_a.login,
        )
        ticket = self.env["servicedesk.ticket"].search([], limit=1, order="id desc")
        self.assertRecordValues(
            ticket,
            [
                {
                    "name": "no receipt at till three",
                    "partner_id": caller.id,
                    "service_id": self.tills.id,
                    "ticket_type_id": self.incident.id,
                    "category_id": self.dead.id,
                    "priority": "2",
                    "team_id": self.team_first.id,
                    "channel": "phone",
                    "opener_id": self.agent_a.id,
                    "hand_set": False,
                    "missing_answers": "Which shop",
                }
            ],
        )

    def test_quick_ticket_of_somebody_new(self):
        """Given up, nobody is left behind; saved, his number is found again."""
        self.slow.active = False
        partners = self.env["res.partner"]
        before = partners.search_count([])
        self.start_tour(
            "/odoo/my-tickets",
            "servicedesk_core_quick_new_tour",
            login=self.agent_a.login,
        )
        ticket = self.env["servicedesk.ticket"].search([], limit=1, order="id desc")
        self.assertEqual(ticket.name, "no receipt")
        self.assertEqual(ticket.partner_phone, "+44 20 7946 0018")
        self.assertEqual(ticket.partner_id.phone, "+44 20 7946 0018")
        self.assertEqual(partners.search_count([]), before + 1)
        self.assertFalse(partners.search([("name", "ilike", "Hangup")]))
        found = partners.name_search("+442079460018")
        self.assertEqual([key for key, _name in found], ticket.partner_id.ids)
