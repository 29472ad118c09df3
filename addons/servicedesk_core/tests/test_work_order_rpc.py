# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""Every deed of work orders, their lines and working time: by role, with odd arguments.

As in ``test_access_rpc`` and ``test_arguments``, which do so for tickets.
"""

from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import tagged
from odoo.tools import mute_logger

from .settlement_common import SettlementCommon
from .test_arguments import NONE, ODD, TEXTS
from .test_work_order_act import DOT

ORDER = "servicedesk.work.order"
LINE = "servicedesk.work.order.line"
ENTRY = "servicedesk.time.entry"
REPORT = "servicedesk.contractor.report"

ROLES = (
    "agent_a",  # ordered it, and works on its ticket
    "agent_b",  # of another team
    "dispatcher",
    "manager",
    "auditor",
    "employee",  # requester
    "customer",  # requester in the portal
    "fixer",  # of the contractor that does it
    "rival",  # of another contractor
    "engineer",  # does the house's own order
    "mate",  # a colleague of his
    "public",
)
ORDERERS = {"agent_a", "dispatcher", "manager"}
READERS = ORDERERS | {"agent_b", "auditor"}
FIGURES = {"dispatcher", "manager", "auditor"}
DOER = {"fixer"}
# What a contractor says by phone, who ordered records.
SPEAKERS = ORDERERS | DOER
OWN = {"engineer"}
# Who leads the team of the ticket writes time down for its people.
TIMED = OWN | {"manager"}
ALL_TEXTS = NONE | TEXTS
AMOUNTS = NONE | {
    *("zero", "negative", "fraction", "huge", "missing id"),
    "empty text",  # none, as a field of a form sends it
}

# Each deed: its model, in what state it is tried, good arguments, who may, and of each
# argument which odd values are of its type.
DEEDS = {
    (ORDER, "action_send"): ("draft", {}, ORDERERS, {}),
    (ORDER, "action_accept"): ("sent", {}, SPEAKERS, {}),
    (ORDER, "action_decline"): (
        "sent",
        {"reason": "No time"},
        SPEAKERS,
        {"reason": ALL_TEXTS},
    ),
    (ORDER, "action_start"): ("accepted", {}, SPEAKERS, {}),
    (ORDER, "action_done"): (
        "accepted",
        {"report": "Changed it"},
        SPEAKERS,
        {"report": ALL_TEXTS},
    ),
    (ORDER, "action_verify"): ("done", {}, ORDERERS, {}),
    (ORDER, "action_return"): (
        "done",
        {"reason": "It squeaks"},
        ORDERERS,
        {"reason": ALL_TEXTS},
    ),
    (ORDER, "action_cancel"): (
        "sent",
        {"reason": "Not needed"},
        ORDERERS,
        {"reason": ALL_TEXTS},
    ),
    (ORDER, "action_plan"): (
        "accepted",
        {"planned_start": "2026-03-03 09:00:00", "planned_end": "2026-03-03 11:00:00"},
        SPEAKERS,
        {
            "planned_start": NONE | {"empty text"},
            "planned_end": NONE | {"empty text"},
        },
    ),
    (ORDER, "action_hand_over"): (
        "own",
        {"user_id": "mate", "reason": "Ill"},
        ORDERERS | OWN,
        {"user_id": NONE | {"missing id"}, "reason": ALL_TEXTS},
    ),
    (ORDER, "action_claim"): (
        "accepted",
        {"lines": [{"name": "Drum", "hours": 1}]},
        SPEAKERS,
        {"lines": NONE | {"empty list", "list"}},
    ),
    (ORDER, "action_decide"): (
        "verified",
        {"decision": "cut", "amount": 50, "reason": "Too dear"},
        {"manager"},
        {
            "decision": ALL_TEXTS,
            "amount": AMOUNTS,
            "reason": ALL_TEXTS,
        },
    ),
    (ORDER, "action_undecide"): (
        "decided",
        {"reason": "A mistake"},
        {"manager"},
        {"reason": ALL_TEXTS},
    ),
    (ORDER, "action_set_rate"): (
        "without rate",
        {"rate": 60},
        ORDERERS,
        {"rate": AMOUNTS},
    ),
    (ORDER, "action_open_decide"): ("verified", {}, {"manager"}, {}),
    (ORDER, "action_open_undecide"): ("decided", {}, {"manager"}, {}),
    (ORDER, "action_open_claim"): ("accepted", {}, SPEAKERS, {}),
    (ORDER, "action_sign"): (
        "done",
        {"name": "Ann", "signature": DOT},
        SPEAKERS,
        {"name": ALL_TEXTS, "signature": ALL_TEXTS},
    ),
    (ORDER, "action_open_sign"): ("done", {}, SPEAKERS, {}),
    (ORDER, "action_start_timer"): (
        "own",
        {"activity_id": False},
        TIMED,
        {"activity_id": NONE},
    ),
    (ORDER, "action_add_time"): (
        "own",
        {"hours": 1, "activity_id": False, "note": "Drove there"},
        TIMED,
        {"hours": {"fraction"}, "activity_id": NONE, "note": ALL_TEXTS},
    ),
    (ORDER, "action_open_ticket"): ("sent", {}, READERS, {}),
    (ORDER, "action_start_work"): ("own", {}, OWN, {}),
    (ORDER, "action_sort_day"): (
        "own",
        {"day": "2026-03-02"},
        OWN,
        {"day": NONE | {"empty text"}},
    ),
    (ORDER, "action_add_note"): ("own", {"note": "Bell"}, OWN, {"note": ALL_TEXTS}),
    (ORDER, "action_add_photo"): (
        "own",
        {"name": "door.png", "data": DOT},
        OWN,
        {"name": ALL_TEXTS, "data": ALL_TEXTS},
    ),
    (LINE, "action_approve"): ("claimed", {}, ORDERERS, {}),
    (LINE, "action_cut"): (
        "claimed",
        {"amount": 10, "reason": "Too dear"},
        ORDERERS,
        {
            "amount": AMOUNTS,
            "reason": ALL_TEXTS,
        },
    ),
    (LINE, "action_open_cut"): ("claimed", {}, ORDERERS, {}),
    (LINE, "action_undecide"): ("looked at", {}, ORDERERS, {}),
    (LINE, "action_withdraw"): ("claimed", {}, DOER, {}),
    (ENTRY, "action_stop"): ("timed", {}, {"agent_a", "manager"}, {}),
    (ENTRY, "action_value_anew"): ("entered", {}, {"manager"}, {}),
    (REPORT, "action_open_order"): ("sent", {}, FIGURES, {}),
}


@tagged("post_install", "-at_install")
class TestWorkOrderDeeds(SettlementCommon):
    """As RPC calls them; whatever a call does is taken back."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.public = cls.env.ref("base.public_user")
        cls.mate = cls._new_user("sd_mate", False)
        cls.incident.asks_time = "no"
        drafts = {name: cls._draft() for name in ("draft", "sent")}
        drafts["sent"].action_send()
        cls.orders = {
            **drafts,
            "accepted": cls._order(),
            "claimed": cls._claimed({"hours": 2}),
            "looked at": cls._claimed({"hours": 2}),
            "done": cls._order(),
            "verified": cls._verified({"hours": 2.5}),
            "decided": cls._decided({"hours": 2.5}),
            "without rate": cls._order(rate=0),
            "own": cls._order(user_id=cls.engineer.id),
        }
        cls._as_doer(cls.orders["done"]).action_done("Changed it.")
        cls.orders["looked at"].sudo().line_ids.with_user(cls.agent_a).action_approve()
        cls.own_ticket = cls.ticket.with_user(cls.agent_a)
        entries = cls.own_ticket.sudo().time_entry_ids
        cls.own_ticket.action_add_time(1)
        cls.entered = cls.own_ticket.sudo().time_entry_ids - entries
        cls.own_ticket.action_start_timer()
        cls.timed = cls.own_ticket.sudo().time_entry_ids - entries - cls.entered
        cls.env.flush_all()

    def _get_ids(self, model, state):
        """Return the ids of what a deed is tried on."""
        if model == ENTRY:
            return getattr(self, state).ids
        order = self.orders[state].sudo()
        return order.line_ids.ids if model == LINE else order.ids

    def _get_good(self, kwargs):
        """Return good arguments, with the id of who is named."""
        return {
            key: getattr(self, value).id if key == "user_id" else value
            for key, value in kwargs.items()
        }

    def _call(self, user, model, name, ids, kwargs):
        """Return the error of a call, None where it was done."""
        self.env.invalidate_all()
        try:
            with mute_logger("odoo.sql_db"), self.cr.savepoint() as savepoint:
                call_kw(self.env[model].with_user(user), name, [ids], kwargs)
                self.env.flush_all()
                savepoint.rollback()
        except UserError as error:
            return error
        finally:
            self.env.invalidate_all()
        return None

    def test_by_role(self):
        """Each deed as each role: it is done, or refused as somebody else's."""
        for (model, name), (state, good, allowed, _types) in DEEDS.items():
            for role in ROLES:
                with self.subTest(model=model, deed=name, role=role):
                    error = self._call(
                        getattr(self, role),
                        model,
                        name,
                        self._get_ids(model, state),
                        self._get_good(good),
                    )
                    if role in allowed:
                        self.assertIsNone(error)
                    else:
                        self.assertIsInstance(error, AccessError)

    def test_odd_arguments(self):
        """A wrong type is answered with a sentence that names the argument."""
        for (model, name), (state, good, allowed, types) in DEEDS.items():
            role = sorted(allowed)[0]
            ids = self._get_ids(model, state)
            for argument, right in types.items():
                for label, value in ODD.items():
                    with self.subTest(deed=name, argument=argument, odd=label):
                        given = {**self._get_good(good), argument: value}
                        error = self._call(getattr(self, role), model, name, ids, given)
                        if label not in right:
                            self.assertIn(f"“{argument}”", str(error or ""))

    def test_odd_ids(self):
        """What is no id names nothing, and nothing is done."""
        for (model, name), (_state, good, allowed, _types) in DEEDS.items():
            role = sorted(allowed)[0]
            for ids in (["x"], [True], [None], [-1], [0], [1.5], [10**30], [2**31 - 1]):
                with self.subTest(model=model, deed=name, ids=ids):
                    error = self._call(
                        getattr(self, role), model, name, ids, self._get_good(good)
                    )
                    self.assertIsNotNone(error)

    def test_no_ids(self):
        """Who names no record is told so: a forgotten id is no success."""
        for (model, name), (_state, good, allowed, _types) in DEEDS.items():
            if name.startswith("get_") or model == REPORT:
                continue
            with self.subTest(model=model, deed=name):
                role = sorted(allowed)[0]
                given = self._get_good(good)
                error = self._call(getattr(self, role), model, name, [], given)
                self.assertIsInstance(error, UserError)

    def test_the_same_twice(self):
        """An id given twice is one record, or is refused in words; no crash."""
        for (model, name), (state, good, allowed, _types) in DEEDS.items():
            if model == REPORT:
                continue
            with self.subTest(model=model, deed=name):
                role = getattr(self, sorted(allowed)[0])
                ids = self._get_ids(model, state) * 2
                error = self._call(role, model, name, ids, self._get_good(good))
                self.assertIsInstance(error, UserError | None)

    def test_nobody_forgets_a_deed(self):
        """Whatever these models let be called from outside stands in the table."""
        elsewhere = {
            "action_make_ticket",  # test_work_order_company
            "action_open_doer_ticket",  # the same
            "action_register_ticket",  # the same
            "action_stop_timer",  # test_time_entry: needs a timer that runs
        }
        for model in (ORDER, LINE, ENTRY, REPORT):
            names = {
                name
                for name in dir(type(self.env[model]))
                if name.startswith("action_") and self._is_ours(model, name)
            }
            listed = {name for known, name in DEEDS if known == model}
            self.assertFalse(names - listed - elsewhere, model)

    def _is_ours(self, model, name):
        """Return whether a method comes from an addon of this suite."""
        return any(
            name in vars(base) and "servicedesk" in base.__module__
            for base in type(self.env[model]).__mro__
        )


@tagged("post_install", "-at_install")
class TestPaidForIsNotReturned(SettlementCommon):
    """Once the payment is decided, nobody is offered to return the work."""

    def test_return_is_hidden_and_refused(self):
        """As long as nothing is decided it is offered; taken back, again."""
        order = self._verified({"hours": 2.5})
        mine = order.with_user(self.agent_a)
        self.assertIn("return", mine.my_steps)
        order.with_user(self.manager).action_decide("approved")
        self.assertNotIn("return", mine.my_steps or [])
        self.assertNotIn("claim", order.with_user(self.fixer).my_steps or [])
        with self.assertRaises(UserError):
            mine.action_return("It squeaks")
        order.with_user(self.manager).action_undecide("Too early")
        self.assertIn("return", mine.my_steps)
        self.assertTrue(mine.action_return("It squeaks"))
