# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""Which Odoo is used, and how Debian's is put together."""

import json
import os
import signal
import sys

import pytest

from dev import debian, odoo_source
from dev.errors import DeskError, DiskFullError

from .desk_common import make_paths, start_python, wait_until, write_odoo


@pytest.fixture
def paths(tmp_path, monkeypatch):
    monkeypatch.delenv("ODOO_SOURCE", raising=False)
    monkeypatch.setattr(odoo_source, "_importable", lambda: None)
    return make_paths(tmp_path)


def test_the_given_one_is_taken(paths, tmp_path):
    folder = write_odoo(tmp_path / "odoo19")
    odoo = odoo_source.find(paths, {"ODOO_SOURCE": str(folder)})
    assert (odoo.folder, odoo.version) == (folder, "19.0")
    assert odoo.addons_path == [folder / "odoo" / "addons"]


def test_a_checkout_of_the_sources_has_two_folders(paths, tmp_path):
    folder = write_odoo(tmp_path / "odoo19")
    (folder / "addons" / "web").mkdir(parents=True)
    odoo = odoo_source.find(paths, {"ODOO_SOURCE": str(folder)})
    assert odoo.addons_path == [folder / "odoo" / "addons", folder / "addons"]


def test_a_wrong_version_is_refused(paths, tmp_path):
    folder = write_odoo(tmp_path / "odoo18", version=(18, 0))
    with pytest.raises(DeskError, match="is Odoo 18.0; this suite needs 19.0"):
        odoo_source.find(paths, {"ODOO_SOURCE": str(folder)})


def test_a_folder_without_odoo_is_refused(paths, tmp_path):
    with pytest.raises(DeskError, match="holds no odoo package"):
        odoo_source.find(paths, {"ODOO_SOURCE": str(tmp_path)})


def test_an_importable_one_counts_if_it_is_right(tmp_path, monkeypatch):
    for version, expected in (((18, 0), None), ((19, 0), tmp_path / "19")):
        folder = write_odoo(tmp_path / str(version[0]), version=version)
        monkeypatch.setattr(sys, "path", [str(folder)])
        found = odoo_source._importable()
        assert (found and found.folder) == expected


def test_neither_odoo_nor_debian(paths, monkeypatch):
    monkeypatch.setattr(debian, "is_debian", lambda: False)
    with pytest.raises(DeskError) as caught:
        odoo_source.ensure(paths)
    for way in ("ODOO_SOURCE", "Debian", "docker/"):
        assert way in str(caught.value)


def test_too_small_a_disk_is_seen_before(paths, monkeypatch):
    monkeypatch.setattr(debian, "is_debian", lambda: True)
    usage = type("Usage", (), {"free": 1_000_000_000})()
    monkeypatch.setattr(odoo_source.shutil, "disk_usage", lambda _path: usage)
    with pytest.raises(DiskFullError, match="Odoo needs 3 GB in .*, 1.0 GB are free"):
        odoo_source.ensure(paths)


UNPACKED = "usr/lib/python3/dist-packages"


def unpack(archive, into, _log):
    """Stand in for dpkg: one package is Odoo, the other a font it links to."""
    if archive.name.startswith("odoo"):
        write_odoo(into / UNPACKED, addons=("mail", "web/fonts"))
        link = into / UNPACKED / "odoo/addons/web/fonts/Mono.otf"
        link.symlink_to("../../../gone/truetype/Mono.otf")
    else:
        font = into / "usr/share/fonts/opentype/Mono-Regular.otf"
        font.parent.mkdir(parents=True)
        font.write_text("font")


@pytest.fixture
def archive(paths, monkeypatch):
    """Debian's archive without a network: two packages lie there."""
    monkeypatch.setattr(debian, "is_debian", lambda: True)
    monkeypatch.setattr(debian, "mirror", lambda: "http://m/")
    monkeypatch.setattr(debian, "unpack", unpack)

    class Apt:
        def __init__(self, *_arguments):
            pass

        def update(self):
            pass

        def download(self, _packages, into):
            (into / "odoo-19_19.0.0-1_all.deb").touch()
            (into / "fonts-x_1_all.deb").touch()

    monkeypatch.setattr(debian, "PrivateApt", Apt)


def test_debians_is_put_together(paths, archive):
    odoo = odoo_source.ensure(paths)
    addons = odoo.package / "addons"
    assert odoo.version == "19.0.0-1"
    assert (addons / "web/fonts/Mono.otf").read_text() == "font"
    assert (addons / odoo_source.STRIPPED_SCRIPT).exists()
    assert odoo_source.dangling_links(odoo.folder.parents[3]) == []
    assert odoo_source.find(paths) == odoo
    assert not (paths.cache / "odoo" / "packages").exists()


