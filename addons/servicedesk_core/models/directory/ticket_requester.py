# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, models
from odoo.exceptions import UserError

from ..ticket.servicedesk_ticket import DEED


class ServicedeskTicket(models.Model):
    """Whom a user makes the requester he may read; who asked by himself may be anybody.

    A company serves the people of another, whose contacts its agents do not read: those
    order in the portal or write a mail.
    """

    _inherit = "servicedesk.ticket"

    @api.model_create_multi
    def create(self, vals_list):
        if self.env.context.get("servicedesk_copying") is not DEED:
            default = self.env.context.get("default_partner_id")
            given = [vals.get("partner_id", default) for vals in vals_list]
            self._check_requesters_read(given)
        return super().create(vals_list)

    def copy(self, default=None):
        """A copy is for whom the ticket is for, whether he may be read or not."""
        if "partner_id" in (default or {}):
            return super().copy(default)
        copier = self.with_context(servicedesk_copying=DEED)
        copies = super(ServicedeskTicket, copier).copy(default)
        return copies.with_env(self.env)

    def _check_requester_change(self, vals):
        partner_id = vals.get("partner_id")
        if partner_id and any(ticket.partner_id.id != partner_id for ticket in self):
            self._check_requesters_read([partner_id])
        return super()._check_requester_change(vals)

    @api.model
    def _check_requesters_read(self, partner_ids):
        """Raise unless the user reads the contacts that he makes requesters.

        :raise UserError: which tells nothing of the contact.
        """
        partners = self.env["res.partner"].browse({*partner_ids} - {None, False})
        if not self.env.su and partners - partners._filtered_access("read"):
            raise UserError(
                self.env._(
                    "You do not see this contact, perhaps since it belongs to another"
                    " company, so you cannot make it the requester. Choose another one,"
                    " or enter an e-mail or phone number alone."
                )
            )

    def _mail_track(self, tracked_fields, initial_values):
        """Name in the log what was before, also where who changes it may not read it.

        Odoo reads the new value in superuser mode, and the old one as the user: who
        corrects a requester of another company would be refused.
        """
        # sudo: any model - its name has stood on the ticket for all to read
        former = {
            name: value.sudo() if isinstance(value, models.BaseModel) else value
            for name, value in initial_values.items()
        }
        return super()._mail_track(tracked_fields, former)
