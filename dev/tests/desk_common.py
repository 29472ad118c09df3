# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""What the tests of ``./desk`` share; it holds no tests."""

import os
import subprocess
import sys
import time
from pathlib import Path

from dev.paths import Paths

ROOT = Path(__file__).resolve().parents[2]


def make_paths(folder):
    """Return the :class:`Paths` of a checkout that lives in a test's folder."""
    for name in ("cache", "state", "addons", "root/dev/requirements"):
        (folder / name).mkdir(parents=True)
    for lock in ("runtime.txt", "test.txt", "lint.txt"):
        (folder / "root/dev/requirements" / lock).write_text(f"# {lock}\n")
    return Paths(
        root=folder / "root",
        cache=folder / "cache",
        state=folder / "state",
        addons=folder / "addons",
    )


def program(path, text, shell="#!/bin/sh"):
    """Write an executable that stands in for a system's program."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{shell}\n{text}\n")
    path.chmod(0o755)
    return path


def start_python(code, **variables):
    """Start a Python that can import ``dev``; return its process."""
    env = {**os.environ, "PYTHONPATH": str(ROOT), **variables}
    return subprocess.Popen(
        [sys.executable, "-c", code],
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def wait_until(true, seconds=20):
    """Wait until ``true()`` is; fail after ``seconds``."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def write_odoo(folder, version=(19, 0), addons=("base",)):
    """Write what looks like an Odoo package of that version."""
    package = folder / "odoo"
    package.mkdir(parents=True)
    text = ".".join(map(str, version))
    (package / "release.py").write_text(
        f"version_info = ({version[0]}, {version[1]}, 0, 'final', 0, '')\n"
        f"version = {text!r}\n"
    )
    for name in addons:
        (package / "addons" / name).mkdir(parents=True)
    return folder
