# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo.tests import tagged

from .catalogue_common import CatalogueCommon


@tagged("post_install", "-at_install")
class TestOwnerOfParts(CatalogueCommon):
    """A part has the whole's owner until somebody names one for the part alone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second_owner = cls._new_user("sd_second_owner", "service_owner")
        cls.chip = cls._service("Chip reader", cls.card_reader)

    def test_parts_made_before_follow_a_new_owner(self):
        self.tills.with_user(self.manager).owner_id = self.second_owner
        self.assertEqual((self.card_reader | self.chip).owner_id, self.second_owner)

    def test_an_owner_named_for_a_part_stays_and_so_do_its_parts(self):
        self.card_reader.owner_id = self.second_owner
        self.assertEqual(self.chip.owner_id, self.second_owner)
        self.tills.owner_id = self.manager
        self.assertEqual((self.card_reader | self.chip).owner_id, self.second_owner)

    def test_archived_parts_follow_too(self):
        self.card_reader.active = False
        self.tills.owner_id = self.second_owner
        self.assertEqual(self.card_reader.owner_id, self.second_owner)

    def test_a_first_owner_is_passed_down(self):
        self.assertFalse((self.facilities | self.taps).owner_id)
        self.facilities.owner_id = self.owner
        self.assertEqual(self.taps.owner_id, self.owner)

    def test_without_an_owner_the_parts_that_had_him_have_none(self):
        self.tills.owner_id = False
        self.assertFalse((self.tills | self.card_reader | self.chip).owner_id)

    def test_an_emptied_part_has_the_owner_of_the_whole_again(self):
        self.card_reader.owner_id = self.second_owner
        self.card_reader.owner_id = False
        self.assertEqual((self.card_reader | self.chip).owner_id, self.owner)

    def test_a_part_that_moves_has_the_owner_of_its_new_whole(self):
        self.facilities.owner_id = self.second_owner
        self.card_reader.parent_id = self.facilities
        self.assertEqual((self.card_reader | self.chip).owner_id, self.second_owner)

    def test_a_part_with_an_owner_of_its_own_moves_with_him(self):
        self.facilities.owner_id = self.second_owner
        self.card_reader.owner_id = self.manager
        self.card_reader.parent_id = self.facilities
        self.assertEqual(self.card_reader.owner_id, self.manager)

    def test_a_part_that_moves_to_where_nobody_owns_keeps_its_owner(self):
        self.card_reader.parent_id = self.facilities
        self.assertEqual(self.card_reader.owner_id, self.owner)

    def test_the_new_owner_may_write_the_parts(self):
        self.assertFalse(self.chip.with_user(self.second_owner).has_access("write"))
        self.tills.owner_id = self.second_owner
        self.assertTrue(self.chip.with_user(self.second_owner).has_access("write"))
        self.assertFalse(self.chip.with_user(self.owner).has_access("write"))

    def test_many_parts_cost_a_few_statements(self):
        """One write for each level, however many there are in it."""
        for index in range(30):
            self._service(f"Reader {index}", self.tills)
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(25):
            self.tills.owner_id = self.second_owner
            self.env.flush_all()


@tagged("post_install", "-at_install")
class TestInheritedWords(CatalogueCommon):
    """What a part does not say itself is told, with the service that says it."""

    def test_a_part_tells_what_it_has_from_the_whole(self):
        self.tills.write(
            {
                "type_ids": self.incident.ids,
                "expected_hours": 4.5,
                "approver_ids": self.manager.ids,
                "path_ids": [(0, 0, {"user_id": self.leader.id})],
            }
        )
        team = self.team_second.display_name
        self.assertRecordValues(
            self.card_reader,
            [
                {
                    "inherited_teams": f"{team} (from “Checkouts”)",
                    "inherited_types": f"{self.incident.name} (from “Checkouts”)",
                    "inherited_approvers": f"{self.manager.name} (from “Checkouts”)",
                    "inherited_path": f"{self.leader.name} (from “Checkouts”)",
                    "inherited_hours": "4:30 (from “Checkouts”)",
                }
            ],
        )
        self.assertIn("Expected: 4:30", self.card_reader.inherited_summary)
        self.assertIn(f"Teams: {team}", self.card_reader.inherited_summary)

    def test_its_own_word_counts(self):
        self.card_reader.team_ids = self.team_first
        self.assertFalse(self.card_reader.inherited_teams)

    def test_the_nearest_whole_speaks(self):
        self.it.team_ids = self.team_first
        self.assertIn("Checkouts", self.card_reader.inherited_teams)
        self.tills.team_ids = False
        self.env.invalidate_all()
        self.assertIn("(from “IT”)", self.card_reader.inherited_teams)

    def test_a_department_inherits_nothing(self):
        self.assertFalse(self.it.inherited_summary)
        self.assertEqual(self.it.types_hint, "All types")

    def test_an_archived_team_is_not_named(self):
        self.team_second.active = False
        self.assertFalse(self.card_reader.inherited_teams)

    def test_it_takes_as_long_as_the_whole(self):
        self.tills.expected_hours = 4
        self.assertEqual(self.card_reader._get_expected_hours(), 4)
        self.card_reader.expected_hours = 1
        self.assertEqual(self.card_reader._get_expected_hours(), 1)
        self.assertEqual(self.it._get_expected_hours(), 0)

    def test_a_list_costs_no_statement_more_for_each_part(self):
        for index in range(20):
            self._service(f"Reader {index}", self.tills)
        services = self.env["servicedesk.service"].search([])
        services._get_facts(self.it.id)
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(14):
            services.mapped("inherited_summary")
