# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from markupsafe import escape

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import email_normalize, format_date

from odoo.addons.mail.tools.discuss import Store

from ...tools import arguments
from ..ticket.servicedesk_ticket import DEED
from .mail_message import TICKET

# What people write themselves; logs of moves and automatic mails are not shown later.
PEOPLES = ("comment", "email")


class MailMessage(models.Model):
    """Say of each message of a ticket who may read it."""

    _inherit = "mail.message"

    def _is_hidden_note(self):
        """Return whether only the desk reads this message of a ticket."""
        self.ensure_one()
        # sudo: mail.message.subtype - whether a subtype is internal is no secret
        message = self.sudo()
        return bool(message.is_internal or message.subtype_id.internal)

    def _is_publishable(self):
        """Return whether this is a hidden comment that somebody wrote himself."""
        self.ensure_one()
        return self.message_type in PEOPLES and self._is_hidden_note()

    def _to_store_defaults(self, target):
        """Tell the desk's screens who reads a message, and from whose side it comes."""
        names = super()._to_store_defaults(target)
        if target.is_internal(self.env):
            values = {
                "servicedesk_hidden": lambda message: message._is_hidden_note(),
                "servicedesk_from_desk": lambda message: message._is_from_our_side(),
            }
            names += [
                Store.Attr(
                    name, value=value, predicate=lambda message: message.model == TICKET
                )
                for name, value in values.items()
            ]
        return names

    def _is_from_our_side(self):
        """Return whether the desk wrote this message of a ticket, or its program."""
        self.ensure_one()
        # sudo: mail.message, servicedesk.ticket - whose word it is shows on the ticket
        message = self.sudo()
        author = message.author_id
        ticket = self.env[TICKET].sudo().browse(message.res_id)
        program_id = self.env["ir.model.data"]._xmlid_to_res_id("base.partner_root")
        return (
            author.id == program_id
            or author == ticket.company_id.partner_id
            or ticket._is_desk_author(author)
        )


