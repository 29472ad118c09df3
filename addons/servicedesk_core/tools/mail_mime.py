# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""The parts that a mail consists of (RFC 2045 to 2047, 2183, 2231).

Parts are places in the mail, not copies of it: a mail of 25 MB is cut up in
milliseconds, and a file in it is decoded once. Nothing is called again by itself,
however deep parts are nested. Whatever is wrong is noted and read as it is meant.
"""

import base64
import binascii
import re
import urllib.parse
from dataclasses import dataclass, field

from . import mail_charset

# More than any client sends; what is deeper or beyond stays in the original.
MAX_DEPTH = 120
MAX_PARTS = 2000
MAX_HEADERS = 500
LONGEST_HEADER = 64 * 1024
# Of files that are written into a text.
MAX_WRITTEN = 500

# What may be wrong with a mail.
BOUNDARY, CHARSET, DEPTH, ENCODING, PARTS = (
    "boundary",
    "charset",
    "depth",
    "encoding",
    "parts",
)

HEADER = re.compile(rb"([!-9;-~]{1,200})[ \t]*:")
WORD = re.compile(r"=\?([^?\s]{0,80})\?([bBqQ])\?([^?]*)\?=")
PARAM = re.compile(r';\s*([^=;\s"]+)\s*=\s*("(?:[^"\\]|\\.)*"?|[^;]*)')
COMMENT = re.compile(r"\([^()]*\)")
KIND = re.compile(r"[\w.+-]+/[\w.+-]+")
EXTENDED = re.compile(r"^(.+?)(?:\*(\d{1,3}))?(\*)?$")
PLAIN_ENCODINGS = frozenset(
    ["", "7bit", "8bit", "binary", "none", "7bits", "8bits", "identity"]
)
NOT_BASE64 = bytes(
    set(range(256))
    - set(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=")
)
BLANKS = b" \t\r\n"
# Three words on a line: base64 has none.
WORDS = re.compile(rb"\w[ \t]+\S+[ \t]+\w")
# A line that could part a mail whose head does not say by what: followed by a header.
GUESSED_EDGE = re.compile(
    rb"(?:^|\n)--([^\s-][^\r\n]{0,200}?)[ \t]*\r?\n(?=[Cc]ontent-[A-Za-z-]+:)"
)


@dataclass
class Part:
    """One part of a mail.

    :ivar kind: its declared MIME type, in small letters.
    :ivar params: of its type; names in small letters, RFC 2231 resolved.
    :ivar disposition: ``attachment``, ``inline``, … or an empty string.
    :ivar start: where its body begins in ``raw``; its head begins at ``begin``.
    """

    raw: bytes
    begin: int
    end: int
    start: int = 0
    headers: dict = field(default_factory=dict)
    kind: str = "text/plain"
    params: dict = field(default_factory=dict)
    disposition: str = ""
    shown: dict = field(default_factory=dict)
    parts: list = field(default_factory=list)

    @property
    def filename(self):
        """Return the name that its sender gave it, or an empty string."""
        return self.shown.get("filename") or self.params.get("name") or ""

    @property
    def cid(self):
        """Return what a page refers to it by, without brackets."""
        return header(self, "content-id").strip("<> \t")

    def walk(self):
        """Yield this part and all in it, in the order of the mail."""
        todo = [self]
        while todo:
            part = todo.pop()
            yield part
            todo.extend(reversed(part.parts))


def parse(raw, flaws):
    """Return the tree of a mail's parts; add what is wrong with it to ``flaws``.

    :param bytes raw: the mail as it came.
    :param list flaws: gets keys of this module.
    """
    root = _read_part(raw, 0, len(raw))
    todo = [(root, 0)]
    count = 1
    while todo:
        part, depth = todo.pop()
        if not part.kind.startswith("multipart/"):
            continue
        if depth >= MAX_DEPTH:
            flaws.append(DEPTH)
            part.kind = "application/octet-stream"
            continue
        default = "message/rfc822" if part.kind == "multipart/digest" else "text/plain"
        for begin, end in _pieces(part, flaws):
            count += 1
            if count > MAX_PARTS:
                flaws.append(PARTS)
                return root
            part.parts.append(_read_part(raw, begin, end, default))
        todo.extend((child, depth + 1) for child in part.parts)
        if not part.parts:
            # Said to have parts, and has none: what there is, is its text.
            part.kind = "text/plain"
            part.params = {}
    return root


def _read_part(raw, begin, end, default="text/plain"):
    part = Part(raw, begin, end)
    part.headers, part.start = read_headers(raw, begin, end)
    value, params = parse_value(part.headers.get("content-type", b""))
    part.params = params
    part.kind = _kind(value) if value else default
    value, part.shown = parse_value(part.headers.get("content-disposition", b""))
    part.disposition = value
    return part


def _kind(value):
    value = value.strip("\"' ")
    if KIND.fullmatch(value):
        return value
    if value.partition("/")[0] == "text":
        return "text/plain"
    if value == "pdf":
        return "application/pdf"
    if value.startswith("multipart"):
        return "multipart/mixed"
    return "application/octet-stream"


def read_headers(raw, begin, end):
    """Return ({name: value as it came}, where the body begins).

    Of a header given twice the first counts. The first line that can be none ends the
    head, with or without an empty line.
    """
    headers, name, at = {}, None, begin
    for _line in range(MAX_HEADERS * 10):
        if at >= end:
            break
        stop = raw.find(b"\n", at, end)
        after = end if stop < 0 else stop + 1
        line = raw[at : min(after, at + LONGEST_HEADER)].rstrip(b"\r\n")
        if not line.strip():
            return headers, after
        found = HEADER.match(line)
        if line[:1] in b" \t":
            if name and len(headers[name]) < LONGEST_HEADER:
                headers[name] += line
        elif found:
            name = found[1].lower().decode("ascii")
            if name in headers or len(headers) >= MAX_HEADERS:
                name = None
            else:
                headers[name] = line[found.end() :].strip()
        elif at > begin or not line.startswith((b"From ", b">From ")):
            return headers, at
        at = after
    return headers, at


def _pieces(part, flaws):
    """Return [(begin, end)] of what a part consists of."""
    edge = part.params.get("boundary", "").encode("utf-8", "replace").rstrip()
    pieces, closed = _cut(part, edge) if edge else ([], False)
    if not pieces:
        flaws.append(BOUNDARY)
        first = max(part.begin, part.start - 1)
        if found := GUESSED_EDGE.search(part.raw, first, part.end):
            pieces, closed = _cut(part, found[1])
    if pieces and not closed:
        flaws.append(BOUNDARY)
    return pieces


def _cut(part, edge):
    raw, end = part.raw, part.end
    mark = b"--" + edge
    pieces, begin, at = [], None, part.start
    while len(pieces) <= MAX_PARTS:
        at = raw.find(mark, at, end)
        if at < 0:
            if begin is not None:
                pieces.append((begin, end))
            return pieces, False
        after = at + len(mark)
        if at > part.start and raw[at - 1] not in b"\r\n":
            at = after
            continue
        stop = raw.find(b"\n", after, end)
        stop = end if stop < 0 else stop
        rest = raw[after : min(stop, after + 200)].strip()
        if rest not in (b"", b"--"):
            at = after
            continue
        if begin is not None:
            pieces.append((begin, max(begin, _before_line_end(raw, begin, at))))
        if rest:
            return pieces, True
        begin = at = min(stop + 1, end)
    return pieces, True


def _before_line_end(raw, begin, at):
    if at - 1 >= begin and raw[at - 1 : at] == b"\n":
        at -= 1
        if at - 1 >= begin and raw[at - 1 : at] == b"\r":
            at -= 1
    return at


# ----------------------------------------------------------------------
# Headers
# ----------------------------------------------------------------------


def header(part, name):
    """Return the text of a part's header, or an empty string."""
    return decode_header(part.headers.get(name, b"")).strip()


