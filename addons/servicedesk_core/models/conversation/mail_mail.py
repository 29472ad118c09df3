# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, models

from .mail_message import TICKET


class MailMail(models.Model):
    _inherit = "mail.mail"

    @api.depends_context("uid")
    def _compute_display_name(self):
        """Tell the subject of a ticket's mail to who may read its message.

        Notices name the mail they went out with, and Odoo reads that name in superuser
        mode, for everybody.
        """
        super()._compute_display_name()
        # sudo: mail.mail - to which message it belongs decides who reads its name
        kept = {mail: mail.mail_message_id for mail in self.sudo()}
        messages = self.env["mail.message"].browse(
            {message.id for message in kept.values() if message.model == TICKET}
        )
        hidden = messages.sudo(False) - messages.sudo(False)._filtered_access("read")
        for mail, message in zip(self, kept.values(), strict=True):
            if message.id in hidden._ids:
                mail.display_name = self.env._("Message")
