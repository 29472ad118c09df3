# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""Lock files work with whatever mirror a machine is set to use."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

from .tree import Finding, Tree

PYTHON_LOCKS = ("*.lock", "pylock*.toml", "requirements*.txt", "requirements/*.txt")
HOST = re.compile(r"\w://|--(extra-)?index-url|--find-links|--trusted-host")


def hosts(tree: Tree) -> Iterator[Finding]:
    """A lock pins names, versions and hashes, and leaves the host to the machine."""
    for path in tree.matching(*PYTHON_LOCKS):
        for line, text in enumerate(tree.text(path).splitlines(), start=1):
            if HOST.search(text):
                yield Finding(path, line, "a lock file must not name a host")
    for path in tree.matching("package-lock.json"):
        yield from _npm_hosts(path, tree.text(path))


def _npm_hosts(path: Path, text: str) -> Iterator[Finding]:
    """Report ``resolved``; the URLs under ``funding`` fetch nothing."""
    for name, package in json.loads(text).get("packages", {}).items():
        if "resolved" in package:
            yield Finding(path, 1, f"{name}: drop 'resolved', it names a host")
