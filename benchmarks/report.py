# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""From results to ratios, growth and a table. Knows nothing of Odoo."""

from rich.table import Table

SUBJECTS = ("suite", "peer", "floor")


def cost(row):
    """The figure of a row that is compared, lower being better: ms, else MiB."""
    return row.get("ms") if row.get("ms") is not None else row.get("mib")


def _index(results):
    return {(r["workload"], r["tickets"], r["subject"]): r for r in results}


def _cases(results):
    """(workload, tickets) in the order in which they were measured."""
    return list(dict.fromkeys((r["workload"], r["tickets"]) for r in results))


def _ratio(row, other):
    if not row or not other or not cost(row) or not cost(other):
        return None
    return round(cost(row) / cost(other), 3)


def ratios(results):
    """What the suite costs, as a multiple of the peer and of the floor."""
    rows = _index(results)
    found = []
    for workload, tickets in _cases(results):
        suite = rows.get((workload, tickets, "suite"))
        if suite:
            found.append(
                {
                    "workload": workload,
                    "tickets": tickets,
                    "to_peer": _ratio(suite, rows.get((workload, tickets, "peer"))),
                    "to_floor": _ratio(suite, rows.get((workload, tickets, "floor"))),
                }
            )
    return found


def growth(results, subject="suite"):
    """How many times dearer the largest database is than the smallest one."""
    costs = {}
    for row in results:
        if row["subject"] == subject and row["tickets"] and cost(row):
            costs.setdefault(row["workload"], {})[row["tickets"]] = cost(row)
    return [
        {
            "workload": workload,
            "from": min(by_size),
            "to": max(by_size),
            "factor": round(by_size[max(by_size)] / by_size[min(by_size)], 3),
        }
        for workload, by_size in costs.items()
        if len(by_size) > 1
    ]


def document(meta, results):
    """The JSON that ``./desk bench --json`` writes."""
    return {
        "meta": meta,
        "results": results,
        "ratios": ratios(results),
        "growth": growth(results),
    }


def _figure(row):
    if row is None:
        return "–"
    if row.get("mib") is not None:
        return f"{row['mib']:.0f} MiB"
    if row.get("per_second") is not None:
        return f"{row['per_second']:.1f} /s"
    return f"{row['ms']:.1f}" if row["ms"] < 100 else f"{row['ms']:.0f}"


def _queries(row):
    if row is None or row.get("queries") is None:
        return "–"
    later = row.get("after_commit")
    return f"{row['queries']:g}" + (f" + {later:g}" if later else "")


def _times(value):
    return "–" if value is None else f"{value:.2f}"


def table(doc, tickets):
    """One size's results side by side; milliseconds unless a unit is given."""
    rows = _index(doc["results"])
    by_case = {(r["workload"], r["tickets"]): r for r in doc["ratios"]}
    grown = {r["workload"]: r for r in doc["growth"]}
    view = Table(title=f"{tickets:,} tickets" if tickets else "any size")
    view.add_column("workload")
    for subject in SUBJECTS:
        view.add_column(f"{subject} ms", justify="right")
    for subject in SUBJECTS:
        view.add_column(f"{subject} stmts", justify="right")
    for heading in ("× peer", "× floor", "growth"):
        view.add_column(heading, justify="right")
    for workload, size in _cases(doc["results"]):
        if size != tickets:
            continue
        cells = [rows.get((workload, size, subject)) for subject in SUBJECTS]
        ratio = by_case.get((workload, size), {})
        factor = grown.get(workload, {})
        view.add_row(
            workload,
            *map(_figure, cells),
            *map(_queries, cells),
            _times(ratio.get("to_peer")),
            _times(ratio.get("to_floor")),
            _times(factor.get("factor") if factor.get("to") == size else None),
        )
    return view


def sizes(doc):
    """Ticket counts in the document, smallest first; 0 stands for none needed."""
    return sorted({row["tickets"] for row in doc["results"]})


def notes(doc):
    """Lines that say what the tables leave out."""
    meta = doc["meta"]
    lines = [f"{key} was not measured: {why}" for key, why in meta["skipped"].items()]
    lines += [f"failed: {error}" for error in meta["errors"]]
    named = {row["workload"] for row in doc["results"] if row["subject"] == "suite"}
    every = {row["workload"] for row in doc["results"]}
    if named and every - named:
        lines.append(f"not there in the suite: {', '.join(sorted(every - named))}")
    lines.append(
        f"Odoo {meta['odoo']}, PostgreSQL {meta['postgresql']}, "
        f"Python {meta['python']}, {meta['cores']} cores, {meta['seconds']} s"
    )
    return lines
