# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, models


class IrModuleModule(models.Model):
    _inherit = "ir.module.module"

    @api.model
    def _load_module_terms(self, modules, langs, overwrite=False):
        """Take translated names over into the paths made of them.

        Odoo writes the terms of files straight into the tables, past our models: when
        a module is installed or updated, and when a language is added.
        """
        result = super()._load_module_terms(modules, langs, overwrite=overwrite)
        self.env["servicedesk.tree.mixin"]._refresh_all_complete_names(modules)
        return result
