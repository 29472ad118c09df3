# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""``./desk bench``: what the suite costs, beside a peer and a bare floor.

Here the ground is laid (databases, the peer's code, ports) and the result is shown;
the measuring is done by ``benchmarks``, in a process of its own.
"""

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from . import paths as desk_paths
from .errors import DeskError, NetworkError
from .progress import say, step

ROOT = Path(__file__).resolve().parent.parent
SUBJECTS = ("suite", "peer", "floor")
QUICK, FULL = (1_000,), (10_000, 100_000)
FIRST_PORT = 8260
TABLE_WIDTH = 132
END_SECONDS = 60


def build_parser():
    parser = argparse.ArgumentParser(
        prog="desk bench",
        description="Measure the suite beside OCA's helpdesk_mgmt and a bare floor; "
        "benchmarks/README.md says what, how and on what.",
    )
    parser.add_argument(
        "--quick", action="store_true", help="1,000 tickets, few rounds: some minutes"
    )
    parser.add_argument("--json", metavar="FILE", type=Path, help="write the results")
    parser.add_argument(
        "--tickets",
        type=int,
        nargs="+",
        metavar="N",
        help="database sizes (default: 10000 and 100000; 1000 with --quick)",
    )
    parser.add_argument(
        "--subjects",
        nargs="+",
        choices=SUBJECTS,
        default=list(SUBJECTS),
        help="measure only these",
    )
    parser.add_argument(
        "--addons", nargs="+", metavar="NAME", help="addons of the suite (default: all)"
    )
    parser.add_argument(
        "--workloads", nargs="+", metavar="KEY", help="measure only these"
    )
    parser.add_argument(
        "--trace",
        nargs="+",
        metavar="KEY",
        help="measure nothing; print every statement of these workloads, with the "
        "Python that sent it",
    )
    return parser


def run(args):
    """Carry out ``./desk bench`` with these arguments; return the exit code.

    :raise DeskError: where the ground cannot be laid; a workload that fails is told
        in the results and by exit code 1
    """
    options = build_parser().parse_args(args)
    sizes(options)
    check_workloads(options)
    from . import session

    paths = desk_paths.find(ROOT)
    with session.work(paths, "bench") as context:
        databases = {}
        try:
            spec = _lay_ground(context, options, databases)
            code = _measure(spec)
        finally:
            with step("Dropping the databases of the benchmark"):
                for name in databases.values():
                    context.databases.drop(name)
    if options.trace:
        return code
    return _show(Path(spec["out"]), options.json) or code


def sizes(options):
    """Return the numbers of tickets to measure with, smallest first."""
    chosen = options.tickets or (QUICK if options.quick else FULL)
    if min(chosen) < 100:
        raise DeskError("--tickets: a desk of under 100 tickets tells nothing")
    return sorted(set(chosen))


def check_workloads(options):
    """Raise DeskError for a workload that does not exist."""
    if not (options.workloads or options.trace):
        return
    sys.path.insert(0, str(ROOT))
    from benchmarks import integrators, workloads

    known = {*workloads.WORKLOADS, *integrators.WORKLOADS, "install"}
    for chosen, there in (
        (options.workloads, known),
        (options.trace, workloads.WORKLOADS),
    ):
        unknown = sorted(set(chosen or ()) - set(there))
        if unknown:
            raise DeskError(
                f"no such workload: {', '.join(unknown)} (there are "
                f"{', '.join(sorted(there))})"
            )


def _lay_ground(context, options, databases):
    """Copy a database for each subject; return what the measuring process reads."""
    from . import odoo_run, template

    skipped, folders = {}, [ROOT / "benchmarks" / "floor_addon"]
    modules = suite_modules(context.addons, options.addons)
    if not modules:
        skipped["suite"] = "no addon of the suite is there"
    if "peer" in options.subjects:
        try:
            folders.append(ensure_peer(context.paths))
        except NetworkError as error:
            skipped["peer"] = str(error)
    base = template.ensure(context, demo=False)
    with step("Copying the databases"):
        for key in options.subjects:
            if key not in skipped:
                name = f"desk_{context.paths.slug}_bench_{key}"
                databases[key] = name
                context.databases.copy(base, name)
    folders = _addons_path(context, folders)
    config = odoo_run.write_config(context, "bench", addons_path=folders)
    return write_spec(context.paths, options, config, databases, modules, skipped)


def suite_modules(found, wanted):
    """Return the suite's addons to install: all, or the wanted ones."""
    unknown = sorted(set(wanted or ()) - set(found))
    if unknown:
        raise DeskError(f"no such addon: {', '.join(unknown)}")
    return sorted(wanted or found)


def _addons_path(context, folders):
    every = [*context.odoo.addons_path, context.paths.addons, *folders]
    return ",".join(str(path) for path in every if path.is_dir())


def ensure_peer(paths):
    """Return the addons folder of the peer, fetched into the cache at the first use.

    :raise NetworkError: where the package index does not answer
    """
    from . import uv
    from .command import run as run_command

    lock = ROOT / "benchmarks" / "peer.txt"
    digest = hashlib.sha256(lock.read_bytes()).hexdigest()[:12]
    folder = paths.cache / "peer" / digest
    if not folder.exists():
        unfinished = folder.with_name(f"{digest}.new")
        shutil.rmtree(unfinished, ignore_errors=True)
        command = [uv.ensure(paths), "pip", "install", "--no-deps", "--require-hashes"]
        with step("Fetching the peer, OCA's helpdesk_mgmt"):
            run_command(
                [*command, "--target", unfinished, "-r", lock],
                "fetching the peer",
                paths.logs / "peer.log",
            )
        unfinished.rename(folder)
    return folder / "odoo" / "addons"


def write_spec(paths, options, config, databases, modules, skipped):
    """Write what ``benchmarks.run`` reads; return it."""
    folder = desk_paths.make_folder(paths.state / "bench")
    spec = {
        "file": str(folder / "spec.json"),
        "config": str(config),
        "databases": databases,
        "modules": modules,
        "skipped": skipped,
        "tickets": sizes(options),
        "quick": options.quick,
        "workloads": options.workloads,
        "trace": options.trace,
        "ports": free_ports(4),
        "log": str(desk_paths.make_folder(paths.logs) / "bench.log"),
        "out": str(folder / "results.json"),
    }
    Path(spec["file"]).write_text(json.dumps(spec, indent=2) + "\n")
    Path(spec["out"]).unlink(missing_ok=True)
    return spec


def free_ports(count):
    """Return so many free ports of the loopback interface."""
    from . import ports

    found, port = [], FIRST_PORT
    for _index in range(count):
        port = ports.first_free(port)
        found.append(port)
        port += 1
    return found


def _measure(spec):
    """Run ``benchmarks`` to its end; asked to stop, let it end its servers first."""
    from .command import environment

    command = [sys.executable, "-m", "benchmarks.run", spec["file"]]
    with subprocess.Popen(command, cwd=ROOT, env=environment()) as child:
        try:
            return child.wait()
        except KeyboardInterrupt:
            child.terminate()
            child.wait(timeout=END_SECONDS)
            raise


def _show(results, target):
    """Print the tables and keep the JSON; return 1 where there are no results."""
    from rich.console import Console

    if not results.exists():
        say("The benchmark broke off; see the log above.")
        return 1
    sys.path.insert(0, str(ROOT))
    from benchmarks import report

    document = json.loads(results.read_text())
    width = max(TABLE_WIDTH, shutil.get_terminal_size().columns)
    console = Console(width=width)
    for size in report.sizes(document):
        console.print(report.table(document, size))
    for line in report.notes(document):
        say(line)
    if target:
        shutil.copyfile(results, target)
        say(f"Written: {os.fspath(target)}")
    return 0