class ServicedeskTicket(models.Model):
    """A hidden comment is shown to the requester by a deed, which cannot be undone.

    It then is an answer as any other: in his pages, in his mail, for the clocks. When
    it was written, and by whom, stays.
    """

    _inherit = "servicedesk.ticket"

    def action_publish_message(self, message_id=False):
        """Show a hidden comment, and its files, to the requester; mail it to his side.

        It counts as an answer from now on. A ticket that is over takes it, as it takes
        an answer.

        :param int message_id: a comment or mail on this ticket that is hidden.
        :raise UserError: for what is no hidden comment of this ticket, also because
            somebody was faster, and where the requester is told nothing at all.
        """
        self._check_work_access()
        message_id = arguments.record_id(self.env, message_id, "message_id")
        if len(self) != 1:
            raise UserError(self.env._("A comment belongs to one ticket."))
        self._lock()
        message = self._find_own_message(message_id)
        if reason := self._why_not_publish(message):
            raise UserError(reason)
        self._publish(message)
        return True

    def _find_own_message(self, message_id):
        """Return the message of this ticket with that id, read anew, or an empty one.

        Ids of other tickets' messages are told from missing ones by nothing.
        """
        # sudo: mail.message - where it belongs is looked at, before anything is told
        message = self.env["mail.message"].sudo().browse(message_id or []).exists()
        message.invalidate_recordset()
        return message.filtered(
            lambda found: found.model == self._name and found.res_id == self.id
        )

    def _why_not_publish(self, message):
        """Return why a message of this ticket cannot be shown now, or False.

        :param message: in superuser mode.
        """
        self.ensure_one()
        if not message:
            return self.env._("There is no such comment on this ticket.")
        if self.internal_only:
            return self.env._(
                "This ticket is kept from its requester: nothing on it is shown to him."
            )
        if self.merged_into_id:
            return self.env._(
                "This ticket was merged into %(ticket)s; answer the requester there.",
                ticket=self.merged_into_id.number,
            )
        if message.message_type not in PEOPLES or self._is_merge_copy(message):
            return self.env._(
                "Only what somebody wrote himself is shown later, no notes of the"
                " system."
            )
        if not message._is_hidden_note():
            return self.env._(
                "The requester can read this already: perhaps a colleague was faster."
            )
        return False

    def _is_merge_copy(self, message):
        """Return whether this is what another customer's ticket said, merged in here.

        Copies are told by their type; those of old merges are of people's own types.
        """
        # sudo: servicedesk.ticket - what was merged into it, whoever may read that
        ticket = self.sudo()
        if not ticket.merged_count:
            return False
        merged, level = ticket.browse(), ticket
        while level:
            level = level.search([("merged_into_id", "in", level.ids)]) - merged
            merged |= level
        return any(
            message.id in (one.merge_facts or {}).get("copies", ()) for one in merged
        )

    def _publish(self, message):
        """Make a public comment of a hidden one and have it answer the requester.

        :param message: in superuser mode.
        """
        comment_id = self.env["ir.model.data"]._xmlid_to_res_id("mail.mt_comment")
        values = {"subtype_id": comment_id, "is_internal": False}
        # What a customer reads hangs on nothing that he may not read: his answer would
        # be taken for one to the hidden note.
        if message.parent_id and message.parent_id._is_hidden_note():
            values["parent_id"] = False
        # sudo: mail.message - who may publish was checked by the deed
        message = message.sudo()
        message.write(values | self._prepare_published_addressee(message))
        self._note_publishing(message)
        # sudo: servicedesk.ticket - the mails are made as for any answer
        ticket = self.sudo().with_context(servicedesk_publishing=DEED)
        ticket._notify_thread(message, msg_vals=False, skip_existing=True)
        if not self._is_asking_sides_word(message):
            if not self.date_first_response:
                self._write_stamp({"date_first_response": fields.Datetime.now()})
            self._on_agent_message(message)

    def _prepare_published_addressee(self, message):
        """Return what makes the requester one of those the comment is mailed to."""
        # sudo: res.partner - only the address is used
        ticket = self.sudo()
        if self._is_asking_sides_word(message):
            return {}
        if ticket.partner_id:
            return {"partner_ids": [Command.link(ticket.partner_id.id)]}
        return {"outgoing_email_to": ticket.partner_email}

    def _is_asking_sides_word(self, message):
        """Return whether a message is the requester's side's own: it answers nothing.

        A customer's mail may have been hidden by mistake.
        """
        # sudo: mail.message - the author decides whose word it is
        message = message.sudo()
        author, address = message.author_id, email_normalize(message.email_from)
        return not self._is_from_desk(message) and self._is_asking_side(
            address or author.email_normalized, author
        )

    def _note_publishing(self, message):
        """Note who has shown whose words of when; read by the desk only."""
        author = message.author_id.name or message.email_from
        body = self.env._(
            "%(user)s has shown the requester what %(author)s wrote on %(date)s. It"
            " was hidden before.",
            user=self.env.user.name,
            author=author or self.env._("somebody"),
            date=format_date(self.env, message.date),
        )
        self._message_log(body=escape(body))

    # ------------------------------------------------------------------
    # Who is mailed
    # ------------------------------------------------------------------

    def _thread_to_store(self, store, fields, *, request_list=None):
        """Tell the desk's screens who gets an answer, before it is written."""
        result = super()._thread_to_store(store, fields, request_list=request_list)
        if request_list and "suggestedRecipients" in request_list:
            for ticket in self.sudo(False)._filter_desk_readable():
                values = {"servicedesk_audience": ticket._get_audience()}
                store.add(ticket, values, as_thread=True)
        return result

    def _get_audience(self):
        """Return a sentence: who outside the desk gets an answer, and if anybody does.

        The requester by name and address, of others on his side how many follow.
        """
        self.ensure_one()
        # sudo: servicedesk.ticket, mail.followers - whoever works here may know
        ticket = self.sudo()
        requester = ticket.partner_id
        others = ticket.message_follower_ids.filtered(
            lambda follower: (
                follower.partner_id != requester
                and follower.partner_id.active
                and any(not kind.internal for kind in follower.subtype_ids)
            )
        ).partner_id
        count = len(others - self._filter_desk_people(others))
        email = requester.email_normalized or ticket.partner_email or ""
        who = f"{requester.name} <{email}>" if requester.name else email
        return {
            "text": self._say_audience(who if email else requester.name, count),
            "internal_only": ticket.internal_only,
        }

    def _say_audience(self, who, count):
        """Return who gets an answer: ``who`` and ``count`` others of his side."""
        if not who:
            return self.env._("There is no requester yet: nobody is sure to get this.")
        if count == 1:
            return self.env._("Mailed to %(who)s and one more on his side.", who=who)
        if count:
            return self.env._(
                "Mailed to %(who)s and %(count)s more on his side.",
                who=who,
                count=count,
            )
        return self.env._("Mailed to %(who)s.", who=who)

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        """Mail what is shown later to the requester's side only.

        The desk's people had it before.
        """
        recipients = super()._notify_get_recipients(message, msg_vals, **kwargs)
        if self.env.context.get("servicedesk_publishing") is not DEED:
            return recipients
        people = self.env["res.partner"].browse(
            one["id"] for one in recipients if one["id"]
        )
        desk_ids = set(self._filter_desk_people(people)._ids)
        return [one for one in recipients if one["id"] not in desk_ids]

    def _get_publish_recipients(self, message):
        """Return names with addresses of those who would be mailed the comment now."""
        self.ensure_one()
        # sudo: servicedesk.ticket, mail.message - whoever works here may know
        ticket = self.sudo().with_context(servicedesk_publishing=DEED)
        message = message.sudo()
        comment_id = self.env["ir.model.data"]._xmlid_to_res_id("mail.mt_comment")
        values = {"subtype_id": comment_id}
        if not self._is_asking_sides_word(message):
            if ticket.partner_id:
                ids = (message.partner_ids | ticket.partner_id).ids
                values["partner_ids"] = ids
            else:
                values["outgoing_email_to"] = ticket.partner_email
        recipients = ticket._notify_get_recipients(message, values, skip_existing=True)
        return [
            f"{one['name'] or ''} <{one['email_normalized'] or ''}>".strip()
            for one in recipients
        ]
