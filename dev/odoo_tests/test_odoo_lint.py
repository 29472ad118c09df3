# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""Odoo's own linters, its addon ``test_lint``, over our addons.

The classes are Odoo's, collected here by their names. They judge every addon there
is; ours alone are shown to those that read files. Those that read models read the
registry of the database they run on, where the whole suite is installed.

Left out: its pylint, which takes over half a minute for our addons alone (``./desk
lint`` runs pylint-odoo, which looks for the same and more, and skips what is
unchanged); what looks for conflict markers, since it reads all of Odoo; eslint, which
``./desk lint`` runs; and what is about Odoo's own addons only.
"""

from pathlib import Path

import pytest

from odoo.modules import Manifest
from odoo.modules.registry import Registry
from odoo.tests.common import get_db_name

from odoo.addons.test_lint.tests.test_dunderinit import TestDunderinit
from odoo.addons.test_lint.tests.test_i18n import TestI18n
from odoo.addons.test_lint.tests.test_index import TestIndex
from odoo.addons.test_lint.tests.test_jstranslate import TestJsTranslations
from odoo.addons.test_lint.tests.test_manifests import ManifestLinter
from odoo.addons.test_lint.tests.test_naming import TestNaming
from odoo.addons.test_lint.tests.test_onchange_domains import TestOnchangeDomains
from odoo.addons.test_lint.tests.test_orm_import import TestDunderinit as TestOrmImport
from odoo.addons.test_lint.tests.test_override_signatures import (
    TestLintOverrideSignatures,
)
from odoo.addons.test_lint.tests.test_pofile import PotLinter
from odoo.addons.test_lint.tests.test_routes import RoutesLinter
from odoo.addons.test_lint.tests.test_test_holes import TestTestHoles

ADDONS = Path(__file__).resolve().parents[2] / "addons"

COLLECTED = (
    ManifestLinter,
    PotLinter,
    RoutesLinter,
    TestDunderinit,
    TestI18n,
    TestIndex,
    TestJsTranslations,
    TestLintOverrideSignatures,
    TestNaming,
    TestOnchangeDomains,
    TestOrmImport,
    TestTestHoles,
)


@pytest.fixture(autouse=True)
def only_our_files(monkeypatch):
    """Show the linters that read files the addons of this checkout alone."""
    installed = Registry(get_db_name())._init_modules
    found = {path.parent.name for path in ADDONS.glob("*/__manifest__.py")}
    names = sorted(found & installed)
    manifests = [Manifest.for_addon(name) for name in names]
    monkeypatch.setattr(Manifest, "all_addon_manifests", lambda: manifests)
    monkeypatch.setattr(
        "odoo.addons.test_lint.tests.test_pofile.get_modules", lambda: names
    )


@pytest.fixture(autouse=True)
def no_warning(caplog):
    """Some of these linters only log: what they log is a finding too."""
    caplog.set_level("WARNING", logger="odoo.addons.test_lint")
    yield
    records = [r for r in caplog.get_records("call") if "test_lint" in r.name]
    assert not [r.getMessage() for r in records if r.levelname != "INFO"]


def test_ours_are_known():
    """A linter that is shown nothing finds nothing."""
    shown = {manifest.name for manifest in Manifest.all_addon_manifests()}
    assert {"servicedesk_core", "servicedesk_portal"} <= shown
