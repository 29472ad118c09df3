# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""The suite's addons: what they are, what they need, whether they changed."""

import ast
import hashlib

from .errors import DeskError

# Odoo's own modules that the template has even if no addon names them: those that a
# real database nearly always has, and the entry points of integrators.
ALWAYS = ("web", "rpc", "base_import", "mail", "portal", "rating", "contacts")
NO_MATTER = ("__pycache__", "tests", "readme")


def manifests(folder):
    """Return ``{name: manifest}`` of the installable addons in a folder."""
    found = {}
    for path in sorted(folder.glob("*/__manifest__.py")):
        try:
            manifest = ast.literal_eval(path.read_text())
        except (SyntaxError, ValueError) as error:
            raise DeskError(f"{path} cannot be read: {error}") from error
        if manifest.get("installable", True):
            found[path.parent.name] = manifest
    return found


def foreign_modules(found):
    """Return the modules of Odoo that these addons stand on, sorted."""
    needed = {name for manifest in found.values() for name in manifest["depends"]}
    return sorted((needed | set(ALWAYS)) - set(found) - {"base"})


def glue(found):
    """Return the names of the addons that join the suite to an application of Odoo.

    They come by themselves where that application is, which not every desk has: so
    the demo and most tests go without them.
    """
    return [
        name
        for name, manifest in found.items()
        if manifest.get("auto_install") and set(manifest["depends"]) - set(found)
    ]


def checksums(folder, names):
    """Return ``{name: {"code": …, "data": …}}`` for addons.

    ``code`` covers Python, which ``-u`` takes over in full; ``data`` all else that is
    loaded at installation. Tests are read from their files at each run and left out.
    """
    return {name: _checksums_of(folder / name) for name in names}


def _checksums_of(folder):
    sums = {"code": hashlib.sha256(), "data": hashlib.sha256()}
    for path in sorted(folder.rglob("*")):
        relative = path.relative_to(folder)
        if not path.is_file() or _left_out(relative):
            continue
        kind = "code" if path.suffix == ".py" else "data"
        if path.name == "__manifest__.py":
            kind = "data"
        sums[kind].update(str(relative).encode() + b"\0")
        sums[kind].update(path.read_bytes() + b"\0")
    return {kind: digest.hexdigest()[:16] for kind, digest in sums.items()}


def _left_out(relative):
    parts = relative.parts
    if parts[0] == "static" and len(parts) > 1:
        return parts[1] == "tests"
    return any(part in NO_MATTER for part in parts[:1]) or "__pycache__" in parts


def changed(before, now):
    """Return the addons that are ``(new, changed in code, changed in data, gone)``."""
    new = [name for name in now if name not in before]
    both = [name for name in now if name in before]
    code = [name for name in both if now[name]["code"] != before[name]["code"]]
    data = [name for name in both if now[name]["data"] != before[name]["data"]]
    gone = [name for name in before if name not in now]
    return new, code, data, gone
