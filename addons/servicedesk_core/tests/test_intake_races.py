# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""Mails at one moment, in real transactions.

These tests commit, and take away what they made.
"""

import random
import uuid
from unittest.mock import patch

from odoo import SUPERUSER_ID
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models.intake import intake_gate
from .race_case import RaceCase

NAME = "Gate Race"
DOMAIN = "gate-race.example"


@tagged("post_install", "-at_install")
class TestIntakeRaces(RaceCase):
    """One mail, one ticket, however many hands there are."""

    NAME = NAME
    PEOPLE = {"one": "dispatcher", "two": "dispatcher"}
    MEMBERS = ()
    CONTEXT = {}

    @classmethod
    def _make_ground(cls, env):
        team = env["servicedesk.team"].browse(cls.team_id)
        team.alias_id.write({"alias_name": "gate-race"})
        team.alias_id.alias_domain_id = cls._domain(env)

    @classmethod
    def _domain(cls, env):
        return env["mail.alias.domain"].create(
            {"name": DOMAIN, "bounce_alias": "b", "catchall_alias": "c"}
        )

    @classmethod
    def _remove(cls, env):
        came = env["servicedesk.mail.intake"].search([("email_to", "like", DOMAIN)])
        came.unlink()
        env["mail.mail"].search([("email_to", "like", DOMAIN)]).unlink()
        aliases = env["servicedesk.team"].search([("name", "=", NAME)]).alias_id
        result = super()._remove(env)
        aliases.exists().unlink()
        # The first domain of a database becomes that of everything there is.
        domain = env["mail.alias.domain"].search([("name", "=", DOMAIN)])
        for model in ("res.company", "mail.alias"):
            users_of = env[model].search([("alias_domain_id", "in", domain.ids)])
            users_of.write({"alias_domain_id": False})
        domain.unlink()
        return result

    def setUp(self):
        super().setUp()
        self.startPatcher(patch.object(intake_gate, "PAUSE", 0.2))

    def _mail(self, name=None, subject=NAME):
        name = name or uuid.uuid4().hex
        return (
            f"From: Ann <ann@{DOMAIN}>\nTo: gate-race@{DOMAIN}\nSubject: {subject}\n"
            f"Message-Id: <{name}@{DOMAIN}>\nDate: Mon, 2 Mar 2026 09:00:00 +0000\n"
            "\nIt smokes.\n"
        )

    def _deliver(self, raw):
        def deed(env):
            thread = env(user=SUPERUSER_ID)["mail.thread"]
            return thread.message_process(False, raw)

        return deed

    def _by_both(self, *deeds):
        """Do deeds at one moment, by the two dispatchers in turn."""
        return self._in_threads(*deeds, uids=(self.one, self.two))

    def _read(self, name):
        """Return (rows of a mail, how many tickets they made, how many messages)."""
        with self._committing() as env:
            message_id = f"<{name}@{DOMAIN}>"
            rows = env["servicedesk.mail.intake"].search(
                [("message_id", "=", message_id)]
            )
            messages = env["mail.message"].search([("message_id", "=", message_id)])
            return (
                rows.read(["state", "attempts", "deliveries", "reason"]),
                len(set(messages.mapped("res_id"))),
                len(messages),
            )

    def _store(self, name, state):
        """Commit a mail in a state; return its id."""
        raw = self._mail(name).encode()
        with self._committing() as env:
            intake = env["servicedesk.mail.intake"]
            envelope = intake_gate.mail_envelope.read(raw)
            row = intake.browse(intake._insert(intake._prepare_row(raw, envelope, {})))
            if state != "received":
                row._finish(state, reason="list" if state == "parked" else False)
            return row.id

    def test_two_deliveries_at_one_moment(self):
        name = uuid.uuid4().hex
        results = self._by_both(*[self._deliver(self._mail(name))] * 2)
        self.assertEqual(len([each for each in results if each]), 1)
        self.assertEqual(self._read(name)[1:], (1, 1))

    def test_eight_threads_deliver_one_mail(self):
        """One ticket; each of the eight has success."""
        name = uuid.uuid4().hex
        results = self._by_both(*[self._deliver(self._mail(name))] * 8)
        rows, tickets, messages = self._read(name)
        self.assertEqual(len([each for each in results if each]), 1)
        self.assertEqual((len(rows), tickets, messages), (1, 1, 1))
        self.assertEqual(rows[0]["state"], "done")

    def test_eight_mails_at_one_moment(self):
        """None is lost, and none waits for the job."""
        names = [uuid.uuid4().hex for _each in range(8)]
        results = self._by_both(*[self._deliver(self._mail(name)) for name in names])
        self.assertEqual(len(set(results) - {False}), 8)

    def test_the_job_and_a_repeat(self):
        """Who comes second passes by."""
        name = uuid.uuid4().hex
        row_id = self._store(name, "received")

        def job(env):
            env = env(user=SUPERUSER_ID)
            return env["servicedesk.mail.intake"]._work_off(row_id)

        results = self._by_both(job, self._deliver(self._mail(name)))
        self.assertEqual(len([each for each in results if each]), 1)
        self.assertEqual(self._read(name)[1:], (1, 1))

    def test_a_repeat_does_not_wait_for_who_works(self):
        """The row is locked: the second delivery has success at once."""
        name = uuid.uuid4().hex
        row_id = self._store(name, "received")
        with self.registry.cursor() as cr:
            cr.execute(
                "SELECT 1 FROM servicedesk_mail_intake WHERE id = %s FOR UPDATE",
                [row_id],
            )
            self.assertEqual(self._by_both(self._deliver(self._mail(name))), [False])
        self.assertEqual(self._read(name)[0][0]["state"], "received")
        self.assertTrue(self._by_both(self._deliver(self._mail(name)))[0])

    def test_a_failed_attempt_mails_nobody(self):
        """What it would have sent after its commit goes with it; the next one sends."""
        name, sent = uuid.uuid4().hex, []
        gate = type(self._model("servicedesk.mail.intake"))
        fail = patch.object(gate, "_link_tickets", side_effect=ValueError("No"))
        with (
            patch.object(
                type(self._model("mail.mail")),
                "send_after_commit",
                lambda mails: mails.env.cr.postcommit.add(lambda: sent.append(1)),
            ),
            mute_logger("odoo.addons.servicedesk_core.models.intake.intake_work"),
        ):
            with fail:
                result = self._by_both(self._deliver(self._mail(name)))
            self.assertEqual((result, sent), ([False], []))
            rows, _tickets, messages = self._read(name)
            self.assertEqual((rows[0]["state"], messages), ("failed", 0))
            self._by_both(self._deed(rows[0]["id"], "action_replay"))
            self.assertTrue(sent)

    def _model(self, name):
        with self._committing() as env:
            return env[name]

    def _deed(self, row_id, name):
        def deed(env):
            return getattr(env["servicedesk.mail.intake"].browse(row_id), name)()

        return deed

    def test_two_replay_one_mail(self):
        """One wins, the other is told, with the ticket or that somebody is at it."""
        name = uuid.uuid4().hex
        row_id = self._store(name, "failed")
        results = self._by_both(*[self._deed(row_id, "action_replay")] * 2)
        self.assertEqual([each is True for each in results].count(True), 1)
        told = next(each for each in results if each is not True)
        self.assertRegex(told, "already|Somebody else")
        self.assertEqual(self._read(name)[1:], (1, 1))

    def test_two_make_a_ticket_of_one_mail(self):
        name = uuid.uuid4().hex
        row_id = self._store(name, "parked")
        results = self._by_both(*[self._deed(row_id, "action_make_ticket")] * 2)
        made = [each for each in results if isinstance(each, int)]
        told = [each for each in results if isinstance(each, str)]
        self.assertEqual((len(made), len(told)), (1, 1))
        self.assertRegex(told[0], "already|Somebody else")
        self.assertEqual(self._read(name)[1:], (1, 1))

    def test_all_decide_at_once(self):
        """Make a ticket, nothing to do, spam: one wins, and the others are told."""
        deeds = ["action_make_ticket"] * 3
        deeds += ["action_dismiss", "action_mark_spam", "action_make_ticket"]
        for _round in range(4):
            name = uuid.uuid4().hex
            row_id = self._store(name, "parked")
            random.shuffle(deeds)
            results = self._by_both(*[self._deed(row_id, deed) for deed in deeds])
            won = [each for each in results if not isinstance(each, str)]
            told = [each for each in results if isinstance(each, str)]
            self.assertEqual((len(won), len(told)), (1, 5), results)
            rows, tickets, _messages = self._read(name)
            made = won[0] is not True
            self.assertEqual((rows[0]["state"] == "done", tickets), (made, int(made)))

    def test_decided_too_late(self):
        """Who decides by what he saw before another decided is told what happened."""
        for first, late, told in (
            ("action_make_ticket", "action_mark_spam", "already"),
            ("action_make_ticket", "action_dismiss", "already"),
            ("action_dismiss", "action_make_ticket", "decided"),
            ("action_dismiss", "action_mark_spam", "decided"),
            ("action_mark_spam", "action_make_ticket", "spam"),
            ("action_mark_spam", "action_dismiss", "spam"),
        ):
            row_id = self._store(uuid.uuid4().hex, "parked")
            with self._committing(self.one) as env:
                mail = env["servicedesk.mail.intake"].browse(row_id)
                self.assertEqual(mail.state, "parked")
                self._by_both(self._deed(row_id, first))
                with (
                    self.subTest(first=first, late=late),
                    self.assertRaisesRegex(UserError, told),
                ):
                    getattr(mail, late)()
