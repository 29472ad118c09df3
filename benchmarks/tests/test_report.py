# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""Ratios, growth and what the reader is told."""

from benchmarks import report


def row(workload, subject, tickets, ms, **more):
    figures = {"ms": ms, "queries": 9, **more}
    return {"workload": workload, "subject": subject, "tickets": tickets, **figures}


RESULTS = [
    row("create_one", "suite", 1000, 12.0),
    row("create_one", "peer", 1000, 24.0),
    row("create_one", "floor", 1000, 10.0),
    row("create_one", "suite", 10000, 15.0),
    row("late_filter", "suite", 1000, 2.0),
    row("portal_list", "peer", 1000, 60.0),
    row("memory", "suite", 1000, None, mib=150.0, queries=None),
    row("memory", "peer", 1000, None, mib=120.0, queries=None),
]
META = {
    "skipped": {"peer": "no network"},
    "errors": ["mail, floor: oops"],
    "odoo": "19.0",
    "postgresql": "18.6",
    "python": "3.11.7",
    "cores": 2,
    "seconds": 61,
}


def test_ratios_compare_the_suite_with_each_other_subject_of_the_same_size():
    found = {(r["workload"], r["tickets"]): r for r in report.ratios(RESULTS)}
    assert found["create_one", 1000]["to_peer"] == 0.5
    assert found["create_one", 1000]["to_floor"] == 1.2
    assert found["create_one", 10000]["to_peer"] is None
    assert found["memory", 1000]["to_peer"] == 1.25
    assert ("portal_list", 1000) not in found


def test_growth_is_from_the_smallest_to_the_largest_size():
    assert report.growth(RESULTS) == [
        {"workload": "create_one", "from": 1000, "to": 10000, "factor": 1.25}
    ]


def test_document_has_the_four_parts_integrators_read():
    document = report.document(META, RESULTS)
    assert list(document) == ["meta", "results", "ratios", "growth"]


def test_table_names_every_workload_of_its_size():
    document = report.document(META, RESULTS)
    cells = list(report.table(document, 1000).columns[0].cells)
    assert cells == ["create_one", "late_filter", "portal_list", "memory"]
    assert list(report.table(document, 10000).columns[9].cells) == ["1.25"]
    assert report.sizes(document) == [1000, 10000]


def test_notes_tell_what_is_missing():
    lines = report.notes(report.document(META, RESULTS))
    assert "peer was not measured: no network" in lines
    assert "failed: mail, floor: oops" in lines
    assert "not there in the suite: portal_list" in lines
