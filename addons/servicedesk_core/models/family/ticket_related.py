# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class ServicedeskTicket(models.Model):
    """Tickets that have to do with each other: a link, seen from both sides.

    It changes nothing about either. Whoever may not read the other one sees nothing
    of it: neither its number nor that there is a link.
    """

    _inherit = "servicedesk.ticket"

    related_ids = fields.Many2many(
        "servicedesk.ticket",
        "servicedesk_ticket_related_rel",
        "ticket_id",
        "related_id",
        string="Related Tickets",
        readonly=True,
        copy=False,
    )
    # Kept, so that the form of the many without a link asks nobody.
    related_count = fields.Integer(string="Number of Links", readonly=True, copy=False)
    shown_related_ids = fields.Many2many(
        "servicedesk.ticket",
        string="Related Tickets you read",
        compute="_compute_shown_related_ids",
    )

    def _read_format(self, fnames, load="_classic_read"):
        """Count to people only what they read."""
        rows = super()._read_format(fnames, load=load)
        if "related_count" in fnames and not self.env.su:
            for row in rows:
                if row.get("related_count"):
                    shown = self.browse(row["id"]).shown_related_ids
                    row["related_count"] = len(shown)
        return rows

    @api.depends("related_count")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_shown_related_ids(self):
        linked = self.filtered("related_count")
        (self - linked).shown_related_ids = False
        if not linked:
            return
        # sudo: servicedesk.ticket - the ends of links; shown is what the user reads
        others = linked.sudo().related_ids.sudo(self.env.su)
        readable = others._filter_shown()
        for ticket in linked:
            found = ticket.sudo().related_ids.sudo(self.env.su) & readable
            ticket.shown_related_ids = found.sorted("id")

    def _filter_shown(self):
        """Return those of ``self`` that the user reads, without raising."""
        return self.search([("id", "in", self.ids)]) if self else self

    # ------------------------------------------------------------------
    # Deeds
    # ------------------------------------------------------------------

    def action_link(self, ticket_ids=None):
        """Link tickets with others, for both sides to see.

        Whoever does it works on these and reads the others.

        :param list ticket_ids: ids of the others.
        :raise UserError: for a link of a ticket with itself.
        """
        self._check_work_access()
        others = self._find_given(ticket_ids, "ticket_ids")
        others.check_access("read")
        if not others._filter_desk_readable() == others:
            # Reading as a requester is no place in the desk.
            others._check_work_access()
        if self & others:
            raise UserError(
                self.env._(
                    "%(ticket)s is not linked with itself.",
                    ticket=(self & others)[0].number,
                )
            )
        # sudo: servicedesk.ticket - a link has two ends, and the user reads both
        one, other = self.sudo(), others.sudo()
        (one | other)._lock()
        fresh = one._link(other)
        one._note_links(
            fresh, lambda number: self.env._("Related to %(tickets)s.", tickets=number)
        )
        self.invalidate_recordset(["related_ids", "shown_related_ids"])
        return True

    def action_unlink_related(self, ticket_ids=None):
        """Take links away, on both sides.

        :param list ticket_ids: ids of tickets that these are linked with.
        :raise UserError: for one that the user reads and that is not linked.
        """
        self._check_work_access()
        others = self._find_given(ticket_ids, "ticket_ids")
        others.check_access("read")
        # sudo: servicedesk.ticket - a link has two ends, and the user reads both
        one, other = self.sudo(), others.sudo()
        (one | other)._lock()
        gone = one._get_links(other)
        if len({pair[1] for pair in gone}) < len(other):
            raise UserError(self.env._("These tickets are not linked."))
        one._unlink_related(other)
        one._note_links(
            gone,
            lambda number: self.env._(
                "Not related to %(tickets)s any more.", tickets=number
            ),
        )
        self.invalidate_recordset(["related_ids", "shown_related_ids"])
        return True

    # ------------------------------------------------------------------
    # Both sides at once; all of these are called in superuser mode
    # ------------------------------------------------------------------

    def _get_links(self, others):
        """Return the pairs (ticket, other) that are linked."""
        return [
            (ticket, other) for ticket in self for other in ticket.related_ids & others
        ]

    def _link(self, others):
        """Link each of ``self`` with each of ``others``; return the new pairs."""
        known = set(self._get_links(others))
        pairs = [
            (ticket, other)
            for ticket in self
            for other in others
            if ticket != other and (ticket, other) not in known
        ]
        if pairs:
            self._without_deed()._write_links(Command.link, others)
        return pairs

    def _unlink_related(self, others):
        """Take the links of ``self`` with ``others`` away."""
        self._without_deed()._write_links(Command.unlink, others)

    def _write_links(self, command, others):
        """Write both directions, a statement each, and count anew."""
        self._write_deed({"related_ids": [command(id_) for id_ in others.ids]})
        others = others.with_context(self.env.context)
        others._write_deed({"related_ids": [command(id_) for id_ in self.ids]})
        for ticket in self | others:
            count = len(ticket.related_ids)
            if ticket.related_count != count:
                ticket._write_deed({"related_count": count})

    def _note_links(self, pairs, say):
        """Note on both sides of ``pairs`` what ``say(numbers)`` says.

        A number opens nothing for who may not read its ticket. Of an internal one not
        even the number is said where whom it is about may read it.
        """
        numbers = {}
        for ticket, other in pairs:
            for place, named in ((ticket, other), (other, ticket)):
                if not named._is_hidden_on(place):
                    numbers.setdefault(place.id, []).append(named.number)
        if numbers:
            self.browse(numbers)._message_log_batch(
                bodies={id_: say(", ".join(found)) for id_, found in numbers.items()}
            )

    def unlink(self):
        """A ticket that is deleted takes its links along."""
        # sudo: servicedesk.ticket - the other ends, whoever may read them
        others = self.sudo().filtered("related_count").related_ids - self.sudo()
        result = super().unlink()
        for ticket in others:
            ticket._without_deed()._write_deed(
                {"related_count": len(ticket.related_ids)}
            )
        return result
