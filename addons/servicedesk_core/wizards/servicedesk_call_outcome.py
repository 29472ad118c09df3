# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import fields, models
from odoo.exceptions import UserError

OUTCOMES = [
    ("reached", "Reached"),
    ("not_reached", "Not Reached"),
    ("again", "Call Again"),
]


class ServicedeskCallOutcome(models.TransientModel):
    """Asks what came of a call, and writes it on the ticket."""

    _name = "servicedesk.call.outcome"
    _description = "Outcome of a Call"

    activity_id = fields.Many2one("mail.activity", required=True, ondelete="cascade")
    summary = fields.Char(related="activity_id.summary")
    text = fields.Html(related="activity_id.note", string="To Tell")
    outcome = fields.Selection(OUTCOMES, required=True, default="reached")
    call_at = fields.Datetime(string="Call Again At")
    note = fields.Text(string="What Was Said")

    def action_apply(self):
        """End the task with its outcome, or move it to when to call again.

        :raise UserError: for another activity than a call task, or when it is to be
            called again and nobody says when, or says a time that has passed.
        """
        self.ensure_one()
        activity = self.activity_id
        activity._check_servicedesk_call()
        labels = dict(self._fields["outcome"]._description_selection(self.env))
        words = [labels[self.outcome], (self.note or "").strip()]
        feedback = ". ".join(word for word in words if word)
        if activity.servicedesk_asks and self.outcome != "again":
            return self._apply_to_question(activity)
        if self.outcome != "again":
            activity.action_feedback(feedback=feedback)
            return {"type": "ir.actions.act_window_close"}
        if not self.call_at or self.call_at <= fields.Datetime.now():
            raise UserError(self.env._("Say when to call again: a time to come."))
        # sudo: servicedesk.ticket - whoever has the task reports on it
        ticket = self.env[activity.res_model].browse(activity.res_id).sudo()
        at = fields.Datetime.context_timestamp(self, self.call_at)
        ticket._message_log(
            body=self.env._(
                "%(summary)s. To be called again at %(time)s. %(note)s",
                summary=activity.summary or "",
                time=at.strftime("%Y-%m-%d %H:%M"),
                note=(self.note or "").strip(),
            )
        )
        activity.write(
            {"date_deadline": at.date(), "servicedesk_call_at": self.call_at}
        )
        return {"type": "ir.actions.act_window_close"}

    def _apply_to_question(self, activity):
        """Who was asked whether a solution works has answered, or was not reached.

        His answer is asked for next, and ends the task; a call in vain is counted.
        """
        ticket = self.env[activity.res_model].browse(activity.res_id)
        if ticket.confirmation != "awaiting":
            activity.action_feedback(feedback=(self.note or "").strip())
        elif self.outcome == "reached":
            return ticket.action_answered_by_phone()
        else:
            ticket._count_call(activity, (self.note or "").strip())
        return {"type": "ir.actions.act_window_close"}
