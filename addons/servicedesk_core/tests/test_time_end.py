# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged, users

from .test_time_entry import TimeCommon
from .work_day_common import WorkDayCommon


@tagged("post_install", "-at_install")
class TestTimeEndOfTicket(TimeCommon):
    """Nobody's timer runs on a ticket that is over."""

    def _run(self, ticket, user, minutes=30):
        """Have a timer run on ``ticket`` since so many minutes."""
        with freeze_time(fields.Datetime.now() - timedelta(minutes=minutes)):
            ticket.with_user(user).action_start_timer()

    @users("sd_agent_a")
    def test_ones_own_stops_with_the_solution(self):
        """Also where the type asks for no time; hours given count in its place."""
        self.assertEqual(self.incident.asks_time, "no")
        first, second = self._started(self.env.user), self._started(self.env.user)
        self._run(first, self.env.user)
        self.assertEqual(first.timer_count, 1)
        first.action_resolve("Done")
        self.assertEqual(self._timer(self.env.user), {})
        self.assertAlmostEqual(first.worked_hours, 0.5, 1)
        self.assertEqual(first.timer_count, 0)
        self._run(second, self.env.user)
        second.action_resolve("Done", hours=2)
        self.assertEqual(self._entries(second).mapped("hours"), [2])
        self.assertEqual(second.worked_hours, 2)
        said = first.message_ids.mapped("body")
        self.assertFalse([body for body in said if "Timers" in body])

    @users("sd_agent_a")
    def test_hours_do_not_touch_a_timer_elsewhere(self):
        first, second = self._started(self.env.user), self._started(self.env.user)
        self._run(first, self.env.user)
        second.action_resolve("Done", hours=2)
        self.assertEqual(self._timer(self.env.user)["res_id"], first.id)
        self.assertEqual(second.worked_hours, 2)

    def test_those_of_others_stop_and_are_named(self):
        """Whoever resolves it; the others are told, and a hidden note names them."""
        self.team_first.member_ids += self.agent_b
        ticket = self._started(self.agent_a)
        self._run(ticket, self.agent_a)
        self._run(ticket, self.agent_b)
        self.assertEqual(ticket.timer_count, 2)
        before = self.env["bus.bus"].search([], limit=1, order="id desc").id
        ticket.with_user(self.agent_b).action_resolve("Done")
        self.assertEqual(self._timer(self.agent_a), {})
        self.assertEqual(self._timer(self.agent_b), {})
        self.assertAlmostEqual(ticket.worked_hours, 1, 1)
        note = ticket.message_ids.filtered(lambda one: "Timers that" in one.body)
        self.assertIn(self.agent_a.name, note.body)
        self.assertNotIn(self.agent_b.name, note.body)
        self.assertTrue(note.is_internal)
        self.env.cr.precommit.run()
        told = self.env["bus.bus"].search(
            [("id", ">", before), ("message", "like", "Your timer on")], limit=10
        )
        self.assertEqual(len(told), 1)
        self.assertIn(str(self.agent_a.partner_id.id), told.channel)

    def test_cancelled_and_closed(self):
        ticket = self._started(self.agent_a)
        self._run(ticket, self.agent_a)
        ticket.with_user(self.dispatcher).action_cancel("A mistake")
        self.assertEqual(self._timer(self.agent_a), {})
        self.assertAlmostEqual(ticket.worked_hours, 0.5, 1)

    def test_merged(self):
        """The time goes along, and nobody's timer runs on the survivor unasked."""
        merged, survivor = self._started(self.agent_a), self._started(self.agent_a)
        self._run(merged, self.agent_a)
        merged.with_user(self.dispatcher).action_merge_into(survivor.id)
        self.assertEqual(self._timer(self.agent_a), {})
        self.assertAlmostEqual(survivor.worked_hours, 0.5, 1)
        self.assertEqual((merged.timer_count, survivor.timer_count), (0, 0))

    @users("sd_agent_a")
    def test_a_forgotten_one_counts_nothing(self):
        """It stops as well, and asks to be put right."""
        ticket = self._started(self.env.user)
        self._run(ticket, self.env.user, 60 * 20)
        ticket.action_resolve("Done")
        entry = self._entries(ticket)
        self.assertTrue(entry.date_stop)
        self.assertEqual((entry.is_forgotten, entry.hours), (True, 0))

    @users("sd_agent_a")
    def test_waiting_is_no_end(self):
        ticket = self._started(self.env.user)
        self._run(ticket, self.env.user)
        ticket.action_wait("supplier")
        self.assertEqual(self._timer(self.env.user)["res_id"], ticket.id)

    @users("sd_agent_a")
    def test_a_timer_that_is_deleted_is_counted_no_more(self):
        ticket = self._started(self.env.user)
        self._run(ticket, self.env.user)
        self._entries(ticket).with_env(self.env).unlink()
        self.assertEqual(ticket.timer_count, 0)


