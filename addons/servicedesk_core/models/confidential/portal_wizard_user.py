# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import models


class PortalWizardUser(models.TransientModel):
    """A login is made for who reads confidential tickets by who reads them as well.

    The link goes to an address that is entered here.
    """

    _inherit = "portal.wizard.user"

    def action_grant_access(self):
        self.partner_id._check_identity()
        return super().action_grant_access()

    def action_invite_again(self):
        self.partner_id._check_identity()
        return super().action_invite_again()
