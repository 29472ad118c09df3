# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from collections.abc import Callable
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools import arguments

# How many events a page of the time line has, and at most.
PAGE = 30
LARGEST_PAGE = 200
# Notes are what the desk says to itself, and escalations are its own affair: shown when
# asked for.
NOT_AT_FIRST = frozenset({"note", "escalation"})
TICKET_FIELDS = (
    "number",
    "name",
    "channel",
    "state",
    "confirmation",
    "partner_id",
    "merged_into_id",
    "follow_up_of_id",
)


class TimelineSource(NamedTuple):
    """Where events of the time line come from.

    :ivar key: its name; events of one second are shown in the order of these names.
    :ivar kinds: the kinds of its events, of those in ``_get_timeline_kinds``.
    :ivar find: called with the kinds that are wanted, returns a statement
        ``SELECT at, id, ticket_id``: when (whole seconds, UTC), which record, and the
        ticket it belongs to, which the reader has to read. It may use the tables
        ``mine`` (the customer's tickets that the reader reads) and ``people`` (their
        ids).
    :ivar tell: called with ids found, returns {id: values of the event}: ``kind``,
        ``icon``, ``title``, and what else of ``_prepare_timeline_event`` there is.
    """

    key: str
    kinds: tuple
    find: Callable
    tell: Callable


