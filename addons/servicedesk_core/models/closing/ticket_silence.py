# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from datetime import timedelta
from zoneinfo import ZoneInfo

from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, is_html_empty

from ...tools import notice, silence
from ..base.attempt import attempt

CRON = "servicedesk_core.ir_cron_ask_again"
REMINDER_TEMPLATE = "servicedesk_core.mail_template_ticket_reminder"
SILENT_TEMPLATE = "servicedesk_core.mail_template_ticket_silent"
# So many tickets are gone through between two commits.
BATCH = 50
DAY = timedelta(days=1)

# Solutions whose mail has left or failed, and those of which none left in a day.
NEWS = """
SELECT ticket.id
  FROM servicedesk_closing_cycle cycle
  JOIN servicedesk_ticket ticket
    ON ticket.id = cycle.ticket_id AND ticket.confirm_cycle = cycle.cycle
 WHERE cycle.outcome = 'awaiting' AND ticket.confirmation = 'awaiting'
   AND (cycle.mail_is_news
        OR cycle.date_sent IS NULL AND cycle.date_proposed < %s
           AND ticket.confirm_next_at IS NULL AND ticket.confirm_called_at IS NULL)
   AND ticket.id NOT IN %s
 ORDER BY ticket.id LIMIT %s FOR NO KEY UPDATE OF ticket SKIP LOCKED
"""

DUE = """
SELECT id FROM servicedesk_ticket WHERE confirm_next_at <= %s AND id NOT IN %s
 ORDER BY confirm_next_at, id LIMIT %s FOR NO KEY UPDATE SKIP LOCKED
"""


