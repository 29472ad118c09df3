# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""The text that bytes of a mail stand for, whatever alphabet they claim to be in.

Declared first, then UTF-8, then a guess, then Latin-1, which fits everything: a text
with some wrong letters is read more easily than none.
"""

import codecs
import re

try:
    import chardet
except ImportError:  # pragma: no cover - Odoo brings it
    chardet = None

# Names that clients send and Python does not know, or takes for too small an alphabet.
# Microsoft calls cp949 by the name of the standard that it extends, and so do browsers
# with GB 2312, Shift_JIS and Latin-1 (encoding.spec.whatwg.org, names and labels).
ALIASES = {
    "ansi": "cp1252",
    "ansi_x3.4-1968": "ascii",
    "big5": "big5hkscs",
    "euc-kr": "cp949",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb_2312-80": "gb18030",
    "hz-gb-2312": "hz",
    "iso-2022-jp": "iso2022_jp_ext",
    "iso-8859-1": "cp1252",
    "iso-8859-6-e": "iso8859-6",
    "iso-8859-6-i": "iso8859-6",
    "iso-8859-8-e": "iso8859-8",
    "iso-8859-8-i": "iso8859-8",
    "iso8859_1": "cp1252",
    "ks_c_5601-1987": "cp949",
    "ks_c_5601": "cp949",
    "ksc5601": "cp949",
    "ksc_5601": "cp949",
    "latin1": "cp1252",
    "logical": "iso8859-8",
    "macintosh": "mac_roman",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "unicode": "utf-16",
    "unicode-1-1-utf-7": "utf-7",
    "us-ascii": "ascii",
    "utf8mb4": "utf-8",
    "visual": "iso8859-8",
}
# Words that stand where a name should, and say nothing.
SILENT = frozenset(["", "default", "none", "null", "unknown", "unknown-8bit"])
# Text in Python's eyes, but no alphabet; some take for ever on long input.
NO_ALPHABET = frozenset(
    "idna mbcs oem punycode raw-unicode-escape undefined unicode-escape".split()
)
PAGE = re.compile(r"(?:cp|win|windows|ibm|dos|oem|msdos)[-_ ]?(\d{3,5})")
ISO = re.compile(r"iso[-_ ]?8859[-_ ]?(\d{1,2})")
MAC = re.compile(r"mac[-_ ]?(\w+)")
UTF_8 = re.compile(r"utf[-_ ]?8\b")
# As much as the guess looks at: more only takes longer.
SAMPLE = 16 * 1024
# A text with fewer unreadable letters than this is in the declared alphabet all the
# same: it was cut inside a letter.
FEW_WRONG = 0.01
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")


def find_codec(name):
    """Return Python's name of an alphabet, or None."""
    name = (name or "").strip("\"' \t\r\n;<>()").lower()
    for candidate in _candidates(name):
        try:
            info = codecs.lookup(candidate)
        except (LookupError, ValueError, UnicodeError):
            continue
        if info._is_text_encoding and info.name not in NO_ALPHABET:
            return info.name
    return None


def _candidates(name):
    yield ALIASES.get(name, name)
    plain = name.removeprefix("x-")
    yield ALIASES.get(plain, plain)
    if found := PAGE.search(plain):
        yield f"cp{found[1]}"
    if found := ISO.search(plain):
        yield f"iso8859-{found[1]}"
    if found := MAC.match(plain):
        yield f"mac_{found[1]}"
    if UTF_8.search(plain):
        yield "utf-8"


def decode(data, charset=""):
    """Return (text, whether the declared alphabet is one and fits).

    :param bytes data: a text.
    :param str charset: what it is declared as.
    """
    text, fits = _decode(bytes(data), charset)
    text = CONTROLS.sub("", text)
    if text and max(text) >= "\ud800":
        # Halves of letters, which no database takes (UTF-7 and UTF-16 can say them).
        text = text.encode("utf-8", "replace").decode("utf-8")
    return text.replace("\r\n", "\n").replace("\r", "\n"), fits


def _decode(data, charset):
    codec = find_codec(charset)
    silent = (charset or "").strip("\"' ").lower() in SILENT
    fits = bool(codec) or silent
    for mark, marked in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark) and (text := _try(data, marked)) is not None:
            return text, fits
    if codec and codec != "ascii" and (text := _try(data, codec)) is not None:
        return text, True
    if codec == "cp1252":  # five bytes of it mean nothing
        return data.decode("latin-1"), True
    if b"\x1b$" in data and (text := _try(data, "iso2022_jp_ext")) is not None:
        return text, fits
    if (text := _try(data, "utf-8")) is not None:
        # ASCII is what clients say that do not know: no mistake of the sender's.
        return text, fits and codec in (None, "ascii")
    return _guess(data, codec), False


def _guess(data, codec):
    if codec and codec != "ascii":
        text = data.decode(codec, "replace")
        if text.count("\ufffd") <= len(text) * FEW_WRONG:
            return text
    if data.count(b"\xc3") + data.count(b"\xd0") + data.count(b"\xe2") > 2:
        text = data.decode("utf-8", "replace")
        if text.count("\ufffd") <= len(text) * FEW_WRONG:
            return text
    if chardet:
        start = next((at for at, byte in enumerate(data) if byte > 127), 0)
        found = chardet.detect(data[max(0, start - 200) :][:SAMPLE])
        guessed = find_codec(found["encoding"])
        if guessed and (found["confidence"] or 0) > 0.4:
            text = _try(data, guessed)
            if text is not None:
                return text
    text = _try(data, "cp1252")
    return data.decode("latin-1") if text is None else text


def _try(data, codec):
    try:
        return data.decode(codec)
    except (UnicodeError, LookupError, ValueError):
        return None
