# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ...tools import excerpt

# What is said with a move is written just after it.
BESIDE = timedelta(seconds=2)
# So much of a text is shown; the conversation has it all.
WORDS = 300
WORKED_ON = ("in_progress", "waiting", "resolved", "closed")


class ServicedeskTicket(models.Model):
    """Every move of a ticket: who passed it to whom, why, and whether it was taken."""

    _inherit = "servicedesk.ticket"

    def get_servicedesk_moves(self):
        """Return the moves of one ticket, the first one first, for the desk's eyes.

        Each is a dict: ``date`` and ``until`` (UTC, text; no end: False), ``hours``,
        ``what`` in words, ``state``, ``team``, ``user``, ``by``, ``why``, ``handed``:
        whether it hands the ticket over, and ``taken``: of a hand-over
        ``{"date", "by"}`` of who took it up, False while nobody has. Offers, answers
        and settlements of escalations stand among them, with no ``hours``.

        :raise AccessError: for who does not read the ticket from the desk's side.
        """
        self._check_ids()
        if len(self) != 1:
            raise UserError(self.env._("Ask for the moves of one ticket."))
        self.check_access("read")
        if not self._filter_desk_readable():
            raise AccessError(self.env._("Only the service desk can do this."))
        self._log_reading()
        rows = self._get_span_rows()
        teller = self.env["servicedesk.ticket.span"]._get_move_teller(rows)
        why = self._get_words_beside(rows)
        moves, before = [], None
        for index, row in enumerate(rows):
            handed = bool(before) and row["team_id"] != before["team_id"]
            moves.append(
                {
                    "id": row["id"],
                    "date": fields.Datetime.to_string(row["date_from"]),
                    "until": fields.Datetime.to_string(row["date_to"]) or False,
                    "hours": row["hours"],
                    "what": teller.tell(row, before),
                    "state": teller.state(row),
                    "team": teller.team(row),
                    "user": teller.user(row),
                    "by": teller.actor(row),
                    "why": why.get(row["id"], ""),
                    "handed": handed,
                    "taken": handed and self._get_taken(rows, index, teller),
                }
            )
            before = row
        return self._join_moves(moves, rows)

    def _join_moves(self, moves, _rows):
        """Return the moves with what else stands among them. For others to extend."""
        return moves

    def action_view_requester_history(self):
        """Open the time line of the requester.

        :raise UserError: for a ticket whose requester is no contact yet.
        """
        self._check_ids()
        self.check_access("read")
        if len(self) != 1 or not self.partner_id:
            raise UserError(
                self.env._("The requester is no contact yet, so he has no history.")
            )
        return self.partner_id.sudo(False).action_view_servicedesk_timeline()

    def _get_span_rows(self):
        """Return the spans as dicts; steps of one deed in one second are one move."""
        spans = self.env["servicedesk.ticket.span"]
        spans.flush_model()
        self.env["servicedesk.escalation"].flush_model(["ticket_id"])
        rows = self.env.execute_query_dict(
            SQL(
                """SELECT id, state, waiting_reason, team_id, user_id, actor_id,
                          date_from, date_to,
                          EXISTS (SELECT FROM servicedesk_escalation
                                   WHERE ticket_id = %(id)s) AS is_offered
                     FROM servicedesk_ticket_span
                    WHERE ticket_id = %(id)s ORDER BY id""",
                id=self.id,
            )
        )
        now, moves = fields.Datetime.now(), []
        for row in rows:
            is_end = not row["date_to"] and row["state"] in ("closed", "cancelled")
            until = row["date_from"] if is_end else row["date_to"] or now
            row["hours"] = max((until - row["date_from"]).total_seconds(), 0) / 3600
            # The first one stays: where a ticket was registered is a move of its own.
            if len(moves) > 1 and moves[-1]["date_from"] == row["date_from"]:
                moves.pop()
            moves.append(row)
        return moves

    def _get_words_beside(self, rows):
        """Return {span id: what who moved the ticket said with it}."""
        if len(rows) < 2:
            return {}
        found = self.env.execute_query_dict(
            SQL(
                """SELECT author_id, create_date, left(body, 4000) AS body
                     FROM mail_message
                    WHERE model = %s AND res_id = %s AND create_date >= %s
                      AND message_type IN ('comment', 'notification', 'email')
                      AND COALESCE(body, '') != ''
                    ORDER BY id""",
                self._name,
                self.id,
                rows[1]["date_from"] - BESIDE,
            )
        )
        words = {}
        for row in rows[1:]:
            said = [
                excerpt.of_html(message["body"], WORDS)
                for message in found
                if message["author_id"] == row["actor_id"]
                and abs(message["create_date"] - row["date_from"]) <= BESIDE
            ]
            words[row["id"]] = " · ".join(dict.fromkeys(filter(None, said)))
        return words

    def _get_taken(self, rows, index, teller):
        """Return who took up what was handed over, False if nobody.

        Taken up is what its new team gives to somebody, or somebody begins, before it
        goes elsewhere.
        """
        row = rows[index]
        for later in rows[index:]:
            if later["team_id"] != row["team_id"]:
                return False
            if later["user_id"] or later["state"] in WORKED_ON:
                return {
                    "date": fields.Datetime.to_string(later["date_from"]),
                    "by": teller.user(later) or teller.actor(later),
                }
        return False
