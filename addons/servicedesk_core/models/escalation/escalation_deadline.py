# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from datetime import timedelta

from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.tools import SQL

from ...tools import escalation_rule as rules
from ..base.attempt import attempt

CRON = "servicedesk_core.ir_cron_escalate"
# So many are gone through between two commits.
BATCH = 50
DAY = timedelta(days=1)

# Their ticket is locked first, as by everybody who answers an offer.
DUE_OFFERS = """
SELECT offer.id
  FROM servicedesk_escalation offer
  JOIN servicedesk_ticket ticket ON ticket.id = offer.ticket_id
 WHERE offer.job_at <= %s AND offer.id NOT IN %s
 ORDER BY offer.job_at, offer.id LIMIT %s
   FOR NO KEY UPDATE OF ticket, offer SKIP LOCKED
"""

DUE_TICKETS = """
SELECT id FROM servicedesk_ticket WHERE rule_next_at <= %s AND id NOT IN %s
 ORDER BY rule_next_at, id LIMIT %s FOR NO KEY UPDATE SKIP LOCKED
"""


class ServicedeskEscalation(models.Model):
    """Who does not answer an offer is reminded; past the deadline it is raised.

    One job does it each minute, and what rules of escalation say. It asks two partial
    indexes what is due, and never goes through what is open.
    """

    _inherit = "servicedesk.escalation"

    job_at = fields.Datetime(
        string="Next Step of the Job",
        compute="_compute_job_at",
        store=True,
        copy=False,
        help="When the receiver is reminded or, at the deadline, the offer is raised.",
    )

    _job_idx = models.Index("(job_at) WHERE job_at IS NOT NULL")

    @api.depends("accept_by", "state")
    def _compute_job_at(self):
        """A reminder first, where there is time for one."""
        now = fields.Datetime.now()
        for offer in self:
            offer.job_at = False
            if offer.state == "offered" and offer.accept_by:
                offer.job_at = rules.remind_at(
                    offer._get_deadline_worktime(), now, offer.accept_by
                )

    def _get_deadline_worktime(self):
        """Return the working hours of who is asked."""
        self.ensure_one()
        team_id = (self.to_team_id or self.ticket_id.team_id).id
        calendar_id = self.env["servicedesk.team"]._get_calendar_id(
            team_id, self.ticket_id.company_id.id
        )
        return self.env["resource.calendar"].browse(calendar_id or [])._get_worktime()

    # ------------------------------------------------------------------
    # Scheduled
    # ------------------------------------------------------------------

    @api.model
    def _cron_escalate(self):
        """Remind, raise, and apply rules: what is due now.

        Each in a savepoint of its own, once a run, in batches with a commit after
        each: killed midway, a batch is as if it had not begun. Offers and rules take
        turns, so that neither keeps the other waiting.
        """
        # Mails go by the queue: what is taken back has not been sent.
        self = self.with_context(mail_notify_force_send=False)
        queues = (
            (DUE_OFFERS, self, "_go_on_unanswered", "_set_deadline_aside", set()),
            (
                DUE_TICKETS,
                self.env["servicedesk.ticket"],
                "_apply_rules",
                "_set_rules_aside",
                set(),
            ),
        )
        found = True
        while found:
            found = False
            for queue in queues:
                try:
                    done = self._work_off(*queue)
                except OperationalError:
                    # Somebody answers just now: the next minute sees what he said.
                    self.env.cr.rollback()
                    self._wake_job(fields.Datetime.now())
                    return
                found = found or done
                if done and not self.env["ir.cron"]._commit_progress(done):
                    return

    @api.model
    def _work_off(self, query, records, deed, aside, seen):
        """Do ``deed`` for the next of a queue; return for how many.

        :param str aside: what to do with one for which it fails.
        :param set seen: ids of those of before, which are left out; it grows.
        """
        self.env.flush_all()
        now = fields.Datetime.now()
        rows = self.env.execute_query(SQL(query, now, tuple(seen) or (0,), BATCH))
        # What others have done since this job began.
        self.env.invalidate_all()
        due = records.browse(row[0] for row in rows)
        seen.update(due._ids)
        for record in due:
            if attempt(self.env, record, lambda one: getattr(one, deed)()):
                getattr(record, aside)()
        return len(due)

    @api.model
    def _wake_job(self, at=None):
        """Have the job look again: now, or at an instant (UTC)."""
        cron_id = self.env["ir.model.data"]._xmlid_to_res_id(CRON)
        if cron_id:
            # sudo: ir.cron - whoever does something has its consequences done
            self.env["ir.cron"].sudo().browse(cron_id)._trigger(at)

    def _go_on_unanswered(self):
        """The receiver has not answered: remind him or, past the deadline, raise it.

        A late job reminds nobody of what is over; one that runs twice finds nothing
        due.
        """
        self.ensure_one()
        now = fields.Datetime.now()
        if self.state != "offered" or not self.job_at or self.job_at > now:
            return
        if self.accept_by and self.accept_by > now:
            self._remind_receivers()
            self.job_at = self.accept_by
            return
        before = self.accept_by
        self._raise()
        self.flush_recordset()
        # Where nobody is above, the managers were told: it is not raised again.
        if self.state == "offered" and self.accept_by == before:
            self.job_at = False

    def _set_deadline_aside(self):
        """Try again tomorrow what fails today, and say so; the others go on."""
        self.ensure_one()
        desk = self.ticket_id._speak_as_desk()
        desk._note_once(
            desk.env._(
                "An offer that nobody answered could not be raised. It is tried again"
                " tomorrow."
            )
        )
        self.job_at = fields.Datetime.now() + DAY
