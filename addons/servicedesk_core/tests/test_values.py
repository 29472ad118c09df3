# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from contextlib import suppress
from types import SimpleNamespace

from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.service.model import call_kw
from odoo.tests import HttpCase, JsonRpcException, freeze_time, tagged
from odoo.tools import mute_logger

from ..tools import arguments
from .common import ServicedeskCommon
from .test_arguments import ODD

TICKET = "servicedesk.ticket"
NOBODY = 99_999_999
NOTHING = [None, False]

# What fits, by type of field; every odd value that is not named does not.
FITTING = {
    "char": {"empty text", "text", "number as text"},
    "html": {"empty text", "text", "number as text"},
    "selection": {"empty text"},
    "boolean": {"true", "zero"},
    "integer": {"zero", "negative", "missing id"},
    # What rounding turns into infinity is refused in words.
    "float": {"zero", "negative", "fraction", "missing id"},
    "datetime": {"empty text"},
    "many2one": {"missing id"},
    "many2many": {"empty list", "ids"},
    "one2many": {"empty list", "ids"},
    "properties": ODD.keys() - {"zero", "empty text"},
}
# Any number is a text, see tools/arguments.py.
NUMBERS = {"zero", "negative", "huge", "fraction", "nan", "infinity", "missing id"}
FITTING["char"] |= NUMBERS
FITTING["html"] |= NUMBERS

SAMPLES = {
    "char": "name",
    "html": "description",
    "selection": "priority",
    "boolean": "is_confidential",
    "integer": "color",
    "float": "rating_last_value",
    "datetime": "date_due",
    "many2one": "service_id",
    "many2many": "tag_ids",
    "one2many": "activity_ids",
    "properties": "properties",
}

# One wrong value for each sort of field, as integrations send them.
WRONG = {
    "impact": "9",
    "urgency": 2,
    "priority": 7,
    "channel": ["email"],
    "service_id": "abc",
    "partner_id": "me",
    "team_id": [1],
    "category_id": {"id": 1},
    "site_id": True,
    "name": ["x"],
    "speaker_name": {"first": "Ann"},
    "partner_phone": "12\x0034",
    "description": ["<p>x</p>"],
    "component_ids": "x",
    "service_ids": [[6, 0, "x"]],
    "tag_ids": [["add", 1]],
    "date_due": "tomorrow",
    "color": 10**12,
    "is_confidential": "no",
    "properties": "",
    "nonsense": 1,
}


@tagged("post_install", "-at_install")
class TestValuesOfFields(ServicedeskCommon):
    """What fits into a field: the gate alone, without a ticket behind it."""

    def _fits(self, name, value):
        try:
            arguments.values(self.env, self.env[TICKET]._fields, {name: value})
        except UserError as error:
            self.assertIn(name, str(error))
            return False
        return True

    def test_samples_are_of_their_types(self):
        fields = self.env[TICKET]._fields
        for kind, name in SAMPLES.items():
            self.assertEqual(fields[name].type, kind)
        kinds = {field.type for field in fields.values() if not field.readonly}
        self.assertLessEqual(kinds, SAMPLES.keys() | {"text", "date", "monetary"})

    def test_odd_values(self):
        for kind, name in SAMPLES.items():
            for label, value in ODD.items():
                fits = label in FITTING[kind] or value in NOTHING and value != 0
                with self.subTest(kind=kind, value=label):
                    self.assertEqual(self._fits(name, value), fits or value is False)

    def test_good_values(self):
        for name, values in {
            "name": ["Подпись 签名", "x" * 9000],
            "priority": ["0", "3"],
            "color": [5, 5.0],
            "rating_last_value": [1.5, 4],
            "date_due": ["2026-03-02 09:00:00", "2026-03-02"],
            "service_id": [1, self.env["servicedesk.service"]],
            "properties": [{"a": 1}, [{"name": "a", "value": 1}]],
        }.items():
            for value in (*values, False, None):
                with self.subTest(field=name, value=value):
                    self.assertTrue(self._fits(name, value))

    def test_commands(self):
        """Those that Odoo's screens and its own ``Command`` make, and no others."""
        record = self.env["servicedesk.tag"].create({"name": "Loud"})
        for command in (
            [0, "virtual_1", {"name": "x"}],
            Command.create({"name": "x"}),
            Command.update(record.id, {"name": "x"}),
            [2, 5],
            Command.unlink(5),
            [4, 5],
            Command.link(5),
            [5],
            Command.clear(),
            Command.set([5, 6]),
        ):
            with self.subTest(command=command):
                self.assertTrue(self._fits("tag_ids", [command]))
        self.assertTrue(self._fits("tag_ids", record))
        for command in (
            [0, 0],
            [0, 0, "x"],
            [1, "x", {}],
            [1, 5, []],
            [2],
            [4, "x"],
            [4, True],
            [6, 0],
            [6, 0, 5],
            [6, 0, ["x"]],
            [7, 0, 0],
            ["4", 5],
            [],
        ):
            with self.subTest(command=command):
                self.assertFalse(self._fits("tag_ids", [command]))
                self.assertFalse(self._fits("tag_ids", [5, command]))

    def test_what_is_no_record(self):
        team = self.team_first
        self.assertFalse(self._fits("service_id", team))
        self.assertTrue(self._fits("team_id", team))
        for value in ("x", ["x"], 5, None, False):
            with self.subTest(value=value), self.assertRaises(UserError):
                arguments.values(self.env, {}, value)


