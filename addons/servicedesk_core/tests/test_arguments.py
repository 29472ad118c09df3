# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import json

from odoo.exceptions import UserError
from odoo.service.model import call_kw
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from ..tools import arguments
from .common import ServicedeskCommon

# Whatever a caller may send, by what it is. JSON has no infinity, but Python's
# reader takes one; a half surrogate is a text of JSON that no database stores.
ODD = {
    "nothing": None,
    "false": False,
    "true": True,
    "zero": 0,
    "negative": -1,
    "huge": 10**30,
    "fraction": 1.5,
    "nan": float("nan"),
    "infinity": float("inf"),
    "empty text": "",
    "text": "x",
    "number as text": "12",
    "nul": "a\x00b",
    "half surrogate": json.loads('"a\\ud800b"'),
    "empty list": [],
    "list": ["x"],
    "ids": [1, 2],
    "nested list": [[1]],
    "empty dict": {},
    "dict": {"x": 1},
    "missing id": 2**31 - 1,
}
TEXTS = {"empty text", "text", "number as text", "nul", "half surrogate"}
NONE = {"nothing", "false"}
EMPTY = {"empty text", "empty list", "empty dict", "zero"}

# Every public deed: the state it is tried in, good arguments, and of each argument
# which odd values are of its type.
DEEDS = {
    "action_take": ("classified", {}, {}),
    "action_hide_from_requester": ("classified", {}, {}),
    "action_show_to_requester": ("classified", {}, {}),
    "action_open_next": ("classified", {}, {}),
    "action_start": ("classified", {}, {}),
    "action_answered_by_phone": ("resolved", {}, {}),
    "action_open_move": ("started", {}, {}),
    "action_view_components": ("classified", {}, {}),
    "action_view_continuity": ("classified", {}, {}),
    "action_view_requester_history": ("classified", {}, {}),
    "get_servicedesk_moves": ("classified", {}, {}),
    "get_servicedesk_path_map": ("classified", {}, {}),
    "action_view_mail_intake": ("classified", {}, {}),
    "action_open_remote": ("classified", {}, {}),
    "action_call_in_next": ("classified", {}, {}),
    "action_quick_done": ("classified", {}, {}),
    "action_quick_next": ("classified", {}, {}),
    "action_quick_open": ("classified", {}, {}),
    "action_remote": (
        "classified",
        {"action_id": "remote", "component_id": "component"},
        {
            "action_id": NONE | {"missing id"},
            "component_id": NONE | {"missing id"},
        },
    ),
    "action_follow_rules": (
        "classified",
        {"field_names": ["impact"]},
        {"field_names": NONE | TEXTS | {"empty list", "list"}},
    ),
    "action_apply_proposal": (
        "classified",
        {"proposal": {"field": "service_id"}},
        {"proposal": NONE | {"empty dict", "dict"}},
    ),
    "action_assign": (
        "classified",
        {"user_id": "agent_a", "team_id": "team_first", "reason": "On duty"},
        {
            "user_id": NONE | {"missing id"},
            "team_id": NONE | {"missing id"},
            "reason": NONE | TEXTS,
        },
    ),
    "action_wait": (
        "started",
        {"reason": "supplier", "note": "A lock"},
        {"reason": NONE | TEXTS, "note": NONE | TEXTS},
    ),
    "action_snooze": (
        "started",
        {"until": "2026-03-09 09:00:00", "note": "After the holidays"},
        {"until": NONE | {"empty text"}, "note": NONE | TEXTS},
    ),
    "action_resolve": (
        "started",
        {
            "resolution": "Replaced the lock.",
            "closure_code": False,
            "attachment_ids": [],
            "hours": 1,
            "activity_id": False,
        },
        {
            "resolution": NONE | TEXTS,
            "closure_code": NONE | TEXTS | {"missing id"},
            "attachment_ids": NONE | {"empty list"},
            "hours": NONE | {"zero", "fraction"},
            "activity_id": NONE,
        },
    ),
    "action_escalate": (
        "started",
        {
            "direction": "vertical",
            "share": "whole",
            "reason": "Too big",
            "to_team_id": "team_second",
            "to_user_id": "agent_b",
            "accept_by": "2026-03-02 12:00:00",
        },
        {
            "direction": set(),
            "share": set(),
            "reason": NONE | TEXTS,
            "to_team_id": NONE | {"missing id"},
            "to_user_id": NONE | {"missing id"},
            "accept_by": NONE | {"empty text"},
        },
    ),
    "action_start_timer": ("started", {"activity_id": False}, {"activity_id": NONE}),
    "action_stop_timer": ("timed", {"note": "Done"}, {"note": NONE | TEXTS}),
    "action_add_time": (
        "started",
        {"hours": 1, "activity_id": False, "note": "Looked at it"},
        {"hours": {"fraction"}, "activity_id": NONE, "note": NONE | TEXTS},
    ),
    "action_view_time": ("started", {}, {}),
    "action_withdraw_approval": (
        "asked",
        {"reason": "Too early"},
        {"reason": NONE | TEXTS},
    ),
    "action_mark_spam": (
        "mailed",
        {"block": ""},
        {"block": NONE | {"empty text"}},
    ),
    "action_cancel": (
        "classified",
        {"reason": "Not ours", "children": "keep"},
        {"reason": NONE | TEXTS, "children": NONE | TEXTS},
    ),
    "action_add_children": (
        "started",
        {"ticket_ids": "resolved", "role": "affected"},
        {
            "ticket_ids": NONE | EMPTY | {"ids"},
            "role": NONE | {"empty text"},
        },
    ),
    "action_split": (
        "started",
        {"message_id": "hidden", "name": "Another thing"},
        {"message_id": NONE | {"missing id"}, "name": NONE | TEXTS},
    ),
    "action_link": (
        "started",
        {"ticket_ids": "resolved"},
        {"ticket_ids": NONE | EMPTY | {"ids"}},
    ),
    "action_unlink_related": (
        "linked",
        {"ticket_ids": "closed"},
        {"ticket_ids": NONE | EMPTY | {"ids"}},
    ),
    "action_view_affected": ("classified", {}, {}),
    "action_tell_affected": (
        "affecting",
        {"body": "At noon"},
        {"body": NONE | TEXTS},
    ),
    "action_reopen_affected": (
        "affecting_again",
        {"reason": "Again"},
        {"reason": NONE | TEXTS},
    ),
    "action_leave_parent": ("child", {}, {}),
    "action_merge_into": (
        "started",
        {"ticket_id": "resolved"},
        {"ticket_id": NONE | {"missing id"}},
    ),
    "action_publish_message": (
        "started",
        {"message_id": "hidden"},
        {"message_id": NONE | {"missing id"}},
    ),
    "action_be_present": (
        "started",
        {"is_writing": True},
        {"is_writing": {"nothing", "false", "true", "zero"}},
    ),
    "action_leave": ("started", {}, {}),
    "action_unmerge": ("merged", {}, {}),
    "action_follow_up": ("closed", {}, {}),
    "action_view_follow_ups": ("closed", {}, {}),
    "action_thanks": ("worded", {}, {}),
    "action_not_solved": ("worded", {}, {}),
    "action_start_plan": ("plan", {}, {}),
    "action_end_plan": ("planned", {"reason": "Enough"}, {"reason": NONE | TEXTS}),
    "action_view_children": ("classified", {}, {}),
    "action_reopen": ("closed", {"reason": "Again"}, {"reason": NONE | TEXTS}),
    "action_close": ("resolved", {"reason": "Went away"}, {"reason": NONE | TEXTS}),
    "action_move": (
        "started",
        {
            "transition_id": "waiting",
            "answers": {"waiting_reason": "supplier", "comment": "A lock"},
        },
        {
            "transition_id": NONE | {"missing id"},
            "answers": NONE | {"empty dict", "dict"},
        },
    ),
    "action_confirm": (
        "resolved",
        {"rating": 5, "feedback": "Fine", "by_phone": True},
        {
            "rating": NONE | {"zero", "empty text"},
            "feedback": NONE | TEXTS,
            "by_phone": NONE | {"true", "zero"},
        },
    ),
    "action_refuse": (
        "resolved",
        {"reason": "Still locked", "by_phone": True},
        {"reason": NONE | TEXTS, "by_phone": NONE | {"true", "zero"}},
    ),
}

