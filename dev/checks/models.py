# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""Rules for Odoo models."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from .tree import Finding, Tree, is_test


def lost_methods(tree: Tree) -> Iterator[Finding]:
    """A model's method is written once in an addon, or extended by ``super()``.

    Of two that know nothing of each other the one loaded last wins, and the other is
    lost without a word. A hook that holds nothing but its docstring may be filled.
    """
    written = defaultdict(list)
    for path, module in tree.python():
        if path.parts[0] != "addons" or is_test(path):
            continue
        for model, method in _methods(module):
            if not (_is_empty(method) or _calls_super(method)):
                key = path.parts[1], model, method.name
                written[key].append((path, method.lineno))
    for (_addon, model, name), places in written.items():
        if len(places) > 1:
            yield from _twice(model, name, sorted(places))


def _twice(model: str, name: str, places: list[tuple[Path, int]]) -> Iterator[Finding]:
    first = places[0][0].as_posix()
    for path, line in places[1:]:
        message = f"{name}() of {model} is in {first} too: rename it, or call super()"
        yield Finding(path, line, message)


def _methods(module: ast.Module) -> Iterator[tuple[str, ast.FunctionDef]]:
    for node in module.body:
        model = isinstance(node, ast.ClassDef) and _model(node)
        if model:
            for child in node.body:
                if isinstance(child, ast.FunctionDef):
                    yield model, child


def _model(node: ast.ClassDef) -> str:
    """Return the name of the model that a class makes or extends, or an empty text."""
    names = {}
    for child in node.body:
        if isinstance(child, ast.Assign) and isinstance(child.targets[0], ast.Name):
            if isinstance(child.value, ast.Constant):
                names[child.targets[0].id] = child.value.value
    return names.get("_name") or names.get("_inherit") or ""


def _is_empty(method: ast.FunctionDef) -> bool:
    return len(method.body) == 1 and ast.get_docstring(method) is not None


def _calls_super(method: ast.FunctionDef) -> bool:
    return any(
        isinstance(node, ast.Name) and node.id == "super" for node in ast.walk(method)
    )
