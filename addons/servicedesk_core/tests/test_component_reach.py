# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo.exceptions import UserError
from odoo.service.model import call_kw
from odoo.tests import Form, tagged

from .asset_common import AssetCommon


class ReachCommon(AssetCommon):
    """Components are named by letters, and what they rest on by lines of text."""

    def _build(self, text):
        """Return {letter: component} of ``a>bc``: a depends on b and c; ``a:b``: b
        is a part of a.
        """
        letters = sorted({char for char in text if char.isalpha()})
        built = {letter: self._component(letter) for letter in letters}
        for line in text.split():
            if ":" in line:
                for part in line[2:]:
                    built[part].parent_id = built[line[0]]
            else:
                built[line[0]].depends_on_ids = [built[one].id for one in line[2:]]
        return built

    def _reach(self, component):
        """Return (what it impacts, what it rests on) as letters."""
        component.invalidate_recordset()
        return (
            "".join(self._names(component.impacted_ids)),
            "".join(self._names(component.foundation_ids)),
        )

    def _assert_reach(self, built, expected):
        for letter, reach in expected.items():
            with self.subTest(component=letter):
                self.assertEqual(self._reach(built[letter]), tuple(reach))


@tagged("post_install", "-at_install")
class TestReach(ReachCommon):
    """How far a failure goes: along dependencies and parts, each way once."""

    def test_a_diamond(self):
        built = self._build("a>bc b>d c>d")
        self._assert_reach(built, {"a": ("", "bcd"), "b": ("a", "d"), "d": ("abc", "")})
        self.assertEqual(built["d"].impacted_count, 3)
        self.assertEqual(built["a"].foundation_count, 3)

    def test_two_diamonds_on_one_another(self):
        built = self._build("a>bc b>d c>d d>ef e>g f>g")
        self._assert_reach(
            built, {"a": ("", "bcdefg"), "d": ("abc", "efg"), "g": ("abcdef", "")}
        )

    def test_a_short_way_beside_a_long_one(self):
        built = self._build("a>bd b>c c>d")
        self._assert_reach(built, {"a": ("", "bcd"), "d": ("abc", "")})

    def test_parts_and_dependencies_together(self):
        """A whole rests on its parts, and on what these rest on; not the reverse."""
        built = self._build("a:bc b>d e>a")
        self._assert_reach(
            built,
            {
                "a": ("e", "bcd"),
                "b": ("ae", "d"),
                "c": ("ae", ""),
                "d": ("abe", ""),
                "e": ("", "abcd"),
            },
        )

    def test_a_part_that_depends_on_its_whole(self):
        built = self._build("a:b b>a")
        self._assert_reach(built, {"a": ("b", "b"), "b": ("a", "a")})

    def test_circles(self):
        cases = {
            "of two": ("a>b b>a", {"a": ("b", "b"), "b": ("a", "a")}),
            "of three": ("a>b b>c c>a", {"a": ("bc", "bc")}),
            "with a tail": (
                "a>b b>c c>bd",
                {"a": ("", "bcd"), "b": ("ac", "cd"), "d": ("abc", "")},
            ),
            "two that touch": ("a>b b>ac c>b", {"b": ("ac", "ac")}),
        }
        for name, (text, expected) in cases.items():
            with self.subTest(circle=name):
                self._assert_reach(self._build(text), expected)

    def test_the_retired_carry_nothing(self):
        """Neither do they hand on; looked at by itself, one says what it had."""
        built = self._build("a>b b>c")
        built["b"].state = "retired"
        self._assert_reach(built, {"a": ("", ""), "c": ("", ""), "b": ("a", "c")})
        built["b"].state = "in_repair"
        self._assert_reach(built, {"a": ("", "bc"), "c": ("ab", "")})

    def test_the_planned_carry_already(self):
        built = self._build("a>b")
        built["b"].state = "planned"
        self._assert_reach(built, {"a": ("", "b")})

    def test_a_way_around_the_retired_counts(self):
        built = self._build("a>bc b>d c>d")
        built["b"].state = "retired"
        self._assert_reach(built, {"a": ("", "cd"), "d": ("ac", "")})

    def test_the_lists_leave_out_the_retired_too(self):
        built = self._build("a>b b>c")
        built["b"].state = "retired"
        action = built["c"].action_view_impacted()
        self.assertFalse(self.env["servicedesk.component"].search(action["domain"]))
        self.assertFalse(built["c"].graph)

    def test_services_of_what_is_retired_are_not_touched(self):
        built = self._build("a>b b>c")
        sales, stock = self._service("Sales"), self._service("Stock")
        built["a"].service_ids = sales
        built["c"].service_ids = stock
        self.assertEqual(built["c"].impacted_service_ids, sales | stock)
        built["b"].state = "retired"
        built["c"].invalidate_recordset()
        self.assertEqual(built["c"].impacted_service_ids, stock)

    def test_many_at_once_are_told_apart(self):
        """A batch is walked together, and each keeps what is its own."""
        built = self._build("a>b b>c x>y")
        every = self.env["servicedesk.component"].union(*built.values())
        every.invalidate_recordset()
        found = {one.name: "".join(self._names(one.impacted_ids)) for one in every}
        self.assertEqual(found, {"a": "", "b": "a", "c": "ab", "x": "", "y": "x"})

    def test_a_search_is_as_the_counters(self):
        built = self._build("a>bc b>d c>d")
        model = self.env["servicedesk.component"]
        both = (built["b"] | built["c"]).ids
        for domain, expected in (
            ([("impacted_ids", "in", built["a"].ids)], "bcd"),
            ([("foundation_ids", "in", built["d"].ids)], "abc"),
            ([("foundation_ids", "in", both)], "a"),
            ([("impacted_ids", "in", [])], ""),
        ):
            with self.subTest(domain=domain):
                self.assertEqual("".join(self._names(model.search(domain))), expected)


