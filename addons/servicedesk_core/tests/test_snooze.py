# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from datetime import datetime
from unittest.mock import patch

from lxml import etree
from psycopg2.errors import SerializationFailure

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger

from .common import ServicedeskCommon

MONDAY = datetime(2026, 3, 9, 9)


@tagged("post_install", "-at_install")
@freeze_time("2026-03-02 09:00:00")
class TestSnooze(ServicedeskCommon):
    """Put aside until a date, and back by itself."""

    def _wake_at(self, moment):
        with freeze_time(moment), patch.object(self.env.cr, "commit"):
            self.env["servicedesk.ticket"]._cron_wake_snoozed()

    def _snoozed(self, **vals):
        ticket = self._started(**vals)
        ticket.action_snooze("2026-03-09 09:00:00", "Shop is closed this week")
        return ticket

    def _notes(self, ticket):
        return "".join(str(body) for body in ticket.sudo().message_ids.mapped("body"))

    def test_it_waits_for_its_date(self):
        """The ticket waits, says until when and why, and remembers its stage."""
        ticket = self._snoozed()
        self.assertRecordValues(
            ticket,
            [
                {
                    "state": "waiting",
                    "waiting_reason": "scheduled",
                    "snoozed_until": MONDAY,
                    "snooze_stage_id": self.stage_in_progress.id,
                }
            ],
        )
        self.assertIn("Shop is closed this week", self._notes(ticket))
        self.assertIn("Snoozed until", self._notes(ticket))

    def test_the_note_says_the_moment_in_words(self):
        """Day and hour by the clock of who snoozed, and whose clock it is."""
        self.agent_a.tz = "Europe/Berlin"
        notes = self._notes(self._snoozed())
        self.assertIn("Snoozed until March 9, 2026, 10:00", notes)
        self.assertIn("(Europe/Berlin)", notes)

    def test_the_top_of_the_form_says_until_when(self):
        """Each reader by his own clock: as a field, above the sheet."""
        arch = self.env["servicedesk.ticket"].get_view(view_type="form")["arch"]
        form = etree.fromstring(arch)
        banner = form.xpath("./div[@name='snoozed']")
        self.assertEqual(banner[0].get("invisible"), "not snoozed_until")
        self.assertTrue(banner[0].xpath("field[@name='snoozed_until']"))

    def test_the_ledger_counts_it_as_waiting(self):
        ticket = self._snoozed()
        span = ticket.sudo().span_ids.sorted("id")[-1]
        self.assertEqual((span.state, span.waiting_reason), ("waiting", "scheduled"))

    def test_the_alarm_is_set_for_the_moment(self):
        """The job is triggered at the moment itself, not by its next round."""
        self._snoozed()
        cron = self.env.ref("servicedesk_core.ir_cron_wake_snoozed")
        triggers = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
        self.assertIn(MONDAY, triggers.mapped("call_at"))

    def test_it_wakes_at_its_moment_and_not_before(self):
        ticket = self._snoozed()
        self._wake_at("2026-03-09 08:59:59")
        self.assertEqual(ticket.state, "waiting")
        self._wake_at("2026-03-09 09:00:00")
        self.assertRecordValues(
            ticket,
            [
                {
                    "stage_id": self.stage_in_progress.id,
                    "waiting_reason": False,
                    "snoozed_until": False,
                    "snooze_stage_id": False,
                    "user_id": self.agent_a.id,
                }
            ],
        )
        self.assertIn("The snooze is over", self._notes(ticket))

    def test_it_wakes_in_the_stage_it_left(self):
        """Snoozed while assigned, it is assigned again; nobody has begun."""
        ticket = self._classified(user_id=self.agent_a.id)
        self.assertEqual(ticket.state, "assigned")
        ticket.action_snooze("2026-03-09 09:00:00")
        self._wake_at("2026-03-09 09:00:00")
        self.assertEqual(ticket.stage_id, self.stage_assigned)

    def test_a_stage_that_left_the_cycle_is_replaced(self):
        """It wakes in the first stage of the same state."""
        ticket = self._snoozed()
        later = self.env["servicedesk.stage"].create(
            {"name": "Review", "state": "in_progress", "type_ids": self.incident.ids}
        )
        moves = self.env["servicedesk.transition"].search(
            [
                ("type_id", "=", self.incident.id),
                "|",
                ("from_stage_id", "=", self.stage_in_progress.id),
                ("to_stage_id", "=", self.stage_in_progress.id),
            ]
        )
        moves.unlink()
        self.incident.stage_ids -= self.stage_in_progress
        self._wake_at("2026-03-09 09:00:00")
        self.assertEqual(ticket.stage_id, later)

    def test_one_that_waited_already_resumes(self):
        """“Remind me on Monday that he has not answered”: then back to work."""
        ticket = self._started()
        ticket.action_wait("customer")
        ticket.action_snooze("2026-03-09 09:00:00", "Ask again")
        self.assertEqual(ticket.waiting_reason, "scheduled")
        self.assertIn("Ask again", self._notes(ticket))
        self._wake_at("2026-03-09 09:00:00")
        self.assertEqual(ticket.stage_id, self.stage_in_progress)

    def test_a_second_snooze_moves_the_date(self):
        ticket = self._snoozed()
        ticket.action_snooze("2026-03-16 09:00:00")
        self._wake_at("2026-03-09 09:00:00")
        self.assertEqual(ticket.state, "waiting")
        self._wake_at("2026-03-16 09:00:00")
        self.assertEqual(ticket.stage_id, self.stage_in_progress)

    def test_the_requester_wakes_it_at_once(self):
        """His answer brings it back, with a note that is not in his name."""
        ticket = self._snoozed()
        ticket.with_user(self.customer).message_post(body="I found the key.")
        self.assertEqual(ticket.stage_id, self.stage_in_progress)
        self.assertFalse(ticket.snoozed_until)
        note = ticket.sudo().message_ids.filtered(
            lambda message: "The requester answered" in str(message.body)
        )
        self.assertEqual(note.author_id, self.env.ref("base.partner_root"))

    def test_a_mail_of_the_requester_wakes_it(self):
        ticket = self._snoozed()
        sent = ticket.message_post(
            body="We come next week.",
            subtype_xmlid="mail.mt_comment",
            partner_ids=self.customer_partner.ids,
        )
        self._receive(
            self.customer_partner.email,
            headers={"In-Reply-To": sent.sudo().message_id},
        )
        self.assertEqual(ticket.state, "in_progress")

    def test_an_answer_of_the_desk_does_not(self):
        ticket = self._snoozed()
        ticket.message_post(body="Next week.", subtype_xmlid="mail.mt_comment")
        self.assertEqual(ticket.state, "waiting")

    def test_every_way_out_ends_it(self):
        """Resumed, resolved, cancelled: the alarm finds nothing to wake."""
        deeds = {
            "in_progress": lambda ticket: ticket.action_start(),
            "resolved": lambda ticket: ticket.action_resolve("Done."),
            "cancelled": lambda ticket: ticket.action_cancel("Not needed."),
        }
        for state, deed in deeds.items():
            ticket = self._snoozed()
            deed(ticket)
            with self.subTest(state=state):
                self.assertFalse(ticket.snoozed_until)
                self._wake_at("2026-03-09 09:00:00")
                self.assertEqual(ticket.state, state)

    def test_reclassifying_keeps_it(self):
        """The other cycle has the same waiting: the date stays."""
        ticket = self._snoozed()
        ticket.write({"ticket_type_id": self.work.id, "reclassify_reason": "Wanted"})
        self.assertEqual(ticket.snoozed_until, MONDAY)

    def test_refused(self):
        """Without a moment to come, without a way to wait, without a right."""
        started, new = self._started(), self._ticket()
        for until in (False, "2026-03-02 09:00:00", "2026-03-01", "2036-01-01"):
            with self.subTest(until=until), self.assertRaises(UserError):
                started.action_snooze(until)
        with self.assertRaisesRegex(UserError, "Classify"):
            new.action_snooze("2026-03-09 09:00:00")
        for user in (self.agent_b, self.auditor, self.customer, self.employee):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                started.with_user(user).action_snooze("2026-03-09 09:00:00")
        self.assertEqual(started.state, "in_progress")

    def test_the_button_is_there_where_it_may(self):
        """Offered where the life cycle lets a ticket wait, nowhere else."""
        new, started, done = self._ticket(), self._started(), self._resolved()
        self.assertFalse(new.may_snooze)
        self.assertTrue(started.may_snooze)
        self.assertFalse(done.may_snooze)
        started.action_wait("approval")
        self.assertFalse(started.may_snooze)

    def test_what_waits_for_approval_is_not_snoozed(self):
        """Whoever approves ends that waiting, not a date."""
        ticket = self._started()
        ticket.action_wait("approval")
        with self.assertRaisesRegex(UserError, "approval"):
            ticket.action_snooze("2026-03-09 09:00:00")
        self.assertEqual(ticket.waiting_reason, "approval")

    def test_many_are_all_or_none(self):
        tickets = self._started() | self._started() | self._ticket()
        with self.assertRaises(UserError), self.env.cr.savepoint():
            tickets.action_snooze("2026-03-09 09:00:00")
        self.env.invalidate_all()
        self.assertFalse(any(tickets.mapped("snoozed_until")))
        tickets[:2].action_snooze("2026-03-09 09:00:00")
        self._wake_at("2026-03-09 09:00:00")
        self.assertEqual(set(tickets[:2].mapped("state")), {"in_progress"})

    def test_the_round_goes_on_after_a_lost_race(self):
        """Who was answered at this moment is left alone; the alarm rings again."""
        ticket = self._snoozed()
        tickets = self.env.registry["servicedesk.ticket"]
        with (
            patch.object(tickets, "try_lock_for_update", side_effect=self._lose),
            patch.object(self.env.cr, "rollback"),
        ):
            self._wake_at("2026-03-09 09:00:00")
        self.assertEqual(ticket.state, "waiting")
        cron = self.env.ref("servicedesk_core.ir_cron_wake_snoozed")
        triggers = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
        self.assertIn(datetime(2026, 3, 9, 9, 1), triggers.mapped("call_at"))

    def test_one_that_cannot_wake_stops_no_other(self):
        """It waits on, a note says so once, and the next round tries it again."""
        bad, good = self._snoozed(), self._snoozed()
        tickets = self.env.registry["servicedesk.ticket"]
        find = tickets._get_stage_after_snooze

        def fail(ticket):
            if ticket == bad:
                raise ValueError("no such stage")
            return find(ticket)

        with (
            patch.object(tickets, "_get_stage_after_snooze", fail),
            mute_logger("odoo.addons.servicedesk_core.models.base.attempt"),
        ):
            self._wake_at("2026-03-09 09:00:00")
            self._wake_at("2026-03-09 10:00:00")
        self.assertEqual((bad.state, good.state), ("waiting", "in_progress"))
        self.assertEqual(self._notes(bad).count("could not be put back"), 1)
        self.assertEqual(self._notes(good).count("The snooze is over"), 1)
        self._wake_at("2026-03-09 11:00:00")
        self.assertEqual(bad.state, "in_progress")

    def _lose(self, *args, **kwargs):
        raise SerializationFailure("could not serialize access")


