# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

CALL_ACTIVITY = "servicedesk_core.mail_activity_type_call_task"


class MailActivity(models.Model):
    """The call task: an operator tells somebody by phone, and says what came of it."""

    _inherit = "mail.activity"

    servicedesk_partner_id = fields.Many2one(
        "res.partner", string="Whom to Tell", index="btree_not_null"
    )
    servicedesk_call_at = fields.Datetime(string="Call Again At")
    is_servicedesk_call = fields.Boolean(compute="_compute_is_servicedesk_call")

    @api.depends("activity_type_id", "res_model")
    def _compute_is_servicedesk_call(self):
        type_id = self.env["ir.model.data"]._xmlid_to_res_id(CALL_ACTIVITY)
        for activity in self:
            activity.is_servicedesk_call = (
                activity.res_model == "servicedesk.ticket"
                and activity.activity_type_id.id == type_id
            )

    def _to_store_defaults(self, target):
        names = ["is_servicedesk_call", "servicedesk_call_at"]
        return [*super()._to_store_defaults(target), *names]

    def action_servicedesk_outcome(self):
        """Open the dialog that asks what came of a call.

        :raise UserError: for an activity that is no call task.
        """
        self._check_servicedesk_call()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "servicedesk_core.servicedesk_call_outcome_action"
        )
        action["context"] = {"default_activity_id": self.id}
        return action

    def _check_servicedesk_call(self):
        if len(self) != 1 or not self.is_servicedesk_call:
            raise UserError(self.env._("This is not a call task of a ticket."))
        self.check_access("write")


class ServicedeskTicket(models.Model):
    """Who calls for a ticket, and what he says."""

    _inherit = "servicedesk.ticket"

    def _plan_call_task(self, partner, text):
        """Have an operator tell ``partner`` (the requester, if he is no contact yet).

        One call for all there is to say: what comes up before it is added to it.
        """
        self.ensure_one()
        type_id = self.env["ir.model.data"]._xmlid_to_res_id(CALL_ACTIVITY)
        # sudo: mail.activity - the rules plan it, for whoever calls
        activities = self.sudo().activity_ids.filtered(
            lambda activity: (
                activity.activity_type_id.id == type_id
                and activity.servicedesk_partner_id == partner
            )
        )
        if activities:
            activities[0].note = Markup("%s%s") % (activities[0].note or "", text)
            return
        user = self._find_operator()
        if not user:
            body = self.env._("Nobody is there who could call the requester.")
            self._message_log(body=body)
            return
        number = partner.phone or self.partner_phone or "–"
        name = partner.name or self.speaker_name or self.partner_email or ""
        # The task is in the operator's list; a mail about it would be one more.
        self.with_context(mail_activity_quick_update=True).activity_schedule(
            CALL_ACTIVITY,
            summary=self.with_context(lang=user.lang).env._(
                "Call %(name)s: %(number)s", name=name, number=number
            ),
            note=text,
            user_id=user.id,
            servicedesk_partner_id=partner.id,
        )

    def _find_operator(self):
        """Return who calls: the opener, else who has it, is on duty, leads or helps."""
        self.ensure_one()
        candidates = (
            self.opener_id,
            self.user_id,
            self._get_on_duty_for_notice(),
            self.team_id.member_ids,
        )
        for users in candidates:
            for user in users:
                if user.active and self._may_hear(user):
                    return user
        return self.env["res.users"]
