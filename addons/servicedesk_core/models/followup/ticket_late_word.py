# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, models
from odoo.tools import plaintext2html

from ...tools import mail_subject
from ..ticket.servicedesk_ticket import DEED
from .ticket_follow_up import OVER

# What a route to a new ticket carries instead of values; nobody else has the DEED.
FOLLOWS = "servicedesk_follows"
# What people say; what jobs tell of is of another kind.
TALK = ("comment", "email", "notification")


class ServicedeskTicket(models.Model):
    """What is said on a closed ticket opens one that goes on with it.

    By mail, in the portal and by RPC alike. Several answers join one follow-up; whom
    the desk may not be told by, what a program wrote, and thanks open none.
    """

    _inherit = "servicedesk.ticket"

    def _get_closed_end(self):
        """Return the closed ticket that words on this one are about, or an empty one.

        Of a merged ticket the survivor, where it may be said there. What the customer
        must not know of he does not answer.
        """
        self.ensure_one()
        ticket = self
        if ticket.merged_into_id:
            if not ticket._is_merged_together():
                return self.browse()
            ticket = ticket._get_survivor()
        over = ticket.state in OVER and not ticket.internal_only
        return ticket if over else self.browse()

    def _find_or_lock(self):
        """Return the open follow-up; without one, keep others from making another."""
        found = self._find_open_follow_up()
        if not found:
            self._lock_for_follow_up()
            found = self._find_open_follow_up()
        return found

    # ------------------------------------------------------------------
    # By mail
    # ------------------------------------------------------------------

    def _is_followed_by_mail(self, values):
        """Return whether a mail on this closed ticket is something to work on.

        :param dict values: the mail's, as Odoo parsed it.
        """
        author = self.env["res.partner"].browse(values.get("author_id") or [])
        if self._is_desk_author(author):
            return False
        files = [
            (_is_shown(file, values.get("body")), len(file[1] or ""))
            for file in values.get("attachments") or ()
        ]
        subject = values.get("subject")
        return not self._is_thanks(values.get("body"), subject, files, author)

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        """Make the follow-up of a closed ticket, where the mail answers one."""
        mark = (custom_values or {}).get(FOLLOWS)
        if not isinstance(mark, tuple) or mark[0] is not DEED:
            return super().message_new(msg_dict, custom_values=custom_values)
        # sudo: servicedesk.ticket - the gateway makes it, whoever runs it
        closed = self.sudo().browse(mark[1])
        vals = closed._prepare_continued_vals()
        subject = mail_subject.clean(msg_dict.get("subject"), closed.number)
        vals["name"] = subject or vals["name"]
        desk = self.with_company(closed.company_id)
        made = super(ServicedeskTicket, desk).message_new(msg_dict, custom_values=vals)
        if "assignment_facts" in vals and made.user_id.id == vals["user_id"]:
            # A route carries no facts; why he has it is told all the same.
            facts = {"assignment_facts": vals["assignment_facts"]}
            # sudo: servicedesk.ticket - the gateway makes it, whoever runs it
            made.sudo()._write_deed(facts)
        closed._tie_follow_up(made)
        return made

    # ------------------------------------------------------------------
    # In the portal, by RPC
    # ------------------------------------------------------------------

    def message_post(self, **kwargs):
        """Let requesters go on talking on a ticket that is open.

        :return: the message, which lives on the follow-up.
        """
        closed = self._find_closed_talk(kwargs)
        if not closed:
            return super().message_post(**kwargs)
        opened = closed._open_for_words(kwargs)
        # sudo: servicedesk.ticket - back to the rights of who writes
        follow_up = opened.sudo(self.env.su)
        # Files uploaded for the closed one go where the words go.
        files = self.env["ir.attachment"].browse(kwargs.get("attachment_ids") or [])
        # sudo: ir.attachment - his own, of this very message
        files.sudo().filtered(
            lambda file: (
                (file.res_model, file.res_id) == (self._name, self.id)
                and file.create_uid == self.env.user
            )
        ).write({"res_id": follow_up.id})
        kwargs.pop("parent_id", None)
        return follow_up.message_post(**kwargs)

    def _find_closed_talk(self, values):
        """Return the closed ticket whose requester's side is about to say something.

        Odoo's routes post in superuser mode for who may; jobs and the gateway do so
        for nobody, and go on as they are.
        """
        empty = self.browse()
        # sudo: servicedesk.ticket - whether it is over is no secret
        if len(self) != 1 or self.sudo().state not in OVER:
            return empty
        user = self.env.user
        kind = values.get("message_type") or "notification"
        if self.env.context.get("servicedesk_answer") or kind not in TALK:
            return empty
        if user._is_public() or not user.active or not self._is_public_word(values):
            return empty
        closed = self.sudo()._get_closed_end()
        if not closed or self.sudo(False).has_access("write"):
            return empty
        # What he may not post he is told by what posts it.
        self._check_may_post()
        if closed._is_desk_author(user.partner_id):
            return empty
        has_files = values.get("attachment_ids") or values.get("attachments")
        page = _to_page(values.get("body"))
        if not has_files and closed._is_thanks(page, "", (), user.partner_id):
            return empty
        return closed

    @api.model
    def _is_public_word(self, values):
        """Return whether a message is to be public, as posting will see it."""
        comment_id = self.env["ir.model.data"]._xmlid_to_res_id("mail.mt_comment")
        if values.get("is_internal"):
            return False
        if subtype_id := values.get("subtype_id"):
            return subtype_id == comment_id
        if subtype := values.get("subtype_xmlid"):
            return subtype == "mail.mt_comment"
        return not self.sudo(False)._is_desk_user()

    def _open_for_words(self, values):
        """Return the follow-up on which the user says something; he follows it."""
        self.ensure_one()
        follow_up = self._find_or_lock()
        if not follow_up:
            page = _to_page(values.get("body"))
            follow_up = self._make_follow_up({"channel": "portal", "description": page})
            follow_up._send_acknowledgement()
            follow_up = follow_up.with_context(servicedesk_first_mail=True)
        # Who saw the closed one sees what he says about it.
        follow_up._message_subscribe(self.env.user.partner_id.ids)
        return follow_up


def _to_page(body):
    """Return what is posted as HTML: plain text is not read as such."""
    return body if hasattr(body, "__html__") else plaintext2html(str(body or ""))


def _is_shown(file, body):
    """Return whether a file of a mail is a picture that its text shows."""
    info = (file[2] if len(file) > 2 else None) or {}
    kind = info.get("servicedesk_kind") or ""
    cid = info.get("cid")
    return kind.startswith("image/") and bool(cid) and f"cid:{cid}" in str(body or "")