# Deeds that may be called without their arguments.
DO_WITHOUT = (
    "action_be_present",
    "action_close",
    "action_confirm",
    "action_end_plan",
    "action_follow_rules",
    "action_mark_spam",
    "action_reopen_affected",
    "action_start_timer",
    "action_stop_timer",
    "action_withdraw_approval",
)

# Arguments that name a record which the test has made.
RECORDS = {
    "user_id",
    "team_id",
    "to_user_id",
    "to_team_id",
    "action_id",
    "component_id",
}

# The answers to what a move asks, and which odd values are of their type.
ANSWERS = {
    "comment": NONE | TEXTS,
    "waiting_reason": NONE | TEXTS,
    "resolution": NONE | TEXTS,
    "closure_code_id": NONE | TEXTS | {"missing id"},
}


@tagged("post_install", "-at_install")
@freeze_time("2026-03-02 09:00:00")
class TestDeedArguments(ServicedeskCommon):
    """A deed answers a wrong type with a sentence, whatever is sent by RPC."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        makers = {
            "classified": cls._classified,
            "mailed": lambda: cls._classified(channel="email"),
            "started": cls._started,
            "resolved": cls._resolved,
            "worded": cls._resolved,
            "closed": cls._resolved,
        }
        cls.tickets = {state: make().sudo() for state, make in makers.items()}
        cls._setup_service()
        cls.tickets["asked"] = cls._asked_for_approval()
        cls._setup_plan()
        cls.tickets["child"] = cls._classified().sudo()
        cls._classified().action_add_children(cls.tickets["child"].ids)
        cls._setup_family()
        timed = cls._started()
        timed.with_user(cls.manager).action_start_timer()
        cls.tickets["timed"] = timed.sudo()
        cls.tickets["merged"] = cls._classified().sudo()
        cls.tickets["merged"].action_merge_into(cls._classified().id)
        cls.tickets["closed"].with_user(cls.manager).action_close("Gone")
        worded = cls.tickets["worded"].with_user(cls.customer)
        worded.message_post(body="Still locked", message_type="comment")
        cls.tickets["resolved"].resolved_by_id = cls.agent_b
        cls.env.flush_all()

    @classmethod
    def _setup_family(cls):
        """Make tickets that are linked, and that affect others."""
        cls.tickets["linked"] = cls._started().sudo()
        cls.tickets["linked"].action_link(cls.tickets["closed"].ids)
        for state in ("affecting", "affecting_again"):
            fault = cls._started()
            fault.action_add_children(cls._started().ids, role="affected")
            cls.tickets[state] = fault.sudo()
        fault.action_resolve("Mended.")
        fault.action_reopen("Not mended")

    @classmethod
    def _setup_plan(cls):
        """Return a service with a plan of two steps."""
        service = cls.env["servicedesk.service"].create({"name": "Moving"})
        common = {"service_id": service.id, "team_id": cls.team_second.id}
        cls.env["servicedesk.plan.step"].create(
            [{**common, "name": "Pack"}, {**common, "name": "Carry"}]
        )
        for state in ("plan", "planned"):
            cls.tickets[state] = cls._classified(service_id=service.id).sudo()
        cls.tickets["planned"].action_start_plan()

    @classmethod
    def _asked_for_approval(cls):
        """Return a ticket that waits for an employee's approval."""
        ticket = cls._classified()
        move = cls.env["servicedesk.transition"].browse(
            ticket._get_move_to("in_progress").id
        )
        rule = {"who": "users", "user_ids": cls.employee.ids}
        cls.env["servicedesk.approval.rule"].create(
            {**rule, "ticket_type_id": cls.incident.id}
        )
        move.asks = "approval"
        ticket.action_start()
        move.asks = "nothing"
        return ticket.sudo()

    @classmethod
    def _setup_service(cls):
        """Give the classified ticket a service with a path, and a component to open."""
        cls.env["servicedesk.remote.host"].create({"name": "till3.example.com"})
        cls.remote = cls.env["servicedesk.remote.action"].create(
            {"name": "Console", "url_template": "https://{host}/"}
        )
        cls.component = cls.env["servicedesk.component"].create(
            {"name": "Till 3", "host": "till3.example.com"}
        )
        cls.service = cls.env["servicedesk.service"].create({"name": "Tills"})
        cls.env["servicedesk.service.path"].create(
            {"service_id": cls.service.id, "user_id": cls.agent_b.id}
        )
        cls.tickets["classified"].write(
            {"service_id": cls.service.id, "component_ids": cls.component.ids}
        )

    def _call(self, name, ids, kwargs):
        """Call a deed as RPC does, as a manager, and take back what it did.

        :return: the sentence of its refusal, or False when it was done. Any other
            error goes through, and fails the test.
        """
        tickets = self.env["servicedesk.ticket"].with_user(self.manager)
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint() as savepoint:
                call_kw(tickets, name, [ids], kwargs)
                self.env.flush_all()
                savepoint.rollback()
        except UserError as error:
            return str(error)
        finally:
            self.env.invalidate_all()
        return False

    def _good(self, name):
        """Return (ids, arguments) with which the deed is done."""
        state, good, _types = DEEDS[name]
        ticket = self.tickets[state]
        kwargs = {}
        for argument, value in good.items():
            if value and argument in RECORDS:
                value = getattr(self, value).id
            elif argument == "message_id" and value == "hidden":
                value = ticket.message_post(body="Hidden", message_type="comment").id
            elif argument == "ticket_ids":
                value = self.tickets[value].ids
            elif argument == "ticket_id":
                value = self.tickets[value].id
            elif argument == "transition_id":
                value = ticket._get_move_to(value).id
            elif argument == "proposal":
                value = {**value, "id": self.service.id}
            kwargs[argument] = value
        if name == "action_open_move":
            kwargs["context"] = {"servicedesk_to_state": "resolved"}
        return ticket.ids, kwargs

    def test_every_deed_is_in_the_table(self):
        """A new deed says of what type its arguments are."""
        deeds = {
            name
            for cls in self.env.registry["servicedesk.ticket"].mro()
            if cls.__module__.startswith("odoo.addons.servicedesk_core.")
            for name in vars(cls)
            if name.startswith(("action_", "get_servicedesk_"))
        }
        self.assertEqual(deeds, set(DEEDS) | {"action_take_next"})

    def test_good_arguments(self):
        """What the table calls good is done: otherwise the rest would prove nothing."""
        for name in DEEDS:
            ids, kwargs = self._good(name)
            with self.subTest(deed=name):
                self.assertFalse(self._call(name, ids, kwargs))

    def test_wrong_types(self):
        """Each argument of each deed, with everything odd: a sentence that names it."""
        for name, (_state, _good, types) in DEEDS.items():
            ids, kwargs = self._good(name)
            for argument, allowed in types.items():
                for label, value in ODD.items():
                    with self.subTest(deed=name, argument=argument, odd=label):
                        said = self._call(name, ids, {**kwargs, argument: value})
                        if label not in allowed:
                            self.assertTrue(said)
                            self.assertIn(self._named(argument), said)

    def _named(self, argument):
        return "A rating is a number" if argument == "rating" else f"“{argument}”"

    def test_wrong_answers_to_a_move(self):
        """The same goes for each answer inside of ``answers``."""
        ids, kwargs = self._good("action_move")
        for key, allowed in ANSWERS.items():
            for label, value in ODD.items():
                answers = {**kwargs["answers"], key: value}
                with self.subTest(answer=key, odd=label):
                    said = self._call(
                        "action_move", ids, {**kwargs, "answers": answers}
                    )
                    if label not in allowed:
                        self.assertTrue(said)
                        self.assertIn(f"“{key}”", said)

    def test_nothing_given(self):
        """Without any argument a deed says what it needs, or does what needs none."""
        for name, (_state, good, _types) in DEEDS.items():
            ids, _kwargs = self._good(name)
            with self.subTest(deed=name):
                said = self._call(name, ids, {})
                if good and name not in DO_WITHOUT:
                    self.assertTrue(said)

    def test_odd_ids(self):
        """Ids that are none, or of no ticket, name no ticket."""
        for name in DEEDS:
            _ids, kwargs = self._good(name)
            for ids in (["x"], ["12"], [True], [None], [-1], [0], [1.5], [10**30]):
                with self.subTest(deed=name, ids=ids):
                    self.assertIn("no ticket", self._call(name, ids, kwargs) or "")
            with self.subTest(deed=name, ids="deleted"):
                self.assertTrue(self._call(name, [2**31 - 1], kwargs))

    def test_odd_states_to_open_a_move_to(self):
        ids, _kwargs = self._good("action_open_move")
        for label, value in ODD.items():
            with self.subTest(odd=label):
                context = {"servicedesk_to_state": value}
                said = self._call("action_open_move", ids, {"context": context})
                self.assertIn("cannot be moved", said)

    def test_one_ticket_is_answered_for_by_phone(self):
        """The dialog is about one ticket; RPC may name none or many."""
        many = self.tickets["resolved"] | self.tickets["started"]
        for ids in ([], many.ids):
            with self.subTest(ids=ids):
                said = self._call("action_answered_by_phone", ids, {})
                self.assertIn("one ticket", said)

    def test_what_cannot_be_stored_is_left_out(self):
        """A NUL or half a character does not lose the words around it."""
        ticket = self.tickets["started"].with_user(self.manager)
        ticket.action_resolve(ODD["nul"] + ODD["half surrogate"])
        self.env.flush_all()
        self.assertIn("abab", str(ticket.resolution))

    def test_plain_text_is_a_solution_by_either_deed(self):
        """Lines stay lines, be it ``action_resolve`` or the answer to a move."""
        for deed in ("resolve", "move"):
            ticket = self._started()
            if deed == "resolve":
                ticket.action_resolve("One\nTwo")
            else:
                move = ticket._get_move_to("resolved")
                ticket.action_move(move.id, {"resolution": "One\nTwo"})
            with self.subTest(deed=deed):
                self.assertIn("One<br", str(ticket.resolution))


@tagged("post_install", "-at_install")
class TestArguments(ServicedeskCommon):
    """The one home of the checking, by itself."""

    def test_stars(self):
        for given, expected in ((5, 5), ("3", 3), (1.0, 1), (0, False), ("", False)):
            with self.subTest(given=given):
                self.assertIs(arguments.stars(self.env, given), expected)

    def test_flag(self):
        """The text “false” is not true."""
        for given, expected in ((True, True), (1, True), (0, False), (None, False)):
            with self.subTest(given=given):
                self.assertIs(arguments.flag(self.env, given, "x"), expected)
        with self.assertRaises(UserError):
            arguments.flag(self.env, "false", "x")

    def test_record_id(self):
        self.assertEqual(arguments.record_id(self.env, 7, "x"), 7)
        self.assertIs(arguments.record_id(self.env, None, "x"), False)
        for given in (True, 0, "7", 2**31):
            with self.subTest(given=given), self.assertRaises(UserError):
                arguments.record_id(self.env, given, "x")
