# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""What the template database is made with."""

from types import SimpleNamespace
from unittest.mock import MagicMock

import pytest

from dev import odoo_run, template

from .desk_common import ROOT, make_paths


@pytest.fixture
def options(monkeypatch):
    """Return a list that gets what Odoo would be started with."""
    found = []
    monkeypatch.setattr(
        odoo_run, "_load", lambda _context, _database, given, _what: found.extend(given)
    )
    for name in ("_check_installed", "_check_demo"):
        monkeypatch.setattr(odoo_run, name, lambda *_args: None)
    return found


@pytest.mark.parametrize("demo", [True, False])
def test_only_the_demo_gets_languages(demo, options, monkeypatch, tmp_path):
    monkeypatch.setattr(template, "_restored", lambda *_args: False)
    monkeypatch.setattr(template, "_save", lambda *_args: None)
    context = SimpleNamespace(
        addons={},
        databases=MagicMock(label=lambda _name: None),
        odoo=SimpleNamespace(version="19.0", folder=tmp_path),
        paths=make_paths(tmp_path),
    )
    template.ensure(context, demo)
    assert ("--with-demo" in options) is demo
    assert ("--load-language" in options) is demo
    if demo:
        # Odoo makes the first one everybody's.
        assert options[-1].split(",")[0] == "en_US"


def test_the_demos_languages_are_those_that_we_translate_into():
    shipped = {path.stem for path in ROOT.glob("addons/servicedesk_core/i18n/*.po")}
    spoken = {code for code in template.LANGUAGES if code != "en_US"}
    assert {code.split("_")[0] for code in spoken} == {
        name.split("_")[0] for name in shipped
    }
