# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""The embedded PostgreSQL for real, and a person's own server that will not do."""

import os
import shutil
import signal
import socket
import tempfile
from pathlib import Path

import pytest

from dev import postgres
from dev.database import Databases
from dev.errors import DeskError

from .desk_common import make_paths, wait_until


@pytest.fixture(scope="module")
def paths():
    """A short path: a socket's may have about a hundred characters."""
    folder = Path(tempfile.mkdtemp(prefix="desk-"))
    found = make_paths(folder)
    yield found
    postgres.stop(found)
    shutil.rmtree(folder)


@pytest.fixture
def server(paths):
    return postgres.ensure(paths, {})


@pytest.fixture
def databases(server, tmp_path):
    return Databases(server, tmp_path)


def test_it_starts_once(paths, server):
    again = postgres.ensure(paths, {})
    assert server.embedded
    assert not again.started
    assert postgres.pid(paths)


def test_the_role_is_what_odoo_accepts(server):
    link = server.connect()
    with link.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, rolcreatedb FROM pg_roles"
            " WHERE rolname = current_user"
        )
        assert cursor.fetchone() == (postgres.ROLE, True)
    link.close()


def test_nobody_else_can_reach_it(paths, server):
    """It listens on a socket of the file system and on no port."""
    link = server.connect()
    with link.cursor() as cursor:
        cursor.execute("SHOW listen_addresses")
        assert cursor.fetchone() == ("",)
    link.close()


def test_it_ends_and_comes_back(paths, databases):
    databases.create("kept")
    assert postgres.stop(paths)
    assert not postgres.pid(paths)
    assert not postgres.stop(paths)
    server = postgres.ensure(paths, {})
    assert server.started
    assert "kept" in databases.names()


def test_it_comes_back_after_a_kill(paths, server, databases):
    databases.create("kept")
    os.kill(postgres.pid(paths), signal.SIGKILL)
    wait_until(lambda: not postgres.pid(paths))
    postgres.ensure(paths, {})
    assert "kept" in databases.names()


def test_another_process_with_its_old_id_is_let_be(paths, server):
    """After a crash of the machine the id in the file may be anybody's."""
    postgres.stop(paths)
    stale = paths.state / "postgres" / "postmaster.pid"
    stale.write_text(f"{os.getpid()}\n{stale.parent}\n1\n5432\n\n\n\nready\n")
    assert postgres.pid(paths) is None
    assert not postgres.stop(paths)
    assert postgres.ensure(paths, {}).started


def test_a_broken_off_first_start_is_begun_anew(paths, server):
    postgres.stop(paths)
    (paths.state / "postgres.complete").unlink()
    (paths.state / "postgres" / "global" / "pg_control").unlink()
    server = postgres.ensure(paths, {})
    assert server.started
    server.connect().close()


def test_a_database_is_copied_with_its_files(databases):
    databases.create("one")
    stored = databases.filestores / "one" / "ab" / "abcd"
    stored.parent.mkdir(parents=True)
    stored.write_text("content")
    databases.set_label("one", kind="test")
    databases.copy("one", "two")
    assert (databases.filestores / "two/ab/abcd").read_text() == "content"
    assert databases.label("one") == {"desk": 1, "kind": "test"}
    assert databases.label("two") == {}
    databases.drop("one")
    assert not stored.exists()
    assert (databases.filestores / "two/ab/abcd").read_text() == "content"


def test_a_database_in_use_is_copied_and_dropped(databases):
    databases.create("busy")
    link = databases.server.connect("busy")
    databases.copy("busy", "copied")
    databases.drop("busy")
    assert "copied" in databases.names()
    assert "busy" not in databases.names()
    link.close()


def test_a_rename_takes_the_place_of_another(databases):
    databases.create("old")
    databases.create("new")
    databases.query("new", "CREATE TABLE mark ()")
    databases.rename("new", "old")
    assert "new" not in databases.names()
    databases.query("old", "SELECT FROM mark")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("http://localhost:8069", "http://localhost:8169"),
        ("http://127.0.0.1", "http://localhost:8169"),
        ("https://desk.example.com", "https://desk.example.com"),
        ("http://localhost.example.com:8069", "http://localhost.example.com:8069"),
    ],
)
def test_links_lead_to_where_it_is_served(databases, before, after):
    databases.create("linked")
    databases.query(
        "linked", "CREATE TABLE ir_config_parameter (id serial, key text, value text)"
    )
    databases.query(
        "linked",
        "INSERT INTO ir_config_parameter (key, value) VALUES ('web.base.url', %s)",
        [before],
    )
    databases.serve_at("linked", "http://localhost:8169")
    kept = databases.query("linked", "SELECT value FROM ir_config_parameter")
    assert kept == [(after,)]
    databases.drop("linked")


def test_a_strange_comment_is_no_label(databases):
    databases.create("strange")
    databases.query("strange", "COMMENT ON DATABASE strange IS 'my books'")
    assert databases.label("strange") == {}
    assert databases.label("no such database") == {}


@pytest.mark.parametrize("number", ["120022", "90624"])
def test_too_old_a_server(number):
    with pytest.raises(DeskError, match="PostgreSQL .* is too old: .* 13 or newer"):
        postgres.check_version(number)


def test_new_enough_servers():
    for number in ("130000", "150018", "180006"):
        postgres.check_version(number)


def test_an_own_server_that_is_too_old(server, monkeypatch):
    monkeypatch.setattr(postgres, "OLDEST", 990000)
    environ = {"PGHOST": server.host, "PGUSER": postgres.ROLE}
    with pytest.raises(DeskError, match="PostgreSQL 18 is too old"):
        postgres.ensure(None, environ)


def test_an_own_server_is_taken(server):
    environ = {"PGHOST": server.host, "PGPORT": server.port, "PGUSER": postgres.ROLE}
    found = postgres.ensure(None, environ)
    assert not found.embedded
    assert not found.started


def test_the_role_postgres_is_refused():
    with pytest.raises(DeskError, match="Odoo refuses to work as the role postgres"):
        postgres.ensure(None, {"PGHOST": "127.0.0.1", "PGUSER": "postgres"})


def test_a_role_without_rights_is_named(server):
    link = server.connect(user="postgres")
    with link.cursor() as cursor:
        cursor.execute("CREATE ROLE reader LOGIN")
    link.close()
    with pytest.raises(DeskError, match="reader lacks CREATEDB"):
        postgres.ensure(None, {"PGHOST": server.host, "PGUSER": "reader"})


def test_nobody_answers():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
        environ = {"PGHOST": "127.0.0.1", "PGPORT": port, "PGUSER": "x"}
        with pytest.raises(DeskError, match="Connection refused") as caught:
            postgres.ensure(None, environ)
    assert "\n" not in str(caught.value)


def test_folders_above_are_opened_for_passing_only(tmp_path):
    closed = tmp_path / "closed"
    (closed / "data").mkdir(parents=True)
    closed.chmod(0o700)
    postgres.open_the_way(closed / "data")
    assert closed.stat().st_mode & 0o777 == 0o711
