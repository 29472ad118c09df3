# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""Two at one moment, and errors afterwards, in real transactions.

These tests commit, and take away what they made: nothing less shows what the
database does.
"""

from functools import partial
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.base.models.res_users import CryptContext

from .race_case import RaceCase

PIN, WRONG = "2580", "2589"
NAME = "Directory Race"
EMAIL = "race@directory.example"
PHONE = "+44 1632 960987"
QUICK = CryptContext(["pbkdf2_sha512"], pbkdf2_sha512__rounds=10)


class DirectoryRaceCase(RaceCase):
    """PINs are hashed quickly here."""

    NAME = NAME
    CONTEXT = {}

    @classmethod
    def _remove(cls, env):
        env["servicedesk.ticket"].search([("name", "=", NAME)]).unlink()
        for field, value in (
            ("name", NAME),
            ("email_normalized", EMAIL),
            ("phone_key", "+441632960987"),
        ):
            env["res.partner"].search([(field, "=", value)]).unlink()
        for model in ("site", "component", "service", "team"):
            nodes = env[f"servicedesk.{model}"].search([("name", "=", NAME)])
            nodes.parent_id = False
            nodes.unlink()
        env["servicedesk.contact.claim"].search([]).unlink()

    def setUp(self):
        super().setUp()
        users = self.registry["res.users"]
        self.startPatcher(patch.object(users, "_crypt_context", lambda _self: QUICK))


@tagged("post_install", "-at_install")
class TestPinRaces(DirectoryRaceCase):
    """Whatever is tried at once or taken back: five tries are five tries."""

    def setUp(self):
        super().setUp()
        with self._committing() as env:
            person = env["res.partner"].create({"name": NAME, "pin": PIN})
            self.person_id = person.id

    def _check(self, value, env):
        return env["res.partner"].browse(self.person_id)._check_pin(value)

    def _count(self):
        with self._committing() as env:
            row = env["servicedesk.pin"].search([("partner_id", "=", self.person_id)])
            return row.failure_count, bool(row.locked_until)

    def test_a_rollback_gives_no_further_try(self):
        """An error after the check takes back the request, not the count."""
        for count in range(1, 6):
            with self._committing() as env:
                self.assertFalse(self._check(WRONG, env))
                env.cr.rollback()
            self.assertEqual(self._count(), (count, count == 5))
        with self._committing() as env:
            self.assertFalse(self._check(PIN, env))

    def test_many_at_once(self):
        """Each of several at one moment counts, and none gets more than its turn."""
        results = self._in_threads(*[partial(self._check, WRONG)] * 4)
        self.assertEqual(results, [False] * 4)
        self.assertEqual(self._count(), (4, False))
        for _try in range(5):
            with self._committing() as env:
                self.assertFalse(self._check(WRONG, env))
        self.assertTrue(self._count()[1])

    def test_many_right_ones_at_once(self):
        """Each is let in, and no log calls another one's turn an error."""
        with self.assertNoLogs("odoo.sql_db", "ERROR"):
            results = self._in_threads(*[partial(self._check, PIN)] * 8, muted=())
        self.assertEqual(results, [True] * 8)
        self.assertEqual(self._count(), (0, False))

    def test_more_wrong_ones_than_there_are_tries(self):
        """Five are counted; the right one that comes after them is refused."""
        results = self._in_threads(*[partial(self._check, WRONG)] * 8)
        self.assertEqual(results, [False] * 8)
        self.assertEqual(self._count(), (5, True))
        with self._committing() as env:
            self.assertFalse(self._check(PIN, env))

    def test_while_it_is_being_changed(self):
        """Whoever comes while a new PIN is being saved is refused after a moment."""
        with self._committing() as env:
            env["res.partner"].browse(self.person_id).pin = "7391"
            env.flush_all()
            with mute_logger("odoo.sql_db"):
                self.assertFalse(self._check("7391", env))
        with self._committing() as env:
            self.assertTrue(self._check("7391", env))


@tagged("post_install", "-at_install")
class TestContactRaces(DirectoryRaceCase):
    """Two who classify two tickets of one stranger at one moment make one contact."""

    def _make(self, **vals):
        with self._committing() as env:
            tickets = env["servicedesk.ticket"].create(
                [{"name": NAME, "channel": "email", **vals} for _index in range(2)]
            )
            self.assertFalse(tickets.partner_id)
            return tickets.ids

    def _classify(self, ticket_id, env):
        ticket = env["servicedesk.ticket"].browse(ticket_id)
        ticket.ticket_type_id = env.ref("servicedesk_core.ticket_type_incident")
        return ticket.partner_id.id

    def test_two_at_once(self):
        for vals in ({"partner_email": EMAIL}, {"partner_phone": PHONE}):
            ids = self._make(**vals)
            first, second = self._in_threads(
                *[partial(self._classify, ticket_id) for ticket_id in ids]
            )
            with self.subTest(vals=vals):
                self.assertTrue(first)
                self.assertEqual(first, second)


@tagged("post_install", "-at_install")
class TestTreeRaces(DirectoryRaceCase):
    """Two who move each other's records at one moment make no circle."""

    def _make(self, model, vals_list):
        with self._committing() as env:
            return env[model].create(vals_list).ids

    def _move(self, model, field_name, record_id, above_id, env):
        try:
            env[model].browse(record_id).write({field_name: above_id})
            env.flush_all()
        except UserError:
            return "refused"
        return "moved"

    def test_two_below_each_other(self):
        pair = [{"name": NAME}, {"name": NAME}]
        for model, field_name in (
            ("servicedesk.site", "parent_id"),
            ("servicedesk.component", "parent_id"),
            ("servicedesk.service", "parent_id"),
            ("servicedesk.team", "parent_id"),
            ("res.partner", "manager_id"),
        ):
            one, two = self._make(model, pair)
            move = partial(self._move, model, field_name)
            results = self._in_threads(partial(move, one, two), partial(move, two, one))
            with self.subTest(model=model):
                self.assertEqual(sorted(results), ["moved", "refused"])
            self._clean_up()
