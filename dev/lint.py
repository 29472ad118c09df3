# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""``./desk lint``: every linter and every house rule over the whole checkout."""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from . import paths
from .checks import run_checks
from .checks.tree import Tree
from .linters import Linter, all_linters
from .node import NodeError, node_environment

HOUSE_RULES = "house rules"


@dataclass(frozen=True)
class Outcome:
    """What became of one linter; ``seconds`` is 0 if nothing had changed."""

    name: str
    is_good: bool
    output: str
    seconds: float = 0.0
    is_cached: bool = False


def run(args: list[str]) -> int:
    """Check the checkout and print one line a tool; return the exit code.

    :param args: the arguments after ``./desk lint``.
    :return: 0 if all is well, 1 if something is to be mended.
    """
    options = _parser().parse_args(args)
    tree = Tree(options.root.resolve())
    session = Session(
        tree, paths.find(tree.root).cache, use_stamps=not options.no_cache
    )
    linters = [one for one in all_linters(tree) if _is_wanted(one.name, options.only)]
    if options.fix:
        for linter in linters:
            session.fix(linter)
        tree = session.tree = Tree(tree.root)
    jobs: list[Callable[[], Outcome]] = [
        lambda linter=linter: session.check(linter) for linter in linters
    ]
    if _is_wanted(HOUSE_RULES, options.only):
        jobs.append(lambda: _house_rules(tree))
    return _report(jobs)


class Session:
    """One run over one tree: starts the tools and remembers what was clean.

    A tool that found nothing is not started again while the files it reads, its
    configuration and the installed packages stay as they are.
    """

    def __init__(self, tree: Tree, cache: Path, use_stamps: bool = True):
        self.tree = tree
        self.cache = cache
        self.stamps = cache / "lint"
        self.use_stamps = use_stamps
        self._tools = _installed_packages()
        self._node: dict[str, str] | None = None
        self._node_lock = threading.Lock()

    def check(self, linter: Linter) -> Outcome:
        """Run one linter, unless it is known that it has nothing to say."""
        stamp = self.stamps / self._fingerprint(linter)
        if self.use_stamps and stamp.exists():
            stamp.touch()
            return Outcome(linter.name, True, "", is_cached=True)
        started = time.monotonic()
        is_good, output = self._start(linter, linter.command)
        if is_good:
            self.stamps.mkdir(parents=True, exist_ok=True)
            stamp.touch()
        return Outcome(linter.name, is_good, output, time.monotonic() - started)

    def fix(self, linter: Linter) -> None:
        """Let a formatter rewrite the files; what it cannot mend, check() shows."""
        if linter.fix:
            self._start(linter, linter.fix)

    def _start(self, linter: Linter, command: tuple[str, ...]) -> tuple[bool, str]:
        try:
            env = self._environment(linter)
            program = shutil.which(command[0], path=env["PATH"]) or command[0]
            done = subprocess.run(
                [program, *command[1:], *map(str, linter.files)],
                cwd=self.tree.root,
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
        except (NodeError, OSError) as error:
            return False, str(error)
        return done.returncode == 0, done.stdout

    def _environment(self, linter: Linter) -> dict[str, str]:
        if not linter.needs_node:
            return {**os.environ, "PYLINTHOME": str(self.cache / "pylint")}
        with self._node_lock:
            if self._node is None:
                self._node = node_environment(self.tree.root, self.cache)
        return self._node

    def _fingerprint(self, linter: Linter) -> str:
        """Return a digest of all that the verdict depends on."""
        digest = hashlib.sha256(self._tools.encode())
        digest.update(repr((linter.command, linter.files)).encode())
        for path in sorted({*linter.files, *linter.reads}):
            file = self.tree.root / path
            digest.update(path.as_posix().encode())
            if file.is_file():
                digest.update(hashlib.sha256(file.read_bytes()).digest())
        return digest.hexdigest()


def _house_rules(tree: Tree) -> Outcome:
    started = time.monotonic()
    findings = run_checks(tree)
    is_good = all(finding.is_warning for finding in findings)
    output = "".join(f"{finding}\n" for finding in findings)
    return Outcome(HOUSE_RULES, is_good, output, time.monotonic() - started)


def _report(jobs: list[Callable[[], Outcome]]) -> int:
    """Run the jobs side by side; print each as it ends, then the sum."""
    started = time.monotonic()
    failed = []
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        for future in as_completed([pool.submit(job) for job in jobs]):
            outcome = future.result()
            mark = "ok" if outcome.is_good else "FAILED"
            note = "unchanged" if outcome.is_cached else f"{outcome.seconds:.1f} s"
            print(f"{mark:<7}{outcome.name:<32}{note:>10}", flush=True)
            if outcome.output.strip():
                print(_indented(outcome.output), flush=True)
            if not outcome.is_good:
                failed.append(outcome.name)
    seconds = f"{time.monotonic() - started:.1f} s"
    if failed:
        print(f"lint: {len(failed)} of {len(jobs)} failed in {seconds}", flush=True)
        return 1
    print(f"lint: all {len(jobs)} passed in {seconds}", flush=True)
    return 0


def _indented(output: str) -> str:
    return "".join(f"    {line}\n" for line in output.strip().splitlines())


def _is_wanted(name: str, only: list[str]) -> bool:
    return not only or any(name.startswith(wanted) for wanted in only)


def _installed_packages() -> str:
    """Name every installed package: a new version of a tool may judge anew."""
    found = {f"{d.name}=={d.version}" for d in metadata.distributions()}
    return f"{sys.version} {sorted(found)}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="desk lint", description=__doc__)
    parser.add_argument("--fix", action="store_true", help="format what can be")
    parser.add_argument("--no-cache", action="store_true", help="run every tool")
    parser.add_argument(
        "--only",
        action="append",
        default=[],
        metavar="TOOL",
        help="run only the tools whose name starts so (may be repeated)",
    )
    here = Path(__file__).resolve().parent.parent
    parser.add_argument("--root", type=Path, default=here, help=argparse.SUPPRESS)
    return parser


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
