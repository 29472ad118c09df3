# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

# A browser whose ticket is in sight says so this often while somebody else is there.
BEAT = timedelta(seconds=25)
# Alone there is nobody to tell: whoever comes is announced, and answered at once. The
# slow beat is for browsers that have lost the connection for live messages.
BEAT_ALONE = timedelta(seconds=240)
# Who has not been heard of for so long is not shown any more.
STALE = timedelta(seconds=60)
# So long he is told what happens: a little more than the slow beat.
LISTENING = timedelta(seconds=300)


class ServicedeskPresence(models.Model):
    """Who has a ticket before his eyes now. Nothing to keep: a day later it is gone."""

    _name = "servicedesk.presence"
    _description = "Presence on a Ticket"
    _log_access = False
    _rec_name = "user_id"

    ticket_id = fields.Many2one("servicedesk.ticket", required=True, ondelete="cascade")
    user_id = fields.Many2one(
        "res.users", required=True, ondelete="cascade", index=True
    )
    seen_at = fields.Datetime(required=True, index=True)
    is_writing = fields.Boolean()

    _person_uniq = models.Constraint(
        "UNIQUE (ticket_id, user_id)", "Somebody is on a ticket once."
    )

    @api.model
    def _beat(self, ticket, is_writing):
        """Say that the current user is on ``ticket``; return who was there before.

        One statement asks whether he reads the ticket from the desk's side, says so,
        and looks around.

        :return: ``{user id: (seen at, is writing)}`` of all who listen, he himself as
            he was before; None where he may not be.
        """
        now = fields.Datetime.now()
        self.env.cr.execute(
            SQL(
                """WITH beat AS (
                       INSERT INTO servicedesk_presence
                              (ticket_id, user_id, seen_at, is_writing)
                       SELECT %(ticket)s, %(user)s, %(now)s, %(writing)s
                        WHERE %(allowed)s
                           ON CONFLICT (ticket_id, user_id) DO UPDATE
                          SET seen_at = EXCLUDED.seen_at,
                              is_writing = EXCLUDED.is_writing
                    RETURNING 1)
                   SELECT EXISTS (SELECT 1 FROM beat),
                          presence.user_id, presence.seen_at, presence.is_writing
                     FROM (SELECT 1) AS me
                LEFT JOIN servicedesk_presence presence
                       ON presence.ticket_id = %(ticket)s
                      AND presence.seen_at > %(horizon)s""",
                ticket=ticket.id,
                user=self.env.uid,
                now=now,
                writing=is_writing,
                allowed=ticket._get_desk_read_sql(SQL("%s", ticket.id)),
                horizon=now - LISTENING,
            ),
            # Two windows of one user at the same moment: Odoo tries again.
            log_exceptions=False,
        )
        rows = self.env.cr.fetchall()
        if not rows[0][0]:
            return None
        return {user_id: (seen, writes) for _, user_id, seen, writes in rows if user_id}

    @api.model
    def _leave(self, ticket):
        """Forget the current user on ``ticket``; return the ids of who listens there.

        None where he was not.
        """
        self.env.cr.execute(
            SQL(
                """WITH gone AS (
                       DELETE FROM servicedesk_presence
                        WHERE ticket_id = %(ticket)s AND user_id = %(user)s
                    RETURNING 1)
                   SELECT EXISTS (SELECT 1 FROM gone), presence.user_id
                     FROM (SELECT 1) AS me
                LEFT JOIN servicedesk_presence presence
                       ON presence.ticket_id = %(ticket)s
                      AND presence.user_id != %(user)s
                      AND presence.seen_at > %(horizon)s""",
                ticket=ticket.id,
                user=self.env.uid,
                horizon=fields.Datetime.now() - LISTENING,
            ),
            log_exceptions=False,
        )
        rows = self.env.cr.fetchall()
        if not rows[0][0]:
            return None
        return [user_id for _, user_id in rows if user_id]

    @api.autovacuum
    def _gc_presence(self):
        """Forget who closed his computer without leaving."""
        horizon = fields.Datetime.now() - timedelta(days=1)
        self.search([("seen_at", "<", horizon)], limit=10000).unlink()
