# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import models


class MailComposeMessage(models.TransientModel):
    _inherit = "mail.compose.message"

    def _action_send_mail_mass_mail(self, res_ids, auto_commit=False):
        """Who has no voice on a ticket does not write to its requester by mass mail.

        Odoo sends it, and logs it in the conversation, for everybody who reads.

        :raise AccessError: when the user has none on one of the tickets.
        """
        if self.model == "servicedesk.ticket":
            self.env[self.model].browse(res_ids)._check_may_post()
        return super()._action_send_mail_mass_mail(res_ids, auto_commit=auto_commit)
