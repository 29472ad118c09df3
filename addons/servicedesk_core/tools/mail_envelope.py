# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""What the head of a mail says, read so that no mail can make it fail (RFC 5322).

Read before the mail is stored: whatever is wrong with it, it must get that far.
"""

import codecs
import hashlib
import math
import re
from dataclasses import dataclass, field
from email.header import Header, decode_header
from email.parser import BytesHeaderParser
from email.policy import compat32

from . import mail_address

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
LISTS = frozenset({*VISIBLE, *DELIVERED, "References"})
# Who a mail says it is from.
SENDERS = ("From", "Reply-To", "Sender")
KEPT = frozenset(
    {
        *LISTS,
        *SENDERS,
        "Auto-Submitted",
        "Content-Transfer-Encoding",
        "Content-Type",
        "Date",
        "In-Reply-To",
        "Message-Id",
        "Mime-Version",
        "Precedence",
        "Return-Path",
        "Subject",
    }
)
MESSAGE_ID = re.compile(r"<[^<>\s]+>")
ORIGINAL_ID = re.compile(r"^Original-Message-ID:\s*<?([^<>\s]+@[^<>\s]+)", re.I | re.M)
# As many references as are looked at: the newest stand last (RFC 5322, 3.6.4).
MOST_REFERENCES = 32
# In bytes: what a line may hold (RFC 5322, 2.1.1), and an index of the database.
LONGEST_ID = 998
LONGEST_TEXT = 2000
# As far as a head is read at all; of one header that names people, and of others.
LONGEST_HEAD = 4 * 1024 * 1024
LONGEST_LIST = 1024 * 1024
# As far as headers are handed on: what Odoo and Python do with them takes seconds.
LONGEST_NAMES = 32 * 1024
LONGEST_HEADER = 8 * 1024
# And all of them together, of those that say nothing about where the mail goes.
LONGEST_REST = 64 * 1024
# As far as a returned mail is searched for what it returns.
LONGEST_REPORT = 256 * 1024
MOST_REPORTED = 64
# Who returns mail, where the head says it no better.
POSTMASTERS = ("mailer-daemon", "postmaster")


@dataclass
class Envelope:
    """The head of one mail.

    :ivar message_id: with its brackets, or an empty string.
    :ivar recipients: plain addresses in small letters, visible ones first, each once.
    :ivar references: Message-Ids, the oldest first, ``in_reply_to`` included last.
    :ivar reported: of a mail that was returned: the Message-Ids it speaks of.
    :ivar readable: whether there is a head at all.
    """

    message_id: str = ""
    sender: str = ""
    subject: str = ""
    date: str = ""
    to: str = ""
    recipients: list = field(default_factory=list)
    references: list = field(default_factory=list)
    in_reply_to: str = ""
    reported: list = field(default_factory=list)
    body_hash: str = ""
    readable: bool = True

    @property
    def key(self):
        """Return what this mail is known by, however often it is delivered."""
        if self.message_id:
            return self.message_id
        return "hash:" + digest(self.sender, self.date, self.subject, self.body_hash)

    @property
    def conflict_key(self):
        """Return what it is known by while its Message-Id is another mail's."""
        return "other:" + digest(self.key, self.body_hash)

    def add_recipient(self, text):
        """Note whom the delivering server names: behind those that the mail names."""
        found = addresses(clean(str(text or "")))
        self.recipients = list(dict.fromkeys([*self.recipients, *found]))

    @property
    def root(self):
        """Return the Message-Id that the conversation began with, or False."""
        return self.references[0] if self.references else False


def read(raw):
    """Return the :class:`Envelope` of a mail.

    :param bytes raw: the mail as it came.
    """
    try:
        return _read(raw)
    except Exception:  # what strangers write can fail in any way
        return Envelope(body_hash=digest_bytes(raw), readable=False)


def mend(raw):
    """Return a mail as its readers take it: no mark before its head, lines that end.

    Some programs put a byte order mark first, old ones end lines with CR alone.
    """
    raw = raw.removeprefix(codecs.BOM_UTF8)
    return raw if b"\n" in raw else raw.replace(b"\r", b"\n")


