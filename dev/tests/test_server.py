# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""Ports and processes of the demo's server."""

import os
import socket
import subprocess
import sys

import pytest

from dev import ports, process, server
from dev.errors import DeskError

from .desk_common import make_paths, start_python


@pytest.fixture
def taken():
    """Return a port on which somebody else listens."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def test_a_taken_port_is_passed_over_aloud(taken, capsys):
    port = server._choose_port(taken)
    assert port > taken
    assert f"Port {taken} is taken: using {port}." in capsys.readouterr().out


def test_no_port_at_all(taken, monkeypatch):
    monkeypatch.setattr(ports, "TRIES", 1)
    with pytest.raises(DeskError, match=f"no free port from {taken}"):
        ports.first_free(taken)


@pytest.fixture
def sleeper():
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    yield child
    child.kill()
    child.wait()


def test_a_process_is_known_by_its_beginning(sleeper):
    mark = process.started_at(sleeper.pid)
    assert process.is_same(sleeper.pid, mark)
    assert not process.is_same(sleeper.pid, "0")
    assert not process.is_same(None, None)


def test_a_process_is_ended(sleeper):
    assert process.end(sleeper.pid, process.started_at(sleeper.pid))
    assert sleeper.poll() is not None
    assert not process.end(sleeper.pid, "1")


def test_a_stubborn_one_is_forced():
    code = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        "print('ready', flush=True); time.sleep(60)"
    )
    child = start_python(code)
    assert child.stdout.readline() == "ready\n"
    assert process.end(child.pid, process.started_at(child.pid), seconds=0.5)
    assert process.started_at(child.pid) is None


def test_a_later_process_with_the_same_id_is_not_ours(tmp_path):
    paths = make_paths(tmp_path)
    server._remember(paths, os.getpid(), 8069)
    assert server.running(paths)["port"] == 8069
    known = server._file(paths).read_text().replace('"mark": "', '"mark": "9')
    server._file(paths).write_text(known)
    assert server.running(paths) is None
    assert not server.stop(paths)


def test_a_broken_note_is_no_server(tmp_path):
    paths = make_paths(tmp_path)
    server._file(paths).write_text("{")
    assert server.running(paths) is None


def test_an_odoo_that_ends_at_once_is_one_line(tmp_path):
    log = tmp_path / "log"
    log.write_text("starting\nCRITICAL: no such database\n")
    child = subprocess.Popen([sys.executable, "-c", "raise SystemExit(1)"])
    with pytest.raises(DeskError, match="Odoo ended at its start: CRITICAL: no such"):
        server._wait_for_answer(child, 1, log)
