# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""The closing line, and what makes a run of everything fail."""

import re
import subprocess
import sys

from dev import report
from dev.report import Tally

TESTS = """
import unittest, pytest

def test_good(): pass
def test_bad(): assert 0
@pytest.mark.skip(reason="no browser")
def test_left_out(): pass
@pytest.mark.xfail
def test_known(): assert 0
@pytest.fixture
def broken(): raise ValueError
def test_error(broken): pass
class TestOdooLike(unittest.TestCase):
    def test_sub(self):
        for number in range(3):
            with self.subTest(number=number):
                self.assertNotEqual(number, 5)
"""


def run_pytest(folder):
    (folder / "test_it.py").write_text(TESTS)
    command = [sys.executable, "-m", "pytest", "-p", "no:odoo", "--junitxml=out.xml"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True).stdout


def test_counts_are_pytests_own(tmp_path):
    said = run_pytest(tmp_path).splitlines()[-1]
    tally = report.read_junit(tmp_path / "out.xml")
    ours = report.closing_line(tally, 0.1)
    counts = re.findall(r"\d+ (?!subtests)\w+", said.split(" in ")[0])
    assert sorted(counts) == sorted(re.findall(r"\d+ \w+", ours.split(" in ")[0]))
    assert (tally.passed, tally.failed, tally.skipped) == (2, 1, 1)
    assert (tally.xfailed, tally.errors) == (1, 1)
    assert "no browser" in tally.skipped_names[0]


def test_the_closing_line_has_pytests_form():
    line = report.closing_line(Tally(passed=312), 241.128)
    assert line.strip("=") == " 312 passed in 241.13s (0:04:01) "
    assert re.fullmatch(r"=+ .* =+", line)
    assert "1 failed, 2 passed, 1 error in" in report.closing_line(
        Tally(passed=2, failed=1, errors=1), 3
    )
    assert "no tests ran" in report.closing_line(Tally(), 0)


def test_a_lost_result_is_an_error(tmp_path):
    assert report.read_junit(tmp_path / "none.xml").errors == 1
    (tmp_path / "half.xml").write_text("<testsuites><testsuite>")
    assert report.read_junit(tmp_path / "half.xml").errors == 1


def test_sums():
    total = sum([Tally(passed=2, skipped_names=["a"]), Tally(failed=1)], Tally())
    assert (total.passed, total.failed, total.ran) == (2, 1, 3)
    assert total.skipped_names == ["a"]


def test_what_ran_is_counted_by_folder(tmp_path):
    folder = tmp_path / "dev" / "odoo_tests"
    folder.mkdir(parents=True)
    (tmp_path / "pytest.ini").touch()
    run_pytest(folder)
    tally = report.read_junit(folder / "out.xml")
    assert tally.folders == {"dev/odoo_tests": tally.ran}
    floor = {"dev/odoo_tests": tally.ran}
    assert report.shortfalls({"addons": tally}, floor) == []
    assert report.shortfalls({"addons": Tally(passed=99)}, floor) == [
        "only 0 dev/odoo_tests tests ran, tests/floor.toml asks for 4"
    ]


def test_fewer_tests_than_the_floor(tmp_path):
    text = '# least\ntotal = 10 # all\nbrowser = 3\n"dev/checks" = 0\n'
    (tmp_path / "floor.toml").write_text(text)
    floor = report.read_floor(tmp_path / "floor.toml")
    assert floor == {"total": 10, "browser": 3, "dev/checks": 0}
    enough = {
        "addons": Tally(passed=7),
        "browser": Tally(passed=2),
        "browser-more": Tally(passed=1),
    }
    assert report.shortfalls(enough, floor) == []
    missed = report.shortfalls({"addons": Tally(passed=9)}, floor)
    assert missed == [
        "only 9 total tests ran, tests/floor.toml asks for 10",
        "only 0 browser tests ran, tests/floor.toml asks for 3",
    ]
