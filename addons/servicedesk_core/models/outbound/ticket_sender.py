# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from markupsafe import Markup, escape

from odoo import models
from odoo.tools import formataddr
from odoo.tools.mail import email_split_tuples

from ..ticket.ticket_mail_out import GENERATED_HEADERS
from .servicedesk_team import Brand

LAYOUT = "servicedesk_core.mail_layout_ticket"
# Odoo's own frames: people outside get the team's instead.
FRAMES = (
    "mail.mail_notification_layout",
    "mail.mail_notification_layout_with_responsible_signature",
    "mail.mail_notification_light",
)
# What people say themselves; everything else is a program's word.
PEOPLES = ("comment", "email", "email_outgoing")
# Where the parts of a mail's values tell one another who is outside.
OUTSIDE = "servicedesk_outside"


class ServicedeskTicket(models.Model):
    """Who people outside read as sender, and in which frame.

    A mail to them comes from their desk: its name, its address, its signature. They
    learn nobody's own address, nor who else is told; colleagues get mails as
    everywhere in Odoo.
    """

    _inherit = "servicedesk.ticket"

    # ------------------------------------------------------------------
    # Sender
    # ------------------------------------------------------------------

    def _get_mail_brand(self, lang=None):
        """Return how the desk shows itself in the requester's language, or ``lang``."""
        self.ensure_one()
        # sudo: servicedesk.ticket - requesters have no access to teams
        ticket = self.sudo()
        lang = lang or ticket._get_requester_lang()
        if ticket.team_id:
            return self.env["servicedesk.team"]._get_mail_brand(ticket.team_id.id, lang)
        name = ticket.company_id.name
        return Brand(name, Markup("<p>%s</p>") % name, "", True)

    def _get_mail_signature(self):
        """Return what stands below a mail of the desk; templates ask for it."""
        return self._get_mail_brand(self.env.lang).signature

    def _get_mail_address(self):
        """Return the address that mails come from and answers go to.

        The team's; without one the company's catchall, else its own. No agent's.
        """
        self.ensure_one()
        # sudo: res.company - requesters have no access to other companies
        company = self.sudo().company_id
        return self._get_desk_address() or company.catchall_email or company.email

    def _get_mail_sender(self, person=""):
        """Return the sender of a mail: the desk, or ``person`` of the desk."""
        name = self._get_mail_brand().name
        if person:
            name = f"{' '.join(person.split())} · {name}"
        address = self._get_mail_address()
        # sudo: res.company - the last resort of a company without any address
        return formataddr((name, address)) if address else self._get_odd_sender()

    def _get_odd_sender(self):
        # sudo: res.company - the last resort of a company without any address
        return self.sudo().company_id.email_formatted or False

    def _get_mail_person(self, message):
        """Return the name of who wrote ``message`` as people outside read it, or "".

        Programs have none; of the desk's people the team decides.
        """
        # sudo: mail.message, res.partner - only the name is used, as decided here
        message = message.sudo()
        author = message.author_id
        if message.message_type not in (*PEOPLES, "auto_comment"):
            return ""
        if not author:
            found = email_split_tuples(message.email_from)
            return found[0][0] if found else ""
        nobody_id = self.env["ir.model.data"]._xmlid_to_res_id("base.partner_root")
        if author.id in (nobody_id, self.sudo().company_id.partner_id.id):
            return ""
        if author.partner_share or self._get_mail_brand().names:
            return author.name or ""
        return ""

    def _notify_get_reply_to(self, default=None, author_id=False):
        """Answers come back to the team's address, in its name."""
        result, rest = {}, self.browse()
        for ticket in self:
            address = ticket._get_mail_address()
            if address:
                formatted = formataddr((ticket._get_mail_brand().name, address))
                # A longer header is folded, which some signers of mail cannot read.
                result[ticket.id] = formatted if len(formatted) <= 68 else address
            else:
                rest |= ticket
        if rest:
            result |= super(ServicedeskTicket, rest)._notify_get_reply_to(
                default=default, author_id=author_id
            )
        return result

    # ------------------------------------------------------------------
    # Mails of the conversation
    # ------------------------------------------------------------------

    def _notify_by_email_get_base_mail_values(
        self, message, recipients_data, additional_values=None
    ):
        additional = dict(additional_values or {})
        if self and message.message_type not in PEOPLES:
            headers = additional.get("headers") or {}
            additional["headers"] = {**GENERATED_HEADERS, **headers}
        values = super()._notify_by_email_get_base_mail_values(
            message, recipients_data, additional_values=additional
        )
        if self:
            inside = {one["id"] for one in recipients_data if not one["share"]}
            sender = self._get_mail_sender(self._get_mail_person(message))
            values[OUTSIDE] = (inside, sender)
        return values

    def _notify_by_email_get_headers(self, headers=None):
        """Tell nobody who else gets the mail: the desk passes answers on to them."""
        headers = super()._notify_by_email_get_headers(headers=headers)
        if self:
            headers.pop("X-Msg-To-Add", None)
        return headers

    def _notify_by_email_get_final_mail_values(
        self, recipient_ids, mail_values, additional_values=None
    ):
        """People outside get the mail from the desk, not from who wrote it."""
        mail_values = dict(mail_values)
        inside, sender = mail_values.pop(OUTSIDE, (None, None))
        values = super()._notify_by_email_get_final_mail_values(
            recipient_ids, mail_values, additional_values=additional_values
        )
        if sender and not (recipient_ids and inside.issuperset(recipient_ids)):
            values["desk_sender"] = sender
        return values

    def _notify_by_email_render_layout(
        self, message, recipients_group, msg_vals=False, render_values=None
    ):
        """Frame mails to people outside as the team's, with its signature."""
        outside = any(one["share"] for one in recipients_group["recipients_data"])
        vals = dict(msg_vals or {})
        layout = vals.get("email_layout_xmlid") or message.email_layout_xmlid
        if self and outside:
            render_values = self._brand_render_values(message, render_values or {})
            if not layout or layout in FRAMES:
                vals["email_layout_xmlid"] = LAYOUT
        return super()._notify_by_email_render_layout(
            message, recipients_group, msg_vals=vals, render_values=render_values
        )

    def _brand_render_values(self, message, values):
        """Return what the frame shows, with the team in the place of the agent."""
        brand = self._get_mail_brand(values.get("lang"))
        signature = Markup()
        author = values.get("author_user")
        if values.get("email_add_signature") and author and not author.share:
            person = self._get_mail_person(message)
            name = Markup("<p>%s</p>") % person if person else Markup()
            signature = name + escape(brand.signature)
        return {
            **values,
            "brand": brand,
            "signature": signature,
            "email_add_signature": bool(signature),
            "author_user": self.env["res.users"],
            "show_unfollow": False,
        }

    def _notify_thread_with_out_of_office(self, *args, **kwargs):
        """Whoever of the desk is away is no news for a requester: the team is there."""
