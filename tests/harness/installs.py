# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""Databases with just the addons one asks for, each made once a session."""

import ast
from collections import namedtuple

from .odoo import run_odoo

Installed = namedtuple("Installed", "database log")

# Integrators' entrance; Odoo installs it by itself, which is switched off here.
ALWAYS = ("rpc",)


def manifests(addons):
    """Return the manifest of every installable addon of a folder, by name."""
    found = {}
    for path in sorted(addons.glob("*/__manifest__.py")):
        manifest = ast.literal_eval(path.read_text(encoding="utf-8"))
        if manifest.get("installable", True):
            found[path.parent.name] = manifest
    return found


class Installs:
    """A shelf of databases, from Odoo's bare modules upwards."""

    def __init__(self, settings, databases):
        self.settings = settings
        self.databases = databases
        self.manifests = manifests(settings.addons)
        self._shelf = {}

    def alone(self, addon):
        """Install an addon beside nothing but its dependencies.

        :return: the database, not to be changed (copy it), and the log of the install
        """
        if addon not in self._shelf:
            database = self.databases.create(self.dependencies_of(addon))
            self._shelf[addon] = Installed(database, self.install(database, addon))
        return self._shelf[addon]

    def dependencies_of(self, addon):
        """Return a database in which all the addon depends on is installed, not it."""
        depends = self.manifests[addon]["depends"]
        ours = [name for name in depends if name in self.manifests]
        native = sorted({*depends, *ALWAYS} - set(ours))
        key = ("dependencies", *sorted(ours), *native)
        if key not in self._shelf:
            # Ours are chained: each stands on the one before, and all on core.
            ground = self.alone(ours[-1]).database if ours else None
            database = self.databases.create(ground)
            wanted = [*native, *ours]
            self._shelf[key] = Installed(database, self.install(database, *wanted))
        return self._shelf[key].database

    def install(self, database, *addons, addons_path=()):
        """Install these addons and what they depend on; return the log."""
        path = ",".join([*self.settings.addons_path, *map(str, addons_path)])
        return run_odoo(
            self.settings,
            database,
            *("-i", ",".join(addons), "--addons-path", path),
            *("--skip-auto-install", "--stop-after-init"),
        )
