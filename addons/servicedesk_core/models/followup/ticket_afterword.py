# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import html2plaintext

from ...tools import mail_subject, thanks

SOLVED = ("resolved", "closed", "cancelled")
THANKS, WORD = "thanks", "word"
NO_WORD = {"afterword_id": False, "afterword_kind": False}
# So much of what was written is the reason of a refusal; the message has it all.
LONGEST_REASON = 4000


class ServicedeskTicket(models.Model):
    """What the requester says after the solution: it reopens nothing by itself.

    “Thanks” is no answer to the question whether it works, and is none to be told of.
    Anything else may be a refusal in other words, and only a person can tell: the
    ticket keeps it in sight until the assignee has said which it was, or until the
    question is answered.
    """

    _inherit = "servicedesk.ticket"

    afterword_id = fields.Many2one(
        "mail.message",
        string="Word after the Solution",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    afterword_kind = fields.Selection(
        [(THANKS, "Thanks"), (WORD, "Something to Read")],
        string="Words after the Solution",
        readonly=True,
        copy=False,
    )
    afterword_text = fields.Text(
        compute="_compute_afterword_text",
        string="What Was Said",
        help="What the requester's side wrote after the solution was proposed.",
    )

    @api.depends("afterword_id")
    def _compute_afterword_text(self):
        """Show what is new in the message, to who reads the ticket from the desk."""
        told = self.filtered("afterword_id")
        told = told and told._filter_desk_readable()
        for ticket in self:
            ticket.afterword_text = ticket in told and ticket._get_afterword_text()

    def _get_afterword_text(self):
        """Return what is new in the word after the solution, as plain text."""
        self.ensure_one()
        # sudo: mail.message - a public message of a ticket that the user reads
        body = str(self.sudo().afterword_id.body or "")
        text = thanks.read(body) or html2plaintext(body)
        return text.strip()[:LONGEST_REASON]

    # ------------------------------------------------------------------
    # Noticing
    # ------------------------------------------------------------------

    def _on_customer_message(self, message):
        """Keep words about a solution in sight; of thanks alone nobody is told."""
        context = self.env.context
        if (
            self.state not in SOLVED
            or context.get("servicedesk_first_mail")
            or context.get("servicedesk_automatic_mail")
        ):
            return super()._on_customer_message(message)
        kind = THANKS if self._is_only_thanks(message) else WORD
        quiet = self.with_context(servicedesk_only_thanks=kind == THANKS)
        result = super(ServicedeskTicket, quiet)._on_customer_message(message)
        if self.state == "resolved":
            self._note_afterword(message, kind)
        return result

    def _note_afterword(self, message, kind):
        """Mark the ticket with a public word; thanks do not cover what is to be read.

        A stranger's words are hidden, and those of nobody's side.
        """
        # sudo: servicedesk.ticket, mail.message - requesters do not read the mark
        ticket, said = self.sudo(), message.sudo()
        if said.is_internal or said.subtype_id.internal:
            return
        if kind == THANKS and ticket.afterword_kind == WORD:
            return
        ticket._write_stamp({"afterword_id": said.id, "afterword_kind": kind})

    def _is_only_thanks(self, message):
        """Return whether a message of this ticket thanks, and says nothing else."""
        # sudo: mail.message, ir.attachment - what was said, and what came with it
        said = message.sudo()
        files = [
            (
                (file.mimetype or "").startswith("image/")
                and f"/web/image/{file.id}" in str(said.body or ""),
                file.file_size,
            )
            for file in said.attachment_ids
        ]
        subject = said.subject if said.message_type == "email" else ""
        return self._is_thanks(said.body, subject, files, said.author_id)

    def _is_thanks(self, body, subject, files, author):
        """Return whether words thank, and nothing else.

        :param body: HTML.
        :param subject: of a mail; a new one may say what the text does not.
        :param files: as :func:`thanks.has_only_small_images` takes them.
        :param author: the contact who says it; may be empty.
        """
        self.ensure_one()
        if not thanks.has_only_small_images(files):
            return False
        # sudo: servicedesk.ticket, res.users - whom he may thank by name
        ticket = self.sudo()
        if not mail_subject.is_answer(subject, ticket.number, ticket.name):
            return False
        users = ticket.user_id | ticket.resolved_by_id | ticket.opener_id
        people = ticket.partner_id | author.sudo() | users.partner_id
        people |= ticket.commercial_partner_id
        return thanks.is_thanks(body, people.mapped("name"))

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        """Nor does anybody of the desk get them as who follows the ticket."""
        recipients = super()._notify_get_recipients(message, msg_vals, **kwargs)
        # sudo: servicedesk.ticket, mail.message - what was said, and by whom
        ticket, said = self.sudo(), message.sudo()
        if (
            not recipients
            or len(self) != 1
            or ticket.state not in SOLVED
            or said.message_type not in ("comment", "email")
            or self.env.context.get("servicedesk_answer")
            or ticket._is_from_desk(said)
            or not ticket._is_only_thanks(said)
        ):
            return recipients
        ids = [one["id"] for one in recipients if one["id"] and not one["share"]]
        desk = ticket._filter_desk_people(self.env["res.partner"].sudo().browse(ids))
        return [one for one in recipients if one["id"] not in desk._ids]

    @api.model
    def _queue_notices(self, happened, message=None):
        """Tell nobody of thanks: there is nothing to do about them."""
        if self.env.context.get("servicedesk_only_thanks"):
            happened = {
                event: tickets
                for event, tickets in happened.items()
                if event != "customer_answer"
            }
        return super()._queue_notices(happened, message)

    # ------------------------------------------------------------------
    # Deeds
    # ------------------------------------------------------------------

    def action_thanks(self):
        """Leave it at thanks: there was nothing to do about what was said.

        Nothing is confirmed by it, and the question stays open.

        :raise UserError: for a ticket without such words: somebody was faster.
        """
        self._take_afterwords()
        self._clear_afterword()
        bodies = dict.fromkeys(
            self.ids, self.env._("Read what was said after the solution: thanks only.")
        )
        self._message_log_batch(bodies=bodies)
        return True

    def action_not_solved(self):
        """Take what was said after the solution for a refusal: back in work.

        It counts as the requester's answer of this cycle, said by mail and recorded
        by who read it. Where nothing is asked, or was answered before, the ticket is
        reopened with his words.

        :raise UserError: for a ticket without such words: somebody was faster.
        """
        self._take_afterwords()
        for ticket in self:
            words = ticket._get_afterword_text() or ticket.env._(
                "The requester sent files; see the message."
            )
            if ticket.confirmation != "awaiting":
                ticket.action_reopen(reason=words)
                continue
            # sudo: servicedesk.ticket - the rules of refusal hold, whoever records
            ticket.sudo()._apply_answer(
                {
                    "answer": "refuse",
                    "feedback": words,
                    "by_phone": True,
                    "way": "mail",
                },
                # sudo: mail.message - who wrote it is the requester's side
                ticket.sudo().afterword_id.author_id,
            )
        return True

    def _take_afterwords(self):
        """Lock the tickets; raise unless the user may judge what was said there."""
        self._check_work_access()
        self._lock()
        for ticket in self:
            if not ticket.afterword_kind or ticket.state != "resolved":
                raise UserError(
                    self.env._(
                        "Nothing waits to be read on %(ticket)s any more: somebody was"
                        " faster, or the question is answered.",
                        ticket=ticket.number,
                    )
                )

    def _clear_afterword(self):
        """Take the mark off: it was read, or the question is answered."""
        # sudo: servicedesk.ticket - the requester's own answer clears it, too
        marked = self.sudo().filtered("afterword_kind")
        if marked:
            marked._write_stamp(NO_WORD)

    # ------------------------------------------------------------------
    # The question is answered
    # ------------------------------------------------------------------

    def _on_state_changed(self, old_states):
        result = super()._on_state_changed(old_states)
        self.filtered(lambda ticket: ticket.state != "resolved")._clear_afterword()
        return result

    def _apply_answer(self, answer, author, cycle=False):
        """What was said before the answer has had its answer."""
        counted = super()._apply_answer(answer, author, cycle=cycle)
        if counted:
            self._clear_afterword()
        return counted

    def _post_answer(self, headline, answer, author):
        """Say what his words were taken for; he said them himself before."""
        if answer.get("way") != "mail":
            return super()._post_answer(headline, answer, author)
        # Who is told speaks his own language.
        env = self.with_context(lang=self._get_requester_lang()).env
        lines = (
            Markup("<p><strong>%s</strong></p>") % env._("Not solved."),
            Markup("<p>%s</p>")
            % env._("We took what you wrote for that, and work on it again."),
            Markup("<p><em>%s</em></p>")
            % env._("Recorded by %(user)s.", user=self.env.user.name),
        )
        return self.with_context(servicedesk_answer=True).message_post(
            body=Markup("").join(lines),
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            **self._get_requester_recipients(),
        )

    # ------------------------------------------------------------------
    # What comes next
    # ------------------------------------------------------------------

    @api.depends("afterword_kind")
    def _compute_next_step(self):
        return super()._compute_next_step()

    def _say_next_step(self, reasons):
        if self.state == "resolved" and self.afterword_kind == WORD:
            return self.env._("Read what was said after the solution")
        return super()._say_next_step(reasons)
