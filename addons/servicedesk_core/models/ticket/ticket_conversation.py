# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, models
from odoo.exceptions import AccessError, MissingError
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools import arguments

AGENT = "servicedesk_core.group_servicedesk_agent"
AUDITOR = "servicedesk_core.group_servicedesk_auditor"
OWNER = "servicedesk_core.group_servicedesk_service_owner"

# Whose members may read hidden notes, of some tickets or of all.
NOTES_GROUPS = (AGENT, AUDITOR, OWNER)


class ServicedeskTicket(models.Model):
    """Who reads what of a ticket's conversation, who has a voice in it, who follows.

    Two sides look at a ticket. The desk's side reads the hidden notes, their files,
    the ratings and the followers; the requester's side reads what is public. An agent
    may stand on the requester's side of a ticket: of a confidential one of another
    team that he asked for himself, or follows.
    """

    _inherit = "servicedesk.ticket"

    # ------------------------------------------------------------------
    # Reading
    # ------------------------------------------------------------------

    @api.model
    def _reads_notes(self):
        """Return whether the current user may read hidden notes of tickets at all."""
        user = self.env.user
        return self.env.su or any(user.has_group(group) for group in NOTES_GROUPS)

    @api.model
    def _get_desk_read_domain(self):
        """Return which tickets the current user reads from the desk's side.

        Hidden notes, their files, ratings and followers are for these eyes only. Who
        reads a ticket as its requester sees none of them, though he be an agent of
        another team, or of another company of the group.
        """
        if self.env.su:
            return Domain.TRUE
        user, companies = self.env.user, self.env.companies.ids
        if user.has_group(AUDITOR):
            return Domain("company_id", "in", companies)
        if user.has_group(AGENT):
            return Domain("can_read", "=", True)
        # A service's owner reads what happens with it, as an agent of another team.
        return (
            Domain("service_id", "in", user._servicedesk_owned_service_ids())
            & Domain("is_confidential", "=", False)
            & Domain("company_id", "in", companies)
        )

    def _filter_desk_readable(self):
        """Return the tickets of ``self`` that the user reads from the desk's side."""
        domain = self._get_desk_read_domain()
        # sudo: servicedesk.ticket - facts of the ticket decide who reads it
        tickets = self.sudo()
        try:
            readable = tickets.filtered_domain(domain)
        except MissingError:
            readable = tickets.exists().filtered_domain(domain)
        return readable.sudo(self.env.su)

    @api.model
    def _get_desk_read_sql(self, ticket_id):
        """Return a condition: the user reads that ticket from the desk's side.

        :param SQL ticket_id: what gives the id in the statement around it.
        """
        domain = self._get_desk_read_domain()
        # sudo: servicedesk.ticket - facts of the ticket decide who reads it
        query = self.sudo().with_context(active_test=False)._search(domain)
        query.add_where(SQL("%s = %s", SQL.identifier(query.table, "id"), ticket_id))
        return SQL("EXISTS %s", query.subselect("1"))

    @api.model
    def _get_not_kept_sql(self, ticket_id):
        """Return a condition: that ticket is no secret, or the user views it.

        Neither confidential nor internal.

        :param SQL ticket_id: what gives the id in the statement around it.
        """
        self.flush_model(["is_confidential", "internal_only"])
        return SQL(
            """NOT EXISTS (SELECT 1 FROM servicedesk_ticket kept
                            WHERE kept.id = %s
                              AND (kept.is_confidential IS TRUE
                                   OR kept.internal_only IS TRUE)
                              AND kept.id NOT IN %s)""",
            ticket_id,
            self._get_viewed_sql([self.env.uid]),
        )

    def _mail_get_operation_for_mail_message_operation(self, message_operation):
        """Requesters answer where they read; staff write where they work.

        Odoo's ``_mail_post_access = "read"`` would let every agent and auditor who
        reads a ticket answer its requester. What people outside the desk read of the
        conversation is up to ``mail.message``: the public part.
        """
        if message_operation == "create":
            return self._get_post_operations()
        return super()._mail_get_operation_for_mail_message_operation(message_operation)

    # ------------------------------------------------------------------
    # Posting
    # ------------------------------------------------------------------

    def _get_post_operations(self):
        """Return by ticket what the current user must be allowed to do to post on it.

        Following a ticket gives agents and auditors no voice; being its requester
        does, in the desk as outside.
        """
        user = self.env.user
        if not user._is_internal():
            return dict.fromkeys(self, "read")
        # Odoo's routes ask in superuser mode what the user may do.
        if self.sudo(False).has_access("write"):
            return dict.fromkeys(self, "write")
        from_desk = self.sudo(False)._reads_notes()
        # sudo: servicedesk.ticket - who is on the requester's side decides
        askers = {} if from_desk else self.sudo()._get_askers()
        return {
            ticket: "read"
            if ticket.sudo().partner_id == user.partner_id
            or user in askers.get(ticket, ())
            else "write"
            for ticket in self
        }

    def _check_may_post(self):
        """Raise unless the current user has a voice on all of ``self``.

        :raise AccessError: for who only reads, or not even that.
        """
        if self.env.su:
            return
        voices = self._mail_group_by_operation_for_mail_message_operation("create")
        for operation, tickets in voices.items():
            tickets.check_access(operation)

    def message_notify(self, **kwargs):
        """Only who has a voice here, or works in the desk, notifies anybody by name.

        Agents may notify the desk's people: who hands a ticket over, and with it his
        right to write, has the new people told of it all the same.

        :raise AccessError: for who only reads, or not even that.
        """
        self._check_may_notify(kwargs.get("partner_ids"))
        return super().message_notify(**kwargs)

    def _check_may_notify(self, partner_ids):
        """Raise unless the current user may write to these people about ``self``."""
        if self.env.su:
            return
        if not self.env.user.has_group(AGENT) or self._find_outside(partner_ids):
            self._check_may_post()

    def _find_outside(self, partner_ids):
        """Return those of these people who are not of the desk of all of ``self``."""
        ids = [id_ for id_ in partner_ids or () if arguments.is_id(id_)]
        # sudo: res.partner - whether somebody is of the desk is no secret
        people = self.env["res.partner"].sudo().browse(ids).exists()
        outside = people.browse()
        for ticket in self:
            outside |= people - ticket._filter_desk_people(people)
        return outside

    def message_post(self, **kwargs):
        """Post a message, without a rating in passing; notes are the desk's to write.

        Odoo takes ``rating_value`` from every caller and counts it as a rating, and
        it makes a hidden note of every message whose audience nobody has named.

        :raise AccessError: when a rating comes with the message.
        """
        if kwargs.get("rating_value") or kwargs.get("rating_id"):
            raise AccessError(
                self.env._("A ticket is rated with the answer to its solution only.")
            )
        named = kwargs.get("subtype_id") or kwargs.get("subtype_xmlid")
        if not named and not self.sudo(False)._is_desk_user():
            kwargs["subtype_xmlid"] = "mail.mt_comment"
        return super().message_post(**kwargs)

    def _message_compute_parent_id(self, parent_id):
        """Hang the answer of a requester on what he reads, never on a hidden note.

        Odoo takes any message of the ticket that is named, and otherwise the last
        one, notes included.
        """
        mine = self.sudo(False)
        if mine._filter_desk_readable() == mine:
            return super()._message_compute_parent_id(parent_id)
        # sudo: mail.message - the domain says what the user himself reads
        messages = self.env["mail.message"].sudo()
        read = Domain(
            [
                ("model", "=", self._name),
                ("res_id", "=", self.id),
                ("message_type", "!=", "user_notification"),
            ]
        )
        read &= messages.sudo(False)._get_depth_domain()
        named = parent_id and messages.search(read & Domain("id", "=", parent_id))
        return (named or messages.search(read, order="id desc", limit=1)).id

    def _get_allowed_message_params(self):
        """Leave kind and audience of a message to the desk's own people."""
        allowed = super()._get_allowed_message_params() - {"rating_value"}
        if self.sudo(False)._is_desk_user():
            return allowed
        return allowed - {"message_type", "subtype_xmlid"}

    def _check_can_update_message_content(self, messages):
        """Let only who works on a ticket mend his words; those of requesters stay.

        They confirm and refuse solutions, and have been mailed to others.

        :raise AccessError: for who has no right to write on the ticket.
        """
        self.check_access("write")
        return super()._check_can_update_message_content(messages)

    # ------------------------------------------------------------------
    # Following
    # ------------------------------------------------------------------

    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        """Nobody has hidden notes sent to him by following what he may not read."""
        own = set(partner_ids or []) == set(self.env.user.partner_id.ids)
        if subtype_ids and own and self._filter_desk_readable() != self:
            # sudo: mail.message.subtype - whether a subtype is internal is no secret
            subtypes = self.env["mail.message.subtype"].sudo().browse(subtype_ids)
            subtype_ids = subtypes.filtered(lambda kind: not kind.internal).ids
        return super().message_subscribe(partner_ids, subtype_ids)

    def _thread_to_store(self, store, fields, *, request_list=None):
        """Tell people outside the desk nothing of files, followers and activities.

        Odoo reads these in superuser mode for who comes with a token.
        """
        mine = self.sudo(False)
        if request_list and mine._filter_desk_readable() != mine:
            request_list = [name for name in request_list if name == "display_name"]
        return super()._thread_to_store(store, fields, request_list=request_list)
