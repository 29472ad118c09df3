# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models

TICKET = "servicedesk.ticket"


class MailComposeMessage(models.TransientModel):
    """The composer shows and sends nothing of tickets beyond its user's rights.

    Odoo fills it in superuser mode: whoever names a record and a template to it
    would read the template filled with that record.
    """

    _inherit = "mail.compose.message"

    servicedesk_audience = fields.Char(
        string="Who Gets It",
        compute="_compute_servicedesk_audience",
        help="Who outside the desk is mailed an answer on a ticket.",
    )

    @api.depends("model", "res_ids", "composition_mode")
    @api.depends_context("uid", "lang")
    def _compute_servicedesk_audience(self):
        """Say it of a ticket that the user works on; nothing of others."""
        for composer in self:
            composer.servicedesk_audience = False
            if composer.model != TICKET or composer.composition_mode != "comment":
                continue
            # sudo: mail.compose.message - Odoo fills it in so; the ticket is checked
            ids = composer.sudo()._evaluate_res_ids()
            tickets = self.env[TICKET].sudo(False).browse(ids).exists()
            if len(tickets) == 1 and tickets._filter_desk_readable():
                composer.servicedesk_audience = tickets._get_audience()["text"]

    @api.model_create_multi
    def create(self, vals_list):
        composers = super().create(vals_list)
        composers._check_ticket_access()
        return composers

    def write(self, vals):
        result = super().write(vals)
        self._check_ticket_access()
        return result

    def onchange(self, values, field_names, fields_spec):
        if not self.env.su:
            defaults = self.default_get([*fields_spec, "model", "res_ids", "parent_id"])
            self.new({**defaults, **values}, origin=self)._check_ticket_access()
        return super().onchange(values, field_names, fields_spec)

    def _check_ticket_access(self):
        """Raise unless the user reads the tickets and the message it is about.

        :raise AccessError: when he does not read all of them.
        """
        if self.env.su:
            return
        # sudo: mail.compose.message - what it is about, not what it says
        for composer in self.sudo():
            if composer.model == TICKET:
                ids = [] if composer.res_domain else composer._evaluate_res_ids()
                self.env[TICKET].browse(ids).check_access("read")
            if composer.parent_id.model == TICKET:
                composer.parent_id.sudo(False).check_access("read")

    def _action_send_mail_mass_mail(self, res_ids, auto_commit=False):
        """Who has no voice on a ticket does not write to its requester by mass mail.

        Odoo sends it, and logs it in the conversation, for everybody who reads.

        :raise AccessError: when the user has none on one of the tickets.
        """
        if self.model == TICKET:
            self.env[TICKET].browse(res_ids)._check_may_post()
        return super()._action_send_mail_mass_mail(res_ids, auto_commit=auto_commit)
