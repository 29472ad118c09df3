# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import json
from datetime import datetime
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from ..tools import mail_envelope
from .common import ServicedeskCommon
from .intake_common import IntakeRows

MONDAY = datetime(2026, 3, 2, 6, 30)


class AttentionCommon(IntakeRows, ServicedeskCommon):
    """One mail of the first line waits."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["servicedesk.mail.intake"].search([]).unlink()
        cls.desk = {"team_id": cls.team_first.id, "company_id": cls.company.id}
        cls.mail = cls._mail(**cls.desk)

    def _waiting(self, user=None):
        """Return what the badge of a user counts."""
        mails = self.env["servicedesk.mail.intake"].with_user(user or self.dispatcher)
        groups = mails.formatted_read_group(
            [("needs_attention", "=", True)], ["state"], ["__count"]
        )
        return {group["state"]: group["__count"] for group in groups}


@tagged("post_install", "-at_install")
class TestIntakeAttention(AttentionCommon):
    """What waits for somebody, and how it stops waiting."""

    def test_what_waits(self):
        """Failed and parked; not what is done, under way, or was decided before."""
        for vals, waits, urgent in (
            ({"state": "received", "reason": False}, False, False),
            ({"state": "done", "reason": False}, False, False),
            ({"state": "parked", "reason": "bounce"}, True, False),
            ({"state": "parked", "reason": "flood"}, True, True),
            ({"state": "parked", "reason": "blocked"}, False, False),
            ({"state": "parked", "reason": "spam"}, False, False),
            ({"state": "parked", "reason": "duplicate"}, False, False),
            ({"state": "failed", "reason": False}, True, True),
            ({"state": "failed", "reason": "spam"}, True, True),
        ):
            with self.subTest(**vals):
                mail = self._mail(**vals)
                self.assertEqual(
                    (mail.needs_attention, mail.is_urgent), (waits, urgent)
                )

    def test_nothing_to_do(self):
        """The dispatcher's word ends the waiting; who, when and why is kept."""
        self.assertEqual(self._waiting(), {"parked": 1})
        self.assertIs(self.mail.with_user(self.dispatcher).action_dismiss("Away"), True)
        self.assertEqual(self._waiting(), {})
        self.assertRecordValues(
            self.mail,
            [
                {
                    "state": "parked",
                    "handled_by_id": self.dispatcher.id,
                    "handled_note": "Away",
                }
            ],
        )
        self.assertIn(self.dispatcher.name, self.mail.explanation)

    def test_the_first_word_stands(self):
        """Said twice, the first one stays: a second click changes nothing."""
        self.mail.with_user(self.dispatcher).action_dismiss("Away")
        self.mail.with_user(self.manager).action_dismiss("Again")
        self.assertEqual(self.mail.handled_note, "Away")

    def test_only_dispatchers_decide(self):
        for user in (self.auditor, self.agent_a, self.customer):
            for deed in (
                "action_dismiss",
                "action_bulk_dismiss",
                "action_bulk_make_ticket",
                "action_bulk_replay",
            ):
                with self.subTest(user=user.login, deed=deed):
                    with self.assertRaises(AccessError):
                        getattr(self.mail.with_user(user), deed)()
        self.assertFalse(self.mail.date_handled)

    def test_what_one_does_not_read_one_does_not_decide(self):
        secret = self._mail(team_id=self.team_secret.id, company_id=self.company.id)
        with self.assertRaises(AccessError):
            secret.with_user(self.dispatcher).action_dismiss()
        self.assertEqual(self._waiting(), {"parked": 1}, "nor is it counted for him")

    def test_of_done_mail_nobody_has_to_decide(self):
        done = self._mail(state="done", reason=False, **self.desk)
        with self.assertRaisesRegex(UserError, "neither parked nor failed"):
            (self.mail | done).with_user(self.dispatcher).action_dismiss()
        self.assertFalse(self.mail.date_handled, "on many it is all or nothing")

    def test_a_new_failure_waits_anew(self):
        """What was decided before was about something else."""
        self.mail.with_user(self.dispatcher).action_dismiss("Away")
        self.mail.write({"state": "failed", "reason": False})
        self.assertEqual(self._waiting(), {"failed": 1})
        self.assertFalse(self.mail.handled_by_id)

    def test_badges_are_told_without_a_word_of_the_mail(self):
        """One empty message to the group of dispatchers when their count changes."""
        self.env.cr.precommit.run()
        before = self.env["bus.bus"].sudo().search([], order="id desc", limit=1).id
        self.mail.with_user(self.dispatcher).action_dismiss()
        self.env.cr.precommit.run()
        rows = self.env["bus.bus"].sudo().search([("id", ">", before)])
        group = self.env.ref("servicedesk_core.group_servicedesk_dispatcher")
        self.assertEqual(
            [(json.loads(row.channel)[1:], json.loads(row.message)) for row in rows],
            [
                (
                    ["res.groups", group.id],
                    {"type": "servicedesk_core/mail_attention", "payload": {}},
                )
            ],
        )

    def test_mail_that_is_taken_in_tells_no_badge(self):
        """The common way costs nothing: no message, no look-up."""
        mail = self._mail(state="received", reason=False, **self.desk)
        self.env.flush_all()
        with patch.object(type(mail), "_tell_badges") as told:
            mail.write({"state": "done"})
        told.assert_not_called()

    def test_counting_reads_what_waits_alone(self):
        """By its index, however many mails were taken in."""
        self.env.flush_all()
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        query = self.env["servicedesk.mail.intake"]._search(
            [("needs_attention", "=", True)]
        )
        self.env.cr.execute(query.select("COUNT(*)"))
        self.env.cr.execute("EXPLAIN " + self.env.cr.query.decode())
        plan = "\n".join(line for (line,) in self.env.cr.fetchall())
        self.assertIn("servicedesk_mail_intake_attention_idx", plan)

    def test_bulk_goes_on_after_a_refusal(self):
        """Each mail is a case of its own; the summary names the one that refused."""
        done = self._mail(state="done", reason=False, subject="Printer", **self.desk)
        other = self._mail(**self.desk)
        mails = (self.mail | done | other).with_user(self.dispatcher)
        said = mails.action_bulk_dismiss()["params"]
        self.assertIn("Mails done: 2.", said["message"])
        self.assertIn("Not done with 1:\nPrinter: ", said["message"])
        self.assertEqual(said["type"], "warning")
        self.assertTrue(self.mail.date_handled and other.date_handled)

    def test_bulk_names_only_some_of_many(self):
        mails = self.env["servicedesk.mail.intake"]
        for _ in range(7):
            mails |= self._mail(state="done", reason=False, **self.desk)
        said = mails.with_user(self.dispatcher).action_bulk_dismiss()["params"]
        self.assertIn("and 2 more", said["message"])

    def test_one_alone_refuses_in_a_dialog(self):
        done = self._mail(state="done", reason=False, **self.desk)
        with self.assertRaises(UserError):
            done.with_user(self.dispatcher).action_bulk_dismiss()

    def test_every_reason_is_explained(self):
        """A reason that somebody adds gets its words, and what to do about it."""
        for reason, _name in self.mail._fields["reason"].selection:
            with self.subTest(reason=reason):
                mail = self._mail(reason=reason)
                self.assertRegex(mail.explanation, "^This mail was parked: .+[.]")


