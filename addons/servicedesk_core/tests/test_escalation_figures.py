# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from datetime import timedelta

from lxml import etree

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .offer_common import MONDAY, OfferCommon

HOUR = timedelta(hours=1)


@tagged("post_install", "-at_install")
class TestEscalationFigures(OfferCommon):
    """How long teams take to accept, what they return, who quarrels with whom."""

    def _answered(self, answer, after=HOUR, ticket=None):
        """Return an offer that the second line answered after a while."""
        offer, _mails = self._offered(ticket=ticket)
        with freeze_time(MONDAY + after):
            mine = offer.with_user(self.agent_b)
            if answer == "accept":
                mine.action_accept()
            elif answer == "return":
                mine.action_return("Not ours")
            else:
                offer.with_user(self.agent_a).action_withdraw()
            self._flush()
        return offer

    def _figures(self, offers, *aggregates, groups=()):
        return self.env["servicedesk.escalation"]._read_group(
            [("id", "in", offers.ids)], groups, aggregates
        )

    def test_average_of_what_was_answered(self):
        """What was withdrawn, or awaits an answer, is in no average."""
        offers = (
            self._answered("accept", HOUR)
            | self._answered("accept", HOUR / 2)
            | self._answered("return")
            | self._answered("withdraw")
            | self._offered()[0]
        )
        ((minutes, returned, hand_overs),) = self._figures(
            offers, "accept_minutes:avg", "returned_share:avg", "hand_over_total:sum"
        )
        self.assertAlmostEqual(minutes, 45)
        self.assertAlmostEqual(returned, 100 / 3)
        self.assertEqual(hand_overs, 2)

    def test_working_minutes(self):
        """A night between offer and answer does not count."""
        offer = self._answered("accept", 24 * HOUR)
        self.assertEqual(offer.accept_minutes, 8 * 60)

    def test_disputes_by_pair_of_teams(self):
        """Settled or not; one dispute is counted once."""
        ticket = self._classified()
        first = self._answered("return", ticket=ticket)
        second = self._answered("return", 2 * HOUR, ticket=ticket)
        self.assertEqual(second.state, "disputed")
        rows = self._figures(
            first | second, "dispute_count:sum", groups=["from_team_id", "to_team_id"]
        )
        self.assertEqual(rows, [(self.team_first, self.team_second, 1)])
        with freeze_time(MONDAY + 3 * HOUR):
            second.with_user(self.boss).action_settle("sender")
        self.assertEqual(self._figures(second, "dispute_count:sum"), [(1,)])

    def test_figures_of_one_offer(self):
        """In a list each row says its own."""
        for answer, wanted in (
            ("accept", (60, 0, 1)),
            ("return", (0, 100, 0)),
            ("withdraw", (0, 0, 0)),
        ):
            offer = self._answered(answer)
            with self.subTest(answer):
                self.assertEqual(
                    (
                        offer.accept_minutes,
                        offer.returned_share,
                        offer.hand_over_total,
                    ),
                    wanted,
                )

    def test_hand_overs_per_ticket(self):
        """The average over tickets, those never handed over included."""
        tickets = self._answered("accept").ticket_id | self._classified().sudo()
        ((average,),) = self.env["servicedesk.ticket"]._read_group(
            [("id", "in", tickets.ids)], [], ["hand_over_mean:avg"]
        )
        self.assertAlmostEqual(average, 0.5)
        self.assertEqual(sum(tickets.mapped("hand_over_mean")), 1)

    def test_figures_tell_of_what_one_reads(self):
        """Confidential offers are in nobody's figures who must not read them."""
        offer = self._answered("return")
        offer.ticket_id.sudo().is_confidential = True
        self._flush()
        stranger = self.env["servicedesk.escalation"].with_user(self.agent_c)
        rows = stranger._read_group([("id", "=", offer.id)], [], ["__count"])
        self.assertEqual(rows, [(0,)])
        with self.assertRaises(AccessError):
            self.env["servicedesk.escalation"].with_user(self.customer)._read_group(
                [], [], ["returned_share:avg"]
            )

    def test_screens_of_figures_open(self):
        """Each action's views are there, and read by who may."""
        for name in ("analysis", "dispute_analysis"):
            action = self.env.ref(
                f"servicedesk_core.servicedesk_escalation_action_{name}"
            )
            for user in (self.agent_a, self.auditor, self.manager):
                views = (
                    self.env[action.res_model].with_user(user).get_views(action.views)
                )
                self.assertIn("pivot", views["views"])

    def test_pivots_show_their_figures_at_once(self):
        """A field of a pivot that is not said to be a measure is not shown."""
        for name, measures in (
            (
                "escalation_view_pivot",
                {
                    "accept_minutes",
                    "returned_share",
                    "hand_over_total",
                    "dispute_count",
                },
            ),
            ("escalation_view_pivot_disputes", {"dispute_count"}),
            ("ticket_view_pivot_hand_overs", {"hand_over_mean"}),
        ):
            view = self.env.ref(f"servicedesk_core.servicedesk_{name}")
            found = etree.fromstring(view.arch).xpath("//field[@type='measure']/@name")
            self.assertEqual(set(found), measures)
