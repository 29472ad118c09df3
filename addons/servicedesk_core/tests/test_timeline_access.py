# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .test_timeline import TimelineCommon, at


@tagged("post_install", "-at_install")
class TestTimelineAccess(TimelineCommon):
    """Who sees a customer's history, and how much of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner_user = cls._new_user("sd_owner", "service_owner")

    def _shown(self, user, partner=None, **arguments):
        events = self._timeline(user, partner, **arguments)
        return {event["ticket_id"] for event in events}

    def test_agents_of_other_teams_see_it(self):
        """The history is no team's property."""
        ticket = self._register(at("08:00:00"))
        for user in (
            self.agent_a,
            self.agent_b,
            self.agent_c,
            self.dispatcher,
            self.manager,
            self.auditor,
            self.api_user,
        ):
            self.assertEqual(self._shown(user), {ticket.id}, user.login)

    def test_others_do_not(self):
        """Customers, colleagues without a role and the public have no such method."""
        self._register(at("08:00:00"))
        for user in (
            self.customer,
            self.other_customer,
            self.employee,
            self.env.ref("base.public_user"),
        ):
            partner = self.customer_partner.with_user(user)
            for method in (
                "get_servicedesk_timeline",
                "get_servicedesk_timeline_kinds",
                "action_view_servicedesk_timeline",
            ):
                with self.subTest(user=user.login, method=method):
                    with self.assertRaises(AccessError):
                        getattr(partner, method)()

    def test_confidential_tickets_leave_no_trace(self):
        """Of another team's confidential ticket there is no event and no gap."""
        secret = self._register(at("08:00:00"))
        secret.sudo().team_id = self.team_secret
        self._say(secret, at("09:00:00"), self.customer, body="My secret")
        with freeze_time(at("10:00:00")):
            secret.sudo().with_user(self.agent_c).action_take()
        ticket = self._register(at("11:00:00"))
        everything = ["ticket", "message", "closing", "call", "approval", "note"]
        self.assertEqual(self._shown(self.agent_b, kinds=everything), {ticket.id})
        self.assertEqual(self._shown(self.dispatcher, kinds=everything), {ticket.id})
        page = self._timeline(self.agent_b, kinds=everything, limit=1)
        rest = self._timeline(
            self.agent_b, kinds=everything, limit=200, before=page[-1]["key"]
        )
        self.assertNotIn(secret.id, {event["ticket_id"] for event in rest})
        self.assertIn(secret.id, self._shown(self.agent_c))
        self.assertIn(secret.id, self._shown(self.agent_a), "he opened it")
        self.assertIn(secret.id, self._shown(self.auditor))

    def test_ones_own_confidential_request_is_not_the_desks(self):
        """An agent who asked another team reads his request, not its inside here."""
        mine = self.agent_b.partner_id
        secret = self._register(at("08:00:00"), partner_id=mine.id)
        secret.sudo().team_id = self.team_secret
        self.assertEqual(
            self._shown(self.agent_b, mine, kinds=["ticket", "message", "note"]), set()
        )

    def test_numbers_of_secrets_are_not_named(self):
        """Where it was merged is told by number only, and that no subject."""
        ticket = self._register(at("08:00:00"))
        events = self._timeline()
        self.assertEqual(events[0]["ticket_name"], ticket.name)

    def test_about_him_and_not_for_him(self):
        """A ticket about a customer that he never sees is the desk's to read here."""
        ticket = self._register(at("08:00:00"), internal_only=True)
        self.assertEqual(self._shown(self.agent_b), {ticket.id})

    def test_service_owners_see_their_services(self):
        """Whose service it is reads its tickets, and of others nothing."""
        service = self.env["servicedesk.service"].create(
            {"name": "Tills", "owner_id": self.owner_user.id}
        )
        ticket = self._register(at("08:00:00"), service_id=service.id)
        self._register(at("09:00:00"))
        self.assertEqual(self._shown(self.owner_user), {ticket.id})

    def test_other_companies(self):
        """Tickets of a company that the reader does not look at are not there."""
        company = self.env["res.company"].create({"name": "Elsewhere"})
        team = self.env["servicedesk.team"].create(
            {"name": "There", "company_id": company.id}
        )
        self.env["servicedesk.ticket"].create(
            {
                "name": "Abroad",
                "team_id": team.id,
                "partner_id": self.customer_partner.id,
            }
        )
        ticket = self._register(at("08:00:00"))
        for user in (self.agent_b, self.auditor):
            self.assertEqual(self._shown(user), {ticket.id})

    def test_the_contact_must_be_readable(self):
        """Who may not read a contact is not told its history either."""
        rule = self.env["ir.rule"].create(
            {
                "name": "Nobody reads this one",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain_force": f"[('id', '!=', {self.customer_partner.id})]",
            }
        )
        self.assertTrue(rule.active)
        with self.assertRaises(AccessError):
            self._timeline(self.agent_b)

    def test_buttons_open_it(self):
        """From the contact, and from a ticket of its requester."""
        ticket = self._register(at("08:00:00"))
        by_contact = self.customer_partner.with_user(
            self.agent_b
        ).action_view_servicedesk_timeline()
        by_ticket = ticket.with_user(self.agent_b).action_view_requester_history()
        for action in (by_contact, by_ticket):
            self.assertEqual(action["tag"], "servicedesk_timeline")
            self.assertEqual(action["params"], {"partner_id": self.customer_partner.id})
        nobody = self._register(at("08:00:00"), partner_id=False)
        with self.assertRaises(UserError):
            nobody.with_user(self.agent_b).action_view_requester_history()
        with self.assertRaises(AccessError):
            ticket.with_user(self.customer).action_view_requester_history()
