# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, models


class MailTemplatePreview(models.TransientModel):
    _inherit = "mail.template.preview"

    @api.depends("lang", "resource_ref")
    def _compute_mail_template_fields(self):
        """Fill in a template with what its reader may read anyway.

        Odoo fills in whatever record is named. It takes the id alone: a contact of the
        same number would stand for a ticket.

        :raise AccessError: when he may not read the record.
        """
        for preview in self:
            # sudo: mail.template - for which kind of record it is, is no secret
            model = preview.mail_template_id.sudo().model
            if preview.resource_ref and model in self.env:
                record = self.env[model].browse(preview.resource_ref.id)
                record.sudo(False).check_access("read")
        return super()._compute_mail_template_fields()
