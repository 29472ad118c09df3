# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, models
from odoo.exceptions import MissingError

from ..ticket.servicedesk_ticket import DEED
from .ticket_late_word import FOLLOWS

TICKET = "servicedesk.ticket"


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    @api.model
    def _message_route_process(self, message, message_dict, routes):
        """Deliver what answers a closed ticket to the one that goes on with it."""
        routes = [
            self._servicedesk_follow_up(message, message_dict, route)
            for route in routes or ()
        ]
        return super()._message_route_process(message, message_dict, routes)

    @api.model
    def _servicedesk_follow_up(self, message, message_dict, route):
        """Return a route to a follow-up, if a person outside answers a closed ticket.

        What is hidden, what a program or the desk wrote, and thanks stay on it.
        """
        model, thread_id, values, *rest = route
        if model != TICKET or not thread_id:
            return route
        # sudo: servicedesk.ticket - the gateway looks, whoever runs it
        ticket = self.env[model].sudo().browse(thread_id)
        try:
            closed = ticket._get_closed_end()
        except MissingError:
            return route
        if not closed or message_dict.get("is_internal"):
            return route
        if not closed._is_followed_by_mail(message_dict):
            return route
        if self._servicedesk_is_automatic(message):
            return route
        found = closed._find_or_lock()
        if closed._get_closed_end() != closed:
            return route  # reopened meanwhile
        # What it answers is a message of another ticket.
        message_dict["parent_id"] = False
        if found:
            return (model, found.id, values, *rest)
        return (model, 0, {FOLLOWS: (DEED, closed.id)}, *rest)
