# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""A disk without room: a small one for root, the system's own error for others."""

import builtins
import errno
import os
import subprocess

import pytest

from dev import command, database
from dev.errors import DiskFullError


@pytest.fixture
def full(tmp_path, monkeypatch):
    """Return a folder in which nothing more can be written."""
    folder = tmp_path / "full"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "none", str(folder)]
    mounted = not os.geteuid() and not subprocess.run(mount).returncode
    if mounted:
        (folder / "filler").write_bytes(b"x" * 64 * 1024)
    else:
        refuse(monkeypatch, folder)
    yield folder
    if mounted:
        subprocess.run(["umount", str(folder)], check=True)


def refuse(monkeypatch, folder):
    """Let writing below ``folder`` fail as on a full disk."""
    real = builtins.open

    def full_open(path, mode="r", *rest, **options):
        if "w" in mode and str(path).startswith(str(folder)):
            raise OSError(errno.ENOSPC, "No space left on device", str(path))
        return real(path, mode, *rest, **options)

    def other_device(source, target):
        raise OSError(errno.EXDEV, "Invalid cross-device link", source, None, target)

    monkeypatch.setattr(builtins, "open", full_open)
    monkeypatch.setattr(database.os, "link", other_device)
    monkeypatch.setattr(
        database.shutil, "copy2", lambda _source, target: full_open(target, "w")
    )


def test_a_programs_log_finds_no_room(full):
    with pytest.raises(DiskFullError, match="the disk .*is full"):
        command.run(["echo", "x" * 100_000], "talking", full / "log")


def test_a_file_store_finds_no_room(full, tmp_path):
    source = tmp_path / "source"
    source.mkdir()
    (source / "big").write_bytes(b"x" * 100_000)
    with pytest.raises(DiskFullError) as caught:
        database.copy_tree(source, full / "copy")
    assert "\n" not in str(caught.value)
