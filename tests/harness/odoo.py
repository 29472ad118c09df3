# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""Odoo as its own process: a server to talk to, or a command that ends by itself."""

import re
import signal
import subprocess
import time
from pathlib import Path

import requests

from .logs import entries
from .ports import free_port


def run_odoo(settings, database, *arguments, stdin=None, seconds=600):
    """Run Odoo with these arguments to its end; return what it wrote to its log.

    :param stdin: the text of a script for ``odoo shell``
    :raise AssertionError: when the process ends with an error
    """
    command = [*settings.odoo_command]
    options = list(arguments)
    if options and not options[0].startswith("-"):
        command.append(options.pop(0))
    command += ["-c", str(settings.odoo_conf), "-d", database, *options]
    command += ["--http-port", str(free_port()), "--max-cron-threads", "0"]
    command += ["--log-level", "info"]
    done = subprocess.run(
        command,
        input=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=seconds,
        check=False,
    )
    assert done.returncode == 0, f"{command} failed:\n{done.stdout[-4000:]}"
    return done.stdout


class OdooServer:
    """A threaded Odoo on the loopback interface that serves one database.

    Scheduled actions run when a test triggers them, never by themselves: the story
    keeps its order, and the code that runs is the same.
    """

    def __init__(self, settings, database, folder):
        self.settings = settings
        self.database = database
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log_path = Path(folder) / f"{database}.log"
        self._process = None

    def start(self, seconds=90):
        """Start the process and return when it answers."""
        command = [
            *self.settings.odoo_command,
            *("-c", str(self.settings.odoo_conf)),
            *("-d", self.database, "--db-filter", f"^{re.escape(self.database)}$"),
            *("--http-interface", "127.0.0.1", "--http-port", str(self.port)),
            *("--workers", "0", "--max-cron-threads", "0", "--log-level", "info"),
        ]
        with self.log_path.open("wb") as log:
            # In our process group: who ends the tests ends the server too.
            self._process = subprocess.Popen(
                command, stdout=log, stderr=subprocess.STDOUT
            )
        self._wait(seconds)
        return self

    def stop(self):
        """Stop the process, politely first."""
        if self._process and self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()

    def kill(self):
        """End the process as a power cut would: it gets to tidy up nothing."""
        self._process.kill()
        self._process.wait()

    def log(self):
        """Return what the process has logged so far."""
        return self.log_path.read_text(encoding="utf-8", errors="replace")

    def errors(self):
        """Return the errors in the log; refused deeds are warnings and not in it."""
        return entries(self.log(), levels=("ERROR", "CRITICAL"))

    def _wait(self, seconds):
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if self._process.poll() is not None:
                break
            if self._answers():
                return
            time.sleep(0.2)
        self.stop()
        raise AssertionError(f"Odoo does not serve:\n{self.log()[-4000:]}")

    def _answers(self):
        try:
            answer = requests.get(f"{self.url}/web/login", timeout=30)
        except requests.RequestException:
            return False
        return answer.status_code == 200
