# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import models

from ..conversation.mail_message import TICKET


class MailComposeMessage(models.TransientModel):
    _inherit = "mail.compose.message"

    def _action_send_mail_mass_mail(self, res_ids, auto_commit=False):
        """Nobody is mailed about what he must not know of.

        :raise UserError: naming the internal tickets among them.
        """
        if self.model == TICKET:
            self.env[TICKET]._check_no_mass_mail(res_ids)
        return super()._action_send_mail_mass_mail(res_ids, auto_commit=auto_commit)


class MailTemplate(models.Model):
    _inherit = "mail.template"

    def _send_check_access(self, res_ids):
        """Nobody is mailed about what he must not know of.

        :raise UserError: naming the internal tickets among them.
        """
        result = super()._send_check_access(res_ids)
        if self.model == TICKET:
            self.env[TICKET]._check_no_mass_mail(res_ids)
        return result
