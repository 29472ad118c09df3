# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""Rules for Python files."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from .tree import Finding, Tree, is_test

COPYRIGHT = re.compile(r"# Copyright \d{4} \S")
LICENCE = "# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0)."
DEFINITION = re.compile(r"\s*(async def|class|def) ")
SUDO_REASON = re.compile(r"#\s*sudo: \S")


def licence_header(tree: Tree) -> Iterator[Finding]:
    """Every Python file starts with the copyright and the licence.

    Exempt are ``__init__.py`` files, which hold imports and hooks only.
    """
    for path, _module in tree.python():
        lines = tree.text(path).splitlines()
        if path.name == "__init__.py" or not lines:
            continue
        start = 1 if lines[0].startswith("#!") else 0
        header = lines[start : start + 2]
        if len(header) < 2 or not COPYRIGHT.match(header[0]) or header[1] != LICENCE:
            message = f"must start with '# Copyright YEAR …' and '{LICENCE}'"
            yield Finding(path, start + 1, message)


def sudo_reason(tree: Tree) -> Iterator[Finding]:
    """Every ``.sudo()`` of an addon says why, in a ``# sudo: model - reason``.

    The comment stands on the line of the call, or above it with no empty line and no
    ``def`` between: one reason may serve the few lines of one thought. Tests are
    free, and so is ``sudo(False)``, which gives rights up.
    """
    for path, module in tree.python():
        if path.parts[0] != "addons" or is_test(path):
            continue
        lines = tree.text(path).splitlines()
        for node in ast.walk(module):
            if _gives_rights(node) and not _has_reason(lines, node.func.end_lineno):
                message = "sudo() without '# sudo: model - reason'"
                yield Finding(path, node.func.end_lineno, message)


def sql_constraints(tree: Tree) -> Iterator[Finding]:
    """``_sql_constraints`` creates nothing in Odoo 19: use models.Constraint."""
    for path, module in tree.python():
        for node in ast.walk(module):
            if isinstance(node, ast.ClassDef):
                yield from _assigned_constraints(path, node)


def _assigned_constraints(path: Path, node: ast.ClassDef) -> Iterator[Finding]:
    for statement in node.body:
        names = getattr(statement, "targets", [])
        if any(getattr(name, "id", "") == "_sql_constraints" for name in names):
            message = "_sql_constraints is ignored: declare models.Constraint"
            yield Finding(path, statement.lineno, message)


def _gives_rights(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return False
    drops = node.args and getattr(node.args[0], "value", None) is False
    return node.func.attr == "sudo" and not drops


def _has_reason(lines: list[str], call_line: int) -> bool:
    for line in reversed(lines[:call_line]):
        if SUDO_REASON.search(line):
            return True
        if not line.strip() or DEFINITION.match(line):
            return False
    return False
