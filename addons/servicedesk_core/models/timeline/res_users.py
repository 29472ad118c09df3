# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import models

from ..ticket.ticket_notice import CLOSE_ACTIVITY


class ResUsers(models.Model):
    """An opener who leaves hands what may be closed to the leader."""

    _inherit = "res.users"

    def write(self, vals):
        leaving = "active" in vals and not vals["active"]
        tickets = self._find_to_close() if leaving else None
        result = super().write(vals)
        if tickets:
            tickets._drop_notices()
            tickets._notify_may_be_closed()
        return result

    def action_archive(self):
        """Odoo deletes all that is planned for who is archived: pass this on."""
        tickets = self._find_to_close()
        result = super().action_archive()
        tickets._drop_notices()
        tickets._notify_may_be_closed()
        return result

    def _find_to_close(self):
        """Return the tickets that these users were told they may close."""
        type_id = self.env["ir.model.data"]._xmlid_to_res_id(CLOSE_ACTIVITY)
        # sudo: mail.activity - whoever archives a user, his hints go to another
        activities = self.env["mail.activity"].sudo()
        found = activities.search(
            [
                ("user_id", "in", self.ids),
                ("activity_type_id", "=", type_id),
                ("res_model", "=", "servicedesk.ticket"),
            ]
        )
        return self.env["servicedesk.ticket"].browse(found.mapped("res_id"))
