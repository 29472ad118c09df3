# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""Two processes meet at a lock."""

import signal
import textwrap
import threading

import pytest

from dev import lockfile

from .desk_common import start_python, wait_until

HOLD = """
import sys, time
from pathlib import Path
from dev import lockfile
with lockfile.hold(Path({folder!r}), "demo", "up"):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def other(tmp_path):
    process = start_python(textwrap.dedent(HOLD.format(folder=str(tmp_path))))
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.wait()


def test_the_second_one_is_told_who_is_first(tmp_path, other):
    with pytest.raises(lockfile.BusyError) as caught:
        with lockfile.hold(tmp_path, "demo", "up"):
            pass
    assert f"pid {other.pid} up" in str(caught.value)
    assert "\n" not in str(caught.value)
    assert lockfile.holder(tmp_path, "demo") == f"{other.pid} up"


def test_another_name_is_another_lock(tmp_path, other):
    with lockfile.hold(tmp_path, "test", "test"):
        pass


def test_a_killed_holder_leaves_nothing(tmp_path, other):
    other.send_signal(signal.SIGKILL)
    other.wait()
    with lockfile.hold(tmp_path, "demo", "up"):
        assert lockfile.holder(tmp_path, "test") is None


def test_waiting_ends_with_the_other(tmp_path, other, capsys):
    done = []

    def wait():
        with lockfile.hold(tmp_path, "demo", "up", wait=True):
            done.append(True)

    thread = threading.Thread(target=wait)
    thread.start()
    wait_until(lambda: "Waiting for another" in "".join(capsys.readouterr()))
    assert not done
    other.kill()
    thread.join(20)
    assert done


def test_it_is_free_after_use(tmp_path):
    for _round in range(2):
        with lockfile.hold(tmp_path, "demo", "up"):
            pass
    assert lockfile.holder(tmp_path, "demo") is None
