# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, models
from odoo.exceptions import UserError


class ResUsers(models.Model):
    _inherit = "res.users"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_with_time(self):
        """Whose time counts in the cost of tickets is archived, not deleted."""
        # sudo: servicedesk.time.entry - of every company
        entries = self.env["servicedesk.time.entry"].sudo()
        found = entries.search([("user_id", "in", self.ids)], limit=1)
        if found:
            raise UserError(
                self.env._(
                    "%(user)s has written down working time. Archive him instead of"
                    " deleting him.",
                    user=found.user_id.name,
                )
            )
