# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import csv
import io
import json

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import file_open, mute_logger

from .catalogue_common import CatalogueCommon


@tagged("post_install", "-at_install")
class TestServiceTree(CatalogueCommon):
    """Names, departments, owners and companies along the tree."""

    def test_the_full_name_names_the_wholes(self):
        self.assertEqual(self.card_reader.complete_name, "IT / Checkouts / Card reader")
        self.assertEqual(self.card_reader.display_name, "IT / Checkouts / Card reader")
        self.assertEqual(self.it.complete_name, "IT")

    def test_the_full_name_is_in_every_language(self):
        """A name that is not translated stands in its first language."""
        self.env["res.lang"]._activate_lang("fr_FR")
        self.tills.with_context(lang="fr_FR").name = "Caisses"
        reader = self.card_reader.with_context(lang="fr_FR")
        self.assertEqual(reader.complete_name, "IT / Caisses / Card reader")
        self.assertEqual(reader.display_name, "IT / Caisses / Card reader")
        self.assertEqual(self.card_reader.complete_name, "IT / Checkouts / Card reader")
        self.it.update_field_translations("name", {"fr_FR": "Informatique"})
        self.assertEqual(reader.complete_name, "Informatique / Caisses / Card reader")

    def test_the_full_name_follows_the_tree(self):
        self.card_reader.parent_id = self.facilities
        self.assertEqual(self.card_reader.complete_name, "Facilities / Card reader")
        self.facilities.name = "Premises"
        self.assertEqual(self.taps.complete_name, "Premises / Taps")

    def test_the_full_name_is_written_by_nobody(self):
        self.taps.complete_name = "Nonsense"
        self.taps.invalidate_recordset()
        self.assertEqual(self.taps.complete_name, "Facilities / Taps")

    def test_no_service_is_a_part_of_its_part(self):
        with self.assertRaises(UserError):
            self.it.parent_id = self.card_reader

    def test_the_department_is_the_topmost(self):
        self.assertEqual(self.card_reader.department_id, self.it)
        self.assertEqual(self.it.department_id, self.it)
        self.tills.parent_id = self.facilities
        self.assertEqual(self.card_reader.department_id, self.facilities)

    def test_parts_take_the_owner_of_the_whole_unless_they_have_one(self):
        """Whoever owns a part keeps it when the part moves."""
        part = self._service("Drawer", self.tills, owner_id=False)
        self.assertEqual(part.owner_id, self.owner)
        part.parent_id = self.facilities
        self.assertEqual(part.owner_id, self.owner)
        other = self._service("Printer", self.tills, owner_id=self.manager.id)
        self.assertEqual(other.owner_id, self.manager)

    def test_types_are_those_of_the_nearest_whole_that_names_some(self):
        self.assertFalse(self.card_reader._get_allowed_types())
        self.it.type_ids = self.incident | self.work
        self.assertEqual(
            self.card_reader._get_allowed_types(), self.incident | self.work
        )
        self.card_reader.type_ids = self.incident
        self.assertEqual(self.card_reader._get_allowed_types(), self.incident)

    def test_parts_and_teams_are_of_the_same_company(self):
        far = self.foreign_company.id
        self.assertTrue(self._service("Far tills", self.it, company_id=far))
        own = self._service("Own", company_id=self.company.id)
        for vals in (
            {"parent_id": own.id, "company_id": far},
            {"parent_id": own.id, "company_id": False},
            {"company_id": far, "team_ids": self.team_first.ids},
        ):
            with self.subTest(vals), self.assertRaises(ValidationError):
                self._service("Wrong", **vals)
        self._service("Part", own, company_id=self.company.id)
        with self.assertRaises(ValidationError):
            own.company_id = far

    def test_numbers_are_not_negative(self):
        for name in ("expected_hours", "user_count"):
            with self.subTest(name), self.assertRaises(ValidationError):
                self.taps[name] = -1

    def test_hours_can_be_counted(self):
        """A catalogue with 1e308 hours in it could not be listed by anybody."""
        for hours in (1e308, 43801, float("nan"), float("inf")):
            for service in (self.taps, self.taps.with_user(self.manager)):
                with self.subTest(hours), self.assertRaises(ValidationError):
                    service.expected_hours = hours
            with self.subTest(hours), self.assertRaises(ValidationError):
                self.taps.path_ids = [
                    (0, 0, {"team_id": self.team_second.id, "delay_hours": hours})
                ]
        self.taps.expected_hours = 43800
        self.assertTrue(self.taps.inherited_hours is not None)

    def test_a_copy_has_path_and_phases_of_its_own(self):
        self.tills.path_ids = [(0, 0, {"team_id": self.team_second.id})]
        self.tills.phase_ids = [
            (0, 0, {"stage_id": self.stage_new.id, "name": "Noted"})
        ]
        copy = self.tills.copy({"name": "Scales"})
        self.assertEqual(copy.path_ids.team_id, self.team_second)
        self.assertEqual(copy.phase_ids.name, "Noted")
        self.assertEqual(copy.complete_name, "IT / Scales")

    def test_counters(self):
        self._classified(service_id=self.tills.id)
        self._classified(service_id=self.card_reader.id)
        tills = self.tills.with_user(self.manager)
        self.assertEqual((tills.open_ticket_count, tills.child_count), (1, 1))
        action = tills.action_view_tickets()
        found = self.env["servicedesk.ticket"].search(action["domain"])
        self.assertEqual(found.service_id, self.tills | self.card_reader)
        action = tills.action_view_parts()
        self.assertEqual(tills.search(action["domain"]), self.card_reader)

    def test_the_form_opens_for_managers_and_owners(self):
        with Form(self.env["servicedesk.service"].with_user(self.manager)) as form:
            form.name = "Scales"
            form.parent_id = self.it
            form.owner_id = self.owner
        self.assertEqual(form.record.complete_name, "IT / Scales")
        with Form(form.record.with_user(self.owner)) as form:
            form.description = "Weighing things"
            with self.assertRaises(AssertionError):
                form.owner_id = self.manager
        self.assertEqual(form.record.description, "Weighing things")


