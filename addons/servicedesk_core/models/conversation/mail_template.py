# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import models


class MailTemplate(models.Model):
    _inherit = "mail.template"

    def _send_check_access(self, res_ids):
        """Who has no voice on a ticket does not write to its requester by template.

        :raise AccessError: when the user has none on one of the tickets.
        """
        result = super()._send_check_access(res_ids)
        if self.model == "servicedesk.ticket":
            self.env[self.model].browse(res_ids)._check_may_post()
        return result
