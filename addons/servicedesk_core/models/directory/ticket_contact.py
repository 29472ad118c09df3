# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import models, tools

from ...tools import phone


class ServicedeskTicket(models.Model):
    """Whom a ticket is from: strangers become contacts when it is classified."""

    _inherit = "servicedesk.ticket"

    def _make_contacts(self, is_new=False):
        """Find or make the contact of each stranger whose ticket was just classified.

        By his address, else by his number; two tickets of one stranger share the
        contact. What nobody classifies, spam for example, makes none. However many
        they are, they are looked for, and made, at once.

        :param is_new: the tickets are being registered: no mail of theirs is there
            yet, and who registers them sees to their followers.
        """
        strangers = self.filtered(lambda ticket: not ticket.partner_id)
        keys = {ticket: ticket._get_contact_key() for ticket in strangers}
        strangers = strangers.filtered(lambda ticket: keys[ticket])
        if not strangers:
            return
        # sudo: servicedesk.contact.claim - claims are kept by the system
        self.env["servicedesk.contact.claim"].sudo()._claim(*keys.values())
        found = {}
        for company, tickets in strangers.grouped("company_id").items():
            mailed = tickets.filtered("partner_email")
            found |= mailed._make_contacts_by_email(company, is_new)
            found |= (tickets - mailed)._make_contacts_by_phone(company, keys)
        writer = self.with_context(servicedesk_skip_auto_subscribe=is_new)
        for partner, tickets in strangers.grouped(found.get).items():
            if partner:
                # The rules find him, whether or not the agent may read him.
                writer.browse(tickets.ids)._write_deed({"partner_id": partner.id})

    def _get_contact_key(self):
        """Return the address, else the number, by which a stranger is found again."""
        self.ensure_one()
        # sudo: res.company - its country is no secret
        country = self.company_id.sudo().country_id
        return self.partner_email or phone.get_key(self.partner_phone, country.code)

    def _make_contacts_by_email(self, company, is_new=False):
        """Return {ticket: contact} of strangers of one company."""
        if not self:
            return {}
        senders = {} if is_new else self._get_senders()
        known = {}
        for ticket in self:
            known.setdefault(ticket.partner_email, ticket._prepare_contact_vals())
        # sudo: res.partner - agents need no right to create contacts for this
        threads = self.env["mail.thread"].sudo().with_company(company)
        found = threads._partner_find_from_emails(
            {ticket: [senders.get(ticket) or ticket.partner_email] for ticket in self},
            additional_values=known,
        )
        return {ticket: found[ticket.id][:1] for ticket in self}

    def _make_contacts_by_phone(self, company, keys):
        """Return {ticket: contact with its number}, made where nobody has it.

        Where several have it nobody is taken, and nobody made: the agent chooses.
        """
        if not self:
            return {}
        # sudo: res.partner - agents need no right to create contacts for this
        contacts = self.env["res.partner"].sudo().with_company(company)
        found = contacts._find_by_phone_keys({keys[ticket] for ticket in self}, company)
        missing = {}
        for ticket in self:
            if not found[keys[ticket]]:
                name = ticket.speaker_name or ticket.partner_phone.strip()
                vals = {"name": name, **ticket._prepare_contact_vals()}
                missing.setdefault(keys[ticket], vals)
        made = contacts.create(list(missing.values()))
        found |= dict(zip(missing, made, strict=True))
        return {
            ticket: found[keys[ticket]]
            for ticket in self
            if len(found[keys[ticket]]) == 1
        }

    def _prepare_contact_vals(self):
        """Return what is known of a stranger besides his address."""
        self.ensure_one()
        return {"phone": self.partner_phone} if self.partner_phone else {}

    def _get_senders(self):
        """Return {ticket: formatted From, with the name, of the mail that made it}."""
        # sudo: mail.message - the first message decides the contact's name
        messages = (
            self.env["mail.message"]
            .sudo()
            .search_fetch(
                [
                    ("model", "=", self._name),
                    ("res_id", "in", self.ids),
                    ("message_type", "=", "email"),
                ],
                ["res_id", "email_from"],
                order="id",
            )
        )
        first = {}
        for message in messages:
            first.setdefault(message.res_id, message.email_from)
        return {
            ticket: first[ticket.id]
            for ticket in self
            if tools.email_normalize(first.get(ticket.id)) == ticket.partner_email
        }
