# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from contextlib import contextmanager
from datetime import datetime, timedelta
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from odoo.addons.base.models.ir_mail_server import IrMail_Server

from .closing_common import MONDAY, ClosingCommon

# Two, four and eight days on; the week end does not count.
WEDNESDAY = MONDAY + timedelta(days=2)
FRIDAY = MONDAY + timedelta(days=4)
TUESDAY = MONDAY + timedelta(days=8)
MINUTE = timedelta(minutes=1)


@tagged("post_install", "-at_install")
class TestReminders(ClosingCommon):
    """Who does not answer is reminded, in working days from the mail on."""

    # ------------------------------------------------------------------
    # From when it counts
    # ------------------------------------------------------------------

    def test_counted_from_the_sending(self):
        """Not from solving: a mail that waits in the queue asks nobody yet."""
        with freeze_time(MONDAY):
            ticket = self._resolved()
            self._flush()
            self.assertFalse(ticket.date_asked)
            self.assertFalse(ticket.confirm_next_at)
        later = MONDAY + timedelta(hours=3)
        self._run(later)
        self.assertEqual(ticket.date_asked, later)
        self.assertEqual(ticket.confirm_next_at, later + timedelta(days=2))
        row = self._cycles(ticket)
        self.assertEqual((row.mail_state, row.date_sent), ("sent", later))

    def test_no_mail_within_a_day(self):
        """He is called: also where the mail was lost, or the address is gone since."""
        for email in (self.customer_partner.email, False):
            with freeze_time(MONDAY):
                ticket = self._resolved()
                self._flush()
            self.env["mail.mail"].search([("res_id", "=", ticket.id)]).unlink()
            self.customer_partner.email = email
            ticket.sudo().with_context(mail_notrack=True)._write_deed(
                {"confirm_next_at": False}
            )
            self._run(MONDAY + timedelta(hours=20))
            with self.subTest(email=email):
                self.assertFalse(self._asking(ticket))
                self._run(MONDAY + timedelta(days=1, minutes=1))
                self.assertTrue(self._asking(ticket))

    def test_week_ends_do_not_count(self):
        """Asked on Friday: reminded on Tuesday, by the calendar of the type."""
        ticket, _mails = self._solved(FRIDAY)
        self.assertEqual(ticket.confirm_next_at, TUESDAY)

    def test_the_teams_calendar_where_the_type_has_none(self):
        self.incident.resource_calendar_id = False
        self.team_first.resource_calendar_id = self.calendar
        ticket, _mails = self._solved(FRIDAY)
        self.assertEqual(ticket.confirm_next_at, TUESDAY)

    def test_the_job_is_woken_at_the_moment(self):
        cron = self.env.ref("servicedesk_core.ir_cron_ask_again")
        self._solved()
        triggers = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
        self.assertIn(WEDNESDAY, triggers.mapped("call_at"))

    # ------------------------------------------------------------------
    # Reminders
    # ------------------------------------------------------------------

    def test_two_reminders(self):
        """Each after two working days, one mail to him alone, counted in the ledger."""
        ticket, _mails = self._solved()
        self.assertFalse(self._run(WEDNESDAY - MINUTE))
        mails = self._run(WEDNESDAY)
        self.assertEqual(len(mails), 1)
        self.assertEqual(len(self._told(mails)), 1)
        self.assertEqual(ticket.confirm_reminder_count, 1)
        self.assertEqual(ticket.confirm_next_at, FRIDAY)
        self.assertEqual(len(self._told(self._run(FRIDAY))), 1)
        self.assertEqual(ticket.confirm_next_at, TUESDAY)
        self.assertEqual(self._cycles(ticket).reminder_count, 2)
        self.assertEqual(ticket.date_asked, MONDAY)
        self.assertEqual(ticket.confirmation, "awaiting")

    def test_its_link_answers(self):
        """A link of its own in the same cycle; the first mail's holds as well."""
        ticket, first = self._solved()
        mails = self._run(WEDNESDAY)
        (old,) = self._confirm_paths(self._told(first)[0]["EmailMessage"])
        (new,) = self._confirm_paths(mails[0]["EmailMessage"])
        self.assertNotEqual(old, new)
        links = self.env["servicedesk.answer.link"].sudo()
        for path in (old, new):
            link = links._find(ticket, "confirm", path.rsplit("/", 1)[1])
            self.assertEqual(link.cycle, ticket.confirm_cycle)
            self.assertFalse(link.revoked_at)

    def test_its_link_dies_with_the_cycle(self):
        """Answered, reopened, cancelled or merged: no link of it opens anything."""
        for end in ("confirm", "reopen", "merge"):
            ticket, _mails = self._solved()
            mails = self._run(WEDNESDAY)
            (path,) = self._confirm_paths(mails[0]["EmailMessage"])
            if end == "confirm":
                ticket.with_user(self.customer).action_confirm(rating=5)
            elif end == "reopen":
                ticket.action_reopen("It is back")
            else:
                ticket.action_merge_into(self._started().id)
            links = self.env["servicedesk.answer.link"].sudo()
            link = links._find(ticket, "confirm", path.rsplit("/", 1)[1])
            with self.subTest(end=end):
                self.assertTrue(link.revoked_at)
                self.assertFalse(ticket.confirm_next_at)
                for mail in self._told(self._run(FRIDAY)):
                    self.assertFalse(self._confirm_paths(mail["EmailMessage"]))

    def test_in_the_thread_and_in_his_language(self):
        """Programs show it with the mails before; it is marked as automatic."""
        _ticket, first = self._solved()
        (mail,) = self._run(WEDNESDAY)
        message = mail["EmailMessage"]
        self.assertEqual(message["Auto-Submitted"], "auto-generated")
        asked = self._told(first)[0]["EmailMessage"]
        shared = set(message["References"].split()) & set(asked["References"].split())
        self.assertTrue(shared)

    def test_the_types_own_text(self):
        text = self.env["mail.template"].create(
            {
                "name": "Please",
                "model_id": self.env["ir.model"]._get_id("servicedesk.ticket"),
                "subject": "Please answer",
                "body_html": "<p>Do answer us.</p>",
            }
        )
        self.incident.reminder_template_id = text
        self._solved()
        (mail,) = self._run(WEDNESDAY)
        self.assertIn("Do answer us", self._bodies(mail["EmailMessage"]))
        self.assertTrue(self._confirm_paths(mail["EmailMessage"]))

    def test_who_answered_is_left_alone(self):
        ticket, _mails = self._solved()
        ticket.with_user(self.customer).action_confirm(rating=5)
        self.assertFalse(ticket.confirm_next_at)
        self.assertFalse(self._told(self._run(WEDNESDAY)))

    def test_a_new_solution_counts_anew(self):
        ticket, _mails = self._solved()
        self._run(WEDNESDAY)
        with freeze_time(WEDNESDAY + MINUTE):
            ticket.with_user(self.customer).action_refuse("Still stuck")
            ticket.action_resolve("Oiled it")
        self._run(WEDNESDAY + 2 * MINUTE)
        self.assertEqual(ticket.confirm_reminder_count, 0)
        self.assertEqual(ticket.date_asked, WEDNESDAY + 2 * MINUTE)
        self.assertEqual(self._cycles(ticket).mapped("reminder_count"), [1, 0])

    # ------------------------------------------------------------------
    # The end of waiting
    # ------------------------------------------------------------------

    def _unanswered(self, **vals):
        """Return a ticket whose requester has had two reminders."""
        ticket, _mails = self._solved(**vals)
        for at in (WEDNESDAY, FRIDAY):
            self._run(at)
        return ticket

    def test_then_the_opener_calls(self):
        """He has a call task that asks; the ticket waits on."""
        ticket = self._unanswered()
        self._run(TUESDAY)
        call = self._asking(ticket)
        self.assertEqual(call.user_id, self.agent_a)
        self.assertIn("has not answered our mails", call.note)
        self.assertIn("Replaced the lock.", call.note)
        self.assertEqual(ticket.confirmation, "awaiting")
        self.assertFalse(ticket.confirm_next_at)

    def test_or_it_is_closed_silently(self):
        """A separate outcome: not confirmed, not rated, and he is told once how to
        come back."""
        self.incident.silence = "close"
        ticket = self._unanswered()
        mails = self._run(TUESDAY)
        self.assertRecordValues(
            ticket,
            [
                {
                    "state": "closed",
                    "confirmation": "silent",
                    "date_closed": TUESDAY,
                    "date_confirmed": False,
                    "confirm_next_at": False,
                }
            ],
        )
        self.assertEqual(len(self._told(mails)), 1)
        body = self._bodies(self._told(mails)[0]["EmailMessage"])
        self.assertIn("answer this mail", body)
        self.assertNotIn("/servicedesk/confirm/", body)
        row = self._cycles(ticket)
        self.assertEqual((row.outcome, row.way), ("silent", False))
        self.assertFalse(row.date_answered)
        self.assertFalse(ticket.sudo().rating_ids)
        self.assertFalse(
            self.env["servicedesk.answer.link"]
            .sudo()
            .search(
                [
                    ("res_model", "=", ticket._name),
                    ("res_id", "=", ticket.id),
                    ("revoked_at", "=", False),
                ]
            )
        )

    def test_asked_once(self):
        """Policy *optional*: no reminder; after the days it is closed as silent."""
        self.incident.confirmation_policy = "optional"
        ticket, _mails = self._solved()
        mails = self._run(WEDNESDAY)
        self.assertEqual(ticket.confirmation, "silent")
        self.assertEqual(ticket.confirm_reminder_count, 0)
        self.assertEqual(len(self._told(mails)), 1)

    def test_without_reminders(self):
        """None are sent where the type wants none: the end comes after the days."""
        self.incident.reminder_count = 0
        ticket, _mails = self._solved()
        self.assertFalse(self._run(WEDNESDAY))
        self.assertTrue(self._asking(ticket))

    def test_late_refusal_goes_on_as_a_follow_up(self):
        """Closed silently, and then he says it is not solved: nothing is lost."""
        self.incident.silence = "close"
        ticket = self._unanswered()
        self._run(TUESDAY)
        for words in ("It never worked", "Hello?"):
            self.assertFalse(ticket.with_user(self.customer).action_refuse(words))
        self.assertEqual(ticket.confirmation, "silent")
        self.assertEqual(ticket.state, "closed")
        follow_up = ticket.sudo().follow_up_ids
        self.assertEqual(len(follow_up), 1)
        self.assertIn("It never worked", follow_up.description)
        self.assertEqual(follow_up.partner_id, self.customer_partner)

    def test_late_confirmation_is_only_noted(self):
        """Silence stays silence: nobody is counted as satisfied after the fact."""
        self.incident.silence = "close"
        ticket = self._unanswered()
        self._run(TUESDAY)
        self.assertFalse(ticket.with_user(self.customer).action_confirm(rating=5))
        self.assertEqual(ticket.confirmation, "silent")
        self.assertFalse(ticket.sudo().rating_ids)
        self.assertFalse(ticket.sudo().follow_up_ids)


