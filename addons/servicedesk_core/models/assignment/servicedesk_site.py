# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import models


class ServicedeskSite(models.Model):
    """A place moved in the tree is at once in another team's territory."""

    _name = "servicedesk.site"
    _inherit = ["servicedesk.site", "servicedesk.cached.mixin"]
