# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, models


class MailThread(models.AbstractModel):
    """What Odoo's gateway does with words and files, for the desk's mail done by us."""

    _inherit = "mail.thread"

    @api.model
    def _message_parse_extract_payload(
        self, message, message_dict, save_original=False
    ):
        """Leave words and files of the desk's mail to the intake.

        Odoo takes a file apart as what it claims to be: a text it cannot read, or a
        calendar in another alphabet, loses bytes or fails.
        """
        if self.env.context.get("servicedesk_mail_content"):
            return {"body": "", "attachments": []}
        return super()._message_parse_extract_payload(
            message, message_dict, save_original=save_original
        )

    def _create_attachments_for_post(self, values_list, extra_list):
        """Store files of mails as what their bytes are, and byte by byte.

        Odoo would go by the name, and make large pictures smaller.
        """
        thread = self
        for values, extra in zip(values_list, extra_list, strict=True):
            info = extra[3]
            if kind := (info or {}).get("servicedesk_kind"):
                values["mimetype"] = kind
                thread = self.with_context(image_no_postprocess=True)
        return super(MailThread, thread)._create_attachments_for_post(
            values_list, extra_list
        )