@tagged("post_install", "-at_install")
class TestAskedByPhone(ClosingCommon):
    """Who cannot be asked by mail, or would rather talk, is called at once."""

    def _report(self, call, at, **vals):
        with freeze_time(at):
            outcomes = self.env["servicedesk.call.outcome"].with_user(self.agent_a)
            return outcomes.create({"activity_id": call.id, **vals}).action_apply()

    def _caller(self, **vals):
        return self.env["res.partner"].create(
            {"name": "Old Mill", "phone": "+49 30 1234567", **vals}
        )

    def _called(self, **vals):
        """Return (ticket, call) of somebody without an address."""
        ticket, _mails = self._solved(partner_id=self._caller(**vals).id)
        return ticket, self._asking(ticket)

    def test_without_an_address(self):
        ticket, call = self._called()
        self.assertEqual(call.user_id, self.agent_a)
        self.assertIn("Replaced the lock.", call.note)
        self.assertEqual(ticket.confirm_called_at, MONDAY)
        self.assertFalse(ticket.confirm_next_at)
        self.assertFalse(ticket.date_asked)

    def test_who_prefers_the_phone(self):
        """He gets the solution in writing, too, and is not reminded by mail."""
        ticket, call = self._called(email="mill@example.com", preferred_channel="phone")
        self.assertEqual(len(call), 1)
        self.assertEqual(ticket.date_asked, MONDAY)
        self.assertFalse(ticket.confirm_next_at)

    def test_in_his_hours(self):
        """Nobody is called before he wants to be."""
        ticket, call = self._called(contact_hour_from=14, contact_hour_to=18, tz="UTC")
        self.assertFalse(call)
        self.assertEqual(ticket.confirm_next_at, datetime(2026, 3, 2, 14))
        self._run(datetime(2026, 3, 2, 14))
        self.assertTrue(self._asking(ticket))

    def test_one_task_with_what_is_told_anyway(self):
        """A rule that has the requester told by phone adds to the same call."""
        ticket, call = self._called()
        ticket.sudo()._plan_call_task(ticket.partner_id, "The ticket was resolved.")
        calls = ticket.sudo().activity_ids.filtered("is_servicedesk_call")
        self.assertEqual(calls, call)
        self.assertIn("was resolved", call.note)

    def test_the_answer_ends_the_task(self):
        """However it comes."""
        for by_phone in (True, False):
            ticket, call = self._called()
            if by_phone:
                ticket.action_confirm(rating=5, by_phone=True)
            else:
                ticket.action_reopen("It is back")
            with self.subTest(by_phone=by_phone):
                self.assertFalse(call.exists().filtered("active"))

    def test_reached(self):
        """Then his answer is asked for; only with it is the task done."""
        ticket, call = self._called()
        action = self._report(call, WEDNESDAY, outcome="reached")
        self.assertEqual(action["res_model"], "servicedesk.ticket.answer")
        self.assertEqual(action["context"]["default_ticket_id"], ticket.id)
        self.assertTrue(call.exists().active)

    def test_not_reached(self):
        """Counted, with what was said; the task moves on to the next working day."""
        ticket, call = self._called()
        self._report(call, MONDAY, outcome="not_reached", note="Voice mail")
        self.assertEqual(ticket.confirm_call_count, 1)
        self.assertEqual(call.date_deadline, WEDNESDAY.date())
        self.assertIn("Voice mail", ticket.sudo().message_ids.sorted("id")[-1:].body)
        with self.assertRaises(UserError):
            ticket.action_close("Nobody answers")

    def test_never_reached(self):
        """After three calls in vain whoever works on it closes it, as silent."""
        ticket, call = self._called()
        for _try in range(3):
            self._report(call, MONDAY, outcome="not_reached")
        self.assertFalse(call.exists())
        self.assertEqual(ticket.sudo().activity_ids.user_id, self.agent_a)
        with self.assertRaises(UserError):
            ticket.action_close()
        ticket.action_close("Called three times")
        self.assertEqual((ticket.state, ticket.confirmation), ("closed", "silent"))
        self.assertEqual(self._cycles(ticket).outcome, "silent")
        self.assertFalse(ticket.sudo().activity_ids)

    def test_other_calls_end_as_ever(self):
        """A call that asks nothing is done when nobody was reached."""
        ticket = self._started(partner_id=self._caller().id)
        ticket.sudo()._plan_call_task(ticket.partner_id, "We begin.")
        call = ticket.sudo().activity_ids
        self._report(call, MONDAY, outcome="not_reached")
        self.assertFalse(call.exists().filtered("active"))
        self.assertFalse(ticket.confirm_call_count)

    def test_undelivered_mail(self):
        """It is visible, the opener is told by a call task, and silence counts not."""

        with freeze_time(MONDAY):
            ticket = self._resolved()
            self._flush()
        with (
            patch.object(self, "mock_mail_gateway", self._broken_gateway),
            mute_logger("odoo.addons.mail.models.mail_mail"),
        ):
            self._run(MONDAY)
        row = self._cycles(ticket)
        self.assertEqual((row.mail_state, row.date_sent), ("failed", False))
        self.assertFalse(ticket.date_asked)
        self.assertFalse(ticket.confirm_next_at)
        call = self._asking(ticket)
        self.assertEqual(call.user_id, self.agent_a)
        self.assertIn("not delivered", call.note)

    @contextmanager
    def _broken_gateway(self):
        """A gateway through which nothing goes."""

        def fail(server, *args, **kwargs):
            raise OSError("no route to host")

        self._mails = []
        with patch.multiple(
            IrMail_Server, _connect__=fail, _disable_send=lambda server: False
        ):
            yield

    def test_no_mail_left_within_a_day(self):
        """Cancelled, or there was no text: somebody asks all the same."""
        with freeze_time(MONDAY), self.mock_mail_gateway():
            ticket = self._resolved()
            self._flush()
        self.env["servicedesk.closing.cycle"].search(
            [("ticket_id", "=", ticket.id)]
        ).write({"mail_state": False, "mail_is_news": False, "date_sent": False})
        self._run(MONDAY + timedelta(hours=23))
        self.assertFalse(self._asking(ticket))
        self._run(MONDAY + timedelta(hours=25))
        self.assertTrue(self._asking(ticket))


