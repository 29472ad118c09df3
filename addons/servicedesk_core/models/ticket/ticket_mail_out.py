# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from markupsafe import Markup, escape

from odoo import api, fields, models
from odoo.tools import is_html_empty

RECEIVED_TEMPLATE = "servicedesk_core.mail_template_ticket_received"
RESOLVED_TEMPLATE = "servicedesk_core.mail_template_ticket_resolved"

# Marks of automatic mail (RFC 3834), so that no other program answers it.
AUTOMATIC_HEADERS = {
    "Auto-Submitted": "auto-replied",
    "X-Auto-Response-Suppress": "All",
}
# Those of automatic mail that answers nothing.
GENERATED_HEADERS = AUTOMATIC_HEADERS | {"Auto-Submitted": "auto-generated"}


class ServicedeskTicket(models.Model):
    """Mail out: to whom, in which language, with which links."""

    _inherit = "servicedesk.ticket"

    # ------------------------------------------------------------------
    # Mail out
    # ------------------------------------------------------------------

    def _message_log_batch(self, *args, **kwargs):
        """Log notes, which are mailed to nobody, without asking where answers go."""
        writer = self.with_context(servicedesk_unmailed=True)
        notes = super(ServicedeskTicket, writer)._message_log_batch(*args, **kwargs)
        return notes.with_context(self.env.context)

    def _speak_as_desk(self):
        """Return the ticket in the language of its desk, for what a job notes."""
        self.ensure_one()
        return self.with_context(lang=self.company_id.partner_id.lang or "en_US")

    def _note_once(self, body):
        """Log what a job could not do, unless it was said before: jobs try again."""
        self.ensure_one()
        if not any(escape(body) in said for said in self.message_ids.mapped("body")):
            self._message_log(body=body)

    def _get_desk_address(self):
        """Return the plain address of the ticket's team, or False."""
        self.ensure_one()
        # sudo: servicedesk.team - requesters have no access to teams
        alias = self.sudo().team_id.alias_id
        if not alias.alias_name or not alias.alias_domain_id:
            return False
        return alias.alias_full_name

    def _message_compute_subject(self):
        """Carry the number in every subject, so that people and machines find it."""
        self.ensure_one()
        return f"[{self.number}] {self.name}"

    def _notify_get_recipients_groups(self, message, model_description, msg_vals=False):
        """Leave Odoo's permanent keys out of mails.

        Odoo puts the ticket's token, a signed contact and a signup token into the
        button, for ever: who gets the mail forwarded gets the ticket. Here staff and
        portal users get a plain link (they log in), and the requester of a proposed
        solution gets a link that answers this one question.
        """
        # An empty recordset makes the portal's override return before it makes keys.
        groups = super(ServicedeskTicket, self.browse())._notify_get_recipients_groups(
            message, model_description, msg_vals=msg_vals
        )
        if not self:
            return groups
        self.ensure_one()
        page = f"{self.get_base_url()}{self.access_url}"
        title = self.env._("View Ticket")
        for name, _match, data in groups:
            if name == "user":
                data.update(has_button_access=True, button_access={"title": title})
            elif name == "portal":
                button = {"url": page, "title": title}
                data.update(active=True, has_button_access=True, button_access=button)
            else:
                data["has_button_access"] = False
        return self._get_confirm_groups() + groups

    def _get_confirm_groups(self):
        """Return the mail group of those asked to confirm, with their own links."""
        if not self.env.context.get("servicedesk_ask_confirmation"):
            return []
        # sudo: servicedesk.ticket - who is asked, whoever solved it
        ticket = self.sudo()
        partner, email = ticket.partner_id, ticket.partner_email
        url = self._make_confirm_url()

        def is_requester(recipient):
            if partner:
                return recipient["id"] == partner.id
            return not recipient["id"] and recipient["email_normalized"] == email

        title = self.with_context(lang=self._get_requester_lang()).env._(
            "Confirm, or say it is not solved"
        )
        return [
            [
                "servicedesk_requester",
                is_requester,
                {
                    "active": True,
                    "has_button_access": True,
                    "button_access": {"url": url, "title": title},
                },
            ]
        ]

    def _get_requester_lang(self):
        """Return the language of the requester, else of his company's desk."""
        self.ensure_one()
        # sudo: res.partner - the language is needed to write to him
        ticket = self.sudo()
        return ticket.partner_id.lang or ticket.company_id.partner_id.lang or "en_US"

    def _get_requester_recipients(self):
        """Return the recipients' part of a post to the requester."""
        self.ensure_one()
        # sudo: res.partner - only the address is used
        partner = self.sudo().partner_id
        if partner:
            return {"partner_ids": partner.ids}
        return {"outgoing_email_to": self.partner_email}

    def _send_acknowledgement(self):
        """Tell the requester at once that his request arrived, and its number.

        Once a ticket: what was acknowledged before is left alone.
        """
        fresh = self.filtered(
            lambda ticket: not ticket.date_acknowledged and ticket.partner_email
        )
        if fresh:
            fresh._write_stamp({"date_acknowledged": fields.Datetime.now()})
            fresh._mail_acknowledgement()

    def _mail_acknowledgement(self):
        """Mail the acknowledgement in the requester's language.

        From the desk's own address, and marked as automatic. One mail, not a post:
        who follows the ticket needs no copy, and a post costs a dozen statements
        more.
        """
        # Who has the solution already (a rule may resolve at once) knows it arrived.
        # sudo: servicedesk.ticket - requesters register tickets too
        addressed = self.filtered(
            lambda ticket: ticket._is_mailable() and not ticket.sudo().date_resolved
        )
        vals_list = []
        for ticket in addressed:
            template = ticket._get_template("received", RECEIVED_TEMPLATE)
            if template:
                vals_list.append(ticket._prepare_acknowledgement_vals(template))
        if not vals_list:
            return
        # sudo: mail.mail - the desk answers, whoever asked
        mails = self.env["mail.mail"].sudo().create(vals_list)
        if self.env.context.get("mail_notify_force_send", True):
            mails.send_after_commit()

    def _is_mailable(self):
        """Return whether there is an address to write to that is none of our own."""
        self.ensure_one()
        address = self.partner_email
        return bool(address) and not self.env["mail.alias"]._is_own(address)

    def _get_template(self, kind, shipped):
        """Return the text of the ticket's type for a kind of mail, else the shipped."""
        template = self.env["mail.template"]
        if template_id := self._get_type_template_id(kind):
            template = self._get_own_template(template_id)
        if not template:
            shipped_id = self.env["ir.model.data"]._xmlid_to_res_id(shipped)
            # sudo: mail.template - templates are the manager's, sending is the desk's
            template = template.sudo().browse(shipped_id or [])
        return template

    def _prepare_acknowledgement_vals(self, template):
        """Return the values of the mail that says: received, and this is its number.

        His program shows it below his own mail, which it answers.
        """
        self.ensure_one()
        # sudo: servicedesk.ticket - company and team are named in the mail
        ticket = self.sudo().with_context(lang=self._get_requester_lang())
        answered = self.env.context.get("servicedesk_acknowledged_mail") or ""
        values = ticket._prepare_desk_mail_vals(
            *ticket._render_template_texts(template)
        )
        return values | self._prepare_answering_vals(values, answered)

    @api.model
    def _prepare_answering_vals(self, values, answered):
        """Return what makes an automatic mail an answer to the mail ``answered``."""
        headers = dict(AUTOMATIC_HEADERS)
        if answered:
            headers["In-Reply-To"] = answered
        references = f"{values['references'] or ''} {answered}".strip()
        return {"headers": repr(headers), "references": references}

    def _get_first_mail_id(self):
        """Return the Message-Id of the mail that made the ticket, or ""."""
        self.ensure_one()
        # sudo: mail.message - its number is known to who wrote it
        found = self.env["mail.message"].sudo()
        found = found.search(
            [
                ("model", "=", self._name),
                ("res_id", "=", self.id),
                ("message_type", "=", "email"),
            ],
            order="id",
            limit=1,
        )
        return found.message_id or ""

    def _prepare_desk_mail_vals(self, body, subject, **layout):
        """Return the values of an automatic mail of the desk, to the requester.

        :param layout: further values of the mail's frame, for example its button.
        """
        self.ensure_one()
        company, sender = self.company_id, self._get_mail_sender()
        # The layout, too, speaks the requester's language: “Your request”.
        html = self.env["mail.render.mixin"]._render_encapsulate(
            "servicedesk_core.mail_layout_ticket",
            body,
            add_context={
                "brand": self._get_mail_brand(self.env.lang),
                "company": company,
                "model_description": self.env._("request"),
                "record_name": self.display_name,
                **layout,
            },
            context_record=self,
        )
        return {
            "model": self._name,
            "res_id": self.id,
            "message_type": "auto_comment",
            "subtype_id": self.env["ir.model.data"]._xmlid_to_res_id("mail.mt_note"),
            "author_id": company.partner_id.id,
            "email_from": sender,
            "reply_to": sender,
            "desk_sender": False,
            "references": self._get_mail_references(),
            "record_company_id": company.id,
            "record_alias_domain_id": company.alias_domain_id.id,
            "subject": subject,
            "body": body,
            "body_html": html,
            "headers": repr(GENERATED_HEADERS),
            "is_notification": True,
            "auto_delete": True,
            "email_to": False if self.partner_id else self.partner_email,
            "recipient_ids": [fields.Command.set(self.partner_id.ids)],
        }

    def _get_mail_references(self):
        """Return what makes programs show the desk's mails about a ticket together."""
        self.ensure_one()
        return self._get_thread_key("customer") or False

    def _get_own_template(self, template_id):
        """Return the template if it is one about tickets still, else an empty one.

        Templates are filled in by number, with all rights: one of another model would
        tell of whatever record has the ticket's number.
        """
        # sudo: mail.template - templates are the manager's, sending is the agent's
        template = self.env["mail.template"].sudo().browse(template_id or []).exists()
        return template.filtered(lambda found: found.model == self._name)

    def _render_template_texts(self, template):
        """Return (body, subject) of ``template`` for this ticket, in its language.

        :raise ValueError: for a template of something else.
        """
        self.ensure_one()
        # sudo: mail.template - templates are the manager's, sending is the agent's
        template = template.sudo().with_context(lang=self.env.lang)
        if template.model != self._name:
            raise ValueError(f"{template.display_name} is no text about tickets")
        body = template._render_field("body_html", self.ids)[self.id]
        subject = template._render_field("subject", self.ids)[self.id]
        return Markup(body), subject

    def _propose_solution(self):
        """Mail the requester what was done; ask him where the type says so."""
        for ticket in self:
            template = ticket._get_template("resolved", RESOLVED_TEMPLATE)
            if not template or not (ticket.partner_id or ticket.partner_email):
                continue
            asking = ticket.with_context(
                servicedesk_ask_confirmation=ticket.confirmation == "awaiting",
                servicedesk_answer=True,
            )
            asking._post_template(
                template,
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
                attachment_ids=ticket._get_solution_files(),
            )
            if not ticket.date_first_response:
                ticket._write_stamp({"date_first_response": fields.Datetime.now()})

    def _post_template(self, template, **post_values):
        """Post ``template`` to the requester, in his language, as the current user."""
        self.ensure_one()
        lang = self._get_requester_lang()
        body, subject = self.with_context(lang=lang)._render_template_texts(template)
        if is_html_empty(body):
            return self.env["mail.message"]
        # Who follows was decided when the ticket was made; asking again costs six
        # statements a mail.
        ticket = self.with_context(
            lang=lang, mail_post_autofollow=False, mail_post_autofollow_author_skip=True
        )
        return ticket.message_post(
            body=body,
            subject=subject,
            email_add_signature=False,
            force_email_lang=lang,
            **self._get_requester_recipients(),
            **post_values,
        )

    def _track_template(self, changes):
        """Queue the mail of a stage on entering it.

        Filling in and posting a text costs thrice the move, and can fail: neither is
        for who moves the ticket. The job of the notices does it right after.
        """
        result = super()._track_template(changes)
        if "stage_id" in changes:
            rows = []
            for ticket in self:
                if template_id := ticket._get_stage_template_id():
                    row = (ticket.id, "stage", ticket.stage_id.id, None, None)
                    rows.append((*row, template_id))
            # sudo: servicedesk.notice - the queue is the system's
            self.env["servicedesk.notice"].sudo()._queue(rows)
        return result

    def _get_stage_template_id(self):
        """Return the id of the text that is mailed for the ticket's stage, or None."""
        self.ensure_one()
        templates = self.env["servicedesk.stage"]._get_mail_template_ids()
        return templates.get(self.stage_id.id)

    def _mail_on_entering(self, template):
        """Post the text of a stage, as Odoo posts what it sends on a change."""
        self.ensure_one()
        self._fallback_lang().message_post_with_source(
            template,
            message_type="auto_comment",
            notify_author_mention=True,
            auto_delete_keep_log=False,
            subtype_xmlid="mail.mt_note",
            email_layout_xmlid="mail.mail_notification_light",
        )

    def _creation_subtype(self):
        """Log creations as a plain note: a notifying one costs 26 statements."""
        return self.env["mail.message.subtype"]

    def _creation_message(self):
        """Say so without asking the database for the name of the model."""
        self.ensure_one()
        return self.env._("Ticket registered")
