# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""Which files people outside may send: decided by what is in them, then by their name.

What a browser says about a file is what its sender wants us to believe. So the
content is looked at (libmagic knows some thousand formats), and the ending of the
name only ever makes us stricter: a program is refused as ``photo.jpg`` too, and a
batch file, which is nothing but text, is known by its name.
"""

from . import filetype
from .filetype import detect

MAX_FILES = 10
MAX_BYTES = 20 * 1024 * 1024
MAX_NAME = 120  # characters

EMPTY, TOO_LARGE, DANGEROUS = "empty", "too_large", "dangerous"

# Formats that do something when they are opened: programs, installers, scripts,
# shortcuts, disk images, and pages that a browser would run in our name.
DANGEROUS_TYPES = frozenset(
    {
        "application/java-archive",
        "application/javascript",
        "application/vnd.android.package-archive",
        "application/vnd.debian.binary-package",
        "application/vnd.microsoft.portable-executable",
        "application/x-apple-diskimage",
        "application/x-dosexec",
        "application/x-executable",
        "application/x-iso9660-image",
        "application/x-java-applet",
        "application/x-mach-binary",
        "application/x-ms-shortcut",
        "application/x-msi",
        "application/x-object",
        "application/x-pie-executable",
        "application/x-rpm",
        "application/x-sharedlib",
        "application/xhtml+xml",
        "image/svg+xml",
        "text/html",
        "text/javascript",
        "text/x-msdos-batch",
        "text/x-perl",
        "text/x-php",
        "text/x-python",
        "text/x-ruby",
        "text/x-script.python",
        "text/x-shellscript",
        "text/x-tcl",
    }
)
DANGEROUS_ENDINGS = frozenset(
    "apk app application appx bat chm cmd com cpl dll dmg exe gadget hta htm html"
    " img inf iso jar js jse lnk mht mhtml msc msi msix msp pif ps1 psm1 py pyw reg"
    " scf scr sct sh svg svgz sys url vbe vbs vhd vhdx ws wsc wsf wsh xhtml xll"
    "".split()
)


def refuse(name, content):
    """Return why a file may not be sent, or None.

    :param str name: as :func:`clean_name` left it.
    :param bytes content: the file, or its first ``MAX_BYTES`` + 1 bytes.
    :return: EMPTY, TOO_LARGE, DANGEROUS or None.
    """
    if not content:
        return EMPTY
    if len(content) > MAX_BYTES:
        return TOO_LARGE
    stem, _dot, ending = name.lower().rpartition(".")
    if (stem and ending in DANGEROUS_ENDINGS) or detect(content) in DANGEROUS_TYPES:
        return DANGEROUS
    return None


def clean_name(name):
    """Return ``name`` without folders and without characters that cannot be seen."""
    return filetype.clean_name(name, MAX_NAME)
