# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""Rules for ``__manifest__.py`` and for what an addon declares about itself."""

import ast
import re
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from .tree import Addon, Finding, Tree, is_test

VERSION = re.compile(r"19\.0\.\d+\.\d+\.\d+")
REQUIRED_KEYS = ("author", "depends", "license", "name", "summary", "version")

# Keys that Odoo 19.0 reads (odoo/modules/module.py), with the value that it takes
# for a missing key where restating it says nothing.
KNOWN_KEYS = {
    "application": False,
    "assets": {},
    "author": None,
    "auto_install": False,
    "category": "Uncategorized",
    "data": None,
    "demo": [],
    "depends": None,
    "external_dependencies": {},
    "icon": None,
    "images": [],
    "installable": True,
    "license": None,
    "maintainer": None,
    "name": None,
    "post_init_hook": "",
    "post_load": "",
    "pre_init_hook": "",
    "sequence": 100,
    "summary": "",
    "uninstall_hook": "",
    "version": None,
    "website": "",
}

# Packages that every Odoo 19.0 has, because its own requirements name them.
# By the name of the import.
ODOO_BRINGS = {
    "PIL",
    "asn1crypto",
    "babel",
    "chardet",
    "cryptography",
    "dateutil",
    "decorator",
    "docutils",
    "gevent",
    "greenlet",
    "idna",
    "jinja2",
    "lxml",
    "markupsafe",
    "num2words",
    "odoo",
    "passlib",
    "polib",
    "psutil",
    "psycopg2",
    "pytz",
    "reportlab",
    "requests",
    "urllib3",
    "vobject",
    "werkzeug",
    "xlsxwriter",
    "zeep",
}

# Imports named unlike their package, which is not installed beside the linters.
PACKAGE_OF = {"magic": "python-magic"}


def manifest_keys(tree: Tree) -> Iterator[Finding]:
    """Manifests hold the required keys, no unknown one and no restated default."""
    for addon in tree.addons:
        path = addon.path / "__manifest__.py"
        for key in sorted(set(addon.manifest) - set(KNOWN_KEYS)):
            yield Finding(path, 1, f"unknown manifest key '{key}'")
        for key in sorted(set(REQUIRED_KEYS) - set(addon.manifest)):
            yield Finding(path, 1, f"manifest key '{key}' is missing")
        for key, default in KNOWN_KEYS.items():
            if default is not None and addon.manifest.get(key) == default:
                yield Finding(path, 1, f"'{key}' restates its default {default!r}")


def manifest_version(tree: Tree) -> Iterator[Finding]:
    """Versions read 19.0.x.y.z, and the licence is the repository's."""
    for addon in tree.addons:
        path = addon.path / "__manifest__.py"
        version = str(addon.manifest.get("version"))
        if not VERSION.fullmatch(version):
            yield Finding(path, 1, f"version '{version}' must read 19.0.x.y.z")
        if addon.manifest.get("license") != "LGPL-3":
            yield Finding(path, 1, "license must be 'LGPL-3'")


def external_dependencies(tree: Tree) -> Iterator[Finding]:
    """What an addon imports and Odoo does not bring is declared.

    Odoo then refuses to install the addon and names the missing package, in place
    of failing on the import. Tests are left out: they never run unasked.
    """
    for addon in tree.addons:
        declared = addon.manifest.get("external_dependencies", {}).get("python", [])
        names = {_normal(re.split(r"[^\w.-]", name)[0]) for name in declared}
        for path, line, imported in _foreign_imports(tree, addon):
            known_as = metadata.packages_distributions().get(imported, [])
            known_as = [imported, PACKAGE_OF.get(imported, imported), *known_as]
            if not names & {_normal(name) for name in known_as}:
                message = f"'{imported}' is not in external_dependencies"
                yield Finding(path, line, message)


def wheel_build(tree: Tree) -> Iterator[Finding]:
    """Every addon can be built as a wheel: it has a ``pyproject.toml`` for whool."""
    for addon in tree.addons:
        path = addon.path / "pyproject.toml"
        if path not in tree.files or "whool.buildapi" not in tree.text(path):
            yield Finding(path, 1, "the build backend whool.buildapi is not declared")


def _foreign_imports(tree: Tree, addon: Addon) -> Iterator[tuple[Path, int, str]]:
    for path, module in tree.python():
        if addon.path not in path.parents or is_test(path.relative_to(addon.path)):
            continue
        for node in ast.walk(module):
            for name in _imported_names(node):
                if name not in sys.stdlib_module_names | ODOO_BRINGS:
                    yield path, node.lineno, name


def _imported_names(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name.split(".")[0] for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.level == 0:
        return [node.module.split(".")[0]]
    return []


def _normal(name: str) -> str:
    """Return a distribution's name as packaging tools compare it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()
