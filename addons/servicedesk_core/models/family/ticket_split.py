# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import re

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import email_normalize, html2plaintext, is_html_empty

from ...tools import arguments

# What people and their mail programs say; the rest is told by the system.
SAID = ("comment", "email")
# So long a first line makes a subject.
SUBJECT_LENGTH = 80
# What belongs to who asked before, and not to who asks for the new ticket.
OF_THE_ASKER = (
    "partner_email",
    "partner_phone",
    "site_id",
    "contract_id",
    "speaker_name",
)
# “Re: [SD-000123] ”, however often.
ANSWERED = re.compile(r"^\s*(?:(?:[^\W\d_]{1,4}\s*:)|(?:\[[^\]]*\]))\s*")
# Pictures and files inside of a text are named by their number.
FILE_ADDRESS = re.compile(r"(/web/(?:image|content)/)(\d+)(?=[/?\"'&#\s]|$)")


class ServicedeskTicket(models.Model):
    """One message becomes a ticket of its own: it was about something else.

    The new ticket gets a copy: same author, date, kind and files; the message stays
    where it was said. What is hidden stays hidden, and what is confidential so.
    """

    _inherit = "servicedesk.ticket"

    split_message_id = fields.Many2one(
        "mail.message",
        string="Split from the Message",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups="servicedesk_core.group_servicedesk_agent,"
        "servicedesk_core.group_servicedesk_auditor",
    )

    def action_split(self, message_id=False, name=""):
        """Make a new ticket of one message of this one.

        :param int message_id: what somebody said on this ticket.
        :param str name: its subject; empty: that of the message, or its first line.
        :return: the id of the new ticket.
        :raise AccessError: for who does not work here, or does not read the message.
        :raise UserError: for anything but words of this ticket, and for a message
            that became a ticket before: it says which.
        """
        self._check_work_access()
        if len(self) != 1:
            raise UserError(self.env._("Choose one ticket."))
        message_id = arguments.record_id(self.env, message_id, "message_id")
        name = arguments.text(self.env, name, "name")
        self._lock()
        message = self._find_splittable(message_id)
        fresh = self._make_split(message, name or self._get_split_name(message))
        return fresh.id

    def _find_splittable(self, message_id):
        """Return the message, in superuser mode, if it may become a ticket.

        :raise UserError: unless it is said here, and is no ticket yet.
        """
        self.ensure_one()
        message = self.env["mail.message"].browse(message_id or []).exists()
        # sudo: mail.message - where it belongs is asked before anything is told
        hangs = message.sudo()
        if not message or (hangs.model, hangs.res_id) != (self._name, self.id):
            raise UserError(
                self.env._("Choose a message of %(ticket)s.", ticket=self.number)
            )
        message.check_access("read")
        if hangs.message_type not in SAID:
            raise UserError(
                self.env._(
                    "Only what somebody wrote becomes a ticket, not an entry of the"
                    " log."
                )
            )
        if is_html_empty(hangs.body) and not hangs.attachment_ids:
            raise UserError(self.env._("This message was deleted."))
        # sudo: servicedesk.ticket - what became of it, whoever may read that
        known = self.sudo().search([("split_message_id", "=", message.id)], limit=1)
        if known:
            raise UserError(
                self.env._(
                    "This message became %(ticket)s already.", ticket=known.number
                )
            )
        return hangs

    def _get_split_name(self, message):
        """Return a subject for the ticket that ``message`` becomes.

        Its requester reads it: so of a hidden note it says nothing.
        """
        # sudo: servicedesk.ticket - who splits it works on it
        ticket = self.sudo()
        if self._is_hidden(message):
            return ticket.name
        for line in (message.subject, *html2plaintext(message.body or "").split("\n")):
            words = " ".join((line or "").split())
            while match := ANSWERED.match(words):
                words = words[match.end() :]
            if words and words != ticket.name:
                return words[:SUBJECT_LENGTH]
        return ticket.name

    # ------------------------------------------------------------------
    # Making it
    # ------------------------------------------------------------------

    def _make_split(self, message, name):
        """Return the new ticket with a copy of ``message``; both sides say so."""
        self.ensure_one()
        # sudo: servicedesk.ticket - copied as a whole, to teams of others, too
        maker = self.sudo()._without_deed().with_company(self.company_id)
        fresh = maker.browse().create(self._prepare_split_vals(message, name))
        copy = self._copy_split(message, fresh)
        if not self._is_hidden(message):
            fresh._write_deed({"description": copy.body})
        maker._link(fresh)
        maker._message_log(
            body=self.env._(
                "A message was split into %(ticket)s.", ticket=fresh._get_number_link()
            )
        )
        fresh._message_log(
            body=self.env._(
                "Split from a message of %(ticket)s.", ticket=maker._get_number_link()
            )
        )
        return fresh.with_env(self.env)

    def _prepare_split_vals(self, message, name):
        """Return the values of the ticket that ``message`` becomes."""
        vals = self._prepare_follow_up_vals()
        vals |= {
            "name": name,
            "description": False,
            "channel": "email" if message.message_type == "email" else self.channel,
            "split_message_id": message.id,
        }
        if self._is_hidden(message):
            # Nobody is thanked for what he does not know of.
            vals["date_acknowledged"] = fields.Datetime.now()
        if self.env.user._is_internal():
            vals["opener_id"] = self.env.user.id
        asker = self._get_split_requester(message)
        if asker:
            for key in OF_THE_ASKER:
                vals.pop(key, None)
            vals |= asker
        return vals

    def _get_split_requester(self, message):
        """Return who asked, if that is another one than this ticket's requester."""
        author = message.author_id
        desk = self.company_id.partner_id | self.env.ref("base.partner_root")
        if self._is_hidden(message) or author in desk or self._is_from_desk(message):
            return {}
        # sudo: servicedesk.ticket - who splits it works on it
        if author and author != self.sudo().partner_id:
            return {"partner_id": author.id}
        email = email_normalize(message.email_from)
        if not author and email and email != self.partner_email:
            return {"partner_id": False, "partner_email": email}
        return {}

    @api.model
    def _is_hidden(self, message):
        return bool(message.is_internal or message.subtype_id.internal) or (
            not message.subtype_id
        )

    def _copy_split(self, message, fresh):
        """Return a copy of ``message`` on ``fresh``; in superuser mode."""
        names = ("message_type", "date", "email_from", "is_internal", "subject")
        names += ("servicedesk_unverified", "incoming_email_to", "incoming_email_cc")
        vals = {name: message[name] for name in names}
        if message.message_type != "email":
            # Made of number and subject of the first ticket: that may be another's.
            vals["subject"] = False
        files = message.attachment_ids.sorted("id")
        copies = files.browse()
        for file in files:
            copies |= file.copy({"res_model": fresh._name, "res_id": fresh.id})
        copied = dict(zip(files.ids, copies.ids, strict=True))
        body = FILE_ADDRESS.sub(
            lambda found: f"{found[1]}{copied.get(int(found[2]), found[2])}",
            str(message.body or ""),
        )
        return message.create(
            vals
            | {
                "model": fresh._name,
                "res_id": fresh.id,
                "body": body,
                "author_id": message.author_id.id,
                "subtype_id": message.subtype_id.id,
                "attachment_ids": [Command.set(copies.ids)],
            }
        )
