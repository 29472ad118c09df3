# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""The command line: help, errors, exit codes."""

import os
import subprocess
import sys

import pytest

from dev import cli, commands, system_packages
from dev.errors import DeskError

from .desk_common import ROOT, program

DESK = ROOT / "desk"


def desk(*words, **variables):
    """Run ``./desk`` as it is typed, on the plain Python."""
    env = {key: item for key, item in os.environ.items() if key != cli.ENTERED}
    return subprocess.run(
        [sys.executable, str(DESK), *words],
        env={**env, **variables},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )


def test_help_says_it_all():
    done = desk("--help")
    assert done.returncode == 0
    for name in commands.BY_NAME:
        assert f"    {name}" in done.stdout


@pytest.mark.parametrize(
    "name", ["up", "down", "test", "update", "shell", "lint", "doctor", "clean"]
)
def test_each_command_has_help(name, tmp_path):
    """Help needs nothing to be made first, and makes nothing."""
    done = desk(
        name, "--help", DESK_CACHE=str(tmp_path / "c"), DESK_STATE=str(tmp_path / "s")
    )
    assert done.returncode == 0, done.stderr
    assert "usage:" in done.stdout
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_command_fails():
    done = desk("fly")
    assert done.returncode == 2
    assert "invalid choice: 'fly'" in done.stderr
    assert desk().returncode == 2


def one_line(done):
    assert done.returncode == 1
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith("desk: ")
    return lines[0]


def test_an_error_is_one_line(tmp_path):
    done = desk("up", ODOO_SOURCE=str(tmp_path), DESK_STATE=str(tmp_path / "s"))
    assert "holds no odoo package" in one_line(done)


def test_an_unforeseen_error_is_one_line_too(tmp_path, monkeypatch, capsys):
    def broken(*_arguments):
        raise ValueError("a thing\nnobody thought of")

    monkeypatch.setattr(cli, "_run", broken)
    monkeypatch.setattr(cli.signal, "signal", lambda *_arguments: None)
    assert cli.main(DESK, ["up"]) == 1
    said = capsys.readouterr().err
    assert said == (
        "desk: ValueError: a thing nobody thought of (DESK_DEBUG=1 shows where)\n"
    )
    monkeypatch.setenv("DESK_DEBUG", "1")
    with pytest.raises(ValueError, match="nobody"):
        cli.main(DESK, ["up"])


def test_an_unforeseen_error_on_a_full_disk(tmp_path, monkeypatch):
    usage = type("Usage", (), {"free": 1_000_000})()
    monkeypatch.setattr(cli.shutil, "disk_usage", lambda _path: usage)
    said = cli._unforeseen(ValueError("server closed the connection"), tmp_path)
    assert said == f"the disk of {tmp_path} is full (ValueError)"


def test_a_cache_that_cannot_be_written(tmp_path):
    (tmp_path / "file").write_text("")
    done = desk(
        "lint", DESK_CACHE=str(tmp_path / "file" / "c"), DESK_STATE=str(tmp_path / "s")
    )
    one_line(done)


def test_what_is_up_is_needed_for_down(tmp_path):
    done = desk("down", DESK_STATE=str(tmp_path / "s"))
    assert done.returncode == 0
    assert "No desk was running." in done.stdout


def test_clean_asks_first(tmp_path):
    state = tmp_path / "s"
    state.mkdir()
    done = desk("clean", DESK_STATE=str(state))
    assert done.returncode == 1
    assert "Nothing was removed." in done.stdout
    assert state.exists()
    done = desk("clean", "--yes", DESK_STATE=str(state))
    assert done.returncode == 0, done.stderr
    assert not state.exists()


def test_doctor_looks_and_changes_nothing(tmp_path):
    cache = tmp_path / "c"
    done = desk("doctor", DESK_CACHE=str(cache), DESK_STATE=str(tmp_path / "s"))
    assert "Python" in done.stdout
    assert "PostgreSQL" in done.stdout
    assert not cache.exists()


def test_an_old_python_is_told_so(tmp_path):
    """The first lines of ``desk`` must run on any Python 3."""
    start = DESK.read_text().split("sys.path.insert")[0]
    faked = start.replace("import sys\n", "import sys\nsys.version_info = (3, 7)\n", 1)
    script = program(tmp_path / "desk.py", faked, shell="")
    done = subprocess.run([sys.executable, script], capture_output=True, text=True)
    assert done.returncode == 1
    assert "needs Python 3.10 to 3.13, this is 3.7" in done.stderr


def test_arguments_are_passed_on():
    options, rest = cli.parse(["test", "-k", "a or b", "--maxfail=1"])
    assert (options.command, rest) == ("test", ["-k", "a or b", "--maxfail=1"])
    options, rest = cli.parse(["up", "--port", "8100"])
    assert (options.port, rest) == (8100, [])


def test_a_missing_program_is_told_how_to_get(monkeypatch, tmp_path):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setenv("DESK_CHROMIUM", str(tmp_path / "none"))
    with pytest.raises(DeskError) as caught:
        system_packages.ensure(None, [system_packages.CHROMIUM])
    said = str(caught.value)
    assert "apt-get install chromium" in said
    assert "DESK_CHROMIUM" in said
    assert "\n" not in said


def test_a_program_may_be_named(monkeypatch, tmp_path):
    chrome = program(tmp_path / "my-chrome", "exit 0")
    monkeypatch.setenv("DESK_CHROMIUM", str(chrome))
    found = system_packages.ensure(None, [system_packages.CHROMIUM])
    assert found == {system_packages.CHROMIUM: str(chrome)}


def test_half_a_program_is_none(tmp_path):
    script = program(tmp_path / "half", "exit 0")
    part = tmp_path / "part"
    half = system_packages.Program("p", ("half",), "", "DESK_NONE", (str(part),))
    environ = {"PATH": str(tmp_path)}
    assert half.find(environ) is None
    assert half.find({**environ, "DESK_NONE": str(script)}) == str(script)
    part.touch()
    assert half.find(environ) == str(script)


def test_root_on_debian_installs(monkeypatch, tmp_path):
    missing = system_packages.Program("p", ("desk-no-such",), "a test", "DESK_NONE")
    made = []

    def install(packages, _log):
        made.extend(packages)
        program(tmp_path / "desk-no-such", "exit 0")

    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(system_packages.debian, "is_debian", lambda: True)
    monkeypatch.setattr(system_packages.debian, "install", install)
    paths = type("Paths", (), {"logs": tmp_path})()
    found = system_packages.ensure(paths, [missing])
    assert made == ["p"]
    assert found[missing] == str(tmp_path / "desk-no-such")