def decode_header(value, charset=""):
    """Return the text of a header as it came.

    :param bytes value: 8-bit letters are in UTF-8 or ``charset``, as many clients
        write them who should not.
    """
    text, _fits = mail_charset.decode(value, charset)
    return decode_words(" ".join(text.split("\n")))


def decode_words(text):
    """Return a text with its encoded words decoded (RFC 2047).

    Words next to each other may share a letter between them: joined before decoded.
    """
    if "=?" not in text:
        return text
    result, at = [], 0
    pending, codec = b"", ""
    for found in WORD.finditer(text):
        between = text[at : found.start()]
        if pending and (between.strip() or found[1].lower() != codec):
            result.append(mail_charset.decode(pending, codec)[0])
            pending = b""
        if between.strip() or not at:
            result.append(between)
        pending += _decode_word(found[2], found[3])
        codec = found[1].partition("*")[0].lower()
        at = found.end()
    if pending:
        result.append(mail_charset.decode(pending, codec)[0])
    return "".join(result) + text[at:]


def _decode_word(how, word):
    data = word.encode("utf-8", "replace")
    if how in "qQ":
        return binascii.a2b_qp(data.replace(b"_", b" "), header=True)
    return decode_base64(data)[0]


def parse_value(value):
    """Return (value, {name: text}) of a header with parameters.

    :param bytes value: as it came.
    """
    text, _fits = mail_charset.decode(value[:LONGEST_HEADER])
    text = text.replace("\n", " ")
    main, sign, rest = text.partition(";")
    raw = {}
    for name, given in PARAM.findall(sign + rest):
        raw.setdefault(name.lower(), given)
    main = COMMENT.sub("", main).strip().lower()
    return main, _resolve(raw)


def _resolve(raw):
    """Return parameters with their continuations joined (RFC 2231)."""
    params, split = {}, {}
    for name, given in raw.items():
        given = given.strip()
        if given.startswith('"'):
            given = re.sub(r"\\([\"\\])", r"\1", given.strip('"'))
        found = EXTENDED.match(name)
        base, number, star = found.groups()
        if number is None and not star:
            params[base] = decode_words(given)
        else:
            split.setdefault(base, []).append((int(number or 0), bool(star), given))
    for base, pieces in split.items():
        params[base] = _join_pieces(sorted(pieces)) or params.get(base, "")
    return params


