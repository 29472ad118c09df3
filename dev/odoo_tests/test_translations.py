# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""The translation templates hold every term that the addons have now.

That the templates themselves are translated is checked by ``./desk lint``.
"""

import io
from pathlib import Path

import polib

from odoo.tests import TransactionCase, tagged
from odoo.tools.translate import trans_export

ADDONS = Path(__file__).resolve().parents[2] / "addons"


@tagged("post_install", "-at_install")
class TestTemplates(TransactionCase):
    def test_no_term_is_missing(self):
        for manifest in sorted(ADDONS.glob("*/__manifest__.py")):
            name = manifest.parent.name
            template = manifest.parent / "i18n" / f"{name}.pot"
            with self.subTest(addon=name):
                known = template.read_text() if template.exists() else ""
                missing = self._exported(name) - terms(known)
                self.assertFalse(missing, f"export {template.name} anew")

    def _exported(self, name):
        buffer = io.BytesIO()
        trans_export(None, [name], buffer, "po", self.env)
        return terms(buffer.getvalue().decode())


def terms(text):
    """Return the terms of a PO file; polib takes a text without lines for a name."""
    return {entry.msgid for entry in polib.pofile(f"{text}\n")}
