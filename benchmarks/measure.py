# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""Count statements and milliseconds from a call to the end of its commit.

A statement is whatever a psycopg2 cursor of this process sends, on any connection:
the ORM's own, those of a second cursor opened on the way, the ones of postcommit
hooks, and those of an HTTP request served by a thread of this process. BEGIN, COMMIT
and ROLLBACK travel without a cursor and are not counted, in line with Odoo's own
``sql_log_count``.
"""

import gc
import statistics
import threading
import time
import traceback
from contextlib import contextmanager
from dataclasses import dataclass, field

import psycopg2.extensions


@dataclass
class Sample:
    """One execution: wall time, statements sent and, if traced, which ones."""

    ms: float = 0.0
    queries: float = 0
    statements: list = field(default_factory=list)


class Meter:
    """The process-wide counter every cursor reports to."""

    def __init__(self):
        self._lock = threading.Lock()
        self._sample = None
        self._trace = False

    def note(self, query):
        sample = self._sample
        if sample is None:
            return
        with self._lock:
            sample.queries += 1
        if self._trace:
            sample.statements.append((_text(query), _origin()))

    @contextmanager
    def running(self, trace=False):
        """Measure the body; the sample is complete when the block is left."""
        sample = Sample()
        self._trace = trace
        self._sample = sample
        started = time.perf_counter()
        try:
            yield sample
        finally:
            sample.ms = (time.perf_counter() - started) * 1000
            self._sample = None


METER = Meter()


class CountingCursor(psycopg2.extensions.cursor):
    """A cursor that reports every statement to the meter."""

    def execute(self, query, vars=None):
        METER.note(query)
        return super().execute(query, vars)

    def executemany(self, query, vars_list):
        vars_list = list(vars_list)
        for _vars in vars_list:
            METER.note(query)
        return super().executemany(query, vars_list)

    def callproc(self, procname, *args):
        METER.note(procname)
        return super().callproc(procname, *args)

    def copy_expert(self, sql, *args, **kwargs):
        METER.note(sql)
        return super().copy_expert(sql, *args, **kwargs)


def install_counter():
    """Make every connection Odoo opens from now on hand out counting cursors."""
    from odoo import sql_db

    plain = sql_db.PsycoConnection.cursor

    def cursor(self, *args, **kwargs):
        kwargs.setdefault("cursor_factory", CountingCursor)
        return plain(self, *args, **kwargs)

    sql_db.PsycoConnection.cursor = cursor


def settle():
    """Collect garbage now, so that it is not collected on somebody's account."""
    gc.collect()
    gc.freeze()


def median(samples):
    """The middle sample: its milliseconds, and the middle number of statements."""
    return Sample(
        ms=statistics.median(sample.ms for sample in samples),
        queries=statistics.median(sample.queries for sample in samples),
    )


def _text(query):
    if isinstance(query, bytes):
        query = query.decode(errors="replace")
    return " ".join(str(query).split())


def _origin():
    """The frames of Odoo and the addons that led to a statement, innermost first."""
    frames = traceback.extract_stack()[:-3]
    return [
        f"{frame.filename}:{frame.lineno} {frame.name}"
        for frame in reversed(frames)
        if ("/odoo/" in frame.filename or "/addons/" in frame.filename)
        and not frame.filename.endswith("/sql_db.py")
    ]
