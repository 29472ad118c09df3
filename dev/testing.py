# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""``./desk test``: everything made ready, then the phases, two side by side."""

import shlex
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from . import (
    phases,
    report,
    session,
    suite_database,
    system_packages,
    uv,
)
from .odoo_run import COMMAND, attached, write_config
from .paths import make_folder
from .progress import say, step

SIDE_BY_SIDE = 2


def run(paths, arguments):
    """Run the whole suite, or what the pytest arguments name; return the exit code."""
    started = time.monotonic()
    alone = phases.phase_for(paths, arguments) if arguments else None
    if alone and alone.name == "dev":
        facts = phases.Facts(
            root=paths.root,
            results=_results(paths),
            variables={},
            search=_uv_folder(paths),
        )
        command = phases.command(alone, facts, None, arguments)
        return attached(command, facts.environment())
    with session.work(paths, "test") as context:
        facts = _facts(context, glued=not alone or alone.glued)
        say(f"Ready to test after {time.monotonic() - started:.0f} s.")
        if alone:
            return _run_alone(context, facts, alone, arguments)
        return _run_all(context, facts, started)


def _facts(context, glued):
    """Make ready what the phases need; a missing program is an error, not a skip.

    :param bool glued: with the database that has the glue addons
    """
    paths = context.paths
    with ThreadPoolExecutor(1) as pool:  # apt fetches while Odoo computes
        wanted = pool.submit(system_packages.ensure, paths, system_packages.FOR_TESTS)
        suite = suite_database.ensure(context)
        joined = suite_database.ensure_glued(context) if glued else None
        programs = wanted.result()
    config = write_config(context, "test", max_cron_threads=0, log_level="error")
    variables = {
        "DESK_PYTHON": sys.executable,
        "DESK_ODOO_COMMAND": shlex.join(COMMAND),
        "DESK_ODOO_CONF": config,
        "DESK_TEST_DB_TEMPLATE": suite,
        **{item.variable: path for item, path in programs.items()},
    }
    return phases.Facts(
        root=paths.root,
        results=_results(paths),
        variables=variables,
        suite=suite,
        glued=joined,
        search=(_programs_folder(paths, programs), *_uv_folder(paths)),
        config=config,
    )


def _results(paths):
    return make_folder(paths.state / "test")


def _uv_folder(paths):
    """Return the folder of uv: the peer of some tests is fetched by it."""
    return (Path(uv.ensure(paths)).parent,)


def _programs_folder(paths, programs):
    """Return a folder in which Odoo finds by name what we found of its programs."""
    folder = make_folder(_results(paths) / "bin")
    for program in (system_packages.CHROMIUM, system_packages.WKHTMLTOPDF):
        link = folder / program.commands[0]
        link.unlink(missing_ok=True)
        link.symlink_to(programs[program])
    return folder


def _database(context, facts, phase):
    """Return a database of the phase's own, or None where it has no use for one."""
    source = facts.glued if phase.glued else facts.suite
    if not phase.odoo or not source:
        return None
    name = f"desk_{context.paths.slug}_test_{phase.name.replace('-', '_')}"
    context.databases.copy(source, name)
    return name


def _run_alone(context, facts, phase, arguments):
    database = _database(context, facts, phase)
    try:
        command = phases.command(phase, facts, database, arguments)
        return attached(command, facts.environment())
    finally:
        if database:
            context.databases.drop(database)


def _run_all(context, facts, started):
    everything = phases.all_phases(context.paths)
    databases = {}
    with step("Copying the test database"):
        for phase in everything:
            databases[phase.name] = _database(context, facts, phase)
    runs = [
        phases.Run(phase, facts, databases[phase.name], f"[{phase.name}] ")
        for phase in everything
    ]
    try:
        results = _side_by_side(runs)
    finally:
        for run_ in runs:
            run_.end()
        for name in filter(None, databases.values()):
            context.databases.drop(name)
    return _conclude(context.paths, runs, results, time.monotonic() - started)


def _side_by_side(runs):
    """Run the phases in their order, a few at a time; return their results."""
    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        futures = [pool.submit(run_) for run_ in runs]
        try:
            return [future.result() for future in futures]
        except BaseException:
            for future, run_ in zip(futures, runs, strict=True):
                future.cancel()
                run_.end()
            raise


def _conclude(paths, runs, results, seconds):
    """Print the summary and pytest's closing line; return the exit code."""
    say("\nPhases:")
    tallies, problems = {}, []
    for run_, (tally, spent, code) in zip(runs, results, strict=True):
        name = run_.phase.name
        tallies[name] = tally
        say(f"  {name:<18} {report.closing_line(tally, spent).strip('= ')}")
        if code not in (0, phases.NO_TESTS):
            problems.append(f"{name} failed, see {paths.state / 'test' / name}.log")
        elif tally.errors or tally.failed:
            problems.append(f"{name} has failures")
        problems += [f"skipped: {case}" for case in tally.skipped_names]
    problems += report.shortfalls(tallies, _floor(paths))
    for problem in problems:
        say(f"NOT GOOD: {problem}")
    say(report.closing_line(sum(tallies.values(), report.Tally()), seconds))
    return 1 if problems else 0


def _floor(paths):
    return report.read_floor(paths.root / "tests" / "floor.toml")
