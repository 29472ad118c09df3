# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""Two at one moment, in real transactions, on three tickets of one team.

No tests here: whoever inherits must not run them again.
"""

from .race_case import RaceCase

NAME = "Merge Race"


class MergeRaceCase(RaceCase):
    """Two agents, and ``ids``: three tickets that they work on."""

    NAME = NAME
    PEOPLE = {"one": "agent", "two": "agent"}
    MEMBERS = ("one", "two")

    def setUp(self):
        super().setUp()
        vals = {"name": NAME, "team_id": self.team_id, "partner_email": "a@x.example"}
        with self._committing(self.one) as env:
            self.ids = env["servicedesk.ticket"].create([vals] * 3).ids

    def _by_both(self, *deeds):
        """Do deeds at one moment, by the two agents in turn."""
        return self._in_threads(*deeds, uids=(self.one, self.two))

    def _merge(self, ticket_id, survivor_id):
        def deed(env):
            ticket = env["servicedesk.ticket"].browse(ticket_id)
            return ticket.action_merge_into(survivor_id)

        return deed

    def _read(self, fields):
        with self._committing() as env:
            return env["servicedesk.ticket"].browse(self.ids).read(fields, load=None)
