# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import xmlrpc.client

from odoo import api, models

from ...tools import mail_envelope


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

        :raise AccessError: when somebody who is no mail gateway delivers to the desk.
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
        return intake._take_in(raw, envelope, options)
