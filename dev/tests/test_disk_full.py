# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""A disk without room: a small one for root, the system's own error for others."""

import errno
import os
import subprocess

import pytest

from dev import command, database, paths
from dev.errors import DiskFullError, from_os_error


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
    """Let writing below ``folder`` fail as a full disk does."""
    real = os.open

    def fake(path, flags, *rest, **options):
        if str(path).startswith(str(folder)) and flags & os.O_CREAT:
            raise OSError(errno.ENOSPC, "No space left on device", str(path))
        return real(path, flags, *rest, **options)

    monkeypatch.setattr(os, "open", fake)
    monkeypatch.setattr(
        paths.Path, "write_text", lambda self, *_text: fake(self, os.O_CREAT)
    )
    monkeypatch.setattr(database.shutil, "copy2", lambda _a, b: fake(b, os.O_CREAT))


def test_a_programs_log_finds_no_room(full):
    with pytest.raises(DiskFullError, match="the disk .*is full"):
        command.run(["echo", "x" * 100_000], "talking", full / "log")


def test_a_file_store_finds_no_room(full, tmp_path):
    source = tmp_path / "source"
    source.mkdir()
    (source / "big").write_bytes(b"x" * 100_000)
    with pytest.raises((OSError, database.shutil.Error)) as caught:
        database.copy_tree(source, full / "copy")
    if isinstance(caught.value, OSError) and caught.value.errno:
        assert isinstance(from_os_error(caught.value), DiskFullError)
    else:
        assert "No space left on device" in str(caught.value)
