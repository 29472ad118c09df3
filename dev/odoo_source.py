# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""Odoo 19.0: given by ``ODOO_SOURCE``, importable, or Debian's package in the cache."""

import ctypes.util
import hashlib
import importlib.util
import json
import os
import runpy
import shutil
from dataclasses import dataclass
from pathlib import Path

from . import debian
from .errors import DeskError, DiskFullError
from .paths import make_folder
from .progress import step

SERIES = (19, 0)
PACKAGE = "odoo-19"
# Debian's Odoo links to these for fonts and scripts. Those of the older suite are not
# in the unstable one in the form that the links expect.
FROM_UNSTABLE = (
    PACKAGE,
    "libjs-jquery",
    "libjs-underscore",
    "libjs-jquery-form",
    "fonts-montserrat",
    "fonts-roboto-unhinted",
    "fonts-ocr-b",
)
FROM_OLDER = (
    "fonts-font-awesome",
    "fonts-inconsolata",
    # A bare Debian has none of these, and only root could install them there.
    "libmagic1",
    "libmagic-mgc",
    "libatomic1",
)
LIBRARIES = ("magic", "atomic")  # python-magic needs the one, playwright the other
UNSTABLE, OLDER = "sid", "bookworm"
RECIPE = "1"  # raise it when the steps below change what they make
NEEDED_BYTES = 3_000_000_000
# Left out by Debian; without it each page logs an error and browser tests fail.
# It would only blur a webcam's background.
STRIPPED_SCRIPT = Path("mail/static/lib/selfie_segmentation/selfie_segmentation.js")
STAMP = "complete.json"


@dataclass(frozen=True)
class Odoo:
    """An Odoo to run: the folder that holds the package, and what it is."""

    folder: Path
    version: str
    origin: str

    @property
    def package(self):
        """Return the ``odoo`` package's own folder."""
        return self.folder / "odoo"

    @property
    def addons_path(self):
        """Return the folders of Odoo's own addons, as its option takes them."""
        beside = self.folder / "addons"  # a checkout of the sources has two
        folders = [self.package / "addons"]
        return folders + [beside] if (beside / "web").is_dir() else folders


def library_environment(odoo):
    """Return the variables with which programs find the libraries that we brought.

    :raise DeskError: where neither the system nor the cache has libmagic
    """
    missing = [name for name in LIBRARIES if not ctypes.util.find_library(name)]
    if not missing:
        return {}
    root = odoo.folder.parents[3] if len(odoo.folder.parents) > 3 else odoo.folder
    folders = [path.parent for path in root.glob("usr/lib/*/libmagic.so.1")]
    if folders:
        known = os.environ.get("LD_LIBRARY_PATH")
        return {
            "LD_LIBRARY_PATH": ":".join(filter(None, (str(folders[0]), known))),
            "MAGIC": str(root / "usr" / "lib" / "file" / "magic.mgc"),
        }
    if "magic" in missing:
        raise DeskError("libmagic is missing: as root, apt-get install libmagic1")
    return {}


def ensure(paths):
    """Return the :class:`Odoo` to use, fetched first where there is none.

    :raise DeskError: for a wrong version, or where none can be had
    """
    return find(paths) or _fetch(paths)


def find(paths, environ=os.environ):
    """Return the :class:`Odoo` that is there already, or None."""
    if environ.get("ODOO_SOURCE"):
        return _given(Path(environ["ODOO_SOURCE"]).expanduser().resolve())
    installed = _importable()
    if installed:
        return installed
    return _cached(_cache_folder(paths))


def read_version(folder):
    """Return ``(version_info, text)`` of the Odoo in a folder, or None."""
    release = folder / "odoo" / "release.py"
    if not release.is_file():
        return None
    names = runpy.run_path(str(release))
    return names["version_info"], names["version"]


def _given(folder):
    version = read_version(folder)
    if version is None:
        raise DeskError(f"ODOO_SOURCE={folder} holds no odoo package (odoo/release.py)")
    if tuple(version[0][:2]) != SERIES:
        raise DeskError(
            f"ODOO_SOURCE={folder} is Odoo {version[1]}; this suite needs 19.0"
        )
    return Odoo(folder, version[1], "ODOO_SOURCE")


def _importable():
    """Return the Odoo that this Python can import, if it is the right one."""
    spec = importlib.util.find_spec("odoo")
    for package in (spec.submodule_search_locations or ()) if spec else ():
        folder = Path(package).resolve().parent
        version = read_version(folder)
        if version and tuple(version[0][:2]) == SERIES:
            return Odoo(folder, version[1], "installed")
    return None


