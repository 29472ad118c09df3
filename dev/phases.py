# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""The phases of the test suite, and one pytest process for each."""

import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from .addons import glue, manifests
from .command import end_with_us, environment
from .paths import make_folder
from .report import Tally, read_junit

GOOD_ENDS = (0, 1)  # pytest's exit codes: all passed, some failed
NO_TESTS = 5
TIMEOUT = 45 * 60
PLAIN = ("-p", "no:odoo")  # pytest-odoo would load Odoo into the process
BROWSER_FILES = "test_browser_*.py"
# Into how many parts the tests of the addons are cut: even ones fill two slots well.
PARTS = 4
FOLDERS = {"blackbox": ("tests",), "dev": ("dev", "benchmarks")}
ODOO_CHECKS = "dev/odoo_tests"  # the one folder of ours outside addons/ for Odoo


@dataclass(frozen=True)
class Phase:
    """One pytest process; ``odoo`` runs it inside Odoo, on its own database.

    ``glued``: that database has the glue addons and what they join, too.
    """

    name: str
    targets: tuple
    odoo: bool = False
    options: tuple = ()
    glued: bool = False


@dataclass(frozen=True)
class Facts:
    """What the phases are told: where things are on this machine.

    ``variables`` is what the tests read from their environment (tests/README.md).
    """

    root: Path
    results: Path
    variables: dict
    config: Path | None = None
    suite: str | None = None
    glued: str | None = None
    search: tuple = ()  # folders for the PATH

    def environment(self):
        """Return the environment of a phase's process."""
        search = [str(folder) for folder in self.search]
        search += os.environ.get("PATH", os.defpath).split(os.pathsep)
        return environment(
            {
                **self.variables,
                "PATH": os.pathsep.join(dict.fromkeys(search)),
                "PYTHONUNBUFFERED": "1",
            }
        )


def all_phases(paths):
    """Return the phases of the whole suite, in the order that fills two slots best.

    A name up to its first ``-`` is what the floors of tests/floor.toml count.
    """
    browser = sorted(paths.addons.glob(f"*/tests/**/{BROWSER_FILES}"))
    blackbox = paths.root / "tests"
    installs = blackbox / "test_install_alone.py"
    return [
        Phase("blackbox", (blackbox,), options=(f"--ignore={installs}",)),
        *_addons_phases(paths),
        Phase("browser", tuple(browser), True),
        Phase("glue", _glue_tests(paths), True, glued=True),
        Phase("blackbox-installs", (installs,)),
        Phase("dev", _tools_tests(paths.root), options=PLAIN),
    ]


def _glue_folders(paths):
    return [paths.addons / name for name in glue(manifests(paths.addons))]


def _glue_tests(paths):
    """Return the tests of the glue, and the checks that only its database allows."""
    folders = _glue_folders(paths)
    return (*folders, paths.root / ODOO_CHECKS) if folders else ()


def _addon_folders(paths):
    apart = _glue_folders(paths)
    every = [paths.addons / name for name in manifests(paths.addons)]
    return [folder for folder in every if folder not in apart]


def _addons_phases(paths):
    """Return the tests of the addons in even parts.

    What runs in the registry of the whole suite, the checks of it, comes last, so that
    the tests of the addons find Odoo as it starts.
    """
    parts = _cut(_test_files(paths), PARTS)
    parts[-1].append(paths.root / ODOO_CHECKS)
    return [
        Phase(f"addons-{number}", tuple(part), True)
        for number, part in enumerate(parts, 1)
    ]


def _test_files(paths):
    """Return the files of the addons' tests that need no browser, with their tests."""
    return {
        file: len(re.findall(r"^    def test_", file.read_text(), re.M))
        for folder in _addon_folders(paths)
        for file in sorted(folder.glob("tests/**/test_*.py"))
        if not file.match(BROWSER_FILES)
    }


def _cut(weights, count):
    """Return the keys in ``count`` lists of nearly the same weight, in their order."""
    parts = [[] for _number in range(count)]
    carried = [0] * count
    for key in sorted(weights, key=weights.get, reverse=True):
        least = carried.index(min(carried))
        parts[least].append(key)
        carried[least] += weights[key]
    return [sorted(part) for part in parts]


def _odoo_tests(paths):
    """Return all that runs inside Odoo, for who names no file."""
    return (*_addon_folders(paths), paths.root / ODOO_CHECKS)


def _tools_tests(root):
    return (root / "dev" / "tests", root / "benchmarks" / "tests")


def phase_for(paths, arguments):
    """Return the one phase that pytest arguments of a person are meant for."""
    named = [Path(word.split("::")[0]) for word in arguments if word[:1] != "-"]
    files = [path.resolve() for path in named if path.exists()]
    checks = paths.root / ODOO_CHECKS
    above = [{path, *path.parents} for path in files]
    for name, options in (("blackbox", ()), ("dev", (*PLAIN, f"--ignore={checks}"))):
        folders = {paths.root / folder for folder in FOLDERS[name]}
        if any(folders & around and checks not in around for around in above):
            return Phase(name, (), options=options)
    joined = _glue_folders(paths)
    if files and all(set(joined) & around for around in above):
        return Phase("glue", (), odoo=True, glued=True)
    return Phase("addons", () if files else _odoo_tests(paths), odoo=True)


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
    """A phase's process; its output goes to a file, and out with a prefix."""

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
        tally = read_junit(self.junit)
        if code not in GOOD_ENDS and not tally.errors:
            tally.errors = 1  # broken off: what it counted is not the whole
        return tally, seconds, code

    def end(self, seconds=20):
        """End the process and those it started: pytest may tidy up first."""
        if not self.process or self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)

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
            preexec_fn=lambda: end_with_us(signal.SIGINT),
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
