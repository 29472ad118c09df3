# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models
from odoo.tools import SQL

from ...tools import escalation as steps

# What was settled was returned before; so was what is disputed.
RETURNED = (steps.RETURNED, steps.DISPUTED, steps.SETTLED)
# How the database reckons each figure from the columns state, accept_seconds and
# is_hand_over. What was never answered, or withdrawn, is in no average.
FIGURES = {
    "accept_minutes": "CASE WHEN %(state)s = 'accepted' THEN %(seconds)s / 60.0 END",
    "returned_share": "CASE WHEN %(state)s IN %(returned)s THEN 100.0"
    " WHEN %(state)s = 'accepted' THEN 0.0 END",
    "dispute_count": "CASE WHEN %(state)s IN ('disputed', 'settled') THEN 1 ELSE 0 END",
    "hand_over_total": "CASE WHEN %(handed)s IS TRUE THEN 1 ELSE 0 END",
}


class ServicedeskEscalation(models.Model):
    """Figures: how long receivers take, what comes back, who quarrels with whom.

    Nothing is kept for them: pivots have the database add up what the deeds wrote.
    """

    _inherit = "servicedesk.escalation"

    accept_minutes = fields.Float(
        string="Minutes to Accept",
        compute="_compute_figures",
        aggregator="avg",
        digits=(16, 1),
        help="Working minutes of the receiver from the offer to its acceptance.",
    )
    returned_share = fields.Float(
        string="Returned %",
        compute="_compute_figures",
        aggregator="avg",
        digits=(16, 1),
        help="Of the offers that were answered, how many in a hundred were returned.",
    )
    dispute_count = fields.Integer(
        string="Disputes",
        compute="_compute_figures",
        aggregator="sum",
        help="Returned for the second time, so that somebody above decided.",
    )
    hand_over_total = fields.Integer(
        string="Hand-overs",
        compute="_compute_figures",
        aggregator="sum",
        help="The whole went over to another team by these.",
    )

    @api.depends("state", "accept_seconds", "is_hand_over")
    def _compute_figures(self):
        for offer in self:
            is_accepted = offer.state == steps.ACCEPTED
            offer.accept_minutes = offer.accept_seconds / 60 if is_accepted else 0
            offer.returned_share = 100 if offer.state in RETURNED else 0
            offer.dispute_count = offer.state in (steps.DISPUTED, steps.SETTLED)
            offer.hand_over_total = offer.is_hand_over

    def _field_to_sql(self, alias, field_expr, query=None):
        """Let reports add the figures up, though they are not stored."""
        if field_expr not in FIGURES:
            return super()._field_to_sql(alias, field_expr, query)
        return SQL(
            FIGURES[field_expr],
            state=self._field_to_sql(alias, "state", query),
            seconds=self._field_to_sql(alias, "accept_seconds", query),
            handed=self._field_to_sql(alias, "is_hand_over", query),
            returned=RETURNED,
        )


class ServicedeskTicket(models.Model):
    _inherit = "servicedesk.ticket"

    hand_over_mean = fields.Float(
        string="Hand-overs per Ticket",
        compute="_compute_hand_over_mean",
        aggregator="avg",
        digits=(16, 2),
        help="The mean over all tickets, those that never changed hands included.",
    )

    @api.depends("hand_over_count")
    def _compute_hand_over_mean(self):
        for ticket in self:
            ticket.hand_over_mean = ticket.hand_over_count

    def _field_to_sql(self, alias, field_expr, query=None):
        """Let reports average it; a ticket that never changed hands counts as none."""
        if field_expr != "hand_over_mean":
            return super()._field_to_sql(alias, field_expr, query)
        return SQL(
            "COALESCE(%s, 0)::numeric",
            self._field_to_sql(alias, "hand_over_count", query),
        )
