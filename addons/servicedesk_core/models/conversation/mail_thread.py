# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import models

from .mail_message import TICKET


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    def message_notify(self, **kwargs):
        """Notify about a ticket by its own rules, also where it is named by its id.

        :raise AccessError: for who has no voice there.
        """
        if self._name == "mail.thread" and kwargs.get("model") == TICKET:
            ticket = self.env[TICKET].browse(kwargs.get("res_id") or [])
            ticket._check_may_notify(kwargs.get("partner_ids"))
        return super().message_notify(**kwargs)
