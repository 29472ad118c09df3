# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import models


class BaseLanguageImport(models.TransientModel):
    _inherit = "base.language.import"

    def import_lang(self):
        """Take translated names over into the paths made of them."""
        result = super().import_lang()
        self.env["servicedesk.tree.mixin"]._refresh_all_complete_names()
        return result
