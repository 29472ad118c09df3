# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .work_order_common import WorkOrderCommon

# Statements at most, with the chatter's, the ticket's and the ledger's.
SEND = 50
ACCEPT = 38
LIST = 13


@tagged("post_install", "-at_install")
class TestWorkOrderTicket(WorkOrderCommon):
    """What orders do to their ticket, and the end of the ticket to them."""

    # ------------------------------------------------------------------
    # Waiting
    # ------------------------------------------------------------------

    def test_ticket_waits_and_resumes(self):
        """It waits for the contractor while one has the work, then goes on."""
        for end in ("done", "declined", "cancelled"):
            with self.subTest(end=end):
                order = self._sent()
                ticket = order.ticket_id
                self.assertEqual(ticket.state, "waiting")
                self.assertEqual(ticket.waiting_reason, "contractor")
                self._end(order, end)
                self.assertEqual(order.state, end)
                self.assertEqual(ticket.stage_id, self.stage_in_progress)
                self.assertFalse(ticket.waiting_reason or ticket.contractor_stage_id)

    def _end(self, order, state):
        his = order.with_user(self.fitter)
        if state == "done":
            his.action_start()
            his.action_done("Mended")
        elif state == "declined":
            his.action_decline("No time")
        else:
            order.action_cancel("Not needed")

    def test_waits_for_the_last_one(self):
        """Of several contractors the last one decides; own engineers do not count."""
        first = self._sent()
        ticket = first.ticket_id
        second = self._sent(ticket_id=ticket.id, contractor_id=self.rival.id)
        own = self._sent(ticket_id=ticket.id, user_id=self.engineer.id)
        self.assertEqual(
            (ticket.work_order_count, ticket.work_order_open_count), (3, 3)
        )
        self._end(first, "done")
        self.assertEqual(ticket.state, "waiting")
        second.with_user(self.rival_user).action_decline("No")
        self.assertEqual(ticket.state, "in_progress")
        self.assertEqual(ticket.work_order_open_count, 1)
        own.action_cancel("Done by others")
        self.assertEqual(
            (ticket.work_order_count, ticket.work_order_open_count), (3, 0)
        )

    def test_returned_work_is_waited_for_again(self):
        """Work that was returned is awaited as when it was sent."""
        order = self._done()
        self.assertEqual(order.ticket_id.state, "in_progress")
        order.action_return("It sticks")
        self.assertEqual(order.ticket_id.waiting_reason, "contractor")

    def test_what_a_person_decided_stays(self):
        """Who moved the ticket meanwhile, or has it wait for another, is obeyed."""
        order = self._sent()
        ticket = order.ticket_id
        ticket.action_start()
        self._end(order, "done")
        self.assertEqual(ticket.state, "in_progress")

        order = self._sent()
        ticket = order.ticket_id
        ticket.action_start()
        ticket.action_wait("customer", "His key")
        self._end(order, "done")
        self.assertEqual((ticket.state, ticket.waiting_reason), ("waiting", "customer"))

        ticket = self._started()
        ticket.action_wait("supplier")
        order = self._sent(ticket_id=ticket.id)
        self.assertEqual(ticket.waiting_reason, "supplier")
        self._end(order, "declined")
        self.assertEqual(ticket.waiting_reason, "supplier")

        # Waiting for a contractor by hand is not ended by an order either.
        ticket = self._started()
        ticket.action_wait("contractor", "He was phoned")
        order = self._sent(ticket_id=ticket.id)
        self._end(order, "declined")
        self.assertEqual(ticket.waiting_reason, "contractor")

    def test_only_by_policy_and_for_contractors(self):
        """Types that do not wait, and own engineers, leave the ticket as it is."""
        own = self._sent(user_id=self.engineer.id)
        self.assertEqual(own.ticket_id.state, "in_progress")
        self.incident.waits_for_contractor = False
        order = self._sent()
        self.assertEqual(order.ticket_id.state, "in_progress")
        self._end(order, "done")
        self.assertEqual(order.ticket_id.state, "in_progress")

    def test_several_at_once(self):
        """Orders of several tickets are sent in one go, each ticket waits."""
        orders = self._order() | self._order()
        orders.action_send()
        self.assertEqual(
            orders.ticket_id.mapped("waiting_reason"), ["contractor", "contractor"]
        )

    # ------------------------------------------------------------------
    # The end of the ticket
    # ------------------------------------------------------------------

    def test_no_solution_while_others_work(self):
        """Resolving is refused, naming number and doer, until nothing is under way."""
        self.incident.waits_for_contractor = False
        order = self._sent()
        ticket = order.ticket_id
        with self.assertRaisesRegex(UserError, f"{order.number} .Roof & Sons."):
            ticket.action_resolve("Mended")
        with self.assertRaises(UserError):
            ticket.with_user(self.manager).action_resolve("Mended")
        self.assertEqual(ticket.state, "in_progress")
        self._end(order, "done")
        self._order(ticket_id=ticket.id)
        ticket.action_resolve("Mended")
        self.assertEqual(ticket.state, "resolved")

    def test_nothing_is_sent_or_returned_on_a_solved_ticket(self):
        """A resolved ticket takes no more work: it is reopened first."""
        order = self._done()
        ticket = order.ticket_id
        draft = self._order(ticket_id=ticket.id)
        ticket.action_resolve("Mended")
        with self.assertRaisesRegex(UserError, "reopen"):
            draft.action_send()
        with self.assertRaisesRegex(UserError, "reopen"):
            order.action_return("It sticks")
        order.action_verify()
        ticket.action_reopen("It sticks")
        order.action_return("It sticks")
        self.assertEqual(order.state, "in_progress")

    def test_cancelling_cancels_what_is_not_done(self):
        """With the ticket end its drafts and what is under way; what is done stays."""
        done = self._done()
        ticket = done.ticket_id
        draft = self._order(ticket_id=ticket.id)
        sent = self._sent(ticket_id=ticket.id)
        ticket.action_cancel("Bought a new till")
        self.assertEqual(
            (done | draft | sent).mapped("state"), ["done", "cancelled", "cancelled"]
        )
        self.assertIn("ticket has ended", sent.end_reason)
        self.assertEqual(ticket.work_order_open_count, 0)
        self.assertEqual(ticket.state, "cancelled")
        done.action_verify()

    def test_closing_ends_drafts(self):
        """A closed ticket leaves no drafts behind."""
        ticket = self._resolved()
        draft = self.env["servicedesk.work.order"].create({"name": "Left"})
        self.assertEqual(draft.state, "draft")
        ticket.action_reopen("Look again")
        order = self._order(ticket_id=ticket.id)
        ticket.action_resolve("Fine")
        ticket.with_user(self.manager).action_close("He is abroad")
        self.assertEqual((order.state, draft.state), ("cancelled", "draft"))

    # ------------------------------------------------------------------
    # Merging
    # ------------------------------------------------------------------

    def test_merging_carries_orders(self):
        """Orders go on for the survivor, and return when the merge is taken back."""
        order = self._sent()
        draft = self._order(ticket_id=order.ticket_id.id)
        merged, survivor = order.ticket_id, self._started()
        merged.action_merge_into(survivor.id)
        self.assertEqual((order | draft).ticket_id, survivor)
        self.assertEqual((order | draft).mapped("state"), ["sent", "draft"])
        self.assertEqual(survivor.work_order_open_count, 1)
        self.assertEqual((merged.work_order_count, survivor.work_order_count), (0, 2))
        merged.action_unmerge()
        self.assertEqual((order | draft).ticket_id, merged)
        self.assertEqual((merged.work_order_count, survivor.work_order_count), (2, 0))

    def test_time_of_an_order_goes_along(self):
        """What was worked on an order counts for its ticket, there and back."""
        order = self._sent(user_id=self.engineer.id)
        merged, survivor = order.ticket_id, self._started()
        his = order.with_user(self.engineer)
        his.action_start()
        his.action_add_time(1)
        merged.action_merge_into(survivor.id)
        self.assertEqual((merged.worked_hours, survivor.worked_hours), (0, 1))
        his.action_add_time(2)
        self.assertEqual(survivor.worked_hours, 3)
        merged.action_unmerge()
        self.assertEqual((merged.worked_hours, survivor.worked_hours), (3, 0))

    def test_waiting_returns_with_the_merge(self):
        """It waits for the contractor again, and goes on when he is done."""
        order = self._sent()
        merged, survivor = order.ticket_id, self._started()
        merged.action_merge_into(survivor.id)
        self.assertEqual(survivor.state, "in_progress")
        merged.action_unmerge()
        self.assertEqual(
            (merged.state, merged.waiting_reason), ("waiting", "contractor")
        )
        self._end(order, "declined")
        self.assertEqual(merged.state, "in_progress")

    def test_nobody_waits_for_what_was_done_meanwhile(self):
        """Nor does the survivor for an order that returns."""
        order = self._sent()
        merged, survivor = order.ticket_id, self._started()
        merged.action_merge_into(survivor.id)
        self._end(order, "declined")
        merged.action_unmerge()
        self.assertEqual((merged.state, merged.waiting_reason), ("in_progress", False))
        order = self._done(ticket_id=merged.id)
        merged.action_merge_into(survivor.id)
        order.action_return("It sticks")
        self.assertEqual(survivor.state, "waiting")
        merged.action_unmerge()
        self.assertEqual(survivor.state, "in_progress")

    def test_no_solution_over_work_that_goes_on(self):
        """A merge is not taken back to a solution while its work was given back."""
        order = self._done()
        merged, survivor = order.ticket_id, self._started()
        merged.action_resolve("Mended")
        merged.action_merge_into(survivor.id)
        order.action_return("It sticks")
        with self.assertRaisesRegex(UserError, order.number):
            merged.action_unmerge()
        self.assertEqual(order.ticket_id, survivor)
        order.with_user(self.fitter).action_done("Oiled it.")
        merged.action_unmerge()
        self.assertEqual((merged.state, order.ticket_id), ("resolved", merged))

    def test_ticket_for_others_goes_over(self):
        """What another company ordered is done as part of the survivor."""
        merged, survivor = self._started(), self._started()
        order = self._sent().sudo()
        order.doer_ticket_id = merged
        merged.action_merge_into(survivor.id)
        self.assertEqual(order.doer_ticket_id, survivor)
        merged.action_unmerge()
        self.assertEqual(order.doer_ticket_id, merged)

    def test_no_merging_into_what_is_solved(self):
        """Work under way does not end up on a ticket that is resolved."""
        order = self._sent()
        survivor = self._resolved()
        with self.assertRaisesRegex(UserError, "under way"):
            order.ticket_id.action_merge_into(survivor.id)
        self._end(order, "declined")
        order.ticket_id.action_merge_into(survivor.id)
        self.assertEqual(order.ticket_id, survivor)

    @mute_logger("odoo.sql_db")
    def test_deleting_a_ticket(self):
        """A ticket with orders is not deleted over them."""
        order = self._sent()
        with self.assertRaises(IntegrityError), self.cr.savepoint():
            order.ticket_id.with_user(self.manager).unlink()
        self.assertTrue(order.exists())

    # ------------------------------------------------------------------
    # What it costs
    # ------------------------------------------------------------------

    def test_query_budgets(self):
        """Sending, answering and listing stay within their number of statements.

        A list costs the same for one order as for thirty.
        """
        self._sent().with_user(self.fitter).action_accept()  # caches are warm
        order = self._order()
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(SEND):
            order.action_send()
            self.env.flush_all()
        self.env.invalidate_all()
        his = order.with_user(self.fitter)
        with self.assertQueryCount(ACCEPT):
            his.action_accept()
            self.env.flush_all()
        ticket = order.ticket_id
        self._order(ticket_id=ticket.id).copy()
        spec = {
            "number": {},
            "name": {},
            "state": {},
            "ticket_id": {"fields": {"display_name": {}}},
            "contractor_id": {"fields": {"display_name": {}}},
            "planned_start": {},
        }
        domain = [("ticket_id", "=", ticket.id)]
        for _round in range(2):
            orders = self.env["servicedesk.work.order"].with_user(self.agent_b)
            self.env.flush_all()
            self.env.invalidate_all()
            with self.assertQueryCount(LIST):
                orders.web_search_read(domain, spec, limit=80)
            for _number in range(10):
                self._order(ticket_id=ticket.id)
