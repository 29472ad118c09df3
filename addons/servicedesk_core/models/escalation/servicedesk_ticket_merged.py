# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import models
from odoo.fields import Command


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
        facts["shares"] = self._hand_over_shares(survivor)
        return facts

    def _hand_over_shares(self, survivor):
        """Who answers for a part does so on; who may not read the survivor, does not.

        :return: the ids of the users who are new there.
        """
        people = self.co_responsible_ids - survivor.co_responsible_ids
        people = people.filtered(
            lambda user: user != survivor.user_id and survivor._is_read_by(user)
        )
        if people:
            survivor.write(
                {"co_responsible_ids": [Command.link(user.id) for user in people]}
            )
        return people.ids

    def _take_back(self, survivor, facts):
        """Return the history that came from here, and who answers for parts of it."""
        shares = survivor.co_responsible_ids.filtered(
            lambda user: user.id in (facts.get("shares") or ())
        )
        if shares:
            survivor.write(
                {"co_responsible_ids": [Command.unlink(user.id) for user in shares]}
            )
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
