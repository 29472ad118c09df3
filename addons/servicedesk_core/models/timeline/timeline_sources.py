# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import models
from odoo.tools import SQL

from ...tools import approval as steps
from ...tools import excerpt
from ..notice.mail_activity import CALL_ACTIVITY
from .res_partner_timeline import TimelineSource

# So much of a text is shown, and so much of it is read for that.
WORDS = 240
READ = 5000
CHANNEL_ICONS = {
    "email": "fa-envelope",
    "portal": "fa-globe",
    "phone": "fa-phone",
    "kiosk": "fa-tablet",
    "monitoring": "fa-heartbeat",
    "chat": "fa-comments",
    "sms": "fa-mobile",
    "messenger": "fa-commenting",
    "fax": "fa-fax",
    "web": "fa-desktop",
    "api": "fa-plug",
    "manual": "fa-pencil",
    "schedule": "fa-calendar",
}


class ResPartner(models.Model):
    """What of a customer's tickets stands on his time line."""

    _inherit = "res.partner"

    def _get_timeline_sources(self):
        return [
            *super()._get_timeline_sources(),
            TimelineSource(
                "ticket",
                ("ticket",),
                self._find_timeline_tickets,
                self._tell_timeline_tickets,
            ),
            TimelineSource(
                "end", ("ticket",), self._find_timeline_ends, self._tell_timeline_ends
            ),
            TimelineSource(
                "message",
                ("message", "call", "note"),
                self._find_timeline_messages,
                self._tell_timeline_messages,
            ),
            TimelineSource(
                "approval",
                ("approval",),
                self._find_timeline_approvals,
                self._tell_timeline_approvals,
            ),
        ]

    # ------------------------------------------------------------------
    # Tickets
    # ------------------------------------------------------------------

    def _find_timeline_tickets(self, _kinds):
        return SQL(
            "SELECT date_trunc('second', create_date) AS at, id, id AS ticket_id"
            " FROM mine"
        )

    def _tell_timeline_tickets(self, ids, tickets):
        """Tell how tickets were registered, by what channel and with what words."""
        asked = tickets.filtered(lambda ticket: ticket.id in set(ids))
        channels = dict(tickets._fields["channel"]._description_selection(self.env))
        words = self._get_timeline_words("servicedesk_ticket", "description", ids)
        # sudo: servicedesk.ticket - the number of what it follows up is no secret
        former = {ticket: ticket.sudo().follow_up_of_id.number for ticket in asked}
        return {
            ticket.id: {
                "kind": "ticket",
                "channel": ticket.channel,
                "icon": CHANNEL_ICONS.get(ticket.channel, "fa-ticket"),
                "title": self.env._(
                    "Registered: %(channel)s, as a follow-up of %(ticket)s",
                    channel=channels[ticket.channel],
                    ticket=former[ticket],
                )
                if former[ticket]
                else self.env._(
                    "Registered: %(channel)s", channel=channels[ticket.channel]
                ),
                "text": words.get(ticket.id, ""),
                # sudo: res.partner - who reads a ticket reads who asked
                "author": ticket.partner_id.sudo().name or "",
                "inward": True,
            }
            for ticket in asked
        }

    def _find_timeline_ends(self, _kinds):
        return SQL(
            "SELECT date_trunc('second', date_closed) AS at, id, id AS ticket_id"
            " FROM mine WHERE date_closed IS NOT NULL"
        )

    def _tell_timeline_ends(self, ids, tickets):
        """Tell how tickets ended: confirmed, unanswered, cancelled, in another one."""
        ended = tickets.filtered(lambda ticket: ticket.id in set(ids))
        return {
            ticket.id: {"kind": "ticket", "icon": icon, "title": title}
            for ticket in ended
            for icon, title in [self._tell_timeline_end(ticket)]
        }

    def _tell_timeline_end(self, ticket):
        """Return (icon, title) of the end of one ticket."""
        # sudo: servicedesk.ticket - the number of where it went is no secret
        other = ticket.sudo().merged_into_id.number
        if other:
            return "fa-compress", self.env._("Merged into %(ticket)s", ticket=other)
        if ticket.state == "cancelled":
            return "fa-ban", self.env._("Cancelled")
        if ticket.confirmation == "silent":
            return "fa-bell-slash-o", self.env._("Closed without an answer")
        if ticket.confirmation == "waived":
            return "fa-check-square-o", self.env._("Closed without the confirmation")
        return "fa-check-square-o", self.env._("Closed")

    def _get_timeline_words(self, table, column, ids):
        """Return {id: the first words} of a long text; its beginning is read only."""
        rows = self.env.execute_query(
            SQL(
                "SELECT id, left(%s, %s) FROM %s WHERE id = ANY(%s)",
                SQL.identifier(column),
                READ,
                SQL.identifier(table),
                list(ids),
            )
        )
        return {row_id: excerpt.of_html(text, WORDS) for row_id, text in rows}

    # ------------------------------------------------------------------
    # What was said
    # ------------------------------------------------------------------

    def _find_timeline_messages(self, kinds):
        """Return what was said, aloud, by phone or among the desk's own.

        The mail that made a ticket is told with the ticket, the solution and what was
        answered to it with the closing. OFFSET has PostgreSQL look up the messages of
        each ticket by index: it would rather read those of everybody at one go.
        """
        self.env["mail.message"].flush_model()
        data = self.env["ir.model.data"]
        call_id = data._xmlid_to_res_id(CALL_ACTIVITY)
        public_id = data._xmlid_to_res_id("mail.mt_comment")
        spoken = SQL("message.message_type IN ('comment', 'email')")
        public = SQL(
            "message.subtype_id = %s AND message.is_internal IS NOT TRUE", public_id
        )
        wanted = {
            "message": SQL("(%s AND %s)", spoken, public),
            "note": SQL("(%s AND (%s) IS NOT TRUE)", spoken, public),
            "call": SQL("message.mail_activity_type_id = %s", call_id),
        }
        return SQL(
            """SELECT said.at, said.id, mine.id AS ticket_id
                 FROM mine
                 JOIN LATERAL (
                      SELECT message.id, date_trunc('second', message.date) AS at
                        FROM mail_message message
                       WHERE message.model = 'servicedesk.ticket'
                         AND message.res_id = mine.id
                         AND (%(wanted)s)
                         AND NOT (message.message_type = 'email'
                                  AND message.create_date = mine.create_date)
                         AND %(told)s
                      OFFSET 0) said ON TRUE""",
            wanted=SQL(" OR ").join(wanted[kind] for kind in sorted(kinds)),
            told=self._get_timeline_untold_sql(),
        )

    def _get_timeline_untold_sql(self):
        """Return the condition: no other event tells what this message says."""
        return SQL("TRUE")

    def _tell_timeline_messages(self, ids, tickets):
        """Tell who said what, and by what way."""
        # sudo: mail.message - found among the tickets whose notes the reader reads
        messages = self.env["mail.message"].sudo().browse(ids)
        words = self._get_timeline_words("mail_message", "body", ids)
        call_id = self.env["ir.model.data"]._xmlid_to_res_id(CALL_ACTIVITY)
        messages.fetch(
            [
                "author_id",
                "email_from",
                "message_type",
                "res_id",
                "subtype_id",
                "is_internal",
                "mail_activity_type_id",
            ]
        )
        known = {ticket.id: ticket for ticket in tickets}
        return {
            message.id: self._tell_timeline_message(
                message, known[message.res_id], call_id
            )
            | {"text": words.get(message.id, "")}
            for message in messages
        }

    def _tell_timeline_message(self, message, ticket, call_id):
        """Return what one message is, who wrote it, and in which direction it went."""
        author = message.author_id
        requester = ticket.partner_id
        inward = not author or author == requester or author.partner_share
        values = {
            "author": author.name or message.email_from or "",
            "inward": inward,
        }
        public_id = self.env["ir.model.data"]._xmlid_to_res_id("mail.mt_comment")
        if message.mail_activity_type_id.id == call_id:
            return values | {
                "kind": "call",
                "channel": "phone",
                "icon": "fa-phone",
                "title": self.env._("Told by phone"),
                "inward": False,
            }
        if message.is_internal or message.subtype_id.id != public_id:
            return values | {
                "kind": "note",
                "icon": "fa-sticky-note-o",
                "title": self.env._("Hidden note"),
                "inward": False,
            }
        mailed = message.message_type == "email"
        channel = "email" if mailed else inward and "portal"
        values |= {"kind": "message", "channel": channel}
        if not inward:
            return values | {
                "icon": "fa-reply",
                "title": self.env._("Answer of the desk"),
            }
        if mailed:
            return values | {
                "icon": "fa-envelope",
                "title": self.env._("Message by e-mail"),
            }
        return values | {"icon": "fa-comment", "title": self.env._("Message")}

    # ------------------------------------------------------------------
    # Approvals
    # ------------------------------------------------------------------

    def _find_timeline_approvals(self, _kinds):
        """Return the approvals that these people were asked for, on any ticket."""
        approvals = self.env["servicedesk.approval"]
        approvals.flush_model(["partner_id", "date_asked", "state", "ticket_id"])
        tickets = self.env["servicedesk.ticket"].sudo(False)
        return SQL(
            """SELECT date_trunc('second', date_asked) AS at, id, ticket_id
                 FROM servicedesk_approval approval
                WHERE date_asked IS NOT NULL AND state != %(planned)s
                  AND partner_id IN (SELECT id FROM people)
                  AND %(readable)s""",
            planned=steps.PLANNED,
            readable=tickets._get_desk_read_sql(SQL("approval.ticket_id")),
        )

    def _tell_timeline_approvals(self, ids, _tickets):
        """Tell what somebody was asked to approve, and what he said."""
        # sudo: servicedesk.approval - found among the tickets that the reader reads
        approvals = self.env["servicedesk.approval"].sudo().browse(ids)
        states = dict(approvals._fields["state"]._description_selection(self.env))
        return {
            approval.id: {
                "kind": "approval",
                "icon": "fa-gavel",
                "title": self.env._(
                    "Approval asked for: %(what)s (%(state)s)",
                    what=approval.name,
                    state=states[approval.state],
                ),
                "text": excerpt.of_text(approval.note or "", WORDS),
                "author": approval.partner_id.name or "",
                "inward": False,
            }
            for approval in approvals
        }
