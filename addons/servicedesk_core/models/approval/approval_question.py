# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Command

from ...tools import approval as steps
from ...tools.worktime import seconds_of
from ..base.attempt import attempt

ASKED_TEMPLATE = "servicedesk_core.mail_template_approval_asked"
ACTIVITY = "servicedesk_core.mail_activity_type_approval"
BATCH = 200


class ServicedeskApproval(models.Model):
    """Asking: by mail with a link to a page, by activity, again, and somebody else."""

    _inherit = "servicedesk.approval"

    # ------------------------------------------------------------------
    # Asking
    # ------------------------------------------------------------------

    def _ask(self):
        """Ask each approver, and his stand-in while he is out of office."""
        now = fields.Datetime.now()
        for approval in self:
            approver = approval._keep_possible(approval.partner_id)
            asked = approver | approval._find_stand_in()
            approval.write(
                {
                    "state": steps.PENDING,
                    "date_asked": now,
                    "asked_ids": [Command.set(asked.ids)],
                    "date_next": approval._get_next_reminder(now),
                }
            )
        for approval in self:
            approval._tell(approval.asked_ids)
        # Who was named long before his turn may have left meanwhile.
        self._replace_lost()

    def _find_stand_in(self, anyway=False):
        """Return whom the absent approver has named to stand in for him.

        :param bool anyway: also for one who is not absent.
        """
        self.ensure_one()
        for user in self.partner_id.user_ids:
            if anyway or user.is_out_of_office:
                stand_in = user._servicedesk_find_stand_in().partner_id
                return self._keep_possible(stand_in)
        return self.env["res.partner"]

    def _keep_possible(self, partners):
        """Return who of ``partners`` may be asked about this ticket at all."""
        return self.ticket_id._keep_approvers(partners)

    def _tell(self, partners, is_reminder=False):
        """Mail the question to ``partners`` and put it among their activities."""
        self.ensure_one()
        for partner in partners:
            if partner.email_normalized:
                self._mail_question(partner, is_reminder)
        if is_reminder:
            return
        quiet = self.with_context(mail_activity_quick_update=True)
        for user in partners.user_ids.filtered(lambda user: not user.share):
            quiet.activity_schedule(ACTIVITY, summary=self.name, user_id=user.id)

    def _mail_question(self, partner, is_reminder):
        """Mail one person a link of his own to the page that asks.

        The mail belongs to the approval, not to the ticket's conversation: who reads
        that shall not find the link.
        """
        template_id = self.env["ir.model.data"]._xmlid_to_res_id(ASKED_TEMPLATE)
        if not template_id:
            return
        # sudo: servicedesk.answer.link - links are kept by the system
        links = self.env["servicedesk.answer.link"].sudo()
        token = links._make(
            self, "approve", self.cycle, partner, email=partner.email_normalized
        )
        url = f"{self.get_base_url()}/servicedesk/approval/{self.id}/{token}"
        lang = partner.lang or self.ticket_id._get_requester_lang()
        asking = self.with_context(
            lang=lang, servicedesk_url=url, servicedesk_is_reminder=is_reminder
        )
        # sudo: mail.template, mail.mail - the desk asks, whoever made the move
        template = asking.env["mail.template"].sudo().browse(template_id)
        vals = asking._prepare_question_vals(template, partner)
        mail = self.env["mail.mail"].sudo().create(vals)
        if self.env.context.get("mail_notify_force_send", True):
            mail.send_after_commit()

    def _prepare_question_vals(self, template, partner):
        company, team = self.ticket_id.company_id, self.ticket_id.team_id
        html = self.env["mail.render.mixin"]._render_encapsulate(
            "mail.mail_notification_light",
            template._render_field("body_html", self.ids)[self.id],
            add_context={
                "company": company,
                "model_description": self.env._("approval"),
                "record_name": self.display_name,
            },
            context_record=self,
        )
        sender = team.alias_id.alias_full_name if team.alias_id.alias_name else False
        return {
            "model": self._name,
            "res_id": self.id,
            "author_id": company.partner_id.id,
            "email_from": company.email_formatted,
            "reply_to": sender or company.email_formatted,
            "subject": template._render_field("subject", self.ids)[self.id],
            "body_html": html,
            "auto_delete": True,
            "recipient_ids": [Command.set(partner.ids)],
        }

    # ------------------------------------------------------------------
    # Reminding
    # ------------------------------------------------------------------

    def _get_next_reminder(self, since):
        """Return when the next reminder is due (UTC), in the ticket's working hours."""
        self.ensure_one()
        if not self.reminder_hours:
            return False
        worktime = self.ticket_id._get_calendar()._get_worktime()
        return worktime.add(since, seconds_of(self.reminder_hours)) or False

    @api.model
    def _cron_remind(self):
        """Remind whoever has not decided; turn to others after some reminders."""
        now = fields.Datetime.now()
        # Mails go by the queue: what is taken back has not been sent.
        queued = self.with_context(mail_notify_force_send=False)
        due = queued.search(
            [("state", "=", steps.PENDING), ("date_next", "<=", now)],
            order="date_next, id",
            limit=BATCH,
        )
        for approval in attempt(self.env, due, lambda some: some._remind_all(now)):
            # From now on, or it would be tried again at every round.
            approval.date_next = approval._get_next_reminder(now)
            approval._note_unasked()
        pending = queued.search([("state", "=", steps.PENDING)])
        for approval in attempt(self.env, pending, lambda some: some._ask_stand_ins()):
            approval._note_unasked()
        self.env["servicedesk.notice"]._wake_mail_queue()
        self.env["ir.cron"]._commit_progress(
            len(due), remaining=BATCH if len(due) == BATCH else 0
        )

    def _remind_all(self, now):
        for approval in self:
            approval._remind(now)

    def _note_unasked(self):
        """Say on the ticket, once, that nobody can be asked or reminded by mail."""
        self.ensure_one()
        desk = self.ticket_id._speak_as_desk()
        desk._note_once(
            desk.env._("%(what)s: the mail that asks failed.", what=self.name)
        )

    def _remind(self, now):
        """Ask again, and a stand-in too: of the absent at once, else after a while."""
        self.ensure_one()
        self._replace_lost()
        if self.state != steps.PENDING or not self.date_next or self.date_next > now:
            return
        count = self.reminder_count + 1
        others = self._find_stand_in()
        is_late = self.escalate_after and count >= self.escalate_after
        if is_late and not self.date_escalated:
            others |= self._find_stand_in(anyway=True) or self._keep_possible(
                self.partner_id.manager_id
            )
        vals = {
            "reminder_count": count,
            # From the due instant on, so that a late run does not shift the rest.
            "date_next": self._get_next_reminder(
                max(self.date_next, now - timedelta(hours=1))
            ),
        }
        if is_late and not self.date_escalated:
            vals["date_escalated"] = now
        already = self.asked_ids
        self.write(vals)
        self._tell(already, is_reminder=True)
        self._ask_others(others)

    def _ask_stand_ins(self):
        """Ask the stand-ins of those who went away after they were asked."""
        for approval in self:
            approval._ask_others(approval._find_stand_in())

    def _ask_others(self, others):
        """Ask ``others`` as well, and say so in the ticket's history."""
        self.ensure_one()
        others -= self.asked_ids
        if not others:
            return
        self.asked_ids |= others
        self.ticket_id._message_log(
            body=self.env._(
                "%(what)s: %(others)s asked in place of %(approver)s.",
                what=self.name,
                others=", ".join(others.mapped("name")),
                approver=self.partner_id.name,
            )
        )
        self._tell(others)