@tagged("post_install", "-at_install")
class TestTree(ReachCommon):
    """What is part of what has no circle, by whichever way one would make it."""

    def test_no_circle_by_any_way(self):
        built = self._build("a:b b:c")
        a, c = built["a"], built["c"]
        ways = {
            "write": lambda: a.write({"parent_id": c.id}),
            "rpc": lambda: call_kw(
                self._as("agent_a", a).browse(),
                "write",
                [a.ids, {"parent_id": c.id}],
                {},
            ),
            "the other side": lambda: c.write({"child_ids": [(4, a.id)]}),
            "batch": lambda: (a | c).write({"parent_id": built["b"].id}),
            "form": lambda: self._save_parent(a, c),
        }
        for name, way in ways.items():
            with self.subTest(way=name):
                with self.assertRaises(UserError) as refusal:
                    with self.env.cr.savepoint():
                        way()
                        self.env.flush_all()
                self.assertIn("not by a detour", str(refusal.exception))
            self.env.invalidate_all()
            self.assertFalse(a.parent_id)
            self.assertEqual(c.parent_id, built["b"])

    def _save_parent(self, component, parent):
        with Form(self._as("manager", component)) as form:
            form.parent_id = parent.with_user(self.manager)

    def test_a_branch_moves_as_a_whole(self):
        built = self._build("a:b b:c x:y")
        built["b"].parent_id = built["y"]
        self.assertEqual(self._reach(built["x"])[1], "bcy")
        self.assertEqual(self._reach(built["a"])[1], "")
        below = self.env["servicedesk.component"].search(
            [("id", "child_of", built["x"].id)]
        )
        self.assertEqual("".join(self._names(below)), "bcxy")

    def test_what_has_parts_is_not_deleted(self):
        """Parts are taken out first: nothing vanishes with its whole by mistake."""
        built = self._build("a:b")
        with self._refused(Exception), self.env.cr.savepoint():
            built["a"].unlink()
        self.assertTrue(built["a"].exists())
        built["b"].parent_id = False
        built["a"].unlink()
        self.assertTrue(built["b"].exists())

    def test_who_may_not_write_connects_nothing(self):
        built = self._build("a b")
        for role in ("auditor", "employee", "customer"):
            for vals in (
                {"parent_id": built["b"].id},
                {"depends_on_ids": [(4, built["b"].id)]},
                {"dependent_ids": [(4, built["b"].id)]},
                {"state": "retired"},
            ):
                with self.subTest(role=role, vals=vals), self._refused():
                    call_kw(
                        self._as(role, built["a"]).browse(),
                        "write",
                        [built["a"].ids, vals],
                        {},
                    )

    def test_the_form_is_for_reading_to_who_only_reads(self):
        """The rendered page offers no New and no Edit where there is no right."""
        for role, may in (("agent_a", True), ("manager", True), ("auditor", False)):
            arch = self._as(role, self.till).get_view(view_type="form")["arch"]
            head = arch.partition(">")[0]
            for right in ("create", "edit"):
                with self.subTest(role=role, right=right):
                    self.assertEqual(f'{right}="False"' not in head, may)
        for role, may in (("agent_a", False), ("manager", True)):
            arch = self._as(role, self.till).get_view(view_type="form")["arch"]
            self.assertEqual('delete="False"' not in arch.partition(">")[0], may)


