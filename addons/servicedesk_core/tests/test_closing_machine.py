# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ServicedeskCommon

# Of a fixed seed: the same walks in every run, so that a red run can be repeated.
WALKS = settings(
    max_examples=60,
    stateful_step_count=16,
    derandomize=True,
    # A walk is short enough to be read as it was; shortening one takes minutes.
    phases=[Phase.generate],
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)

STARS = st.sampled_from([5, 4, 3, 2, 1, False])
WORDS = st.sampled_from(["The door still sticks.", "The door still sticks.", ""])
# How many cycles ago the question was put that is answered now.
AGO = st.sampled_from([0, 0, 0, 1, 2])
ANSWERS = st.sampled_from(["confirm", "refuse"])
OPEN_WORK = ("new", "assigned", "in_progress", "waiting")
# How often each deed is tried: what ends a ticket seldom, or the walks are short.
DEEDS = st.sampled_from(
    [
        *["resolve"] * 5,
        *["answer_page"] * 5,
        *["answer_phone"] * 2,
        *["reopen"] * 2,
        "close_by_agent",
        "close_by_manager",
        "stay_silent",
        "say_something",
        "cancel",
        "merge",
        "unmerge",
    ]
)
LOW = 1
# (state, confirmation, is merged) that the walks must have come to.
CORNERS = {
    ("resolved", "awaiting", False),
    ("resolved", "confirmed", False),
    ("in_progress", "refused", False),
    ("closed", "confirmed", False),
    ("closed", "waived", False),
    ("closed", "silent", False),
    ("closed", "waived", True),
    ("cancelled", "none", False),
}


