# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ...tools import escalation as steps
from ...tools import escalation_map, excerpt

# Where no team had it, and nobody was named.
NOWHERE = "nowhere"


class ServicedeskTicket(models.Model):
    """The map of a ticket's path: which teams it came to, by whose offer or move."""

    _inherit = "servicedesk.ticket"

    def get_servicedesk_path_map(self):
        """Return the map of one ticket's path, for the desk's eyes.

        A dict: ``lanes``, each with ``key``, ``name`` and ``is_now``, whether it has
        the ticket now; and ``steps``, the first one first, each with ``source`` and
        ``target`` (places in ``lanes``; no source: False), ``before`` and ``holder``
        (who was responsible until then, and who afterwards), ``state`` (start, move,
        or that of the offer), ``share``, ``what``, ``label``, ``date`` (UTC, text),
        ``by``, ``why``, ``answer`` and ``answered``.

        :raise AccessError: for who does not read the ticket from the desk's side.
        """
        self._check_ids()
        if len(self) != 1:
            raise UserError(self.env._("Ask for the path of one ticket."))
        self.check_access("read")
        if not self._filter_desk_readable():
            raise AccessError(self.env._("Only the service desk can do this."))
        self._log_reading()
        rows = self._get_span_rows()
        # sudo: servicedesk.escalation - who reads a ticket reads its whole path, with
        # the names of all who had it
        offers = {offer.id: offer for offer in self.sudo().escalation_ids}
        lanes, steps = escalation_map.draw(
            self._get_path_stays(rows),
            [offer._get_path_offer() for offer in offers.values()],
        )
        places = {lane: index for index, lane in enumerate(lanes)}
        now = steps[-1].holder if steps else None
        told, before = [], False
        for index, step in enumerate(steps):
            row = self._tell_step(step, rows, offers.get(step.offer))
            row["key"] = index
            row["source"] = places.get(step.source, False)
            row["target"] = places[step.target]
            row["before"] = before
            before = row["holder"] = places.get(step.holder, False)
            told.append(row)
        names = self._name_path_lanes(lanes)
        return {
            "lanes": [
                {"key": lane, "name": names[lane], "is_now": lane == now}
                for lane in lanes
            ],
            "steps": told,
        }

    def _get_path_stays(self, rows):
        """Return the teams that had the ticket, by when it came to them."""
        return [
            escalation_map.Stay(_place(row["team_id"]), row["date_from"])
            for row in rows
        ]

    def _name_path_lanes(self, lanes):
        """Return {lane: its name}, batched."""
        models_of = {"team": "servicedesk.team", "user": "res.users"}
        names = {NOWHERE: self.env._("No Team")}
        for kind, model in models_of.items():
            ids = [int(lane.split(":")[1]) for lane in lanes if lane.startswith(kind)]
            # sudo: servicedesk.team, res.users - who reads a ticket reads who had it
            for record in self.env[model].sudo().browse(ids):
                names[f"{kind}:{record.id}"] = record.name
        return names

    def _tell_step(self, step, rows, offer):
        """Return in words what happened in a step."""
        row = {
            "date": fields.Datetime.to_string(step.date),
            "state": step.kind,
            "share": "whole",
            "label": "",
            "why": "",
            "answer": "",
            "answered": False,
        }
        if step.kind == "decision":
            return {**row, **offer._tell_decision_on_map()}
        if offer:
            return {**row, **offer._tell_on_map()}
        moved = next(span for span in rows if span["date_from"] == step.date)
        # sudo: servicedesk.team, res.partner - who reads a ticket reads who moved it
        team = self.env["servicedesk.team"].sudo().browse(moved["team_id"] or [])
        actor = self.env["res.partner"].sudo().browse(moved["actor_id"] or [])
        row["by"] = actor.name or ""
        if step.kind == "start":
            row["what"] = self.env._("Registered")
        elif team:
            row["what"] = self.env._("Moved to %(team)s", team=team.name)
        else:
            row["what"] = self.env._("Taken from its team")
        return row


