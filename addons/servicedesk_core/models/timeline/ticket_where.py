# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

# In the order in which an opener looks: what he can do himself stands first.
CLOSE, MINE, REQUESTER, DESK, OUTSIDE, ENDED = "123456"
OVER = ("closed", "cancelled")


class ServicedeskTicket(models.Model):
    """The opener's seat: where is what I registered, since when, and who moved it?"""

    _inherit = "servicedesk.ticket"

    is_my_seat = fields.Boolean(
        string="Opened by Me",
        compute="_compute_is_my_seat",
        search="_search_is_my_seat",
        help="You registered it; or who did has left, and you lead the team that has"
        " it.",
    )
    opener_band = fields.Selection(
        [
            (CLOSE, "May Be Closed"),
            (MINE, "With Me"),
            (REQUESTER, "With the Requester"),
            (DESK, "With Colleagues"),
            (OUTSIDE, "Waiting for Others"),
            (ENDED, "Ended"),
        ],
        string="Where It Is",
        compute="_compute_opener_band",
        search="_search_opener_band",
        help="Whose move it is, as its opener sees it.",
    )
    where_since = fields.Datetime(
        string="Since",
        compute="_compute_last_move",
        help="When it was moved the last time: to another team, person or state.",
    )
    last_move = fields.Char(compute="_compute_last_move", help="What was done then.")
    last_move_by = fields.Char(string="Moved by", compute="_compute_last_move")

    # ------------------------------------------------------------------
    # Whose seat
    # ------------------------------------------------------------------

    @api.depends("opener_id", "opener_id.active", "team_id.leader_id", "is_open")
    @api.depends_context("uid")
    def _compute_is_my_seat(self):
        user = self.env.user
        for ticket in self:
            # sudo: res.users - whether the opener has left
            opener = ticket.opener_id.sudo()
            ticket.is_my_seat = opener == user or (
                opener
                and not opener.active
                and ticket.is_open
                and ticket.team_id.sudo().leader_id == user
            )

    @api.model
    def _search_is_my_seat(self, operator, value):
        """Find them by index: one's own, and open ones whose opener has left."""
        if operator != "in":
            return NotImplemented
        self.flush_model(["opener_id", "team_id", "is_open"])
        self.env["servicedesk.team"].flush_model(["leader_id"])
        self.env["res.users"].flush_model(["active"])
        seats = SQL(
            """(SELECT id FROM servicedesk_ticket WHERE opener_id = %(uid)s
                 UNION ALL
                SELECT ticket.id
                  FROM servicedesk_team team
                  JOIN servicedesk_ticket ticket ON ticket.team_id = team.id
                       AND ticket.is_open IS TRUE
                  JOIN res_users opener ON opener.id = ticket.opener_id
                       AND opener.active IS NOT TRUE
                 WHERE team.leader_id = %(uid)s)""",
            uid=self.env.uid,
        )
        return Domain("id", "in", seats)

    # ------------------------------------------------------------------
    # Where it is
    # ------------------------------------------------------------------

    @api.depends("state", "confirmation", "waiting_reason", "user_id")
    @api.depends_context("uid")
    def _compute_opener_band(self):
        for ticket in self:
            ticket.opener_band = ticket._get_opener_band()

    def _get_opener_band(self):
        """Return whose move it is; what the requester has answered is the opener's."""
        self.ensure_one()
        if self.state in OVER:
            return ENDED
        if self.state == "resolved":
            return REQUESTER if self.confirmation == "awaiting" else CLOSE
        if self.state == "waiting":
            return REQUESTER if self.waiting_reason == "customer" else OUTSIDE
        return MINE if self.user_id == self.env.user else DESK

    def _get_opener_band_domain(self, band):
        """Return the domain of the tickets in one band: the rule for searching."""
        asked = Domain("state", "=", "resolved") & Domain(
            "confirmation", "=", "awaiting"
        )
        waiting = Domain("state", "=", "waiting")
        customer = waiting & Domain("waiting_reason", "=", "customer")
        living = Domain("state", "in", ["new", "assigned", "in_progress"])
        mine = Domain("user_id", "=", self.env.uid)
        return {
            CLOSE: Domain("state", "=", "resolved")
            & Domain("confirmation", "!=", "awaiting"),
            MINE: living & mine,
            REQUESTER: asked | customer,
            DESK: living & ~mine,
            OUTSIDE: waiting & Domain("waiting_reason", "!=", "customer"),
            ENDED: Domain("state", "in", OVER),
        }[band]

    def _search_opener_band(self, operator, value):
        if operator != "in":
            return NotImplemented
        known = dict(self._fields["opener_band"].selection)
        return Domain.OR(
            self._get_opener_band_domain(band) for band in value if band in known
        )

    def _field_to_sql(self, alias, field_expr, query=None):
        """Let people group and sort by where it is, though it is not stored."""
        if field_expr != "opener_band":
            return super()._field_to_sql(alias, field_expr, query)
        return SQL(
            """CASE WHEN %(state)s IN ('closed', 'cancelled') THEN %(ended)s
                    WHEN %(state)s = 'resolved' THEN
                         CASE WHEN %(answer)s = 'awaiting' THEN %(requester)s
                              ELSE %(close)s END
                    WHEN %(state)s = 'waiting' THEN
                         CASE WHEN %(reason)s = 'customer' THEN %(requester)s
                              ELSE %(outside)s END
                    WHEN %(user)s = %(uid)s THEN %(mine)s
                    ELSE %(desk)s END""",
            state=self._field_to_sql(alias, "state", query),
            answer=self._field_to_sql(alias, "confirmation", query),
            reason=self._field_to_sql(alias, "waiting_reason", query),
            user=self._field_to_sql(alias, "user_id", query),
            uid=self.env.uid,
            close=CLOSE,
            mine=MINE,
            requester=REQUESTER,
            desk=DESK,
            outside=OUTSIDE,
            ended=ENDED,
        )

    # ------------------------------------------------------------------
    # The last move
    # ------------------------------------------------------------------

    @api.depends("state", "waiting_reason", "team_id", "user_id")
    @api.depends_context("lang")
    def _compute_last_move(self):
        moves = self._get_last_moves()
        for ticket in self:
            move = moves.get(ticket._origin.id) or {}
            ticket.where_since = move.get("at", False)
            ticket.last_move = move.get("what", False)
            ticket.last_move_by = move.get("by", False)

    def _get_last_moves(self):
        """Return {ticket id: {at, what, by}}: of all these tickets at once.

        What one deed writes in several steps within a second is one move.
        """
        ids = self._origin.ids
        if not ids:
            return {}
        self.env["servicedesk.ticket.span"].flush_model()
        rows = self.env.execute_query_dict(
            SQL(
                """SELECT now.ticket_id, now.date_from AS at, now.actor_id,
                          now.state, now.waiting_reason, now.team_id, now.user_id,
                          was.id AS was_id, was.state AS was_state,
                          was.waiting_reason AS was_waiting_reason,
                          was.team_id AS was_team_id, was.user_id AS was_user_id
                     FROM servicedesk_ticket_span now
                     LEFT JOIN LATERAL (
                          SELECT * FROM servicedesk_ticket_span before
                           WHERE before.ticket_id = now.ticket_id
                             AND before.date_from < now.date_from
                           ORDER BY before.id DESC LIMIT 1) was ON TRUE
                    WHERE now.ticket_id = ANY(%s) AND now.date_to IS NULL""",
                ids,
            )
        )
        teller = self.env["servicedesk.ticket.span"]._get_move_teller(rows)
        return {
            row["ticket_id"]: {
                "at": row["at"],
                "what": teller.tell(row, teller.before(row)),
                "by": teller.actor(row),
            }
            for row in rows
        }
