# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""Which phase runs what, and how a phase ends."""

import time

import pytest

from dev import phases, report, testing
from dev.phases import Facts, Phase, Run
from dev.report import Tally

from .desk_common import ROOT, make_paths

CHECKS = "dev/odoo_tests"


@pytest.fixture
def paths(tmp_path):
    found = make_paths(tmp_path)
    for name in ("tests/test_x", "dev/tests/test_y", f"{CHECKS}/test_lint"):
        path = found.root / f"{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    (found.root / "benchmarks").mkdir()
    return found


def make_addon(paths, name, *files, **manifest):
    """Write an addon with tests; a file is a name or (name, number of tests)."""
    folder = paths.addons / name
    (folder / "tests").mkdir(parents=True)
    manifest = {"depends": [], **manifest}
    (folder / "__manifest__.py").write_text(repr(manifest))
    for file in files:
        file, count = file if isinstance(file, tuple) else (file, 1)
        text = "class T:\n" + "    def test_it(self): pass\n" * count
        (folder / "tests" / f"{file}.py").write_text(text)
    return folder


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (["tests/"], "blackbox"),
        (["tests/test_x.py::test_one", "-x"], "blackbox"),
        (["dev/tests"], "dev"),
        (["benchmarks"], "dev"),
        (["dev"], "dev"),
        (["dev/odoo_tests"], "addons"),
        (["dev/odoo_tests/test_lint.py::TestNaming", "-x"], "addons"),
        (["-k", "closing"], "addons"),
        (["-x"], "addons"),
    ],
)
def test_arguments_choose_a_phase(paths, monkeypatch, words, name):
    monkeypatch.chdir(paths.root)
    phase = phases.phase_for(paths, words)
    assert phase.name == name
    assert phase.odoo == (name == "addons")


def test_a_phase_without_paths_gets_all_addons(paths, monkeypatch):
    monkeypatch.chdir(paths.root)
    one = make_addon(paths, "one")
    make_addon(paths, "one_sale", depends=["one", "sale"], auto_install=True)
    everything = (one, paths.root / CHECKS)
    assert phases.phase_for(paths, ["-k", "x"]).targets == everything
    assert phases.phase_for(paths, ["tests"]).targets == ()
    assert phases.phase_for(paths, [CHECKS]).targets == ()


def test_checks_of_all_addons_run_inside_odoo_alone(paths, monkeypatch):
    monkeypatch.chdir(paths.root)
    make_addon(paths, "one_sale", depends=["one", "sale"], auto_install=True)
    holders = [p for p in phases.all_phases(paths) if paths.root / CHECKS in p.targets]
    names = [f"addons-{phases.PARTS}", "glue"]
    assert [(p.name, p.odoo) for p in holders] == [(name, True) for name in names]
    plain = phases.phase_for(paths, ["dev"]).options
    assert f"--ignore={paths.root / CHECKS}" in plain


def test_the_checks_are_counted():
    """Among the tests of the addons, nobody would miss them."""
    assert (ROOT / CHECKS).is_dir()
    assert report.read_floor(ROOT / "tests" / "floor.toml")[CHECKS] > 0


def test_browser_tests_run_in_a_phase_of_their_own(paths):
    folder = make_addon(paths, "one", "test_browser_tour", "test_plain")
    by_file = {
        target.name: phase.name
        for phase in phases.all_phases(paths)
        for target in phase.targets
        if folder in target.parents
    }
    assert by_file.pop("test_browser_tour.py") == "browser"
    assert list(by_file) == ["test_plain.py"]


def test_the_addons_are_cut_evenly_and_whole(paths):
    """Each file is in one part, and no part has much more to do than another."""
    counts = {f"test_{count}": count for count in range(1, 41)}
    folder = make_addon(paths, "one", *counts.items())
    parts = [
        [target.stem for target in phase.targets if folder in target.parents]
        for phase in phases.all_phases(paths)
        if phase.name.startswith("addons-")
    ]
    assert len(parts) == phases.PARTS
    assert sorted(sum(parts, [])) == sorted(counts)
    loads = [sum(counts[name] for name in part) for part in parts]
    assert max(loads) - min(loads) <= max(counts.values()) / 4


