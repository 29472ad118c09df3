# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_values(self, src_partners, dst_partner):
        """Leave the tickets of merged contacts as if one contact had asked them all.

        Odoo replaces contact by contact in SQL. That makes a person the customer whose
        company is the customer, and where both followed one ticket, it forgets all
        that the merged one followed: he would not hear of his tickets any more.
        """
        result = super()._update_values(src_partners, dst_partner)
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
