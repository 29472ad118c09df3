# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""What a file is, by its bytes; and what it may be called.

What a sender says about a file is what he wants us to believe: the content is looked
at instead (libmagic knows some thousand formats).
"""

import mimetypes
import unicodedata

import magic

# As much of a file as libmagic needs to tell what it is.
HEAD_BYTES = 1024 * 1024
UNKNOWN = "application/octet-stream"

# Names that Windows takes for devices, whatever ending follows.
DEVICES = frozenset(
    ["con", "prn", "aux", "nul"]
    + [f"com{number}" for number in range(10)]
    + [f"lpt{number}" for number in range(10)]
)
# What Windows does not allow in a name; the slashes end folders.
FORBIDDEN = str.maketrans(dict.fromkeys('<>:"|?*', "_"))

# Formats that libmagic tells by nothing but that they are text: their ending says more.
TEXTS = {
    "csv": "text/csv",
    "eml": "message/rfc822",
    "ics": "text/calendar",
    "json": "application/json",
    "md": "text/markdown",
    "vcf": "text/vcard",
}
# Office files are archives; by the order of what is in them, libmagic may miss which.
OFFICE = (
    (
        b"word/",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    (b"xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (
        b"ppt/",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ),
)
# Endings where Python's table differs by the system it runs on.
ENDINGS = {
    "application/pgp-signature": ".asc",
    "application/pkcs7-mime": ".p7m",
    "application/pkcs7-signature": ".p7s",
    "application/rtf": ".rtf",
    "application/x-pkcs7-mime": ".p7m",
    "application/x-pkcs7-signature": ".p7s",
    "audio/mpeg": ".mp3",
    "image/heic": ".heic",
    "image/jpeg": ".jpg",
    "image/tiff": ".tif",
    "image/webp": ".webp",
    "message/delivery-status": ".txt",
    "message/disposition-notification": ".txt",
    "message/rfc822": ".eml",
    "text/calendar": ".ics",
    "text/csv": ".csv",
    "text/html": ".html",
    "text/plain": ".txt",
    "text/rfc822-headers": ".txt",
    "text/rtf": ".rtf",
    "text/vcard": ".vcf",
    "text/x-vcard": ".vcf",
    UNKNOWN: ".bin",
}


def detect(content):
    """Return the MIME type that the bytes of ``content`` speak for."""
    return magic.from_buffer(bytes(content[:HEAD_BYTES]), mime=True)


def detect_named(name, content):
    """Return the MIME type of a file; its name only tells one text from another."""
    found = detect(content)
    ending = name.rpartition(".")[2].lower()
    if found == "text/plain":
        return TEXTS.get(ending, found)
    if found == "application/zip":
        head = bytes(content[:HEAD_BYTES])
        if b"[Content_Types].xml" in head:
            return next((kind for mark, kind in OFFICE if mark in head), found)
    return found


def is_page(kind):
    """Return whether a browser would run what is in a file of this type."""
    return "html" in kind or "javascript" in kind or kind.endswith(("xml", "/mhtml"))


def get_ending(kind):
    """Return the usual ending of a type, with its dot, or an empty string."""
    return ENDINGS.get(kind) or mimetypes.guess_extension(kind) or ""


def clean_name(name, longest=200):
    """Return ``name`` without folders and without characters that cannot be seen.

    Among the invisible ones are those that turn the writing direction: with them
    ``exe.gpj`` is shown as ``jpg.exe``, and the other way round.
    """
    name = (name or "").replace("\\", "/").rstrip("/").rpartition("/")[2]
    name = "".join(
        char for char in name if not unicodedata.category(char).startswith("C")
    )
    name = " ".join(name.split()).strip(". ")
    stem, dot, ending = name.rpartition(".")
    if len(name) > longest and dot and len(ending) < 10:
        return f"{stem[: longest - len(ending) - 1].rstrip()}.{ending}"
    return name[:longest].rstrip()


def clean_windows_name(name, longest=200):
    """Return a name that every system can store."""
    name = clean_name(name, longest - 1).translate(FORBIDDEN)
    if name.partition(".")[0].strip().lower() in DEVICES:
        return f"_{name}"
    return name