def test_a_link_that_nothing_serves_is_named(paths, archive, monkeypatch):
    def unpack_odoo_alone(path, into, log):
        if path.name.startswith("odoo"):
            unpack(path, into, log)

    monkeypatch.setattr(debian, "unpack", unpack_odoo_alone)
    with pytest.raises(DeskError, match="Debian's Odoo lacks .*Mono.otf"):
        odoo_source.ensure(paths)
    assert odoo_source.find(paths) is None


def test_another_version_in_debian_is_refused(paths, archive, monkeypatch):
    def unpack_newer(path, into, _log):
        if path.name.startswith("odoo"):
            write_odoo(into / UNPACKED, version=(20, 0), addons=("mail",))

    monkeypatch.setattr(debian, "unpack", unpack_newer)
    with pytest.raises(DeskError, match="holds 20.0, not Odoo 19.0"):
        odoo_source.ensure(paths)


def test_libraries_of_the_system_are_enough(monkeypatch):
    monkeypatch.setattr(odoo_source.ctypes.util, "find_library", lambda _name: "x.so")
    assert odoo_source.library_environment(None) == {}


def test_libraries_come_with_debians_odoo(paths, archive, monkeypatch):
    monkeypatch.setattr(odoo_source.ctypes.util, "find_library", lambda _name: None)
    monkeypatch.setenv("LD_LIBRARY_PATH", "/mine")
    odoo = odoo_source.ensure(paths)
    root = odoo.folder.parents[3]
    library = root / "usr/lib/x86_64-linux-gnu/libmagic.so.1"
    with pytest.raises(DeskError, match="apt-get install libmagic1"):
        odoo_source.library_environment(odoo)
    library.parent.mkdir(parents=True)
    library.touch()
    assert odoo_source.library_environment(odoo) == {
        "LD_LIBRARY_PATH": f"{library.parent}:/mine",
        "MAGIC": str(root / "usr/lib/file/magic.mgc"),
    }


KILLED = """
import time
from pathlib import Path
from dev import debian, odoo_source
from dev.tests import test_odoo_source as here
from dev.tests.desk_common import Paths

folder = Path({folder!r})
class Apt:
    def __init__(self, *_arguments): pass
    def update(self): pass
    def download(self, _packages, into):
        (into / "odoo-19_19.0.0-1_all.deb").touch()
def unpack(archive, into, log):
    here.unpack(archive, into, log)
    (folder / "unpacking").touch()
    time.sleep(60)
debian.is_debian = lambda: True
debian.mirror = lambda: "http://m/"
debian.PrivateApt, debian.unpack = Apt, unpack
odoo_source._importable = lambda: None
p = folder
odoo_source.ensure(Paths(p / "root", p / "cache", p / "state", p / "addons"))
"""


def test_killed_between_fetching_and_renaming(paths, archive, tmp_path):
    """What is half there is never taken for Odoo, and the next start completes it."""
    process = start_python(KILLED.format(folder=str(tmp_path)), ODOO_SOURCE="")
    wait_until((tmp_path / "unpacking").exists)
    process.send_signal(signal.SIGKILL)
    process.wait()
    left = [path.name for path in (paths.cache / "odoo").iterdir()]
    assert any(name.endswith(".new") for name in left)
    assert odoo_source.find(paths) is None
    assert odoo_source.ensure(paths).version == "19.0.0-1"
    left = [path.name for path in (paths.cache / "odoo").iterdir()]
    assert not any(name.endswith(".new") for name in left)


def test_the_newest_of_two_fetched_is_used(tmp_path):
    for name, when in (("a_1_all.deb", 1), ("a_2_all.deb", 9), ("b_1_all.deb", 5)):
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (when, when))
    kept = odoo_source._newest_of_each(tmp_path.glob("*.deb"))
    assert [path.name for path in kept] == ["a_2_all.deb", "b_1_all.deb"]


def test_a_broken_stamp_is_no_odoo(paths):
    root = odoo_source._cache_folder(paths)
    root.mkdir(parents=True)
    (root / odoo_source.STAMP).write_text("{")
    assert odoo_source.find(paths) is None
    (root / odoo_source.STAMP).write_text(json.dumps({"version": "19.0.0"}))
    assert odoo_source.find(paths).version == "19.0.0"
