# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""The command line: what there is, and in which Python it runs.

``./desk`` starts on the system's Python with nothing but the standard library, makes
what is missing, and starts itself again inside the venv that has the rest.
"""

import argparse
import importlib
import os
import shutil
import signal
import sys

from . import commands, lockfile, odoo_source, paths, python_env
from .errors import DeskError, from_os_error

LITTLE_SPACE = 16_000_000  # bytes; PostgreSQL's log alone grows by such steps
ENTERED = "DESK_ENTERED"  # the prefix of the venv that we started ourselves in


def main(script, argv=None):
    """Run one command; return the exit code."""
    argv = sys.argv[1:] if argv is None else argv
    signal.signal(signal.SIGTERM, _interrupt)
    os.umask(0o022)  # as root, PostgreSQL's own user must be able to read its programs
    try:
        return _run(script, argv)
    except DeskError as error:
        return _fail(str(error), error.exit_code)
    except KeyboardInterrupt:
        return _fail("stopped; the next start goes on from here", 130)
    except Exception as error:
        if os.environ.get("DESK_DEBUG"):
            raise
        return _fail(_unforeseen(error, paths.find(script.parent).state), 1)


def _run(script, argv):
    options, rest = parse(argv)
    where = paths.find(script.parent)
    command = commands.BY_NAME[options.command]
    if command.env and _asks_help(rest) and _help_without_venv(command, rest):
        return 0
    if command.env:
        python_env.check_version()
        _enter_venv(command.env, where, script)
    return command.run(where, options, rest) or 0


def parse(argv):
    """Return ``(options, rest)``; ``rest`` is for the program that a command runs."""
    parser = build_parser()
    name = next((word for word in argv if not word.startswith("-")), None)
    command = commands.BY_NAME.get(name)
    if command is None or not command.passes_on or argv[0] != name:
        return parser.parse_args(argv), []
    own_help = command.usage and _asks_help(argv[1:2])
    if own_help:
        parser.parse_args(argv)
    return argparse.Namespace(command=name), argv[1:]


def build_parser():
    """Return the parser of all commands."""
    parser = argparse.ArgumentParser(
        prog="desk",
        description="The service desk, from nothing to running.",
        epilog=commands.ENVIRONMENT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="command")
    for command in commands.BY_NAME.values():
        sub = subparsers.add_parser(
            command.name,
            help=command.summary,
            description=command.usage or command.summary,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        command.add_arguments(sub)
    return parser


def _enter_venv(group, where, script):
    """Go on inside the venv ``group``, made first where it is missing."""
    if os.environ.get(ENTERED) == sys.prefix and python_env.stamp():
        return
    python = _ready_python(group, where) or _prepare(group, where)
    if group in python_env.WITH_ODOO:
        os.environ.update(odoo_source.library_environment(odoo_source.find(where)))
    os.environ[ENTERED] = str(python.parent.parent)
    python_env.enter(python, script)


def _ready_python(group, where):
    """Return the venv's Python if nothing at all is missing."""
    odoo = odoo_source.find(where) if group in python_env.WITH_ODOO else None
    if group in python_env.WITH_ODOO and odoo is None:
        return None
    folder = python_env.location(where, group, odoo.folder if odoo else None)
    return folder / "bin" / "python" if python_env.is_complete(folder) else None


def _prepare(group, where):
    with lockfile.hold(where.cache, "cache", "filling the cache", wait=True):
        odoo = odoo_source.ensure(where) if group in python_env.WITH_ODOO else None
        return python_env.ensure(where, group, odoo.folder if odoo else None)


def _asks_help(words):
    return any(word in ("-h", "--help") for word in words)


def _help_without_venv(command, rest):
    """Let a tool print its own help on the plain Python, if it can be imported so."""
    if not command.module:
        return False
    try:
        tool = importlib.import_module(command.module)
    except ImportError:
        return False
    try:
        tool.run(rest)
    except SystemExit:
        pass
    return True


def _unforeseen(error, state):
    """Return one line for an error that nobody thought of."""
    if state.exists() and shutil.disk_usage(state).free < LITTLE_SPACE:
        return f"the disk of {state} is full ({type(error).__name__})"
    if isinstance(error, OSError):
        return str(from_os_error(error))
    said = " ".join(str(error).split())
    return f"{type(error).__name__}: {said} (DESK_DEBUG=1 shows where)"


def _interrupt(_number, _frame):
    raise KeyboardInterrupt


def _fail(message, code):
    print(f"desk: {message}", file=sys.stderr, flush=True)
    return code