class ResPartner(models.Model):
    """The whole history of a customer over all channels, for the desk's eyes."""

    _inherit = "res.partner"

    # ------------------------------------------------------------------
    # For clients
    # ------------------------------------------------------------------

    def get_servicedesk_timeline(self, before=False, kinds=False, limit=PAGE):
        """Return what happened with a customer, the newest first, one page of it.

        Of a company or a place: with all its people. Agents of other teams see it,
        too, as far as they read the tickets; of a confidential ticket of another team
        there is no trace.

        :param list before: the ``key`` of the last event there is already; False for
            the newest.
        :param list kinds: keys of :meth:`_get_timeline_kinds`; False for all but the
            desk's notes and escalations.
        :param int limit: how many events, at most 200; fewer come at the end only.
        :return: a list of dicts: ``key``, ``date`` (UTC, text), ``kind``, ``channel``,
            ``icon``, ``title``, ``text``, ``author``, ``inward`` (the customer's
            doing), ``rating``, ``ticket_id``, ``ticket_number``, ``ticket_name``,
            ``res_model`` and ``res_id`` of what is opened by a click.
        :raise AccessError: for who is not of the desk, or may not read the contact.
        :raise UserError: for arguments that make no sense.
        """
        self._check_timeline_access()
        before = self._clean_timeline_key(before)
        kinds = self._clean_timeline_kinds(kinds)
        limit = arguments.record_id(self.env, limit, "limit") or PAGE
        if limit > LARGEST_PAGE:
            raise UserError(
                self.env._("Ask for at most %(most)s events.", most=LARGEST_PAGE)
            )
        sources = {
            source.key: source
            for source in self._get_timeline_sources()
            if kinds.intersection(source.kinds)
        }
        rows = self._find_timeline_events(sources, before, kinds, limit)
        return self._tell_timeline_events(sources, rows)

    def get_servicedesk_timeline_kinds(self):
        """Return the kinds of events there are: [{"key", "name", "on"}].

        :raise AccessError: as for the time line.
        """
        self._check_timeline_access()
        return [
            {"key": key, "name": name, "on": key not in NOT_AT_FIRST}
            for key, name in self._get_timeline_kinds().items()
        ]

    def action_view_servicedesk_timeline(self):
        """Open the time line of a contact.

        :raise AccessError: for who is not of the desk, or may not read the contact.
        """
        self._check_timeline_access()
        action = self.env["ir.actions.client"]._for_xml_id(
            "servicedesk_core.res_partner_action_timeline"
        )
        return action | {
            "name": self.env._("History: %(name)s", name=self.display_name),
            "context": {"active_model": "res.partner", "active_id": self.id},
            "params": {"partner_id": self.id},
        }

    def _check_timeline_access(self):
        """Raise unless the current user sees the history of this one contact."""
        if len(self) != 1 or not arguments.is_id(self.id):
            raise UserError(self.env._("Ask for the history of one contact."))
        if not self.env["servicedesk.ticket"].sudo(False)._reads_notes():
            raise AccessError(self.env._("Only the service desk can do this."))
        self.check_access("read")

    def _clean_timeline_kinds(self, kinds):
        """Return the kinds asked for, as a set."""
        known = self._get_timeline_kinds()
        given = set(arguments.names(self.env, kinds, "kinds"))
        if not given:
            return known.keys() - NOT_AT_FIRST
        if unknown := given - known.keys():
            raise UserError(
                self.env._(
                    "There are no events of kind %(kinds)s; use of: %(known)s.",
                    kinds=", ".join(sorted(unknown)),
                    known=", ".join(known),
                )
            )
        return given

    def _clean_timeline_key(self, key):
        """Return ``key`` as (moment, source, id), or None for none."""
        if not key:
            return None
        if isinstance(key, list | tuple) and len(key) == 3:
            moment = arguments.moment(self.env, key[0], "before")
            source = arguments.text(self.env, key[1], "before")
            record_id = arguments.record_id(self.env, key[2], "before")
            if moment and source and record_id:
                return moment, source, record_id
        raise UserError(
            self.env._("Go on from the key of an event, as it was given to you.")
        )

    # ------------------------------------------------------------------
    # Where events come from
    # ------------------------------------------------------------------

    @api.model
    def _get_timeline_kinds(self):
        """Return {kind: its name} in the order of the chips; addons add theirs."""
        return {
            "ticket": self.env._("Tickets"),
            "message": self.env._("Messages"),
            "closing": self.env._("Solutions"),
            "call": self.env._("Calls"),
            "approval": self.env._("Approvals"),
            "note": self.env._("Hidden Notes"),
        }

    def _get_timeline_sources(self):
        """Return the :class:`TimelineSource` list; addons append theirs."""
        return []

    # ------------------------------------------------------------------
    # Finding
    # ------------------------------------------------------------------

    def _get_timeline_people_sql(self):
        """Return the statement for the ids of the contact and of his people."""
        self.env["res.partner"].flush_model(["parent_id", "commercial_partner_id"])
        if self.parent_id:
            return SQL(
                "SELECT id FROM res_partner WHERE id = %(id)s OR parent_id = %(id)s",
                id=self.id,
            )
        return SQL(
            "SELECT id FROM res_partner WHERE id = %(id)s"
            " OR commercial_partner_id = %(id)s",
            id=self.id,
        )

    def _get_timeline_tickets_sql(self):
        """Return the statement for the customer's tickets that the reader reads.

        Of a company those that were its own when they came, too; each by its index.
        """
        tickets = self.env["servicedesk.ticket"]
        whose = SQL(
            """(SELECT id FROM servicedesk_ticket
                 WHERE partner_id IN (SELECT id FROM people)
                 UNION
                SELECT id FROM servicedesk_ticket WHERE commercial_partner_id = %s)""",
            self.id,
        )
        domain = tickets.sudo(False)._get_desk_read_domain() & Domain("id", "in", whose)
        # sudo: servicedesk.ticket - the domain says what the desk's reader reads
        query = tickets.sudo().with_context(active_test=False)._search(domain)
        tickets.flush_model(["date_closed", "partner_id", "commercial_partner_id"])
        return query.select("id", "create_date", "date_closed")

    def _find_timeline_events(self, sources, before, kinds, limit):
        """Return the rows (source, at, id, ticket_id) of a page, in one statement."""
        if not sources:
            return []
        parts = [
            SQL(
                """(SELECT %(key)s AS source, at, id, ticket_id FROM (%(find)s) event
                     WHERE %(before)s ORDER BY at DESC, id DESC LIMIT %(limit)s)""",
                key=key,
                find=source.find(kinds.intersection(source.kinds)),
                before=self._get_timeline_before_sql(key, before),
                limit=limit,
            )
            for key, source in sources.items()
        ]
        return self.env.execute_query(
            SQL(
                """WITH people AS (%(people)s),
                        mine AS MATERIALIZED (%(mine)s)
                   SELECT source, at, id, ticket_id FROM (%(parts)s) event
                    ORDER BY at DESC, source DESC, id DESC LIMIT %(limit)s""",
                people=self._get_timeline_people_sql(),
                mine=self._get_timeline_tickets_sql(),
                parts=SQL(" UNION ALL ").join(parts),
                limit=limit,
            )
        )

    @api.model
    def _get_timeline_before_sql(self, key, before):
        """Return the condition for what comes after an event, in one source."""
        if not before:
            return SQL("TRUE")
        at, source, record_id = before
        if key == source:
            return SQL("(at, id) < (%s, %s)", at, record_id)
        return SQL("at <= %s", at) if key < source else SQL("at < %s", at)

    # ------------------------------------------------------------------
    # Telling
    # ------------------------------------------------------------------

    def _tell_timeline_events(self, sources, rows):
        """Return the events of ``rows`` as clients show them.

        The tickets are read as the reader, once for all: what he would not read is
        left out, whatever a source has found.
        """
        ids = {ticket_id for _key, _at, _id, ticket_id in rows}
        tickets = self.env["servicedesk.ticket"].search_fetch(
            [("id", "in", list(ids))], TICKET_FIELDS
        )
        tickets._log_reading()
        known = {ticket.id: ticket for ticket in tickets}
        found = {}
        for key, _at, record_id, ticket_id in rows:
            if ticket_id in known:
                found.setdefault(key, []).append(record_id)
        told = {
            key: sources[key].tell(record_ids, tickets)
            for key, record_ids in found.items()
        }
        return [
            self._prepare_timeline_event(
                (key, at, record_id), known[ticket_id], told[key][record_id]
            )
            for key, at, record_id, ticket_id in rows
            if record_id in told.get(key, ())
        ]

    @api.model
    def _prepare_timeline_event(self, row, ticket, values):
        """Return one event, with what its source did not say."""
        key, at, record_id = row
        date = fields.Datetime.to_string(at)
        return {
            "key": [date, key, record_id],
            "date": date,
            "channel": False,
            "text": "",
            "author": "",
            "inward": False,
            "rating": False,
            "ticket_id": ticket.id,
            "ticket_number": ticket.number,
            "ticket_name": ticket.name,
            "res_model": "servicedesk.ticket",
            "res_id": ticket.id,
            **values,
        }
