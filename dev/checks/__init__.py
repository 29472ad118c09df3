# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""House rules that no public linter knows; each check is one small function.

A check takes a :class:`~dev.checks.tree.Tree` and yields :class:`Finding`.
"""

from . import i18n, locks, manifests, models, python, sizes, xml
from .tree import Finding, Tree

CHECKS = (
    python.licence_header,
    python.sudo_reason,
    python.sql_constraints,
    models.lost_methods,
    sizes.file_length,
    sizes.function_length,
    manifests.manifest_keys,
    manifests.manifest_version,
    manifests.external_dependencies,
    manifests.wheel_build,
    xml.tree_views,
    xml.duplicate_ids,
    i18n.translations,
    locks.hosts,
)


def run_checks(tree: Tree) -> list[Finding]:
    """Return what every check found, in the order of files and lines."""
    found = [finding for check in CHECKS for finding in check(tree)]
    return sorted(found, key=lambda f: (f.path.as_posix(), f.line, f.message))
