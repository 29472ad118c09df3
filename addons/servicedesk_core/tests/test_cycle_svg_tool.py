# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""The drawing of a life cycle, without a database."""

import itertools
import random
import re

from lxml import etree

from odoo.tests.common import BaseCase

from ..tools.cycle_svg import draw
from ..tools.lifecycle import Arrow, Stage

NEW = Stage(1, "New", "new")
WORK = Stage(2, "In Progress", "in_progress")
REVIEW = Stage(3, "Review", "in_progress")
DONE = Stage(4, "Resolved", "resolved")
STAGES = [NEW, WORK, REVIEW, DONE]
ARROWS = [
    Arrow(1, 2, "Start"),
    Arrow(1, 4, "Resolve"),
    Arrow(2, 3, "Review"),
    Arrow(4, 2, "Back"),
]
ORDER = ("new", "assigned", "in_progress", "waiting", "resolved", "closed", "cancelled")
SVG = {"s": "http://www.w3.org/2000/svg"}


def parse(svg):
    return etree.fromstring(str(svg))


class TestCycleDrawing(BaseCase):
    """Stages from left to right as tickets pass them, and every move."""

    def test_every_stage_and_move_is_drawn(self):
        tree = parse(draw(STAGES, ARROWS, "Cycle", {"new": "new"}))
        self.assertEqual(len(tree.findall(".//s:rect", SVG)), 4)
        titles = tree.xpath(
            "//s:g[@class='o_cycle_moves']/s:path/s:title", namespaces=SVG
        )
        self.assertEqual(
            [title.text for title in titles],
            [
                "New → In Progress: Start",
                "New → Resolved: Resolve",
                "In Progress → Review: Review",
                "Resolved → In Progress: Back",
            ],
        )

    def test_how_many_are_where_is_written_in_the_boxes(self):
        """No number where there is nothing to count."""
        labels = {"new": "New", "in_progress": "At work"}
        tree = parse(draw(STAGES, [], "Cycle", labels, counts={2: 12, 1: 0, 99: 5}))
        texts = tree.xpath("//s:text[@class='o_cycle_state']", namespaces=SVG)
        said = [text.text for text in texts]
        self.assertEqual(said[:3], ["New", "At work · 12", "At work"])
        titles = tree.xpath("//s:g[s:rect]/s:title", namespaces=SVG)
        self.assertEqual(titles[1].text, "In Progress: 12")
        self.assertEqual(titles[0].text, "New")

    def test_stages_run_from_left_to_right(self):
        tree = parse(draw(STAGES, [*ARROWS, Arrow(3, 4, "Done")], "Cycle", {}))
        lefts = [int(rect.get("x")) for rect in tree.findall(".//s:rect", SVG)]
        self.assertEqual(lefts, sorted(set(lefts)))

    def test_no_arrow_runs_behind_a_box(self):
        """Whatever cycle is drawn: lines touch boxes at their sides only."""
        chance = random.Random(18)
        for case in range(60):
            states = chance.choices(ORDER, k=chance.randrange(2, 9))
            stages = [Stage(at, f"S{at}", state) for at, state in enumerate(states)]
            arrows = [
                Arrow(chance.choice([None, *range(len(stages))]), stage.id, "")
                for stage in stages * 2
            ]
            tree = parse(draw(stages, arrows, "Cycle", {}))
            boxes = [
                tuple(int(rect.get(name)) for name in ("x", "y", "width", "height"))
                for rect in tree.findall(".//s:rect", SVG)
            ]
            for path in tree.xpath(
                "//s:g[@class='o_cycle_moves']/s:path", namespaces=SVG
            ):
                for point in self._walk(path.get("d")):
                    behind = [box for box in boxes if self._is_inside(point, box)]
                    self.assertFalse(behind, f"case {case}: {path.get('d')}")

    def _walk(self, way):
        """Return points along a line, close to each other."""
        numbers = [int(each) for each in re.findall(r"-?\d+", way)]
        corners = list(zip(numbers[::2], numbers[1::2], strict=True))
        for (left, top), (right, bottom) in itertools.pairwise(corners):
            for part in range(21):
                yield (
                    left + (right - left) * part / 20,
                    top + (bottom - top) * part / 20,
                )

    def _is_inside(self, point, box):
        left, top, width, height = box
        return left < point[0] < left + width and top < point[1] < top + height

    def test_everything_lies_inside(self):
        svg = str(draw(STAGES, ARROWS, "Cycle", {}))
        tree = parse(svg)
        width, height = int(tree.get("width")), int(tree.get("height"))
        for path in tree.xpath("//s:g[@class='o_cycle_moves']/s:path", namespaces=SVG):
            numbers = [int(each) for each in re.findall(r"-?\d+", path.get("d"))]
            for left, top in zip(numbers[::2], numbers[1::2], strict=True):
                self.assertTrue(0 <= left <= width, path.get("d"))
                self.assertTrue(0 <= top <= height, path.get("d"))

    def test_a_move_from_everywhere_is_drawn_from_each(self):
        tree = parse(draw(STAGES, [Arrow(None, 4, "Give up")], "Cycle", {}))
        paths = tree.xpath("//s:g[@class='o_cycle_moves']/s:path", namespaces=SVG)
        self.assertEqual(len(paths), 3)

    def test_what_people_write_stays_text(self):
        """A name is no mark-up, control characters break nothing, long ones are cut."""
        nasty = Stage(9, "<script>\x00alert(1)</script> and so on", "new")
        svg = draw([nasty], [], "Cycle “<b>”", {"new": "&"})
        tree = parse(svg)
        self.assertFalse(tree.xpath("//*[local-name()='script' or local-name()='b']"))
        texts = [text.text for text in tree.findall(".//s:text", SVG)]
        self.assertTrue(texts[0].endswith("…"))
        self.assertEqual(texts[1], "&")

    def test_a_faulty_stage_is_marked_by_more_than_colour(self):
        tree = parse(draw(STAGES, ARROWS, "Cycle", {}, faulty={3}))
        marked = tree.xpath("//s:g[contains(@class, 'o_cycle_faulty')]", namespaces=SVG)
        self.assertEqual(len(marked), 1)
        self.assertIn("⚠", marked[0].find("s:text", SVG).text)

    def test_nothing_to_draw(self):
        tree = parse(draw([], ARROWS, "Empty", {}))
        self.assertFalse(tree.findall(".//s:rect", SVG))
        self.assertFalse(tree.xpath("//s:g/s:path", namespaces=SVG))
