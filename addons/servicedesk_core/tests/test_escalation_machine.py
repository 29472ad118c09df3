# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from collections import Counter

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

from ..tools import escalation as steps
from .escalation_common import EscalationCommon

# Of a fixed seed: the same walks in every run, so that a red run can be repeated.
WALKS = settings(
    max_examples=24,
    stateful_step_count=16,
    derandomize=True,
    phases=[Phase.generate],
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
PEOPLE = ("agent_a", "agent_n", "leader_n", "leader", "dispatcher", "manager")
DEEDS = st.sampled_from(
    [
        *["escalate"] * 8,
        *["accept"] * 4,
        *["give_back"] * 8,
        *["settle"] * 2,
        "withdraw",
        "fall_silent",
        "move",
        "end",
    ]
)
# How a walk may change an offer, and nothing else: from which state to which.
MOVES = {
    (None, "offered"),
    ("offered", "accepted"),
    ("offered", "returned"),
    ("offered", "disputed"),
    ("offered", "withdrawn"),
    ("disputed", "settled"),
    ("disputed", "withdrawn"),
}
OVER = ("resolved", "closed", "cancelled")


class EscalationMachine(RuleBasedStateMachine):
    """A ticket between three teams, and everybody who may offer, take or decide.

    Whatever comes in whatever order: what is refused has changed nothing, and what is
    kept on the ticket is what its offers say.
    """

    case = None
    seen = Counter()

    def __init__(self):
        super().__init__()
        self.savepoint = self.case.env.cr.savepoint()
        self.ticket = self.case._started().sudo()
        self.known = {}
        self.team = self.ticket.team_id

    def teardown(self):
        self.savepoint.close(rollback=True)
        self.case.env.invalidate_all()
        self.case.env.registry.clear_cache()

    @rule(
        deed=DEEDS,
        who=st.sampled_from(PEOPLE),
        team=st.sampled_from([*["team_net"] * 5, "team_first", "team_second"]),
        share=st.sampled_from([*["whole"] * 5, "part"]),
        decision=st.sampled_from(["receiver", "sender", "other"]),
        is_blind=st.sampled_from([False, False, False, True]),
    )
    def step(self, deed, who, team, share, decision, is_blind):
        """Somebody tries something: who may, or anybody at all."""
        user, team = getattr(self.case, who), getattr(self.case, team)
        if not is_blind:
            if self._find_open().state == "disputed" and deed != "withdraw":
                deed = "settle"
            user = self._find_right_one(deed) or user
        before = self._look()
        try:
            with self.case.env.cr.savepoint():
                self._do(deed, user, team, share, decision)
                self.case.env.flush_all()
        except (AccessError, UserError):
            self.case.env.invalidate_all()
            assert self._look() == before, f"{deed} was refused and wrote"
            self.seen["refused"] += 1
        else:
            self.seen[deed] += 1

    def _do(self, deed, user, team, share, decision):
        ticket = self.ticket.with_user(user).sudo(False)
        offers = self.ticket.escalation_ids.filtered(
            lambda one: one.state in steps.OPEN
        )
        offer = offers[:1].with_user(user).sudo(False)
        if deed == "escalate":
            ticket.action_escalate("horizontal", share, "Not ours", team.id)
        elif deed == "move":
            ticket.write({"team_id": team.id})
        elif deed == "end" and ticket.state == "resolved":
            ticket.action_reopen("Not done")
        elif deed == "end":
            ticket.action_resolve("Done")
        elif not offer:
            return
        elif deed == "accept":
            offer.action_accept()
        elif deed == "give_back":
            offer.action_return("Not ours either")
        elif deed == "withdraw":
            offer.action_withdraw()
        elif deed == "fall_silent":
            offer.sudo()._raise()
        elif decision == "other":
            offer.action_settle("other", to_team_id=team.id)
        else:
            offer.action_settle(decision)

    def _find_open(self):
        parts = self.ticket.escalation_ids.filtered(lambda one: one.state in steps.OPEN)
        return self.ticket.escalation_id or parts[:1]

    def _find_right_one(self, deed):
        """Return somebody who may do it, if there is; the rest is anybody's try."""
        offer = self._find_open()
        if deed in ("accept", "give_back"):
            return offer.receiver_ids[:1]
        if deed == "settle":
            return offer.settler_ids[:1]
        if deed in ("escalate", "end"):
            return self.ticket.user_id or self.ticket.team_id.member_ids[:1]
        return None

    def _look(self):
        """Return all that a refused deed must leave as it was."""
        ticket = self.ticket
        offers = ticket.escalation_ids.sorted("id")
        return (
            ticket.team_id.id,
            ticket.user_id.id,
            ticket.state,
            sorted(ticket.co_responsible_ids.ids),
            len(ticket.message_ids),
            offers.read(["state", "to_team_id", "accept_by", "decision"], load=None),
        )

    # ------------------------------------------------------------------
    # What holds at any time
    # ------------------------------------------------------------------

    @invariant()
    def the_ticket_says_what_its_offers_say(self):
        ticket, offers = self.ticket, self.ticket.escalation_ids
        living = offers.filtered(lambda one: one.state in steps.OPEN)
        whole = living.filtered(lambda one: one.share == "whole")
        assert len(whole) <= 1
        assert ticket.escalation_id == whole
        assert ticket.offer_count == len(living)
        assert ticket.hand_over_count == len(offers.filtered("is_hand_over"))
        assert not (living and ticket.state in OVER)

    @invariant()
    def each_offer_goes_its_way(self):
        """No answer is answered again, and nothing that has ended lives again."""
        for offer in self.ticket.escalation_ids:
            former = self.known.get(offer.id)
            if former != offer.state:
                assert (former, offer.state) in MOVES, (former, offer.state)
                self.known[offer.id] = offer.state
                self.seen[offer.state] += 1
            if offer.state in ("returned", "disputed"):
                assert offer.return_reason and offer.answered_by_id
            if offer.state == "disputed":
                assert offer.settler_ids and offer.return_number >= 2
            if offer.state == "settled":
                assert offer.decision and offer.settled_by_id
            if offer.share == "part":
                assert not offer.is_hand_over

    @invariant()
    def an_offer_alone_moves_nothing(self):
        """The sender stays responsible until somebody accepts, decides or moves it."""
        team = self.ticket.team_id
        handed = self.ticket.escalation_ids.filtered("is_hand_over")
        if team != self.team:
            takers = [one._get_taker() for one in handed]
            assert team in takers or self.seen["move"]
            self.team = team

    @invariant()
    def the_ledger_has_no_gap(self):
        spans = self.ticket.span_ids.sorted("id")
        for former, later in zip(spans, spans[1:], strict=False):
            assert former.date_to == later.date_from
        assert spans[-1].team_id == self.ticket.team_id


@tagged("post_install", "-at_install")
class TestEscalationMachine(EscalationCommon):
    """Offers in any order, by anybody."""

    @mute_logger("odoo.sql_db")
    def test_any_walk_keeps_the_rules(self):
        EscalationMachine.case = self
        EscalationMachine.seen = Counter()
        run_state_machine_as_test(EscalationMachine, settings=WALKS)
        walked = {name for name, count in EscalationMachine.seen.items() if count}
        ends = {"accepted", "returned", "disputed", "settled", "withdrawn", "refused"}
        self.assertFalse(ends - walked, EscalationMachine.seen)
