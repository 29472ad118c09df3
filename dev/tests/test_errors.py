# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""What went wrong is said in one line that a person can act upon."""

import errno

import pytest

from dev import command, process
from dev.errors import (
    CommandError,
    DeskError,
    DiskFullError,
    NetworkError,
    from_os_error,
    from_output,
)

from .desk_common import program, start_python, wait_until


def test_a_full_disk_is_called_that():
    error = from_os_error(OSError(errno.ENOSPC, "No space left on device", "/x/y"))
    assert isinstance(error, DiskFullError)
    assert str(error) == "the disk is full: no room to write /x/y"


def test_a_refusal_names_the_file():
    error = from_os_error(PermissionError(errno.EACCES, "Permission denied", "/x"))
    assert str(error) == "no permission to write or read /x"


@pytest.mark.parametrize(
    ("output", "kind"),
    [
        ("dpkg-deb: error: No space left on device", DiskFullError),
        ("E: Failed to fetch http://h/x  Could not connect to h:80", NetworkError),
        ("Temporary failure resolving 'h'", NetworkError),
        ("error: error sending request for url", NetworkError),
        ("Something else\nERROR: it broke", CommandError),
    ],
)
def test_a_programs_words_are_understood(output, kind):
    error = from_output("installing", output, "/log")
    assert type(error) is kind
    assert "\n" not in str(error)
    assert "/log" in str(error)


def test_the_telling_line_is_shown():
    output = "one\npsycopg2.OperationalError: role is missing\nbye\n"
    assert "role is missing" in str(from_output("x", output, "/log"))


def test_run_keeps_the_output(tmp_path):
    script = program(tmp_path / "tool", "echo seen; exit 3")
    log = tmp_path / "logs" / "tool.log"
    with pytest.raises(CommandError, match="doing it failed: seen"):
        command.run([script], "doing it", log)
    assert log.read_text() == "seen\n"


def test_a_missing_program_is_named(tmp_path):
    with pytest.raises(DeskError, match="no-such-program is not installed"):
        command.run(["no-such-program"], "doing it", tmp_path / "log")


def test_a_program_that_hangs_is_ended(tmp_path):
    script = program(tmp_path / "tool", "exec sleep 60")
    with pytest.raises(CommandError, match="took over 0.2 s"):
        command.run([script], "doing it", tmp_path / "log", timeout=0.2)


def test_programs_are_spared_what_misleads(monkeypatch):
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")
    monkeypatch.setenv("GONE", "1")
    env = command.environment({"GONE": None, "NEW": 5})
    assert env["NEW"] == "5"
    assert not {"PYTHONDONTWRITEBYTECODE", "PYTHONPATH", "GONE"} & set(env)


def test_a_program_ends_when_we_are_killed(tmp_path):
    """An orphan would go on writing where the next start writes, too."""
    script = program(tmp_path / "tool", f"echo $$ > {tmp_path}/pid; exec sleep 60")
    code = (
        "from pathlib import Path; from dev import command;"
        f"command.run([{str(script)!r}], 'x', Path({str(tmp_path)!r}) / 'log')"
    )
    parent = start_python(code)
    wait_until(lambda: (tmp_path / "pid").exists() and (tmp_path / "pid").read_text())
    child = int((tmp_path / "pid").read_text())
    assert process.started_at(child)
    parent.kill()
    parent.wait()
    wait_until(lambda: process.started_at(child) is None)
