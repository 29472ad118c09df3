# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""Read a mailbox so that no mail is marked as read before it is stored.

Reading leaves every mark as it is (RFC 3501, 6.4.5: BODY.PEEK); only a settled mail is
marked. One that is not stays unread, is left alone for a while and then asked for
last, so that it neither holds up the others nor is fetched without end.
"""

import imaplib
import logging
import poplib
import time

_logger = logging.getLogger(__name__)

# A mail that was not stored is left alone that long: less than the job's five minutes.
PAUSE = 240
# After a day what went wrong with a mail is forgotten.
MEMORY = 86400


class Memory:
    """Which mails were begun and not settled, and when, as long as the process lives.

    It only orders the work: forgetting it costs a delay, never a mail.
    """

    def __init__(self, clock=time.monotonic):
        self._clock = clock
        self._begun = {}

    def begin(self, name):
        """Note that a mail is being read."""
        self._begun[name] = self._clock()

    def settle(self, name):
        """Forget a mail that is stored, or is gone."""
        self._begun.pop(name, None)

    def forgive(self):
        """Let all mails be asked for again at once, still after the others."""
        self._begun = dict.fromkeys(self._begun, self._clock() - PAUSE)

    def order(self, names):
        """Return those of ``names`` whose turn it is, the troublesome ones last."""
        now = self._clock()
        self._begun = {
            name: begun for name, begun in self._begun.items() if now - begun < MEMORY
        }
        due = [
            name
            for name in names
            if name not in self._begun or now - self._begun[name] >= PAUSE
        ]
        return sorted(due, key=self._begun.__contains__)


class Round:
    """One look into mailboxes, shared by who fetches and who stores."""

    def __init__(self):
        self.is_settled = False
        self.boxes = []


class CarefulBox:
    """A connection that marks only settled mails; the rest is the connection's.

    It answers the four calls that Odoo's fetching makes.

    :param connection: a logged-in connection with Odoo's four methods.
    :param Round watch: ``is_settled`` tells whether the mail at hand is.
    :param Memory memory: of this mailbox.
    """

    def __init__(self, connection, watch, memory):
        self._connection = connection
        self._watch = watch
        self._memory = memory
        self._waiting = []
        self.left = 0
        watch.boxes.append(self)

    def __getattr__(self, name):
        return getattr(self._connection, name)

    def check_unread_messages(self):
        """Open the mailbox; return the number of mails to be asked for."""
        self._connection.check_unread_messages()
        names = self._list()
        self._waiting = self._memory.order(names)
        self.left += len(names) - len(self._waiting)
        return len(self._waiting)

    def retrieve_unread_messages(self):
        """Yield (name, mail in bytes) of each; what cannot be read is passed over."""
        for name in self._waiting:
            self._watch.is_settled = False
            self._memory.begin(name)
            try:
                raw = self._read(name)
            except (imaplib.IMAP4.abort, OSError):
                raise  # the connection is gone
            except (imaplib.IMAP4.error, poplib.error_proto) as error:
                self._leave(name, error)
                continue
            if raw is None:
                self._leave(name, "no content was given")
                continue
            yield name, raw

    def handled_message(self, name):
        """Mark a mail as read if it is settled."""
        if not self._watch.is_settled:
            self._leave(name, "it was not stored")
            return
        try:
            self._mark(name)
        except (imaplib.IMAP4.abort, OSError):
            raise  # the connection is gone
        except (imaplib.IMAP4.error, poplib.error_proto) as error:
            self._leave(name, error)
            return
        self._memory.settle(name)

    def _leave(self, name, why):
        self.left += 1
        _logger.warning("Mail %s stays unread in its mailbox: %s", name, why)

    def _list(self):
        raise NotImplementedError

    def _read(self, name):
        raise NotImplementedError

    def _mark(self, name):
        raise NotImplementedError


class CarefulImap(CarefulBox):
    """By IMAP, with the numbers that a mail keeps (RFC 3501, 2.3.1.1)."""

    def _list(self):
        found = self._uid("SEARCH", "UNSEEN")
        return [uid.decode() for line in found if line for uid in line.split()]

    def _read(self, name):
        for part in self._uid("FETCH", name, "(BODY.PEEK[])"):
            # Among it may stand what the server has to say of other mails.
            if isinstance(part, tuple) and b"BODY[" in part[0].upper():
                return part[1]
        return None

    def _mark(self, name):
        self._uid("STORE", name, "+FLAGS", r"(\Seen)")

    def _uid(self, *command):
        status, data = self._connection.uid(*command)
        if status != "OK":
            raise imaplib.IMAP4.error(f"{command[0]}: {data}")
        return data or []


class CarefulPop(CarefulBox):
    """By POP3, where to be marked means to be deleted when the session ends."""

    def __init__(self, *args):
        super().__init__(*args)
        self._numbers = {}

    def _list(self):
        try:
            lines = [line.decode().split() for line in self._connection.uidl()[1]]
            self._numbers = {line[1]: int(line[0]) for line in lines if len(line) > 1}
        except poplib.error_proto:  # optional (RFC 1939, 7)
            count, _size = self._connection.stat()
            self._numbers = {str(number): number for number in range(1, count + 1)}
        return list(self._numbers)

    def _read(self, name):
        _answer, lines, _size = self._connection.retr(self._numbers[name])
        return b"\r\n".join(lines) + b"\r\n"

    def _mark(self, name):
        self._connection.dele(self._numbers[name])


def careful(connection, watch, memory):
    """Return the connection so wrapped; one of another kind is returned as it is."""
    if isinstance(connection, imaplib.IMAP4):
        return CarefulImap(connection, watch, memory)
    if isinstance(connection, poplib.POP3):
        return CarefulPop(connection, watch, memory)
    return connection