@tagged("post_install", "-at_install")
@freeze_time("2026-03-02 09:00:00")
class TestWrongValues(ServicedeskCommon):
    """A value of another type gets a sentence with its field, and writes nothing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ticket = cls._ticket()
        cls.mine = cls.env[TICKET].with_user(cls.manager).with_context({})
        cls.env.flush_all()

    def _assert_refused(self, name, deed, *args):
        before = self.env[TICKET].search_count([])
        with self.assertRaises(UserError) as caught, self.env.cr.savepoint():
            deed(*args)
            self.env.flush_all()
        self.assertIn(name, str(caught.exception))
        self.env.invalidate_all()
        self.assertEqual(self.env[TICKET].search_count([]), before)

    def test_by_every_way_in(self):
        mine, ids = self.mine, self.ticket.ids
        quick = mine.with_context(servicedesk_quick=True, default_channel="phone")
        for name, value in WRONG.items():
            new = {"name": "It fails", name: value}
            ways = {
                "create": (mine, "create", [new]),
                "create many": (mine, "create", [[{"name": "Good"}, new]]),
                "write": (mine, "write", [ids, {name: value}]),
                "save new": (mine, "web_save", [[], new, {"name": {}}]),
                "save": (mine, "web_save", [ids, {name: value}, {"name": {}}]),
                "quick": (quick, "web_save", [[], new, {"name": {}}]),
            }
            for way, (records, method, args) in ways.items():
                with self.subTest(field=name, way=way):
                    self._assert_refused(name, call_kw, records, method, args, {})

    def test_by_default(self):
        """What the context gives as a default is a value like others."""
        for name in WRONG.keys() - {"nonsense", "name"}:
            tickets = self.mine.with_context(**{f"default_{name}": WRONG[name]})
            with self.subTest(field=name):
                self._assert_refused(name, tickets.create, {"name": "It fails"})

    def test_default_of_another_model_does_no_harm(self):
        """A form that makes a ticket in passing has defaults of its own fields."""
        tickets = self.mine.with_context(default_state="draft", default_lines=["x"])
        self.assertEqual(tickets.create({"name": "It fails"}).state, "new")

    def test_what_is_no_mapping(self):
        for values in ("x", 5, ["x"], [["x"]], None):
            with self.subTest(values=values):
                self._assert_refused("", call_kw, self.mine, "create", [values], {})
        for values in ("x", 5, ["x"], None):
            args = [self.ticket.ids, values]
            with self.subTest(values=values):
                self._assert_refused("", call_kw, self.mine, "write", args, {})

    def test_what_fits_never_fails_raw(self):
        """All odd values of all fields: taken, or refused in words.

        What the database refuses (an id that is nobody's, nothing where something is
        required) Odoo words when it comes by RPC; see :class:`TestWrongIds`.
        """
        fields = self.mine._fields
        for name in (name for name, field in fields.items() if not field.readonly):
            for label, value in ODD.items():
                with self.subTest(field=name, value=label):
                    try:
                        arguments.values(self.env, fields, {name: value})
                    except UserError:
                        continue
                    self._try(self.ticket.with_user(self.manager).write, {name: value})
                    self._try(self.mine.create, {"name": "It fails", name: value})

    def _try(self, deed, vals):
        with suppress(UserError, IntegrityError), mute_logger("odoo.sql_db"):
            with self.env.cr.savepoint() as savepoint:
                deed(vals)
                self.env.flush_all()
                savepoint.rollback()
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestWrongIds(HttpCase, ServicedeskCommon):
    """Over the wire even what only the database notices is said in words."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ticket = cls._ticket()
        cls.manager.password = "sd_manager_secret"

    def _call(self, method, *args, **context):
        params = {
            "model": TICKET,
            "method": method,
            "args": args,
            "kwargs": {"context": context},
        }
        return self.make_jsonrpc_request(
            f"/web/dataset/call_kw/{TICKET}/{method}", params
        )

    def test_over_the_wire(self):
        self.authenticate("sd_manager", "sd_manager_secret")
        before = self.env[TICKET].search_count([])
        wrong = {
            **{name: value for name, value in WRONG.items() if name != "partner_phone"},
            **dict.fromkeys(("ticket_type_id", "service_id", "partner_id"), NOBODY),
            **dict.fromkeys(("team_id", "user_id", "site_id", "category_id"), NOBODY),
            **dict.fromkeys(("tag_ids", "component_ids", "service_ids"), [[4, NOBODY]]),
            "contract_id": NOBODY,
            "channel": False,
        }
        for name, value in wrong.items():
            for method, args in (
                ("create", [{"name": "It fails", name: value}]),
                ("write", [self.ticket.ids, {name: value}]),
                ("web_save", [[], {"name": "It fails", name: value}, {}]),
            ):
                with (
                    self.subTest(field=name, method=method),
                    mute_logger("odoo.http", "odoo.sql_db"),
                    self.assertRaises(JsonRpcException) as caught,
                ):
                    self._call(method, *args)
                self.assertIn(
                    str(caught.exception).rsplit(".", 1)[-1].strip("'\" )"),
                    ("UserError", "ValidationError", "MissingError", "AccessError"),
                )
        self.assertEqual(self.env[TICKET].search_count([]), before)

    def test_database_names_what_is_missing(self):
        """Not that somebody deletes something, as Odoo would say."""
        ticket = self.ticket.with_user(self.manager)
        for vals, column in (
            ({"category_id": NOBODY}, "category_id"),
            ({"tag_ids": [(4, NOBODY)]}, "servicedesk_tag_id"),
        ):
            with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError) as error:
                with self.env.cr.savepoint():
                    ticket.write(vals)
                    self.env.flush_all()
            self.env.invalidate_all()
            words = self.env["base"]._sql_error_to_message_generic(error.exception)
            self.assertEqual(words, f"“{column}” names no record: {NOBODY}.")

    def _refused_words(self, record):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError) as error:
            with self.env.cr.savepoint():
                record.unlink()
                self.env.flush_all()
        self.env.invalidate_all()
        return self.env["base"]._sql_error_to_message_generic(error.exception)

    def test_what_is_used_is_archived(self):
        """What stands in the way of deleting, and what to do instead."""
        service = self.env["servicedesk.service"].create({"name": "Tills"})
        self.ticket.sudo().service_id = service
        words = self._refused_words(service)
        self.assertEqual(
            words,
            "Service: this record is used by others (Service Desk Ticket), so it cannot"
            " be deleted. Archive it instead.",
        )
        self.assertIn("Archive it", self._refused_words(self.team_first))

    def test_what_cannot_be_archived(self):
        """What has no archive is freed of what refers to it."""
        self.env.cr.execute(
            "ALTER TABLE servicedesk_team_member ADD test_id integer"
            " CONSTRAINT servicedesk_test_fkey"
            " REFERENCES servicedesk_team_member ON DELETE RESTRICT"
        )
        seats = self.team_first.membership_ids | self.team_second.membership_ids
        self.env.cr.execute(
            "UPDATE servicedesk_team_member SET test_id = %s WHERE id = %s",
            seats[:2].ids,
        )
        words = self._refused_words(seats[0])
        self.assertIn("used by others (Team Member)", words)
        self.assertIn("Change or delete those first", words)

    def test_other_apps_speak_as_ever(self):
        """What the desk has no part in is worded by Odoo."""
        keys = self.env["base"]._find_violated_key
        for name, expected in (
            ("res_partner_state_id_fkey", None),
            ("no_such_key", None),
            (None, None),
            (
                "servicedesk_ticket_team_id_fkey",
                ("servicedesk_ticket", "team_id", "servicedesk_team"),
            ),
        ):
            diag = SimpleNamespace(constraint_name=name)
            with self.subTest(key=name):
                self.assertEqual(keys(diag), expected)
