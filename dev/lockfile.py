# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""One at a time: locks that end with the process that holds them."""

import fcntl
import os
from contextlib import contextmanager

from .errors import DeskError, from_os_error
from .paths import make_folder
from .progress import say


class BusyError(DeskError):
    """Another process holds the lock; the message names its pid."""


@contextmanager
def hold(folder, name, doing, wait=False):
    """Hold the lock ``name`` of ``folder`` for the length of the block.

    The kernel drops the lock when the process ends, however it ends, so nothing
    stale can be left behind.

    :param doing: what this process does, shown to whoever comes second
    :param wait: wait for the other one (and say so) instead of raising
    :raise BusyError: when another process holds it and ``wait`` is false
    """
    handle = _take(folder, name, wait)
    try:
        _sign(handle, f"{os.getpid()} {doing}")
        yield
        _sign(handle, "")
    finally:
        os.close(handle)


def _sign(handle, text):
    """Say in the file who holds it; a full disk must not keep anybody from working."""
    try:
        os.ftruncate(handle, 0)
        os.pwrite(handle, text.encode(), 0)
    except OSError:
        pass


def holder(folder, name):
    """Return ``"pid what"`` of the process that holds the lock, or None."""
    try:
        with hold(folder, name, "look"):
            return None
    except BusyError as error:
        return error.holder


def _take(folder, name, wait):
    path = make_folder(folder) / f"{name}.lock"
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise from_os_error(error) from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        other = os.pread(handle, 200, 0).decode(errors="replace").strip()
        if not wait:
            os.close(handle)
            raise _busy(other) from None
        say(f"Waiting for another ./desk (pid {other or 'unknown'}) …")
        fcntl.flock(handle, fcntl.LOCK_EX)
    return handle


def _busy(other):
    error = BusyError(
        f"another ./desk is at work here (pid {other or 'unknown'}); "
        "wait until it is done, or end it"
    )
    error.holder = other or "unknown"
    return error
