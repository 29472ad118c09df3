# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from contextlib import contextmanager
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.mail.models import fetchmail

from ..models.intake import fetchmail_server
from .common import MAIL, ServicedeskCommon
from .test_mailbox_tool import FakeImap

LOGGERS = (
    "odoo.addons.mail.models.fetchmail",
    "odoo.addons.servicedesk_core.tools.mailbox",
)


class OdooImap(FakeImap):
    """With the fourth of the calls that Odoo's fetching makes."""

    def disconnect(self):
        self.is_open = False


def _raw(number, to="desk@test.mycompany.com"):
    return MAIL.format(
        email_from="ann@customer.example.com",
        to=to,
        cc="",
        subject=f"Fetched {number}",
        body="Please come.",
        msg_id=f"<fetched-{number}@customer.example.com>",
        headers="",
    ).encode()


@tagged("post_install", "-at_install")
class TestFetchmail(ServicedeskCommon):
    """A mailbox keeps as unread what the desk could not store."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        servers = cls.env["fetchmail.server"]
        servers.search([]).action_archive()
        cls.server = servers.create({"name": "Desk mailbox", "state": "done"})

    def setUp(self):
        super().setUp()
        fetchmail_server._memories.clear()

    def _fetch(self, imap, method="_fetch_mail"):
        """Look into the mailbox; return the tickets made, oldest first."""
        newest = self.env["servicedesk.ticket"].search([], order="id desc", limit=1)

        def connect(_self, allow_archived=False):
            return imap

        with (
            self.enter_registry_test_mode(),
            self.registry.cursor() as cr,
            patch.object(fetchmail.FetchmailServer, "_connect__", connect),
        ):
            server = self.server.with_env(self.env(cr=cr, user=self.user_root))
            self.fetch_error = getattr(server, method)()
        self.env.invalidate_all()
        return self.env["servicedesk.ticket"].search(
            [("id", ">", newest.id or 0)], order="id"
        )

    @contextmanager
    def _unstorable(self, words):
        """Let no mail be stored whose subject holds these words."""
        intake = self.registry["servicedesk.mail.intake"]
        store = intake._store

        def refuse(model, raw, envelope, options):
            if words in envelope.subject:
                raise OSError("No space left on device")
            return store(model, raw, envelope, options)

        with patch.object(intake, "_store", refuse), mute_logger(*LOGGERS):
            yield

    def test_stored_mails_are_marked(self):
        """Each mail becomes a ticket and is marked as read."""
        imap = OdooImap({"1": _raw(1), "2": _raw(2)})
        tickets = self._fetch(imap)
        self.assertEqual(tickets.mapped("name"), ["Fetched 1", "Fetched 2"])
        self.assertEqual(imap.seen, {"1", "2"})
        self.assertFalse(self.server.error_message)

    def test_unstored_mail_stays_unread_and_is_shown(self):
        """The others are taken in; the mailbox says that something is left in it."""
        imap = OdooImap({"1": _raw(1), "2": _raw(2), "3": _raw(3)})
        with self._unstorable("Fetched 2"):
            tickets = self._fetch(imap)
        self.assertEqual(tickets.mapped("name"), ["Fetched 1", "Fetched 3"])
        self.assertEqual(imap.seen, {"1", "3"})
        self.assertIn("1 mails could not be stored", self.server.error_message)
        self.assertTrue(self.server.error_date)
        self.assertEqual(self.server.state, "done", "The mailbox goes on.")

    def test_a_person_who_asks_gets_the_rest_at_once(self):
        """The button does not wait; what is stored at last is a ticket, and said."""
        imap = OdooImap({"1": _raw(1)})
        with self._unstorable("Fetched 1"):
            self.assertFalse(self._fetch(imap))
        self.assertFalse(self._fetch(imap), "The job leaves it alone for a while.")
        tickets = self._fetch(imap, "fetch_mail")
        self.assertEqual(tickets.mapped("name"), ["Fetched 1"])
        self.assertEqual(imap.seen, {"1"})
        self.assertFalse(self.server.error_message)

    def test_mail_that_fails_later_is_marked(self):
        """Stored is safe: what fails afterwards waits in the desk, not in the box."""
        imap = OdooImap({"1": _raw(1)})
        intake = self.registry["servicedesk.mail.intake"]
        with (
            patch.object(intake, "_deliver", side_effect=ValueError("bad luck")),
            mute_logger("odoo.addons.servicedesk_core.models.intake.intake_gate"),
        ):
            self._fetch(imap)
        self.assertEqual(imap.seen, {"1"})
        found = self.env["servicedesk.mail.intake"].search([], limit=1)
        self.assertEqual(found.state, "failed")

    def test_mail_of_others_is_treated_as_by_odoo(self):
        """What is not the desk's and fails is marked, and does not count as left."""
        imap = OdooImap({"1": _raw(1, to="nobody@elsewhere.example.com")})
        with mute_logger(*LOGGERS, "odoo.addons.mail.models.mail_thread"):
            self.assertFalse(self._fetch(imap))
        self.assertEqual(imap.seen, {"1"})
        self.assertFalse(self.server.error_message)

    def test_odd_answer_does_not_end_the_run(self):
        """A mail that vanished meanwhile is passed over."""
        imap = OdooImap({"1": _raw(1), "2": _raw(2)})
        imap.answers["FETCH", "1"] = ("OK", [None])
        with mute_logger(*LOGGERS):
            tickets = self._fetch(imap)
        self.assertEqual(tickets.mapped("name"), ["Fetched 2"])
        self.assertFalse(self.fetch_error)

    def test_lost_connection_is_an_error_of_the_mailbox(self):
        """As before: shown on the mailbox, nothing marked."""
        imap = OdooImap({"1": _raw(1)})
        imap.answers["FETCH", "1"] = fetchmail.IMAP4.abort("socket error")
        with mute_logger(*LOGGERS):
            self.assertFalse(self._fetch(imap))
        self.assertIsInstance(self.fetch_error, fetchmail.IMAP4.abort)
        self.assertIn("socket error", self.server.error_message)
        self.assertEqual(imap.seen, set())

    def test_connection_test_meets_the_connection_itself(self):
        """Outside a fetch nothing stands between."""
        imap = OdooImap({})
        with patch.object(
            fetchmail.FetchmailServer, "_connect__", lambda *_args, **_kw: imap
        ):
            self.assertIs(self.server._connect__(), imap)
