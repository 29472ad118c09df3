# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, models

from ...tools import time_entry


class ServicedeskTimeEntry(models.Model):
    """What is over is worked on no longer: timers end with tickets and orders."""

    _inherit = "servicedesk.time.entry"

    @api.model
    def _stop_all_on(self, places):
        """Stop everybody's timers on tickets or orders that end, in superuser mode.

        Each whose timer somebody else stopped so is told, and a hidden note says whose
        ran. One's own stops without a word, unless it was forgotten: that has to be
        put right.

        :param places: tickets, of which those on their orders are no part, or orders.
        """
        domain = [
            (self._get_place_field(places), "in", places.ids),
            ("date_stop", "=", False),
        ]
        if places._name == "servicedesk.ticket":
            domain.append(("work_order_id", "=", False))
        running = self.search(domain, order="id")
        for entry in running:
            entry._stop_here()
            if entry.user_id != self.env.user or entry.is_forgotten:
                self._say_stopped(entry)
        others = running.filtered(lambda one: one.user_id != self.env.user)
        for place, entries in others.grouped(lambda one: one._get_place()).items():
            self._note_stopped(place, entries)

    def _note_stopped(self, place, entries):
        """Note on a ticket or an order whose timers its end has stopped."""
        people = [
            f"{one.user_id.name} {time_entry.format_hours(one.hours)}"
            for one in entries
        ]
        place._message_log(
            body=self.env._(
                "Timers that ran are stopped: %(people)s.", people=", ".join(people)
            )
        )
