# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from collections import defaultdict

from odoo import models
from odoo.fields import Command
from odoo.tools import is_html_empty

from ...tools import excerpt, mail_thread

OFFERED_TEMPLATE = "servicedesk_core.mail_template_escalation_offered"
# In a text that many readers get, where each has a link of his own. No such host can
# be: RFC 2606.
MARK = "https://desk.invalid/link-of-the-reader"
# More mails than that go by the queue: who offers does not wait for the mail server.
AT_ONCE = 50
# How much of the conversation the answer page shows, and how much of each message.
LAST_WORDS, LAST_LENGTH = 3, 600


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

    def _get_last_words(self):
        """Return what was last said in public, oldest first: who, when (UTC), what.

        For the answer page: who is to take it over has to know how it stands. What
        only repeats the description is left out.
        """
        self.ensure_one()
        ticket = self.ticket_id
        comment_id = self.env["ir.model.data"]._xmlid_to_res_id("mail.mt_comment")
        # sudo: mail.message - who is asked reads the ticket, and has no login here
        messages = self.env["mail.message"].sudo()
        found = messages.search(
            [
                ("model", "=", ticket._name),
                ("res_id", "=", ticket.id),
                ("message_type", "in", ("comment", "email")),
                ("subtype_id", "=", comment_id),
                ("is_internal", "=", False),
            ],
            limit=LAST_WORDS + 1,
            order="id desc",
        )
        known = {"", excerpt.of_html(ticket.description, LAST_LENGTH)}
        told = [
            (
                message.author_id.name or message.email_from or "",
                message.date,
                excerpt.of_html(message.body, LAST_LENGTH),
            )
            for message in found
        ]
        told = [row for row in told if row[2] not in known]
        return told[:LAST_WORDS][::-1]

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
        """Mail these offers to all who may answer them, each with a link of his own.

        The words are put together once for all readers of one language and zone.
        """
        template_id = self.env["ir.model.data"]._xmlid_to_res_id(OFFERED_TEMPLATE)
        if not template_id:
            return
        readers = defaultdict(list)
        for offer in self:
            home = offer.company_id.partner_id.lang
            for partner in offer._get_mail_receivers(is_reminder):
                key = partner.lang or home, partner.tz or offer._get_zone()
                readers[key].append((offer, partner))
        rows = []
        for (lang, zone), pairs in readers.items():
            asking = self.with_context(
                lang=lang,
                tz=zone,
                servicedesk_url=MARK,
                servicedesk_is_reminder=is_reminder,
            )
            # sudo: mail.template - the desk asks, whoever offered it
            template = asking.env["mail.template"].sudo().browse(template_id)
            rows += asking.sudo()._prepare_offer_mails(template, pairs)
        if not rows:
            return
        # sudo: mail.mail - as above
        mails = self.env["mail.mail"].sudo().create(rows)
        is_now = self.env.context.get("mail_notify_force_send", True)
        if is_now and len(mails) <= AT_ONCE:
            mails.send_after_commit()
        else:
            mails._wake_queue()

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

    def _prepare_offer_mails(self, template, pairs):
        """Return the values of the mails to readers of one language and zone.

        Nothing where the template's text was emptied.

        :param pairs: (offer, partner), one for each mail.
        """
        offers = self.browse(dict.fromkeys(offer.id for offer, _partner in pairs))
        bodies = template._render_field("body_html", offers.ids)
        subjects = template._render_field("subject", offers.ids)
        common = {
            offer.id: offer._prepare_offer_mail_vals(
                bodies[offer.id], subjects[offer.id]
            )
            for offer in offers
            if not is_html_empty(bodies[offer.id])
        }
        pairs = [pair for pair in pairs if pair[0].id in common]
        # sudo: servicedesk.answer.link - links are kept by the system
        links = self.env["servicedesk.answer.link"].sudo()
        tokens = links._make_all(
            (offer, "escalate", offer.raise_count, partner, partner.email_normalized)
            for offer, partner in pairs
        )
        rows = []
        for (offer, partner), token in zip(pairs, tokens, strict=True):
            vals = common[offer.id]
            base = offer.get_base_url()
            own = f"{base}/servicedesk/escalation/{offer.id}/{token}"
            rows.append(
                vals
                | {
                    "body_html": vals["body_html"].replace(MARK, own),
                    "recipient_ids": [Command.set(partner.ids)],
                }
            )
        return rows

    def _prepare_offer_mail_vals(self, body, subject):
        """Return what the mails of this offer have in common."""
        self.ensure_one()
        company, ticket = self.company_id, self.ticket_id
        html = self.env["mail.render.mixin"]._render_encapsulate(
            "mail.mail_notification_light",
            body,
            add_context={
                "company": company,
                # "Your …": what is the reader's in it.
                "model_description": self.env._("decision on an offer"),
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
            "subject": subject,
            "body_html": html,
            "auto_delete": True,
        }

    def _get_mail_subject(self):
        """Return what an offer is called in mails: no more than is told of it."""
        self.ensure_one()
        if self._is_offer_only():
            return self.env._("a confidential ticket")
        return self.ticket_id.name
