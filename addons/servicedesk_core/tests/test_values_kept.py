# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from ..models.values.res_partner import OURS
from ..models.values.servicedesk_kept import KEPT, check
from ..wizards.servicedesk_dialog_values import DIALOGS
from .access_common import AccessCommon
from .test_arguments import ODD

# Values that no field of a type takes.
NEVER = {
    "char": ("list", "dict", "true", "nul", "half surrogate", "empty list"),
    "text": ("list", "dict", "true", "nul", "half surrogate"),
    "html": ("list", "dict", "nul"),
    "selection": ("list", "dict", "text", "fraction", "true", "nul"),
    "boolean": ("list", "dict", "text", "nan"),
    "integer": ("huge", "list", "text", "nan", "infinity", "fraction"),
    "float": ("list", "text", "nan", "infinity", "nul"),
    "monetary": ("list", "text", "nan", "infinity"),
    "date": ("list", "text", "negative", "half surrogate"),
    "datetime": ("list", "text", "negative"),
    "many2one": ("text", "list", "dict", "negative", "huge", "true"),
    "many2many": ("text", "list", "dict", "nested list"),
    "one2many": ("text", "list", "dict", "nested list"),
}


@tagged("post_install", "-at_install")
class TestValuesKept(AccessCommon):
    """Directory, catalogue and assets take values of their types, or say which not."""

    def _assert_refused(self, records, name, value):
        for deed in (records.create, records.write):
            with self.assertRaisesRegex(ValidationError, f"“{name}”"):
                deed({name: value})

    def _get_wrong(self, model, names):
        for name in sorted(names):
            kind = model._fields[name].type
            for label in NEVER.get(kind, ()):
                yield name, label, ODD[label]

    def _get_written(self, model):
        """Return the names of the fields that people write."""
        return {
            name
            for name, field in model._fields.items()
            if field.store and not field.readonly
        }

    def test_each_field_of_each_model(self):
        for model_name in KEPT:
            model = self.env[model_name].with_user(self.manager)
            names = self._get_written(model)
            for name, label, value in self._get_wrong(model, names):
                with self.subTest(model=model_name, field=name, value=label):
                    self._assert_refused(model, name, value)

    def test_each_field_of_each_dialog(self):
        for model_name in DIALOGS:
            model = self.env[model_name].with_user(self.manager)
            names = self._get_written(model)
            for name, label, value in self._get_wrong(model, names):
                with self.subTest(model=model_name, field=name, value=label):
                    self._assert_refused(model, name, value)

    def test_every_dialog_is_known(self):
        dialogs = {
            name
            for name, model in self.env.registry.items()
            if name.startswith("servicedesk.") and model._transient
        }
        self.assertEqual(dialogs, set(DIALOGS))

    def test_what_was_chosen_in_a_list(self):
        """Ids, or a refusal in words; of another model nothing is taken."""
        tickets = self._ticket() | self._ticket()
        for name in ("bulk", "merge", "snooze"):
            dialogs = self.env[f"servicedesk.ticket.{name}"].with_user(self.agent_a)

            def choose(active_ids, dialogs=dialogs, model="servicedesk.ticket"):
                dialogs = dialogs.with_context(
                    active_model=model, active_ids=active_ids
                )
                return dialogs.new({}).ticket_ids._origin

            for odd in (
                "x",
                5,
                {"a": 1},
                [None],
                [False],
                ["x"],
                [[1]],
                [True],
                [0],
                [-1],
            ):
                with self.subTest(dialog=name, active_ids=odd):
                    with self.assertRaisesRegex(UserError, "“active_ids”"):
                        choose(odd)
            self.assertEqual(choose(tickets.ids), tickets)
            self.assertFalse(choose("x", model="res.partner"))
            for nothing in (None, False, []):
                self.assertFalse(choose(nothing))

    def test_the_desks_fields_of_contacts(self):
        contacts = self.env["res.partner"].with_user(self.agent_a)
        for name, label, value in self._get_wrong(contacts, OURS):
            with self.subTest(field=name, value=label):
                self._assert_refused(contacts, name, value)

    def test_every_field_people_write_is_known(self):
        """Whoever adds a field to contacts has it checked as well."""
        core = ("servicedesk_core",)
        added = {
            name
            for name, field in self.env["res.partner"]._fields.items()
            if field._modules == core and not field.readonly
        }
        self.assertEqual(added - OURS, {"servicedesk_ticket_ids"})

    def test_every_model_people_keep_is_known(self):
        """Tickets have a gate of their own; the rest is the system's."""
        known = {*KEPT, "servicedesk.ticket"}
        kept = {
            access.model_id.model
            for access in self.env["ir.model.access"].search(
                [("model_id.model", "like", "servicedesk.%"), ("perm_write", "=", True)]
            )
            if not self.env[access.model_id.model]._transient
        }
        self.assertFalse(kept - known)

    def test_one_wrong_of_many_leaves_nothing(self):
        sites = self.env["servicedesk.site"].with_user(self.manager)
        with self.assertRaisesRegex(ValidationError, "“active”"):
            sites.create([{"name": "Kept out"}, {"name": "Kept out", "active": "no"}])
        self.assertFalse(sites.search([("name", "=", "Kept out")]))

    def test_unknown_fields_are_named(self):
        services = self.env["servicedesk.service"].with_user(self.manager)
        with self.assertRaisesRegex(ValidationError, "no field “nonsense”"):
            services.create({"name": "A", "nonsense": 1})
        with self.assertRaisesRegex(ValidationError, "by the names"):
            services.create([5])

    def test_fitting_values_are_taken(self):
        service = self.env["servicedesk.service"].with_user(self.manager)
        service = service.create(
            {
                "name": "Подпись 签名",
                "expected_hours": 3,
                "user_count": 5.0,
                "company_id": None,
                "team_ids": [(6, 0, self.team_first.ids)],
                "path_ids": [(0, 0, {"team_id": self.team_second.id})],
            }
        )
        self.assertEqual((service.expected_hours, service.user_count), (3.0, 5))
        person = self.env["res.partner"].with_user(self.agent_a)
        person = person.create({"name": "Ann", "personnel_number": 77, "pin": "2580"})
        self.assertEqual(person.personnel_number, "77")

    def test_it_asks_the_database_nothing(self):
        service = self.env["servicedesk.service"].with_user(self.manager)
        with self.assertQueryCount(0):
            check(service, [{"name": "A", "business_priority": "1"}] * 100)
