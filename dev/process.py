# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""Processes by id, told apart from later ones that were given the same id."""

import os
import signal
import time
from pathlib import Path


def started_at(pid):
    """Return a mark of when a process began, or None if there is none (left)."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    after_name = text.rpartition(")")[2].split()
    return None if after_name[0] == "Z" else after_name[19]


def is_same(pid, mark):
    """Tell whether the process that had this id at that time still runs."""
    return bool(pid and mark) and started_at(pid) == mark


def end(pid, mark, seconds=15):
    """End a process: ask, wait, then force; return whether it ran."""
    if not is_same(pid, mark):
        return False
    for number in (signal.SIGTERM, signal.SIGKILL):
        _signal(pid, number)
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            _reap(pid)
            if not is_same(pid, mark):
                return True
            time.sleep(0.1)
    return True


def _signal(pid, number):
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        pass


def _reap(pid):
    """Take note of our own child's end, or it would stay as a zombie."""
    try:
        os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        pass
