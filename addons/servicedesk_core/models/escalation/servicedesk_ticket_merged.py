# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import models


class ServicedeskTicket(models.Model):
    """When tickets are merged, what was offered of the one is history of the other.

    Called in superuser mode by the deeds. What is open of the merged ticket is
    withdrawn first: its receiver would answer for something else than he was offered.
    """

    _inherit = "servicedesk.ticket"

    def _hand_over(self, survivor, together):
        """Give the survivor the history, so that loops and decisions hold on there."""
        self._withdraw_offers(
            self.env._(
                "The ticket goes on as part of %(ticket)s.", ticket=survivor.number
            )
        )
        facts = super()._hand_over(survivor, together)
        offers = self.escalation_ids
        if offers:
            facts["escalations"] = offers.ids
            offers.write({"ticket_id": survivor.id})
            (self | survivor)._recount_offers()
        return facts

    def _take_back(self, survivor, facts):
        """Return the history that came from here."""
        result = super()._take_back(survivor, facts)
        offers = self.env["servicedesk.escalation"].browse(facts.get("escalations"))
        offers = offers.exists().filtered(lambda offer: offer.ticket_id == survivor)
        if offers:
            offers.write({"ticket_id": self.id})
            (self | survivor)._recount_offers()
        return result

    def _recount_offers(self):
        self.invalidate_recordset(["escalation_ids"])
        self._refresh_offers()
