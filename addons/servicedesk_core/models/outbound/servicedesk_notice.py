# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import models


class ServicedeskNotice(models.Model):
    _inherit = "servicedesk.notice"

    def _mail_on_entering(self):
        """Send what a type mails when somebody gets a ticket, beside what stages do."""
        if self.event != "assigned":
            return super()._mail_on_entering()
        template = self.ticket_id._get_own_template(self.template_id.id)
        if template:
            self.ticket_id._mail_assigned(template)
        return None
