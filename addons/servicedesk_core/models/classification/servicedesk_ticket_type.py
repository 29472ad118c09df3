# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models, tools


class ServicedeskTicketType(models.Model):
    """How a type is recognised in what people write."""

    _inherit = "servicedesk.ticket.type"

    keywords = fields.Char(
        translate=True,
        help="Words by which a ticket's text is recognised, separated by commas.",
    )

    @api.model
    @tools.ormcache("tuple(self.env.companies.ids)")
    def _get_ids(self):
        """Return the ids of the active types of the user's companies, in order."""
        # sudo: servicedesk.ticket.type - which types there are is no secret
        companies = [False, *self.env.companies.ids]
        return tuple(self.sudo()._search([("company_id", "in", companies)]))
