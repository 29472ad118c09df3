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
    """Every ``.sudo()`` outside tests says why, in a ``# sudo: model - reason``.

    The comment stands on the line of the call, between it and the start of its
    statement, or right above the statement. ``sudo(False)`` gives rights up and
    needs no reason.
    """
    for path, module in tree.python():
        if is_test(path):
            continue
        lines = tree.text(path).splitlines()
        for call, statement in _sudo_calls(module):
            if not _has_reason(lines, call.func.end_lineno, statement.lineno):
                message = "sudo() without '# sudo: model - reason'"
                yield Finding(path, call.func.end_lineno, message)


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


def _sudo_calls(module: ast.Module) -> Iterator[tuple[ast.Call, ast.stmt]]:
    """Yield each ``x.sudo(…)`` with the innermost statement that holds it."""
    stack: list[tuple[ast.AST, ast.stmt | None]] = [(module, None)]
    while stack:
        node, statement = stack.pop()
        if isinstance(node, ast.stmt):
            statement = node
        if _gives_rights(node):
            yield node, statement
        stack.extend((child, statement) for child in ast.iter_child_nodes(node))


def _gives_rights(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return False
    drops = node.args and getattr(node.args[0], "value", None) is False
    return node.func.attr == "sudo" and not drops


def _has_reason(lines: list[str], call_line: int, statement_line: int) -> bool:
    first = statement_line
    while first > 1 and lines[first - 2].lstrip().startswith("#"):
        first -= 1
    return any(SUDO_REASON.search(line) for line in lines[first - 1 : call_line])
