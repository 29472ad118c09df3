# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import models
from odoo.tools import email_normalize

from ..ticket.servicedesk_ticket import DEED


class ServicedeskTicket(models.Model):
    """To whom a message is mailed: once to each, not to its author, not to the desk."""

    _inherit = "servicedesk.ticket"

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        """Look at addresses, where Odoo looks at contacts.

        One person is often two contacts: he would read a message twice, or get a copy
        of what he mailed himself.
        """
        recipients = super()._notify_get_recipients(message, msg_vals, **kwargs)
        if not self or not recipients:
            return recipients
        unwanted = self._get_authors_addresses(message, msg_vals or {}, kwargs)
        own = self.env["mail.alias"]._get_own_addresses()
        # sudo: servicedesk.ticket - requesters write messages, too
        requester_id = self.sudo().partner_id.id
        recipients = self._leave_out_companies(recipients, requester_id)
        if self._is_in_doubt(message, msg_vals or {}):
            recipients = self._leave_out_outsiders(recipients)
        kept, seen = [], {}
        # Of two contacts with one address the requester counts, then who can log in.
        order = sorted(
            recipients,
            key=lambda one: (one["id"] != requester_id, not one["uid"], one["id"] or 0),
        )
        for one in order:
            address = one["email_normalized"]
            if one["notif"] != "email" or not address:
                kept.append(one)
            elif address not in own and address not in unwanted:
                if seen.setdefault(address, one) is one:
                    kept.append(one)
        return [one for one in recipients if any(one is other for other in kept)]

    def _leave_out_companies(self, recipients, requester_id):
        """Return the recipients without our companies' general mailboxes.

        Whoever reads those need not read of tickets. A colleague may have such an
        address as his own, and a company may have asked for something itself.
        """
        ids, addresses = self.env["res.company"]._get_mailboxes()
        return [
            one
            for one in recipients
            if (one["uid"] and not one["share"])
            or (one["id"] and one["id"] == requester_id)
            or (one["id"] not in ids and one["email_normalized"] not in addresses)
        ]

    def _is_in_doubt(self, message, msg_vals):
        """Return whether a message may be somebody else's than its sender's.

        Who shows it to the requester later answers for it.
        """
        if self.env.context.get("servicedesk_publishing") is DEED:
            return False
        # sudo: mail.message - whether it is in doubt is for the desk to know
        return bool(
            msg_vals.get("servicedesk_unverified")
            or message.sudo().servicedesk_unverified
        )

    def _leave_out_outsiders(self, recipients):
        """Return who of the recipients is of the desk: others would believe it."""
        people = self.env["res.partner"].browse(
            one["id"] for one in recipients if one["id"] and not one["share"]
        )
        inside = self._filter_desk_people(people)._ids
        return [one for one in recipients if one["id"] in inside]

    def _get_authors_addresses(self, message, msg_vals, options):
        """Return the addresses of who wrote ``message``, in small letters.

        None where a program speaks in somebody's name, and to him, too.
        """
        kind = msg_vals.get("message_type") or message.message_type
        if kind not in ("comment", "email"):
            return set()
        if any(self.env.context.get(key) for key in ("mail_notify_author",)):
            return set()
        if options.get("notify_author") or options.get("notify_author_mention"):
            return set()
        if self.env.context.get("servicedesk_ask_confirmation"):
            return set()
        # sudo: mail.message, res.partner - the address is compared, not shown
        message = message.sudo()
        found = {message.author_id.email_normalized}
        found.add(email_normalize(msg_vals.get("email_from") or message.email_from))
        return found - {False, None, ""}
