# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo.tests import Form, tagged

from .asset_common import AssetCommon


@tagged("post_install", "-at_install")
class TestComponentOffer(AssetCommon):
    """Which components are offered on a ticket, and registering a missing one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.far = cls._component("A till far away")
        cls.near = cls._component("B till at his site", site_id=cls.site.id)
        cls.of_company = cls._component(
            "C till of his company", owner_id=cls.customer_company.id
        )
        cls.mine = cls._component("D till he uses", user_id=cls.customer_partner.id)
        cls.customer_partner.site_id = cls.site

    def _offer(self, name="", role="agent_a", **context):
        context = {f"servicedesk_{key}": value for key, value in context.items()}
        components = self._as(role, self.env["servicedesk.component"])
        found = components.with_context(**context).name_search(name, limit=20)
        return components.browse(component_id for component_id, _name in found)

    def test_his_own_come_first(self):
        """What he uses, what is his company's, what is at his site, then the rest."""
        found = self._offer("till", partner_id=self.customer_partner.id)
        self.assertEqual(
            found, self.mine | self.till | self.of_company | self.near | self.far
        )

    def test_his_shop_comes_before_the_rest_of_his_company(self):
        """In a chain everything is the company's; his shop and site tell it apart."""
        shop = self.env["res.partner"].create(
            {"name": "Shop", "parent_id": self.customer_company.id}
        )
        self.customer_partner.parent_id = shop
        of_shop = self._component("Z till of his shop", user_id=shop.id)
        near = self._component(
            "Y till", owner_id=self.customer_company.id, site_id=self.site.id
        )
        found = self._offer("till", partner_id=self.customer_partner.id)
        self.assertEqual(
            found[:5], self.mine | self.till | of_shop | near | self.of_company
        )

    def test_the_tickets_site_goes_before_the_requesters(self):
        other = self.env["servicedesk.site"].create({"name": "Other shop"})
        self.far.site_id = other
        found = self._offer(
            "till", partner_id=self.customer_partner.id, site_id=other.id
        )
        self.assertEqual(found[-2:], self.far | self.near)
        found = self._offer("till", site_id=other.id)
        self.assertEqual(found[0], self.far)

    def test_without_a_requester_they_come_by_name(self):
        found = self._offer("till", partner_id=False)
        self.assertEqual(found[0], self.far)
        self.assertEqual(self._offer("till"), found)

    def test_search_by_name_serial_and_host(self):
        for text in ("Till 1", "pos-1", "till1.shop"):
            for partner in (False, self.customer_partner.id):
                with self.subTest(text=text, partner=partner):
                    self.assertEqual(self._offer(text, partner_id=partner), self.till)
        self.assertFalse(self._offer("no such", partner_id=self.customer_partner.id))

    def test_only_what_may_be_read_is_offered(self):
        self.foreign.user_id = self.customer_partner
        found = self._offer("", partner_id=self.customer_partner.id)
        self.assertNotIn(self.foreign, found)
        with self._refused():
            self._offer("", role="customer", partner_id=self.customer_partner.id)

    def test_forged_context_is_no_requester(self):
        for value in ("1 OR 1=1", [1], -1, 10**12, True):
            with self.subTest(value=value):
                self.assertIn(self.till, self._offer("till", partner_id=value))
                self.assertIn(self.till, self._offer("till", site_id=value))

    def test_the_serial_tells_them_apart_on_tickets(self):
        till = self.till.with_context(servicedesk_partner_id=False)
        self.assertEqual(till.display_name, "Till 1 (POS-1)")
        self.assertEqual(self.till.display_name, "Till 1")

    def test_a_limit_and_a_domain_hold(self):
        components = self.env["servicedesk.component"].with_user(self.agent_a)
        mine = components.with_context(servicedesk_partner_id=self.customer_partner.id)
        found = mine.name_search("till", [("id", "!=", self.mine.id)], limit=2)
        self.assertEqual(
            [key for key, _name in found], [self.till.id, self.of_company.id]
        )

    def test_one_statement(self):
        """The ranked search costs what the plain one does, and one look at him."""
        context = {"partner_id": self.customer_partner.id}
        self._offer("till", **context)
        self.env.invalidate_all()
        self.agent_a.with_user(self.agent_a).mapped("all_group_ids")  # warm
        with self.assertQueryCount(4):
            self._offer("till", **context)

    def test_a_missing_one_is_registered_from_the_ticket(self):
        """It starts with the requester as its user, his company, and the site."""
        components = self.env["servicedesk.component"].with_user(self.agent_a)
        there = components.with_context(
            servicedesk_partner_id=self.customer_partner.id,
            servicedesk_site_id=self.site.id,
        )
        key, _name = there.name_create("New label printer")
        component = components.browse(key)
        self.assertEqual(component.user_id, self.customer_partner)
        self.assertEqual(component.owner_id, self.customer_company)
        self.assertEqual(component.site_id, self.site)
        self.assertEqual(component.company_id, self.company)
        plain = components.browse(components.name_create("Plain")[0])
        self.assertFalse(plain.user_id | plain.owner_id)

    def test_the_form_of_the_ticket_names_the_requester(self):
        arch = self.env["servicedesk.ticket"].get_view(view_type="form")["arch"]
        self.assertIn("servicedesk_partner_id", arch)
        ticket = self._as("agent_a", self.tickets["first"])
        with Form(ticket) as form:
            form.component_ids.add(self.till)
        self.assertEqual(ticket.component_ids, self.till)
        self.assertEqual(ticket.component_count, 1)
        action = ticket.action_view_components()
        self.assertEqual(
            self.env["servicedesk.component"].search(action["domain"]), self.till
        )


