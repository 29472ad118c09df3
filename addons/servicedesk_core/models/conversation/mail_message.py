# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

TICKET = "servicedesk.ticket"

# What may change about a message that was sent: that it is hidden from now on, and
# whether it is pinned.
CHANGEABLE = frozenset({"is_internal", "pinned_at"})


class MailMessage(models.Model):
    """A ticket's conversation is read in two depths, and stays as it was written.

    People outside the desk read what is public, by whatever way they ask. Nobody
    writes, rewrites or deletes messages but through the conversation: by RPC Odoo
    lets everybody whom a message reached rewrite it, and who follows one ticket
    write into another.
    """

    _inherit = "mail.message"

    # ------------------------------------------------------------------
    # Reading
    # ------------------------------------------------------------------

    @api.model
    def _search(self, domain, *args, bypass_access=False, **kwargs):
        """Find no hidden note of a ticket for who stands on the requester's side.

        Odoo asks for no more than that a message reached somebody: a public one that
        was hidden later did.
        """
        if not self.env.su and not bypass_access:
            domain = Domain(domain) & self._get_depth_domain()
        return super()._search(domain, *args, bypass_access=bypass_access, **kwargs)

    @api.model
    def _get_depth_domain(self):
        """Return which messages the current user reads, as far as tickets go.

        Colleagues outside the desk read the notes that name them, customers none. Of
        a confidential ticket nobody reads what once reached him, unless he is still
        one of those who see the ticket.
        """
        tickets = self.env[TICKET].sudo(False)

        def is_read_by_desk(model, alias, _query):
            return tickets._get_desk_read_sql(SQL.identifier(alias, "res_id"))

        def is_not_kept_from_me(model, alias, _query):
            return tickets._get_not_kept_sql(SQL.identifier(alias, "res_id"))

        domain = Domain("is_internal", "=", False) & Domain(
            "subtype_id.internal", "=", False
        )
        partner = self.env.user.partner_id
        if self.env.user._is_internal():
            domain |= Domain("author_id", "=", partner.id)
            domain |= Domain("partner_ids", "in", partner.ids)
        domain &= Domain.custom(to_sql=is_not_kept_from_me)
        domain |= Domain("model", "!=", TICKET)
        if tickets._reads_notes():
            domain |= Domain.custom(to_sql=is_read_by_desk)
        return domain

    def _get_forbidden_access(self, operation):
        """Hide notes, also from who guesses their ids, and guard what was said."""
        forbidden = super()._get_forbidden_access(operation)
        rest = self - forbidden
        if not rest or self.env.su:
            return forbidden
        if operation == "read":
            return forbidden + rest._filter_hidden_notes()
        hidden = rest._filter_hidden_notes() if operation == "write" else rest.browse()
        return forbidden + hidden + (rest - hidden)._filter_guarded(operation)

    @api.model
    def _get_with_access(self, message_id, mode="read", **kwargs):
        """Give Odoo's routes no hidden note, nor a key the right to write.

        They are content with access to the ticket, of the user or by a key that came
        along: so people outside the desk reacted to notes they may not read.
        """
        # sudo: mail.message - where a message belongs decides who gets it
        if self.sudo().browse(message_id).exists().model != TICKET:
            return super()._get_with_access(message_id, mode=mode, **kwargs)
        keys = kwargs if mode == "read" else {}
        message = super()._get_with_access(message_id, mode=mode, **keys)
        return message - message.sudo(False)._filter_hidden_notes()

    def _filter_hidden_notes(self):
        """Return the notes of tickets that are hidden from the current user.

        Odoo hides notes of type *comment* from customers, and none from colleagues:
        the log of a move, with what an agent said to it, has another type.
        """
        # sudo: mail.message - where a message belongs decides who reads it
        ours = self.sudo().filtered(lambda message: message.model == TICKET)
        tickets = self.env[TICKET].browse(set(ours.mapped("res_id")))
        readable = set(tickets._filter_desk_readable()._ids)
        rest = ours.filtered(lambda message: message.res_id not in readable)
        if not rest:
            return self.browse()
        shown = rest.search(Domain("id", "in", rest.ids) & self._get_depth_domain())
        return self.browse((rest - shown).ids)

    @api.depends_context("uid")
    def _compute_display_name(self):
        """Tell the subject, which names the ticket, to who may read the message.

        Odoo reads the names of what a record points to in superuser mode: who answers
        a message he only knows the number of would be told its subject.
        """
        super()._compute_display_name()
        # sudo: mail.message - where a message belongs decides who reads its name
        ours = self.sudo().filtered(lambda message: message.model == TICKET)
        ours = self.browse(ours.ids).sudo(False)
        for message in ours - ours._filtered_access("read"):
            self.browse(message.id).display_name = self.env._("Message")

    # ------------------------------------------------------------------
    # Writing
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Let people outside the desk speak through the conversation only.

        :raise AccessError: when one of them makes a message by himself, with a
            date, a kind and files as he likes.
        """
        if not self.env.su and not self.env[TICKET]._is_desk_user():
            model = self.env.context.get("default_model")
            if any(vals.get("model", model) == TICKET for vals in vals_list):
                raise AccessError(
                    self.env._("Please answer in the ticket's conversation.")
                )
        return super().create(vals_list)

    def write(self, vals):
        if not vals.keys() <= CHANGEABLE and self._filter_guarded("unlink"):
            raise AccessError(
                self.env._("What was said about a ticket is not changed afterwards.")
            )
        if "is_internal" in vals and not vals["is_internal"]:
            self._check_not_shown_in_passing()
        return super().write(vals)

    def _check_not_shown_in_passing(self):
        """Raise where a hidden comment would become public by a mere flag.

        Nobody would be mailed it, and it would count as no answer.

        :raise AccessError: naming the deed that shows it.
        """
        if self.env.su:
            return
        # sudo: mail.message - where a message belongs decides how it is shown
        for message in self.sudo():
            if message.model == TICKET and message._is_hidden_note():
                raise AccessError(
                    self.env._(
                        "A hidden comment is shown with “Show to the Requester” in its"
                        " menu: so he is told of it."
                    )
                )

    def _filter_guarded(self, operation):
        """Return those messages of tickets that the user may not touch so.

        Only his access to the ticket counts: not that he wrote the message, was
        told of it, follows the ticket, or was told of another message before.
        """
        if self.env.su:
            return self.browse()
        # sudo: mail.message - where a message belongs decides who may touch it
        ours = self.sudo().filtered(
            lambda message: (
                message.model == TICKET and message.message_type != "user_notification"
            )
        )
        ours = ours.sudo(False)
        if not ours or operation == "unlink":
            return ours.browse() if self.env.user._is_system() else ours
        ids = set(ours.sudo().mapped("res_id"))
        allowed = self._filter_records_for_message_operation(TICKET, ids, operation)
        return ours.filtered(
            lambda message: message.sudo().res_id not in set(allowed._ids)
        )