@tagged("post_install", "-at_install")
@freeze_time("2026-03-04 09:00:00")
class TestSnoozeDialog(ServicedeskCommon):
    """A choice of days, by the clock of the desk."""

    def _open(self, ticket):
        wizard = self.env["servicedesk.ticket.snooze"].with_user(self.agent_a)
        return Form(
            wizard.with_context(
                active_model="servicedesk.ticket", active_ids=ticket.ids
            )
        )

    def _set_hours(self):
        """A desk in Berlin, open on weekdays from eight to five."""
        self.team_first.resource_calendar_id = self.env["resource.calendar"].create(
            {
                "name": "Berlin",
                "tz": "Europe/Berlin",
                "company_id": self.company.id,
                "attendance_ids": [
                    (5, 0, 0),
                    *(
                        (
                            0,
                            0,
                            {
                                "name": "Day",
                                "dayofweek": str(day),
                                "hour_from": 8,
                                "hour_to": 17,
                                "day_period": "morning",
                            },
                        )
                        for day in range(5)
                    ),
                ],
            }
        )

    def test_choices_are_open_hours(self):
        """Each choice is when the desk opens, and never a free day."""
        self._set_hours()
        form = self._open(self._started())
        for choice, until in {
            "tomorrow": datetime(2026, 3, 5, 7),
            "three_days": datetime(2026, 3, 9, 7),  # a Saturday: on Monday
            "week": datetime(2026, 3, 9, 7),
            "month": datetime(2026, 4, 6, 6),  # a Saturday, and summer time
        }.items():
            form.choice = choice
            with self.subTest(choice=choice):
                self.assertEqual(form.until, until)

    def test_another_date(self):
        """A date of one's own stays as it is entered, and is applied."""
        ticket = self._started()
        form = self._open(ticket)
        form.choice = "own"
        form.until = datetime(2026, 3, 20, 15, 30)
        form.note = "After the fair"
        form.save().action_apply()
        self.assertEqual(ticket.snoozed_until, datetime(2026, 3, 20, 15, 30))

    def test_without_hours_a_day_begins_at_nine(self):
        self.team_first.resource_calendar_id = False
        self.company.resource_calendar_id = False
        self.assertEqual(self._open(self._started()).until, datetime(2026, 3, 5, 9))

    def test_waiting_for_a_date_asks_for_it(self):
        """The dialog of a move snoozes where the reason is a date that is given."""
        ticket = self._started()
        action = ticket.action_move(ticket._get_move_to("waiting").id)
        wizard = self.env["servicedesk.ticket.move"].with_user(self.agent_a)
        form = Form(wizard.with_context(**action["context"]))
        form.waiting_reason = "scheduled"
        form.snoozed_until = datetime(2026, 3, 20, 15, 30)
        form.save().action_apply()
        self.assertEqual(ticket.snoozed_until, datetime(2026, 3, 20, 15, 30))
        self.assertEqual(ticket.waiting_reason, "scheduled")