@tagged("post_install", "-at_install")
class TestComponentRouting(AssetCommon):
    """The component's responsible is the first routing key."""

    def _route(self, component):
        return component._get_routing()[component]

    def test_who_looks_after_it(self):
        none = self.env["res.users"]
        self.assertEqual(self._route(self.server), (self.team_second, self.agent_b))
        self.assertEqual(self._route(self.switch), (self.team_second, none))
        self.assertFalse(any(self._route(self.till)))
        self.till.responsible_id = self.agent_b
        self.assertEqual(self._route(self.till), (self.team_second, self.agent_b))

    def test_who_has_left_gets_nothing(self):
        self.agent_b.active = False
        self.assertEqual(self._route(self.server)[0], self.team_second)
        self.assertFalse(self._route(self.server)[1])
        self.team_second.active = False
        self.assertFalse(any(self._route(self.server)))

    def test_who_is_not_in_the_team_gets_nothing(self):
        self.server.responsible_id = self.agent_a
        self.assertEqual(self._route(self.server)[0], self.team_second)
        self.assertFalse(self._route(self.server)[1])

    def test_a_ticket_goes_to_team_and_person(self):
        ticket = self._ticket_about(self.server)
        self.assertEqual(ticket.team_id, self.team_second)
        self.assertEqual(ticket.user_id, self.agent_b)
        self.assertEqual(ticket._get_component_team(), self.team_second)
        self.assertEqual(ticket._get_component_user(), self.agent_b)

    def _ticket_about(self, components, **vals):
        tickets = self.env["servicedesk.ticket"].with_user(self.agent_a)
        return tickets.create(
            {
                "name": "It is down",
                "partner_id": self.customer_partner.id,
                "component_ids": [(6, 0, components.ids)],
                "ticket_type_id": self.incident.id,
                **vals,
            }
        )

    def test_a_component_added_later_routes_as_well(self):
        ticket = self._ticket_about(self.till)
        before = ticket.team_id
        self.assertNotEqual(before, self.team_second)
        ticket.component_ids = self.server
        self.assertEqual(ticket.team_id, self.team_second)
        self.assertEqual(ticket.user_id, self.agent_b)

    def test_a_team_set_by_hand_stays(self):
        ticket = self._ticket_about(self.server, team_id=self.team_first.id)
        self.assertEqual(ticket.team_id, self.team_first)
        self.assertFalse(ticket.user_id)

    def test_who_has_it_keeps_it(self):
        ticket = self._ticket_about(
            self.till, team_id=self.team_first.id, user_id=self.agent_a.id
        )
        ticket.component_ids = self.server
        self.assertEqual(ticket.user_id, self.agent_a)

    def test_the_first_component_with_somebody_counts(self):
        ticket = self._ticket_about(self.till | self.switch)
        self.assertEqual(ticket.team_id, self.team_second)
        self.assertFalse(ticket.user_id)

    def test_teams_of_other_companies_take_nothing(self):
        shared = self._component("Cloud", company_id=False)
        shared.team_id = self.foreign_team
        ticket = self._ticket_about(shared)
        self.assertNotEqual(ticket.team_id, self.foreign_team)
        self.assertEqual(ticket.company_id, self.company)

    def test_requesters_tickets_are_routed_too(self):
        """Who asks may read neither components nor teams."""
        ticket = self.env["servicedesk.ticket"].create(
            {
                "name": "It is down",
                "partner_id": self.customer_partner.id,
                "channel": "portal",
                "component_ids": [(6, 0, self.server.ids)],
            }
        )
        self.assertEqual(ticket.team_id, self.team_second)
        routing = ticket.with_user(self.customer)._get_component_routing()
        self.assertEqual(list(routing.values()), [(self.team_second, self.agent_b)])

    def test_a_batch_is_routed_at_once(self):
        """Fifty tickets cost as many look-ups as one."""
        tickets = self.env["servicedesk.ticket"].create(
            [
                {"name": f"Down {index}", "component_ids": [(6, 0, self.server.ids)]}
                for index in range(50)
            ]
        )
        tickets._get_component_routing()
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(8):
            routing = tickets._get_component_routing()
        self.assertEqual(set(routing.values()), {(self.team_second, self.agent_b)})
