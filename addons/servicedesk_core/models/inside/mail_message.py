# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, models
from odoo.exceptions import MissingError, UserError

from ..conversation.mail_message import TICKET


class MailMessage(models.Model):
    """Everything on an internal ticket is said behind the requester's back, for good.

    Also what the system notes by itself: the day may come when the ticket is shown.
    """

    _inherit = "mail.message"

    @api.model_create_multi
    def create(self, vals_list):
        inside = self._find_internal_only(
            {vals.get("res_id") for vals in vals_list if vals.get("model") == TICKET}
        )
        if inside:
            # sudo: mail.message.subtype - whether a subtype is internal is no secret
            subtypes = self.env["mail.message.subtype"].sudo()
            note_id = self.env["ir.model.data"]._xmlid_to_res_id("mail.mt_note")
            hidden = []
            for vals in vals_list:
                if vals.get("model") == TICKET and vals.get("res_id") in inside:
                    vals = vals | {"is_internal": True}
                    # sudo: mail.message.subtype - whether it is internal is no secret
                    if not subtypes.browse(vals.get("subtype_id") or []).internal:
                        vals["subtype_id"] = note_id
                hidden.append(vals)
            vals_list = hidden
        return super().create(vals_list)

    def write(self, vals):
        """Nothing said on an internal ticket is made public.

        :raise UserError: unless the ticket is shown first.
        """
        if "subtype_id" in vals or not vals.get("is_internal", True):
            # sudo: mail.message - where it belongs decides
            ours = self.sudo().filtered(lambda message: message.model == TICKET)
            if self._find_internal_only(set(ours.mapped("res_id"))):
                raise UserError(
                    self.env._(
                        "This ticket is internal: nothing said there is made public."
                    )
                )
        return super().write(vals)

    @api.model
    def _find_internal_only(self, ticket_ids):
        """Return the ids among these of tickets that are internal, as a set."""
        # sudo: servicedesk.ticket - whoever writes, the ticket decides
        tickets = self.env[TICKET].sudo().browse(each for each in ticket_ids if each)
        try:
            return set(tickets.filtered("internal_only")._ids)
        except MissingError:
            return set(tickets.exists().filtered("internal_only")._ids)
