# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""To 19.0.1.4.0, which keeps a ledger of answers and reminds who says nothing.

Of each solved ticket the latest solution gets its row; of earlier ones only the
conversation knows. Who has not answered yet is reminded from now on: nobody gets a
reminder before the days of the type have passed since the upgrade. Who was never mailed
is called then.
"""

from odoo import SUPERUSER_ID, api, fields
from odoo.tools import SQL, split_every

BATCH = 1000

# Nothing is asked about what was cancelled.
CANCELLED = """
UPDATE servicedesk_ticket SET confirmation = 'none'
 WHERE confirmation = 'awaiting' AND state = 'cancelled'
"""

CYCLES = """
INSERT INTO servicedesk_closing_cycle
       (ticket_id, cycle, company_id, team_id, ticket_type_id, date_proposed,
        proposed_by_id, resolution, partner_id, email, mail_state, date_sent,
        reminder_count, outcome, date_answered, answered_by_id, rating, feedback)
SELECT ticket.id, ticket.confirm_cycle, ticket.company_id, ticket.team_id,
       ticket.ticket_type_id,
       COALESCE(ticket.date_resolved, ticket.date_closed, ticket.write_date),
       ticket.resolved_by_id, ticket.resolution,
       asked.partner_id, asked.email,
       CASE WHEN asked.id IS NOT NULL THEN 'sent' END,
       CASE WHEN asked.id IS NOT NULL THEN ticket.date_resolved END,
       0,
       CASE WHEN ticket.confirmation != 'none' THEN ticket.confirmation
            WHEN ticket.state IN ('resolved', 'closed') THEN 'not_asked'
            ELSE 'withdrawn' END,
       CASE WHEN ticket.confirmation = 'confirmed' THEN ticket.date_confirmed END,
       CASE WHEN ticket.confirmation = 'confirmed' THEN ticket.partner_id END,
       given.rating, given.feedback
  FROM servicedesk_ticket ticket
  LEFT JOIN servicedesk_answer_link asked
    ON asked.id = (SELECT max(link.id) FROM servicedesk_answer_link link
                    WHERE link.res_model = 'servicedesk.ticket'
                      AND link.res_id = ticket.id AND link.purpose = 'confirm'
                      AND link.cycle = ticket.confirm_cycle)
  LEFT JOIN LATERAL (SELECT rating.rating::integer AS rating, rating.feedback
                       FROM rating_rating rating
                      WHERE rating.res_model = 'servicedesk.ticket'
                        AND rating.res_id = ticket.id
                        AND rating.consumed AND rating.rating > 0
                        AND rating.create_date >= ticket.date_resolved
                      ORDER BY rating.id DESC LIMIT 1) given
    ON ticket.confirmation = 'confirmed'
 WHERE ticket.confirm_cycle > 0
    ON CONFLICT (ticket_id, cycle) DO NOTHING
"""

REFUSED = """
UPDATE servicedesk_ticket SET refuse_count = 1
 WHERE confirmation = 'refused' AND COALESCE(refuse_count, 0) = 0
"""

AWAITING = """
SELECT id, ticket_type_id, team_id, company_id FROM servicedesk_ticket
 WHERE confirmation = 'awaiting' AND state = 'resolved'
   AND confirm_next_at IS NULL AND confirm_called_at IS NULL AND date_asked IS NULL
 ORDER BY id
"""


def migrate(cr, version):
    if not version:
        return
    env = api.Environment(cr, SUPERUSER_ID, {})
    env.flush_all()
    for statement in (CANCELLED, CYCLES, REFUSED):
        cr.execute(SQL(statement))
    env.invalidate_all()
    _plan_reminders(env)


def _plan_reminders(env):
    """Count from now: the next moment once for each type, team and company."""
    now = fields.Datetime.now()
    tickets = env["servicedesk.ticket"]
    groups = {}
    for ticket_id, *group in env.execute_query(SQL(AWAITING)):
        groups.setdefault(tuple(group), []).append(ticket_id)
    for ids in groups.values():
        at = tickets.browse(ids[0])._get_next_ask(now)
        for part in split_every(BATCH, ids):
            env.cr.execute(
                SQL(
                    """UPDATE servicedesk_ticket ticket
                          SET date_asked = cycle.date_sent, confirm_next_at = %s
                         FROM servicedesk_closing_cycle cycle
                        WHERE cycle.ticket_id = ticket.id
                          AND cycle.cycle = ticket.confirm_cycle
                          AND ticket.id IN %s""",
                    at,
                    tuple(part),
                )
            )
    tickets.invalidate_model()