@tagged("post_install", "-at_install")
class TestIntakeGuess(AttentionCommon):
    """Whose a mail is before it has a ticket: that of the first desk it names."""

    def _guess(self, *recipients, **options):
        return self.env["servicedesk.mail.intake"]._guess_team(recipients, **options)

    def test_first_desk_in_order(self):
        first, second = self.team_first, self.team_second
        second.alias_name = "tills"
        desk, other = first.alias_email, second.alias_email
        both = (first.id, first.company_id.id)
        self.assertEqual(self._guess("ann@away.example", desk, other), both)
        self.assertEqual(self._guess(None, desk.upper()), both)
        self.assertEqual(self._guess(desk.replace("@", "+till@")), both)
        self.assertEqual(self._guess(other, desk)[0], second.id)

    def test_nobody(self):
        self.assertEqual(self._guess("ann@away.example", ""), (False, False))
        self.assertEqual(self._guess(), (False, False))

    def test_mailbox_of_a_team(self):
        server = self.env["fetchmail.server"].create(
            {"name": "People desk", "servicedesk_team_id": self.team_secret.id}
        )
        secret = (self.team_secret.id, self.company.id)
        self.assertEqual(self._guess("x@away.example", server_id=server.id), secret)

    def test_a_new_address_counts_at_once(self):
        self._guess("x@away.example")
        self.team_second.alias_name = "printers"
        self.assertEqual(
            self._guess(self.team_second.alias_email)[0], self.team_second.id
        )

    def test_row_is_the_teams_from_the_start(self):
        """Already while it is received, so that no wrong dispatcher reads it."""
        raw = f"From: a@away.example\nTo: {self.team_first.alias_email}\n\nx".encode()
        mails = self.env["servicedesk.mail.intake"]
        row = mails._prepare_row(raw, mail_envelope.read(raw), {})
        self.assertEqual(row["team_id"], self.team_first.id)
        self.assertEqual(row["company_id"], self.company.id)


