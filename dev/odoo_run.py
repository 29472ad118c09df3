# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""Run Odoo: its configuration, installing, updating, its shell."""

import secrets
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from . import python_env
from .addons import glue, manifests
from .command import run
from .database import Databases
from .errors import DeskError
from .odoo_source import Odoo, read_version
from .paths import Paths, make_folder
from .postgres import Server

COMMAND = (sys.executable, "-m", "odoo")


@dataclass(frozen=True)
class Context:
    """All that is ready once a command may start Odoo."""

    paths: Paths
    server: Server
    odoo: Odoo
    databases: Databases

    @property
    def addons(self):
        """Return the manifests of the suite's addons by name, without the glue."""
        found = manifests(self.paths.addons)
        apart = set(glue(found))
        return {name: found[name] for name in found if name not in apart}

    @property
    def glue(self):
        """Return the names of the addons that join it to applications of Odoo."""
        return glue(manifests(self.paths.addons))


def make_context(paths, server):
    """Return the :class:`Context`, inside the venv that :mod:`dev.cli` entered."""
    folder = (python_env.stamp() or {}).get("odoo")
    if not folder:
        raise DeskError("this Python has no Odoo: start ./desk, not its modules")
    odoo = Odoo(Path(folder), read_version(Path(folder))[1], "venv")
    return Context(paths, server, odoo, Databases(server, paths.data))


def write_config(context, name, **options):
    """Write an Odoo configuration into the state folder; return its path."""
    server, paths = context.server, context.paths
    folders = [*context.odoo.addons_path, paths.addons]
    settings = {
        "admin_passwd": secrets.token_urlsafe(24),
        "addons_path": ",".join(str(path) for path in folders if path.is_dir()),
        "data_dir": paths.data,
        "db_host": server.host,
        "db_port": server.port,
        "db_user": server.user,
        "db_password": server.password,
        "http_interface": "127.0.0.1",
        "list_db": False,
        "workers": 0,
        "max_cron_threads": 1,
        **options,
    }
    make_folder(paths.data)
    path = make_folder(paths.state / "conf") / f"{name}.conf"
    lines = [f"{key} = {item}" for key, item in settings.items() if item != ""]
    path.touch(mode=0o600)
    path.write_text("\n".join(["[options]", *lines]) + "\n")
    return path


def install(context, database, names, demo=False, languages=()):
    """Install modules into a database, made new if it is empty.

    :param languages: codes of languages to add; in a new database the first is
        everybody's until he chooses another
    """
    options = ["--with-demo"] if demo else []
    options += ["--load-language", ",".join(languages)] if languages else []
    _load(context, database, ["-i", ",".join(names), *options], "installing")
    _check_installed(context, database, names)
    if demo:
        _check_demo(context, database, names)


def update(context, database, names):
    """Update modules of a database."""
    _load(context, database, ["-u", ",".join(names)], "updating")
    _check_installed(context, database, names)


def _load(context, database, options, what):
    config = write_config(context, "load")
    command = [*COMMAND, "-c", config, "-d", database, *options]
    run(
        [*command, "--stop-after-init", "--no-http", "--max-cron-threads=0"],
        f"{what} the addons",
        context.paths.logs / f"{what}-{database}.log",
        cwd=context.paths.root,
    )


def _check_installed(context, database, names):
    """Odoo ends well even when it left a module out: look for ourselves."""
    rows = context.databases.query(
        database,
        "SELECT name FROM ir_module_module"
        " WHERE state = 'installed' AND name = ANY(%s)",
        [list(names)],
    )
    missing = sorted(set(names) - {row[0] for row in rows})
    if missing:
        logs = context.paths.logs
        raise DeskError(f"not installed: {', '.join(missing)} (see {logs})")


def _check_demo(context, database, names):
    """Odoo goes on without demo data that it cannot load: say so instead."""
    rows = context.databases.query(
        database,
        "SELECT name FROM ir_module_module WHERE demo IS NOT TRUE AND name = ANY(%s)",
        [list(names)],
    )
    if rows:
        failed = ", ".join(sorted(row[0] for row in rows))
        raise DeskError(f"demo data not loaded: {failed} (see {context.paths.logs})")


def attached(command, env):
    """Run a program on the person's own terminal; return its exit code.

    Ctrl-C is the program's to answer, so we look away while it runs.
    """
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        return subprocess.run(
            [str(part) for part in command],
            env=env,
            check=False,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        ).returncode
    finally:
        signal.signal(signal.SIGINT, before)