def _join_pieces(pieces):
    data, charset = b"", "utf-8"
    for index, (_number, star, given) in enumerate(pieces):
        if not star:
            data += given.encode("utf-8", "replace")
            continue
        if not index and given.count("'") >= 2:
            charset, _language, given = given.split("'", 2)
        data += urllib.parse.unquote_to_bytes(given)
    return decode_words(mail_charset.decode(data, charset)[0])


# ----------------------------------------------------------------------
# Bodies
# ----------------------------------------------------------------------


def get_body(part, flaws):
    """Return the bytes of a part's body, its transfer encoding undone."""
    data = part.raw[part.start : part.end]
    declared = part.headers.get("content-transfer-encoding", b"")
    name = re.sub(r"\(.*|[^a-z0-9]", "", declared.decode("latin-1").lower())
    if "base64" in name or name == "b":
        decoded, fits = decode_base64(data)
        if not fits:
            flaws.append(ENCODING)
            if WORDS.search(data, 0, 2000):
                return data  # said to be encoded, and is not
        return decoded
    if "quoted" in name or name in ("qp", "q"):
        if re.search(rb"=[^0-9A-Fa-f\s=]", data):
            flaws.append(ENCODING)
        return binascii.a2b_qp(data)
    if name in ("xuuencode", "uuencode", "xuue", "uue"):
        found, _rest = find_uuencoded(data)
        return found[0][1] if found else data
    if name not in PLAIN_ENCODINGS:
        flaws.append(ENCODING)
    return data


def decode_base64(data):
    """Return (bytes, whether it was well formed)."""
    foreign = data.translate(None, BLANKS).translate(
        None, b"+/=ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
    )
    fits = not foreign
    try:
        if fits:
            return binascii.a2b_base64(data), True
    except binascii.Error:
        fits = False
    letters = data.translate(None, NOT_BASE64).partition(b"=")[0]
    if len(letters) % 4 == 1:
        letters = letters[:-1]
    return base64.b64decode(letters + b"=" * (-len(letters) % 4)), fits


BEGIN = re.compile(rb"(?:^|(?<=\n))begin [0-7]{3,4} ([^\r\n]{1,255})\r?\n")
Y_BEGIN = re.compile(rb"(?:^|(?<=\n))=ybegin [^\r\n]*?name=([^\r\n]{1,255})\r?\n")
Y_TABLE = bytes((byte - 42) % 256 for byte in range(256))
Y_ESCAPED = bytes((byte - 106) % 256 for byte in range(256))


def find_uuencoded(data):
    """Return ([(name, bytes)], the rest) of files written into a text.

    uuencode (POSIX) and yEnc: older than MIME, and still in use. What is beyond
    MAX_WRITTEN files stays text.
    """
    files, rest, at = [], [], 0
    while len(files) < MAX_WRITTEN and (found := BEGIN.search(data, at)):
        stop, decoded = _decode_uu(data, found.end())
        rest.append(data[at : found.start()] if decoded else data[at:stop])
        if decoded:
            files.append((decode_header(found[1]), decoded))
        at = stop
    data = b"".join(rest) + data[at:]
    rest, at = [], 0
    while len(files) < MAX_WRITTEN and (found := Y_BEGIN.search(data, at)):
        stop = data.find(b"\n=yend", found.end())
        if stop < 0:
            break
        rest.append(data[at : found.start()])
        files.append((decode_header(found[1]), _decode_y(data[found.end() : stop])))
        at = data.find(b"\n", stop + 1) + 1 or len(data)
    return files, b"".join(rest) + data[at:]


def _decode_uu(data, at):
    """Return (where it ends, bytes or None if it is none)."""
    lines = []
    while at < len(data):
        stop = data.find(b"\n", at)
        stop = len(data) if stop < 0 else stop
        line = data[at:stop].rstrip(b"\r")
        at = stop + 1
        if line.strip() == b"end":
            return min(at, len(data)), b"".join(lines)
        if not line.strip():
            continue
        try:
            lines.append(binascii.a2b_uu(line))
        except binascii.Error:
            try:  # some encoders write a length that is not theirs
                most = (((line[0] - 32) & 63) * 4 + 5) // 3
                lines.append(binascii.a2b_uu(line[:most]))
            except binascii.Error:
                return at, None
    return min(at, len(data)), None


def _decode_y(data):
    lines = data.replace(b"\r", b"").split(b"\n")
    body = b"".join(line for line in lines if not line.startswith(b"=ypart"))
    first, *escaped = body.split(b"=")
    decoded = [first.translate(Y_TABLE)]
    for piece in escaped:
        decoded.append(piece[:1].translate(Y_ESCAPED) + piece[1:].translate(Y_TABLE))
    return b"".join(decoded)
