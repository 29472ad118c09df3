# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import logging
import traceback

from psycopg2 import OperationalError

from odoo import api, fields, models, modules
from odoo.tools import SQL

from ...tools import mail_envelope

_logger = logging.getLogger(__name__)

# So often a mail may take down who works on it before it is left to people.
MOST_ATTEMPTS = 3
# In seconds: until then whoever took a mail in is given time to work it off.
GRACE = 60
# How many the job works off before it looks for more.
PORTION = 200
LONGEST_ERROR = 100_000


class ServicedeskMailIntake(models.Model):
    """Work off what is stored: each mail once, and none in the way of the next."""

    _inherit = "servicedesk.mail.intake"

    # ------------------------------------------------------------------
    # Once
    # ------------------------------------------------------------------

    @api.model
    def _work_off(self, intake_id, raw=None):
        """Work off a stored mail in a fresh transaction; return the ticket's id.

        It never fails: what goes wrong is kept with the mail, or left to the job.

        :param bytes raw: the mail as it came, of whoever has it at hand.
        """
        try:
            return self._try_to_work_off(intake_id, raw=raw)[1]
        except Exception:  # the mail is stored: whoever delivers it has success
            _logger.warning("Mail intake %s waits", intake_id, exc_info=True)
            return False

    @api.model
    def _try_to_work_off(
        self, intake_id, states=("received",), by_hand=False, seen=None, raw=None
    ):
        """Work off a mail that is in one of these states, if nobody else does.

        The transaction of a failure is given up as a whole, with the mails it would
        have sent; what went wrong is kept in another one.

        :param seen: its (reason, date handled) as a person saw it, who decided upon
            that; None: whatever they are.
        :param bytes raw: the mail as it came, of whoever has it at hand.
        :return: (what became of it, or False if somebody else has it; ticket id).
        :raise Exception: what went wrong, once it is kept.
        """
        try:
            return self._in_fresh_cursor(
                lambda store: store._hold_raw(intake_id, raw)._work_off_locked(
                    intake_id, states, by_hand, seen
                )
            )
        except OperationalError:
            raise  # the database's trouble, not the mail's
        except Exception:  # what strangers send can fail in any way
            _logger.exception("Mail intake %s failed", intake_id)
            error = mail_envelope.clean(traceback.format_exc())[-LONGEST_ERROR:]
            self._in_fresh_cursor(
                lambda store: store._fail_locked(intake_id, states, error)
            )
            raise

    @api.model
    def _work_off_locked(self, intake_id, states, by_hand, seen=None):
        # max(id + 0): for max(id) PostgreSQL may walk all messages by their ids.
        self.env.cr.execute(
            SQL(
                "SELECT id, (SELECT max(id + 0) FROM mail_message"
                " WHERE mail_message.message_id = intake.message_id"
                " AND mail_message.model LIKE 'servicedesk.%%') FROM %s intake"
                " WHERE id = %s AND state IN %s FOR UPDATE OF intake SKIP LOCKED",
                SQL.identifier(self._table),
                intake_id,
                tuple(states),
            )
        )
        found = self.env.cr.fetchone()
        if not found:
            return False, False
        context = {"servicedesk_intake": intake_id, "servicedesk_by_hand": by_hand}
        if not self._sends_at_once():
            context["mail_notify_force_send"] = False
        intake = self.browse(intake_id).with_context(**context)
        if seen and seen != (intake.reason or None, intake.date_handled or None):
            return False, False
        if server_id := intake.fetchmail_server_id.id:
            intake = intake.with_context(default_fetchmail_server_id=server_id)
        known_id = False if by_hand else found[1]
        tickets = intake._note_known(known_id) if known_id else intake._work()
        return intake.state, tickets[:1].id

    @api.model
    def _sends_at_once(self):
        """Return whether what mails cause is sent in the process that takes them in.

        It is queued: an outgoing server that hangs would hold up the incoming mails.
        Tests have no queue beside them, as Odoo's own.
        """
        return bool(modules.module.current_test)

    @api.model
    def _fail_locked(self, intake_id, states, error):
        if self._lock(intake_id) in states:
            self.browse(intake_id)._finish("failed", error=error)

    def _note_known(self, message_id):
        """Keep apart what a conversation holds already; return no ticket, as Odoo.

        It came before the intake was there, or has been in it too long ago; or it is
        what the desk itself sent.
        """
        message = self.env["mail.message"].browse(message_id)
        tickets = self.env["servicedesk.ticket"]
        if message.model == tickets._name:
            tickets = tickets.browse(message.res_id).exists()
        if message.message_type == "email":
            self._finish("done", reason="duplicate", tickets=tickets)
        else:
            self._finish("parked", reason="own", tickets=tickets)
        return tickets.browse()

    def _work(self):
        """Read, screen, route and deliver this mail; return its tickets."""
        self.ensure_one()
        by_hand = self.env.context.get("servicedesk_by_hand")
        message, values = self._read_mail()
        values["message_id"] = self._get_message_id()
        if by_hand:
            values["is_bounce"] = False  # Odoo would drop it
        verdict = self._screen_mail(message, values)
        routes = [] if verdict else self._route_mail(message, values)
        verdict = verdict or self._screen_routes(message, values, routes)
        if verdict:
            reason, detail = verdict
            self._finish("parked", reason=reason, detail=detail)
            return self.env["servicedesk.ticket"]
        if not routes:
            raise ValueError("The mail goes nowhere.")
        facts = self._get_sender_facts(values, routes)
        tickets = self._deliver(message, values, routes)
        is_answer = any(route[1] for route in routes)
        if by_hand and not (tickets or is_answer):
            raise ValueError("The mail went nowhere where it makes a ticket.")
        self._finish("done", reason=False, detail=False, tickets=tickets, **facts)
        return tickets

    def _get_sender_facts(self, values, routes):
        """Return what is kept with a mail about its sender; nothing here."""
        return {}

    def _deliver(self, message, values, routes):
        """Post the mail where it goes; return the tickets among that."""
        thread = self.env["mail.thread"]
        values.update(thread._message_parse_post_process(message, values, routes))
        ticket_ids = []
        for route in routes:
            record_id = thread._message_route_process(message, dict(values), [route])
            if route[0] == "servicedesk.ticket" and record_id:
                ticket_ids.append(record_id)
        return self.env["servicedesk.ticket"].browse(dict.fromkeys(ticket_ids))

    def _finish(self, state, **facts):
        """Say what became of this mail."""
        tickets = facts.pop("tickets", self.env["servicedesk.ticket"])
        vals = {
            "state": state,
            "date_processed": fields.Datetime.now(),
            "error": False,
            **facts,
        }
        if tickets:
            vals |= {
                "ticket_id": tickets[:1].id,
                "team_id": tickets[:1].team_id.id,
                "company_id": tickets[:1].company_id.id,
            }
        self.write(vals)
        if tickets:
            self._link_tickets(tickets)

    def _link_tickets(self, tickets):
        """Note all tickets of this mail, in one statement."""
        self.env.cr.execute(
            SQL(
                "INSERT INTO %s (%s, %s) SELECT %s, unnest(%s) ON CONFLICT DO NOTHING",
                SQL.identifier(self._fields["ticket_ids"].relation),
                SQL.identifier(self._fields["ticket_ids"].column1),
                SQL.identifier(self._fields["ticket_ids"].column2),
                self.id,
                list(tickets.ids),
            )
        )
        self.invalidate_recordset(["ticket_ids"])

    # ------------------------------------------------------------------
    # Later
    # ------------------------------------------------------------------

    @api.model
    def _cron_work_off(self):
        """Work off what nobody worked off: its worker died, or lost all races.

        Those that were tried least come first, so that a bad one delays nobody.
        """
        jobs = self.env["ir.cron"]
        waiting = self._find_waiting()
        jobs._commit_progress(remaining=len(waiting))
        for intake_id in waiting:
            if self._count_attempt(intake_id):
                self._work_off(intake_id)
            if not jobs._commit_progress(1):
                return
        if len(waiting) == PORTION:
            self.env.ref("servicedesk_core.ir_cron_work_off_intake")._trigger()

    @api.model
    def _find_waiting(self):
        """Return the ids of mails that are stored, and nothing more, for too long."""
        since = fields.Datetime.subtract(fields.Datetime.now(), seconds=GRACE)
        waiting = [("state", "=", "received"), ("create_date", "<=", since)]
        return self.search(waiting, order="attempts, id", limit=PORTION).ids

    @api.model
    def _count_attempt(self, intake_id):
        """Count that a mail is worked on once more; return whether it may be.

        In a transaction of its own and before it is done: should it kill the worker,
        the count stays, and after some times the mail is left to people.
        """
        try:
            return self._in_fresh_cursor(
                lambda store: store._count_attempt_locked(intake_id)
            )
        except Exception:  # the next mail waits
            _logger.warning("Mail intake %s waits", intake_id, exc_info=True)
            return False

    @api.model
    def _count_attempt_locked(self, intake_id):
        if self._lock(intake_id) != "received":
            return False
        intake = self.browse(intake_id)
        if intake.attempts >= MOST_ATTEMPTS:
            error = self.env._(
                "Given up after %(count)s attempts: each of them ended without a word,"
                " as if somebody had stopped the server. Look into its log.",
                count=intake.attempts,
            )
            intake._finish("failed", error=error)
            return False
        intake.attempts += 1
        return True
