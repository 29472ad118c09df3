# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from unittest.mock import patch

from psycopg2 import OperationalError
from psycopg2.errors import DeadlockDetected, SerializationFailure

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged, test_cursor
from odoo.tools import mute_logger

from ..models.intake import intake_gate, intake_work
from .test_intake_gate import GATE, IntakeCommon

LATER = "2026-03-02 09:05:00"


@tagged("post_install", "-at_install")
@freeze_time("2026-03-02 09:00:00")
class TestFailures(IntakeCommon):
    """Whatever fails at whatever step: nothing is lost, nothing doubled."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # (model, method) of each step between storing a mail and having its ticket.
        cls.steps = [
            ("servicedesk.mail.intake", "_work_off_locked"),
            ("servicedesk.mail.intake", "_read_mail"),
            ("servicedesk.mail.intake", "_screen_mail"),
            ("servicedesk.mail.intake", "_route_mail"),
            ("servicedesk.mail.intake", "_screen_routes"),
            ("servicedesk.mail.intake", "_deliver"),
            ("servicedesk.ticket", "message_new"),
            ("servicedesk.ticket", "message_post"),
            ("servicedesk.ticket", "_mail_acknowledgement"),
            ("servicedesk.mail.intake", "_link_tickets"),
        ]

    def setUp(self):
        super().setUp()
        self.startPatcher(patch.object(intake_gate, "PAUSE", 0))
        self.cron = self.env.ref("servicedesk_core.ir_cron_work_off_intake")

    def _failing(self, step, error=None, after=False):
        """Have a step fail, before or after it did its work."""
        model, name = step
        cls = type(self.env[model])
        original = getattr(cls, name)

        def fail(records, *args, **kwargs):
            if after:
                original(records, *args, **kwargs)
            raise error or ValueError("Out of paper")

        return patch.object(cls, name, fail)

    def _fail_at(self, step, raw, **how):
        queued = self.env["mail.mail"].search_count([])
        with self.mock_mail_gateway(), self._failing(step, **how), mute_logger(GATE):
            self.assertFalse(self._hand_in(raw))
        self.assertEqual(self.env["mail.mail"].search_count([]), queued)

    def _run_cron(self, at=LATER):
        with freeze_time(at), self.enter_registry_test_mode(), mute_logger(GATE):
            self.cron.method_direct_trigger()

    # ------------------------------------------------------------------
    # Before it is stored
    # ------------------------------------------------------------------

    def test_not_stored(self):
        """Whoever delivers is told, and delivers again: then it is one ticket."""
        raw = self._mail(Message_Id="<unstored@far.example>")
        before = self._count_tickets()
        for step in ("_prepare_row", "_store", "_insert"):
            failing = self._failing(("servicedesk.mail.intake", step))
            with self.subTest(step=step), failing, self.assertRaises(ValueError):
                self._hand_in(raw)
            self.assertFalse(self._rows())
        self.assertTrue(self._hand_in(raw))
        self.assertEqual(self._count_tickets(), before + 1)

    def test_no_connection(self):
        """Without a connection nothing is stored, and nothing is said to be."""
        raw = self._mail(Message_Id="<nocursor@far.example>")
        thread = self.env["mail.thread"].with_user(self.user_root)
        with (
            patch.object(
                type(self.env.registry), "cursor", side_effect=OperationalError("full")
            ),
            self.assertRaises(OperationalError),
        ):
            thread.message_process(False, raw)
        self.assertFalse(self._rows())

    def test_storing_is_not_committed(self):
        """The commit fails: whoever delivers keeps the mail."""
        raw = self._mail(Message_Id="<nocommit@far.example>")
        with (
            patch.object(
                test_cursor.TestCursor, "commit", side_effect=OperationalError("gone")
            ),
            self.assertRaises(OperationalError),
        ):
            self._hand_in(raw)
        self.assertFalse(self._rows())

    # ------------------------------------------------------------------
    # Afterwards
    # ------------------------------------------------------------------

    def test_each_step(self):
        """Failed, with the reason and without a trace; replayed, it is one ticket."""
        alias = self.team_first.alias_id
        for number, step in enumerate(self.steps):
            for after in (False, True):
                raw = self._mail(Message_Id=f"<step{number}{after}@far.example>")
                before, rows = self._count_tickets(), self._rows()
                messages = self.env["mail.message"].search_count([])
                with self.subTest(step=step, after=after):
                    self._fail_at(step, raw, after=after)
                    row = self._rows() - rows
                    self.assertEqual((row.state, len(row)), ("failed", 1))
                    self.assertIn("Out of paper", row.error)
                    self.assertTrue(row.needs_attention)
                    self.assertEqual(self._count_tickets(), before)
                    count = self.env["mail.message"].search_count([])
                    self.assertEqual(count, messages)
                    self.assertNotEqual(alias.alias_status, "invalid")
                    self.assertFalse(self._hand_in(raw))
                    self._deed(self.dispatcher, row, "action_replay")
                    self.assertEqual(self._count_tickets(), before + 1)
                    self.assertEqual(row.state, "done")
                    with self.assertRaises(UserError):
                        self._deed(self.dispatcher, row, "action_replay")
                    self.assertFalse(self._hand_in(raw))
                    self.assertEqual(self._count_tickets(), before + 1)

    def test_the_commit_of_the_work(self):
        """It fails at the very end: nothing of it stays but the failure."""
        raw = self._mail(Message_Id="<latecommit@far.example>")
        before, done = self._count_tickets(), []
        commit = test_cursor.TestCursor.commit

        def fail_second(cursor):
            done.append(cursor)
            if len(done) == 2:  # the first one stores the mail
                raise ValueError("No commit")
            return commit(cursor)

        with (
            patch.object(test_cursor.TestCursor, "commit", fail_second),
            mute_logger(GATE),
        ):
            self.assertFalse(self._hand_in(raw))
        row = self._rows()
        self.assertEqual((row.state, self._count_tickets()), ("failed", before))
        self._deed(self.manager, row, "action_replay")
        self.assertEqual((row.state, self._count_tickets()), ("done", before + 1))

    def test_an_answer_that_fails(self):
        """Its ticket is as before, and replayed, it is there once."""
        ticket = self._hand_in(self._mail(Message_Id="<root@far.example>"))
        count = len(ticket.message_ids)
        raw = self._mail(
            Message_Id="<re@far.example>", In_Reply_To="<root@far.example>"
        )
        self._fail_at(("servicedesk.ticket", "message_post"), raw, after=True)
        ticket.invalidate_recordset()
        self.assertEqual(len(ticket.message_ids), count)
        self._deed(self.dispatcher, self._rows()[1], "action_replay")
        ticket.invalidate_recordset()
        self.assertEqual(len(ticket.message_ids), count + 1)

    def test_lost_races_are_run_again(self):
        """A serialization failure or a deadlock is no failure of the mail."""
        read = type(self.Intake)._read_mail
        for number, error in enumerate((SerializationFailure, DeadlockDetected)):
            left = iter([error("race"), error("race"), None])

            def fail_twice(intake, *, left=left):
                if lost := next(left):
                    raise lost
                return read(intake)

            raw = self._mail(Message_Id=f"<race{number}@far.example>")
            with (
                self.subTest(error=error),
                patch.object(type(self.Intake), "_read_mail", fail_twice),
            ):
                self.assertTrue(self._hand_in(raw))
                self.assertFalse(list(left))

    # ------------------------------------------------------------------
    # The job
    # ------------------------------------------------------------------

    def _received(self, name, **facts):
        """Return a mail that is stored, and whose worker died."""
        raw = self._mail(Message_Id=f"<{name}@far.example>").encode()
        envelope = intake_gate.mail_envelope.read(raw)
        row = self.Intake._prepare_row(raw, envelope, {}) | facts
        return self.Intake.browse(self.Intake._insert(row))

    def test_the_job_takes_what_was_left_lying(self):
        """After a minute, not before: somebody may just be about it."""
        row, before = self._received("lying"), self._count_tickets()
        self._run_cron(at="2026-03-02 09:00:30")
        self.assertEqual(row.state, "received")
        self._run_cron()
        self.assertEqual((row.state, row.attempts), ("done", 2))
        self._run_cron()
        self.assertEqual(self._count_tickets(), before + 1)

    def test_a_mail_that_kills_its_worker(self):
        """It is left to people after three attempts; the next ones go on before it."""
        deadly, good = self._received("deadly"), self._received("good")
        seen = []
        work = type(self.Intake)._work_off

        def die(intakes, intake_id, raw=None):
            seen.append(intake_id)
            if intake_id == deadly.id:
                raise KeyboardInterrupt  # no Exception: as if the process ended
            return work(intakes, intake_id, raw)

        with patch.object(type(self.Intake), "_work_off", die):
            for _time in range(4):
                try:
                    self._run_cron()
                except KeyboardInterrupt:
                    self.env.invalidate_all()
        self.assertEqual(seen.count(deadly.id), intake_work.MOST_ATTEMPTS - 1)
        self.assertEqual((deadly.state, good.state), ("failed", "done"))
        self.assertIn("3", deadly.error)
        self._deed(self.dispatcher, deadly, "action_replay")
        self.assertTrue(deadly.ticket_id)

    def test_a_bad_mail_does_not_delay_the_next(self):
        bad, good = self._received("bad"), self._received("fine")
        read = type(self.Intake)._read_mail

        def fail_one(intake):
            if intake.id == bad.id:
                raise ValueError("Out of paper")
            return read(intake)

        with patch.object(type(self.Intake), "_read_mail", fail_one):
            self._run_cron()
        self.assertEqual((bad.state, good.state), ("failed", "done"))

    def test_the_database_is_out_of_reach(self):
        """Its trouble is not the mail's: that waits; whoever delivered has success."""
        raw = self._mail(Message_Id="<wait@far.example>")
        step = ("servicedesk.mail.intake", "_read_mail")
        with self._failing(step, error=OperationalError("disk")), mute_logger(GATE):
            self.assertFalse(self._hand_in(raw))
        row = self._rows()
        self.assertEqual(row.state, "received")
        row.create_date = fields.Datetime.now()
        self._run_cron()
        self.assertEqual(row.state, "done")
