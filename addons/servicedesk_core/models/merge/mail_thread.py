# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, models


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    @api.model
    def _message_route_process(self, message, message_dict, routes):
        """Deliver what answers a merged ticket where its work goes on."""
        routes = [self._servicedesk_follow_merge(*route) for route in routes or ()]
        return super()._message_route_process(message, message_dict, routes)

    @api.model
    def _servicedesk_follow_merge(self, model, thread_id, *rest):
        """Return a route to the survivor, if it leads to a merged ticket.

        Unless the other customer may not read that one: then the mail stays his.
        """
        if model == "servicedesk.ticket" and thread_id:
            # sudo: servicedesk.ticket - the gateway looks, whoever runs it
            ticket = self.env[model].sudo().browse(thread_id).exists()
            if ticket.merged_into_id and ticket._is_merged_together():
                thread_id = ticket._get_survivor().id
        return (model, thread_id, *rest)
