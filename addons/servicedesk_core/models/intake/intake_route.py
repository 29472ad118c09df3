# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import models


class ServicedeskMailIntake(models.Model):
    """Find out where a mail goes: to a ticket, or to a team."""

    _inherit = "servicedesk.mail.intake"

    def _route_mail(self, message, values):
        """Return where the mail goes, as Odoo's routes."""
        options = self.options or {}
        return self.env["mail.thread"].message_route(
            message,
            values,
            options.get("model"),
            options.get("thread_id"),
            options.get("custom_values"),
        )
