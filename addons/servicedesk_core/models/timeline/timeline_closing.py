# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, models
from odoo.tools import SQL

from ...tools import excerpt
from .res_partner_timeline import TimelineSource
from .timeline_sources import READ, WORDS

ANSWERS = {"confirmed": "fa-thumbs-up", "refused": "fa-thumbs-down"}
WAY_CHANNELS = {"page": "email", "portal": "portal", "rpc": "api", "phone": "phone"}


class ResPartner(models.Model):
    """What was proposed to a customer as solutions, and what he said to them."""

    _inherit = "res.partner"

    def _get_timeline_sources(self):
        return [
            *super()._get_timeline_sources(),
            TimelineSource(
                "solution",
                ("closing",),
                self._find_timeline_solutions,
                self._tell_timeline_solutions,
            ),
            TimelineSource(
                "answer",
                ("closing",),
                self._find_timeline_answers,
                self._tell_timeline_answers,
            ),
        ]

    def _get_timeline_untold_sql(self):
        """The mail with a solution, and the answer to it, are told with the closing."""
        self.env["servicedesk.closing.cycle"].flush_model()
        public_id = self.env["ir.model.data"]._xmlid_to_res_id("mail.mt_comment")
        return SQL(
            """%s AND (message.message_type != 'comment'
                       OR message.subtype_id IS DISTINCT FROM %s OR NOT EXISTS (
                   SELECT 1 FROM servicedesk_closing_cycle cycle
                    WHERE cycle.ticket_id = mine.id
                      AND (message.date BETWEEN cycle.date_proposed - interval '1 s'
                                            AND cycle.date_proposed + interval '2 s'
                           OR message.date
                              BETWEEN cycle.date_answered - interval '1 s'
                                  AND cycle.date_answered + interval '2 s')
                   OFFSET 0))""",
            super()._get_timeline_untold_sql(),
            public_id,
        )

    def _find_timeline_solutions(self, _kinds):
        return self._get_timeline_cycles_sql(
            SQL.identifier("date_proposed"), SQL("TRUE")
        )

    def _find_timeline_answers(self, _kinds):
        return self._get_timeline_cycles_sql(
            SQL.identifier("date_answered"), SQL("outcome IN %s", tuple(ANSWERS))
        )

    @api.model
    def _get_timeline_cycles_sql(self, at, condition):
        """Return the rows of the closing ledger; OFFSET as for messages."""
        self.env["servicedesk.closing.cycle"].flush_model()
        return SQL(
            """SELECT cycle.at, cycle.id, mine.id AS ticket_id
                 FROM mine
                 JOIN LATERAL (
                      SELECT id, %(at)s AS at
                        FROM servicedesk_closing_cycle
                       WHERE ticket_id = mine.id
                         AND %(at)s IS NOT NULL AND %(condition)s
                      OFFSET 0) cycle ON TRUE""",
            at=at,
            condition=condition,
        )

    def _tell_timeline_solutions(self, ids, _tickets):
        """Tell what was proposed, by whom, and what came of it."""
        # sudo: servicedesk.closing.cycle - of tickets that the reader reads
        cycles = self.env["servicedesk.closing.cycle"].sudo().browse(ids)
        words = self._get_timeline_words("servicedesk_closing_cycle", "resolution", ids)
        titles = {
            "silent": self.env._("Solution proposed, never answered"),
            "withdrawn": self.env._("Solution proposed, and taken back"),
            "awaiting": self.env._("Solution proposed, an answer is awaited"),
        }
        return {
            cycle.id: {
                "kind": "closing",
                "icon": "fa-lightbulb-o",
                "title": titles.get(cycle.outcome, self.env._("Solution proposed")),
                "text": words.get(cycle.id, ""),
                "author": cycle.proposed_by_id.name or "",
            }
            for cycle in cycles
        }

    def _tell_timeline_answers(self, ids, _tickets):
        """Tell what the requester said to a solution, and how he rated it."""
        # sudo: servicedesk.closing.cycle - of tickets that the reader reads
        cycles = self.env["servicedesk.closing.cycle"].sudo().browse(ids)
        return {cycle.id: self._tell_timeline_answer(cycle) for cycle in cycles}

    def _tell_timeline_answer(self, cycle):
        """Return one answer; what was told by phone names who recorded it."""
        text = excerpt.of_text((cycle.feedback or "")[:READ], WORDS)
        if cycle.rating_declined:
            declined = self.env._("Would not rate it.")
            text = f"{text} {declined}".strip()
        author = cycle.answered_by_id.name or cycle.partner_id.name or cycle.email
        if cycle.recorded_by_id:
            author = self.env._(
                "%(who)s, recorded by %(user)s",
                who=author or self.env._("Requester"),
                user=cycle.recorded_by_id.name,
            )
        confirmed = cycle.outcome == "confirmed"
        return {
            "kind": "closing",
            "channel": WAY_CHANNELS.get(cycle.way, False),
            "icon": ANSWERS[cycle.outcome],
            "title": self.env._("Solution confirmed")
            if confirmed
            else self.env._("Solution refused"),
            "text": text,
            "author": author or "",
            "inward": True,
            "rating": cycle.rating or False,
        }