def _cache_folder(paths):
    """Return the folder of Debian's Odoo, named by series and recipe."""
    names = " ".join((RECIPE, *FROM_UNSTABLE, UNSTABLE, *FROM_OLDER, OLDER))
    key = hashlib.sha256(names.encode()).hexdigest()[:8]
    return paths.cache / "odoo" / f"19.0-{key}"


def _cached(root):
    try:
        made = json.loads((root / STAMP).read_text())
    except (OSError, ValueError):
        return None
    folder = root / "usr" / "lib" / "python3" / "dist-packages"
    return Odoo(folder, made["version"], "Debian's package")


def _fetch(paths):
    if not debian.is_debian():
        raise DeskError(
            "no Odoo 19.0 here: set ODOO_SOURCE=<folder that holds the odoo package>, "
            "or use a Debian, whose package is fetched, or docker/"
        )
    root = _cache_folder(paths)
    make_folder(root.parent)
    free = shutil.disk_usage(root.parent).free
    if free < NEEDED_BYTES:
        raise DiskFullError(
            f"Odoo needs 3 GB in {root.parent}, {free / 1e9:.1f} GB are free; "
            "DESK_CACHE names another folder"
        )
    unfinished = root.with_name(f"{root.name}.new")
    shutil.rmtree(unfinished, ignore_errors=True)
    log = paths.logs / "odoo-source.log"
    archives = _download(paths, log)
    with step("Unpacking Odoo"):
        for archive in archives:
            debian.unpack(archive, make_folder(unfinished), log)
        _repair(unfinished)
    version = _stamp(unfinished, archives)
    shutil.rmtree(root, ignore_errors=True)
    unfinished.rename(root)
    shutil.rmtree(archives[0].parent, ignore_errors=True)
    return Odoo(root / "usr/lib/python3/dist-packages", version, "Debian's package")


def _download(paths, log):
    """Fetch the packages; return their files. What is there already is kept."""
    apt = debian.PrivateApt(
        paths.cache / "apt", debian.mirror(), (UNSTABLE, OLDER), log
    )
    files = make_folder(paths.cache / "odoo" / "packages")
    with step("Reading the list of Debian's packages"):
        apt.update()
    wanted = [f"{name}/{UNSTABLE}" for name in FROM_UNSTABLE]
    wanted += [f"{name}/{OLDER}" for name in FROM_OLDER]
    with step("Fetching Odoo 19.0 and its fonts from Debian, 130 MB"):
        apt.download(wanted, files)
    return _newest_of_each(files.glob("*.deb"))


def _newest_of_each(archives):
    """Return one file a package: an older fetch may have been broken off."""
    newest = {}
    for archive in sorted(archives, key=lambda path: path.stat().st_mtime):
        newest[archive.name.split("_")[0]] = archive
    return sorted(newest.values())


def _stamp(root, archives):
    found = read_version(root / "usr" / "lib" / "python3" / "dist-packages")
    if not found or tuple(found[0][:2]) != SERIES:
        said = found[1] if found else "nothing"
        raise DeskError(f"Debian's {PACKAGE} holds {said}, not Odoo 19.0")
    debian_version = next(
        (item.name.split("_")[1] for item in archives if item.name.startswith(PACKAGE)),
        found[1],
    )
    made = {"version": debian_version}
    (root / STAMP).write_text(json.dumps(made))
    return debian_version


def _repair(root):
    """Make the links between the unpacked packages hold, and add what was stripped."""
    addons = root / "usr/lib/python3/dist-packages/odoo/addons"
    script = addons / STRIPPED_SCRIPT
    if not script.exists():
        make_folder(script.parent)
        script.write_text("// Not part of Debian's package: no webcam blur.\n")
    for link in dangling_links(root):
        target = _same_file_elsewhere(root, link)
        if target is None:
            raise DeskError(f"Debian's Odoo lacks {link.relative_to(root)}")
        link.unlink()
        link.symlink_to(os.path.relpath(target, link.parent))


def dangling_links(root):
    """Return the links below ``root`` that lead nowhere; documents do not matter."""
    found, documents = [], root / "usr" / "share" / "doc"
    for folder, _folders, files in os.walk(root):
        if documents in (Path(folder), *Path(folder).parents):
            continue
        paths = (Path(folder) / name for name in files)
        found += [path for path in paths if path.is_symlink() and not path.exists()]
    return found


def _same_file_elsewhere(root, link):
    """Return where the packages keep the file now, by its name; or any of its kind."""
    wanted = Path(os.readlink(link)).name
    names = (wanted, f"{Path(wanted).stem}-Regular{Path(wanted).suffix}")
    share = root / "usr" / "share"
    for name in names:
        for path in sorted(share.rglob(name)):
            if path.is_file() and not path.is_symlink():
                return path
    return None
