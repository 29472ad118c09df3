# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import pytz
from lxml import etree, html
from markupsafe import Markup

from odoo import models
from odoo.fields import Command
from odoo.tools import format_date, format_time

from ...tools import work_order as steps

TEMPLATE = "servicedesk_core.mail_template_work_order"
PURPOSE = "work_order"
# Of what the contractor is told by mail; the rest he did himself, or it needs nothing.
MAILED = ("send", "return", "cancel", "plan")
DISPATCHER = "servicedesk_core.group_servicedesk_dispatcher"
DESK = "servicedesk_core.group_servicedesk_agent"


class ServicedeskWorkOrder(models.Model):
    """Writing to contractors: what is ordered, and a link to a page that answers.

    The link belongs to one person and one order, and opens nothing else. It serves from
    the order to the report, and ends when the order does. Another company of the house
    has no page: its dispatchers are told, and answer on their own desk.
    """

    _inherit = "servicedesk.work.order"

    def _after_step(self, step, partner, reason):
        """Write to the contractor, unless it was his own step."""
        result = super()._after_step(step, partner, reason)
        if step in ("decline", "verify", "cancel"):
            # sudo: servicedesk.answer.link - links are kept by the system
            self.env["servicedesk.answer.link"].sudo()._revoke_for(self)
        if step in MAILED and self.contractor_id and self.date_sent:
            firm = partner.commercial_partner_id
            if firm != self.contractor_commercial_id:
                self._write_to_contractor(step, reason)
        return result

    def _write_to_contractor(self, step, reason):
        """Mail the contact, or tell the dispatchers of the company that is engaged.

        Where nobody has an address, who ordered is told to call.
        """
        self.ensure_one()
        if self.doer_company_id and not self.contact_id:
            self._tell_engaged_company(step, reason)
            return
        contact = self.contact_id or self.contractor_id._get_order_contact()
        if contact.email_normalized:
            self._mail_contractor(contact, step, reason)
        else:
            self._note_not_written(contact)

    def _note_not_written(self, contact):
        """Say on the order that nobody was written to, and to whom to speak."""
        self._note_not_told(
            self.env._(
                "%(contact)s has no e-mail address: please tell him yourself.",
                contact=contact.name or self.contractor_id.name,
            )
        )

    def _note_not_told(self, body):
        """Tell who ordered, and note on the order, that nobody knows of it yet."""
        responsible = self.responsible_id.filtered("active").partner_id
        self.message_notify(
            body=body,
            subject=self.display_name,
            partner_ids=responsible.ids,
            author_id=self.env.ref("base.partner_root").id,
        )
        self._message_log(body=body, author_id=self.env.ref("base.partner_root").id)

    # ------------------------------------------------------------------
    # Another company of the house
    # ------------------------------------------------------------------

    def _tell_engaged_company(self, step, reason):
        """Notify the dispatchers of the company that is to do the work, or its agents.

        Where its desk has nobody, who ordered is told to speak to them.
        """
        users = self._get_engaged_users(DISPATCHER) or self._get_engaged_users(DESK)
        if not users:
            self._note_not_told(
                self.env._(
                    "%(company)s has nobody at its desk: please tell them yourself.",
                    company=self.doer_company_id.name,
                )
            )
            return
        self.message_notify(
            body=self._word_step(step, reason)
            if step != "plan"
            else self.env._("The planned date was changed."),
            subject=self.display_name,
            partner_ids=users.partner_id.ids,
            author_id=self.company_id.partner_id.id,
        )

    def _get_engaged_users(self, role):
        """Return who works with ``role`` in the company that is to do the work."""
        return self.env.ref(role).all_user_ids.filtered(
            lambda user: (
                user.active
                and user._is_internal()
                and user.company_id == self.doer_company_id
            )
        )

    # ------------------------------------------------------------------
    # Mail
    # ------------------------------------------------------------------

    def _mail_contractor(self, contact, step, reason):
        """Mail one person what was ordered, with a link of his own.

        The mail stands in the order's history without the link: who reads that shall
        not answer in another's name.
        """
        template_id = self.env["ir.model.data"]._xmlid_to_res_id(TEMPLATE)
        if not template_id:
            return
        asking = self._as_read_by(contact)
        asking = asking.with_context(
            servicedesk_step=step,
            servicedesk_reason=reason,
            servicedesk_url=step != "cancel" and self._make_answer_url(contact),
            servicedesk_window=asking._say_window(),
        )
        # sudo: mail.template, mail.mail - the desk writes, whoever made the step
        template = asking.env["mail.template"].sudo().browse(template_id)
        mail = (
            asking.env["mail.mail"]
            .sudo()
            .create(asking._prepare_contractor_mail_vals(template, contact))
        )
        self._note_mail(mail, contact)
        if self.env.context.get("mail_notify_force_send", True):
            mail.send_after_commit()

    def _make_answer_url(self, contact):
        """Return the address of the page on which ``contact`` answers."""
        # sudo: servicedesk.answer.link - links are kept by the system
        token = (
            self.env["servicedesk.answer.link"]
            .sudo()
            ._make(
                self,
                PURPOSE,
                self.reopen_count,
                contact,
                email=contact.email_normalized,
            )
        )
        return f"{self.get_base_url()}/servicedesk/work-order/{self.id}/{token}"

    def _as_read_by(self, contact):
        """Return ``self`` in the language and on the clock of who is written to.

        Where nothing is known of him, the clock is that of the place, then that of the
        company's working hours.
        """
        self.ensure_one()
        company, firm = self.company_id, self.contractor_id.commercial_partner_id
        installed = {code for code, _name in self.env["res.lang"].get_installed()}
        langs = [contact.lang, firm.lang, company.partner_id.lang]
        return self.with_context(
            # A language that nobody uses any more is no reason to say nothing.
            lang=next((lang for lang in langs if lang in installed), "en_US"),
            tz=contact.tz
            or firm.tz
            or self.site_id._get_zone()
            or company.resource_calendar_id.tz
            or company.partner_id.tz
            or "UTC",
        )

    def _say_window(self):
        """Return when the work is planned, on the reader's clock; "" if it is open.

        With the name of the month: whose day comes first is not the same everywhere.
        """
        self.ensure_one()
        day, said = None, []
        for moment in (self.planned_start, self.planned_end):
            if moment:
                said.append(self._say_moment(moment, day))
                day = self._get_local(moment).date()
        return f"{' – '.join(said)} ({self.env.tz.zone})" if said else ""

    def _say_moment(self, moment, day=None):
        """Return a moment in words, as read by him; on ``day`` the time alone."""
        local = self._get_local(moment)
        words = format_time(self.env, local.time(), time_format="short")
        if local.date() == day:
            return words
        return f"{self._say_day(local.date())}, {words}"

    def _say_day(self, day):
        return format_date(self.env, day, date_format="long")

    def _get_local(self, moment):
        return pytz.utc.localize(moment).astimezone(self.env.tz)

    def _note_mail(self, mail, contact):
        """Have the history show to whom the mail went, and whether it got there."""
        # sudo: mail.notification - kept by the system
        self.env["mail.notification"].sudo().create(
            {
                "mail_message_id": mail.mail_message_id.id,
                "mail_mail_id": mail.id,
                "author_id": mail.author_id.id,
                "res_partner_id": contact.id,
                "notification_type": "email",
                "notification_status": "ready",
                "is_read": True,
            }
        )

    def _word_mail(self, subject, text, contact):
        """Return what the history says of a mail: to whom, about what, in what words.

        Without the button: the link is the reader's alone.
        """
        url = self.env.context.get("servicedesk_url") or ""
        text = html.fragment_fromstring(str(text), create_parent="div")
        for link in text.xpath("//a[@href = $url]", url=url) if url else ():
            link.drop_tree()
        text = etree.tostring(text, encoding="unicode", method="html")
        if url:
            # Whoever rewrote the template may have written it out.
            text = text.replace(url, "…").replace(url.rpartition("/")[2], "…")
        told = self.env._(
            "Mailed to %(name)s <%(email)s>: %(subject)s",
            name=contact.name or "",
            email=contact.email_normalized,
            subject=subject,
        )
        return Markup("<p><b>%s</b></p>%s") % (told, Markup(text))

    def _prepare_contractor_mail_vals(self, template, contact):
        """Return the values of the mail; answers come to the desk, and to the order."""
        company = self.company_id
        subject = template._render_field("subject", self.ids)[self.id]
        text = template._render_field("body_html", self.ids)[self.id]
        letter = self.env["mail.render.mixin"]._render_encapsulate(
            "mail.mail_notification_light",
            text,
            add_context={
                "company": company,
                "model_description": self.env._("work order"),
                "record_name": self.display_name,
            },
            context_record=self,
        )
        return {
            "model": self._name,
            "res_id": self.id,
            "message_type": "email_outgoing",
            "subtype_id": self.env["ir.model.data"]._xmlid_to_res_id("mail.mt_comment"),
            # The message stays in the history when the mail is deleted.
            "is_notification": True,
            "body": self._word_mail(subject, text, contact),
            "author_id": company.partner_id.id,
            "email_from": company.email_formatted,
            "reply_to": self._notify_get_reply_to(default=company.email_formatted)[
                self.id
            ],
            # What answers repeat is the key, also where the message is deleted.
            "references": self._get_thread_key(),
            "subject": subject,
            "body_html": letter,
            "auto_delete": True,
            "recipient_ids": [Command.set(contact.ids)],
        }

    # ------------------------------------------------------------------
    # The page
    # ------------------------------------------------------------------

    def _may_answer_by_link(self, partner):
        """Return whether ``partner`` still is of the contractor that was engaged."""
        self.ensure_one()
        return (
            bool(partner.active and self.contractor_id and self.date_sent)
            and partner.commercial_partner_id == self.contractor_commercial_id
        )

    def _get_answers_asked(self):
        """Return which answers the page asks for in the state the order is in."""
        self.ensure_one()
        return [
            step
            for step in ("accept", "done", "decline")
            if steps.may(step, self.state)
        ]
