# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from markupsafe import Markup

from odoo import fields, models
from odoo.tools import is_html_empty

from ...tools import notice
from ..notice.mail_activity import CALL_ACTIVITY
from ..ticket.ticket_notice import CLOSE_ACTIVITY

# Who was not reached so often need not be called again.
TRIES = 3


class ServicedeskTicket(models.Model):
    """Whoever cannot be asked by mail, or does not answer, is asked by phone.

    The call task of the opener (see ``_find_operator``) ends with the answer. Each call
    that reached nobody is counted; after three the ticket may be closed without an
    answer, which is recorded as silent.
    """

    _inherit = "servicedesk.ticket"

    confirm_called_at = fields.Datetime(
        string="To Be Asked by Phone since", readonly=True, copy=False
    )
    confirm_call_count = fields.Integer(
        string="Calls in Vain",
        readonly=True,
        copy=False,
        help="How often the requester was called about the solution, and not reached.",
    )

    # ------------------------------------------------------------------
    # The task
    # ------------------------------------------------------------------

    def _is_asked_by_phone(self):
        """Whether there is no address to ask at, or the requester prefers the phone."""
        # sudo: res.partner - only how he is reached is used
        partner = self.sudo().partner_id
        if partner.preferred_channel == "phone":
            if partner.phone or self.partner_phone:
                return True
        return not self._has_mail_address()

    def _call_in_his_hours(self):
        """Plan the call now, or look again when he may be called."""
        self.ensure_one()
        now = fields.Datetime.now()
        # sudo: res.partner - when he may be called is used for the call
        window = self.sudo().partner_id._get_contact_window()
        held = notice.hold_until(
            notice.CALL, window, now, self.priority, notice.REQUESTER
        )
        if self.partner_id and held:
            self._wake_asking(held)
            self._write_stamp({"confirm_next_at": held})
            return
        desk = self._speak_as_desk()
        self._plan_ask_call(desk.env._("He is asked by phone."))

    def _plan_ask_call(self, reason):
        """Have the opener ask by phone whether the solution works, and why so."""
        self.ensure_one()
        desk = self._speak_as_desk()
        text = Markup("<p>%s %s</p>") % (
            reason,
            desk.env._(
                "Ask whether the solution works, and record what is said by “Answered"
                " by Phone”."
            ),
        )
        if not is_html_empty(self.resolution):
            text += self.resolution
        # sudo: servicedesk.ticket - the silence plans it, for whoever calls
        ticket = self.sudo()
        ticket._plan_call_task(ticket.partner_id, text)
        calls = ticket._get_calls(ticket.partner_id)
        calls.servicedesk_asks = True
        desk._note_once(reason)
        now = fields.Datetime.now()
        vals = {"confirm_called_at": now, "confirm_next_at": False}
        if self.ticket_type_id.confirmation_policy == "optional":
            vals["confirm_next_at"] = self._plan_next_ask(now)
        self._write_stamp(vals)

    def _get_calls(self, partner):
        """Return the open call tasks about ``partner``."""
        type_id = self.env["ir.model.data"]._xmlid_to_res_id(CALL_ACTIVITY)
        # sudo: mail.activity - whoever has the task
        return self.sudo().activity_ids.filtered(
            lambda activity: (
                activity.activity_type_id.id == type_id
                and activity.servicedesk_partner_id == partner
            )
        )

    def _get_ask_calls(self):
        """Return the call tasks that ask, of those tickets that have any."""
        called = self.filtered("confirm_called_at")
        # sudo: mail.activity - whoever has the task
        return called.sudo().activity_ids.filtered("servicedesk_asks")

    def _end_ask_calls(self):
        """The requester was reached: the task is done."""
        calls = self._get_ask_calls()
        if calls:
            calls.action_feedback(feedback=self.env._("He was reached and answered."))

    def _drop_notices(self):
        """Nobody need call about a question that is over."""
        result = super()._drop_notices()
        self._get_ask_calls().unlink()
        return result

    # ------------------------------------------------------------------
    # Calls in vain
    # ------------------------------------------------------------------

    def _count_call(self, activity, note):
        """Count a call that reached nobody; the task waits for the next working day.

        After the last one it is done, and the opener may close without an answer.
        """
        self.ensure_one()
        count = self.confirm_call_count + 1
        self._write_stamp({"confirm_call_count": count})
        self._message_log(
            body=self.env._(
                "Called about the solution and not reached, %(count)s of %(tries)s."
                " %(note)s",
                count=count,
                tries=TRIES,
                note=note,
            )
        )
        # sudo: mail.activity - whoever called, the next try is the same task's
        activity = activity.sudo()
        if count < TRIES:
            at = self._get_next_ask(fields.Datetime.now())
            activity.write({"date_deadline": at.date(), "servicedesk_call_at": False})
            return
        user = activity.user_id
        activity.unlink()
        self.sudo().with_context(mail_activity_quick_update=True).activity_schedule(
            CLOSE_ACTIVITY,
            summary=self.env._("Not reached by phone: may be closed without an answer"),
            user_id=user.id,
        )

    def _is_out_of_reach(self):
        """Whether the requester was called often enough, and never reached."""
        return self.confirmation == "awaiting" and self.confirm_call_count >= TRIES

    def _why_not_close(self):
        """Whoever works on it may close what nobody could be asked about."""
        if self._is_out_of_reach():
            return False
        return super()._why_not_close()

    def _prepare_close_vals(self, answers):
        vals = super()._prepare_close_vals(answers)
        if self._is_out_of_reach():
            vals["confirmation"] = "silent"
        return vals
