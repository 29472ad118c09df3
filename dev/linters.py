# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""The public linters, and which files of the checkout each one reads."""

import shutil
import subprocess
import sysconfig
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .checks.tree import Tree

FORMATTED = {".cjs", ".css", ".js", ".json", ".mjs", ".scss", ".xml", ".yaml", ".yml"}
SCRIPTS = {".cjs", ".js", ".mjs"}


@dataclass(frozen=True)
class Linter:
    """One command over some files.

    :ivar name: what is printed, and what ``--only`` selects.
    :ivar command: the program and its arguments, without the files.
    :ivar files: the arguments after the command, relative to the root.
    :ivar reads: files whose change may change the verdict: those of the
        configuration, and of the addon where more is read than is named.
    :ivar needs_node: run it in the environment of dev.node.
    :ivar fix: the command that mends what can be mended, if there is one.
    """

    name: str
    command: tuple[str, ...]
    files: tuple[Path, ...]
    reads: tuple[Path, ...] = ()
    needs_node: bool = False
    fix: tuple[str, ...] = ()


def all_linters(tree: Tree) -> list[Linter]:
    """Return every linter that has something to read, the slowest first."""
    linters = [
        *_pylint(tree),
        *_oca(tree),
        *_node(tree),
        *_ruff(tree),
        *_docker(tree),
        *_shell(tree),
    ]
    return [linter for linter in linters if linter.files]


def _pylint(tree: Tree) -> Iterator[Linter]:
    """One pylint an addon: they run side by side, and unchanged ones are skipped."""
    config = tree.matching(".pylintrc")
    addons = sorted(tree.addons, key=lambda a: -len(tree.below(a.path, ".py")))
    for addon in addons:
        reads = config + tree.below(addon.path)
        command = (_tool("pylint"), "--rcfile=.pylintrc")
        yield Linter(f"pylint {addon.name}", command, (addon.path,), reads)


def _oca(tree: Tree) -> Iterator[Linter]:
    addons = tuple(addon.path for addon in tree.addons)
    reads = tree.below(Path("addons")) + tree.matching(".oca_hooks.cfg")
    command = (_tool("oca-checks-odoo-module"), "--config=.oca_hooks.cfg")
    yield Linter("oca-checks-odoo-module", command, addons, reads)
    terms = tree.matching("addons/*/i18n/*.po", "addons/*/i18n/*.pot")
    command = (_tool("oca-checks-po"), "--config=.oca_hooks.cfg")
    yield Linter("oca-checks-po", command, terms, reads)


def _node(tree: Tree) -> Iterator[Linter]:
    not_ours = {"lib", "package-lock.json"}  # libraries as they come, a generated file
    own = [path for path in tree.files if not not_ours.intersection(path.parts)]
    reads = tree.matching("*.config.[cm]js", "package-lock.json", ".editorconfig")
    formatted = tuple(p for p in own if p.suffix in FORMATTED)
    options = ("prettier", "--log-level=warn")
    check, fix = (*options, "--check"), (*options, "--write")
    yield Linter("prettier", check, formatted, reads, needs_node=True, fix=fix)
    scripts = tuple(p for p in own if p.suffix in SCRIPTS)
    check = ("eslint", "--max-warnings=0")
    fix = (*check, "--fix")
    yield Linter("eslint", check, scripts, reads, needs_node=True, fix=fix)


def _ruff(tree: Tree) -> Iterator[Linter]:
    files = tree.python_files
    reads = tree.matching(".ruff.toml")
    ruff = _tool("ruff")
    check = (ruff, "check", "--no-cache", "--quiet")
    yield Linter("ruff check", check, files, reads, fix=(*check, "--fix"))
    write = (ruff, "format", "--no-cache", "--quiet")
    yield Linter("ruff format", (*write, "--diff"), files, reads, fix=write)


def _docker(tree: Tree) -> Iterator[Linter]:
    """Docker's files are checked, for the machines of developers may not run it."""
    dockerfiles = tree.matching("docker/Dockerfile")
    yield Linter("hadolint", (_tool("hadolint"),), dockerfiles)
    compose = tree.matching("docker/compose*.yaml")
    reads = tree.below(Path("docker")) + tree.matching(".dclintrc.yaml")
    command = ("dclint", "--max-warnings=0", "--config=.dclintrc.yaml")
    yield Linter("dclint", command, compose, reads, needs_node=True)
    if _has_compose():
        command = ("docker", "compose", "config", "--quiet", "--file")
        yield Linter("docker compose config", command, compose, reads)


def _shell(tree: Tree) -> Iterator[Linter]:
    for path in tree.files:
        if path.suffix == ".sh" or path.as_posix() == ".ci/run":
            yield Linter(f"bash -n {path.name}", ("bash", "-n"), (path,))


def _tool(name: str) -> str:
    """Return the program of our own environment, else that of the PATH."""
    here = Path(sysconfig.get_path("scripts"), name)
    return str(here) if here.exists() else shutil.which(name) or name


def _has_compose() -> bool:
    try:
        command = ["docker", "compose", "version"]
        return not subprocess.run(command, capture_output=True).returncode
    except OSError:
        return False
