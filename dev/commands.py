# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""The commands of ``./desk``: names, help, arguments and what each one does."""

import importlib
import shutil
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass

from . import lockfile, postgres, server
from .errors import DeskError
from .progress import say, step

PORT = 8069
OTHERS = ("test", "bench", "shell")  # the locks beside the demo's own
ENVIRONMENT = """\
environment:
  ODOO_SOURCE    a folder that holds the odoo package (19.0) to use
  PGHOST, PGPORT, PGUSER, PGPASSWORD
                 a PostgreSQL (13 or newer) to use in place of the embedded one
  DESK_CACHE     the cache folder (default: XDG_CACHE_HOME, or ~/.cache)
  DESK_DATABASE  the demo's database (default: servicedesk)
  DESK_CHROMIUM, DESK_DOVECOT, DESK_WKHTMLTOPDF
                 programs that the tests use, where they are not found
  DESK_DEBUG=1   show where an unexpected error came from

State is kept in .desk/, logs in .desk/log/.
"""


def _no_arguments(parser):
    """Add nothing."""


@dataclass(frozen=True)
class Command:
    """One command; ``env`` is the venv it runs in, None for the plain Python."""

    name: str
    summary: str
    run: Callable
    env: str | None = None
    add_arguments: Callable = _no_arguments
    passes_on: bool = False
    usage: str = ""
    module: str = ""


def _up_arguments(parser):
    parser.add_argument("--port", type=int, default=PORT, help=f"default: {PORT}")
    parser.add_argument(
        "--foreground", action="store_true", help="serve here until Ctrl-C"
    )


def _up(where, options, _rest):
    from . import demo, session

    with session.work(where, "demo", keep_postgres=True) as context:
        demo.bring_up_to_date(context)
        if options.foreground:
            server.stop(where)
        else:
            known = server.running(where)
            port = known["port"] if known else None
            if not port:
                port = server.start(context, demo.database_name(), options.port)
            demo.announce(context, port)
            return 0
    # The lock is free again, so that `./desk down` can end this one, too.
    return server.run_in_foreground(
        context,
        demo.database_name(),
        options.port,
        lambda port: demo.announce(context, port),
    )


def _down(where, _options, _rest):
    with lockfile.hold(where.state, "demo", "./desk down"):
        with step("Ending Odoo"):
            served = server.stop(where)
        say("The desk is down." if served else "No desk was running.")
        users = [lockfile.holder(where.state, name) for name in OTHERS]
        if any(users):
            said = "; ".join(f"pid {user}" for user in users if user)
            say(f"PostgreSQL stays up for another ./desk ({said}).")
        elif postgres.stop(where):
            say("PostgreSQL is down.")
    return 0


def _update_arguments(parser):
    parser.add_argument(
        "addon", nargs="*", help="update these even if they look unchanged"
    )


def _update(where, options, _rest):
    from . import demo, session

    with session.work(where, "demo") as context:
        known = server.running(where)
        done = demo.bring_up_to_date(context, options.addon)
        say("The addons are up to date." if done else "Nothing had changed.")
        if known and not server.running(where):
            port = server.start(context, demo.database_name(), known["port"])
            say(f"The desk is up again: http://localhost:{port}")
    return 0


def _shell(where, _options, rest):
    from . import demo, odoo_run, session
    from .command import environment

    with session.work(where, "shell") as context:
        name = demo.database_name()
        if not context.databases.label(name):
            raise DeskError("there is no desk yet: ./desk up makes it")
        config = odoo_run.write_config(context, "shell")
        command = [*odoo_run.COMMAND, "shell", "-c", str(config), "-d", name]
        return odoo_run.attached([*command, "--no-http", *rest], environment())


def _test(where, _options, rest):
    from . import testing

    return testing.run(where, rest)


def _clean_arguments(parser):
    parser.add_argument("--yes", action="store_true", help="do not ask")
    parser.add_argument(
        "--cache", action="store_true", help="remove the shared cache as well"
    )


def _clean(where, options, _rest):
    doomed = [where.state] + ([where.cache] if options.cache else [])
    doomed = [folder for folder in doomed if folder.exists()]
    if not doomed:
        say("There is nothing to remove.")
        return 0
    listed = " and ".join(str(folder) for folder in doomed)
    if not options.yes and not _agreed(f"Remove {listed}, with the demo database?"):
        say("Nothing was removed.")
        return 1
    with ExitStack() as held:
        for name in ("demo", *OTHERS):
            held.enter_context(lockfile.hold(where.state, name, "./desk clean"))
        server.stop(where)
        postgres.stop(where)
        with step(f"Removing {listed}"):
            for folder in doomed:
                shutil.rmtree(folder)
    if postgres.is_external():
        say(
            "Your own PostgreSQL is left as it is: drop the demo's database and "
            f"those named desk_{where.slug}_… yourself."
        )
    return 0


def _agreed(question):
    try:
        return input(f"{question} [y/N] ").strip().lower() in ("y", "yes")
    except EOFError:
        return False


def _doctor(where, _options, _rest):
    from . import doctor

    return doctor.run(where)


def _tool(module):
    """Return the run function of a command that a module of ``dev`` carries out."""

    def run(_where, _options, rest):
        try:
            tool = importlib.import_module(module)
        except ModuleNotFoundError as error:
            if error.name != module:
                raise
            raise DeskError(f"this checkout has no {module}") from error
        return tool.run(rest)

    return run


TEST_USAGE = """\
Run the whole test suite, or what the pytest arguments name.

  ./desk test                          everything, with the floors of tests/floor.toml
  ./desk test addons/servicedesk_core  one addon's tests
  ./desk test -k closing -x            by name, in the addons
  ./desk test tests/                   the black-box tests
  ./desk test dev/tests                the tests of ./desk itself

With arguments one pytest runs, as if called by hand; skipped tests and floors count
only in the run of everything.
"""

_ALL = (
    Command(
        "up",
        "make the demo desk and serve it on http://localhost:8069",
        _up,
        env="runtime",
        add_arguments=_up_arguments,
    ),
    Command("down", "end the demo's Odoo and its PostgreSQL", _down),
    Command(
        "test",
        "run the whole test suite, or what the pytest arguments name",
        _test,
        env="test",
        passes_on=True,
        usage=TEST_USAGE,
    ),
    Command(
        "update",
        "take changed addons over into the demo",
        _update,
        env="runtime",
        add_arguments=_update_arguments,
    ),
    Command(
        "shell",
        "Odoo's shell on the demo's database",
        _shell,
        env="runtime",
        passes_on=True,
        usage="Odoo's shell on the demo's database; arguments go to `odoo shell`.",
    ),
    Command(
        "lint",
        "run all linters",
        _tool("dev.lint"),
        env="lint",
        passes_on=True,
        module="dev.lint",
    ),
    Command(
        "bench",
        "measure the suite against its peer",
        _tool("dev.bench"),
        env="test",
        passes_on=True,
        module="dev.bench",
    ),
    Command(
        "screenshots",
        "make the pictures of the README",
        _tool("dev.screenshots"),
        env="test",
        passes_on=True,
        module="dev.screenshots",
    ),
    Command(
        "translate",
        "take changed terms over into the translations",
        _tool("dev.translations"),
        env="runtime",
        passes_on=True,
        module="dev.translations",
    ),
    Command("doctor", "say what is missing, and how to mend it", _doctor),
    Command(
        "clean",
        "remove the state of this checkout, and the cache if asked",
        _clean,
        add_arguments=_clean_arguments,
    ),
)
BY_NAME = {command.name: command for command in _ALL}
