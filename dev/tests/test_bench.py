# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""``./desk bench``: its arguments, the peer in the cache, what it asks to measure."""

import json
from types import SimpleNamespace

import pytest

from dev import bench
from dev.errors import DeskError


@pytest.fixture
def where(tmp_path):
    return SimpleNamespace(
        cache=tmp_path / "cache", state=tmp_path / "state", logs=tmp_path / "log"
    )


def options(*args):
    return bench.build_parser().parse_args(args)


def test_sizes():
    assert bench.sizes(options("--quick")) == [1000]
    assert bench.sizes(options()) == [10000, 100000]
    assert bench.sizes(options("--tickets", "5000", "500")) == [500, 5000]
    with pytest.raises(DeskError, match="under 100"):
        bench.sizes(options("--tickets", "10"))


def test_unknown_workloads_are_named():
    bench.check_workloads(options("--workloads", "list", "memory"))
    bench.check_workloads(options("--trace", "mail"))
    with pytest.raises(DeskError, match="no such workload: nonsense"):
        bench.check_workloads(options("--workloads", "nonsense"))
    with pytest.raises(DeskError, match="no such workload: memory"):
        bench.check_workloads(options("--trace", "memory"))


def test_suite_is_all_addons_or_the_named_ones():
    found = {"servicedesk_core": {}, "servicedesk_portal": {}}
    assert bench.suite_modules(found, None) == sorted(found)
    assert bench.suite_modules(found, ["servicedesk_core"]) == ["servicedesk_core"]
    with pytest.raises(DeskError, match="no such addon: nonsense"):
        bench.suite_modules(found, ["nonsense"])


def test_peer_is_locked_and_pinned():
    lock = (bench.ROOT / "benchmarks" / "peer.txt").read_text()
    assert "odoo-addon-helpdesk-mgmt==19.0" in lock
    assert "--hash=sha256:" in lock


def test_peer_is_fetched_once_and_whole(where, monkeypatch):
    calls = []

    def fake_run(command, what, log):
        calls.append(what)
        target = command[command.index("--target") + 1]
        (target / "odoo" / "addons" / "helpdesk_mgmt").mkdir(parents=True)

    monkeypatch.setattr("dev.uv.ensure", lambda paths: "uv")
    monkeypatch.setattr("dev.command.run", fake_run)
    folder = bench.ensure_peer(where)
    assert (folder / "helpdesk_mgmt").is_dir()
    assert bench.ensure_peer(where) == folder
    assert calls == ["fetching the peer"]
    assert not list((where.cache / "peer").glob("*.new"))


def test_specification_names_what_the_measuring_process_needs(where):
    chosen = options("--quick", "--workloads", "list")
    spec = bench.write_spec(
        where, chosen, "odoo.conf", {"floor": "a_db"}, ["core"], {"peer": "no network"}
    )
    assert json.loads((where.state / "bench" / "spec.json").read_text()) == spec
    assert spec["tickets"] == [1000] and spec["workloads"] == ["list"]
    assert len(set(spec["ports"])) == 4
    assert spec["skipped"] == {"peer": "no network"}
