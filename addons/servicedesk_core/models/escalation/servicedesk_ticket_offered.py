# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, models
from odoo.fields import Domain

from ...tools import escalation as steps


class ServicedeskTicket(models.Model):
    """Whom something is offered to works on the ticket, as long as the offer is open.

    Also on a confidential one: he has to know what he accepts. Who settles a dispute
    does as well. With the answer it ends, but for who has taken it over.
    """

    _inherit = "servicedesk.ticket"

    @api.depends("offer_count", "is_about_me")
    @api.depends_context("uid")
    def _compute_can_work(self):
        result = super()._compute_can_work()
        # Most have no offer, and then nobody asks the database.
        asked = self.filtered(lambda ticket: ticket.offer_count and not ticket.can_work)
        if asked:
            # sudo: servicedesk.escalation - who is offered something is let in by it
            offers = self.env["servicedesk.escalation"].sudo()
            domain = offers._get_asked_domain(self.env.user)
            found = offers.search(domain & Domain("ticket_id", "in", asked._origin.ids))
            ids = set(found.ticket_id.ids)
            for ticket in asked:
                ticket.can_work = ticket._origin.id in ids and not ticket.is_about_me
        return result

    @api.model
    def _search_can_work(self, operator, value):
        domain = super()._search_can_work(operator, value)
        if domain is NotImplemented:
            return domain
        offers = self.env["servicedesk.escalation"]
        asked = offers._get_asked_domain(self.env.user)
        return domain | (
            Domain("offer_count", ">", 0)
            & Domain("escalation_ids", "any!", asked)
            & Domain("is_about_me", "=", False)
        )

    def message_post(self, **kwargs):
        """Tell who offers it what the receiver answers by mail: a hidden note."""
        is_note = kwargs.get("message_type") == "email" and kwargs.get("is_internal")
        if is_note and self.env.su and self.offer_count:
            author = self.env["res.partner"].browse(kwargs.get("author_id") or [])
            offers = self.escalation_ids.filtered(
                lambda offer: (
                    offer.state in steps.OPEN
                    and author in offer.receiver_ids.partner_id
                )
            )
            told = offers.from_user_id.filtered("active").partner_id
            kwargs["partner_ids"] = [*(kwargs.get("partner_ids") or []), *told.ids]
        return super().message_post(**kwargs)
