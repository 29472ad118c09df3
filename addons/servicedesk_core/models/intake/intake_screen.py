# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import models


class ServicedeskMailIntake(models.Model):
    """Keep from the desk what no person wrote to it: parked, with a reason."""

    _inherit = "servicedesk.mail.intake"

    def _screen_mail(self, message, values):
        """Return (reason, detail) of a mail to be parked, or None."""

    def _screen_routes(self, message, values, routes):
        """Return (reason, detail) of a mail to be parked for where it goes, or None."""
