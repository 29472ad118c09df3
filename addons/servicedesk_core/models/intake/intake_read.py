# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import email
import email.policy

from odoo import models


class ServicedeskMailIntake(models.Model):
    """Read a mail: its words, its files. Whatever is wrong with it, it is read."""

    _inherit = "servicedesk.mail.intake"

    def _read_mail(self):
        """Return (EmailMessage, what Odoo's gateway makes of a mail)."""
        message = email.message_from_bytes(self._get_raw(), policy=email.policy.SMTP)
        options = self.options or {}
        values = self.env["mail.thread"].message_parse(
            message, save_original=options.get("save_original")
        )
        if options.get("strip_attachments"):
            values.pop("attachments", None)
        return message, values
