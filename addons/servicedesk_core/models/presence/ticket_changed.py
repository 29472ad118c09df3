# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import logging

from odoo import api, fields, models
from odoo.tools import SQL

from .servicedesk_presence import LISTENING

CHANGED = "servicedesk_ticket/changed"
KEY = "servicedesk_changed"
# What the system keeps book of by itself is no news of a colleague: forms take it in,
# and say nothing.
BOOK_KEEPING = frozenset(
    {
        "date_asked",
        "confirm_next_at",
        "confirm_reminder_count",
        "confirm_called_at",
        "confirm_call_count",
        "worked_hours",
        "timer_count",
    }
)

_logger = logging.getLogger(__name__)


class ServicedeskTicket(models.Model):
    """Who has a ticket open is told when somebody else has changed it.

    Once a transaction, after its commit, with one statement of its own: what nobody
    looks at costs its writer nothing, and a failure here undoes no work.
    """

    _inherit = "servicedesk.ticket"

    @api.model_create_multi
    def create(self, vals_list):
        tickets = super().create(vals_list)
        # Nobody has open what is not there yet.
        self._get_changes()["fresh"].update(tickets._ids)
        return tickets

    def write(self, vals):
        result = super().write(vals)
        self._remember_change(vals)
        return result

    def _message_post_after_hook(self, message, msg_values):
        result = super()._message_post_after_hook(message, msg_values)
        self._remember_change(("message_ids",))
        return result

    @api.model
    def _get_changes(self):
        """Return what this transaction has changed, and by whom; told at its end."""
        callbacks = self.env.cr.postcommit
        changes = callbacks.data.get(KEY)
        if changes is None:
            changes = {"fresh": set(), "fields": {}, "uid": self.env.uid}
            callbacks.data[KEY] = changes
            registry = self.env.registry
            callbacks.add(lambda: _tell(registry, changes))
        return changes

    def _remember_change(self, names):
        """Remember to tell of these fields at the end of the transaction."""
        if not self.env.registry.ready:
            return
        changes = self._get_changes()
        changes["uid"] = self.env.uid
        for ticket_id in self._ids:
            if ticket_id not in changes["fresh"]:
                told = changes["fields"].setdefault(ticket_id, set())
                told.update(set(names) - BOOK_KEEPING)

    @api.model
    def _tell_changes(self, changed):
        """Tell who has one of these tickets open, except the current user.

        :param dict changed: names of fields by id of the ticket.
        """
        rows = self.env.execute_query(
            SQL(
                """SELECT presence.ticket_id, ticket.write_date,
                          ARRAY_AGG(presence.user_id)
                     FROM servicedesk_presence presence
                     JOIN servicedesk_ticket ticket ON ticket.id = presence.ticket_id
                    WHERE presence.ticket_id = ANY(%s)
                      AND presence.user_id != %s
                      AND presence.seen_at > %s
                 GROUP BY presence.ticket_id, ticket.write_date""",
                list(changed),
                self.env.uid,
                fields.Datetime.now() - LISTENING,
            )
        )
        for ticket_id, write_date, user_ids in rows:
            payload = {
                "ticket_id": ticket_id,
                "user_id": self.env.uid,
                "user_name": self.env.user.name,
                "fields": sorted(changed[ticket_id]),
                "write_date": fields.Datetime.to_string(write_date),
            }
            ticket = self.browse(ticket_id)
            ticket._filter_present(user_ids)._bus_send(CHANGED, payload)


def _tell(registry, changes):
    """Tell of ``changes`` in a transaction of its own."""
    if not changes["fields"]:
        return
    try:
        with registry.cursor() as cr:
            env = api.Environment(cr, changes["uid"], {})
            env["servicedesk.ticket"]._tell_changes(changes["fields"])
    except Exception:
        # The change itself is committed: who has the ticket open sees it later.
        _logger.exception("Nobody was told that tickets were changed")
