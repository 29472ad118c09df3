# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""Errors of ``./desk``: one clear line for the person, a non-zero exit."""

import errno
import re

_NO_SPACE = re.compile(r"No space left on device|disk full|os error 28", re.I)
_NO_NETWORK = re.compile(
    r"Could not resolve|Temporary failure (in name resolution|resolving)"
    r"|Could not connect|Connection refused|Connection failed|Network is unreachable"
    r"|Failed to fetch|error sending request|dns error|No route to host|timed out"
    r"|Failed to establish a new connection|Cannot initiate the connection",
    re.I,
)


class DeskError(Exception):
    """Something the person must know, in one line; ``exit_code`` ends the process."""

    exit_code = 1


class DiskFullError(DeskError):
    """A disk has no room left."""


class NetworkError(DeskError):
    """What must be fetched cannot be reached."""


class CommandError(DeskError):
    """A program that ``./desk`` ran ended with an error."""


def from_os_error(error):
    """Return the :class:`DeskError` that says what an :class:`OSError` means."""
    where = error.filename or "a file"
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DiskFullError(f"the disk is full: no room to write {where}")
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return DeskError(f"no permission to write or read {where}")
    return DeskError(f"{error.strerror or error}: {where}")


def from_output(what, output, log):
    """Return the error for a failed program, judged by what it printed.

    :param what: what was being done, as the subject of a sentence
    :param output: everything the program printed
    :param log: where that is kept
    """
    if _NO_SPACE.search(output):
        return DiskFullError(f"{what}: the disk is full (details: {log})")
    if _NO_NETWORK.search(output):
        return NetworkError(
            f"{what}: no network, or a server does not answer (details: {log})"
        )
    return CommandError(f"{what} failed: {_telling_line(output)} (details: {log})")


def _telling_line(output):
    """Return the line of ``output`` that most likely says what went wrong."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    for line in reversed(lines):
        if re.search(r"error|critical|fatal|^E:", line, re.I):
            return line[:300]
    return lines[-1][:300] if lines else "it printed nothing"
