# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from markupsafe import Markup

from odoo import api, fields, models, tools
from odoo.tools import is_html_empty

from .servicedesk_ticket import DEED

RECEIVED_TEMPLATE = "servicedesk_core.mail_template_ticket_received"
RESOLVED_TEMPLATE = "servicedesk_core.mail_template_ticket_resolved"


class ServicedeskTicket(models.Model):
    """Mail in, mail out, and who follows the conversation."""

    _inherit = "servicedesk.ticket"

    # ------------------------------------------------------------------
    # Mail in
    # ------------------------------------------------------------------

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        """Make a ticket of a mail to a team's address.

        The requester is the active contact with the sender's address, as Odoo's
        gateway finds it (contacts with users first). A stranger stays an address
        until somebody classifies his ticket: so spam makes no contacts.
        """
        values = {
            "name": (msg_dict.get("subject") or "").strip()
            or self.env._("No subject"),
            "channel": "email",
            "partner_id": msg_dict.get("author_id") or False,
            "description": msg_dict.get("body") or False,
            **(custom_values or {}),
        }
        ticket = super().message_new(msg_dict, custom_values=values)
        if not ticket.partner_id and msg_dict.get("email_from"):
            ticket.partner_email = msg_dict["email_from"]
        return ticket

    @api.model
    def _detect_loop_sender_domain(self, email_from_normalized):
        """Count what the sender mailed, by the index on addresses.

        Only mailed tickets: a busy shop whose calls an agent registers is no loop.
        """
        return [
            ("partner_email", "=", email_from_normalized),
            ("channel", "=", "email"),
        ]

    def _make_contacts(self):
        """Make a contact of each stranger whose ticket was just classified.

        Two tickets of one stranger share the contact.
        """
        for ticket in self:
            if ticket.partner_id or not ticket.partner_email:
                continue
            # sudo: res.partner - agents need no right to create contacts for this
            partner = (
                self.env["mail.thread"]
                .sudo()
                .with_company(ticket.company_id)
                ._partner_find_from_emails_single(
                    [ticket._get_sender() or ticket.partner_email], no_create=False
                )
            )
            if partner:
                ticket.partner_id = partner

    def _get_sender(self):
        """Return the formatted From of the mail that made the ticket, with the name."""
        self.ensure_one()
        # sudo: mail.message - the first message decides the contact's name
        first = (
            self.env["mail.message"]
            .sudo()
            .search(
                [
                    ("model", "=", self._name),
                    ("res_id", "=", self.id),
                    ("message_type", "=", "email"),
                ],
                order="id",
                limit=1,
            )
        )
        if tools.email_normalize(first.email_from) == self.partner_email:
            return first.email_from
        return False

    def _message_post_after_hook(self, message, msg_values):
        """Acknowledge the first mail, stamp the first answer, call the hooks."""
        super()._message_post_after_hook(message, msg_values)
        self._after_public_message(message, msg_values)

    def _after_public_message(self, message, msg_values):
        comment_id = self.env["ir.model.data"]._xmlid_to_res_id("mail.mt_comment")
        if msg_values.get("subtype_id") != comment_id or msg_values.get("is_internal"):
            return
        if msg_values.get("message_type") not in ("comment", "email"):
            return
        if self.env.context.get("servicedesk_answer"):
            return
        if self._is_from_desk(message):
            if not self.date_first_response:
                self._write_stamp({"date_first_response": fields.Datetime.now()})
            self._on_agent_message(message)
            return
        if msg_values["message_type"] == "email" and self.channel == "email":
            self._send_acknowledgement()
        self._resume_on_answer()
        self._on_customer_message(message)

    def _is_from_desk(self, message):
        """Whether an internal user other than the requester wrote ``message``."""
        # sudo: res.partner, mail.message - the author decides whose word it is
        author = message.sudo().author_id
        if not author or author == self.sudo().partner_id:
            return False
        return any(not user.share for user in author.user_ids)

    def _write_stamp(self, vals):
        """Write a date that follows from a message, whoever wrote the message."""
        # sudo: servicedesk.ticket - a requester's message may move the ticket
        self.sudo().with_context(mail_notrack=True)._write_deed(vals)

    def _resume_on_answer(self):
        """The requester answered what was waited for: back in progress."""
        if self.state != "waiting" or self.waiting_reason != "customer":
            return
        # sudo: servicedesk.ticket - the requester's message moves the ticket
        ticket = self.sudo()
        stage = ticket._get_system_stage("in_progress")
        ticket._write_deed({"stage_id": stage.id, "waiting_reason": False})

    # ------------------------------------------------------------------
    # Followers
    # ------------------------------------------------------------------

    def _subscribe_people(self):
        """Insert the followers of new tickets at once: opener, assignee, requester."""
        subtypes = self.env["mail.message.subtype"].sudo()
        default, _internal, external = subtypes.default_subtypes(self._name)
        rows = []
        for ticket in self:
            # sudo: res.users, res.partner - only whether they are staff is read
            sudo_ticket = ticket.sudo()
            staff = (sudo_ticket.opener_id | sudo_ticket.user_id).partner_id
            people = staff | sudo_ticket.partner_id
            for partner in people:
                inside = partner in staff or not partner.partner_share
                rows.append(
                    {
                        "res_model": self._name,
                        "res_id": ticket.id,
                        "partner_id": partner.id,
                        "subtype_ids": [
                            fields.Command.set((default if inside else external).ids)
                        ],
                    }
                )
        # sudo: mail.followers - who follows is decided here, not by rights
        self.env["mail.followers"].sudo().create(rows)
        for ticket in self.filtered("user_id"):
            if ticket.user_id != self.env.user:
                ticket._message_auto_subscribe_notify(
                    ticket.user_id.partner_id.ids, "mail.message_user_assigned"
                )

    def _message_auto_subscribe(self, updated_values, followers_existing_policy="skip"):
        """Subscribe new people; at creation that is done for the whole batch."""
        if self.env.context.get("servicedesk_skip_auto_subscribe"):
            return True
        if not {"user_id", "partner_id"} & updated_values.keys():
            return True
        if updated_values.get("partner_id"):
            self._message_subscribe([updated_values["partner_id"]])
        return super()._message_auto_subscribe(
            updated_values, followers_existing_policy=followers_existing_policy
        )

    # ------------------------------------------------------------------
    # Mail out
    # ------------------------------------------------------------------

    def _notify_get_reply_to(self, default=None, author_id=False):
        """Answers come back to the team's address."""
        # sudo: servicedesk.team - requesters have no access to teams
        aliases = self.sudo().team_id._notify_get_reply_to(
            default=default, author_id=author_id
        )
        result = {ticket.id: aliases.get(ticket.sudo().team_id.id) for ticket in self}
        rest = self.filtered(lambda ticket: not ticket.sudo().team_id)
        if rest:
            result.update(
                super(ServicedeskTicket, rest)._notify_get_reply_to(
                    default=default, author_id=author_id
                )
            )
        return result

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
        for name, _match, data in groups:
            if name == "user":
                data["has_button_access"] = True
            elif name == "portal":
                data.update(
                    active=True, has_button_access=True, button_access={"url": page}
                )
            else:
                data["has_button_access"] = False
        return self._get_confirm_groups() + groups

    def _get_confirm_groups(self):
        """Return the mail group of those asked to confirm, with their own links."""
        if not self.env.context.get("servicedesk_ask_confirmation"):
            return []
        # sudo: servicedesk.answer.link - links are kept by the system
        links = self.env["servicedesk.answer.link"].sudo()
        ticket = self.sudo()
        partner, email = ticket.partner_id, ticket.partner_email
        token = links._make(
            ticket, "confirm", ticket.confirm_cycle, partner, email=email
        )
        url = f"{self.get_base_url()}/servicedesk/confirm/{self.id}/{token}"

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

        Sent once a ticket, in his language, marked as automatic so that no other
        program answers it; never to mail that a program sent.
        """
        template = self.env.ref(RECEIVED_TEMPLATE, raise_if_not_found=False)
        for ticket in self:
            if not template or ticket.date_acknowledged or not ticket.partner_email:
                continue
            if self.env.context.get("servicedesk_automatic_mail"):
                continue
            ticket._write_stamp({"date_acknowledged": fields.Datetime.now()})
            ticket._post_template(
                template,
                message_type="auto_comment",
                subtype_xmlid="mail.mt_note",
                mail_headers={
                    "Auto-Submitted": "auto-replied",
                    "X-Auto-Response-Suppress": "All",
                },
            )

    def _propose_solution(self):
        """Mail the requester what was done; ask him where the type says so."""
        template = self.env.ref(RESOLVED_TEMPLATE, raise_if_not_found=False)
        for ticket in self:
            if not template or not (ticket.partner_id or ticket.partner_email):
                continue
            asking = ticket.with_context(
                servicedesk_ask_confirmation=ticket.confirmation == "awaiting",
                servicedesk_answer=True,
            )
            asking._post_template(
                template, message_type="comment", subtype_xmlid="mail.mt_comment"
            )
            if not ticket.date_first_response:
                ticket._write_stamp({"date_first_response": fields.Datetime.now()})

    def _post_template(self, template, **post_values):
        """Post ``template`` to the requester, in his language, as the current user."""
        self.ensure_one()
        lang = self._get_requester_lang()
        # sudo: mail.template - templates are the manager's, sending is the agent's
        sudo_template = template.sudo().with_context(lang=lang)
        body = sudo_template._render_field("body_html", self.ids)[self.id]
        subject = sudo_template._render_field("subject", self.ids)[self.id]
        if is_html_empty(body):
            return self.env["mail.message"]
        # Who follows was decided when the ticket was made; asking again costs six
        # statements a mail.
        ticket = self.with_context(
            lang=lang, mail_post_autofollow=False, mail_post_autofollow_author_skip=True
        )
        return ticket.message_post(
            body=Markup(body) if not isinstance(body, Markup) else body,
            subject=subject,
            email_add_signature=False,
            force_email_lang=lang,
            **self._get_requester_recipients(),
            **post_values,
        )

    def _track_template(self, changes):
        """Send the mail of a stage on entering it."""
        result = super()._track_template(changes)
        ticket = self[:1]
        if "stage_id" in changes and ticket.stage_id.mail_template_id:
            result["stage_id"] = (
                ticket.stage_id.mail_template_id,
                {
                    "auto_delete_keep_log": False,
                    "subtype_id": self.env["ir.model.data"]._xmlid_to_res_id(
                        "mail.mt_note"
                    ),
                    "email_layout_xmlid": "mail.mail_notification_light",
                },
            )
        return result

    def _creation_subtype(self):
        """Log creations as a plain note: a notifying one costs 26 statements."""
        return self.env["mail.message.subtype"]

    def _creation_message(self):
        """Say so without asking the database for the name of the model."""
        self.ensure_one()
        return self.env._("Ticket registered")

    @api.model
    def _get_deed_context(self):
        """Return the context in which an addon of the suite may write as a deed."""
        return {"servicedesk_deed": DEED}