class ServicedeskEscalation(models.Model):
    """An offer, as the map of its ticket's path shows it."""

    _inherit = "servicedesk.escalation"

    def _get_path_offer(self):
        """Return this offer as :mod:`tools.escalation_map` needs it."""
        self.ensure_one()
        return escalation_map.Offer(
            id=self.id,
            source=_place(self.from_team_id.id, self.from_user_id.id),
            target=_place(self.to_team_id.id, self.to_user_id.id),
            share=self.share,
            state=self.state,
            date=self.date_offered or self.create_date,
            answered=self.date_answered,
            settled=self.date_settled,
            taker=self._get_path_taker(),
        )

    def _get_path_taker(self):
        """Return the lane of who has it by the decision of a dispute."""
        if self.decision == steps.SENDER:
            return _place(self.from_team_id.id, self.from_user_id.id)
        if self.decision == steps.OTHER:
            return _place(self.decided_team_id.id, self.decided_user_id.id)
        return _place(self.to_team_id.id, self.to_user_id.id)

    def _tell_on_map(self):
        """Return in words what was offered, to whom and why, and what came of it."""
        self.ensure_one()
        labels = dict(self._fields["state"]._description_selection(self.env))
        receiver = self._name_side("to")
        if self.share == "part":
            what = self.env._("A part offered to %(receiver)s", receiver=receiver)
        else:
            what = self.env._("Offered to %(receiver)s", receiver=receiver)
        # The decision is a step of its own; until then it was a dispute.
        state = steps.DISPUTED if self.state == steps.SETTLED else self.state
        return {
            "state": state,
            "share": self.share,
            "label": labels[state],
            "what": what,
            "by": self.from_user_id.name or "",
            "why": self._tell_reason(),
            "answer": self._tell_answer(),
            "answered": fields.Datetime.to_string(self.date_answered) or False,
        }

    def _tell_reason(self):
        """Return why it was offered, after the words for the part that was."""
        self.ensure_one()
        if self.share == steps.PART and self.part:
            return f"{excerpt.end_sentence(self.part)} {self.reason}"
        return self.reason

    def _tell_answer(self):
        """Return what came of an offer, in sentences; "" while nothing has."""
        self.ensure_one()
        names = {"who": self.answered_by_id.name or "", "why": self.return_reason or ""}
        told = []
        if self.raised_from_team_id:
            told.append(
                self.env._(
                    "Nobody answered in %(team)s, so it was raised.",
                    team=self.raised_from_team_id.name,
                )
            )
        if self.state == steps.ACCEPTED:
            told.append(self.env._("Accepted by %(who)s", **names))
        elif self.state == steps.RETURNED:
            told.append(self.env._("Returned by %(who)s: %(why)s", **names))
        elif self.state in (steps.DISPUTED, steps.SETTLED):
            told.append(self.env._("Returned again by %(who)s: %(why)s", **names))
        elif self.state == steps.WITHDRAWN and self.withdraw_reason:
            told.append(self.withdraw_reason)
        return " ".join(told)

    def _tell_decision_on_map(self):
        """Return who decided the dispute, how, and with which words."""
        self.ensure_one()
        decisions = dict(self._fields["decision"]._description_selection(self.env))
        labels = dict(self._fields["state"]._description_selection(self.env))
        given = (self.decided_team_id.name, self.decided_user_id.name)
        named = self.decision == steps.OTHER and ", ".join(filter(None, given))
        what = decisions.get(self.decision) or labels[self.state]
        return {
            "state": steps.SETTLED,
            "share": self.share,
            "label": labels[steps.SETTLED],
            "what": f"{what}: {named}" if named else what,
            "by": self.settled_by_id.name or "",
            "why": self.decision_note or "",
        }

    def _is_last_return(self):
        """Return whether returning this offer would open a dispute."""
        self.ensure_one()
        # sudo: servicedesk.escalation - how often the two returned it counts
        return steps.is_dispute(self.sudo()._count_returns() + 1)

    def _name_side(self, side):
        """Return the team on a side ("from", "to"), and the person where named."""
        self.ensure_one()
        names = (self[f"{side}_team_id"].name, self[f"{side}_user_id"].name)
        return ", ".join(filter(None, names))


def _place(team_id, user_id=False):
    """Return the key of the lane of a team, or of a person who stands for none."""
    if team_id:
        return f"team:{team_id}"
    return f"user:{user_id}" if user_id else NOWHERE
