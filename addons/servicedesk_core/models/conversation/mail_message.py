# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

TICKET = "servicedesk.ticket"

# What may change about a message that was sent: whether it is hidden, or pinned.
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
    def _find_allowed_doc_ids(self, model_ids):
        allowed = super()._find_allowed_doc_ids(model_ids)
        found = set().union(*model_ids.get(TICKET, {}).values()) & allowed
        return allowed - set(self.browse(found)._filter_hidden_notes()._ids)

    def _get_forbidden_access(self, operation):
        """Hide notes, also from who guesses their ids, and guard what was said."""
        forbidden = super()._get_forbidden_access(operation)
        rest = self - forbidden
        if not rest or self.env.su:
            return forbidden
        if operation == "read":
            return forbidden + rest._filter_hidden_notes()
        return forbidden + rest._filter_guarded(operation)

    def _filter_hidden_notes(self):
        """Return the notes of tickets that are hidden from the current user.

        Colleagues outside the desk read the notes they were told of by name, and
        customers none at all. Odoo hides notes of type *comment* only: the log of a
        move, with what an agent said to it, has another type. Whether people of the
        desk read notes is decided with their access to the ticket.
        """
        if not self or self.env[TICKET]._reads_notes():
            return self.browse()
        told = self.env.user._is_internal() and self.env.user.partner_id.id
        rows = self.env.execute_query(
            SQL(
                """SELECT message.id
                     FROM mail_message message
                LEFT JOIN mail_message_subtype subtype
                       ON subtype.id = message.subtype_id
                    WHERE message.id = ANY(%(ids)s)
                      AND message.model = 'servicedesk.ticket'
                      AND (message.is_internal IS TRUE
                           OR subtype.id IS NULL
                           OR subtype.internal IS TRUE)
                      AND message.author_id IS DISTINCT FROM %(told)s
                      AND NOT EXISTS (SELECT 1 FROM mail_notification told
                                       WHERE told.mail_message_id = message.id
                                         AND told.res_partner_id = %(told)s)""",
                ids=self.ids,
                told=told or 0,
            )
        )
        return self.browse(message_id for (message_id,) in rows)

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
        return super().write(vals)

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
