# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import xmlrpc.client

from odoo import api, models
from odoo.exceptions import AccessError

from ...tools import mail_envelope
from .mail_message import TICKET

# What a gateway may say by RPC of the ticket that a mail makes.
TELLABLE = frozenset(
    {"name", "team_id", "ticket_type_id", "service_id", "category_id", "priority"}
)


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    @api.model
    def message_process(
        self,
        model,
        message,
        custom_values=None,
        save_original=False,
        strip_attachments=False,
        thread_id=None,
    ):
        """Take in what is for the desk; leave the rest to Odoo.

        Both ways in meet here: fetched from a mailbox, delivered by RPC.

        :raise AccessError: when somebody who is no mail gateway delivers to the desk;
            when a gateway wants more with it than its user may do.
        :raise Exception: for mail of the desk, only if it could not be stored.
        """
        if isinstance(message, xmlrpc.client.Binary):
            message = message.data
        if isinstance(message, str):
            message = message.encode("utf-8", "surrogateescape")
        raw = bytes(message)
        options = mail_envelope.clean_json(
            {
                "model": model,
                "custom_values": custom_values,
                "save_original": save_original,
                "strip_attachments": strip_attachments,
                "thread_id": thread_id,
                "company_id": self.env.company.id,
                "recipient": self.env.context.get("servicedesk_recipient"),
                "fetchmail_server_id": self.env.context.get(
                    "default_fetchmail_server_id"
                ),
            }
        )
        envelope = mail_envelope.read(raw)
        envelope.add_recipient(options["recipient"])
        intake = self.env["servicedesk.mail.intake"]
        if not intake._is_for_desk(envelope, options):
            return super().message_process(
                model,
                raw,
                custom_values=custom_values,
                save_original=save_original,
                strip_attachments=strip_attachments,
                thread_id=thread_id,
            )
        self._servicedesk_check_may_deliver()
        self._servicedesk_check_options(options)
        return intake._take_in(raw, envelope, options)

    @api.model
    def _servicedesk_check_options(self, options):
        """Let a gateway say by RPC what its user may do, and no more.

        The mail is worked off in superuser mode, whoever delivers it. What mailboxes
        and aliases are set up with, managers have decided.

        :raise AccessError: for a record he may not write, a field that is not his to
            tell, a record of a company that is not his.
        """
        user = self.env.user
        if self.env.su or user._is_system():
            return
        model, thread_id = options["model"] or TICKET, options["thread_id"]
        if thread_id and not self._servicedesk_may_write(model, thread_id):
            raise AccessError(
                self.env._("This mail gateway may not write on that ticket.")
            )
        if model != TICKET:
            return
        told = options["custom_values"] or {}
        if not isinstance(told, dict):
            told = {"custom_values": told}
        for name, value in told.items():
            if name not in TELLABLE or not self._servicedesk_may_tell(name, value):
                raise AccessError(
                    self.env._(
                        "This mail gateway may not tell “%(field)s” of a ticket.",
                        field=name,
                    )
                )

    @api.model
    def _servicedesk_may_write(self, model, thread_id):
        """Return whether the user may write on a record, in any of his companies."""
        if model not in self.env or not str(thread_id).isdecimal():
            return False
        record = self.env[model].browse(int(thread_id))
        record = record.with_context(allowed_company_ids=self.env.user.company_ids.ids)
        return bool(record.exists()) and record.has_access("write")

    @api.model
    def _servicedesk_may_tell(self, name, value):
        """Return whether a value is a plain one, and of the user's companies."""
        if not value:
            return True
        field = self.env[TICKET]._fields[name]
        if not field.relational:
            return isinstance(value, str)
        if type(value) is not int:
            return False
        # sudo: servicedesk.team, … - only its company is read
        record = self.env[field.comodel_name].sudo().browse(value).exists()
        company = record["company_id"] if "company_id" in record else None
        return bool(record) and (not company or company in self.env.user.company_ids)
