# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""The phases of the test suite, and one pytest process for each."""

import os
import shlex
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from .command import environment
from .odoo_run import COMMAND
from .paths import make_folder
from .report import Tally, read_junit

NO_TESTS = 5  # pytest's exit code
TIMEOUT = 45 * 60
BROWSER_FILES = "test_browser_*.py"


@dataclass(frozen=True)
class Phase:
    """One pytest process; ``odoo`` runs it inside Odoo, on its own database."""

    name: str
    targets: tuple
    odoo: bool = False
    options: tuple = ()


@dataclass(frozen=True)
class Facts:
    """What every phase is told: where things are on this machine."""

    root: Path
    results: Path
    config: Path
    base: str
    suite: str
    programs: dict  # variable of the environment: path

    def environment(self):
        """Return the variables that the tests read; tests/README.md lists them."""
        folders = {str(Path(path).parent) for path in self.programs.values()}
        search = os.environ.get("PATH", os.defpath).split(os.pathsep)
        search += sorted(folders - set(search))
        return environment(
            {
                "DESK_PYTHON": sys.executable,
                "DESK_ODOO_COMMAND": shlex.join(COMMAND),
                "DESK_ODOO_CONF": self.config,
                "DESK_TEST_DB_TEMPLATE": self.suite,
                "DESK_TEST_BASE_TEMPLATE": self.base,
                "PATH": os.pathsep.join(search),
                "PYTHONUNBUFFERED": "1",
                **self.programs,
            }
        )


def all_phases(paths):
    """Return the phases of the whole suite, those that take longest first."""
    browser = sorted(paths.addons.glob(f"*/tests/**/{BROWSER_FILES}"))
    return [
        Phase("addons", (paths.addons,), True, (f"--ignore-glob=*/{BROWSER_FILES}",)),
        Phase("browser", tuple(browser), True),
        Phase("blackbox", (paths.root / "tests",)),
        Phase("dev", (paths.root / "dev" / "tests",), options=("-p", "no:odoo")),
    ]


def phase_for(paths, arguments):
    """Return the one phase that pytest arguments of a person are meant for."""
    named = [Path(word.split("::")[0]) for word in arguments if word[:1] != "-"]
    files = [path.resolve() for path in named if path.exists()]
    for name, odoo, folder in (
        ("blackbox", False, paths.root / "tests"),
        ("dev", False, paths.root / "dev"),
    ):
        if any(path == folder or folder in path.parents for path in files):
            plain = () if odoo else ("-p", "no:odoo")
            return Phase(name, (), options=plain)
    return Phase("addons", () if files else (paths.addons,), True)


def command(phase, facts, database, arguments=()):
    """Return the pytest command of a phase."""
    junit = facts.results / f"{phase.name}.xml"
    words = [sys.executable, "-m", "pytest", f"--junitxml={junit}", "-ra"]
    words += ["-o", f"cache_dir={facts.results / 'cache' / phase.name}"]
    if phase.odoo:
        words += ["--odoo-http", f"--odoo-database={database}"]
        words += [f"--odoo-config={facts.config}", "--odoo-log-level=error"]
    words += [*phase.options, *arguments, *phase.targets]
    return [str(word) for word in words]


class Run:
    """A phase's process: its output with a prefix and in a file, and what it came to."""

    def __init__(self, phase, facts, database, prefix):
        self.phase, self.facts, self.prefix = phase, facts, prefix
        self.junit = facts.results / f"{phase.name}.xml"
        self.junit.unlink(missing_ok=True)
        self.command = command(phase, facts, database)
        self.process = None

    def __call__(self):
        """Run to the end; return ``(Tally, seconds, exit code)``."""
        started = time.monotonic()
        if not self._has_tests():
            return Tally(), 0.0, NO_TESTS
        code = self._run(started + TIMEOUT)
        seconds = time.monotonic() - started
        if code == NO_TESTS:
            return Tally(), seconds, code
        return read_junit(self.junit), seconds, code

    def end(self):
        """End the process and those it started."""
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)

    def _has_tests(self):
        return any(Path(target).exists() for target in self.phase.targets)

    def _run(self, deadline):
        log = make_folder(self.facts.results) / f"{self.phase.name}.log"
        self.process = subprocess.Popen(
            self.command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=self.facts.environment(),
            cwd=self.facts.root,
            text=True,
            errors="replace",
            start_new_session=True,
        )
        with open(log, "w") as sink, _Watchdog(self, deadline):
            for line in self.process.stdout:
                sink.write(line)
                print(f"{self.prefix}{line.rstrip()}", flush=True)
        return self.process.wait()


class _Watchdog:
    """End a phase that hangs: its output is read in a blocking way."""

    def __init__(self, run, deadline):
        import threading

        self.timer = threading.Timer(max(1, deadline - time.monotonic()), run.end)
        self.timer.daemon = True

    def __enter__(self):
        self.timer.start()

    def __exit__(self, *_details):
        self.timer.cancel()
