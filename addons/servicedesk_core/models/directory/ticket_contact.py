# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import models, tools

from ...tools import phone


class ServicedeskTicket(models.Model):
    """Whom a ticket is from: strangers become contacts when it is classified."""

    _inherit = "servicedesk.ticket"

    def _make_contacts(self):
        """Find or make the contact of each stranger whose ticket was just classified.

        By his address, else by his number; two tickets of one stranger share the
        contact. What nobody classifies, spam for example, makes none.
        """
        for ticket in self:
            if ticket.partner_id:
                continue
            if ticket.partner_email:
                partner = ticket._make_contact_by_email()
            else:
                partner = ticket._make_contact_by_phone()
            if partner:
                # The rules find him, whether or not the agent may read him.
                ticket._write_deed({"partner_id": partner.id})

    def _make_contact_by_email(self):
        self.ensure_one()
        # sudo: servicedesk.contact.claim - claims are kept by the system
        self.env["servicedesk.contact.claim"].sudo()._claim(self.partner_email)
        # sudo: res.partner - agents need no right to create contacts for this
        threads = self.env["mail.thread"].sudo().with_company(self.company_id)
        return threads._partner_find_from_emails_single(
            [self._get_sender() or self.partner_email],
            no_create=False,
            additional_values={self.partner_email: self._prepare_contact_vals()},
        )

    def _make_contact_by_phone(self):
        """Return the contact with the ticket's number, made if nobody has it.

        Where several have it nobody is taken, and nobody made: the agent chooses.
        """
        self.ensure_one()
        # sudo: res.company - its country is no secret
        company = self.company_id.sudo()
        key = phone.get_key(self.partner_phone, company.country_id.code)
        if not key:
            return self.env["res.partner"]
        # sudo: servicedesk.contact.claim - claims are kept by the system
        self.env["servicedesk.contact.claim"].sudo()._claim(key)
        # sudo: res.partner - agents need no right to create contacts for this
        contacts = self.env["res.partner"].sudo().with_company(company)
        found = contacts._find_by_phone(self.partner_phone, company)
        if found:
            return found if len(found) == 1 else found.browse()
        name = self.speaker_name or self.partner_phone.strip()
        return contacts.create({"name": name, **self._prepare_contact_vals()})

    def _prepare_contact_vals(self):
        """Return what is known of a stranger besides his address."""
        self.ensure_one()
        return {"phone": self.partner_phone} if self.partner_phone else {}

    def _get_sender(self):
        """Return the formatted From of the mail that made the ticket, with the name."""
        self.ensure_one()
        # sudo: mail.message - the first message decides the contact's name
        first = (
            self.env["mail.message"]
            .sudo()
            .search(
                [
                    ("model", "=", self._name),
                    ("res_id", "=", self.id),
                    ("message_type", "=", "email"),
                ],
                order="id",
                limit=1,
            )
        )
        if tools.email_normalize(first.email_from) == self.partner_email:
            return first.email_from
        return False
