# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models
from odoo.tools import SQL

from ...tools import escalation as steps
from ...tools import excerpt
from ..timeline.res_partner_timeline import TimelineSource
from ..timeline.ticket_moves import WORDS

# What may have happened to an offer: when, and what tells it.
EVENTS = {
    "offer": ("date_offered", "_tell_offer_event"),
    "offer_answer": ("date_answered", "_tell_answer_event"),
    "offer_decision": ("date_settled", "_tell_decision_event"),
}
ICONS = {
    steps.OFFERED: "fa-hand-o-right",
    steps.ACCEPTED: "fa-check",
    steps.RETURNED: "fa-undo",
    steps.DISPUTED: "fa-bolt",
    steps.SETTLED: "fa-gavel",
}


class ServicedeskEscalation(models.Model):
    """An offer as it stands in tables of what happened: itself, answer, decision."""

    _inherit = "servicedesk.escalation"

    def _tell_offer_event(self):
        """Return what was offered to whom, why, and whether it was taken back."""
        self.ensure_one()
        told = self._tell_on_map()
        words = [told["why"]]
        if self.state == steps.WITHDRAWN:
            told["what"] = f"{told['what']} · {told['label']}"
            words.append(self.withdraw_reason)
        return {
            "state": steps.OFFERED,
            "what": told["what"],
            "by": told["by"],
            "team": self.from_team_id.name or False,
            "user": False,
            "why": " · ".join(filter(None, words)),
        }

    def _tell_answer_event(self):
        """Return who accepted or returned it, and with which words."""
        self.ensure_one()
        state, is_back = steps.ACCEPTED, bool(self.return_number)
        if is_back:
            is_dispute = steps.is_dispute(self.return_number)
            state = steps.DISPUTED if is_dispute else steps.RETURNED
        labels = dict(self._fields["state"]._description_selection(self.env))
        team = self.from_team_id if is_back else self.to_team_id
        return {
            "state": state,
            "what": f"{labels[state]}: {self._name_receiver()}",
            "by": self.answered_by_id.name or "",
            "team": team.name or False,
            "user": False if is_back else self.answered_by_id.name,
            "why": self.return_reason or "",
        }

    def _tell_decision_event(self):
        """Return who settled the dispute, and how."""
        self.ensure_one()
        told = self._tell_decision_on_map()
        is_back = self.decision == steps.SENDER
        taker = self._get_sender() if is_back else self._get_taker()
        is_team = taker._name == "servicedesk.team"
        return {
            "state": steps.SETTLED,
            "what": told["what"],
            "by": told["by"],
            "team": is_team and taker.name,
            "user": not is_team and taker.name,
            "why": told["why"],
        }


class ServicedeskTicket(models.Model):
    """Offers, answers and settlements stand among the moves of a ticket."""

    _inherit = "servicedesk.ticket"

    def _join_moves(self, moves, rows):
        moves = super()._join_moves(moves, rows)
        # The spans tell whether there is any: nobody asks where there is none.
        if not rows or not rows[0]["is_offered"]:
            return moves
        events = []
        # sudo: servicedesk.escalation - who reads a ticket reads its whole path, with
        # the names of all who had it
        for offer in self.sudo().escalation_ids.sorted("id"):
            for key, (moment, tell) in EVENTS.items():
                if offer[moment]:
                    told = getattr(offer, tell)()
                    events.append(
                        {
                            **told,
                            "id": f"{key}:{offer.id}",
                            "date": fields.Datetime.to_string(offer[moment]),
                            "until": False,
                            "hours": False,
                            "why": excerpt.of_text(told["why"], WORDS),
                            "handed": False,
                            "taken": False,
                        }
                    )
        # An answer comes before what follows from it, but nothing before the ticket.
        rest = sorted(events + moves[1:], key=lambda move: move["date"])
        return moves[:1] + rest


class ResPartner(models.Model):
    """On a customer's time line they stand when the desk asks for them."""

    _inherit = "res.partner"

    @api.model
    def _get_timeline_kinds(self):
        return {
            **super()._get_timeline_kinds(),
            "escalation": self.env._("Escalations"),
        }

    def _get_timeline_sources(self):
        return [
            *super()._get_timeline_sources(),
            *(
                TimelineSource(
                    key,
                    ("escalation",),
                    lambda _kinds, moment=moment: self._find_timeline_offers(moment),
                    lambda ids, _tickets, tell=tell: self._tell_timeline_offers(
                        ids, tell
                    ),
                )
                for key, (moment, tell) in EVENTS.items()
            ),
        ]

    @api.model
    def _find_timeline_offers(self, moment):
        """Return the offers that have this date; OFFSET as for messages."""
        self.env["servicedesk.escalation"].flush_model()
        return SQL(
            """SELECT date_trunc('second', offer.at) AS at, offer.id,
                      mine.id AS ticket_id
                 FROM mine
                 JOIN LATERAL (
                      SELECT id, %(at)s AS at FROM servicedesk_escalation
                       WHERE ticket_id = mine.id AND %(at)s IS NOT NULL
                      OFFSET 0) offer ON TRUE""",
            at=SQL.identifier(moment),
        )

    @api.model
    def _tell_timeline_offers(self, ids, tell):
        # sudo: servicedesk.escalation - of tickets that the reader reads
        offers = self.env["servicedesk.escalation"].sudo().browse(ids)
        told = {offer.id: getattr(offer, tell)() for offer in offers}
        return {
            offer_id: {
                "kind": "escalation",
                "icon": ICONS[event["state"]],
                "title": event["what"],
                "text": excerpt.of_text(event["why"], WORDS),
                "author": event["by"],
            }
            for offer_id, event in told.items()
        }
