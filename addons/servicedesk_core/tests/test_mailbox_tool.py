# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import imaplib
import poplib

from odoo.tests.common import BaseCase

from ..tools import mailbox

LOGGER = "odoo.addons.servicedesk_core.tools.mailbox"


class FakeImap(imaplib.IMAP4):
    """Answer as IMAP servers do; never connected."""

    def __init__(self, mails):
        # No super(): it would connect.
        self.mails = dict(mails)
        self.seen = set()
        self.commands = []
        self.answers = {}
        self.is_open = False

    def __del__(self):
        """Nothing was opened, nothing is to be closed."""

    def check_unread_messages(self):
        self.is_open = True
        return len(self.mails)

    def uid(self, command, *arguments):
        assert self.is_open
        self.commands.append((command, *arguments))
        if answer := self.answers.get((command, arguments[0])):
            if isinstance(answer, Exception):
                raise answer
            return answer
        return getattr(self, f"_{command.lower()}")(*arguments)

    def _search(self, _criterion):
        unseen = [uid for uid in self.mails if uid not in self.seen]
        return "OK", [" ".join(unseen).encode()]

    def _fetch(self, uid, _what):
        raw = self.mails[uid]
        head = f"1 (UID {uid} BODY[] {{{len(raw)}}}".encode()
        return "OK", [(head, raw), b")"]

    def _store(self, uid, how, _flags):
        assert how == "+FLAGS"
        self.seen.add(uid)
        return "OK", [None]


class FakePop(poplib.POP3):
    """Answer as POP3 servers do; never connected."""

    def __init__(self, mails):
        # No super(): it would connect.
        self.mails = mails
        self.deleted = []
        self.has_uidl = True

    def check_unread_messages(self):
        return len(self.mails)

    def uidl(self, which=None):
        if not self.has_uidl:
            raise poplib.error_proto("-ERR unknown command")
        names = [f"{n} name-{n}".encode() for n in range(1, len(self.mails) + 1)]
        return b"+OK", names, 0

    def stat(self):
        return len(self.mails), 1000

    def retr(self, which):
        if self.mails[which - 1] is None:
            raise poplib.error_proto("-ERR no such message")
        return b"+OK", self.mails[which - 1].split(b"\r\n"), 0

    def dele(self, which):
        self.deleted.append(which)


class Clock:
    """A clock that the test turns."""

    now = 1000

    def __call__(self):
        return self.now


class MailboxCommon(BaseCase):
    def setUp(self):
        super().setUp()
        self.clock = Clock()
        self.memory = mailbox.Memory(self.clock)

    def _fetch(self, connection, refuse=()):
        """Look into the mailbox once, as Odoo does; return what was read.

        :param refuse: names of mails that cannot be stored.
        """
        watch = mailbox.Round()
        self.box = mailbox.careful(connection, watch, self.memory)
        self.count = self.box.check_unread_messages()
        read = []
        for name, raw in self.box.retrieve_unread_messages():
            read.append(raw)
            watch.is_settled = name not in refuse
            self.box.handled_message(name)
        return read


