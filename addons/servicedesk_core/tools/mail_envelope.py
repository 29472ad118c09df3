# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""What the head of a mail says, read so that no mail can make it fail (RFC 5322).

Read before the mail is stored: whatever is wrong with it, it must get that far.
"""

import hashlib
import re
from dataclasses import dataclass, field
from email.header import decode_header
from email.parser import BytesHeaderParser
from email.policy import compat32

# Where a mail went, the visible addressees first: their order decides.
VISIBLE = ("To", "Cc")
DELIVERED = (
    "Delivered-To",
    "X-Original-To",
    "Envelope-To",
    "X-Envelope-To",
    "Resent-To",
    "Resent-Cc",
)
ADDRESS = re.compile(r"[^\s<>,;:\"'()\[\]]+@[^\s<>,;:\"'()\[\]@]+")
MESSAGE_ID = re.compile(r"<[^<>\s]+>")
# As many references as are looked at: the newest stand last (RFC 5322, 3.6.4).
MOST_REFERENCES = 32
LONGEST_ID = 998


@dataclass
class Envelope:
    """The head of one mail.

    :ivar message_id: with its brackets, or an empty string.
    :ivar recipients: plain addresses in small letters, visible ones first, each once.
    :ivar references: Message-Ids, the oldest first, ``in_reply_to`` included last.
    """

    message_id: str = ""
    sender: str = ""
    subject: str = ""
    date: str = ""
    to: str = ""
    recipients: list = field(default_factory=list)
    references: list = field(default_factory=list)
    in_reply_to: str = ""
    body_hash: str = ""

    @property
    def key(self):
        """Return what this mail is known by, however often it is delivered."""
        if self.message_id:
            return self.message_id[:LONGEST_ID]
        facts = (self.sender, self.date, self.subject, self.body_hash)
        return "hash:" + hashlib.sha256("\0".join(facts).encode()).hexdigest()

    @property
    def root(self):
        """Return the Message-Id that the conversation began with, or False."""
        return self.references[0] if self.references else False


def read(raw):
    """Return the :class:`Envelope` of a mail.

    :param bytes raw: the mail as it came.
    """
    head, _edge, _body = split(raw)
    message = BytesHeaderParser(policy=compat32).parsebytes(head)
    named = _ids(_text(message, "In-Reply-To"))
    references = _ids(_text(message, "References"))[-MOST_REFERENCES:]
    recipients = _addresses(message, VISIBLE) + _addresses(message, DELIVERED)
    return Envelope(
        message_id=_message_id(message),
        sender=_text(message, "From"),
        subject=_text(message, "Subject"),
        date=_text(message, "Date"),
        to=_text(message, "To"),
        recipients=list(dict.fromkeys(recipients)),
        references=list(dict.fromkeys(references + named[:1])),
        in_reply_to=named[0] if named else "",
        body_hash=body_hash(raw),
    )


def split(raw):
    """Return (head, edge, body) of a mail, whatever ends its lines."""
    found = re.search(rb"\r?\n\r?\n", raw)
    if not found:
        return raw, b"", b""
    return raw[: found.start()] + b"\n", found.group(), raw[found.end() :]


def body_hash(raw):
    """Return a hash of the body that survives other line ends and blanks at its end.

    The head differs with the way a mail took: each server adds its lines.
    """
    body = split(raw)[2].replace(b"\r\n", b"\n").rstrip()
    return hashlib.sha256(body).hexdigest()


def decode(value):
    """Return a header's text; what no alphabet fits is shown as it came."""
    parts = []
    try:
        found = decode_header(value)
    except Exception:  # what strangers write can fail in any way
        return str(value)
    for part, charset in found:
        if isinstance(part, bytes):
            try:
                part = part.decode(charset or "utf-8")
            except (LookupError, UnicodeDecodeError, ValueError):
                part = part.decode("latin-1")
        parts.append(part)
    return "".join(parts)


def _text(message, name):
    values = [decode(value) for value in message.get_all(name, [])]
    return " ".join(" ".join(values).replace("\0", "").split())


def _message_id(message):
    text = _text(message, "Message-Id")
    found = MESSAGE_ID.search(text)
    return found.group() if found else text


def _ids(text):
    return MESSAGE_ID.findall(text)


def _addresses(message, names):
    return [
        address.lower()
        for name in names
        for address in ADDRESS.findall(_text(message, name))
    ]
