# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""The files of a checkout, as the checks see them."""

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

# Where there is no git to ask: folders that never hold our own sources.
SKIPPED_FOLDERS = {".git", ".venv", "__pycache__", "build", "dist", "node_modules"}


@dataclass(frozen=True)
class Finding:
    """One thing to mend; ``path`` is relative to the root of the tree."""

    path: Path
    line: int
    message: str
    is_warning: bool = False

    def __str__(self) -> str:
        level = "warning: " if self.is_warning else ""
        return f"{self.path.as_posix()}:{self.line}: {level}{self.message}"


@dataclass(frozen=True)
class Addon:
    """A folder of ``addons/`` that holds a manifest."""

    path: Path
    manifest: dict

    @property
    def name(self) -> str:
        return self.path.name


class Tree:
    """The tracked and the not yet ignored files below ``root``."""

    def __init__(self, root: Path):
        self.root = root
        self._parsed: dict[Path, ast.Module] = {}

    @cached_property
    def files(self) -> tuple[Path, ...]:
        """Paths relative to the root, sorted; what git ignores is left out."""
        names = _git_files(self.root)
        if names is None:
            names = _walked_files(self.root)
        return tuple(sorted(path for path in names if (self.root / path).is_file()))

    @cached_property
    def addons(self) -> tuple[Addon, ...]:
        """The addons whose manifest can be read; ruff reports the others."""
        addons = []
        for path in self.matching("addons/*/__manifest__.py"):
            try:
                manifest = ast.literal_eval(self.text(path))
            except (SyntaxError, ValueError):
                continue
            addons.append(Addon(path.parent, manifest))
        return tuple(addons)

    @cached_property
    def python_files(self) -> tuple[Path, ...]:
        """``*.py``, and what starts with a ``#!…python`` at the top."""
        return tuple(
            path
            for path in self.files
            if path.suffix == ".py" or self._has_python_shebang(path)
        )

    def matching(self, *patterns: str) -> tuple[Path, ...]:
        """Return the files that match one of the glob patterns of pathlib."""
        return tuple(p for p in self.files if any(p.match(one) for one in patterns))

    def below(self, folder: Path, suffix: str = "") -> tuple[Path, ...]:
        """Return the files inside ``folder`` whose name ends with ``suffix``."""
        return tuple(
            p for p in self.files if folder in p.parents and p.name.endswith(suffix)
        )

    def text(self, path: Path) -> str:
        """Return the text of a file named relative to the root."""
        return (self.root / path).read_text(encoding="utf-8")

    def python(self) -> Iterator[tuple[Path, ast.Module]]:
        """Yield every Python file that parses, with its syntax tree."""
        for path in self.python_files:
            if path not in self._parsed:
                try:
                    self._parsed[path] = ast.parse(self.text(path))
                except SyntaxError:  # reported by ruff, with more detail
                    continue
            yield path, self._parsed[path]

    def _has_python_shebang(self, path: Path) -> bool:
        if path.suffix or len(path.parts) > 1:
            return False
        with (self.root / path).open("rb") as stream:
            line = stream.readline(80)
        return line.startswith(b"#!") and b"python" in line


def is_test(path: Path) -> bool:
    """Tell whether a Python file belongs to tests."""
    return "tests" in path.parts or path.name == "conftest.py"


def _git_files(root: Path) -> list[Path] | None:
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        done = subprocess.run(command, cwd=root, capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return [Path(name) for name in set(done.stdout.decode().split("\0")) if name]


def _walked_files(root: Path) -> list[Path]:
    return [
        path.relative_to(root)
        for path in root.rglob("*")
        if path.is_file()
        and not SKIPPED_FOLDERS.intersection(path.relative_to(root).parts)
    ]
