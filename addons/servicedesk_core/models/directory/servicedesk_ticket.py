# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models


class ServicedeskTicket(models.Model):
    """Who asks, who spoke for a shared account, and where."""

    _inherit = "servicedesk.ticket"

    site_id = fields.Many2one(
        "servicedesk.site",
        compute="_compute_site_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    speaker_name = fields.Char(help="Who spoke for a shared account.")

    @api.depends("partner_id")
    def _compute_site_id(self):
        for ticket in self:
            # sudo: res.partner - where the requester sits may not be readable
            ticket.site_id = ticket.partner_id.sudo().site_id or ticket.site_id
