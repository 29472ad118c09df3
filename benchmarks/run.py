# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""One run: subjects, workloads, results. ``python -m benchmarks.run SPEC``.

SPEC is a JSON file that ``./desk bench`` writes (see ``dev/bench.py``):

- ``config``: the Odoo configuration of this run
- ``databases``: by subject, a fresh copy of a template with Odoo's own modules
- ``modules``: the suite's addons; ``skipped``: subjects that are not, with the reason
- ``tickets``: the sizes; ``quick``: fewer rounds; ``workloads``: only these
- ``ports``: four free ones: the pages, the mail sink, the server and its gevent port
- ``log``: where Odoo's own words go; ``out``: where the results go
- ``trace``: instead of measuring, print each statement of these workloads
"""

import json
import logging
import os
import platform
import signal
import sys
import time
import traceback
from contextlib import ExitStack
from pathlib import Path

from rich.console import Console

from . import integrators, mail, measure, report, seed, web, workloads
from .desk import Desk
from .subjects import Floor, Peer, Suite

SUBJECTS = {kind.key: kind for kind in (Suite, Peer, Floor)}
ROUNDS = {True: 5, False: 11}
CALLS = {True: 24, False: 120}
# Rounds are fewer where one execution takes long.
SLOW = {"batch": 3, "batch_50": 3, "kanban": 5, "portal_list": 5}
TRACED_TEXT, TRACED_FRAMES = 300, 6


class Run:
    """Everything that is known while a run goes on."""

    def __init__(self, spec, console):
        self.spec = spec
        self.console = console
        self.desks = []
        self.results = []
        self.errors = []

    def say(self, text):
        self.console.log(text, highlight=False)

    def add(self, workload, desk, sample, share=1):
        self.results.append(
            {
                "workload": workload,
                "subject": desk.subject.key,
                "tickets": desk.size,
                "ms": round(sample.ms / share, 3),
                "cpu_ms": round(sample.cpu_ms / share, 3),
                "queries": round(sample.queries / share, 2),
                "after_commit": round(sample.after_commit / share, 2),
            }
        )

    def failed(self, workload, desk, error):
        where = f"{workload}, {desk.subject.key}, {desk.size} tickets"
        self.errors.append(f"{where}: {error}")
        logging.getLogger(__name__).exception("benchmark failed: %s", where)
        self.say(f"[red]failed[/red] {where}: {error}")

    # -- stages --------------------------------------------------------------------

    def install(self):
        """Install each subject's addons into its database, measured."""
        for key, database in self.spec["databases"].items():
            modules = self.spec["modules"] if key == "suite" else None
            subject = SUBJECTS[key](database, modules)
            self.say(f"{key}: installing {', '.join(subject.modules)}")
            desk, sample = _install(subject)
            self.add("install", desk, sample)
            desk.populate()
            self.desks.append(desk)

    def fill(self, tickets, address):
        """Bring every database to this size."""
        for desk in self.desks:
            started = time.monotonic()
            seed.grow(desk, tickets)
            seconds = time.monotonic() - started
            self.say(f"{desk.subject.key}: {tickets:,} tickets in {seconds:.0f} s")
            desk.browser = desk.browser or web.Browser(desk, address)

    def measure_all(self):
        for name, prepare in workloads.WORKLOADS.items():
            if self.wants(name):
                self.measure(name, prepare)

    def wants(self, name):
        chosen = self.spec.get("workloads")
        return not chosen or name in chosen

    def measure(self, name, prepare):
        """Alternate the subjects, round by round, after one round nobody counts."""
        rounds = ROUNDS[self.spec["quick"]]
        rounds = min(rounds, SLOW.get(name, rounds)) if self.spec["quick"] else rounds
        samples = {}
        measure.settle()
        for number in range(rounds + 1):
            for desk in self.desks:
                sample = self._once(name, prepare, desk, samples)
                if sample and number:
                    samples.setdefault(desk, []).append(sample)
        for desk in self.desks:
            if samples.get(desk):
                share = workloads.BATCHES.get(name, 1)
                self.add(name, desk, measure.median(samples[desk]), share)
        self.say(f"{name} measured")

    def _once(self, name, prepare, desk, samples):
        if samples.get(desk, True) is None:
            return None
        try:
            call = prepare(desk)
            if call is None:
                return None
            with measure.METER.running() as sample:
                call()
            return sample
        except Exception as error:
            samples[desk] = None
            self.failed(name, desk, error)
            return None

    def integrate(self):
        """Creates a second and memory, one server after the other."""
        _http, smtp, port, gevent_port = self.spec["ports"]
        arguments = ["-c", self.spec["config"], *_mail_arguments(smtp)]
        for desk in self.desks:
            log = self.spec["log"]
            try:
                with integrators.server(desk, arguments, port, gevent_port, log) as (
                    address,
                    pid,
                ):
                    calls = CALLS[self.spec["quick"]]
                    self.results += integrators.creates(desk, address, calls)
                    self.results.append(integrators.memory(desk, pid))
            except Exception as error:
                self.failed("integrators", desk, error)
            self.say(f"{desk.subject.key}: XML-RPC, JSON-2 and memory measured")

    def trace(self, names):
        """Print every statement of these workloads with the Python that sent it."""
        for name in names:
            for desk in self.desks:
                workloads.WORKLOADS[name](desk)()
                call = workloads.WORKLOADS[name](desk)
                with measure.METER.running(trace=True) as sample:
                    call()
                title = f"{name}, {desk.subject.key}: {sample.queries} statements"
                title += f", {sample.after_commit} after the commit"
                self.console.rule(title)
                for number, (text, origin) in enumerate(sample.statements, 1):
                    print(f"{number:3} {text[:TRACED_TEXT]}")
                    print("      " + " < ".join(origin[:TRACED_FRAMES]))


