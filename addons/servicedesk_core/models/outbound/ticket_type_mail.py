# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models
from odoo.tools import format_datetime, is_html_empty

from ...tools import notice
from ..notice.servicedesk_ticket import SILENT


class ServicedeskTicket(models.Model):
    """What a type mails to the requester: a question, and that somebody has it."""

    _inherit = "servicedesk.ticket"

    def _get_type_template_id(self, kind):
        """Return the id of the type's text of a kind, or None."""
        self.ensure_one()
        # sudo: servicedesk.ticket - whoever writes, the type decides
        texts = self.env["servicedesk.ticket.type"]._get_mail_texts()
        return texts.get(self.sudo().ticket_type_id.id, {}).get(kind)

    def _get_type_template(self, kind):
        """Return the type's text of a kind if there is one still, else an empty one."""
        return self._get_own_template(self._get_type_template_id(kind))

    def _get_promised_date(self):
        """Return until when the requester may expect it, in his way and on his clock.

        Templates ask for it. What is past already is promised to nobody: "".
        """
        self.ensure_one()
        # sudo: res.partner - only his language and his clock are used
        ticket = self.sudo()
        if not ticket.date_due or ticket.date_due <= fields.Datetime.now():
            return ""
        zone = ticket.partner_id.tz or ticket.company_id.partner_id.tz or "UTC"
        words = ticket.with_context(lang=ticket._get_requester_lang())
        at = format_datetime(words.env, ticket.date_due, tz=zone, dt_format="short")
        return f"{at} ({zone})"

    # ------------------------------------------------------------------
    # Question
    # ------------------------------------------------------------------

    def _log_move(self, moves, answers):
        """Ask the requester what a ticket begins to wait for."""
        result = super()._log_move(moves, answers)
        for ticket in moves:
            if ticket.state == "waiting" and ticket.waiting_reason == "customer":
                ticket._ask_requester(answers.get("comment") or "")
        return result

    def _ask_requester(self, question):
        """Post the type's question to the requester, in the name of who asks."""
        self.ensure_one()
        template = self._get_type_template("question")
        if template and self._has_mail_address():
            asking = self.with_context(servicedesk_question=question)
            asking._post_template(
                template.with_context(servicedesk_question=question),
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
            )

    def _has_mail_address(self):
        """Return whether the requester can be written to."""
        # sudo: res.partner - only whether there is an address is used
        ticket = self.sudo()
        if ticket.partner_id:
            return bool(ticket.partner_id.email_normalized)
        return bool(ticket.partner_email)

    # ------------------------------------------------------------------
    # Assigned
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        tickets = super().create(vals_list)
        tickets.filtered("user_id")._queue_assigned()
        return tickets

    def _turn_spans(self, before):
        """Tell requesters that somebody has their ticket now, the first time."""
        result = super()._turn_spans(before)
        taken = [
            ticket.id
            for ticket, values in before.items()
            if ticket.user_id and not values["user_id"]
        ]
        self.browse(taken)._queue_assigned()
        return result

    def _queue_assigned(self):
        """Queue the mail of the type for who is to hear of it, beside the notices."""
        if any(self.env.context.get(key) for key in SILENT):
            return
        rows = []
        for ticket in self:
            template_id = ticket._get_type_template_id("assigned")
            # sudo: servicedesk.ticket - who it is for decides, not who writes
            is_own = ticket.sudo().user_id.partner_id == ticket.sudo().partner_id
            if template_id and not is_own and ticket._has_mail_address():
                row = (ticket.id, "assigned", ticket.stage_id.id, None, None)
                rows.append((*row, template_id))
        # sudo: servicedesk.notice - the queue is the system's
        self.env["servicedesk.notice"].sudo()._queue(rows)

    def _mail_assigned(self, template):
        """Mail the requester that somebody has his ticket; it is a program's word."""
        self.ensure_one()
        if not self.is_open or not self._is_mailable():
            return self.env["mail.mail"]
        ticket = self.with_context(lang=self._get_requester_lang())
        body, subject = ticket._render_template_texts(template)
        if is_html_empty(body):
            return self.env["mail.mail"]
        # sudo: mail.mail - the desk tells, whoever gave the ticket away
        mails = self.env["mail.mail"].sudo()
        return mails.create([ticket._prepare_desk_mail_vals(body, subject)])

    def _has_been_told(self, partner, side, facts, has_mail):
        """Who gets the type's own mail of a moment needs no notice of it."""
        kind = {"waiting": "question", "assigned": "assigned"}.get(facts["event"])
        if kind and side == notice.REQUESTER and has_mail:
            is_asked = facts["event"] != "waiting" or self.waiting_reason == "customer"
            if is_asked and self._get_type_template(kind):
                return True
        return super()._has_been_told(partner, side, facts, has_mail)
