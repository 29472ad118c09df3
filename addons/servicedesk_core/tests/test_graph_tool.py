# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from xml.etree import ElementTree

from odoo.tests.common import BaseCase

from ..tools.graph import closure, layers, layout, neighbours, without_circles
from ..tools.svg import NAME_LENGTH, Node, draw

SVG = "{http://www.w3.org/2000/svg}"
WORDS = {"center": "this", "impacted": "hit", "foundation": "below", "both": "both"}


class TestReach(BaseCase):
    """What is reached from where; every walk ends."""

    def test_edges_lead_down_and_back_up(self):
        down, up = neighbours([("till", "router"), ("till", "server")])
        self.assertEqual(down, {"till": ["router", "server"]})
        self.assertEqual(up, {"router": ["till"], "server": ["till"]})

    def test_closures(self):
        cases = {
            "nothing": ({}, "a", {}),
            "a chain": ({"a": ["b"], "b": ["c"]}, "a", {"b": 1, "c": 2}),
            "the shorter way counts": (
                {"a": ["b", "c"], "b": ["d"], "c": ["d"], "d": ["e"]},
                "a",
                {"b": 1, "c": 1, "d": 2, "e": 3},
            ),
            "a circle ends": ({"a": ["b"], "b": ["a"]}, "a", {"b": 1}),
            "itself is left out": ({"a": ["a"]}, "a", {}),
            "a circle further on": (
                {"a": ["b"], "b": ["c"], "c": ["b"]},
                "a",
                {"b": 1, "c": 2},
            ),
        }
        for name, (adjacent, start, expected) in cases.items():
            with self.subTest(case=name):
                self.assertEqual(closure(adjacent, start), expected)

    def test_a_limit_keeps_the_nearest(self):
        adjacent = {0: [1, 2, 3], 1: [4], 4: [5]}
        self.assertEqual(closure(adjacent, 0, 4), {1: 1, 2: 1, 3: 1, 4: 2})
        self.assertEqual(closure(adjacent, 0, 2), {1: 1, 2: 1})
        self.assertEqual(closure(adjacent, 0, 0), {})

    def test_a_long_chain_does_not_overflow(self):
        size = 5000
        edges = [(index, index + 1) for index in range(size)]
        down, _up = neighbours(edges)
        self.assertEqual(len(closure(down, 0)), size)
        self.assertEqual(len(layers(range(size + 1), edges)), size + 1)


class TestLayers(BaseCase):
    """Every edge leads down, whatever the order they come in."""

    def test_an_upper_node_stands_over_all_it_rests_on(self):
        edges = [("till", "server"), ("server", "switch"), ("till", "switch")]
        for nodes in (["till", "server", "switch"], ["switch", "server", "till"]):
            with self.subTest(nodes=nodes):
                self.assertEqual(
                    layers(nodes, edges), [["till"], ["server"], ["switch"]]
                )

    def test_circles_lose_the_edge_that_closes_them(self):
        edges = [("a", "b"), ("b", "c"), ("c", "a")]
        self.assertEqual(without_circles("abc", edges), [("b", "c"), ("a", "b")][::-1])
        self.assertEqual(layers("abc", edges), [["a"], ["b"], ["c"]])

    def test_edges_to_elsewhere_and_to_itself_are_no_edges(self):
        self.assertEqual(without_circles("ab", [("a", "x"), ("a", "a")]), [])
        self.assertEqual(layers("ab", [("a", "x"), ("b", "b")]), [["a", "b"]])

    def test_neighbours_stand_near_each_other(self):
        edges = [("a1", "a2"), ("b1", "b2"), ("c1", "c2")]
        nodes = ["a1", "b1", "c1", "c2", "b2", "a2"]
        top, bottom = layers(nodes, edges)
        self.assertEqual([node[0] for node in top], [node[0] for node in bottom])

    def test_long_layers_are_broken_into_centred_rows(self):
        nodes = list(range(8))
        places = layout(nodes, [(node, 7) for node in range(7)], 5)
        rows = {}
        for place in places.values():
            rows.setdefault(place.row, []).append(place.column)
        self.assertEqual(
            {row: sorted(columns) for row, columns in rows.items()},
            {0: [0, 1, 2, 3, 4], 1: [1.5, 2.5], 2: [2]},
        )
        self.assertEqual(places[7].layer, 1)
        with self.assertRaises(ValueError):
            layout(nodes, [], 0)


class TestDrawing(BaseCase):
    """The drawing is well-formed, escaped, and tells by words what it shows."""

    def _draw(self, nodes, edges=()):
        return ElementTree.fromstring(draw(nodes, edges, "What it rests on", WORDS))

    def _node(self, key, name="Till", kind="impacted", url="/odoo/components/1"):
        return Node(key, name, "Type", kind, url)

    def test_names_are_text_and_nothing_else(self):
        evil = "<script>alert(1)</script>\"' onload=x &amp; ]]>\x00\x1b\n"
        root = self._draw([self._node(1, evil), self._node(2, evil, url="")])
        tags = {element.tag.removeprefix(SVG) for element in root.iter()}
        self.assertLessEqual(tags, {"svg", "g", "a", "path", "rect", "text", "title"})
        for element in root.iter():
            self.assertFalse([name for name in element.attrib if name.startswith("on")])
        self.assertIn("<script>", root.find(f".//{SVG}title").text)

    def test_long_names_are_cut_and_whole_in_the_title(self):
        name = "Receipt printer of the second till on the ground floor"
        root = self._draw([self._node(1, name)])
        shown = root.find(f".//{SVG}text").text
        self.assertLessEqual(len(shown), NAME_LENGTH)
        self.assertTrue(shown.endswith("…"))
        self.assertIn(name, root.find(f".//{SVG}title").text)

    def test_links_say_where_they_lead(self):
        root = self._draw([self._node(7, "Till 1", "center", "/odoo/components/7")])
        link = root.find(f"{SVG}a")
        self.assertEqual(link.get("href"), "/odoo/components/7")
        self.assertEqual(link.get("data-id"), "7")
        self.assertEqual(link.get("aria-label"), "Till 1, Type, this")
        self.assertEqual(root.get("aria-label"), "What it rests on")

    def test_nodes_without_an_address_are_no_links(self):
        root = self._draw([self._node(7, url="")])
        self.assertIsNone(root.find(f"{SVG}a"))
        self.assertIsNotNone(root.find(f"{SVG}g/{SVG}rect"))

    def test_edges_among_the_nodes_are_drawn_once(self):
        nodes = [self._node(key) for key in (1, 2, 3)]
        edges = [(1, 2), (1, 2), (2, 1), (2, 9), (3, 3)]
        root = self._draw(nodes, edges)
        self.assertEqual(len(root.findall(f".//{SVG}path")), 2)

    def test_boxes_do_not_overlap(self):
        nodes = [self._node(key) for key in range(40)]
        edges = [(key, key // 3) for key in range(1, 40)]
        corners = [
            (int(rect.get("x")), int(rect.get("y")))
            for rect in self._draw(nodes, edges).iter(f"{SVG}rect")
        ]
        self.assertEqual(len(set(corners)), 40)
        for left, top in corners:
            near = [
                (x, y) for x, y in corners if abs(x - left) < 168 and abs(y - top) < 44
            ]
            self.assertEqual(near, [(left, top)])

    def test_unknown_kinds_and_nothing(self):
        with self.assertRaises(ValueError):
            self._draw([self._node(1, kind="evil")])
        self.assertEqual(self._draw([]).tag, f"{SVG}svg")
