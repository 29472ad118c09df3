# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""Where ``./desk`` keeps things: a cache outside the checkout, state inside it."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from .errors import from_os_error


@dataclass(frozen=True)
class Paths:
    """The folders of one checkout.

    ``cache`` holds what can be fetched or built again and is shared by checkouts;
    ``state`` holds this checkout's databases, logs and process ids.
    """

    root: Path
    cache: Path
    state: Path
    addons: Path

    @property
    def logs(self):
        """Return the folder of log files."""
        return self.state / "log"

    @property
    def data(self):
        """Return Odoo's data folder: file stores and sessions."""
        return self.state / "data"

    @property
    def requirements(self):
        """Return the folder of the lock files."""
        return self.root / "dev" / "requirements"

    @property
    def slug(self):
        """Return a short name for this checkout, to tell its databases apart."""
        return hashlib.sha256(str(self.state).encode()).hexdigest()[:6]


def find(root, environ=os.environ):
    """Return the :class:`Paths` of the checkout at ``root``.

    ``DESK_CACHE`` moves the cache (default: XDG's), ``DESK_STATE`` the state (default:
    ``.desk``), ``DESK_ADDONS`` the addons (default: ``addons``).
    """
    root = Path(root).resolve()
    xdg = environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    cache = environ.get("DESK_CACHE") or Path(xdg) / "servicedesk-desk"
    return Paths(
        root=root,
        cache=Path(cache).expanduser().resolve(),
        state=Path(environ.get("DESK_STATE") or root / ".desk").resolve(),
        addons=Path(environ.get("DESK_ADDONS") or root / "addons").resolve(),
    )


def make_folder(path):
    """Make a folder and those above it; raise DeskError where that is refused."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise from_os_error(error) from error
    return path
