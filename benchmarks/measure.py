# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""Count statements and milliseconds from a call to its commit.

A statement is whatever a psycopg2 cursor of this process sends, on any connection:
the ORM's own, those of a second cursor opened on the way, and those of an HTTP request
served by a thread of this process. What Odoo does once the commit is through (handing
mails to the SMTP server, waking the bus) is counted apart: it can be put off to a
queue, but it is time the caller waits, so the milliseconds hold it. BEGIN, COMMIT and
ROLLBACK travel without a cursor and are not counted, as in Odoo's ``sql_log_count``.
"""

import gc
import re
import statistics
import threading
import time
import traceback
from contextlib import contextmanager
from dataclasses import dataclass, field

import psycopg2.extensions


@dataclass
class Sample:
    """One execution: wall time, this process's work, statements (traced: which)."""

    ms: float = 0.0
    cpu_ms: float = 0.0
    queries: float = 0
    after_commit: float = 0
    statements: list = field(default_factory=list)


class Meter:
    """The process-wide counter every cursor reports to."""

    def __init__(self):
        self._lock = threading.Lock()
        self._sample = None
        self._trace = False
        self._committed = False

    def note(self, query):
        sample = self._sample
        if sample is None:
            return
        with self._lock:
            if self._committed:
                sample.after_commit += 1
            else:
                sample.queries += 1
        if self._trace:
            mark = "after commit: " if self._committed else ""
            sample.statements.append((mark + _text(query), _origin()))

    @contextmanager
    def transaction(self, cr):
        """Tell apart what this cursor's commit sets off once it is through."""
        self._committed = False
        cr.postcommit.add(self._after_commit)
        yield
        cr.commit()
        self._committed = False

    def _after_commit(self):
        self._committed = True

    @contextmanager
    def running(self, trace=False):
        """Measure the body; the sample is complete when the block is left."""
        sample = Sample()
        self._trace = trace
        self._committed = False
        self._sample = sample
        started, worked = time.perf_counter(), time.process_time()
        try:
            yield sample
        finally:
            sample.ms = (time.perf_counter() - started) * 1000
            sample.cpu_ms = (time.process_time() - worked) * 1000
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
    """The middle of each figure by itself."""
    return Sample(
        **{
            name: statistics.median(getattr(sample, name) for sample in samples)
            for name in ("ms", "cpu_ms", "queries", "after_commit")
        }
    )


def _text(query):
    if isinstance(query, bytes):
        query = query.decode(errors="replace")
    text = " ".join(str(query).split())
    # Of long lists of columns and values the first says enough.
    text = re.sub(
        r"(SELECT [^,()]{,80}),[^()]{80,}? FROM ", r"\1, … FROM ", text, count=1
    )
    return re.sub(r"(%s, ){3,}", "%s, … ", text)


def _origin():
    """The frames of addons that led to a statement, innermost first."""
    frames = traceback.extract_stack()[:-3]
    return [
        f"{frame.filename.rpartition('/addons/')[2]}:{frame.lineno} {frame.name}"
        for frame in reversed(frames)
        if "/addons/" in frame.filename
    ]
