# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models, tools

from .servicedesk_ticket import DEED_FIELDS


class ServicedeskTicket(models.Model):
    """Mail in, and who follows the conversation."""

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

        What a route adds (the defaults of an alias, the values of a gateway) may not
        tell what only deeds write: it would be written in superuser mode.
        """
        added = {
            name: value
            for name, value in (custom_values or {}).items()
            if name not in DEED_FIELDS - {"company_id"}
        }
        values = {
            "name": (msg_dict.get("subject") or "").strip() or self.env._("No subject"),
            "channel": "email",
            "partner_id": msg_dict.get("author_id") or False,
            "description": msg_dict.get("body") or False,
            **added,
        }
        sender = self._get_answerable_address(msg_dict.get("email_from"))
        # Odoo takes no alias for somebody's address: who was found is a person.
        acknowledge = not self.env.context.get("servicedesk_automatic_mail") and (
            bool(msg_dict.get("author_id"))
            or bool(sender and not self._is_own_address(sender))
        )
        if acknowledge:
            values["date_acknowledged"] = fields.Datetime.now()
        if not sender:
            msg_dict = msg_dict | {"email_from": False}
        ticket = super().message_new(msg_dict, custom_values=values)
        # The mail itself is posted next, on this record with this context.
        return ticket.with_context(
            servicedesk_first_mail=True, servicedesk_acknowledge=acknowledge
        )

    @api.model
    def _get_answerable_address(self, sender):
        """Return the plain address in a mail's From, or False: nobody can be answered.

        Odoo makes “@example.com” of an address with two signs.
        """
        plain = tools.email_normalize(sender)
        return plain if plain and not plain.startswith("@") else False

    @api.model
    def _is_own_address(self, sender):
        """Return whether a mail comes from an alias of ours: nobody reads an answer."""
        plain = tools.email_normalize(sender)
        # sudo: mail.alias - the gateway asks, whoever runs it
        aliases = self.env["mail.alias"].sudo()
        return bool(
            plain and aliases.search_count([("alias_full_name", "=", plain)], limit=1)
        )

    def _message_compute_parent_id(self, parent_id):
        """The mail that makes a ticket answers nothing: do not look for what."""
        if self.env.context.get("servicedesk_first_mail"):
            return parent_id
        return super()._message_compute_parent_id(parent_id)

    @api.model
    def _detect_loop_sender_domain(self, email_from_normalized):
        """Count what the sender mailed, by the index on addresses.

        Only mailed tickets: a busy shop whose calls an agent registers is no loop.
        """
        return [
            ("partner_email", "=", email_from_normalized),
            ("channel", "=", "email"),
        ]

    def _message_post_after_hook(self, message, msg_values):
        """Acknowledge the first mail, stamp the first answer, call the hooks."""
        result = super()._message_post_after_hook(message, msg_values)
        self._after_public_message(message, msg_values)
        return result

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
        if self.env.context.get("servicedesk_acknowledge"):
            answered = self.with_context(
                # sudo: mail.message - its number is known to who wrote it
                servicedesk_acknowledged_mail=message.sudo().message_id
            )
            answered._mail_acknowledgement()
        if not self.env.context.get("servicedesk_automatic_mail"):
            self._resume_on_answer()
        self._on_customer_message(message)

    def _is_from_desk(self, message):
        """Whether an agent other than the requester wrote ``message``.

        Colleagues without a role in the desk are on the requester's side; agents who
        have left since count as what they were.
        """
        # sudo: mail.message - the author decides whose word it is
        return self._is_desk_author(message.sudo().author_id)

    def _is_desk_author(self, author):
        """Whether an agent other than the requester is ``author``, a contact."""
        # sudo: res.partner - requesters do not read the desk's people
        author = author.sudo()
        if not author or author == self.sudo().partner_id:
            return False
        users = author.with_context(active_test=False).user_ids
        agent = "servicedesk_core.group_servicedesk_agent"
        return any(user.has_group(agent) for user in users)

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
        # sudo: mail.message.subtype - requesters register tickets too
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
