# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, models

NAMES = ("state", "waiting_reason", "team_id", "user_id")


class MoveTeller:
    """Says in words what changed from one span to the next; knows all names needed."""

    def __init__(self, env, labels, names):
        self.env = env
        self.labels = labels
        self.names = names

    def before(self, row):
        """Return the former values that stand in a row beside the present ones."""
        if not row["was_id"]:
            return None
        return {name: row[f"was_{name}"] for name in NAMES}

    def actor(self, row):
        """Return who made the move; False where nobody is known to have."""
        return self.names["actor_id"].get(row["actor_id"], False)

    def team(self, row):
        return self.names["team_id"].get(row["team_id"], False)

    def user(self, row):
        return self.names["user_id"].get(row["user_id"], False)

    def state(self, row):
        """Return the state, and what is waited for."""
        state = self.labels["state"][row["state"]]
        reason = self.labels["waiting_reason"].get(row["waiting_reason"])
        return f"{state}: {reason}" if reason else state

    def tell(self, row, before):
        """Return what happened; without ``before`` the ticket was registered."""
        if not before:
            return self.env._("Registered")
        words = []
        if row["state"] != before["state"] or (
            row["waiting_reason"] != before["waiting_reason"]
        ):
            words.append(self.state(row))
        if row["team_id"] != before["team_id"]:
            team = self.team(row)
            words.append(
                self.env._("to %(team)s", team=team)
                if team
                else self.env._("to no team")
            )
        if row["user_id"] != before["user_id"]:
            user = self.user(row)
            words.append(
                self.env._("assigned to %(user)s", user=user)
                if user
                else self.env._("assigned to nobody")
            )
        return " · ".join(words)


class ServicedeskTicketSpan(models.Model):
    """The moves of a ticket in words."""

    _inherit = "servicedesk.ticket.span"

    @api.model
    def _get_move_teller(self, rows):
        """Return a :class:`MoveTeller` that knows the names in ``rows``, batched.

        :param rows: dicts of spans, with the former values under ``was_…`` or not.
        """
        ids = {name: set() for name in ("team_id", "user_id", "actor_id")}
        for row in rows:
            for name, found in ids.items():
                found.add(row.get(name))
        names = {}
        for name, found in ids.items():
            # sudo: servicedesk.team, res.users, res.partner - who reads a ticket reads
            # who had it, of what team and company ever
            records = self.env[self._fields[name].comodel_name].sudo()
            records = records.browse(sorted(found - {None, False}))
            names[name] = {record.id: record.name for record in records}
        labels = {
            name: dict(self._fields[name]._description_selection(self.env))
            for name in ("state", "waiting_reason")
        }
        return MoveTeller(self.env, labels, names)
