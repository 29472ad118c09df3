# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""The venvs: one to run the desk, one with all for its tests, one to lint; all locked.

A venv's name holds a hash of all that it was made from, so a changed lock makes a new
one. Its stamp is written last: a venv without one was not finished and is made again.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from . import uv
from .command import run
from .errors import DeskError
from .paths import make_folder
from .progress import step

OLDEST, NEWEST = (3, 10), (3, 13)
LOCKS = {"runtime": "runtime.txt", "test": "test.txt", "lint": "lint.txt"}
WITH_ODOO = ("runtime", "test")
STAMP = "servicedesk-desk.json"
RECIPE = "1"  # raise it when the steps below change what they make


def check_version(version=sys.version_info[:2]):
    """Raise DeskError for a Python that Odoo 19.0 does not support."""
    if not OLDEST <= tuple(version) <= NEWEST:
        raise DeskError(
            "Odoo 19.0 needs Python {}.{} to {}.{}, this is {}.{}: start it as "
            "`python3.11 ./desk …`".format(*OLDEST, *NEWEST, *version)
        )


def ensure(paths, group, odoo=None):
    """Return the Python of the venv ``group``, made first where it is missing.

    :param group: a key of :data:`LOCKS`
    :param odoo: the folder that holds the ``odoo`` package, to be importable
    """
    folder = location(paths, group, odoo)
    if not is_complete(folder):
        tool = uv.ensure(paths)
        with step("Installing the locked Python packages"):
            _make(paths, tool, folder, group, odoo)
    return folder / "bin" / "python"


def location(paths, group, odoo=None):
    """Return the folder of a venv, named by everything that it depends on."""
    digest = hashlib.sha256()
    for part in (RECIPE, sys.version, _base_python(), str(odoo or "")):
        digest.update(part.encode() + b"\0")
    digest.update((paths.requirements / LOCKS[group]).read_bytes())
    return paths.cache / "python" / f"{group}-{digest.hexdigest()[:12]}"


def is_complete(folder):
    """Tell whether the venv was finished and its interpreter is still there."""
    return (folder / STAMP).is_file() and (folder / "bin" / "python").exists()


def stamp(prefix=sys.prefix):
    """Return the stamp of the venv we run in, or None outside of one of ours."""
    try:
        return json.loads((Path(prefix) / STAMP).read_text())
    except (OSError, ValueError):
        return None


def enter(python, script):
    """Start ``script`` again inside the venv; does not return."""
    folder = python.parent
    os.environ["PATH"] = f"{folder}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    os.environ["VIRTUAL_ENV"] = str(folder.parent)
    os.environ.pop("PYTHONHOME", None)
    os.environ.pop("PYTHONPATH", None)
    os.execv(python, [str(python), str(script), *sys.argv[1:]])


def _base_python():
    return os.path.realpath(getattr(sys, "_base_executable", sys.executable))


def _make(paths, tool, folder, group, odoo):
    make_folder(folder.parent)
    shutil.rmtree(folder, ignore_errors=True)
    env = {"UV_PYTHON_DOWNLOADS": "never", "VIRTUAL_ENV": None, "UV_LINK_MODE": None}
    if os.stat(folder.parent).st_dev != _device_of_uv_cache(tool):
        env["UV_LINK_MODE"] = "copy"  # hard links end at the edge of a file system
    log = paths.logs / f"python-{group}.log"
    what = "installing the Python packages"
    run(
        [tool, "venv", "--no-project", "--python", _base_python(), folder],
        "making the venv",
        log,
        env=env,
        cwd=folder.parent,
    )
    python = folder / "bin" / "python"
    lock = paths.requirements / LOCKS[group]
    command = [tool, "pip", "sync", "--require-hashes", "--compile-bytecode"]
    run([*command, "--python", python, lock], what, log, env=env, cwd=folder.parent)
    if odoo:
        (site_packages(python) / "odoo-source.pth").write_text(f"{odoo}\n")
    made = {"group": group, "odoo": str(odoo) if odoo else None}
    unfinished = folder / f"{STAMP}.new"
    unfinished.write_text(json.dumps(made))
    unfinished.rename(folder / STAMP)


def site_packages(python):
    """Return the site-packages folder of the venv of ``python``."""
    code = "import sysconfig; print(sysconfig.get_path('purelib'))"
    done = subprocess.run([python, "-c", code], capture_output=True, text=True)
    return Path(done.stdout.strip())


def _device_of_uv_cache(tool):
    """Return the device of uv's own cache, or None before it exists."""
    done = subprocess.run([tool, "cache", "dir"], capture_output=True, text=True)
    folder = Path(done.stdout.strip() or "/nonexistent")
    while not folder.exists():
        folder = folder.parent
    return os.stat(folder).st_dev
