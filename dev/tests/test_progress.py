# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""Nothing that takes over two seconds is silent."""

import threading
import time

import pytest

from dev import progress


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.42, "0.4 s"), (12.3, "12 s"), (185, "3 min 05 s")],
)
def test_durations_are_for_people(seconds, text):
    assert progress.duration(seconds) == text


def test_a_long_step_is_said_while_it_lasts(monkeypatch, capsys):
    monkeypatch.setattr(progress, "QUIET_SECONDS", 0.05)
    monkeypatch.setattr(progress, "REMIND_SECONDS", 0.05)
    with progress.step("Working"):
        time.sleep(0.2)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Working …"
    assert lines[1].startswith("Working … 0.")
    assert lines[-1].startswith("Working: 0.")


def test_a_short_step_is_silent(capsys):
    with progress.step("Working"):
        pass
    assert capsys.readouterr().out == ""


def test_it_ends_with_the_block_even_on_errors(capsys):
    with pytest.raises(ValueError, match="x"), progress.step("Working"):
        raise ValueError("x")
    assert threading.active_count() < 10


@pytest.fixture
def terminal(monkeypatch):
    monkeypatch.setattr(progress, "_interactive", lambda: True)


def test_a_terminal_gets_one_line_that_moves(terminal, capsys):
    with progress.step("Working") as change:
        change("Working harder")
    with progress.step("Outside"), progress.step("Inside"):
        pass  # two that would draw at once: the second one writes lines instead


def test_before_rich_there_is_a_plain_spinner(capsys):
    spinner = progress._Spinner("Working")
    plain = progress._PlainSpinner(spinner)
    plain.start()
    time.sleep(0.3)
    plain.stop()
    assert "Working … 0." in capsys.readouterr().out
