# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""The translation templates hold the terms that the addons have now, and no others;
and Odoo takes the translations.

That the templates themselves are translated is checked by ``./desk lint``.
"""

import io
from pathlib import Path

import polib
from lxml import etree

from odoo.modules.module import Manifest
from odoo.modules.registry import Registry
from odoo.tests import TransactionCase, tagged
from odoo.tests.common import get_db_name
from odoo.tools.translate import trans_export

ADDONS = Path(__file__).resolve().parents[2] / "addons"


def names_to_check():
    """Return the addons whose terms are those of this database.

    Where an application of Odoo is, which some of ours join to, only those are: it
    changes what the others export.
    """
    ours = {path.parent.name for path in ADDONS.glob("*/__manifest__.py")}
    installed = ours & Registry(get_db_name())._init_modules
    manifests = {name: Manifest.for_addon(name) for name in installed}
    joining = [
        name
        for name, manifest in manifests.items()
        if manifest["auto_install"] and set(manifest["depends"]) - ours
    ]
    return sorted(joining or installed)


NAMES = names_to_check()
LANGUAGES = ("ru_RU", "zh_CN")


@tagged("post_install", "-at_install")
class TestTemplates(TransactionCase):
    def test_templates_are_current(self):
        for name in NAMES:
            template = ADDONS / name / "i18n" / f"{name}.pot"
            with self.subTest(addon=name):
                known = terms(template.read_text() if template.exists() else "")
                wanted = self._exported(name)
                hint = f"run ./desk translate {name}"
                self.assertEqual(sorted(wanted - known), [], f"new terms: {hint}")
                self.assertEqual(sorted(known - wanted), [], f"terms gone: {hint}")

    def _exported(self, name):
        buffer = io.BytesIO()
        trans_export(None, [name], buffer, "po", self.env)
        return terms(buffer.getvalue().decode())


def terms(text):
    """Return the terms of a PO file; polib takes a text without lines for a name."""
    return {entry.msgid for entry in polib.pofile(f"{text}\n")}


@tagged("post_install", "-at_install")
class TestLanguages(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for language in LANGUAGES:
            cls.env["res.lang"]._activate_lang(language)
        cls.env["ir.module.module"]._load_module_terms(NAMES, LANGUAGES)

    def _ours(self, model):
        """Yield the addons' records in each language, the same in English, a label."""
        ids = self.env["ir.model.data"].search(
            [("module", "in", NAMES), ("model", "=", model)]
        )
        for language in LANGUAGES:
            for record in self.env[model].browse(ids.mapped("res_id")):
                label = f"{record.display_name} in {language}"
                yield record.with_context(lang=language), record, label

    def test_translated_views_are_well_formed(self):
        """Odoo loads a translated view unseen, and shows an error in place of it."""
        for translated, english, label in self._ours("ir.ui.view"):
            here, there = (
                sorted(str(element.tag) for element in etree.fromstring(arch).iter())
                for arch in (translated.arch_db, english.arch_db)
            )
            self.assertEqual(here, there, label)

    def test_mails_are_translated(self):
        for translated, english, label in self._ours("mail.template"):
            self.assertNotEqual(translated.body_html, english.body_html, label)
            self.assertNotEqual(translated.name, english.name, label)

    def test_what_customers_read_first_is_translated(self):
        for model in ("servicedesk.stage", "servicedesk.ticket.type"):
            for translated, english, label in self._ours(model):
                self.assertNotEqual(translated.name, english.name, label)
                self.assertNotEqual(translated.description, english.description, label)
