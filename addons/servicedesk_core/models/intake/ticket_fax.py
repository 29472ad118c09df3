# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import re

from odoo import api, models

from ...tools import phone

# A number as fax gateways write it: in the subject, or before the @ of the sender.
NUMBER = re.compile(r"\+?\d[\d ()/.-]{4,}\d")


class ServicedeskTicket(models.Model):
    """What a fax gateway mails: it is the paper that speaks, not the machine."""

    _inherit = "servicedesk.ticket"

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        """Make a fax a ticket of its own channel, and nobody's until classified.

        The machine's address is nobody to answer or to make a contact of: whom the fax
        is from, a person sees. Its number is kept, where the mail tells.
        """
        if not self.env.context.get("servicedesk_fax"):
            return super().message_new(msg_dict, custom_values=custom_values)
        values = {
            **(custom_values or {}),
            "channel": "fax",
            "partner_id": False,
            "partner_phone": self._find_fax_number(msg_dict) or False,
        }
        paper = msg_dict | {"email_from": False, "author_id": False}
        tickets = self.with_context(servicedesk_automatic_mail=True)
        return super(ServicedeskTicket, tickets).message_new(
            paper, custom_values=values
        )

    @api.model
    def _find_fax_number(self, msg_dict):
        """Return the number that a fax came from, as the mail writes it, or ""."""
        local = (msg_dict.get("email_from") or "").rpartition("@")[0]
        for text in (msg_dict.get("subject") or "", local):
            for found in NUMBER.findall(text):
                if phone.get_key(found):
                    return found.strip()
        return ""
