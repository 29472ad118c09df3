# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""What the addons are and whether they changed."""

import pytest

from dev import addons
from dev.errors import DeskError

MANIFEST = '{"name": "x", "depends": ["mail", "calendar"]}'


@pytest.fixture
def folder(tmp_path):
    for name, text in (
        ("__manifest__.py", MANIFEST),
        ("models/a.py", "a = 1"),
        ("views/a.xml", "<odoo/>"),
        ("tests/test_a.py", ""),
        ("static/src/a.js", ""),
        ("static/tests/a.test.js", ""),
        ("models/__pycache__/a.pyc", ""),
    ):
        path = tmp_path / "one" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


def test_manifests(folder):
    for name, text in (("two", '{"depends": ["one"]}'), ("off", '{"installable": 0}')):
        (folder / name).mkdir()
        (folder / name / "__manifest__.py").write_text(text)
    found = addons.manifests(folder)
    assert list(found) == ["one", "two"]
    modules = addons.foreign_modules(found)
    assert {"mail", "calendar", "rpc"} <= set(modules)
    assert "one" not in modules


def test_glue_is_what_joins_to_an_application_by_itself():
    """Not what comes by itself with other addons of ours, nor what one installs."""
    found = {
        "one": {"depends": ["mail"]},
        "one_sale": {"depends": ["one", "sale"], "auto_install": True},
        "one_two": {"depends": ["one"], "auto_install": True},
        "one_sms": {"depends": ["one", "sms"]},
    }
    assert addons.glue(found) == ["one_sale"]


def test_a_broken_manifest_is_one_line(folder):
    (folder / "one" / "__manifest__.py").write_text("{")
    with pytest.raises(DeskError, match="__manifest__.py cannot be read"):
        addons.manifests(folder)


@pytest.mark.parametrize(
    ("path", "code", "data"),
    [
        ("models/a.py", True, False),
        ("models/new.py", True, False),
        ("views/a.xml", False, True),
        ("__manifest__.py", False, True),
        ("static/src/a.js", False, True),
        ("tests/test_a.py", False, False),
        ("static/tests/a.test.js", False, False),
        ("models/__pycache__/a.pyc", False, False),
        ("readme/USAGE.md", False, False),
    ],
)
def test_what_counts_as_a_change(folder, path, code, data):
    before = addons.checksums(folder, ["one"])
    assert addons.checksums(folder, ["one"]) == before
    (folder / "one" / path).parent.mkdir(exist_ok=True)
    (folder / "one" / path).write_text("changed")
    now = addons.checksums(folder, ["one"])
    new, in_code, in_data, gone = addons.changed(before, now)
    assert (bool(in_code), bool(in_data)) == (code, data)
    assert not new
    assert not gone


def test_new_and_gone():
    same = {"code": "1", "data": "1"}
    found = addons.changed({"old": same, "kept": same}, {"kept": same, "new": same})
    assert found == (["new"], [], [], ["old"])
