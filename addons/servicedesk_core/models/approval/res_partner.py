# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import models


class ResPartner(models.Model):
    """Whose decision is awaited may leave: somebody else is asked then."""

    _inherit = "res.partner"

    def write(self, vals):
        result = super().write(vals)
        if "active" in vals and not vals["active"]:
            # sudo: servicedesk.approval - who archives contacts need not read tickets
            approvals = self.env["servicedesk.approval"].sudo()
            approvals._find_awaiting(self)._replace_lost()
        return result

    def unlink(self):
        # sudo: servicedesk.approval - who deletes contacts need not read tickets
        approvals = self.env["servicedesk.approval"].sudo()._find_awaiting(self)
        result = super().unlink()
        approvals.invalidate_recordset(["asked_ids"])
        approvals.exists()._replace_lost()
        return result