class TestImap(MailboxCommon):
    def test_reading_marks_nothing(self):
        """A mail is fetched without being marked (RFC 3501, 6.4.5), in its order."""
        imap = FakeImap({"7": b"one", "9": b"two"})
        self.assertEqual(self._fetch(imap), [b"one", b"two"])
        fetches = [command for command in imap.commands if command[0] == "FETCH"]
        self.assertEqual(
            fetches, [("FETCH", "7", "(BODY.PEEK[])"), ("FETCH", "9", "(BODY.PEEK[])")]
        )

    def test_settled_mails_are_marked_one_by_one(self):
        """Each is marked after it was settled, not at the end: the end may not come."""
        imap = FakeImap({"7": b"one", "9": b"two"})
        watch = mailbox.Round()
        box = mailbox.careful(imap, watch, self.memory)
        box.check_unread_messages()
        mails = box.retrieve_unread_messages()
        name, _raw = next(mails)
        self.assertEqual(imap.seen, set())
        watch.is_settled = True
        box.handled_message(name)
        self.assertEqual(imap.seen, {"7"})
        next(mails)
        self.assertFalse(watch.is_settled, "The next mail must prove itself.")

    def test_unstored_mail_stays_unread(self):
        """It does not stop the following ones, and is counted as left."""
        imap = FakeImap({"7": b"one", "8": b"bad", "9": b"two"})
        with self.assertLogs(LOGGER, "WARNING"):
            read = self._fetch(imap, refuse={"8"})
        self.assertEqual(read, [b"one", b"bad", b"two"])
        self.assertEqual(imap.seen, {"7", "9"})
        self.assertEqual(self.box.left, 1)

    def test_unstored_mail_is_left_alone_for_a_while(self):
        """A job that runs again at once does not fetch it without end."""
        imap = FakeImap({"8": b"bad"})
        with self.assertLogs(LOGGER, "WARNING"):
            self._fetch(imap, refuse={"8"})
        self.assertEqual(self._fetch(imap), [])
        self.assertEqual(self.count, 0, "Nothing remains for now, so the job ends.")
        self.assertEqual(self.box.left, 1, "It is still there, and said to be.")
        self.clock.now += mailbox.PAUSE
        self.assertEqual(self._fetch(imap), [b"bad"])
        self.assertEqual(imap.seen, {"8"})
        self.assertEqual(self.box.left, 0)

    def test_troublesome_mail_comes_last(self):
        """What failed once waits until the others were asked for, then is tried."""
        imap = FakeImap({"7": b"bad"})
        with self.assertLogs(LOGGER, "WARNING"):
            self._fetch(imap, refuse={"7"})
        imap.mails["8"] = b"good"
        self.clock.now += mailbox.PAUSE
        self.assertEqual(self._fetch(imap), [b"good", b"bad"])

    def test_mail_that_breaks_the_connection_comes_last(self):
        """Otherwise it would break it again before the others had their turn."""
        imap = FakeImap({"7": b"bad", "8": b"good"})
        imap.answers["FETCH", "7"] = imaplib.IMAP4.abort("socket error")
        with self.assertRaises(imaplib.IMAP4.abort):
            self._fetch(imap)
        self.assertEqual(imap.seen, set())
        self.assertEqual(self._fetch(imap), [b"good"])
        self.clock.now += mailbox.PAUSE
        with self.assertRaises(imaplib.IMAP4.abort):
            self._fetch(imap)

    def test_odd_answers_do_not_end_the_round(self):
        """Gone, refused, without content, or not understood: the next one is read."""
        for answer in (
            ("OK", [None]),
            ("OK", []),
            ("NO", [b"corrupted"]),
            ("OK", [b"1 (UID 7 BODY[] NIL)"]),
            imaplib.IMAP4.error("BAD"),
        ):
            with self.subTest(answer=answer):
                self.memory = mailbox.Memory(self.clock)
                imap = FakeImap({"7": b"odd", "8": b"good"})
                imap.answers["FETCH", "7"] = answer
                with self.assertLogs(LOGGER, "WARNING"):
                    self.assertEqual(self._fetch(imap), [b"good"])
                self.assertEqual(imap.seen, {"8"})

    def test_news_of_other_mails_stands_among_the_answer(self):
        """A server may tell of other mails' marks at any moment (RFC 3501, 7)."""
        imap = FakeImap({"7": b"one"})
        imap.answers["FETCH", "7"] = (
            "OK",
            [
                b"3 (FLAGS (\\Seen))",
                (b"4 (ENVELOPE {3}", b"abc"),
                (b"1 (UID 7 BODY[] {3}", b"one"),
                b" FLAGS ())",
            ],
        )
        self.assertEqual(self._fetch(imap), [b"one"])

    def test_mark_that_is_refused_does_not_end_the_round(self):
        """The mail is stored, and known when it is fetched again."""
        imap = FakeImap({"7": b"one", "8": b"two"})
        imap.answers["STORE", "7"] = ("NO", [b"read only"])
        with self.assertLogs(LOGGER, "WARNING"):
            self.assertEqual(self._fetch(imap), [b"one", b"two"])
        self.assertEqual(imap.seen, {"8"})

    def test_empty_mailbox(self):
        for answer in (("OK", [None]), ("OK", [b""]), ("OK", [])):
            with self.subTest(answer=answer):
                imap = FakeImap({})
                imap.answers["SEARCH", "UNSEEN"] = answer
                self.assertEqual(self._fetch(imap), [])

    def test_other_calls_are_the_connections_own(self):
        imap = FakeImap({})
        self._fetch(imap)
        self.assertIs(self.box.is_open, True)


class TestPop(MailboxCommon):
    def test_settled_mails_are_deleted(self):
        """The lines get back the ends that a mail's lines have."""
        pop = FakePop([b"a: 1\r\n\r\none", b"two"])
        self.assertEqual(self._fetch(pop), [b"a: 1\r\n\r\none\r\n", b"two\r\n"])
        self.assertEqual(pop.deleted, [1, 2])

    def test_unstored_mail_is_not_deleted(self):
        pop = FakePop([b"bad", b"two"])
        with self.assertLogs(LOGGER, "WARNING"):
            self._fetch(pop, refuse={"name-1"})
        self.assertEqual(pop.deleted, [2])

    def test_mail_that_is_gone_does_not_end_the_round(self):
        pop = FakePop([None, b"two"])
        with self.assertLogs(LOGGER, "WARNING"):
            self.assertEqual(self._fetch(pop), [b"two\r\n"])
        self.assertEqual(pop.deleted, [2])

    def test_server_without_lasting_names(self):
        """UIDL is optional (RFC 1939, 7)."""
        pop = FakePop([b"one", b"two"])
        pop.has_uidl = False
        self.assertEqual(len(self._fetch(pop)), 2)
        self.assertEqual(pop.deleted, [1, 2])


class TestMemory(BaseCase):
    def test_it_forgets_after_a_day(self):
        clock = Clock()
        memory = mailbox.Memory(clock)
        memory.begin("old")
        clock.now += mailbox.MEMORY
        self.assertEqual(memory.order(["old", "new"]), ["old", "new"])

    def test_forgiven_mails_are_due_at_once_and_last(self):
        memory = mailbox.Memory(Clock())
        memory.begin("bad")
        self.assertEqual(memory.order(["bad", "good"]), ["good"])
        memory.forgive()
        self.assertEqual(memory.order(["bad", "good"]), ["good", "bad"])

    def test_another_kind_of_connection_is_left_alone(self):
        connection = object()
        found = mailbox.careful(connection, mailbox.Round(), mailbox.Memory())
        self.assertIs(found, connection)
