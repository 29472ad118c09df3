# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""Statements are counted on every thread, and only while it is measured."""

import threading

from benchmarks import measure


def test_counts_statements_of_all_threads_while_running():
    meter = measure.Meter()
    meter.note("before")
    with meter.running() as sample:
        meter.note("SELECT 1")
        thread = threading.Thread(target=meter.note, args=["SELECT 2"])
        thread.start()
        thread.join()
    meter.note("after")
    assert sample.queries == 2
    assert sample.ms > 0


class FakeCursor:
    """As much of a cursor as a commit needs."""

    def __init__(self, meter):
        self.meter = meter
        self.hooks = []
        self.postcommit = self

    def add(self, hook):
        self.hooks.append(hook)

    def commit(self):
        self.meter.note("UPDATE, flushed")
        for hook in self.hooks:
            hook()


def test_what_a_commit_sets_off_is_counted_apart():
    meter = measure.Meter()
    with meter.running() as sample:
        for _transaction in range(2):
            cursor = FakeCursor(meter)
            with meter.transaction(cursor):
                meter.note("SELECT 1")
                cursor.add(lambda: meter.note("DELETE, once mails are sent"))
    assert (sample.queries, sample.after_commit) == (4, 2)


def test_trace_keeps_text_on_one_line():
    meter = measure.Meter()
    with meter.running(trace=True) as sample:
        meter.note(b"SELECT 1\n   FROM x")
    assert [text for text, _origin in sample.statements] == ["SELECT 1 FROM x"]


def test_median_takes_time_and_statements_apart():
    samples = [measure.Sample(ms=ms, queries=q) for ms, q in ((9, 4), (5, 4), (7, 6))]
    middle = measure.median(samples)
    assert (middle.ms, middle.queries) == (7, 4)
