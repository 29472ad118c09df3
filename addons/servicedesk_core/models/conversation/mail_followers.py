# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import models
from odoo.fields import Domain


class MailFollowers(models.Model):
    """Who follows a ticket is for the desk to know; everybody knows of himself."""

    _name = "mail.followers"
    _inherit = ["servicedesk.shadow.mixin", "mail.followers"]

    def _get_shadow_domain(self):
        return Domain("partner_id", "=", self.env.user.partner_id.id)