def test_glue_is_tested_where_the_other_application_is(paths, monkeypatch):
    """An addon that comes by itself with an application of Odoo gets a database with
    that application, which the other tests go without."""
    make_addon(paths, "one", "test_a")
    folder = make_addon(
        paths, "one_sale", "test_b", depends=["one", "sale"], auto_install=True
    )
    make_addon(paths, "two", "test_c", depends=["one"], auto_install=True)
    found = {phase.name: phase for phase in phases.all_phases(paths)}
    assert found["glue"].targets == (folder, paths.root / CHECKS)
    assert found["glue"].glued
    rest = [phase for name, phase in found.items() if name != "glue"]
    assert not any(phase.glued for phase in rest)
    assert not any(folder in target.parents for p in rest for target in p.targets)
    monkeypatch.chdir(paths.addons)
    assert phases.phase_for(paths, ["one_sale/tests/test_b.py"]).name == "glue"
    assert phases.phase_for(paths, ["two/tests/test_c.py"]).name == "addons"


def facts(folder):
    return Facts(folder, folder, {})


def run(folder, text, name="dev"):
    (folder / "test_it.py").write_text(text)
    phase = Phase(name, (folder / "test_it.py",), options=("-p", "no:odoo"))
    return Run(phase, facts(folder), None, "[it] ")


def test_a_phase_runs_and_is_counted(tmp_path, capsys):
    tally, seconds, code = run(tmp_path, "def test_a(): pass\n")()
    assert (tally, code) == (Tally(passed=1), 0)
    assert seconds > 0
    shown = capsys.readouterr().out
    assert "[it] " in shown
    assert "1 passed" in (tmp_path / "dev.log").read_text()


def test_a_phase_that_dies_is_an_error(tmp_path):
    tally, _seconds, code = run(tmp_path, "import os\nos._exit(3)\n")()
    assert (tally.errors, code) == (1, 3)


def test_an_old_result_is_not_taken_for_a_new_one(tmp_path):
    (tmp_path / "dev.xml").write_text("<testsuite><testcase/></testsuite>")
    tally, _seconds, _code = run(tmp_path, "import os\nos._exit(3)\n")()
    assert tally.passed == 0


def test_a_phase_that_hangs_is_ended(tmp_path, monkeypatch):
    monkeypatch.setattr(phases, "TIMEOUT", 3)
    started = time.monotonic()
    tally, _seconds, code = run(tmp_path, "def test(): __import__('time').sleep(60)")()
    assert time.monotonic() - started < 30
    assert code != 0
    assert tally.errors == 1


def test_a_phase_without_tests_is_no_failure(tmp_path):
    tally, _seconds, code = run(tmp_path, "")()
    assert (tally, code) == (Tally(), phases.NO_TESTS)
    gone = Phase("browser", (tmp_path / "gone",))
    assert Run(gone, facts(tmp_path), None, "")()[0] == Tally()


@pytest.fixture
def conclude(paths, tmp_path, capsys):
    floor = "total = 2\nbrowser = 1\nblackbox = 0\n"
    (paths.root / "tests" / "floor.toml").write_text(floor)

    def call(*results):
        names = ("addons", "browser")
        runs = [Run(Phase(name, ()), facts(tmp_path), None, "") for name in names]
        return testing._conclude(paths, runs, results, 61.5)

    return call


def test_a_good_run(conclude, capsys):
    code = conclude((Tally(passed=3), 1.0, 0), (Tally(passed=1), 1.0, 0))
    assert code == 0
    last = capsys.readouterr().out.splitlines()[-1]
    assert last.strip("= ") == "4 passed in 61.50s (0:01:01)"


@pytest.mark.parametrize(
    ("addons", "browser", "said"),
    [
        ((Tally(passed=3, failed=1), 1, 1), (Tally(passed=1), 1, 0), "addons failed"),
        ((Tally(passed=3), 1, 0), (Tally(), 0, 5), "only 0 browser tests ran"),
        ((Tally(passed=0), 1, 0), (Tally(passed=1), 1, 0), "only 1 total tests ran"),
        (
            (Tally(passed=3, skipped=1, skipped_names=["t: no browser"]), 1, 0),
            (Tally(passed=1), 1, 0),
            "skipped: t: no browser",
        ),
        ((Tally(passed=3), 1, 2), (Tally(passed=1), 1, 0), "addons failed"),
    ],
)
def test_a_bad_run(conclude, capsys, addons, browser, said):
    assert conclude(addons, browser) == 1
    shown = capsys.readouterr().out
    assert said in shown
    assert shown.splitlines()[-1].startswith("=")
