# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .asset_common import AssetCommon


@tagged("post_install", "-at_install")
class TestComponent(AssetCommon):
    """What a component is, whose, and part of what."""

    def test_a_part_is_not_its_own_whole(self):
        """The tree has no circles, short or long."""
        drawer = self._component("Drawer", parent_id=self.till.id)
        lock = self._component("Lock", parent_id=drawer.id)
        for part in (self.till, drawer, lock):
            with self.subTest(part=part.name), self.assertRaises(UserError):
                self.till.parent_id = part
                self.env.flush_all()
            self.env.invalidate_all()

    def test_nothing_depends_on_itself_alone(self):
        with self.assertRaises(ValidationError):
            self.till.depends_on_ids = self.till
        self.switch.depends_on_ids = self.till
        self.assertEqual(self.till.dependent_ids, self.switch)

    @mute_logger("odoo.sql_db")
    def test_a_serial_number_is_unique_within_type_and_company(self):
        """Letters of either case are the same, and blanks around do not count."""
        for serial in ("POS-1", "pos-1", " POS-1 "):
            with self.subTest(serial=serial), self.assertRaises(UniqueViolation):
                with self.env.cr.savepoint():
                    self._component("Twin", type_id=self.till_type.id, serial=serial)
        others = (
            {"type_id": self.server_type.id, "serial": "POS-1"},
            {"serial": "POS-1"},
            {
                "type_id": self.till_type.id,
                "serial": "POS-1",
                "company_id": self.foreign_company.id,
            },
            {"type_id": self.till_type.id, "serial": " "},
            {"type_id": self.till_type.id, "serial": ""},
        )
        for vals in others:
            with self.subTest(vals=vals):
                component = self._component("Other", **vals)
                self.assertEqual(component.serial, vals["serial"].strip() or False)

    @mute_logger("odoo.sql_db")
    def test_an_archived_one_keeps_its_serial_number(self):
        self.till.active = False
        with self.assertRaises(UniqueViolation), self.env.cr.savepoint():
            self._component("Twin", type_id=self.till_type.id, serial="POS-1")
        self.assertFalse(self.till.copy().serial)

    def test_teams_of_other_companies_do_not_look_after_it(self):
        cloud = self._component("Cloud", company_id=False)
        with self.assertRaises(ValidationError):
            self.till.team_id = self.foreign_team
        cloud.team_id = self.foreign_team
        with self.assertRaises(ValidationError):
            cloud.company_id = self.company

    def test_it_is_connected_within_its_company(self):
        for field_name in ("depends_on_ids", "parent_id"):
            with self.subTest(field=field_name), self.assertRaises(UserError):
                self.till[field_name] = self.foreign

    def test_open_tickets_are_counted_as_the_user_sees_them(self):
        tickets = self.tickets["first"] | self.tickets["secret"]
        tickets.component_ids = self.till
        for role, count in (("agent_a", 1), ("agent_c", 2), ("auditor", 2)):
            with self.subTest(role=role):
                till = self._as(role, self.till)
                self.assertEqual(till.open_ticket_count, count)
                domain = till.action_view_tickets()["domain"]
                found = till.env["servicedesk.ticket"].search(domain)
                self.assertEqual(len(found), count)


@tagged("post_install", "-at_install")
class TestComponentRights(AssetCommon):
    """Agents register and edit; managers delete; the company is the border."""

    def test_who_may_what(self):
        rights = {
            "agent_a": "rwc",
            "dispatcher": "rwc",
            "manager": "rwcu",
            "auditor": "r",
            "employee": "",
            "customer": "",
            "admin": "",
        }
        loose = self._component("Loose")
        for role, letters in rights.items():
            mine = self._as(role, loose)
            with self.subTest(role=role):
                allowed = {
                    "r": self._may(mine.read, ["name"]),
                    "w": self._may(mine.write, {"note": "x"}),
                    "c": self._may(mine.create, {"name": "New"}),
                    "u": self._may(mine.unlink),
                }
                self.assertEqual(
                    "".join(letter for letter, may in allowed.items() if may), letters
                )

    def test_other_companies_see_nothing(self):
        for role in ("agent_a", "manager", "auditor"):
            with self.subTest(role=role), self._refused():
                self._as(role, self.foreign).read(["name"])
        shared = self._component("Cloud", company_id=False)
        foreign = shared.with_user(self.foreign_agent)
        self.assertEqual(foreign.search([]), foreign | self.foreign)

    def test_pages_open(self):
        """Form, list, board and search open for whom they are meant."""
        for role in ("agent_a", "dispatcher", "manager", "auditor"):
            components = self._as(role, self.env["servicedesk.component"])
            for kind in ("form", "list", "kanban", "search"):
                with self.subTest(role=role, kind=kind):
                    self.assertTrue(components.get_view(view_type=kind)["arch"])
        for role in ("agent_a", "manager"):
            with self.subTest(role=role):
                components = self._as(role, self.env["servicedesk.component"])
                with Form(components) as form:
                    form.name = "Scales"
                    form.depends_on_ids.add(self.server)
                self.assertIn("Server", str(form.record.graph))
        with self._refused(AccessError), Form(self._as("auditor", self.till)) as form:
            form.name = "Mine"


