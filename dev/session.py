# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""What every command that touches a database starts with and ends with."""

import os
import sys
from contextlib import contextmanager

from . import lockfile, odoo_run, postgres


@contextmanager
def work(paths, name, keep_postgres=False):
    """Hold the lock ``name``, have PostgreSQL running, and yield the Context.

    :param name: ``demo`` or ``test``: the two do not get in each other's way
    :param keep_postgres: leave the embedded server running even if we started it
    :raise DeskError: when another process holds the lock, or PostgreSQL will not do
    """
    with lockfile.hold(paths.state, name, _doing()):
        server = postgres.ensure(paths)
        try:
            yield odoo_run.make_context(paths, server)
        finally:
            if not keep_postgres:
                stop_postgres(paths, server)


def _doing():
    """Return what the person typed, for the one who comes second."""
    return " ".join(["./desk", *sys.argv[1:2]])


def stop_postgres(paths, server):
    """End the embedded server we started, unless somebody else has come to use it."""
    from . import server as odoo_server

    if not server.embedded or not server.started or odoo_server.running(paths):
        return
    names = ("demo", "test", "shell", "bench")
    others = [name for name in names if _held_by_other(paths, name)]
    if not others:
        postgres.stop(paths)


def _held_by_other(paths, name):
    found = lockfile.holder(paths.state, name)
    return bool(found) and found.split()[0] != str(os.getpid())
