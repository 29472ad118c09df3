# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""Run other programs: quiet, logged, their failures told in one line."""

import os
import subprocess

from .errors import CommandError, from_os_error, from_output
from .paths import make_folder


def run(command, what, log, env=None, cwd=None, stdin=None, timeout=None):
    """Run a program to its end and return what it printed.

    :param what: what is being done, for the error message
    :param log: the file that keeps its output
    :param env: variables to add to (or, with the value None, take from) ours
    :raise DeskError: when it cannot be started or ends with an error
    """
    make_folder(log.parent)
    try:
        done = subprocess.run(
            [str(part) for part in command],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=stdin or subprocess.DEVNULL,
            env=environment(env),
            cwd=cwd,
            timeout=timeout,
            text=True,
            errors="replace",
            check=False,
        )
        log.write_text(done.stdout)
    except FileNotFoundError as error:
        raise CommandError(f"{what}: {error.filename} is not installed") from error
    except subprocess.TimeoutExpired as error:
        raise CommandError(f"{what} took over {timeout} s and was ended") from error
    except OSError as error:
        raise from_os_error(error) from error
    if done.returncode:
        raise from_output(what, done.stdout, log)
    return done.stdout


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
