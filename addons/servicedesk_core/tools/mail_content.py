# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""What a mail says, and the files that came with it; whatever is wrong with it.

Nothing that a person sent is dropped here: what cannot be shown is a file, and what
is broken is named in ``flaws``, so that the mail as it came can be kept beside.
"""

import binascii
import logging
import re
from dataclasses import dataclass, field
from email.message import Message
from urllib.parse import unquote_to_bytes

from . import filetype, mail_charset, mail_html, mail_loss, mail_mime

_logger = logging.getLogger(__name__)

# A text longer than this is no longer read on a ticket: it becomes a file, and the
# ticket shows how it begins.
MAX_TEXT = 2_000_000
SHOWN_TEXT = 100_000

# Of a text or a report so much is looked at by whoever asks what sort of mail it is.
HEAD_BYTES = 64 * 1024

# What readers of the ticket are told beside what is broken.
CUT, ENCRYPTED, LOST, PARTIAL, SEALED, TNEF, UNREADABLE = (
    "cut",
    "encrypted",
    "lost",
    "partial",
    "sealed",
    "tnef",
    "unreadable",
)

# Texts that are files by nature, whether or not they are called attachments.
FILE_TEXTS = frozenset(
    "text/calendar text/csv text/directory text/rfc822-headers text/rtf text/vcard"
    " text/x-vcard text/xml text/x-amp-html text/x-vcalendar".split()
)
# Other shapes of a text that is there as plain text or HTML too.
OTHER_SHAPES = frozenset(["text/x-amp-html", "text/watch-html", "text/enriched"])
NAMES = {
    "application/ms-tnef": "winmail.dat",
    "application/pgp-encrypted": "version.txt",
    "application/pgp-signature": "signature.asc",
    "application/pkcs7-mime": "smime.p7m",
    "application/pkcs7-signature": "smime.p7s",
    "application/vnd.ms-tnef": "winmail.dat",
    "application/x-pkcs7-mime": "smime.p7m",
    "application/x-pkcs7-signature": "smime.p7s",
    "message/delivery-status": "delivery-status.txt",
    "message/disposition-notification": "receipt.txt",
    "text/calendar": "invite.ics",
}
META_CHARSET = re.compile(rb"<meta[^<>]{1,200}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})")
ENRICHED = re.compile(r"<(?!<)[^<>]{0,60}>")
PGP_MESSAGE = "-----BEGIN PGP MESSAGE-----"


@dataclass
class File:
    """A file that came with a mail.

    :ivar cid: what the page refers to it by, if it does.
    :ivar declared: the MIME type that its sender gave it.
    """

    name: str
    content: bytes
    cid: str = ""
    declared: str = ""


@dataclass
class Content:
    """A mail's words and files.

    :ivar html: safe to store and to show.
    :ivar flaws: what is broken, keys of ``mail_mime``, LOST and UNREADABLE here.
    :ivar notes: what a reader should know, keys of this module.
    :ivar charset: the alphabet of its text: a help with heads that name none.
    :ivar parts: how many parts it has.
    :ivar bulk: [(begin, end)] of what in the mail is nothing but the inside of files.
    """

    html: str = ""
    files: list = field(default_factory=list)
    flaws: list = field(default_factory=list)
    notes: list = field(default_factory=list)
    charset: str = ""
    parts: int = 0
    bulk: list = field(default_factory=list)


def read(raw):
    """Return the :class:`Content` of a mail; nothing a mail says makes it fail.

    :param raw: bytes, or an ``email.message.Message``.
    """
    if isinstance(raw, Message):
        raw = _to_bytes(raw)
    try:
        content = _Reader(raw).collect()
    except Exception:  # what strangers send can fail in any way
        _logger.exception("A mail could not be read as what it says it is")
        content = Content(flaws=[UNREADABLE])
    content.flaws = list(dict.fromkeys(content.flaws))
    content.notes = list(dict.fromkeys(content.notes))
    return content


def _to_bytes(message):
    try:
        return message.as_bytes()
    except Exception:  # Python cannot write everything that it can read
        return str(message).encode("utf-8", "replace")


def unflow(text, delsp=False):
    """Return a text whose paragraphs were flowed, each on one line (RFC 3676).

    A line that ends with a blank goes on in the next; not so "-- ", which begins a
    signature, and not from one depth of quoting to another.
    """
    result, depth_open = [], None
    for line in text.split("\n"):
        stripped = line.lstrip(">")
        depth = len(line) - len(stripped)
        if stripped.startswith(" "):
            stripped = stripped[1:]
        if depth_open == depth and stripped != "-- ":
            result[-1] += stripped
        else:
            result.append((">" * depth + " " if depth else "") + stripped)
        depth_open = None
        if stripped.endswith(" ") and stripped != "-- ":
            depth_open = depth
            if delsp:
                result[-1] = result[-1][:-1]
    return "\n".join(result)


class _Reader:
    """Reads one mail.

    :ivar files: {where its part begins: File}, each part decoded once.
    """

    def __init__(self, raw):
        self.content = Content()
        self.root = mail_mime.parse(raw, self.content.flaws)
        self.order = []
        self.known = {}
        self.references = {}
        for part in self.root.walk():
            self.content.parts += 1
            self._note_bulk(part)
            if part.cid:
                self.references.setdefault(("cid", part.cid), part)
            if location := mail_mime.header(part, "content-location"):
                self.references.setdefault(("location", location), part)

    def collect(self):
        texts = self._texts(self.root, top=True)
        self.content.html = "".join(page for page, _shape in texts)
        self.content.files = self.order
        return self.content

    def _note_bulk(self, part):
        start = part.start
        if part.kind.startswith(("text/", "message/")):
            start += HEAD_BYTES
        if not part.parts and part.end - start > HEAD_BYTES:
            self.content.bulk.append((start, part.end))

    # ------------------------------------------------------------------
    # Containers: each returns [(safe HTML, "plain" or "html")]
    # ------------------------------------------------------------------

    def _texts(self, part, top=False, among=False):
        """Return what of a part is shown; keep the rest as files.

        :param top: whether it is the whole mail.
        :param among: whether it stands among other shapes of the same text.
        """
        subtype = part.kind.partition("/")[2]
        if part.parts:
            read = getattr(self, f"_read_{subtype}", None)
            if read and subtype in ("alternative", "related", "encrypted"):
                return read(part)
            if subtype == "appledouble":
                return self._texts(part.parts[-1])
            return [
                text for child in part.parts for text in self._texts(child, among=among)
            ]
        if self._is_shown(part, top, among):
            return self._text(part)
        self._keep(part)
        return []

    def _read_alternative(self, part):
        """Return the richest shape of a text that says something."""
        shapes = []
        for child in part.parts:
            if child.kind in OTHER_SHAPES and len(part.parts) > 1:
                continue
            shapes.append(self._texts(child, among=True))
        for wanted in ("html", "plain"):
            for texts in reversed(shapes):
                if any(shape == wanted and page for page, shape in texts):
                    return texts
        return []

    def _read_related(self, part):
        """Return the page; what belongs to it are files."""
        start = part.params.get("start", "").strip("<> ")
        root = next(
            (child for child in part.parts if start and child.cid == start),
            part.parts[0],
        )
        texts = self._texts(root, among=True)
        for child in part.parts:
            if child is not root:
                if child.parts:
                    texts += self._texts(child)
                else:
                    self._keep(child)
        return texts

    def _read_encrypted(self, part):
        self.content.notes.append(ENCRYPTED)
        for child in part.walk():
            if not child.parts:
                self._keep(child)
        return []

    # ------------------------------------------------------------------
    # Texts
    # ------------------------------------------------------------------

    def _is_shown(self, part, top, among):
        if not part.kind.startswith("text/") or part.kind in FILE_TEXTS:
            return False
        if part.disposition == "attachment":
            return top and not part.filename
        if not part.filename:
            return True
        return (top or among) and part.kind in ("text/plain", "text/html")

    def _text(self, part):
        flaws = self.content.flaws
        data = mail_mime.get_body(part, flaws)
        if part.kind != "text/html" and (b"begin " in data or b"=ybegin " in data):
            data = self._take_out_files(data)
        charset = part.params.get("charset", "")
        if not charset and part.kind == "text/html":
            found = META_CHARSET.search(data[:4096].lower())
            charset = found[1].decode("ascii", "replace") if found else ""
        text, fits = mail_charset.decode(data, charset)
        if not fits:
            flaws.append(mail_mime.CHARSET)
        self.content.charset = self.content.charset or charset
        if part.kind == "text/html":
            return self._page(text, data)
        if part.kind in ("text/enriched", "text/richtext"):
            text = ENRICHED.sub("", text).replace("<<", "<")
        if part.params.get("format", "").lower() == "flowed":
            text = unflow(text, part.params.get("delsp", "").lower() == "yes")
        if PGP_MESSAGE in text:
            self.content.notes.append(ENCRYPTED)
        return self._plain(text, data)

    def _plain(self, text, data, name="message.txt"):
        text = text.strip("\n")
        if len(text) > MAX_TEXT:
            self._add(File(name, data, declared="text/plain"))
            self.content.notes.append(CUT)
            text = text[:SHOWN_TEXT] + " …"
        if not text.strip():
            return []
        return [(mail_html.text_to_html(text), "plain")]

    def _page(self, text, data):
        page = mail_html.make_safe(text, self._find)
        if mail_loss.has_lost_words(text, page):
            self.content.flaws.append(LOST)
        if mail_html.is_blank(page):
            return []
        if len(page) > MAX_TEXT:
            text = mail_html.to_text(text[: 10 * MAX_TEXT])
            self._add(File("message.html", data, declared="text/html"))
            self.content.notes.append(CUT)
            if len(text) > MAX_TEXT:
                text = text[:SHOWN_TEXT] + " …"
            return [(mail_html.text_to_html(text), "html")]
        return [(page, "html")]

    def _take_out_files(self, data):
        files, rest = mail_mime.find_uuencoded(data)
        if len(files) >= mail_mime.MAX_WRITTEN:
            self.content.flaws.append(mail_mime.PARTS)
        for name, content in files:
            self._add(File(filetype.clean_windows_name(name) or "file", content))
        return rest

    def _find(self, source):
        """Return the Content-Id of the file that an image on the page means."""
        if source.lower().startswith("data:image/"):
            return self._take_out_image(source)
        part = self.references.get(mail_html.get_reference(source))
        if part is None or part.parts or part.kind.startswith("text/"):
            return None
        file = self._keep(part)
        file.cid = file.cid or f"image{part.begin}"
        return file.cid

    def _take_out_image(self, source):
        """Return the Content-Id of a picture that was written into the page."""
        if not mail_html.DATA_IMAGE.match(source):
            return None
        head, _sign, data = source.partition(",")
        data = unquote_to_bytes(data)
        if "base64" in head.lower():
            data = mail_mime.decode_base64(data)[0]
        kind = head[5:].partition(";")[0].lower()
        key = binascii.crc32(data), len(data)
        if key not in self.known:
            name = f"image{filetype.get_ending(kind)}"
            cid = f"data{len(self.order)}"
            self.known[key] = self._add(File(name, data, cid=cid, declared=kind))
        return self.known[key].cid

    # ------------------------------------------------------------------
    # Files
    # ------------------------------------------------------------------

    def _keep(self, part):
        """Return a part as a file, kept once."""
        if part.begin in self.known:
            return self.known[part.begin]
        declared = part.kind
        if declared in ("application/pkcs7-mime", "application/x-pkcs7-mime"):
            sealed = part.params.get("smime-type", "").lower() == "signed-data"
            self.content.notes.append(SEALED if sealed else ENCRYPTED)
        elif declared in ("application/ms-tnef", "application/vnd.ms-tnef"):
            self.content.notes.append(TNEF)
        elif declared == "message/partial":
            self.content.notes.append(PARTIAL)
        data = mail_mime.get_body(part, self.content.flaws)
        file = File(self._name(part, data), data, declared=declared)
        self.known[part.begin] = file
        return self._add(file)

    def _add(self, file):
        self.order.append(file)
        return file

    def _name(self, part, data):
        """Return a name that any system stores; made of the type if none is given."""
        name = filetype.clean_windows_name(part.filename)
        if part.kind in ("message/rfc822", "message/global"):
            if not name:
                headers, _start = mail_mime.read_headers(data, 0, len(data))
                subject = mail_mime.decode_header(headers.get("subject", b""))
                name = filetype.clean_windows_name(subject.replace("/", "-"), 100)
            name = name or "message"
            return name if name.lower().endswith(".eml") else f"{name}.eml"
        if name:
            return name
        if part.kind in NAMES:
            return NAMES[part.kind]
        kind = part.kind
        if kind == "text/plain" or filetype.get_ending(kind) in ("", ".bin"):
            kind = filetype.detect(data) if data else filetype.UNKNOWN
        stem = "image" if kind.startswith("image/") else "file"
        return f"{stem}{filetype.get_ending(kind)}"
