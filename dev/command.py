# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""Run other programs: quiet, logged, their failures told in one line."""

import ctypes
import os
import shutil
import signal
import subprocess
import sys

from .errors import CommandError, DiskFullError, from_os_error, from_output
from .paths import make_folder

_PR_SET_PDEATHSIG = 1  # Linux, <sys/prctl.h>
_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None
LITTLE_SPACE = 1_000_000  # bytes; with less, a failure is the disk's


def run(command, what, log, env=None, cwd=None, user=None, timeout=None, survive=False):
    """Run a program to its end and return what it printed.

    :param what: what is being done, for the error message
    :param log: the file that keeps its output
    :param user: the system's user to run it as; only root may choose
    :param env: variables to add to (or, with the value None, take from) ours
    :param survive: let it come to its end even if we are killed; otherwise it would go
        on writing where the next start writes, too
    :raise DeskError: when it cannot be started or ends with an error
    """
    make_folder(log.parent)
    try:
        with open(log, "wb") as sink:
            done = subprocess.run(
                [str(part) for part in command],
                stdout=sink,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                env=environment(env),
                cwd=cwd,
                user=user,
                timeout=timeout,
                preexec_fn=None if survive else end_with_us,
                check=False,
            )
        output = log.read_text(errors="replace")
    except FileNotFoundError as error:
        raise CommandError(f"{what}: {error.filename} is not installed") from error
    except subprocess.TimeoutExpired as error:
        raise CommandError(f"{what} took over {timeout} s and was ended") from error
    except OSError as error:
        raise from_os_error(error) from error
    if done.returncode and shutil.disk_usage(log.parent).free < LITTLE_SPACE:
        raise DiskFullError(f"{what}: the disk of {log.parent} is full")
    if done.returncode:
        raise from_output(what, output, log)
    return output


def environment(changes=None):
    """Return our environment for a program, less what would slow or mislead it.

    ``PYTHONDONTWRITEBYTECODE`` would make every start of Odoo compile it anew;
    ``PYTHONPATH`` and ``PYTHONHOME`` would mix other packages into the venv.
    """
    dropped = {"PYTHONDONTWRITEBYTECODE", "PYTHONPATH", "PYTHONHOME"}
    env = {key: value for key, value in os.environ.items() if key not in dropped}
    for key, value in (changes or {}).items():
        if value is None:
            env.pop(key, None)
        else:
            env[key] = str(value)
    return env


def end_with_us(number=signal.SIGKILL):
    """Ask the kernel, in a new child, to end it when its parent is killed."""
    if _LIBC:
        _LIBC.prctl(_PR_SET_PDEATHSIG, number, 0, 0, 0)
