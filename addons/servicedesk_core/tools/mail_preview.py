# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""A mail as plain words, to be looked at before anything is believed of it.

Whatever is wrong with a mail, something is shown: head, text, and names of files.
"""

import email
import email.policy
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from . import mail_envelope

# More of a text nobody reads in a form; the original has it all.
MOST = 100_000
HIDDEN = frozenset({"head", "script", "style", "template", "title"})
BLOCKS = frozenset(
    "address article blockquote br dd div dl dt footer h1 h2 h3 h4 h5 h6 header hr li"
    " ol p pre section table td th tr ul".split()
)
# What no screen shows, and what turns the direction of writing round (Unicode TR 9).
CONTROLS = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]"
)


@dataclass
class Preview:
    """What is shown of a mail.

    :ivar head: its header lines as they came, unfolded.
    :ivar text: its words; of one in HTML alone the words of that.
    :ivar files: names and types of its parts that are no text to be read.
    """

    head: str = ""
    text: str = ""
    files: list = field(default_factory=list)


def read(raw):
    """Return the :class:`Preview` of a mail.

    :param bytes raw: the mail as it came.
    """
    head, _edge, body = mail_envelope.split(raw)
    preview = Preview(head=_cut(_decode_head(head)))
    try:
        message = email.message_from_bytes(raw, policy=email.policy.compat32)
        plain, marked = _collect(message, preview)
    except Exception:  # what strangers send can fail in any way
        plain, marked = [body[: 4 * MOST].decode("utf-8", "replace")], []
    text = "\n\n".join(plain) if any(part.strip() for part in plain) else ""
    preview.text = _cut(text or "\n\n".join(map(to_words, marked)))
    return preview


def to_words(html):
    """Return the words of HTML; where links lead stands beside them."""
    reader = _Words()
    try:
        reader.feed(html)
        reader.close()
    except Exception:  # what strangers send can fail in any way
        return html
    lines = (" ".join(line.split()) for line in "".join(reader.words).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


class _Words(HTMLParser):
    """Gathers the words of HTML."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.words = []
        self.hidden = 0
        self.links = []

    def handle_starttag(self, tag, attrs):
        if tag in HIDDEN:
            self.hidden += 1
        elif tag in BLOCKS:
            self.words.append("\n")
        elif tag == "a":
            self.links.append(dict(attrs).get("href") or "")

    def handle_endtag(self, tag):
        if tag in HIDDEN:
            self.hidden = max(0, self.hidden - 1)
        elif tag in BLOCKS:
            self.words.append("\n")
        elif tag == "a" and self.links:
            link = self.links.pop()
            if link and not link.startswith("#"):
                self.words.append(f" <{link}>")

    def handle_data(self, data):
        if not self.hidden:
            self.words.append(" ".join(data.split("\n")))


def _collect(message, preview):
    """Return (plain texts, HTML texts) of a mail; note its files."""
    plain, marked = [], []
    for part in message.walk():
        if part.is_multipart():
            continue
        kind = part.get_content_type()
        name = part.get_filename()
        if name is not None or kind not in ("text/plain", "text/html"):
            shown = mail_envelope.decode(str(name)) if name else "–"
            preview.files.append(_clean(f"{shown} ({kind})").replace("\n", " "))
            continue
        (plain if kind == "text/plain" else marked).append(_decode_part(part))
    return plain, marked


def _decode_part(part):
    """Return the text of a part; what its charset does not explain is replaced."""
    data = part.get_payload(decode=True) or b""
    data = data[: 4 * MOST]
    charset = part.get_content_charset() or "utf-8"
    try:
        return data.decode(charset, "replace")
    except (LookupError, ValueError):
        return data.decode("utf-8", "replace")


def _decode_head(head):
    """Return header lines, each in one line, as they came and not decoded."""
    text = head[: 4 * MOST].decode("utf-8", "replace")
    return re.sub(r"\r?\n[ \t]+", " ", text)


def _clean(text):
    """Return a text without what could disturb who reads it, or its database."""
    return CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _cut(text):
    text = _clean(text).strip("\n")
    return text if len(text) <= MOST else text[:MOST] + "\n[…]"
