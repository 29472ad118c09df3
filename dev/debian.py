# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""Debian's packages: fetched privately by apt, or installed where root may.

Fetching uses an apt state of its own, so the system's sources stay as they are, and
no right but to write into the cache is needed. apt checks the archive's signatures.
"""

import getpass
import os
import re
import shutil
import subprocess
from contextlib import contextmanager
from pathlib import Path

from .command import run
from .errors import DeskError
from .paths import make_folder

KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
POLICY = Path("/usr/sbin/policy-rc.d")
POLICY_MARK = "# Written by ./desk while it installs packages; safe to delete."


def is_debian(release=Path("/etc/os-release")):
    """Tell whether this is a Debian with the tools to fetch its packages."""
    try:
        text = release.read_text()
    except OSError:
        return False
    named = re.search(r'^ID="?debian"?$', text, re.M)
    tools = shutil.which("apt-get") and shutil.which("dpkg-deb")
    return bool(named and tools and KEYRING.exists())


def mirror():
    """Return the address of the Debian archive that this machine uses.

    :raise DeskError: when apt knows no archive of Debian's main packages
    """
    command = ["apt-get", "indextargets", "--format"]
    form = "$(REPO_URI) $(RELEASE) $(COMPONENT)"
    done = subprocess.run(
        [*command, form, "Created-By: Packages"], capture_output=True, text=True
    )
    for line in done.stdout.splitlines():
        address, release, component = line.split()
        aside = re.search(r"security|updates|backports", release)
        if component == "main" and not aside and address.startswith("http"):
            return address
    raise DeskError(
        "apt knows no Debian mirror: add one to /etc/apt, or set ODOO_SOURCE"
    )


class PrivateApt:
    """apt with its own sources, lists and cache under ``folder``."""

    def __init__(self, folder, address, suites, log):
        self.folder, self.log = folder, log
        for name in ("lists/partial", "cache/archives/partial", "state"):
            make_folder(folder / name)
        (folder / "status").write_text("")
        lines = [
            f"deb [signed-by={KEYRING}] {address} {suite} main" for suite in suites
        ]
        (folder / "sources.list").write_text("\n".join(lines) + "\n")

    def update(self):
        """Fetch the index of packages."""
        self._apt("reading the list of Debian's packages", "update")

    def download(self, packages, into):
        """Fetch ``packages`` (``name`` or ``name/suite``) as files into a folder."""
        self._apt("fetching Debian's packages", "download", *packages, cwd=into)

    def _apt(self, what, *arguments, cwd=None):
        run(["apt-get", *self._options(), *arguments], what, self.log, cwd=cwd)

    def _options(self):
        here = self.folder
        settings = {
            "Dir::Etc::sourcelist": here / "sources.list",
            "Dir::Etc::sourceparts": "-",
            "Dir::State": here / "state",
            "Dir::State::status": here / "status",
            "Dir::State::Lists": here / "lists",
            "Dir::Cache": here / "cache",
            "APT::Sandbox::User": getpass.getuser(),
            "APT::Update::Error-Mode": "any",
            "Acquire::Retries": "2",
            "Acquire::Languages": "none",
        }
        return [f"-o{key}={value}" for key, value in settings.items()] + ["-qq"]


def unpack(archive, into, log):
    """Unpack one package file into a folder, without installing it."""
    run(["dpkg-deb", "-x", archive, into], f"unpacking {archive.name}", log)


def install(packages, log):
    """Install packages on the system; the caller has made sure that we are root.

    No service is started by it: a test's mail server must not listen to the world.
    """
    if not any(Path("/var/lib/apt/lists").glob("*_Packages*")):
        run(["apt-get", "update", "-qq"], "reading the list of packages", log)
    command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends"]
    env = {"DEBIAN_FRONTEND": "noninteractive"}
    what = f"installing {' '.join(packages)}"
    with _services_stay_down():
        try:
            run([*command, *packages], what, log, env=env, survive=True)
        except DeskError:
            # The list of packages may be older than what the archive still keeps.
            run(["apt-get", "update", "-qq"], "reading the list of packages", log)
            run([*command, *packages], what, log, env=env, survive=True)


@contextmanager
def _services_stay_down():
    """Keep packages from starting services, by Debian's own policy script."""
    if POLICY.exists() and POLICY_MARK not in POLICY.read_text(errors="replace"):
        yield  # the machine has a policy of its own: it stands
        return
    POLICY.write_text(f"#!/bin/sh\n{POLICY_MARK}\nexit 101\n")
    os.chmod(POLICY, 0o755)
    try:
        yield
    finally:
        POLICY.unlink(missing_ok=True)
