# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""Two who connect components at one moment, in real transactions."""

from functools import partial

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.tests import tagged

from .test_directory_races import NAME, DirectoryRaceCase


@tagged("post_install", "-at_install")
class TestComponentRaces(DirectoryRaceCase):
    """Whatever two do at once: the tree has no circle, and every walk ends."""

    def setUp(self):
        super().setUp()
        with self._committing() as env:
            components = env["servicedesk.component"]
            self.ids = components.create([{"name": NAME} for _one in range(3)]).ids
        self.addCleanup(self._clean_up)

    def _write(self, upper, field, lower, env):
        """Return whether one could be connected with the other."""
        component = env["servicedesk.component"].browse(self.ids[upper])
        value = self.ids[lower]
        if field.endswith("_ids"):
            value = [(4, value)]
        try:
            with env.cr.savepoint():
                component.write({field: value})
        except UserError:
            return False
        return True

    def _at_once(self, field, *pairs):
        return sorted(
            self._in_threads(
                *(partial(self._write, upper, field, lower) for upper, lower in pairs)
            )
        )

    def _read(self, deed):
        with self.registry.cursor() as cr:
            return deed(
                api.Environment(cr, SUPERUSER_ID, {})["servicedesk.component"].browse(
                    self.ids
                )
            )

    def test_two_do_not_become_parts_of_each_other(self):
        """One of them comes second, and is told so."""
        self.assertEqual(self._at_once("parent_id", (0, 1), (1, 0)), [False, True])
        self.assertFalse(self._read(lambda components: components._has_cycle()))
        self.assertEqual(self._read(lambda them: len(them.filtered("parent_id"))), 1)

    def test_three_close_no_circle(self):
        results = self._at_once("parent_id", (0, 1), (1, 2), (2, 0))
        self.assertEqual(results, [False, True, True])
        self.assertFalse(self._read(lambda components: components._has_cycle()))

    def test_a_part_that_comes_while_its_whole_moves(self):
        """Both are done, and the path of the part leads all the way up."""
        results = self._at_once("parent_id", (0, 1), (1, 2))
        self.assertEqual(results, [True, True])
        top, middle, below = self.ids[2], self.ids[1], self.ids[0]
        paths = self._read(lambda them: them.mapped("parent_path"))
        self.assertEqual(
            paths, [f"{top}/{middle}/{below}/", f"{top}/{middle}/", f"{top}/"]
        )

    def test_two_may_depend_on_each_other(self):
        """That exists, so both are done; each rests on the other, and it ends."""
        self.assertEqual(self._at_once("depends_on_ids", (0, 1), (1, 0)), [True, True])
        one, two = self._read(
            lambda them: [
                (component.foundation_ids.ids, component.impacted_ids.ids)
                for component in them[:2]
            ]
        )
        self.assertEqual(one, ([self.ids[1]], [self.ids[1]]))
        self.assertEqual(two, ([self.ids[0]], [self.ids[0]]))

    def test_the_same_dependency_twice_is_one(self):
        self.assertEqual(self._at_once("depends_on_ids", (0, 1), (0, 1)), [True, True])
        self.assertEqual(
            self._read(lambda them: them[0].depends_on_ids.ids), [self.ids[1]]
        )