def _install(subject):
    from odoo.modules.registry import Registry

    with measure.METER.running() as sample:
        registry = Registry.new(
            subject.database, update_module=True, install_modules=subject.modules
        )
    return Desk(subject, registry), sample


def _mail_arguments(port):
    return ["--smtp", "127.0.0.1", "--smtp-port", str(port)]


def _configure(spec):
    """Set Odoo up in this process: its paths, its log, its databases."""
    from odoo import netsvc
    from odoo.tools import config

    arguments = ["-c", spec["config"], *_mail_arguments(spec["ports"][1])]
    arguments += ["--database", ",".join(spec["databases"].values())]
    arguments += ["--logfile", spec["log"], "--no-http"]
    config.parse_config(arguments, setup_logging=False)
    netsvc.init_logger()


def _meta(run, seconds):
    from odoo import release

    with run.desks[0].transaction() as env:
        env.cr.execute("SHOW server_version")
        server = env.cr.fetchone()[0]
    return {
        "odoo": release.version,
        "postgresql": server,
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "durable": _durable(run.desks[0]),
        "seconds": round(seconds),
        "quick": run.spec["quick"],
        "subjects": {
            desk.subject.key: {
                "name": desk.subject.label,
                "installed": list(desk.subject.modules),
            }
            for desk in run.desks
        },
        "skipped": run.spec["skipped"],
        "errors": run.errors,
    }


def _durable(desk):
    """Whether commits wait for the disk: the embedded server's do not."""
    with desk.transaction() as env:
        env.cr.execute("SHOW fsync")
        return env.cr.fetchone()[0] == "on"


def measure_run(run):
    """Measure everything the specification asks for; return the document."""
    started = time.monotonic()
    http, smtp = run.spec["ports"][:2]
    with ExitStack() as stack:
        stack.enter_context(mail.sink(smtp))
        address = stack.enter_context(web.serving(http))
        run.install()
        if run.spec.get("trace"):
            run.fill(min(run.spec["tickets"]), address)
            return run.trace(run.spec["trace"])
        for tickets in sorted(run.spec["tickets"]):
            run.fill(tickets, address)
            run.measure_all()
        if any(run.wants(name) for name in integrators.WORKLOADS):
            run.integrate()
        return report.document(_meta(run, time.monotonic() - started), run.results)


def main(path):
    spec = json.loads(Path(path).read_text())
    run = Run(spec, Console(stderr=True, log_path=False))
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    _configure(spec)
    measure.install_counter()
    try:
        found = measure_run(run)
    except KeyboardInterrupt:
        return 130
    except Exception:
        traceback.print_exc()
        return 2
    if found:
        Path(spec["out"]).write_text(json.dumps(found, indent=2) + "\n")
    return 1 if run.errors else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
