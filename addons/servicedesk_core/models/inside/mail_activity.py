# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, models
from odoo.exceptions import UserError

from ..conversation.mail_message import TICKET


class MailActivity(models.Model):
    """Nothing is planned on an internal ticket for who must not hear of it."""

    _inherit = "mail.activity"

    @api.model_create_multi
    def create(self, vals_list):
        activities = super().create(vals_list)
        activities._check_internal_only()
        return activities

    def write(self, vals):
        result = super().write(vals)
        if {"user_id", "res_id", "res_model_id"} & vals.keys():
            self._check_internal_only()
        return result

    def _check_internal_only(self):
        """Raise UserError for an activity of somebody who does not read its ticket."""
        # sudo: mail.activity, servicedesk.ticket - the ticket decides, whoever plans
        for activity in self.sudo():
            if activity.res_model != TICKET or not activity.user_id:
                continue
            ticket = self.env[TICKET].sudo().browse(activity.res_id)
            if ticket.internal_only and not (
                ticket._filter_inside(activity.user_id.partner_id)
                and ticket._may_hear(activity.user_id)
            ):
                raise UserError(
                    self.env._(
                        "%(ticket)s is internal, and %(user)s may not read it.",
                        ticket=ticket.number,
                        user=activity.user_id.name,
                    )
                )