@tagged("post_install", "-at_install")
class TestSilenceJob(ClosingCommon):
    """The job does its work once, for all, whatever goes wrong with one."""

    def test_one_bad_ticket_blocks_none(self):
        """It is set aside until tomorrow, and says so; the others go on."""
        bad, _mails = self._solved()
        good, _mails = self._solved()
        model = type(self.env["servicedesk.ticket"])
        remind = model._remind

        def stumble(ticket):
            if ticket == bad:
                ticket._make_confirm_url()
                raise ValueError("a text that people wrote")
            return remind(ticket)

        links = self.env["servicedesk.answer.link"].sudo()
        mine = [("res_model", "=", bad._name), ("res_id", "=", bad.id)]
        before = links.search_count(mine)
        with (
            patch.object(model, "_remind", stumble),
            mute_logger("odoo.addons.servicedesk_core.models.base.attempt"),
        ):
            mails = self._run(WEDNESDAY)
        self.assertEqual(len(mails), 1)
        self.assertEqual(good.confirm_reminder_count, 1)
        self.assertEqual(bad.confirm_reminder_count, 0)
        self.assertEqual(bad.confirm_next_at, WEDNESDAY + timedelta(days=1))
        self.assertEqual(links.search_count(mine), before, "half done")
        notes = bad.sudo().message_ids.mapped("body")
        self.assertTrue(any("tried again tomorrow" in note for note in notes))

    def test_lost_mail_and_address(self):
        """He lost his address before any mail left: somebody calls, others go on."""
        with freeze_time(MONDAY):
            lost = self._resolved()
            self._flush()
            mails = self.env["mail.mail"].search(
                [("model", "=", lost._name), ("res_id", "=", lost.id)]
            )
            mails.unlink()
        self.assertFalse(lost.confirm_next_at)
        partner = lost.sudo().partner_id
        partner.write({"email": False, "phone": "+49 30 1"})
        other = self._started(partner_id=self.other_partner.id)
        with freeze_time(MONDAY), self.mock_mail_gateway():
            other.action_resolve("Done")
            self._flush()
        self._run(MONDAY)
        self._run(WEDNESDAY)
        self.assertTrue(self._asking(lost))
        self.assertEqual(other.confirm_reminder_count, 1)

    def test_news_that_stay_news_starve_nobody(self):
        """Each is heeded once a run, and takes turns with what is due."""
        stuck, _mails = self._solved()
        due, _mails = self._solved()
        self._cycles(stuck).mail_is_news = True
        heeded = []
        model = type(self.env["servicedesk.ticket"])
        with patch.object(model, "_heed_mail", lambda one: heeded.append(one)):
            self._run(WEDNESDAY)
        self.assertEqual(due.confirm_reminder_count, 1)
        # The helper runs the job twice.
        self.assertEqual(heeded.count(stuck), 2)

    def test_a_missing_text(self):
        """Nobody is said to have been reminded by a mail without words."""
        self.env.ref("servicedesk_core.mail_template_ticket_reminder").unlink()
        ticket, _mails = self._solved()
        with mute_logger("odoo.addons.servicedesk_core.models.base.attempt"):
            self.assertFalse(self._run(WEDNESDAY))
        self.assertEqual(ticket.confirm_reminder_count, 0)
        self.assertTrue(ticket.confirm_next_at)

    def test_run_twice_reminds_once(self):
        ticket, _mails = self._solved()
        self.assertEqual(len(self._run(WEDNESDAY)), 1)
        self.assertFalse(self._run(WEDNESDAY))
        self.assertEqual(ticket.confirm_reminder_count, 1)

    def test_after_a_standstill(self):
        """A job that stood still for weeks reminds once, and counts on from then."""
        ticket, _mails = self._solved()
        late = MONDAY + timedelta(days=28)
        self.assertEqual(len(self._run(late)), 1)
        self.assertEqual(ticket.confirm_next_at, late + timedelta(days=2))

    def test_killed_midway(self):
        """What was not committed did not happen: the next round does it."""
        ticket, _mails = self._solved()
        try:
            with self.env.cr.savepoint():
                self._run(WEDNESDAY)
                raise RuntimeError
        except RuntimeError:
            self.env.invalidate_all()
        self.assertEqual(ticket.confirm_reminder_count, 0)
        self.assertEqual(len(self._run(WEDNESDAY)), 1)

    def test_a_sent_mail_is_never_sent_twice(self):
        """Not even when keeping book of it fails."""
        with freeze_time(MONDAY):
            ticket = self._resolved()
            self._flush()
        cycles = type(self.env["servicedesk.closing.cycle"])

        def fail(cycle, *args):
            raise ValueError("no")

        with patch.object(cycles, "_note_mail", fail):
            self.assertEqual(len(self._told(self._run(MONDAY))), 1)
        self.assertFalse(self._told(self._run(MONDAY + MINUTE)))
        self.assertFalse(ticket.date_asked)
