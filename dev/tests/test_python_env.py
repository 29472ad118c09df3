# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""The venvs: which Python, which name, finished or not."""

import os
import signal
import sys

import pytest

from dev import python_env, uv
from dev.errors import DeskError, DiskFullError, NetworkError

from .desk_common import make_paths, program, start_python, wait_until


@pytest.fixture
def paths(tmp_path):
    return make_paths(tmp_path)


def test_python_too_old_or_too_new():
    for version in ((3, 9), (3, 14)):
        with pytest.raises(DeskError, match="Odoo 19.0 needs Python 3.10 to 3.13"):
            python_env.check_version(version)
    for version in ((3, 10), (3, 11), (3, 13)):
        python_env.check_version(version)


def test_a_changed_lock_is_another_venv(paths):
    before = python_env.location(paths, "runtime")
    assert python_env.location(paths, "runtime") == before
    (paths.requirements / "runtime.txt").write_text("changed\n")
    assert python_env.location(paths, "runtime") != before


def test_another_odoo_is_another_venv(paths):
    assert python_env.location(paths, "runtime", "/a") != python_env.location(
        paths, "runtime", "/b"
    )


FAKE_UV = """
case "$1 $2" in
"--version "*) echo uv 1 ;;
"cache dir") echo / ;;
venv*) for last; do :; done; {python} -m venv --without-pip "$last" ;;
"pip sync") {sync} ;;
esac
"""


def fake_uv(folder, monkeypatch, sync=":"):
    program(folder / "bin" / "uv", FAKE_UV.format(python=sys.executable, sync=sync))
    monkeypatch.setenv("PATH", f"{folder / 'bin'}:{os.environ['PATH']}")


def test_the_stamp_comes_last(paths, tmp_path, monkeypatch):
    fake_uv(tmp_path, monkeypatch)
    python = python_env.ensure(paths, "runtime", "/some/odoo")
    folder = python.parent.parent
    assert python_env.is_complete(folder)
    assert python_env.stamp(folder) == {"group": "runtime", "odoo": "/some/odoo"}
    link = python_env.site_packages(python) / "odoo-source.pth"
    assert link.read_text() == "/some/odoo\n"


def test_a_broken_off_venv_is_made_again(paths, tmp_path, monkeypatch):
    """Killed in the middle of the installation, the next start begins it anew."""
    fake_uv(tmp_path, monkeypatch, sync=f"touch {tmp_path}/syncing; sleep 60")
    code = (
        "from pathlib import Path; from dev import python_env;"
        "from dev.tests.desk_common import Paths;"
        f"p = Path({str(tmp_path)!r});"
        "paths = Paths(p/'root', p/'cache', p/'state', p/'addons');"
        "python_env.ensure(paths, 'runtime')"
    )
    process = start_python(code)
    wait_until((tmp_path / "syncing").exists)
    process.send_signal(signal.SIGKILL)
    process.wait()
    folder = python_env.location(paths, "runtime")
    assert folder.exists()
    assert not python_env.is_complete(folder)
    (folder / "left-over").touch()
    fake_uv(tmp_path, monkeypatch)
    python_env.ensure(paths, "runtime")
    assert python_env.is_complete(folder)
    assert not (folder / "left-over").exists()


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("error: No space left on device (os error 28)", DiskFullError),
        ("error: error sending request for url: dns error", NetworkError),
    ],
)
def test_uvs_failure_is_one_line(paths, tmp_path, monkeypatch, said, kind):
    fake_uv(tmp_path, monkeypatch, sync=f"echo '{said}'; exit 2")
    with pytest.raises(kind) as caught:
        python_env.ensure(paths, "runtime")
    assert "\n" not in str(caught.value)
    assert not python_env.is_complete(python_env.location(paths, "runtime"))


def test_no_network_for_the_real_uv(paths, monkeypatch):
    """A port of this machine where nobody listens stands for a dead network."""
    lock = paths.requirements / "runtime.txt"
    lock.write_text(f"six==1.16.0 --hash=sha256:{'0' * 64}\n")
    monkeypatch.setenv("UV_DEFAULT_INDEX", "http://127.0.0.1:9/simple")
    monkeypatch.setenv("UV_CACHE_DIR", str(paths.cache / "uv-empty"))
    monkeypatch.setenv("UV_HTTP_RETRIES", "0")
    with pytest.raises(NetworkError, match="no network"):
        python_env.ensure(paths, "runtime")


def test_uv_is_found_or_had_by_venv(paths, tmp_path, monkeypatch):
    """A uv on the PATH that does not run (a shim, say) does not count."""
    program(tmp_path / "bin" / "uv", "exit 1")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    made = []

    def by_venv(_paths, private):
        made.append(private)
        return str(program(private / "venv" / "bin" / "uv", "echo uv 1"))

    monkeypatch.setattr(uv, "_by_venv", by_venv)
    assert uv.ensure(paths) == str(paths.cache / "uv" / "venv" / "bin" / "uv")
    assert uv.ensure(paths) == str(paths.cache / "uv" / "venv" / "bin" / "uv")
    assert len(made) == 1


def test_no_way_to_uv_is_one_line(paths, monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(DeskError, match="Install Debian's python3-venv, or uv"):
        uv.ensure(paths)
