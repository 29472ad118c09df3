# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        self._check_new_readers(src_partners, dst_partner)
        return super()._update_foreign_keys(src_partners, dst_partner)

    @api.model
    def _check_new_readers(self, src_partners, dst_partner):
        """Nobody comes to read tickets by merging who asked for or follows them.

        The sentence is one for all reasons: it tells nothing of confidential tickets.

        :raise UserError: for all but administrators, when a contact's tickets would
            become the user's own, when he would come to read what the contact follows,
            or another confidential tickets that the user does not read.
        """
        user = self.env.user
        if self.env.su or user._is_system():
            return
        people = src_partners | dst_partner
        mine = user.partner_id
        # sudo: servicedesk.ticket - those he does not read are the ones that count
        tickets = self.env["servicedesk.ticket"].sudo()
        others = people - mine
        if mine in people:
            refused = tickets.search_count(
                [("partner_id", "in", others.ids)], limit=1
            ) or tickets._find_unread(others._get_placed_tickets_domain())
        else:
            # sudo: res.partner - a merged contact's login goes to who is kept
            logins = src_partners.sudo().with_context(active_test=False).user_ids
            asked = people if logins else src_partners
            refused = tickets._find_unread(
                asked._get_placed_tickets_domain()
                & Domain("is_confidential", "=", True)
            )
        if refused:
            raise UserError(
                self.env._(
                    "Merging these contacts may change who reads their tickets: please"
                    " ask an administrator to do it."
                )
            )

    @api.model
    def _update_values(self, src_partners, dst_partner):
        """Leave the tickets of merged contacts as if one contact had asked them all.

        Odoo replaces contact by contact in SQL. That makes a person the customer whose
        company is the customer, and where both followed one ticket, it forgets all
        that the merged one followed: he would not hear of his tickets any more.
        """
        self._loosen_merged(src_partners, dst_partner)
        result = super()._update_values(
            src_partners,
            dst_partner.with_context(servicedesk_merged_ids=src_partners.ids),
        )
        # sudo: servicedesk.ticket - who merges contacts may have no role in the desk
        tickets = self.env["servicedesk.ticket"].sudo()
        tickets.invalidate_model(["partner_id", "commercial_partner_id"], flush=False)
        customer = dst_partner.commercial_partner_id
        if customer != dst_partner:
            tickets.search(
                [("commercial_partner_id", "=", dst_partner.id)]
            ).commercial_partner_id = customer
        asked = [("partner_id", "=", dst_partner.id), ("is_open", "=", True)]
        tickets.search(asked).message_subscribe(dst_partner.ids)
        return result

    @api.model
    def _loosen_merged(self, src_partners, dst_partner):
        """Let the survivor take over numbers that are unique, and lead nobody himself.

        The others are still there while he gets what he lacks.
        """
        # sudo: res.partner - the keys of numbers are nobody's to write
        src_partners.sudo().write({"personnel_key": False, "badge_key": False})
        people = src_partners | dst_partner
        people.invalidate_recordset(["manager_id"])
        people.filtered(lambda one: one.manager_id in people).manager_id = False
