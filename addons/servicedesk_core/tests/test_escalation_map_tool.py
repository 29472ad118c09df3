# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""The map of a ticket's path, without a database."""

from datetime import datetime, timedelta

from odoo.tests.common import BaseCase

from ..tools.escalation_map import Offer, Stay, draw

NINE = datetime(2026, 3, 2, 9)


def at(minutes):
    return NINE + timedelta(minutes=minutes)


def offer(number, source, target, minutes, **facts):
    """Return an offer of the whole, made so many minutes after nine."""
    vals = {
        "id": number,
        "source": source,
        "target": target,
        "share": "whole",
        "state": "offered",
        "date": at(minutes),
        "answered": None,
        "settled": None,
        "taker": target,
    }
    return Offer(**(vals | facts))


def told(steps):
    """Return of each step: what, from where, to where, and who holds it then."""
    return [(step.kind, step.source, step.target, step.holder) for step in steps]


class TestEscalationMap(BaseCase):
    """Lanes in the order in which they were come to; steps by their dates."""

    def test_nothing_happened(self):
        self.assertEqual(draw([], []), ([], []))

    def test_a_ticket_that_stayed_has_one_step(self):
        """Whoever of the team had it: the team did."""
        stays = [Stay("A", at(0)), Stay("A", at(5)), Stay("A", at(9))]
        lanes, steps = draw(stays, [])
        self.assertEqual(lanes, ["A"])
        self.assertEqual(told(steps), [("start", None, "A", "A")])

    def test_a_direct_move_is_a_step(self):
        lanes, steps = draw([Stay("A", at(0)), Stay("B", at(5))], [])
        self.assertEqual(lanes, ["A", "B"])
        self.assertEqual(
            told(steps), [("start", None, "A", "A"), ("move", "A", "B", "B")]
        )

    def test_an_offer_holds_nothing_until_it_is_accepted(self):
        """The sender is responsible as long as nobody has answered."""
        lanes, steps = draw([Stay("A", at(0))], [offer(1, "A", "B", 5)])
        self.assertEqual(lanes, ["A", "B"])
        self.assertEqual(
            told(steps), [("start", None, "A", "A"), ("offer", "A", "B", "A")]
        )

    def test_an_accepted_offer_tells_the_move(self):
        """The change of team at its acceptance is no step of its own."""
        stays = [Stay("A", at(0)), Stay("B", at(30))]
        accepted = offer(1, "A", "B", 5, state="accepted", answered=at(30))
        _lanes, steps = draw(stays, [accepted])
        self.assertEqual(
            told(steps), [("start", None, "A", "A"), ("offer", "A", "B", "B")]
        )

    def test_a_part_explains_no_move(self):
        """Who answers for a part has not taken the whole, also at the same moment."""
        stays = [Stay("A", at(0)), Stay("B", at(30))]
        part = offer(1, "A", "C", 5, share="part", state="accepted", answered=at(30))
        lanes, steps = draw(stays, [part])
        self.assertEqual([step.kind for step in steps], ["start", "offer", "move"])
        self.assertEqual(lanes, ["A", "C", "B"])

    def test_a_returned_offer_explains_no_move(self):
        """A dispatcher moved it at the moment of the return: both are told."""
        stays = [Stay("A", at(0)), Stay("C", at(30))]
        returned = offer(1, "A", "B", 5, state="returned", answered=at(30))
        _lanes, steps = draw(stays, [returned])
        self.assertEqual(
            told(steps),
            [
                ("start", None, "A", "A"),
                ("offer", "A", "B", "A"),
                ("move", "A", "C", "C"),
            ],
        )

    def test_a_move_beside_an_answer_is_told_once(self):
        """The ticket is written within the same seconds as the answer, not later."""
        for seconds, kinds in (
            (2, ["start", "offer"]),
            (3, ["start", "offer", "move"]),
        ):
            answered = at(30)
            accepted = offer(1, "A", "B", 5, state="accepted", answered=answered)
            stays = [Stay("A", at(0)), Stay("B", answered + timedelta(seconds=seconds))]
            with self.subTest(seconds=seconds):
                self.assertEqual(
                    [step.kind for step in draw(stays, [accepted])[1]], kinds
                )

    def test_a_decision_is_a_step_of_its_own(self):
        """What a leader decided comes after the dispute, and leads to the taker."""
        stays = [Stay("A", at(0)), Stay("C", at(60))]
        settled = offer(
            1,
            "A",
            "B",
            5,
            state="settled",
            answered=at(30),
            settled=at(60),
            taker="C",
        )
        lanes, steps = draw(stays, [settled])
        self.assertEqual(lanes, ["A", "B", "C"])
        self.assertEqual(
            told(steps),
            [
                ("start", None, "A", "A"),
                ("offer", "A", "B", "A"),
                ("decision", "A", "C", "C"),
            ],
        )

    def test_what_stays_by_decision_leads_nowhere(self):
        settled = offer(
            1, "A", "B", 5, state="settled", answered=at(9), settled=at(60), taker="A"
        )
        _lanes, steps = draw([Stay("A", at(0))], [settled])
        self.assertEqual(told(steps)[-1], ("decision", "A", "A", "A"))

    def test_a_team_that_only_was_asked_has_a_lane(self):
        lanes, _steps = draw(
            [Stay("A", at(0))],
            [
                offer(1, "A", "B", 5, state="returned", answered=at(6)),
                offer(2, "A", "C", 7, state="withdrawn"),
            ],
        )
        self.assertEqual(lanes, ["A", "B", "C"])

    def test_to_and_fro_uses_the_same_lanes(self):
        """However often it went, each team has one lane."""
        stays = [Stay("AB"[number % 2], at(number * 10)) for number in range(8)]
        lanes, steps = draw(stays, [])
        self.assertEqual(lanes, ["A", "B"])
        self.assertEqual(len(steps), 8)
        self.assertEqual([step.holder for step in steps], list("ABABABAB"))

    def test_of_one_moment_the_older_offer_comes_first(self):
        """Two offers made together keep their order, whatever order they come in."""
        offers = [offer(8, "A", "C", 5), offer(7, "A", "B", 5, share="part")]
        _lanes, steps = draw([Stay("A", at(0))], offers)
        self.assertEqual([step.offer for step in steps], [None, 7, 8])

    def test_an_offer_before_any_stay_is_kept(self):
        """An offer carried over from a merged ticket may be older than the ticket."""
        lanes, steps = draw([Stay("A", at(10))], [offer(1, "B", "A", 0)])
        self.assertEqual(lanes, ["B", "A"])
        self.assertEqual(
            told(steps), [("offer", "B", "A", None), ("start", None, "A", "A")]
        )
