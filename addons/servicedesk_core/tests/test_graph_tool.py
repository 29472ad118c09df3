# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import re
from xml.etree import ElementTree

from odoo.tests.common import BaseCase

from ..tools.graph import (
    arrange,
    closure,
    levels,
    nearest,
    neighbours,
    readable_depth,
)
from ..tools.svg import HEIGHT, NAME_LENGTH, NOTE_LENGTH, WIDTH, Node, draw

SVG = "{http://www.w3.org/2000/svg}"


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

    def test_a_long_chain_does_not_overflow(self):
        size = 5000
        edges = [(index, index + 1) for index in range(size)]
        down, _up = neighbours(edges)
        self.assertEqual(len(closure(down, 0)), size)
        self.assertEqual(levels(0, edges)[size], size)


class TestLevels(BaseCase):
    """How far away something stands, and to which side."""

    def test_above_and_below(self):
        cases = {
            "alone": ([], {"c": 0}),
            "a chain": ([("a", "c"), ("c", "b")], {"c": 0, "a": -1, "b": 1}),
            "a diamond": (
                [("t", "l"), ("t", "r"), ("l", "c"), ("r", "c")],
                {"c": 0, "l": -1, "r": -1, "t": -2},
            ),
            "the shorter way": ([("c", "a"), ("a", "b"), ("c", "b")], None),
            "elsewhere": ([("x", "y")], {"c": 0}),
            "beside it": ([("c", "b"), ("x", "b")], {"c": 0, "b": 1}),
            "itself": ([("c", "c")], {"c": 0}),
        }
        for name, (edges, expected) in cases.items():
            with self.subTest(case=name):
                expected = expected or {"c": 0, "a": 1, "b": 1}
                self.assertEqual(levels("c", edges), expected)
                self.assertEqual(levels("c", edges[::-1]), expected)

    def test_in_a_circle_the_nearer_side_counts(self):
        circle = [("c", "a"), ("a", "b"), ("b", "c")]
        self.assertEqual(levels("c", circle), {"c": 0, "a": 1, "b": -1})
        self.assertEqual(levels("c", [("c", "a"), ("a", "c")]), {"c": 0, "a": -1})

    def test_as_many_steps_as_are_read_at_a_glance(self):
        level_of = {"c": 0, "a": -1, "b": 1, "d": -2, "e": 3}
        for most, depth in ((5, 3), (4, 2), (3, 1), (2, 1), (1, 1), (100, 3)):
            with self.subTest(most=most):
                self.assertEqual(readable_depth(level_of, most), depth)
        self.assertEqual(readable_depth({"c": 0}, 10), 1)

    def test_the_nearest_are_kept(self):
        """Half of the room is for each side; what one leaves is for the other."""
        level_of = {"c": 0, **{f"a{index}": -1 - index // 4 for index in range(8)}}
        level_of |= {"b0": 1, "b1": 2}
        cases = {
            (1, 99): "a0 a1 a2 a3 b0 c",
            (2, 99): "a0 a1 a2 a3 a4 a5 a6 a7 b0 b1 c",
            (2, 4): "a0 a1 b0 b1 c",
            (2, 5): "a0 a1 a2 b0 b1 c",
            (1, 2): "a0 b0 c",
            (2, 0): "c",
        }
        for (depth, limit), expected in cases.items():
            with self.subTest(depth=depth, limit=limit):
                kept = nearest(level_of, depth, limit)
                self.assertEqual(" ".join(sorted(kept)), expected)
                self.assertLessEqual(kept.items(), level_of.items())


class TestArrange(BaseCase):
    """Level below level, and near what one is connected with."""

    def test_levels_do_not_share_rows(self):
        level_of = {"c": 0, "b": 1, **{f"a{index}": -1 for index in range(7)}}
        places = arrange(level_of, [], 3)
        rows = {}
        for node, place in places.items():
            rows.setdefault(place.row, set()).add(level_of[node])
        self.assertEqual(rows, {0: {-1}, 1: {-1}, 2: {-1}, 3: {0}, 4: {1}})

    def test_rows_of_one_level_share_their_columns(self):
        places = arrange(dict.fromkeys(range(8), 1) | {"c": 0}, [], 5)
        columns = {}
        for node in range(8):
            columns.setdefault(places[node].row, []).append(places[node].column)
        self.assertEqual(columns, {1: [0, 1, 2, 3, 4], 2: [0, 1, 2]})
        self.assertEqual(places["c"].column, 2)

    def test_a_short_level_stands_in_the_middle(self):
        places = arrange({"c": 0, 1: 1, 2: 1}, [("c", 1), ("c", 2)], 5)
        self.assertEqual([places[node].column for node in ("c", 1, 2)], [2, 1.5, 2.5])

    def test_neighbours_stand_near_each_other(self):
        level_of = {"c": 0, "a1": -1, "b1": -1, "d1": -1, "d2": -2, "b2": -2, "a2": -2}
        edges = [(f"{key}2", f"{key}1") for key in "abd"]
        places = arrange(level_of, edges, 6)
        for key in "abd":
            with self.subTest(key=key):
                columns = places[f"{key}1"].column, places[f"{key}2"].column
                self.assertEqual(*columns)

    def test_without_a_column(self):
        with self.assertRaises(ValueError):
            arrange({"c": 0}, [], 0)
        self.assertEqual(arrange({}, [], 1), {})


class TestDrawing(BaseCase):
    """The drawing is well-formed, escaped, and tells by words what it shows."""

    def _draw(self, nodes, edges=(), columns=6, labels=None, data=None):
        edges = [(*edge, False)[:3] for edge in edges]
        text = draw(nodes, edges, "What it rests on", labels or {}, columns, data)
        return ElementTree.fromstring(text)

    def _node(self, key, name="Till", kind="impacted", level=-1, url="/x/1"):
        return Node(key, name, "Type", kind, level, "said of it", url)

    def _shown_name(self, name):
        root = self._draw([self._node(1, name)])
        return [
            line.text for line in root.iterfind(f".//{SVG}text[@class='o_graph_name']")
        ]

    def test_names_are_text_and_nothing_else(self):
        evil = "<script>alert(1)</script>\"' onload=x &amp; ]]>\x00\x1b\n"
        root = self._draw([self._node(1, evil), self._node(2, evil, url="")])
        tags = {element.tag.removeprefix(SVG) for element in root.iter()}
        known = {"svg", "g", "a", "path", "rect", "text", "title", "defs", "marker"}
        self.assertLessEqual(tags, known)
        for element in root.iter():
            self.assertFalse([name for name in element.attrib if name.startswith("on")])
        self.assertIn("<script>", root.find(f".//{SVG}title").text)

    def test_a_long_name_takes_two_lines_and_is_whole_in_the_title(self):
        name = "Receipt printer of the second till on the ground floor"
        first, second = self._shown_name(name)
        self.assertEqual(first, "Receipt printer of")
        self.assertLessEqual(len(second), NAME_LENGTH)
        self.assertTrue(second.endswith("…"))
        root = self._draw([self._node(1, name)])
        self.assertIn(name, root.find(f".//{SVG}title").text)
        self.assertIn(name, root.find(f"{SVG}a").get("aria-label"))

    def test_what_is_told_apart_by_its_end_is_told_apart(self):
        shown = [self._shown_name(f"Application server {key}") for key in (1, 2)]
        self.assertEqual(shown[0], ["Application server 1"])
        self.assertNotEqual(*shown)

    def test_a_name_without_a_blank_is_cut_anywhere(self):
        first, second = self._shown_name("x" * 100)
        self.assertEqual(first, "x" * NAME_LENGTH)
        self.assertEqual(second, "x" * (NAME_LENGTH - 1) + "…")

    def test_letters_of_east_asia_take_more_room(self):
        first, second = self._shown_name(
            "收银台标签打印机与数据库服务器在一楼大厅入口处"
        )
        self.assertEqual(len(first), NAME_LENGTH // 2)
        self.assertLessEqual(len(second), NAME_LENGTH // 2 + 1)
        self.assertTrue(second.endswith("…"))

    def test_a_note_is_cut(self):
        node = self._node(1)._replace(note="n" * 50)
        root = self._draw([node])
        note = root.find(f".//{SVG}text[@class='o_graph_note']").text
        self.assertEqual(note, "n" * (NOTE_LENGTH - 1) + "…")

    def test_links_say_where_they_lead_and_what_they_are(self):
        root = self._draw([self._node(7, "Till 1", "center", 0, "/odoo/components/7")])
        link = root.find(f"{SVG}a")
        self.assertEqual(link.get("href"), "/odoo/components/7")
        self.assertEqual(link.get("data-id"), "7")
        self.assertEqual(link.get("aria-label"), "Till 1, Type, said of it")
        self.assertEqual(link.get("aria-current"), "true")
        self.assertEqual(root.get("aria-label"), "What it rests on")
        other = self._draw([self._node(7)]).find(f"{SVG}a")
        self.assertIsNone(other.get("aria-current"))

    def test_each_kind_has_a_sign_besides_its_colour(self):
        signs = set()
        for kind in ("center", "impacted", "foundation", "both"):
            root = self._draw([self._node(1, kind=kind)])
            sign = root.find(f".//{SVG}text[@class='o_graph_sign']")
            self.assertEqual(sign.get("aria-hidden"), "true")
            signs.add(sign.text)
        self.assertEqual(len(signs), 4)

    def test_parts_are_lines_of_their_own_kind(self):
        nodes = [self._node(key) for key in (1, 2, 3)]
        edges = [(1, 2, True), (1, 3, True), (1, 3, False)]
        root = self._draw(nodes, edges)
        kinds = {
            path.get("data-lower"): path.get("class")
            for path in root.iter(f"{SVG}path")
            if path.get("data-lower")
        }
        self.assertEqual(kinds, {"2": "o_graph_part", "3": "o_graph_rests"})

    def test_boxes_are_read_from_the_top_to_the_bottom(self):
        nodes = [
            self._node(1, level=2),
            self._node(2, level=0, kind="center"),
            self._node(3, level=-1),
        ]
        links = self._draw(nodes).findall(f"{SVG}a")
        self.assertEqual([link.get("data-id") for link in links], ["3", "2", "1"])

    def test_levels_are_labelled(self):
        nodes = [self._node(1), self._node(2, kind="center", level=0)]
        root = self._draw(nodes, labels={-1: "Impacted <directly>"}, data={"reach": 3})
        labels = [
            text.text for text in root.iterfind(f"{SVG}text[@class='o_graph_label']")
        ]
        self.assertEqual(sorted(labels, key=str), ["Impacted <directly>", None])
        self.assertEqual(root.get("data-reach"), "3")
        self.assertEqual(root.get("data-columns"), "6")

    def test_nodes_without_an_address_are_no_links(self):
        root = self._draw([self._node(7, url="")])
        self.assertIsNone(root.find(f"{SVG}a"))
        self.assertIsNotNone(root.find(f"{SVG}g/{SVG}rect"))

    def test_edges_among_the_nodes_are_drawn_once(self):
        nodes = [self._node(key) for key in (1, 2, 3)]
        edges = [(1, 2), (1, 2), (2, 1), (2, 9), (3, 3)]
        root = self._draw(nodes, edges)
        lines = root.find(f"{SVG}g").findall(f"{SVG}path")
        self.assertEqual(len(lines), 2)

    def _corners(self, root):
        return [
            (int(rect.get("x")), int(rect.get("y")))
            for rect in root.iter(f"{SVG}rect")
            if rect.get("rx")
        ]

    def test_boxes_do_not_overlap_and_are_inside(self):
        nodes = [self._node(key, level=key % 5 - 2) for key in range(60)]
        edges = [(key, key // 3) for key in range(1, 60)]
        for columns in (1, 2, 4, 6):
            root = self._draw(nodes, edges, columns)
            corners = self._corners(root)
            width, height = int(root.get("width")), int(root.get("height"))
            with self.subTest(columns=columns):
                self.assertEqual(len(set(corners)), 60)
                for left, top in corners:
                    near = [
                        (x, y)
                        for x, y in corners
                        if abs(x - left) < WIDTH and abs(y - top) < HEIGHT
                    ]
                    self.assertEqual(near, [(left, top)])
                    self.assertLess(left + WIDTH, width)
                    self.assertLess(top + HEIGHT, height)

    def test_lines_stay_inside_the_drawing(self):
        """Also those beside the last column, and those of a circle."""
        nodes = [self._node(key, level=-1) for key in range(1, 20)]
        nodes.append(self._node(0, kind="center", level=0))
        edges = [(key, 0) for key in range(1, 20)] + [(0, 1), (3, 9), (9, 3)]
        root = self._draw(nodes, edges, 4)
        width, height = int(root.get("width")), int(root.get("height"))
        for path in root.find(f"{SVG}g"):
            numbers = re.sub(r"V(\d+)", r"", path.get("d"))
            points = [int(number) for number in re.findall(r"-?\d+", numbers)]
            self.assertTrue(all(0 <= x <= width for x in points[::2]), path.get("d"))
            self.assertTrue(all(0 <= y <= height for y in points[1::2]), path.get("d"))

    def test_unknown_kinds_and_nothing(self):
        with self.assertRaises(ValueError):
            self._draw([self._node(1, kind="evil")])
        with self.assertRaises(ValueError):
            self._draw([self._node(1)], columns=0)
        self.assertEqual(self._draw([]).tag, f"{SVG}svg")