@tagged("post_install", "-at_install")
class TestServiceUsers(CatalogueCommon):
    """How many people a service has: counted from its audience, or told."""

    def _recount(self):
        self.env["servicedesk.service"]._cron_recount_users()

    def test_users_are_counted_from_the_audience(self):
        before = self.it.user_count
        self._recount()
        self.assertGreater(self.it.user_count, before)
        self.assertEqual(
            (self.tills.user_count, self.card_reader.user_count, self.taps.user_count),
            (1, 1, 1),
        )
        baker, _gone, _office = self.env["res.partner"].create(
            [
                {"name": "Baker", "function": "COOK"},
                {"name": "Former cook", "function": "Cook", "active": False},
                {"name": "Kitchen", "function": "Cook", "is_company": True},
            ]
        )
        self._recount()
        self.assertEqual(self.taps.user_count, 2)
        baker.function = "Baker"
        self._recount()
        self.assertEqual(self.taps.user_count, 1)

    def test_a_number_entered_by_hand_stays(self):
        self.taps.user_count = 40
        self._recount()
        self.assertEqual(
            (self.taps.user_count, self.taps.is_user_count_manual), (40, True)
        )
        self.taps.with_user(self.manager).action_recount_users()
        self.assertEqual(
            (self.taps.user_count, self.taps.is_user_count_manual), (1, False)
        )

    def test_a_number_given_at_creation_is_by_hand(self):
        """The web form sends 0 where nobody entered anything: that is no number."""
        given, none = self._service("A", user_count=7), self._service("B", user_count=0)
        self.assertEqual(
            (given.is_user_count_manual, none.is_user_count_manual), (True, False)
        )

    def test_a_changed_audience_is_counted_soon(self):
        cron = self.env.ref("servicedesk_core.ir_cron_recount_users")
        triggers = self.env["ir.cron.trigger"]
        before = triggers.search_count([("cron_id", "=", cron.id)])
        self.taps.name = "Water taps"
        self.assertEqual(triggers.search_count([("cron_id", "=", cron.id)]), before)
        self.taps.audience_functions = False
        self.assertEqual(triggers.search_count([("cron_id", "=", cron.id)]), before + 1)

    def test_counting_costs_the_same_for_one_and_for_many(self):
        """Statements depend neither on services nor on people."""
        self._recount()
        self.env.flush_all()
        services = self.env["servicedesk.service"]
        services._get_audiences()
        with self.assertQueryCount(2):
            services._read_user_counts()
        self.env["res.partner"].create([{"name": f"P{i}"} for i in range(20)])
        for number in range(20):
            self._service(f"S{number}", self.it)
        self.env.flush_all()
        services._get_audiences()
        with self.assertQueryCount(2):
            services._read_user_counts()


@tagged("post_install", "-at_install")
class TestServiceImport(CatalogueCommon):
    """Services come in by Odoo's own import."""

    def _import(self, rows):
        head, *data = rows
        result = (
            self.env["servicedesk.service"].with_user(self.manager).load(head, data)
        )
        return result["ids"], result["messages"]

    def test_the_template_can_be_imported_as_it_is(self):
        (template,) = self.env["servicedesk.service"].get_import_templates()
        path = template["template"].removeprefix("/")
        with file_open(path, "rb") as file:
            content = file.read()
        wizard = (
            self.env["base_import.import"]
            .with_user(self.manager)
            .create(
                {
                    "res_model": "servicedesk.service",
                    "file": content,
                    "file_type": "text/csv",
                    "file_name": "services.csv",
                }
            )
        )
        options = {"quoting": '"', "separator": ",", "has_headers": True}
        preview = wizard.parse_preview(options)
        self.assertNotIn("error", preview)
        head = list(csv.reader(io.StringIO(content.decode())))[0]
        matched = preview["matches"]
        self.assertEqual(len(matched), len(head), "a column is not recognised")
        fields = ["/".join(matched[index]) for index in sorted(matched)]
        result = wizard.execute_import(fields, head, options)
        self.assertFalse(result["messages"])
        card = self.env["servicedesk.service"].browse(result["ids"][-1])
        self.assertEqual(
            card.complete_name,
            "Information technology / Tills and payments / Card terminal",
        )
        self.assertEqual(card.type_ids, self.incident)
        self.assertEqual(card.business_priority, "3")
        self.assertEqual(card.parent_id.expected_hours, 4)

    def test_rows_find_their_wholes_by_name(self):
        ids, messages = self._import(
            [
                ["name", "parent_id"],
                ["Doors", "Facilities"],
                ["Locks", "Facilities / Doors"],
            ]
        )
        self.assertFalse(messages)
        locks = self.env["servicedesk.service"].browse(ids[1])
        self.assertEqual(locks.complete_name, "Facilities / Doors / Locks")

    @mute_logger("odoo.sql_db")
    def test_a_wrong_row_is_named_and_nothing_is_half_written(self):
        count = self.env["servicedesk.service"].search_count([])
        ids, messages = self._import(
            [["name", "parent_id"], ["Doors", "Facilities"], ["Locks", "No such thing"]]
        )
        self.assertFalse(ids)
        self.assertEqual(messages[0]["rows"], {"from": 1, "to": 1})
        self.assertIn("No such thing", json.dumps(messages[0], default=str))
        self.assertEqual(self.env["servicedesk.service"].search_count([]), count)
