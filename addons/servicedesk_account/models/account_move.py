# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    def unlink(self):
        """A draft that is deleted leaves its work orders to be billed anew."""
        # sudo: servicedesk.work.order - accounting has no rights in the desk
        orders = self.env["servicedesk.work.order"].sudo()
        orders = orders.search([("bill_id", "in", self.ids)])
        result = super().unlink()
        orders.write({"date_billed": False})
        return result