@tagged("post_install", "-at_install")
class TestIntakeNotice(AttentionCommon):
    """Who is told of what waits, when, and in which words."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.company"].search([]).write(
            {"servicedesk_mail_told": False, "servicedesk_mail_told_on": False}
        )
        calendar = cls.company.resource_calendar_id
        calendar.tz = "Europe/Berlin"
        cls.mails = cls.env["servicedesk.mail.intake"]
        cls.people = cls.dispatcher | cls.manager

    def _tell(self, moment, deed="_cron_tell_attention"):
        """Return [(person, text)] of who is told at a moment."""
        with freeze_time(moment), self.mock_mail_gateway(), self.mock_mail_app():
            getattr(self.mails, deed)()
        return [
            (message.notified_partner_ids, message.body)
            for message in self._new_msgs.sorted("id")
            # The database may have more people, who are none of this test's.
            if message.notified_partner_ids <= self.people.partner_id
        ]

    def test_mails_that_could_not_be_sent(self):
        """Managers hear each morning of what failed since yesterday, and how much."""
        ticket = self._started()
        mails = self.env["mail.mail"].create(
            [
                {
                    "model": ticket._name,
                    "res_id": ticket.id,
                    "record_company_id": self.company.id,
                    "email_to": "x@customer.example.com",
                    "state": state,
                }
                for state in ("exception", "exception", "outgoing", "sent")
            ]
        )
        self.mails.search([("needs_attention", "=", True)], limit=1000).unlink()
        self.env.cr.execute(
            "UPDATE mail_mail SET write_date = '2026-03-01 20:00' WHERE id IN %s",
            [tuple(mails.ids)],
        )
        told = self._tell("2026-03-02 08:00:00")
        self.assertEqual([person for person, _text in told], [self.manager.partner_id])
        self.assertIn("could not be sent since yesterday: 2.", told[0][1])
        self.assertFalse(self._tell("2026-03-03 08:00:00"))

    def test_in_the_morning_once_a_day(self):
        """Before seven of the company's clock nobody, later everybody, once."""
        self.assertEqual(self._tell("2026-03-02 05:59:00"), [])
        told = self._tell("2026-03-02 06:00:00")
        people = self.env["res.partner"].union(*(who for who, _text in told))
        self.assertEqual(people, self.people.partner_id)
        self.assertEqual(self._tell("2026-03-02 15:00:00"), [])
        self.assertEqual(len(self._tell("2026-03-03 06:00:00")), 2)

    def test_says_how_many_and_links_to_them(self):
        self._mail(reason="bounce", **self.desk)
        self._mail(reason="bounce", **self.desk)
        _who, text = self._tell(MONDAY)[0]
        self.assertIn("Returned mail: 2", text)
        self.assertIn("Absence reply: 1", text)
        self.assertIn("/odoo/mail-intake", text)
        self.assertNotIn("Away until Monday", text, "no word of the mails themselves")

    def test_nothing_when_there_is_nothing(self):
        self.mail.with_user(self.dispatcher).action_dismiss()
        self.assertEqual(self._tell(MONDAY), [])

    def test_nobody_hears_of_what_he_does_not_read(self):
        """A manager learns that a confidential team has mail, and no more."""
        self.mail.write({"team_id": self.team_secret.id, "company_id": self.company.id})
        ((who, text),) = self._tell(MONDAY)
        self.assertEqual(who, self.manager.partner_id)
        self.assertIn(f"{self.team_secret.name} alone: 1", text)
        self.assertNotIn("Absence", text)

    def test_failures_are_told_at_once_but_once_an_hour(self):
        """Also at night; of what comes within the hour, at its end."""
        night = "2026-03-02 02:00:00"
        self._mail(state="failed", reason=False, **self.desk)
        told = self._tell(night)
        self.assertEqual(len(told), 2)
        self.assertIn("Failed: 1", told[0][1])
        self.assertNotIn("Absence", told[0][1], "the others wait for the morning")
        self._mail(state="failed", reason=False, **self.desk)
        self.assertEqual(self._tell("2026-03-02 02:59:00"), [])
        self.assertEqual(len(self._tell("2026-03-02 03:01:00")), 2)
        self.assertEqual(self._tell("2026-03-02 05:00:00"), [])

    def test_a_flood_is_told_at_once(self):
        self._mail(reason="flood", **self.desk)
        told = self._tell("2026-03-02 02:00:00")
        self.assertIn("Too much from one sender: 1", told[0][1])

    def test_a_failure_rings_the_job(self):
        cron = self.env.ref("servicedesk_core.ir_cron_tell_mail_attention")
        triggers = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
        triggers.unlink()
        self.mail.write({"state": "failed"})
        self.assertTrue(triggers.search([("cron_id", "=", cron.id)]))

    def test_integrations_are_told_nothing(self):
        self.assertNotIn(self.api_user, self.mails._get_dispatchers())

    def test_as_each_prefers(self):
        """By mail or in Odoo; the notice of all goes to nobody else."""
        self.dispatcher.notification_type = "inbox"
        self._tell(MONDAY)
        kinds = {
            notification.res_partner_id: notification.notification_type
            for notification in self._new_msgs.notification_ids
            if notification.res_partner_id in self.people.partner_id
        }
        self.assertEqual(
            kinds,
            {self.dispatcher.partner_id: "inbox", self.manager.partner_id: "email"},
        )
