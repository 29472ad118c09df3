# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""OCA's help desk, fetched from PyPI into a temporary folder, to run beside us."""

import shutil
import subprocess

PACKAGE = "odoo-addon-helpdesk-mgmt==19.0.*"


def fetch_peer(python, folder):
    """Install the peer below ``folder``; return the addons folder.

    Without its dependencies: Odoo itself is one of them and stands already there.
    """
    target = folder / "peer"
    uv = shutil.which("uv")
    installer = [uv, "pip"] if uv else [python, "-m", "pip"]
    command = [*installer, "install", "--no-deps", "--target", str(target), PACKAGE]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{PACKAGE} cannot be fetched:\n{done.stderr}"
    return target / "odoo" / "addons"