def _read(raw):
    raw = mend(raw)
    head, _edge, body = split(raw)
    message = BytesHeaderParser(policy=compat32).parsebytes(head[:LONGEST_HEAD])
    named = _ids(_text(message, "In-Reply-To"))
    references = _ids(_text(message, "References"))[-MOST_REFERENCES:]
    recipients = _addresses(message, VISIBLE) + _addresses(message, DELIVERED)
    return Envelope(
        message_id=_message_id(message),
        sender=cut(_text(message, "From")),
        subject=cut(_text(message, "Subject")),
        date=cut(_text(message, "Date")),
        to=cut(_text(message, "To")),
        recipients=list(dict.fromkeys(recipients)),
        references=list(dict.fromkeys(references + named[:1])),
        in_reply_to=named[0] if named else "",
        reported=_reported(body) if _is_returned(message) else [],
        body_hash=body_hash(raw) if message.keys() else digest_bytes(raw),
        # Who it is for may stand in what was not read.
        readable=bool(message.keys()) and len(head) <= LONGEST_HEAD,
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
    return digest_bytes(split(raw)[2].replace(b"\r\n", b"\n").rstrip())


def digest_bytes(content):
    """Return a hash of bytes."""
    return hashlib.sha256(content).hexdigest()


def digest(*facts):
    """Return a hash of some texts."""
    return digest_bytes("\0".join(facts).encode())


def decode(value):
    """Return a header's text; what no alphabet fits is shown as it came."""
    parts = []
    if not isinstance(value, Header):
        if "=?" not in value:
            return clean(value)
        value = value[:LONGEST_HEADER]  # each word takes its time
    try:
        if max(map(len, str(value).splitlines()), default=0) > LONGEST_TEXT:
            return clean(str(value))  # reading it would take minutes
        found = decode_header(value)
    except Exception:  # what strangers write can fail in any way
        return clean(str(value))
    for part, charset in found:
        if isinstance(part, bytes):
            # Bytes that name no alphabet are UTF-8 these days (RFC 6532).
            named = isinstance(value, Header) or not charset
            part = _decode_bytes(part, "utf-8" if named else charset)
        parts.append(part)
    return clean("".join(parts))


def _decode_bytes(part, charset):
    try:
        return part.decode(charset)
    except (LookupError, UnicodeError, ValueError):
        return part.decode("latin-1")


def clean(text):
    """Return a text without what PostgreSQL does not store: NUL, half characters."""
    text = text.replace("\0", "")
    return text.encode("utf-8", "replace").decode("utf-8")


def without_none(value):
    """Return what JSON holds without its nulls, which XML-RPC does not know."""
    if isinstance(value, dict):
        return {
            key: without_none(each) for key, each in value.items() if each is not None
        }
    if isinstance(value, list):
        return [without_none(each) for each in value if each is not None]
    return value


def clean_json(value):
    """Return a value that PostgreSQL stores as JSON, whatever was handed over."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {clean(str(key)): clean_json(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [clean_json(each) for each in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if value is None or isinstance(value, (bool, int)):
        return value
    return clean(str(value))


def cut(text):
    """Return a text no longer than anybody reads."""
    return text[:LONGEST_TEXT]


def _text(message, name):
    values = [decode(value) for value in message.get_all(name, [])]
    return " ".join(" ".join(values).split())


def _message_id(message):
    text = _text(message, "Message-Id")
    found = MESSAGE_ID.search(text)
    return _short_id(found.group() if found else text)


def _short_id(text):
    """Return a Message-Id that fits an index; the same one for the same text."""
    if len(text.encode()) <= LONGEST_ID:
        return text
    return f"<{digest(text)}@long.invalid>"


def _ids(text):
    return [_short_id(found) for found in MESSAGE_ID.findall(text)]


def _addresses(message, names):
    return [address for name in names for address in header_addresses(message, name)]


def header_addresses(message, name):
    """Return the plain addresses in the headers of a name, in their order."""
    return [
        address
        for value in _encoded(message, name)
        for address in mail_address.find(value) or _find_decoded(value)
    ]


def senders(message, name="From"):
    """Return [(name, plain address)] of whom a mail says to be from, in their order.

    The address is what stands in the last angle brackets of a mailbox: what comes
    before is a name, whatever it looks like.
    """
    return [
        (mail_address.clean_name(decode(cut(called))), addresses[-1])
        for called, addresses in _boxes(message, name)
    ]


def sender_addresses(message):
    """Return every address that From names, also against the rules."""
    return [
        address
        for _called, addresses in _boxes(message, "From")
        for address in addresses
    ]


def _boxes(message, name):
    return [
        box
        for value in _encoded(message, name)
        for box in mail_address.find_senders(value)
        or ("=?" in value and mail_address.find_senders(decode(value)))
        or ()
    ]


def _encoded(message, name):
    """Return the values of a header, as texts whose encoded words are not decoded."""
    values = []
    for value in message.get_all(name, []):
        # Bytes that name no alphabet come as a Header.
        text = decode(value) if isinstance(value, Header) else clean(str(value))
        values.append(text[:LONGEST_LIST])
    return values


def _find_decoded(value):
    """Return the addresses in a value that is encoded as a whole, against the rules."""
    return mail_address.find(decode(value)) if "=?" in value else []


def addresses(text):
    """Return the plain addresses in a text, in small letters and in their order."""
    return mail_address.find(text)


def is_cut(message, name):
    """Return whether :func:`shorten` may have left out a part of a header."""
    values = message.get_all(name, [])
    return any(len(str(value)) > LONGEST_NAMES // 2 for value in values)


def shorten(raw):
    """Return a mail whose headers are as long as anybody reads them.

    What others make of longer ones takes them seconds. Whom From names is kept.
    """
    head, edge, body = split(raw)
    if len(head) <= LONGEST_HEADER:
        return raw
    try:
        return _shorten_head(head, edge) + edge + body
    except Exception:  # what strangers write can fail in any way
        return raw


def _shorten_head(head, edge):
    message = BytesHeaderParser(policy=compat32).parsebytes(head[:LONGEST_HEAD])
    lines, rest_size = [], 0
    for name, value in message.raw_items():
        value = str(value)
        if name.title() not in KEPT:
            # Each line takes time of its own, however short it is.
            rest_size += len(value) + 32 * (value.count("\n") + 1)
            if rest_size > LONGEST_REST:
                continue
        longest = LONGEST_NAMES if name.title() in LISTS else LONGEST_HEADER
        if len(value) > longest:
            if name.title() in SENDERS:
                value = ", ".join(address for _name, address in senders(message, name))
            value = value[:longest].rpartition(",")[0] or value[:longest]
        lines.append(f"{name}: {value}")
    if rest := message.get_payload():
        lines.append(f"\n{rest}")  # what stands behind a line that is no header
    ending = "\r\n" if edge.startswith(b"\r") else "\n"
    text = re.sub(r"\r?\n", ending, "\n".join(lines))
    return text.encode("utf-8", "surrogateescape")


def _is_returned(message):
    """Return whether a mail may speak of another one: returned, or a receipt."""
    sender = senders(message)[:1]
    local = sender[0][1].partition("@")[0] if sender else ""
    return (
        message.get_content_type() == "multipart/report"
        or local in POSTMASTERS
        or "".join(_text(message, "Return-Path").split()) == "<>"
    )


def _reported(body):
    """Return the Message-Ids that a report names (RFC 3464, RFC 8098)."""
    text = clean(body[:LONGEST_REPORT].decode("latin-1"))
    found = _ids(text) + [_short_id(f"<{each}>") for each in ORIGINAL_ID.findall(text)]
    ids = [each for each in dict.fromkeys(found) if "@" in each]
    return ids[:MOST_REPORTED]
