# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ...tools import notice
from ..base.attempt import attempt
from .servicedesk_notice_rule import CHANNELS, EVENTS

CRON = "servicedesk_core.ir_cron_notices"
# So many notices are worked out between two commits.
BATCH = 100
# What ran late longer ago is no news: after an import, or a long standstill.
NEWS = timedelta(days=1)

COLUMNS = ("ticket_id", "event", "stage_id", "actor_id", "message_id", "template_id")
INSERT = "INSERT INTO servicedesk_notice (%s, create_uid, create_date) VALUES %s"
WAKE = """
WITH woken AS (INSERT INTO ir_cron_trigger (cron_id, call_at) VALUES (%s, %s)) %s
"""

NOW_LATE = """
UPDATE servicedesk_ticket SET late_told_due = date_due
 WHERE id IN (SELECT id FROM servicedesk_ticket
               WHERE is_open IS TRUE AND date_due < %s AND date_due >= %s
                 AND state != 'resolved'
                 AND late_told_due IS DISTINCT FROM date_due
               ORDER BY id LIMIT %s FOR NO KEY UPDATE SKIP LOCKED)
RETURNING id
"""


class ServicedeskNotice(models.Model):
    """What waits to be told: something that happened, or a notice held back.

    Whoever does something pays for one insert. Who is told of it is worked out by a
    scheduled job right after; what comes into somebody's quiet hours stays here until
    they end. What has been told is gone from here: it stands in inboxes, mails and
    call tasks.
    """

    _name = "servicedesk.notice"
    _description = "Waiting Notice"
    _order = "id"

    ticket_id = fields.Many2one(
        "servicedesk.ticket", required=True, index=True, ondelete="cascade"
    )
    event = fields.Selection(EVENTS, required=True)
    stage_id = fields.Many2one("servicedesk.stage", ondelete="cascade")
    actor_id = fields.Many2one(
        "res.partner", ondelete="set null", help="Who did it: he is not told."
    )
    message_id = fields.Many2one(
        "mail.message", ondelete="cascade", help="The answer this is about."
    )
    template_id = fields.Many2one(
        "mail.template", string="Mail on Entering", ondelete="cascade"
    )
    # Held back for somebody:
    rule_id = fields.Many2one("servicedesk.notice.rule", ondelete="cascade")
    partner_id = fields.Many2one(
        "res.partner", string="For", index="btree_not_null", ondelete="cascade"
    )
    channel = fields.Selection(CHANNELS)
    date_send = fields.Datetime(index="btree_not_null", string="Not Before")

    # ------------------------------------------------------------------
    # Queueing
    # ------------------------------------------------------------------

    @api.model
    def _queue(self, rows):
        """Keep what happened, and have the job look at it as soon as this is done.

        One statement, for whoever works waits for it; the job is woken once a
        transaction.

        :param list rows: tuples of ``COLUMNS``.
        """
        if not rows:
            return
        stamp = (self.env.uid, self.env.cr.now())
        values = SQL(", ").join(SQL("%s", row + stamp) for row in rows)
        insert = SQL(INSERT, SQL(", ").join(map(SQL.identifier, COLUMNS)), values)
        done = self.env.cr.precommit.data
        if not done.get(CRON) and (cron_id := self._get_cron_id()):
            done[CRON] = True
            insert = SQL(WAKE, cron_id, fields.Datetime.now(), insert)
            # sudo: ir.cron - whoever does something has it told
            self.env.cr.postcommit.add(self.env["ir.cron"].sudo()._notifydb)
        self.env.cr.execute(insert)

    @api.model
    def _tell_by(self, ticket, message):
        """Name the message that tells what has just put ``ticket`` back in work."""
        self.env.cr.execute(
            SQL(
                """UPDATE servicedesk_notice SET message_id = %s
                    WHERE ticket_id = %s AND create_date = %s AND message_id IS NULL
                      AND template_id IS NULL AND event IN ('reopened', 'stage')""",
                message.id,
                ticket.id,
                self.env.cr.now(),
            )
        )

    @api.model
    def _get_cron_id(self):
        return self.env["ir.model.data"]._xmlid_to_res_id(CRON)

    # ------------------------------------------------------------------
    # Scheduled
    # ------------------------------------------------------------------

    @api.model
    def _cron_tell(self):
        """Find what ran late, and tell what waits, in batches."""
        self._queue_late()
        while done := self._tell_batch():
            if not self.env["ir.cron"]._commit_progress(done):
                return

    @api.model
    def _tell_batch(self):
        """Tell the next of what waits; return how many that were."""
        now = fields.Datetime.now()
        found = self.search([("date_send", "=", False)], limit=BATCH)
        waiting = found.try_lock_for_update()
        found = self.search([("date_send", "<=", now)], limit=BATCH)
        held = found.try_lock_for_update()
        # What happened at one moment is told in one go, or fails in one.
        moments = waiting.grouped(
            lambda row: (row.ticket_id, row.create_date, row.template_id)
        )
        heaps = [(rows, False) for rows in moments.values()]
        heaps += [(row, True) for row in held]
        for ((rows, _is_held),) in attempt(self.env, heaps, self._tell_heaps):
            rows._set_aside()
        done = waiting | held
        count = len(done)
        done.unlink()
        return count

    @api.model
    def _tell_heaps(self, heaps):
        """Tell ``heaps``: pairs of notices and of whether they were held back."""
        fresh, held = self.browse(), self.browse()
        for rows, is_held in heaps:
            if is_held:
                held |= rows
            else:
                fresh |= rows
        fresh._tell()
        held._tell_held()

    def _set_aside(self):
        """Say on the ticket that somebody could not be told, and go on without it."""
        desk = self.ticket_id._speak_as_desk()
        body = desk.env._("A notice could not be delivered.")
        # Where not even a note can be made, the server's log has it.
        attempt(self.env, desk, lambda ticket: ticket._note_once(body))

    @api.model
    def _queue_late(self):
        """Queue the tickets that have run late since, each once for a promised time."""
        now = fields.Datetime.now()
        self.env["servicedesk.ticket"].flush_model()
        rows = self.env.execute_query(SQL(NOW_LATE, now, now - NEWS, 10 * BATCH))
        tickets = self.env["servicedesk.ticket"].browse(row[0] for row in rows)
        tickets.invalidate_recordset(["late_told_due"])
        tickets._queue_notices({"late": tickets})

    # ------------------------------------------------------------------
    # Telling
    # ------------------------------------------------------------------

    def _tell(self):
        """Work out who is told of what happened, and tell them; hold back the rest.

        What happened to a ticket at one moment is told to each person once.
        """
        due, held = [], []
        entered = self.filtered("template_id")
        for row in entered:
            row._mail_on_entering()
        if entered:
            self._wake_mail_queue()
        moments = (self - entered).grouped(lambda row: (row.ticket_id, row.create_date))
        for (ticket, _moment), rows in moments.items():
            told = {}
            for row in rows.sorted(lambda row: notice.EVENTS.index(row.event)):
                for line in ticket._plan_notices(row._get_facts(), told):
                    if line.held_until:
                        held.append(row._prepare_held_vals(line))
                    elif line.channel:
                        due.append((row, line))
        self._send(self._deliver(due))
        if held:
            self.create(held)
            at = [vals["date_send"] for vals in held]
            self.env["ir.cron"].browse(self._get_cron_id())._trigger(min(at))

    def _mail_on_entering(self):
        """Send the mail of a stage, in the name of who moved the ticket there."""
        self.ensure_one()
        template = self.ticket_id._get_own_template(self.template_id.id)
        if template:
            # sudo: servicedesk.ticket - who moved it may do less than the mail needs
            ticket = self.ticket_id.with_user(self.create_uid).sudo()
            ticket = ticket.with_context(mail_notify_force_send=False)
            ticket.with_company(ticket.company_id)._mail_on_entering(template)

    def _tell_held(self):
        """Tell what was held back, to those who may still hear of it."""
        due = []
        for row in self:
            line = row._get_held_line()
            if line and line.person.is_active and line.person.may_read:
                due.append((row, line))
        self._send(self._deliver(due))

    @api.model
    def _send(self, mails):
        """Hand mails to Odoo's queue, all at once."""
        if mails:
            self.env["mail.mail"].create(mails)
            self._wake_mail_queue()

    @api.model
    def _wake_mail_queue(self):
        queue = self.env.ref("mail.ir_cron_mail_scheduler_action", False)
        if queue:
            queue._trigger()

    def _get_facts(self):
        """Return what happened, as the ticket's methods take it."""
        self.ensure_one()
        return {
            "event": self.event,
            "stage_id": self.stage_id.id,
            "actor_id": self.actor_id.id,
            "message": self.message_id,
            "moment": self.create_date,
        }

    def _get_held_line(self):
        """Return the plan of a notice held back, as it stands now; None without it."""
        self.ensure_one()
        rules = self.env["servicedesk.notice.rule"]._get_rules().get(self.event, ())
        rule = next((rule for rule in rules if rule.id == self.rule_id.id), None)
        return rule and self.ticket_id._prepare_notice_line(
            rule, self.partner_id, self._get_facts(), channel=self.channel
        )

    def _prepare_held_vals(self, line):
        self.ensure_one()
        return {
            "ticket_id": self.ticket_id.id,
            "event": self.event,
            "stage_id": self.stage_id.id,
            "actor_id": self.actor_id.id,
            "message_id": self.message_id.id,
            "rule_id": line.rule.id,
            "partner_id": line.partner.id,
            "channel": line.channel,
            "date_send": line.held_until,
        }
