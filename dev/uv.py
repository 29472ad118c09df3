# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""Find ``uv``, or get it with whatever this Python came with."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from . import debian
from .command import run
from .errors import CommandError, DeskError, NetworkError
from .paths import make_folder
from .progress import step


def ensure(paths):
    """Return the path of a working ``uv``; raise DeskError where none can be had."""
    found = shutil.which("uv")
    if found and _works(found):
        return found
    private = paths.cache / "uv"
    for candidate in (private / "bin" / "uv", private / "venv" / "bin" / "uv"):
        if _works(candidate):
            return str(candidate)
    with step("Getting uv, the package installer"):
        return _bootstrap(paths, private)


def _works(path):
    """Tell whether this uv runs (a shim may be there and refuse)."""
    try:
        done = subprocess.run([path, "--version"], capture_output=True, check=False)
    except OSError:
        return False
    return done.returncode == 0


def _bootstrap(paths, private):
    """Install uv privately: by venv, by pip alone, by venv after apt."""
    shutil.rmtree(private, ignore_errors=True)
    make_folder(private)
    failures = []
    for attempt in (_by_venv, _by_pip, _by_apt):
        try:
            return attempt(paths, private)
        except NetworkError:
            raise
        except CommandError as error:
            failures.append(str(error))
    raise DeskError(
        "cannot install uv: this Python has neither venv nor pip. "
        "Install Debian's python3-venv, or uv, and start again"
    )


def _by_venv(paths, private):
    folder, log = private / "venv", paths.logs / "uv.log"
    run([sys.executable, "-m", "venv", folder], "making a venv", log)
    return _pip(folder / "bin" / "python", paths, folder / "bin" / "uv")


def _by_pip(paths, private):
    return _pip(sys.executable, paths, private / "bin" / "uv", "--target", private)


def _by_apt(paths, private):
    if os.geteuid() or not debian.is_debian():
        raise CommandError("only root on Debian can install python3-venv")
    debian.install(["python3-venv"], paths.logs / "apt.log")
    return _by_venv(paths, private)


def _pip(python, paths, expected, *options):
    lock = paths.requirements / "bootstrap.txt"
    command = [python, "-m", "pip", "install", "--quiet", "--require-hashes"]
    run(
        [*command, *options, "-r", lock],
        "installing uv",
        paths.logs / "uv.log",
        env={"PIP_DISABLE_PIP_VERSION_CHECK": "1"},
    )
    if not _works(expected):
        raise CommandError(f"the uv that pip installed does not run: {expected}")
    return str(Path(expected))
