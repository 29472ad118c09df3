# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from datetime import datetime

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged, users
from odoo.tools import mute_logger

from .common import ServicedeskCommon


def at(time):
    """Return a moment of the day on which these stories play."""
    return datetime.fromisoformat(f"2026-03-02 {time}")


@tagged("post_install", "-at_install")
class TestSpans(ServicedeskCommon):
    """The ledger: one row per change of state, reason, team or user, for ever."""

    def _rows(self, ticket):
        """Return the ledger as (state, reason, team, user, from, to)."""
        return [
            (
                span.state,
                span.waiting_reason,
                span.team_id,
                span.user_id,
                span.date_from,
                span.date_to,
            )
            for span in ticket.sudo().span_ids
        ]

    @users("sd_agent_a")
    def test_first_span_starts_at_creation(self):
        """A new ticket is in its first span, which lasts."""
        with freeze_time(at("09:00:00")):
            ticket = self._ticket(self.env.user, user_id=self.agent_a.id)
        self.assertEqual(
            self._rows(ticket),
            [("new", False, self.team_first, self.agent_a, at("09:00:00"), False)],
        )

    @users("sd_agent_a")
    def test_the_ledger_names_reasons_in_the_words_of_the_ticket(self):
        """A reader sees “Supplier”, in his language, not the key of the reason."""
        field = ["waiting_reason"]
        ticket, span = (
            self.env["servicedesk.ticket"],
            self.env["servicedesk.ticket.span"],
        )
        reasons = dict(span.fields_get(field)["waiting_reason"]["selection"])
        self.assertEqual(reasons["supplier"], "Supplier")
        self.assertEqual(
            span.fields_get(field)["waiting_reason"]["selection"],
            ticket.fields_get(field)["waiting_reason"]["selection"],
        )

    def test_a_life_leaves_one_row_per_change(self):
        """The whole story can be read: who had it, in what state, from when to when."""
        first, second = self.team_first, self.team_second
        nobody = self.env["res.users"]
        with freeze_time(at("09:00:00")):
            ticket = self._classified(self.agent_a)
        with freeze_time(at("09:10:00")):
            ticket.action_start()
        with freeze_time(at("09:30:00")):
            ticket.action_wait("supplier")
        with freeze_time(at("10:00:00")):
            ticket.with_user(self.dispatcher).action_assign(
                user_id=self.agent_b.id, team_id=second.id
            )
        with freeze_time(at("11:00:00")):
            ticket.with_user(self.agent_b).action_resolve("Done")
        with freeze_time(at("12:00:00")):
            ticket.with_user(self.manager).action_close("He is away")
        self.assertEqual(
            self._rows(ticket),
            [
                ("new", False, first, nobody, at("09:00:00"), at("09:10:00")),
                (
                    "in_progress",
                    False,
                    first,
                    self.agent_a,
                    at("09:10:00"),
                    at("09:30:00"),
                ),
                (
                    "waiting",
                    "supplier",
                    first,
                    self.agent_a,
                    at("09:30:00"),
                    at("10:00:00"),
                ),
                (
                    "waiting",
                    "supplier",
                    second,
                    self.agent_b,
                    at("10:00:00"),
                    at("11:00:00"),
                ),
                (
                    "resolved",
                    False,
                    second,
                    self.agent_b,
                    at("11:00:00"),
                    at("12:00:00"),
                ),
                ("closed", False, second, self.agent_b, at("12:00:00"), False),
            ],
        )

    @users("sd_agent_a")
    def test_start_of_nobodys_ticket_is_one_change(self):
        """State and user that change together make one row, not two."""
        ticket = self._classified(self.env.user)
        before = len(ticket.span_ids)
        ticket.action_start()
        self.assertEqual(len(ticket.span_ids), before + 1)

    @users("sd_agent_a")
    def test_other_changes_leave_no_row(self):
        """Priority, subject, requester or type without a move are not in the ledger."""
        ticket = self._started(self.env.user)
        before = len(ticket.span_ids)
        ticket.write(
            {
                "priority": "3",
                "name": "Another subject",
                "partner_id": self.other_partner.id,
                "ticket_type_id": self.change.id,
                "user_id": self.agent_a.id,  # as before
            }
        )
        self.assertEqual(len(ticket.span_ids), before)

    @users("sd_agent_a")
    def test_refused_change_leaves_no_row(self):
        """What is refused has not happened."""
        ticket = self._started(self.env.user)
        before = self._rows(ticket)
        for deed in (
            lambda: ticket.action_wait("nothing"),
            lambda: ticket.action_close(),
            lambda: ticket.write({"team_id": self.team_second.id}),
        ):
            with self.assertRaises(Exception):  # noqa: B017 - whatever the reason
                deed()
        self.assertEqual(self._rows(ticket), before)

    @users("sd_agent_a")
    def test_change_of_reason_is_a_change(self):
        """Waiting for somebody else starts a new span of the same state."""
        ticket = self._started(self.env.user)
        ticket.action_wait("customer")
        ticket.action_start()
        ticket.action_wait("supplier")
        reasons = ticket.span_ids.mapped("waiting_reason")
        self.assertEqual(reasons[-3:], ["customer", False, "supplier"])

    def test_spans_do_not_overlap_nor_leave_holes(self):
        """Each span ends where the next one starts, and only the last one lasts."""
        for hour, deed in enumerate(
            (
                lambda ticket: ticket.action_start(),
                lambda ticket: ticket.action_wait("customer"),
                lambda ticket: ticket.action_start(),
                lambda ticket: ticket.action_resolve("Done"),
                lambda ticket: ticket.action_reopen("Not done"),
                lambda ticket: ticket.action_resolve("Now done"),
            )
        ):
            with freeze_time(at(f"{9 + hour:02}:00:00")):
                if not hour:
                    ticket = self._classified()
                deed(ticket)
        rows = self._rows(ticket)
        self.assertEqual([row[5] for row in rows[:-1]], [row[4] for row in rows[1:]])
        self.assertFalse(rows[-1][5])

    def test_two_changes_at_one_moment_are_both_kept(self):
        """A ticket given on within a second shows who had it in between."""
        with freeze_time(at("09:00:00")):
            ticket = self._classified()
            ticket.action_take()
            ticket.with_user(self.dispatcher).action_assign(team_id=self.team_second.id)
        nobody = self.env["res.users"]
        users = [row[3] for row in self._rows(ticket)]
        self.assertEqual(users, [nobody, self.agent_a, self.agent_a, nobody])
        states = ticket.span_ids.mapped("state")
        self.assertEqual(states, ["new", "new", "assigned", "assigned"])
        last = ticket.span_ids[-1:]
        self.assertEqual(last.team_id, self.team_second)
        self.assertFalse(last.date_to)

    def test_many_tickets_turn_together(self):
        """A list action closes and opens the spans of all its tickets."""
        tickets = self._classified() | self._classified()
        with freeze_time(at("09:00:00")):
            tickets.action_start()
        for ticket in tickets:
            self.assertEqual(ticket.span_ids[-1:].state, "in_progress")
            self.assertEqual(ticket.span_ids[-2:-1].date_to, at("09:00:00"))

    def test_duration_counts_hours(self):
        """A span over tells its elapsed hours, one that lasts those up to now."""
        with freeze_time(at("09:00:00")):
            ticket = self._started()
        with freeze_time(at("10:30:00")):
            ticket.action_wait("customer")
        with freeze_time(at("14:30:00")):
            spans = ticket.span_ids[-2:]
            spans.invalidate_recordset(["duration"])
            self.assertEqual(spans.mapped("duration"), [1.5, 4.0])

    def test_database_keeps_one_open_span(self):
        """A second lasting span of a ticket is refused by the database itself."""
        ticket = self._ticket()
        span = ticket.sudo().span_ids
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            with self.env.cr.savepoint():
                span.copy({"ticket_id": ticket.id})

    @users("sd_agent_a", "sd_manager", "sd_api", "sd_auditor")
    def test_nobody_writes_the_ledger(self):
        """Rows are made by the ticket alone: no role adds, changes or deletes one."""
        ticket = self._ticket(self.agent_a)
        span = ticket.span_ids.with_env(self.env)
        self.assertEqual(span.state, "new")
        for attempt in (
            lambda: span.write({"state": "closed"}),
            lambda: span.unlink(),
            lambda: span.create(
                {
                    "ticket_id": ticket.id,
                    "state": "new",
                    "date_from": "2026-03-02 09:00:00",
                }
            ),
        ):
            with self.assertRaises(AccessError):
                attempt()

    @users("sd_manager")
    def test_deleted_ticket_takes_its_ledger_along(self):
        """Only managers delete tickets; nothing of the ledger stays behind."""
        ticket = self._ticket(self.agent_a).with_env(self.env)
        spans = ticket.span_ids
        ticket.unlink()
        self.assertFalse(spans.exists())
