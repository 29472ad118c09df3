# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models

from ...tools import escalation as steps

# In these nothing is left to hand over.
DONE = ("resolved", "closed", "cancelled")


class ServicedeskTicket(models.Model):
    """What was offered to whom, and where the responsibility stands."""

    _inherit = "servicedesk.ticket"

    escalation_ids = fields.One2many(
        "servicedesk.escalation", "ticket_id", readonly=True
    )
    escalation_id = fields.Many2one(
        "servicedesk.escalation",
        string="Open Offer",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The offer of the whole that awaits an answer or a settlement.",
    )
    offer_count = fields.Integer(
        string="Open Offers",
        readonly=True,
        copy=False,
        help="Offers, of the whole or of a part, that are neither answered nor"
        " settled.",
    )
    hand_over_count = fields.Integer(
        string="Hand-overs",
        readonly=True,
        copy=False,
        help="How often the whole went over to another team.",
    )

    def _refresh_offers(self):
        """Count anew what is open and what went over. In superuser mode."""
        for ticket in self:
            offers = ticket.escalation_ids
            living = offers.filtered(lambda offer: offer.state in steps.OPEN)
            whole = living.filtered(lambda offer: offer.share == steps.WHOLE)
            vals = {
                "escalation_id": whole[:1].id,
                "offer_count": len(living),
                "hand_over_count": len(offers.filtered("is_hand_over")),
            }
            ticket._write_deed(
                {
                    name: value
                    for name, value in vals.items()
                    if ticket._fields[name].convert_to_write(ticket[name], ticket)
                    != value
                }
            )
        # Who works on it depends on whom it is offered to.
        self.invalidate_recordset(
            ["can_work", "can_read", "can_see", "may_work", "can_take"]
        )

    def _withdraw_offers(self, reason):
        """Take back all that is open, since there is nothing to hand over any more."""
        for ticket in self:
            if ticket.offer_count:
                # sudo: servicedesk.escalation - changed by deeds only
                ticket.sudo().escalation_ids._withdraw(reason)

    def _on_state_changed(self, old_states):
        """What is resolved or over is not handed over any more."""
        result = super()._on_state_changed(old_states)
        for ticket in self:
            if ticket.state in DONE and ticket.offer_count:
                ticket._withdraw_offers(self.env._("The ticket was resolved or ended."))
        return result

    def _turn_spans(self, before):
        """A ticket that was moved to another team is not offered by its former one.

        What is moved by accepting an offer is not open any more by then.
        """
        result = super()._turn_spans(before)
        for ticket, values in before.items():
            if ticket.escalation_id and ticket.team_id != values["team_id"]:
                # sudo: servicedesk.escalation - changed by deeds only
                ticket.sudo().escalation_id._withdraw(
                    self.env._("The ticket was moved to another team.")
                )
        return result

    def _is_party(self, address, people):
        """Whom it is offered to, or who is to settle it, may answer by mail."""
        if super()._is_party(address, people):
            return True
        # sudo: servicedesk.ticket - the gate asks for a sender without a login
        ticket = self.sudo()
        if not address or not ticket.offer_count:
            return False
        offers = ticket.escalation_ids.filtered(lambda one: one.state in steps.OPEN)
        return bool(people & (offers.receiver_ids | offers.settler_ids).partner_id)

    @api.ondelete(at_uninstall=False)
    def _unlink_escalation_links(self):
        """The mailed links go with the offers, which go with the ticket."""
        # sudo: servicedesk.escalation - whatever the user may read of them
        self.sudo().escalation_ids._end_questions()
