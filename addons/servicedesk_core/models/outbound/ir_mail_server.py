# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, models

# A note between the two ends of Odoo's sending; it leaves no trace in the mail.
SENDER_NOTE = "X-Servicedesk-Sender"


class IrMailServer(models.Model):
    _name = "ir.mail_server"
    _inherit = "ir.mail_server"

    @api.model
    def _build_email__(self, email_from, *args, headers=None, **kwargs):
        """Send as the desk where the mail says so."""
        if headers and SENDER_NOTE in headers:
            headers = dict(headers)
            email_from = headers.pop(SENDER_NOTE)
        return super()._build_email__(email_from, *args, headers=headers, **kwargs)
