# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .contractor_common import ContractorCommon

MONDAY = datetime(2026, 3, 2, 9)  # UTC


@tagged("post_install", "-at_install")
class TestContractorReport(ContractorCommon):
    """How contractors do: acceptance, punctuality, cost, re-opening, ratings."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Open from 9 to 17 UTC on working days.
        cls.calendar = cls.env["resource.calendar"].create(
            {
                "name": "Nine to Five",
                "tz": "UTC",
                "company_id": cls.company.id,
                "attendance_ids": [
                    (
                        0,
                        0,
                        {
                            "name": f"Day {day}",
                            "dayofweek": str(day),
                            "hour_from": 9,
                            "hour_to": 17,
                            "day_period": "morning",
                        },
                    )
                    for day in range(5)
                ],
            }
        )
        cls.company.resource_calendar_id = cls.calendar

    def setUp(self):
        super().setUp()
        self.now = freeze_time(MONDAY)
        self.clock = self.now.start()
        self.addCleanup(self.now.stop)

    def _later(self, hours):
        self.clock.tick(timedelta(hours=hours))

    def _order(self, contractor=None, send=True, **vals):
        """Return an order to frost (or ``contractor``), sent now."""
        vals.setdefault("ticket_id", self._started().id)
        orders = self.env["servicedesk.work.order"].with_user(self.agent_a)
        order = orders.create(
            {"name": "Mend it", "contractor_id": (contractor or self.frost).id, **vals}
        )
        if send:
            self._do(order, "action_send", user=self.agent_a)
        return order

    def _do(self, order, step, *arguments, user=None):
        with self.mock_mail_gateway():
            getattr(order.with_user(user or self.agent_a), step)(*arguments)

    def _done(self, after=2, **vals):
        """Return an order that was accepted after an hour and done some hours later."""
        order = self._order(**vals)
        self._later(1)
        self._do(order, "action_accept")
        self._later(after)
        self._do(order, "action_done", "Done")
        return order

    def _row(self, order, user=None):
        """Return what the statistics say of an order."""
        report = self.env["servicedesk.contractor.report"].with_user(
            user or self.manager
        )
        report.invalidate_model()
        return report.browse(order.id)

    def _average(self, name, contractor=None):
        """Return the average of a figure over a contractor's orders, or None."""
        report = self.env["servicedesk.contractor.report"].with_user(self.manager)
        contractor = contractor or self.frost
        ((value,),) = report._read_group(
            [("contractor_id", "=", contractor.id)], [], [f"{name}:avg"]
        )
        return value

    # ------------------------------------------------------------------
    # What is not known
    # ------------------------------------------------------------------

    def test_what_is_unknown_is_empty(self):
        """Not 0: who was not rated is not rated 0; a share of 0 stays 0."""
        names = ["answer_hours", "on_time", "reopened", "declined", "rating"]
        names += ["hours", "amount_paid"]
        sent = self._row(self._order())
        row = sent.web_read({name: {} for name in names})[0]
        self.assertEqual([row[name] for name in names], [False] * len(names))
        self.assertTrue(all(row[name] is False for name in names))
        done = self._row(self._done(planned_end=MONDAY))
        row = done.web_read({name: {} for name in names})[0]
        self.assertEqual([row["answer_hours"], row["on_time"]], [1.0, 0.0])
        for name in ("on_time", "reopened", "declined"):
            self.assertIs(type(row[name]), float, name)
        self.assertIs(row["rating"], False)

    def test_averages_of_nothing_are_left_out(self):
        """So that lists and pivots leave their cells empty; averages of 0 stay."""
        self._order()
        report = self.env["servicedesk.contractor.report"].with_user(self.manager)
        mine = [("contractor_id", "=", self.frost.id)]
        figures = ["answer_hours:avg", "on_time:avg", "rating:avg"]

        def shown():
            report.invalidate_model()
            listed = report.web_read_group(mine, ["contractor_id"], figures)
            sets = [[], ["contractor_id"]]
            pivot = report.formatted_read_grouping_sets(mine, sets, figures)
            rows = [*listed["groups"], *pivot[0], *pivot[1]]
            return [sorted(set(figures) & row.keys()) for row in rows]

        self.assertEqual(shown(), [[]] * 3)
        self._done(planned_end=MONDAY)
        self.assertEqual(shown(), [["answer_hours:avg", "on_time:avg"]] * 3)

    def test_the_card_knows_what_is_unknown(self):
        """Counts beside the figures of the card tell whether they say anything."""
        self._order()
        names = ["accepted", "planned", "done"]

        def counts():
            self.frost.invalidate_recordset()
            frost = self.frost.with_user(self.agent_a)
            return [frost[f"contractor_{name}_count"] for name in names]

        self.assertEqual(counts(), [0, 0, 0])
        self._done()
        self.assertEqual(counts(), [1, 0, 1])
        self._done(planned_end=MONDAY)
        self.assertEqual(counts(), [2, 1, 2])

    # ------------------------------------------------------------------
    # Figures
    # ------------------------------------------------------------------

    def test_what_counts(self):
        """Orders that a contractor was sent; no drafts, no own engineers', no moot."""
        sent = self._order()
        draft = self._order(send=False)
        own = self._order(contractor_id=False, user_id=self.agent_b.id)
        moot = self._order()
        self._do(moot, "action_cancel", "Not needed")
        report = self.env["servicedesk.contractor.report"].with_user(self.manager)
        orders = sent | draft | own | moot
        self.assertEqual(report.search([("id", "in", orders.ids)]).ids, sent.ids)

    def test_acceptance_time(self):
        """In working hours: what is sent in the evening is answered in the morning."""
        self._later(7)  # Monday, 16:00
        order = self._order()
        self._later(18)  # Tuesday, 10:00
        self._do(order, "action_accept")
        self.assertEqual(order.sudo().answer_hours, 2.0)
        self.assertEqual(self._row(order).answer_hours, 2.0)
        # Who has not answered does not make the average better.
        self._order()
        self.assertEqual(self._average("answer_hours"), 2.0)

    def test_acceptance_time_on_the_contracts_hours(self):
        """Who has promised to be there at night is measured by night."""
        always = self.calendar.copy({"name": "Always"})
        always.attendance_ids.unlink()
        always.attendance_ids = [
            (
                0,
                0,
                {"name": "All", "dayofweek": str(day), "hour_from": 0, "hour_to": 24},
            )
            for day in range(7)
        ]
        contract = self._underpin(self.frost, resource_calendar_id=always.id)
        self._later(7)
        order = self._order(contract_id=contract.id)
        self._later(18)
        self._do(order, "action_accept")
        self.assertAlmostEqual(order.sudo().answer_hours, 18.0, 1)

    def test_on_time(self):
        """Done by the planned end; without one an order is neither."""
        end = {"planned_start": MONDAY, "planned_end": MONDAY + timedelta(hours=4)}
        early = self._done(**end)
        self.assertEqual(self._row(early).on_time, 1)
        self.assertEqual(self._row(early).punctuality, "on_time")
        late = self._done(after=9, **end)
        self.assertEqual(self._row(late).punctuality, "late")
        unplanned = self._done()
        self.assertFalse(self._row(unplanned).punctuality)
        self._order(**end)
        self.assertEqual(self._average("on_time"), 0.5)

    def test_reopened(self):
        """Work that was given back counts, also after it is done at last."""
        good, bad = self._done(), self._done()
        self._do(bad, "action_return", "Still warm")
        self.assertEqual(self._row(bad).reopened, 1)
        self._do(bad, "action_done", "Now", user=self.frost_user)
        self._do(bad, "action_verify")
        self.assertEqual(self._row(bad).reopened, 1)
        self.assertEqual(self._row(good).reopened, 0)
        self._order()
        self.assertEqual(self._average("reopened"), 0.5)

    def test_declined(self):
        """Of what was answered: what nobody has answered counts in neither."""
        accepted, declined = self._order(), self._order()
        self._order()
        self._do(accepted, "action_accept")
        self._do(declined, "action_decline", "No people")
        self.assertEqual(self._row(declined).declined, 1)
        self.assertEqual(self._average("declined"), 0.5)

    def test_customers_rating(self):
        """The last rating of the ticket for which the work was done."""
        order = self._done()
        ticket = order.ticket_id
        self.assertFalse(self._row(order).rating)
        with self.mock_mail_gateway():
            ticket.action_resolve("Replaced the compressor.")
            ticket.with_user(self.customer).action_confirm(rating=4)
        self.assertEqual(self._row(order).rating, 4)
        self.assertEqual(self._average("rating"), 4)
        # Who has not done his work is not praised for it.
        other = self._order(self.allround)
        self.assertFalse(self._row(other).rating)

    def test_cost(self):
        """What was decided to be paid, and beside it what was claimed."""
        order = self._order()
        self._do(order, "action_accept")
        lines = [
            {"kind": "labour", "name": "Ed", "hours": 2, "amount_claimed": 100},
            {"kind": "part", "name": "K7", "quantity": 1, "amount_claimed": 50},
        ]
        order.with_user(self.frost_user).action_claim(lines)
        row = self._row(order)
        self.assertEqual((row.hours, row.amount_claimed), (2, 150))
        self.assertEqual(row.amount_paid, 0)
        order.sudo().write({"payment_decision": "cut", "payment_amount": 120})
        self.assertEqual(self._row(order).amount_paid, 120)

    def test_figures_on_his_card(self):
        """For everybody of the desk, of the reader's companies."""
        end = {"planned_start": MONDAY, "planned_end": MONDAY + timedelta(days=30)}
        self._done(**end)
        self._order()
        frost = self.frost.with_user(self.agent_b)
        self.assertEqual(frost.contractor_order_count, 2)
        self.assertEqual(frost.contractor_open_count, 1)
        self.assertEqual(frost.contractor_on_time, 1)
        self.assertEqual(frost.contractor_answer_hours, 1)
        self.assertEqual(frost.contractor_rating_count, 0)
        nobody = self.allround.with_user(self.agent_b)
        self.assertEqual(nobody.contractor_order_count, 0)
        other = self.env["res.company"].create({"name": "Far Away"})
        frost = self.frost.with_context(allowed_company_ids=other.ids)
        self.assertEqual(frost.contractor_order_count, 0)

    def test_his_standing_orders_the_suggestions(self):
        """Of two who cover the same the better rated is suggested first."""
        twin = self.allround.copy({"name": "Allround Two", "is_contractor": True})
        order = self._done(contractor_id=twin.id)
        ticket = order.ticket_id
        with self.mock_mail_gateway():
            ticket.action_resolve("Done.")
            ticket.with_user(self.customer).action_confirm(rating=5)
        found = self._suggest(self.tills, self.shop)
        self.assertLess(found.index("Allround Two"), found.index("Allround"))
        self.assertIn(
            "Customers give 5.0 of 5 (ratings: 1).",
            self._explain(twin, self.tills, self.shop),
        )

    # ------------------------------------------------------------------
    # Who reads them
    # ------------------------------------------------------------------

    def test_who_reads(self):
        """Dispatchers, managers and auditors; what it costs the last two only."""
        order = self._done()
        for user in (self.dispatcher, self.manager, self.auditor):
            self.assertEqual(self._row(order, user).number, order.number)
        for user in (self.agent_a, self.employee, self.frost_user, self.customer):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._row(order, user).read(["number"])
        for name in ("amount_claimed", "amount_paid"):
            self._row(order, self.manager).read([name])
            with self.subTest(name=name), self.assertRaises(AccessError):
                self._row(order, self.dispatcher).read([name])

    def test_other_companies(self):
        """Their orders are not in the figures of ours."""
        order = self._done()
        other = self.env["res.company"].create({"name": "Far Away"})
        theirs = self._new_user("sd_theirs", "manager")
        theirs.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        report = self.env["servicedesk.contractor.report"].with_user(theirs)
        self.assertFalse(report.search([("id", "=", order.id)]))

    def test_confidential_tickets(self):
        """The number is counted; what it is about and where is not told."""
        service = {"service_id": self.cooling.id}
        order = self._done(ticket_id=self._started(**service).id, site_id=self.shop.id)
        row = self._row(order)
        self.assertEqual((row.service_id, row.site_id), (self.cooling, self.shop))
        order.ticket_id.sudo().is_confidential = True
        row = self._row(order, self.dispatcher)
        self.assertEqual(row.number, order.number)
        self.assertFalse(row.service_id or row.site_id)

    def test_from_a_row_to_its_order(self):
        """The form of the order opens; what is gone is said to be gone."""
        order = self._done()
        action = self._row(order).action_open_order()
        self.assertEqual(
            (action["res_model"], action["res_id"]), (order._name, order.id)
        )
        with self.assertRaises(AccessError):
            self._row(order, self.agent_a).action_open_order()
