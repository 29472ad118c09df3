# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""Files and functions stay small enough to be read in one go."""

import ast
from collections.abc import Iterator

from .tree import Finding, Tree

MAX_FILE_LINES = 600
MAX_FUNCTION_LINES = 50
GOOD_FUNCTION_LINES = 40
# Tests are lists of cases, read one at a time, and tables within them.
MAX_TEST_FILE_LINES = 1000
MAX_TEST_FUNCTION_LINES = 70
SIZED_SUFFIXES = {".py", ".js", ".scss", ".xml"}
# Folders of records: lists that nobody reads from the top to the end.
UNSIZED_FOLDERS = {"data", "demo"}


def file_length(tree: Tree) -> Iterator[Finding]:
    """No source file is longer than 600 lines; records and tests may be."""
    for path in tree.files:
        if path.suffix not in SIZED_SUFFIXES or UNSIZED_FOLDERS & {*path.parts}:
            continue
        lines = tree.text(path).count("\n")
        most = MAX_TEST_FILE_LINES if "tests" in path.parts else MAX_FILE_LINES
        if lines > most:
            message = f"{lines} lines, at most {most} are allowed"
            yield Finding(path, most + 1, message)


def function_length(tree: Tree) -> Iterator[Finding]:
    """No function is longer than 50 lines; past 40 it is looked at.

    The docstring does not count, so that explaining costs nothing.
    """
    for path, module in tree.python():
        in_tests = "tests" in path.parts
        most = MAX_TEST_FUNCTION_LINES if in_tests else MAX_FUNCTION_LINES
        for node in ast.walk(module):
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            lines = _lines_of_code(node)
            if lines > GOOD_FUNCTION_LINES:
                message = f"{node.name}() has {lines} lines"
                is_warning = lines <= most
                yield Finding(path, node.lineno, message, is_warning)


def _lines_of_code(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    lines = node.end_lineno - node.lineno + 1
    if ast.get_docstring(node, clean=False) is not None:
        docstring = node.body[0]
        lines -= docstring.end_lineno - docstring.lineno + 1
    return lines
