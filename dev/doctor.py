# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""``./desk doctor``: what is here, what is missing, and how to mend it.

It looks and changes nothing, on the plain Python.
"""

import os
import shutil
import socket
import sys
from dataclasses import dataclass

from . import (
    debian,
    lockfile,
    odoo_source,
    ports,
    postgres,
    python_env,
    server,
    system_packages,
)
from .commands import PORT
from .errors import DeskError
from .progress import say

GOOD, WILL_BE_MADE, ADVICE, BAD = "ok", "later", "note", "MISSING"
NEEDED_GB = 5


@dataclass(frozen=True)
class Finding:
    """One thing looked at; ``remedy`` says what to do where it is not good."""

    state: str
    what: str
    remedy: str = ""


def run(paths):
    """Print the findings; return 1 if something stands in the way of ``up``."""
    found = findings(paths)
    for item in found:
        say(f"{item.state:<8} {item.what}")
        if item.remedy:
            say(f"{'':<8}   {item.remedy}")
    bad = sum(item.state == BAD for item in found)
    say(f"\n{bad} to mend." if bad else "\nNothing stands in the way.")
    return 1 if bad else 0


def findings(paths):
    """Return all findings, in the order in which ``up`` would meet them."""
    found = [_python(), _disk(paths), _odoo(paths), _venv(paths), _postgres(paths)]
    found += [_program(program) for program in system_packages.FOR_TESTS]
    return [*found, _fonts(), _server(paths), _locks(paths)]


def _python():
    said = "Python {}.{}.{}".format(*sys.version_info[:3])
    try:
        python_env.check_version()
    except DeskError as error:
        return Finding(BAD, said, str(error))
    return Finding(GOOD, f"{said} ({sys.executable})")


def _disk(paths):
    folder = paths.cache
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free / 1e9
    what = f"cache {paths.cache}: {free:.0f} GB free"
    if not os.access(folder, os.W_OK):
        return Finding(BAD, what, "not writable: set DESK_CACHE to a folder of yours")
    if free < NEEDED_GB and not (paths.cache / "odoo").exists():
        return Finding(BAD, what, f"{NEEDED_GB} GB are needed: set DESK_CACHE")
    return Finding(GOOD, what)


def _odoo(paths):
    try:
        odoo = odoo_source.find(paths)
    except DeskError as error:
        return Finding(BAD, "Odoo 19.0", str(error))
    if odoo:
        return Finding(GOOD, f"Odoo {odoo.version} ({odoo.origin}: {odoo.folder})")
    if debian.is_debian():
        return Finding(WILL_BE_MADE, "Odoo 19.0: Debian's package will be fetched")
    return Finding(BAD, "Odoo 19.0", "set ODOO_SOURCE, or use a Debian, or docker/")


def _venv(paths):
    try:
        odoo = odoo_source.find(paths)
    except DeskError:
        odoo = None
    folder = python_env.location(paths, "runtime", odoo.folder if odoo else None)
    if odoo and python_env.is_complete(folder):
        return Finding(GOOD, f"Python packages ({folder})")
    return Finding(WILL_BE_MADE, "Python packages: will be installed into the cache")


def _postgres(paths):
    if not postgres.is_external():
        number = postgres.pid(paths)
        said = f"runs (pid {number})" if number else "will be started when needed"
        return Finding(GOOD, f"embedded PostgreSQL: {said}")
    host, port = os.environ.get("PGHOST", ""), os.environ.get("PGPORT") or "5432"
    what = f"PostgreSQL at {host or 'the local socket'}, port {port}"
    if host and not host.startswith("/") and not _answers(host, int(port)):
        return Finding(BAD, what, "nothing answers there: check PGHOST and PGPORT")
    return Finding(GOOD, what)


def _answers(host, port):
    try:
        socket.create_connection((host, port), timeout=3).close()
    except OSError:
        return False
    return True


def _program(program):
    found = program.find()
    if found:
        return Finding(GOOD, f"{program.package} ({found})")
    what = f"{program.package}, for {program.what_for}"
    if not os.geteuid() and debian.is_debian():
        return Finding(WILL_BE_MADE, f"{what}: `./desk test` will install it")
    remedy = f"as root: apt-get install {program.package}; or set {program.variable}"
    return Finding(ADVICE, f"not here: {what}", remedy)


def _fonts():
    package, folder = system_packages.CJK_FONTS
    if any(folder.glob("NotoSansCJK*")):
        return Finding(GOOD, package)
    remedy = f"as root: apt-get install {package}"
    return Finding(ADVICE, f"not here: {package}, for screenshots in Chinese", remedy)


def _server(paths):
    known = server.running(paths)
    if known:
        return Finding(GOOD, f"the desk is up: http://localhost:{known['port']}")
    if ports.is_free(PORT):
        return Finding(GOOD, f"the desk is down; port {PORT} is free")
    remedy = "`./desk up` will take the next free one, or the one of --port"
    return Finding(ADVICE, f"the desk is down; port {PORT} is taken", remedy)


def _locks(paths):
    busy = [lockfile.holder(paths.state, name) for name in ("demo", "test")]
    busy = [item for item in busy if item]
    if not busy:
        return Finding(GOOD, "no other ./desk is at work here")
    return Finding(ADVICE, f"at work here: {'; '.join(f'pid {item}' for item in busy)}")
