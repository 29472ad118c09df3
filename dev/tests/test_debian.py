# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""Debian's packages without touching the system."""

import os
import shutil

import pytest

from dev import debian
from dev.errors import DeskError, NetworkError

from .desk_common import program


def release(folder, text):
    path = folder / "os-release"
    path.write_text(text)
    return path


def test_other_systems_are_no_debian(tmp_path):
    assert not debian.is_debian(release(tmp_path, "ID=fedora\n"))
    assert not debian.is_debian(release(tmp_path, "ID=ubuntu\nID_LIKE=debian\n"))
    assert not debian.is_debian(tmp_path / "missing")


def test_a_debian_without_apt_is_none(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not debian.is_debian(release(tmp_path, "ID=debian\n"))


def fake_apt(folder, monkeypatch, text):
    program(folder / "bin" / "apt-get", text)
    monkeypatch.setenv("PATH", f"{folder / 'bin'}:{os.environ['PATH']}")


def test_the_mirror_is_the_machines_own(tmp_path, monkeypatch):
    lines = (
        "http://security.example/debian-security/ bookworm-security main",
        "http://mirror.example/debian/ bookworm-updates main",
        "http://mirror.example/debian/ bookworm contrib",
        "http://mirror.example/debian/ bookworm main",
    )
    fake_apt(tmp_path, monkeypatch, "\n".join(f"echo {line}" for line in lines))
    assert debian.mirror() == "http://mirror.example/debian/"


def test_no_mirror_is_one_line(tmp_path, monkeypatch):
    fake_apt(tmp_path, monkeypatch, "exit 0")
    with pytest.raises(DeskError, match="apt knows no Debian mirror"):
        debian.mirror()


def test_no_network_for_apt(tmp_path, monkeypatch):
    """The real apt where there is one, at a port where nobody listens."""
    if not shutil.which("apt-get"):
        fake_apt(tmp_path, monkeypatch, "echo 'E: Failed to fetch'; exit 100")
    apt = debian.PrivateApt(
        tmp_path / "apt", "http://127.0.0.1:9/debian", ("sid",), tmp_path / "log"
    )
    with pytest.raises(NetworkError, match="no network"):
        apt.update()


def test_apt_is_told_to_stay_in_its_folder(tmp_path, monkeypatch):
    fake_apt(
        tmp_path, monkeypatch, f'echo "$@" > {tmp_path}/called; pwd > {tmp_path}/in'
    )
    apt = debian.PrivateApt(tmp_path / "apt", "http://m/", ("sid",), tmp_path / "log")
    apt.download(["one/sid", "two/bookworm"], tmp_path)
    called = (tmp_path / "called").read_text()
    assert called.strip().endswith("download one/sid two/bookworm")
    for key in ("Dir::Etc::sourcelist", "Dir::State::Lists", "Dir::Cache"):
        assert f"-o{key}={tmp_path}/apt" in called
    sources = (tmp_path / "apt" / "sources.list").read_text()
    assert sources == f"deb [signed-by={debian.KEYRING}] http://m/ sid main\n"


def test_services_stay_down_while_installing(tmp_path, monkeypatch):
    policy = tmp_path / "policy-rc.d"
    monkeypatch.setattr(debian, "POLICY", policy)
    fake_apt(tmp_path, monkeypatch, f"cat {policy} >> {tmp_path}/seen")
    debian.install(["x"], tmp_path / "log")
    assert "exit 101" in (tmp_path / "seen").read_text()
    assert not policy.exists()


def test_a_policy_of_the_machine_stands(tmp_path, monkeypatch):
    policy = program(tmp_path / "policy-rc.d", "exit 0")
    monkeypatch.setattr(debian, "POLICY", policy)
    fake_apt(tmp_path, monkeypatch, "exit 0")
    debian.install(["x"], tmp_path / "log")
    assert policy.read_text() == "#!/bin/sh\nexit 0\n"
