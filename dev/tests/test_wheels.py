# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""Each addon really builds as a wheel that holds all of it."""

import shutil
import subprocess
import sys
import zipfile
from email.parser import HeaderParser
from pathlib import Path

import pytest

from dev.checks.tree import Tree

TREE = Tree(Path(__file__).resolve().parents[2])


@pytest.mark.parametrize("addon", TREE.addons, ids=lambda addon: addon.name)
def test_wheel_holds_the_addon(addon, tmp_path):
    wheel = build(addon, tmp_path)
    kept_out = {addon.path / "pyproject.toml"}
    expected = {
        f"odoo/{path.as_posix()}"
        for path in TREE.below(addon.path)
        if path not in kept_out and not path.name.startswith(".")
    }
    assert expected <= set(wheel.namelist())


@pytest.mark.parametrize("addon", TREE.addons, ids=lambda addon: addon.name)
def test_wheel_says_what_it_needs(addon, tmp_path):
    metadata = read_metadata(build(addon, tmp_path))
    assert metadata["Version"] == addon.manifest["version"]
    needed = metadata.get_all("Requires-Dist")
    assert any(name.startswith("odoo==19.0") for name in needed)
    for sister in TREE.addons:
        if sister.name in addon.manifest["depends"]:
            assert f"odoo-addon-{sister.name}==19.0.*" in needed
    external = addon.manifest.get("external_dependencies", {}).get("python", [])
    assert set(external) <= set(needed)


def build(addon, folder):
    """Build with the installed whool: no network, no environment of its own.

    A copy is built, for inside a git checkout whool takes committed files alone.
    """
    copy = folder / addon.name
    for path in TREE.below(addon.path):
        target = copy / path.relative_to(addon.path)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(TREE.root / path, target)
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation"]
    done = subprocess.run(
        [*command, f"--outdir={folder}", str(copy)],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    [path] = folder.glob("*.whl")
    return zipfile.ZipFile(path)


def read_metadata(wheel):
    """Return the METADATA of a wheel, as the mail headers that it is."""
    [name] = [one for one in wheel.namelist() if one.endswith("/METADATA")]
    return HeaderParser().parsestr(wheel.read(name).decode())
