# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, models

from ..conversation.mail_message import TICKET


class MailFollowers(models.Model):
    """Nobody outside the desk follows an internal ticket, whatever would make him."""

    _inherit = "mail.followers"

    @api.model_create_multi
    def create(self, vals_list):
        return super().create(
            [vals for vals in vals_list if not self._is_shut_out(vals)]
        )

    @api.model
    def _is_shut_out(self, vals):
        if vals.get("res_model") != TICKET or not vals.get("partner_id"):
            return False
        # sudo: servicedesk.ticket - who follows is decided by the ticket
        ticket = self.env[TICKET].sudo().browse(vals.get("res_id"))
        if not ticket or not ticket.internal_only:
            return False
        partner = self.env["res.partner"].sudo().browse(vals["partner_id"])
        return not ticket._filter_inside(partner)
