# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import json

from odoo import api, fields, models
from odoo.tools import SQL

from ..lifecycle.servicedesk_stage import STATES

# Fields of the ticket whose change starts a new span.
SPAN_FIELDS = ("state", "waiting_reason", "team_id", "user_id")


class ServicedeskTicketSpan(models.Model):
    """The append-only ledger of a ticket's life: one row per change.

    From it clocks, hand-over times and the first-line share are computed, also
    for tickets older than the addon that asks. Rows are written by the ticket
    alone: nobody has the right to create, change or delete them.
    """

    _name = "servicedesk.ticket.span"
    _description = "Ticket Span"
    _order = "id"
    _log_access = False
    _rec_name = "state"

    ticket_id = fields.Many2one(
        "servicedesk.ticket", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="ticket_id.company_id")
    state = fields.Selection(STATES, required=True)
    waiting_reason = fields.Selection("_selection_waiting_reason")
    team_id = fields.Many2one("servicedesk.team", ondelete="restrict", index=True)
    user_id = fields.Many2one("res.users", ondelete="restrict")
    date_from = fields.Datetime(required=True)
    date_to = fields.Datetime(help="Empty while the span lasts.")
    actor_id = fields.Many2one(
        "res.partner",
        string="By",
        ondelete="set null",
        help="Whose doing it was: a colleague, the requester who answered, the system.",
    )
    duration = fields.Float(
        string="Duration (hours)",
        compute="_compute_duration",
        help="Elapsed hours, night and day; a span that lasts counts up to now, except"
        " that nothing counts after the end.",
    )

    _open_uniq = models.UniqueIndex(
        "(ticket_id) WHERE date_to IS NULL",
        "A ticket is in one span at a time.",
    )

    @api.model
    def _selection_waiting_reason(self):
        """The reasons a ticket knows, with those that other addons give it."""
        field = self.env["servicedesk.ticket"]._fields["waiting_reason"]
        return field._description_selection(self.env)

    @api.depends("date_from", "date_to")
    def _compute_duration(self):
        now = fields.Datetime.now()
        for span in self:
            is_end = not span.date_to and span.state in ("closed", "cancelled")
            until = span.date_from if is_end else span.date_to or now
            span.duration = max((until - span.date_from).total_seconds(), 0) / 3600

    @api.model
    def _open_for(self, tickets, at):
        """Start the first span of new ``tickets`` at the UTC instant ``at``."""
        self.create([self._prepare_span_vals(ticket, at) for ticket in tickets])

    @api.model
    def _turn_for(self, tickets, at):
        """Close the lasting spans of ``tickets`` and start new ones at ``at`` (UTC).

        One statement does both for all of them, from what the tickets' rows say now.
        A ticket that changes twice in one transaction gets two rows: a span of no
        length is history too (who had it, who gave it away).
        """
        if not tickets:
            return
        tickets.flush_recordset(SPAN_FIELDS)
        self.env.execute_query(
            SQL(
                """WITH closed AS (
                       UPDATE servicedesk_ticket_span SET date_to = %(at)s
                        WHERE ticket_id IN %(tickets)s AND date_to IS NULL
                    RETURNING ticket_id)
                   INSERT INTO servicedesk_ticket_span
                          (ticket_id, state, waiting_reason, team_id, user_id,
                           actor_id, date_from)
                   SELECT id, state, waiting_reason, team_id, user_id,
                          (%(actors)s::jsonb ->> id::text)::integer, %(at)s
                     FROM servicedesk_ticket
                    WHERE id IN (SELECT ticket_id FROM closed)
                    ORDER BY id
                RETURNING id""",
                at=at,
                tickets=tuple(tickets.ids),
                actors=json.dumps(
                    {ticket.id: ticket._get_notice_actor_id() for ticket in tickets}
                ),
            )
        )
        self.invalidate_model(flush=False)
        tickets.invalidate_recordset(["span_ids"], flush=False)

    @api.model
    def _prepare_span_vals(self, ticket, at):
        return {
            "ticket_id": ticket.id,
            "state": ticket.state,
            "waiting_reason": ticket.waiting_reason,
            "team_id": ticket.team_id.id,
            "user_id": ticket.user_id.id,
            "actor_id": ticket._get_notice_actor_id(),
            "date_from": at,
        }
