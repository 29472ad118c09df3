# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""Programs that no Python package brings: what the tests need, and how to get it."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from . import debian
from .errors import DeskError
from .progress import step


@dataclass(frozen=True)
class Program:
    """A program, where it may be found, and the Debian package that has it.

    ``parts`` are files without which the program found is not enough.
    """

    package: str
    commands: tuple
    what_for: str
    variable: str
    parts: tuple = ()

    def find(self, environ=os.environ):
        """Return the program's path, or None; its variable may name it."""
        named = environ.get(self.variable)
        if named:
            return named if os.access(named, os.X_OK) else None
        if not all(Path(part).exists() for part in self.parts):
            return None
        folders = environ.get("PATH", os.defpath) + ":/usr/sbin:/usr/local/sbin"
        for command in self.commands:
            found = shutil.which(command, path=folders)
            if found:
                return found
        return None


CHROMIUM = Program(
    package="chromium",
    commands=("google-chrome", "chromium", "chromium-browser", "google-chrome-stable"),
    what_for="browser tests and screenshots",
    variable="DESK_CHROMIUM",
)
DOVECOT = Program(
    package="dovecot-imapd",
    commands=("dovecot",),
    what_for="the mail story in tests/, which reads a real mailbox",
    variable="DESK_DOVECOT",
    parts=("/usr/lib/dovecot/imap",),  # dovecot-core alone has the program, too
)
WKHTMLTOPDF = Program(
    package="wkhtmltopdf",
    commands=("wkhtmltopdf",),
    what_for="printed work orders, which Odoo turns into PDF with it",
    variable="DESK_WKHTMLTOPDF",
)
FOR_TESTS = (CHROMIUM, DOVECOT, WKHTMLTOPDF)
# Screenshots of Chinese texts; looked for as a file, since it is no program.
CJK_FONTS = ("fonts-noto-cjk", Path("/usr/share/fonts/opentype/noto"))


def ensure(paths, programs):
    """Return ``{program: path}``, installed first where we may.

    :raise DeskError: names what is missing and how to install it
    """
    missing = [program for program in programs if not program.find()]
    if missing:
        packages = [program.package for program in missing]
        if os.geteuid() or not debian.is_debian():
            raise DeskError(_how_to(missing))
        with step(f"Installing {' and '.join(packages)} for the tests"):
            debian.install(packages, paths.logs / "apt.log")
    found = {program: program.find() for program in programs}
    lacking = [program for program, path in found.items() if not path]
    if lacking:
        raise DeskError(_how_to(lacking))
    return found


def _how_to(programs):
    said = "; ".join(f"{item.package} ({item.what_for})" for item in programs)
    packages = " ".join(item.package for item in programs)
    names = " or ".join(item.variable for item in programs)
    return (
        f"missing: {said}. As root: apt-get install {packages}; {names} may name "
        "the program"
    )
