# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""The demo's Odoo server: started apart from us, found again, ended by its id."""

import json
import signal
import subprocess
import time
import urllib.error
import urllib.request

from . import ports, process
from .command import end_with_us, environment
from .errors import DeskError
from .odoo_run import COMMAND, write_config
from .paths import make_folder
from .progress import say, step

ANSWER_SECONDS = 120


def running(paths):
    """Return ``{"pid", "mark", "port"}`` of the server of this checkout, or None."""
    try:
        known = json.loads(_file(paths).read_text())
    except (OSError, ValueError):
        return None
    return known if process.is_same(known.get("pid"), known.get("mark")) else None


def stop(paths):
    """End the server; return whether it ran."""
    known = running(paths)
    ended = bool(known) and process.end(known["pid"], known["mark"])
    _file(paths).unlink(missing_ok=True)
    return ended


def start(context, database, wanted_port):
    """Start the server, wait until it answers, and return its port."""
    port = _choose_port(wanted_port)
    config = _config(context, database, port)
    context.databases.serve_at(database, f"http://localhost:{port}")
    log = make_folder(context.paths.logs) / "odoo.log"
    with step("Starting Odoo"), open(log, "wb") as sink:
        child = subprocess.Popen(
            [*COMMAND, "-c", str(config)],
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=subprocess.STDOUT,
            env=environment(),
            cwd=context.paths.root,
            start_new_session=True,
        )
        _remember(context.paths, child.pid, port)
        _wait_for_answer(child, port, log)
    return port


def run_in_foreground(context, database, wanted_port, announce):
    """Serve until the person ends it; return Odoo's exit code."""
    port = _choose_port(wanted_port)
    context.databases.serve_at(database, f"http://localhost:{port}")
    command = [*COMMAND, "-c", str(_config(context, database, port))]
    child = subprocess.Popen(
        command,
        env=environment(),
        cwd=context.paths.root,
        preexec_fn=lambda: end_with_us(signal.SIGTERM),
    )
    _remember(context.paths, child.pid, port)
    # Ctrl-C reaches the child by itself, other ways of ending us do not.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_details: child.terminate())
    announce(port)
    try:
        return child.wait()
    finally:
        _file(context.paths).unlink(missing_ok=True)


def _choose_port(wanted):
    port = ports.first_free(wanted)
    if port != wanted:
        say(f"Port {wanted} is taken: using {port}.")
    return port


def _config(context, database, port):
    return write_config(
        context,
        "demo",
        db_name=database,
        dbfilter=f"^{database}$",
        http_port=port,
        gevent_port=port,
    )


def _file(paths):
    return paths.state / "server.json"


def _remember(paths, pid, port):
    known = {"pid": pid, "mark": process.started_at(pid), "port": port}
    _file(paths).write_text(json.dumps(known))


def _wait_for_answer(child, port, log):
    deadline = time.monotonic() + ANSWER_SECONDS
    while time.monotonic() < deadline:
        if child.poll() is not None:
            raise DeskError(f"Odoo ended at its start: {_last_line(log)} (log: {log})")
        if _answers(port):
            return
        time.sleep(0.2)
    process.end(child.pid, process.started_at(child.pid))
    raise DeskError(f"Odoo did not answer in {ANSWER_SECONDS} s (log: {log})")


def _answers(port):
    try:
        with urllib.request.urlopen(
            f"http://{ports.HOST}:{port}/web/login", timeout=60
        ) as answer:
            return answer.status == 200
    except urllib.error.HTTPError as error:
        raise DeskError(f"Odoo answers {error.code} on its login page") from error
    except OSError:
        return False


def _last_line(log):
    lines = log.read_text(errors="replace").strip().splitlines()
    return lines[-1][:300] if lines else "nothing in its log"