class ClosingMachine(RuleBasedStateMachine):
    """A ticket, and everybody who may do something about its closing, in any order.

    Each deed is tried whenever it comes: ``self.expected`` says what the ticket must
    be afterwards, and a deed that is refused must have changed nothing.
    """

    case = None
    seen = frozenset()

    def __init__(self):
        super().__init__()
        case = self.case
        self.savepoint = case.env.cr.savepoint()
        self.ticket = case._started().with_env(case.env)
        self.customer = case.customer.partner_id
        self.answered = {}
        self.before_merge = None
        self.expected = {
            "state": "in_progress",
            "confirmation": "none",
            "confirm_cycle": 0,
            "refuse_count": 0,
        }

    def teardown(self):
        self.savepoint.close(rollback=True)
        self.case.env.invalidate_all()
        self.case.env.registry.clear_cache()

    # ------------------------------------------------------------------
    # Deeds
    # ------------------------------------------------------------------

    @rule(deed=DEEDS, ago=AGO, answer=ANSWERS, rating=STARS, words=WORDS)
    def step(self, deed, ago, answer, rating, words):
        """Somebody does something."""
        if deed == "answer_page":
            self.answer_page(ago, answer, rating, words)
        elif deed == "answer_phone":
            self.answer_phone(answer, rating, words)
        else:
            getattr(self, deed)()

    def _try(self, deed, is_allowed, **becomes):
        """Do it; it must succeed or be refused as ``is_allowed`` says.

        :return: what the deed returned; None when it was refused.
        """
        try:
            with self.case.env.cr.savepoint():
                result = deed()
                self.case.env.flush_all()
        except (AccessError, UserError) as error:
            assert not is_allowed, f"refused: {error}"
            self.case.env.invalidate_all()
            return None
        assert is_allowed, f"not refused: {self.expected}"
        self.expected.update(becomes)
        return result

    def _as(self, user):
        return self.ticket.with_user(user)

    @property
    def _is_merged(self):
        return self.before_merge is not None

    @property
    def _state(self):
        return self.expected["state"]

    @property
    def _is_asked(self):
        return self.expected["confirmation"] == "awaiting"

    def resolve(self):
        """Whoever works on it proposes a solution, from work only."""
        self._try(
            lambda: self._as(self.case.agent_a).action_resolve("Oiled the hinge."),
            self._state in OPEN_WORK,
            state="resolved",
            confirmation="awaiting",
            confirm_cycle=self.expected["confirm_cycle"] + 1,
        )

    def answer_page(self, ago, answer, rating, words):
        """The requester answers by the mail of one of the cycles there were."""
        cycle = self.expected["confirm_cycle"] - ago
        if cycle < 1:
            return
        said = {
            "answer": answer,
            "rating": rating,
            "feedback": words,
            "by_phone": False,
        }
        # sudo: the page has the ticket as superuser; the token is the right
        self._answer(
            lambda: self.ticket.sudo()._apply_answer(said, self.customer, cycle=cycle),
            said,
            is_current=not ago,
        )

    def answer_phone(self, answer, rating, words):
        """An agent records what he was told by phone."""
        ticket = self._as(self.case.dispatcher)
        said = {
            "answer": answer,
            "rating": rating if answer == "confirm" else False,
            "feedback": words,
            "by_phone": True,
        }
        if answer == "confirm":

            def deed():
                return ticket.action_confirm(rating, words, by_phone=True)
        else:

            def deed():
                return ticket.action_refuse(words, by_phone=True)

        self._answer(deed, said, is_current=True)

    def _answer(self, deed, said, is_current):
        if not (is_current and self._is_asked):
            was_asked = self.expected["confirm_cycle"] > 0
            result = self._try(deed, was_asked)
            assert result in (False, None), "a late answer counted"
            return
        is_low = bool(said["rating"]) and said["rating"] <= LOW
        is_refusal = said["answer"] == "refuse" or is_low
        is_rated = bool(said["rating"]) or said["by_phone"]
        complete = bool(said["feedback"]) if is_refusal else is_rated
        becomes = {"confirmation": "confirmed"}
        if is_refusal:
            becomes = {
                "state": "in_progress",
                "confirmation": "refused",
                "refuse_count": self.expected["refuse_count"] + 1,
            }
        if self._try(deed, complete, **becomes):
            cycle = self.expected["confirm_cycle"]
            assert cycle not in self.answered, "a cycle was answered twice"
            self.answered[cycle] = self.expected["confirmation"]

    def close_by_agent(self):
        """Agents close what is confirmed, and what nobody was asked about."""
        is_free = self.expected["confirmation"] not in ("awaiting", "refused")
        self._try(
            lambda: self._as(self.case.agent_a).action_close(),
            self._state == "resolved" and is_free,
            state="closed",
        )

    def close_by_manager(self):
        """A manager closes without the answer, which is recorded as waived."""
        became = "waived" if self._is_asked else self.expected["confirmation"]
        self._try(
            lambda: self._as(self.case.manager).action_close("He moved abroad."),
            self._state == "resolved",
            state="closed",
            confirmation=became,
        )

    def stay_silent(self):
        """Nobody answers until the end of waiting."""
        # sudo: the job that closes runs as superuser
        if self._is_asked:
            self._try(
                lambda: self.ticket.sudo()._close_silently(),
                True,
                state="closed",
                confirmation="silent",
            )
        else:
            self.ticket.sudo()._close_silently()

    def reopen(self):
        """Work goes on; what was answered before is history."""
        self._try(
            lambda: self._as(self.case.agent_a).action_reopen("It broke again."),
            self._state in ("resolved", "closed", "cancelled") and not self._is_merged,
            state="in_progress",
            confirmation="none",
            refuse_count=0,
        )

    def cancel(self):
        """Work that is not needed any more is cancelled; a solution is not."""
        self._try(
            lambda: self._as(self.case.agent_a).action_cancel("Not needed."),
            self._state in OPEN_WORK,
            state="cancelled",
        )

    def say_something(self):
        """A word in the conversation answers no question."""
        self._as(self.case.customer).message_post(body="And the window, please?")

    def merge(self):
        """The ticket goes on as another one; nobody is asked about it any more."""
        survivor = self.case._started()
        may = self._state in (*OPEN_WORK, "resolved") and not self._is_merged
        before = dict(self.expected)
        unanswered = self.expected["confirmation"] in ("awaiting", "refused")
        became = "waived" if unanswered else self.expected["confirmation"]
        merged = self._try(
            lambda: self._as(self.case.manager).action_merge_into(survivor.id),
            may,
            state="closed",
            confirmation=became,
        )
        if merged:
            self.before_merge = before

    def unmerge(self):
        """A merge is taken back; its question goes on."""
        if self._try(
            lambda: self._as(self.case.manager).action_unmerge(),
            self._is_merged,
            **(self.before_merge or {}),
        ):
            self.before_merge = None

    # ------------------------------------------------------------------
    # What holds after every step
    # ------------------------------------------------------------------

    @invariant()
    def is_as_expected(self):
        actual = {name: self.ticket[name] for name in self.expected}
        assert actual == self.expected, f"{actual} != {self.expected}"
        place = (self._state, self.expected["confirmation"], self._is_merged)
        type(self).seen |= {place}

    @invariant()
    def dates_say_the_same(self):
        ticket = self.ticket
        is_over = ticket.state in ("closed", "cancelled")
        assert bool(ticket.date_closed) == is_over
        assert bool(ticket.date_confirmed) == (ticket.confirmation == "confirmed")
        if ticket.state in OPEN_WORK:
            assert not ticket.date_resolved
        if ticket.state == "resolved":
            assert ticket.date_resolved and ticket.resolution

    @invariant()
    def links_live_while_the_question_is_open(self):
        links = self.case.env["servicedesk.answer.link"].search(
            [
                ("res_model", "=", self.ticket._name),
                ("res_id", "=", self.ticket.id),
                ("revoked_at", "=", False),
            ]
        )
        if not self._is_asked:
            assert not links, "a link outlived its question"
        assert set(links.mapped("cycle")) <= {self.ticket.confirm_cycle}

    @invariant()
    def silence_is_watched_while_the_question_is_open(self):
        if not self._is_asked:
            assert not self.ticket.confirm_next_at

    @invariant()
    def one_answer_and_one_rating_a_cycle(self):
        cycles = self.case.env["servicedesk.closing.cycle"].search(
            [("ticket_id", "=", self.ticket.id)], order="cycle"
        )
        ratings = self.case.env["rating.rating"].search_count(
            [("res_model", "=", self.ticket._name), ("res_id", "=", self.ticket.id)]
        )
        assert cycles.mapped("cycle") == list(range(1, self.ticket.confirm_cycle + 1))
        assert ratings <= len(self.answered)
        outcomes = {row.cycle: row.outcome for row in cycles}
        for cycle, outcome in self.answered.items():
            assert outcomes[cycle] == outcome, f"{outcomes} forgot {self.answered}"

    @invariant()
    def ledger_is_whole(self):
        spans = self.ticket.span_ids.sorted("id")
        assert [span.date_to for span in spans[:-1]] == [
            span.date_from for span in spans[1:]
        ]
        assert not spans[-1].date_to
        assert spans[-1].state == self.ticket.state


@tagged("post_install", "-at_install")
class TestClosingMachine(ServicedeskCommon):
    """Closing keeps its rules whatever people do, in whatever order."""

    @mute_logger("odoo.sql_db")
    def test_any_order(self):
        """No walk of deeds breaks a rule of the two-phase closing."""
        self.assertEqual(self.incident.rating_policy, "required")
        self.assertEqual(self.incident.low_rating, LOW)

        class Machine(ClosingMachine):
            case = self

        run_state_machine_as_test(Machine, settings=WALKS)
        self.assertLessEqual(CORNERS, Machine.seen, "The walks were too short.")