class ServicedeskTicket(models.Model):
    """A requester who says nothing is reminded; then somebody asks him, or it closes.

    Silence is counted from the sending of the mail with the solution, in working days
    of the type's calendar. What is closed by it is *silent*: no answer, no
    satisfaction.
    """

    _inherit = "servicedesk.ticket"

    date_asked = fields.Datetime(
        string="Asked on",
        readonly=True,
        copy=False,
        help="When the mail with the solution was sent; silence is counted from here.",
    )
    confirm_next_at = fields.Datetime(
        string="Asked Again on",
        readonly=True,
        copy=False,
        help="When the requester is reminded next, or waiting for him ends.",
    )
    confirm_reminder_count = fields.Integer(
        string="Reminders Sent", readonly=True, copy=False
    )

    _confirm_next_idx = models.Index(
        "(confirm_next_at) WHERE confirm_next_at IS NOT NULL"
    )

    # ------------------------------------------------------------------
    # Asking
    # ------------------------------------------------------------------

    def _prepare_resolve_vals(self, answers):
        """A new question: nobody has been asked yet; who is called, is called now."""
        vals = self._prepare_asking_vals() | super()._prepare_resolve_vals(answers)
        if vals["confirmation"] == "awaiting" and self._is_asked_by_phone():
            vals["confirm_next_at"] = fields.Datetime.now()
        return vals

    def _ask_requester_anew(self):
        """Somebody else is asked now: whatever was done to ask begins again."""
        self.ensure_one()
        self._drop_notices()
        vals = self._prepare_asking_vals()
        if self._is_asked_by_phone():
            vals["confirm_next_at"] = fields.Datetime.now()
            self._wake_asking()
        self._write_deed(vals)
        # sudo: servicedesk.closing.cycle - the ledger is written by the system only
        self.env["servicedesk.closing.cycle"].sudo()._ask_anew(self.sudo())

    def _after_entering(self, state):
        result = super()._after_entering(state)
        if state == "resolved" and self.filtered("confirm_next_at"):
            self._wake_asking()
        if state == "closed":
            for ticket in self.filtered(lambda ticket: ticket.confirmation == "silent"):
                ticket._mail_silent()
        return result

    def _make_confirm_url(self):
        """Return a fresh link by which the requester answers the present question."""
        self.ensure_one()
        # sudo: servicedesk.answer.link - links are kept by the system
        links = self.env["servicedesk.answer.link"].sudo()
        ticket = self.sudo()
        token = links._make(
            ticket,
            "confirm",
            ticket.confirm_cycle,
            ticket.partner_id,
            email=ticket.partner_email,
        )
        return f"{self.get_base_url()}/servicedesk/confirm/{self.id}/{token}"

    def _get_next_ask(self, since):
        """Return when the requester is asked next who was asked at ``since``."""
        self.ensure_one()
        # sudo: resource.calendar - when the desk works is no secret
        ticket = self.sudo()
        own = ticket.ticket_type_id.resource_calendar_id
        calendar = own or ticket._get_calendar()
        zone = calendar.tz or ticket.company_id.partner_id.tz or "UTC"
        return silence.add_days(
            calendar._get_worktime(),
            since,
            max(ticket.ticket_type_id.reminder_days, 1),
            ZoneInfo(zone),
        )

    def _plan_next_ask(self, since):
        """Wait for an answer from ``since`` on, and have the job run when it is over.

        :return: the moment.
        """
        at = self._get_next_ask(since)
        self._wake_asking(max(at, fields.Datetime.now()))
        return at

    @api.model
    def _wake_asking(self, at=None):
        """Have the job look again: now, or at an instant (UTC)."""
        cron_id = self.env["ir.model.data"]._xmlid_to_res_id(CRON)
        if cron_id:
            # sudo: ir.cron - whoever solves a ticket has its requester asked
            self.env["ir.cron"].sudo().browse(cron_id)._trigger(at)

    # ------------------------------------------------------------------
    # Scheduled
    # ------------------------------------------------------------------

    @api.model
    def _cron_ask_again(self):
        """Heed what became of mails; remind, call or close where nobody answers.

        Each ticket in a savepoint of its own, once a run, in batches with a commit
        after each: killed midway, a batch is as if it had not begun. News and what is
        due take turns, so that neither keeps the other waiting.
        """
        self = self.with_context(mail_notify_force_send=False)
        news, due = set(), set()
        found = True
        while found:
            found = False
            for query, limit, deed, seen in (
                (NEWS, DAY, "_heed_mail", news),
                (DUE, timedelta(), "_go_on_unanswered", due),
            ):
                try:
                    done = self._ask_batch(query, limit, deed, seen)
                except OperationalError:
                    # Somebody writes there just now.
                    self.env.cr.rollback()
                    self._wake_asking()
                    return
                found = found or done
                if done and not self.env["ir.cron"]._commit_progress(done):
                    return

    @api.model
    def _ask_batch(self, query, limit, deed, seen):
        """Do ``deed`` for the next tickets; return for how many.

        :param set seen: ids of those of before, which are left out; it grows.
        """
        self.env.flush_all()
        until = fields.Datetime.now() - limit
        rows = self.env.execute_query(SQL(query, until, tuple(seen) or (0,), BATCH))
        tickets = self.browse(row[0] for row in rows)
        seen.update(tickets._ids)
        # What others have done since this job began.
        self.env.invalidate_all()
        for ticket in tickets:
            if attempt(self.env, ticket, lambda one: getattr(one, deed)()):
                ticket._set_asking_aside()
        return len(tickets)

    def _set_asking_aside(self):
        """Try again tomorrow what fails today, and say so; the others go on."""
        self.ensure_one()
        desk = self._speak_as_desk()
        body = desk.env._(
            "The requester could not be asked again about the solution. It is tried"
            " again tomorrow."
        )
        attempt(self.env, desk, lambda ticket: ticket._note_once(body))
        self._get_cycle().mail_is_news = False
        self._write_stamp({"confirm_next_at": fields.Datetime.now() + DAY})

    def _heed_mail(self):
        """Count from the sending of the mail; where none left, somebody calls."""
        self.ensure_one()
        cycle = self._get_cycle()
        cycle.mail_is_news = False
        if cycle.mail_state != "sent":
            if self.confirm_called_at:
                return  # somebody calls
            if not self._has_mail_address():
                self._call_in_his_hours()
                return
            desk = self._speak_as_desk()
            self._plan_ask_call(
                desk.env._(
                    "The mail that asks whether the solution works was not delivered."
                )
            )
            return
        if self.date_asked:
            return  # a reminder
        vals = {"date_asked": cycle.date_sent}
        if not self.confirm_called_at and not self.confirm_next_at:
            vals["confirm_next_at"] = self._plan_next_ask(cycle.date_sent)
        self._write_stamp(vals)

    def _go_on_unanswered(self):
        """The time for an answer is over: remind, ask by phone, or close."""
        self.ensure_one()
        if self.confirmation != "awaiting":
            self._write_stamp({"confirm_next_at": False})
            return
        ticket_type = self.ticket_type_id
        is_pressed = ticket_type.confirmation_policy == "required"
        by_phone = self._is_asked_by_phone() or not self.date_asked
        if by_phone and not self.confirm_called_at:
            self._call_in_his_hours()
        elif not is_pressed or (
            ticket_type.silence == "close"
            and self.confirm_reminder_count >= ticket_type.reminder_count
        ):
            self._close_silently()
        elif self.confirm_reminder_count < ticket_type.reminder_count:
            self._remind()
        else:
            desk = self._speak_as_desk()
            self._plan_ask_call(desk.env._("The requester has not answered our mails."))

    def _remind(self):
        """Ask the requester once more by mail, with a link of its own."""
        self.ensure_one()
        if not self._has_mail_address() or not self._is_mailable():
            desk = self._speak_as_desk()
            self._plan_ask_call(desk.env._("There is no address to remind him at."))
            return
        lang = self._get_requester_lang()
        words = self.with_context(lang=lang)
        self._mail_by_template(
            "reminder",
            REMINDER_TEMPLATE,
            has_button_access=True,
            button_access={
                "url": self._make_confirm_url(),
                "title": words.env._("Confirm, or say it is not solved"),
            },
        )
        count = self.confirm_reminder_count + 1
        at = self._plan_next_ask(fields.Datetime.now())
        self._write_stamp({"confirm_reminder_count": count, "confirm_next_at": at})
        self._get_cycle().reminder_count = count

    def _mail_by_template(self, kind, shipped, **layout):
        """Mail the requester a text of the type, as a program's word; queue it.

        :raise UserError: where there is no such text.
        """
        template = self._get_template(kind, shipped)
        # sudo: servicedesk.ticket - company and team are named in the mail
        ticket = self.sudo().with_context(lang=self._get_requester_lang())
        body, subject = (
            ticket._render_template_texts(template) if template.exists() else ("", "")
        )
        if is_html_empty(body):
            raise UserError(self.env._("The text of this mail is missing."))
        # sudo: mail.mail - the desk asks, whoever solved it
        mails = self.env["mail.mail"].sudo()
        mails.create([ticket._prepare_desk_mail_vals(body, subject, **layout)])
        mails._wake_queue()

    # ------------------------------------------------------------------
    # Closing without an answer
    # ------------------------------------------------------------------

    def _close_silently(self):
        """Close a ticket whose requester never answered; tell him how to come back.

        It is recorded as *silent*: not confirmed, not rated, not satisfied. Where
        nothing is asked any more, nobody was silent: nothing happens.
        """
        self.ensure_one()
        if self.confirmation != "awaiting":
            return
        stage = self._get_system_stage("closed")
        # sudo: servicedesk.ticket - nobody closes it: the silence does
        ticket = self.sudo()
        ticket._write_deed(
            {
                "stage_id": stage.id,
                "waiting_reason": False,
                "date_closed": fields.Datetime.now(),
                "confirmation": "silent",
            }
        )
        ticket._end_questions()
        desk = ticket._speak_as_desk()
        desk._message_log(
            body=desk.env._(
                "Closed without an answer of the requester, after %(count)s reminders.",
                count=ticket.confirm_reminder_count,
            )
        )
        ticket._mail_silent()

    def _mail_silent(self):
        """Tell the requester once that his ticket was closed, and how to come back."""
        self.ensure_one()
        if not self._has_mail_address() or not self._is_mailable():
            return
        layout = {}
        # sudo: res.partner - whether he has a login decides what he is sent
        if self.sudo().partner_id.user_ids:
            title = self.with_context(lang=self._get_requester_lang()).env._(
                "View Ticket"
            )
            url = f"{self.get_base_url()}{self.access_url}"
            layout = {
                "has_button_access": True,
                "button_access": {"url": url, "title": title},
            }
        if self._get_template("silent", SILENT_TEMPLATE).exists():
            self._mail_by_template("silent", SILENT_TEMPLATE, **layout)

    def _has_been_told(self, partner, side, facts, has_mail):
        """He has it in the mail that tells of the silent closing."""
        if (
            facts["event"] == "closed"
            and side == notice.REQUESTER
            and has_mail
            and self.confirmation == "silent"
        ):
            return True
        return super()._has_been_told(partner, side, facts, has_mail)

    def _get_stage_template_id(self):
        """Nor is the mail of the stage sent besides."""
        if self.confirmation == "silent":
            return None
        return super()._get_stage_template_id()