@tagged("post_install", "-at_install")
class TestTimeEndOfOrder(WorkDayCommon):
    """Nobody's timer runs on an order that is done or over."""

    def _running(self):
        entries = self.env["servicedesk.time.entry"].with_user(self.engineer)
        return entries.get_timer()

    def _in_work(self):
        order = self._order()
        with freeze_time(fields.Datetime.now() - timedelta(minutes=30)):
            order.with_user(self.engineer).action_start_work()
        self.assertEqual(self._running()["res_id"], order.id)
        return order

    def test_done_and_verified(self):
        """What was measured counts, on the order and on its ticket."""
        order = self._in_work()
        self.assertEqual(self.ticket.timer_count, 0)
        order.with_user(self.engineer).action_done("Changed the drum")
        self.assertEqual(self._running(), {})
        self.assertAlmostEqual(self.ticket.worked_hours, 0.5, 1)
        order.with_user(self.dispatcher).action_verify()
        self.assertEqual(order.state, "verified")

    def test_cancelled(self):
        """By whom it was ordered: the order says whose timer ran."""
        order = self._in_work()
        order.with_user(self.dispatcher).action_cancel("Not needed")
        self.assertEqual(self._running(), {})
        said = [body for body in order.message_ids.mapped("body") if "Timers" in body]
        self.assertIn(self.engineer.name, said[0])

    def test_the_ticket_is_cancelled(self):
        order = self._in_work()
        self.ticket.with_user(self.dispatcher).action_cancel("A mistake")
        self.assertEqual(order.state, "cancelled")
        self.assertEqual(self._running(), {})

    def test_merging_its_ticket_is_no_end(self):
        """The order goes along, and so does the work on it."""
        order, survivor = self._in_work(), self._started()
        self.ticket.with_user(self.dispatcher).action_merge_into(survivor.id)
        self.assertEqual(order.ticket_id, survivor)
        self.assertEqual(self._running()["res_id"], order.id)
        self.assertEqual(survivor.timer_count, 0)


@tagged("post_install", "-at_install")
class TestTimePlausible(TimeCommon):
    """What nobody can have worked is refused in words."""

    @users("sd_agent_a")
    def test_years_that_nobody_means(self):
        """By hand, in forms and by RPC, when made and when corrected."""
        ticket = self._started(self.env.user)
        entry = self._add(ticket, self.env.user)
        for start, words in (
            ("0001-01-01 00:00:00", "year of 0001-01-01"),
            ("1970-01-01 00:00:00", "year of 1970"),
            ("9999-12-31 23:59:59", "when it is over"),
            ("yesterday", "must be a time like"),
        ):
            with self.subTest(start=start):
                with self.assertRaisesRegex(UserError, words):
                    self._add(ticket, self.env.user, hours=24, date_start=start)
                with self.assertRaisesRegex(UserError, words):
                    entry.write({"date_start": start})
                with self.assertRaisesRegex(UserError, words):
                    self._add(ticket, self.env.user, date_stop=start)

    @users("sd_agent_a")
    @freeze_time("2026-03-02 18:00:00")
    def test_a_day_has_24_hours(self):
        """Of one person, on all his tickets together; of two it has as many each."""
        first, second = self._started(self.env.user), self._started(self.env.user)
        start = {"date_start": "2026-03-02 00:00:00"}
        self._add(first, self.env.user, hours=12, **start)
        entry = self._add(second, self.env.user, hours=12, **start)
        for words, deed in (
            (
                "25:00 h on",
                lambda: self._add(second, self.env.user, hours=1, **start),
            ),
            ("24:30 h on", lambda: entry.write({"hours": 12.5})),
            ("A day has 24", lambda: second.action_add_time(2)),
        ):
            with self.assertRaisesRegex(UserError, words), self.env.cr.savepoint():
                deed()
        self.assertEqual(second.worked_hours, 12)
        self._add(second, self.env.user, hours=3, date_start="2026-03-01 09:00:00")
        mine = second.with_user(self.dispatcher)
        mine.action_add_time(2)
        self.assertEqual(second.worked_hours, 17)

    @users("sd_agent_a")
    def test_a_copy_is_finished(self):
        """Of one's own entries; those of others ask for the same right as anew."""
        ticket = self._started(self.env.user)
        with freeze_time("2026-03-02 18:00:00"):
            entry = self._add(ticket, self.env.user, note="Cables")
            copy = entry.copy()
        self.assertRecordValues(
            copy,
            [
                {
                    "user_id": self.env.uid,
                    "ticket_id": ticket.id,
                    "hours": 1,
                    "note": "Cables",
                    "date_start": entry.date_start,
                    "date_stop": entry.date_stop,
                    "company_id": ticket.company_id.id,
                }
            ],
        )
        ticket.action_start_timer()
        running = self._entries(ticket).filtered(lambda one: not one.date_stop)
        with self.assertRaisesRegex(UserError, "how many hours"):
            running.with_env(self.env).copy()