@tagged("post_install", "-at_install")
class TestComponentGraph(AssetCommon):
    """What a component impacts, and what it rests on."""

    def test_it_rests_on_all_below_and_impacts_all_above(self):
        self.assertEqual(self.till.foundation_ids, self.server | self.switch)
        self.assertEqual(self.switch.impacted_ids, self.server | self.till)
        self.assertFalse(self.till.impacted_ids)
        self.assertEqual(
            (self.server.impacted_count, self.server.foundation_count), (1, 1)
        )

    def test_a_whole_rests_on_its_parts(self):
        drawer = self._component("Drawer", parent_id=self.till.id)
        self.assertEqual(drawer.impacted_ids, self.till)
        self.assertIn(drawer, self.till.foundation_ids)
        self.assertNotIn(drawer, self.server.impacted_ids)

    def test_circles_end(self):
        self.switch.depends_on_ids = self.till
        every = self.till | self.server | self.switch
        for component in every:
            with self.subTest(component=component.name):
                self.assertEqual(component.impacted_ids, every - component)
                self.assertEqual(component.foundation_ids, every - component)
                self.assertIn("<svg", component.graph)
        self.assertIn("o_graph_both", self.till.graph)

    def test_the_archived_carry_nothing(self):
        self.server.active = False
        self.assertFalse(self.till.foundation_ids)
        self.assertFalse(self.switch.impacted_ids)

    def test_what_may_not_be_read_is_left_out(self):
        """A walk goes through other companies' components without naming them."""
        shared = self._component("Cloud", company_id=False)
        self.env.cr.execute(
            "INSERT INTO servicedesk_component_dependency_rel VALUES"
            " (%(far)s, %(cloud)s), (%(till)s, %(far)s)",
            {"far": self.foreign.id, "cloud": shared.id, "till": self.till.id},
        )
        self.env.invalidate_all()
        till = self.till.with_user(self.agent_a)
        self.assertEqual(
            self._names(till.foundation_ids), ["Cloud", "Server", "Switch"]
        )
        self.assertNotIn("Far Till", till.graph)
        self.assertIn("Far Till", self.till.foundation_ids.mapped("name"))

    def test_lists_show_the_same(self):
        """The lists behind the buttons find what the counters count."""
        switch = self.switch.with_user(self.auditor)
        till = self.till.with_user(self.auditor)
        for action, expected in (
            (switch.action_view_impacted(), self.server | self.till),
            (till.action_view_foundations(), self.server | self.switch),
        ):
            self.assertEqual(switch.search(action["domain"]), expected)
        self.assertFalse(switch.search([("foundation_ids", "in", [])]))
        self.assertEqual(
            till.search(
                [("impacted_ids", "in", self.till.ids), ("name", "=", "Server")]
            ),
            self.server,
        )

    def test_services_touched(self):
        """Services of the component itself and of all it impacts, each once."""
        sales, stock = self._service("Sales"), self._service("Stock")
        (self.till | self.switch).service_ids = sales
        self.server.service_ids = stock
        switch = self.switch.with_user(self.agent_a)
        self.assertEqual(switch.impacted_service_ids, sales | stock)
        self.assertEqual(switch.impacted_service_count, 2)
        self.assertEqual(self.till.impacted_service_ids, sales)
        action = switch.action_view_impacted_services()
        found = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(found, sales | stock)

    def test_names_are_escaped(self):
        self.server.name = "<img src=x onerror=alert(1)>"
        graph = self.till.with_user(self.agent_a).graph
        self.assertNotIn("<img", graph)
        self.assertIn("&lt;img", graph)

    def test_nobody_writes_the_drawing(self):
        self._as("manager", self.till).write({"graph": "<script>alert(1)</script>"})
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertNotIn("script", self.till.graph)

    def _spread(self, count, **vals):
        return self.env["servicedesk.component"].create(
            [
                {"name": f"Row {index}", "depends_on_ids": self.server.ids, **vals}
                for index in range(count)
            ]
        )

    def _read_graph(self, component, **context):
        context = {f"servicedesk_graph_{key}": val for key, val in context.items()}
        self.env.invalidate_all()
        graph = component.with_user(self.agent_a).with_context(**context).graph
        return graph, graph.count("o_graph_node")

    def test_a_drawing_that_is_too_large_says_so(self):
        tills = self._spread(160)
        graph, count = self._read_graph(self.server)
        self.assertEqual(count, 151)
        self.assertIn("12 more components are not drawn", graph)
        self.assertIn("o_graph_left_out", graph)
        graph, count = self._read_graph(tills[0])
        self.assertEqual(count, 3)
        self.assertNotIn("o_graph_left_out", graph)

    def test_what_is_read_at_a_glance_is_drawn_first(self):
        """What is farther away is drawn when somebody asks for more steps."""
        self._spread(20)
        above = self._spread(30, depends_on_ids=self.till.ids)
        graph, count = self._read_graph(self.server)
        self.assertEqual(count, 23)
        self.assertIn("30 more components are farther away", graph)
        self.assertIn('data-depth="1"', graph)
        self.assertIn('data-reach="2"', graph)
        graph, count = self._read_graph(self.server, depth=999)
        self.assertEqual(count, 53)
        self.assertIn('data-depth="2"', graph)
        self.assertNotIn("o_graph_left_out", graph)
        graph, count = self._read_graph(above[0], depth=1)
        self.assertEqual(count, 2)
        self.assertIn('data-reach="3"', graph)

    def test_levels_are_said_in_words(self):
        graph, _count = self._read_graph(self.server)
        self.assertIn(">Impacted directly · 1<", graph)
        self.assertIn(">Rests directly on · 1<", graph)
        self.assertIn('aria-label="Server, Machine, this component"', graph)
        graph, _count = self._read_graph(self.till)
        self.assertIn(">Rests on, 2 steps away · 1<", graph)
        graph, _count = self._read_graph(self.switch)
        self.assertIn('aria-label="Till 1, Cash desk, Impacted 2 steps away"', graph)

    def test_a_narrow_screen_asks_for_few_columns(self):
        self._spread(10)
        for columns, expected in ((2, 2), (0, 1), (-5, 1), (1000, 6), (4, 4)):
            with self.subTest(columns=columns):
                graph, _count = self._read_graph(self.server, columns=columns)
                self.assertIn(f'data-columns="{expected}"', graph)

    def test_a_forged_context_draws_as_without(self):
        plain, _count = self._read_graph(self.server)
        for value in ("2", True, False, None, 2.5, "<script>"):
            with self.subTest(value=value):
                graph, _count = self._read_graph(
                    self.server, depth=value, columns=value
                )
                self.assertEqual(graph, plain)

    def test_parts_are_drawn_as_parts(self):
        drawer = self._component("Drawer", parent_id=self.till.id)
        graph, _count = self._read_graph(self.till)
        line = f'data-upper="{self.till.id}" data-lower="{drawer.id}"'
        self.assertIn(f'class="o_graph_part" {line}', graph)
        self.assertEqual(graph.count('class="o_graph_part"'), 1)

    def test_a_lonely_one_has_no_drawing(self):
        self.assertFalse(self._component("Lonely").graph)
        self.assertFalse(self.env["servicedesk.component"].new({}).graph)

    def test_reach_costs_a_fixed_number_of_statements(self):
        """A closure over 600 components costs what one over three does."""
        self.env["servicedesk.component"].create(
            [
                {"name": f"Row {index}", "depends_on_ids": self.server.ids}
                for index in range(600)
            ]
        )
        switch = self.switch.with_user(self.agent_a)
        switch.search([], limit=1)
        for _warm in range(2):
            self.env.flush_all()
            self.env.invalidate_all()
            switch.env.user.mapped("all_group_ids")  # whoever asks is known
        with self.assertQueryCount(3):
            reached = switch.impacted_ids
        self.assertEqual(len(reached), 602)