@tagged("post_install", "-at_install")
class TestOfferOnTicket(AssetCommon):
    """On the ticket: his own first, and a missing one registered in place."""

    def _context(self, ticket):
        """Return the context that the ticket's form gives to the components."""
        return {
            "servicedesk_partner_id": ticket.partner_id.id,
            "servicedesk_site_id": ticket.site_id.id,
        }

    def _offer(self, ticket, text="till"):
        components = self._as("agent_a", self.env["servicedesk.component"])
        found = components.with_context(**self._context(ticket)).name_search(text)
        return components.browse([key for key, _name in found])

    def test_the_retired_come_last(self):
        """His own, too: it was replaced, and is asked for when one looks for it."""
        other = self._component("A till of somebody")
        old = self._component(
            "Old till", user_id=self.customer_partner.id, state="retired"
        )
        ticket = self.tickets["first"]
        self.assertEqual(self._offer(ticket)[0], self.till)
        self.assertEqual(self._offer(ticket)[-1], old)
        self.assertIn(other, self._offer(ticket))
        self.assertEqual(self._offer(ticket, "Old till"), old)

    def test_the_archived_are_not_offered(self):
        self.till.active = False
        self.assertNotIn(self.till, self._offer(self.tickets["first"]))

    def test_another_requester_has_others_first(self):
        his = self._component("Z till", user_id=self.other_partner.id)
        self.assertEqual(self._offer(self.tickets["secret"])[0], his)
        self.assertEqual(self._offer(self.tickets["first"])[0], self.till)

    def test_a_missing_one_is_put_on_the_ticket(self):
        """Typed, registered, and it stands on the ticket that it was missed on."""
        ticket = self._as("agent_a", self.tickets["first"])
        components = self._as("agent_a", self.env["servicedesk.component"])
        key, _name = components.with_context(**self._context(ticket)).name_create(
            "Label printer"
        )
        ticket.component_ids = [(4, key)]
        component = components.browse(key)
        self.assertIn(component, ticket.component_ids)
        self.assertEqual(component.user_id, self.customer_partner)
        self.assertEqual(component.owner_id, self.customer_company)
        self.assertEqual(component.state, "in_use")
        self.assertEqual(self._offer(ticket, "Label"), component)

    def test_who_may_not_register_does_not(self):
        context = self._context(self.tickets["first"])
        for role in ("auditor", "employee", "customer", "boss"):
            components = self._as(role, self.env["servicedesk.component"])
            with self.subTest(role=role), self._refused():
                components.with_context(**context).name_create("Label printer")

    def test_a_strangers_company_is_not_told(self):
        """Who is named in a forged context gives nothing away but to whom may read."""
        components = self._as("agent_a", self.env["servicedesk.component"])
        forged = components.with_context(servicedesk_partner_id=10**9)
        key, _name = forged.name_create("Nobody's")
        self.assertFalse(
            components.browse(key).user_id | components.browse(key).owner_id
        )
