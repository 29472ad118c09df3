# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import models
from odoo.fields import Command
from odoo.tools import is_html_empty

from ...tools import mail_thread

OFFERED_TEMPLATE = "servicedesk_core.mail_template_escalation_offered"


class ServicedeskEscalation(models.Model):
    """Asking by mail: each receiver has a link of his own to a page that asks him.

    The mail belongs to the escalation, not to the ticket's conversation: who reads
    that shall not find the link. Of a confidential ticket mail and page tell the
    offer, and nothing else: the link opens without a login.
    """

    _inherit = "servicedesk.escalation"

    def _get_receivers(self):
        """Nobody is asked about himself: of an internal ticket he must not hear."""
        users = super()._get_receivers()
        ticket = self.ticket_id
        if not ticket.internal_only:
            return users
        return users.filtered(lambda user: not ticket._is_subject(user.partner_id))

    def _find_answerer(self, partner):
        """Return the user of a contact who may answer this offer, or no user."""
        self.ensure_one()
        return (partner.user_ids & self._get_receivers())[:1]

    def _is_offer_only(self):
        """Return whether nothing but the offer is shown to who has no login."""
        self.ensure_one()
        return bool(self.ticket_id.is_confidential or self.ticket_id.internal_only)

    def _get_sender_name(self):
        """Return who offers it: the person and his team, or the desk itself."""
        self.ensure_one()
        names = [self.from_user_id.name, self.from_team_id.name]
        return ", ".join(filter(None, names)) or self.company_id.name

    def _get_mail_receivers(self, is_reminder=False):
        """Return the contacts who are asked by mail.

        At first who does not read his notices in Odoo; a reminder goes to all.
        """
        self.ensure_one()
        users = self._get_receivers()
        if not is_reminder:
            users = users.filtered(lambda user: user.notification_type != "inbox")
        return users.partner_id.filtered("email_normalized")

    def _mail_receivers(self, is_reminder=False):
        """Mail the offer to all who may answer it."""
        for offer in self:
            for partner in offer._get_mail_receivers(is_reminder):
                offer._mail_offer(partner, is_reminder)

    def _remind_receivers(self):
        """Tell the receivers that the time to answer ends soon."""
        self.ensure_one()
        self._mail_receivers(is_reminder=True)
        desk = self.ticket_id._speak_as_desk()
        desk._message_log(
            body=desk.env._(
                "%(receiver)s was reminded of the offer, which awaits an answer.",
                receiver=self.with_context(
                    lang=desk.env.context["lang"]
                )._name_receiver(),
            )
        )

    def _mail_offer(self, partner, is_reminder):
        """Mail one person a link of his own to the page that asks."""
        self.ensure_one()
        template_id = self.env["ir.model.data"]._xmlid_to_res_id(OFFERED_TEMPLATE)
        if not template_id:
            return
        # sudo: servicedesk.answer.link - links are kept by the system
        token = (
            self.env["servicedesk.answer.link"]
            .sudo()
            ._make(
                self,
                "escalate",
                self.raise_count,
                partner,
                email=partner.email_normalized,
            )
        )
        asking = self.with_context(
            lang=partner.lang or self.company_id.partner_id.lang,
            tz=partner.tz or "UTC",
            servicedesk_url=(
                f"{self.get_base_url()}/servicedesk/escalation/{self.id}/{token}"
            ),
            servicedesk_is_reminder=is_reminder,
        )
        # sudo: mail.template, mail.mail - the desk asks, whoever offered it
        template = asking.env["mail.template"].sudo().browse(template_id)
        vals = asking.sudo()._prepare_offer_mail_vals(template, partner)
        if not vals:
            return
        mails = self.env["mail.mail"].sudo()
        mail = mails.create(vals)
        if self.env.context.get("mail_notify_force_send", True):
            mail.send_after_commit()
        else:
            mails._wake_queue()

    def _prepare_offer_mail_vals(self, template, partner):
        """Return the mail to one receiver; nothing where its text was emptied."""
        self.ensure_one()
        company, ticket = self.company_id, self.ticket_id
        body = template._render_field("body_html", self.ids)[self.id]
        if is_html_empty(body):
            return {}
        html = self.env["mail.render.mixin"]._render_encapsulate(
            "mail.mail_notification_light",
            body,
            add_context={
                "company": company,
                "model_description": self.env._("escalation"),
                "record_name": ticket.number,
            },
            context_record=self,
        )
        return {
            "model": self._name,
            "res_id": self.id,
            # No part of the conversation: it would stand there as an empty message.
            "message_type": "user_notification",
            "author_id": company.partner_id.id,
            "email_from": company.email_formatted,
            # Answers are hidden notes on the ticket: requesters never read them.
            "reply_to": ticket._get_mail_address() or company.email_formatted,
            "references": ticket._get_thread_key(mail_thread.NOTE),
            "subject": template._render_field("subject", self.ids)[self.id],
            "body_html": html,
            "auto_delete": True,
            "recipient_ids": [Command.set(partner.ids)],
        }

    def _get_mail_subject(self):
        """Return what an offer is called in mails: no more than is told of it."""
        self.ensure_one()
        if self._is_offer_only():
            return self.env._("a confidential ticket")
        return self.ticket_id.name
