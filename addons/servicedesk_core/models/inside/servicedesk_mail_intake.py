# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import models


class ServicedeskMailIntake(models.Model):
    """No mail of an outsider gets to an internal ticket, whatever it refers to.

    He wrote before it was hidden, and knows its number, perhaps a mail about it. What
    he writes now becomes a ticket of its own, of which he hears as of any other.
    """

    _inherit = "servicedesk.mail.intake"

    def _find_thread(self, head, address):
        thread = super()._find_thread(head, address)
        thread.quoted = thread.quoted.filtered(lambda found: not found.internal_only)
        found = thread.ticket | thread.twins
        hidden = found.filtered("internal_only")
        if hidden:
            people = self._find_people(address)
            hidden -= hidden.filtered(lambda one: one._is_party(address, people))
        if hidden:
            self._forget(thread, hidden)
            if not thread.ticket:
                self._find_by_number(thread, head, address)
                thread.quoted = thread.quoted - hidden
        return thread

    def _forget(self, thread, hidden):
        """Take the tickets out of what a mail was found to name."""
        gone = set(hidden.ids)
        thread.keys = [key for key in thread.keys if key[0] not in gone]
        thread.messages = thread.messages.filtered(
            lambda message: message.res_id not in gone
        )
        thread.answerer, thread.is_named = "", False
        left = thread.twins - hidden
        if thread.ticket not in hidden:
            thread.twins = left
            return
        thread.ticket, thread.twins = thread.ticket.browse(), left
        thread.parent, thread.sides, thread.how = thread.parent.browse(), [], ""
        if left:
            thread.aim(left[:1])
