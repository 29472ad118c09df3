# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import html_sanitize, is_html_empty

from ...tools import arguments
from ..plan.ticket_family import DONE_STATES
from ..ticket.servicedesk_ticket import DEED


class ServicedeskTicket(models.Model):
    """A major incident and the tickets of all who are affected by it.

    One fault, many customers. Whoever solves it solves the tickets of all of them, by
    the life cycle of each: every customer is told in his language and says himself
    whether it works. Who says no gets his ticket back alone. Nothing of what is said
    on the major incident reaches the affected but the solution, and what is told to
    all of them on purpose.
    """

    _inherit = "servicedesk.ticket"

    child_role = fields.Selection(
        [("task", "Task"), ("affected", "Affected")],
        default="task",
        readonly=True,
        copy=False,
        help="A task must be done before the ticket above is solved; what is affected"
        " is solved with it.",
    )
    affected_count = fields.Integer(
        string="Affected Tickets", readonly=True, copy=False
    )
    affected_open_count = fields.Integer(
        string="Affected and not solved", readonly=True, copy=False
    )
    affected_to_reopen = fields.Integer(
        compute="_compute_affected_to_reopen",
        string="Affected and still solved",
        help="Of a major incident that is in work again.",
    )

    _major_idx = models.Index("(id DESC) WHERE affected_count > 0")

    @api.depends("affected_count", "affected_open_count", "reopen_count", "state")
    def _compute_affected_to_reopen(self):
        again = self.filtered(
            lambda ticket: (
                ticket.reopen_count
                and ticket.affected_count > ticket.affected_open_count
                and ticket.state not in DONE_STATES
            )
        )
        counts = {}
        if again:
            # sudo: servicedesk.ticket - affected tickets count, whoever may read them
            counts = dict(
                self.sudo()._read_group(
                    again._origin._get_reopenable_domain(), ["parent_id"], ["__count"]
                )
            )
        for ticket in self:
            ticket.affected_to_reopen = counts.get(ticket._origin.sudo(), 0)

    def _get_reopenable_domain(self):
        """Return which affected tickets are solved and not said to work."""
        return [
            ("parent_id", "in", self.ids),
            ("child_role", "=", "affected"),
            ("state", "=", "resolved"),
            ("confirmation", "!=", "confirmed"),
        ]

    # ------------------------------------------------------------------
    # Putting together
    # ------------------------------------------------------------------

    def action_add_children(self, ticket_ids=None, role="task"):
        """An affected ticket that nobody has classified is what the fault is."""
        result = super().action_add_children(ticket_ids, role)
        if role == "affected" and self.ticket_type_id:
            children = self._find_given(ticket_ids, "ticket_ids")
            fresh = children.filtered(lambda child: not child.ticket_type_id)
            fresh.write({"ticket_type_id": self.ticket_type_id.id})
        return result

    def _choose_assignees(self):
        """What is affected is not dealt out: it stays with the major incident.

        It waits there to be solved with it. Once that one is over, or it has left it,
        or its customer says that it does not work, it is dealt out as any other.
        """
        # sudo: servicedesk.ticket - whether the fault is in work, whoever may read it
        held = self.sudo().filtered(
            lambda ticket: (
                ticket.child_role == "affected"
                and ticket.parent_id
                and ticket.parent_id.state not in DONE_STATES
            )
        )
        rest = self - held if held else self
        return super(ServicedeskTicket, rest)._choose_assignees()

    def _get_added_words(self, role, number):
        if role != "affected":
            return super()._get_added_words(role, number)
        return self.env._(
            "Is affected by %(ticket)s, and is solved with it.", ticket=number
        )

    def action_view_affected(self):
        """Open the list of the tickets that are solved with this one."""
        action = self.action_view_children()
        return action | {
            "display_name": self.env._("Affected by %(ticket)s", ticket=self.number),
            "domain": [("parent_id", "=", self.id), ("child_role", "=", "affected")],
        }

    # ------------------------------------------------------------------
    # The fault is mended
    # ------------------------------------------------------------------

    def _move(self, moves, answers=None, extra=None):
        """Solving a major incident solves all who are affected by it."""
        result = super()._move(moves, answers, extra)
        for ticket in self:
            if not ticket.affected_open_count:
                continue
            if ticket.state == "resolved" and moves[ticket].to_state == "resolved":
                ticket._solve_affected()
            elif ticket.state in ("closed", "cancelled"):
                ticket._tell_affected_left()
        return result

    def _solve_affected(self):
        """Solve the open affected tickets with this one's words, as who solved it."""
        self.ensure_one()
        # sudo: servicedesk.ticket - solved with what they were put below, whoever
        # works on them now
        ticket = self.sudo()
        ticket._work_for_affected(
            {
                "do": "solve",
                "cycle": ticket.confirm_cycle,
                "resolution": str(ticket.resolution or ""),
                "code": ticket.closure_code_id.id,
            },
            ticket._find_affected([("state", "not in", DONE_STATES)]),
        )

    def _find_affected(self, domain=()):
        """Return the affected tickets, the first one first; in superuser mode."""
        below = [("parent_id", "=", self.id), ("child_role", "=", "affected")]
        return self._without_deed().search([*below, *domain], order="id")

    def _tell_affected_left(self):
        """Say that affected tickets go on by themselves, as this one is over."""
        self.ensure_one()
        self._message_log(
            body=self.env._(
                "Affected tickets that are not solved go on by themselves: %(count)s.",
                count=self.affected_open_count,
            )
        )

    # ------------------------------------------------------------------
    # It is not mended after all
    # ------------------------------------------------------------------

    def _on_state_changed(self, old_states):
        """Tell who has the major incident when one of the solved comes back."""
        result = super()._on_state_changed(old_states)
        # sudo: servicedesk.ticket - the ticket above is told, whoever may read it
        back = self.sudo().filtered(
            lambda ticket: (
                ticket.parent_id
                and ticket.child_role == "affected"
                and old_states[ticket] in ("resolved", "closed")
                and ticket.state not in DONE_STATES
                and self.env.context.get("servicedesk_reopening_affected") is not DEED
            )
        )
        for ticket in back:
            above = ticket.parent_id._without_deed()
            desk = above._speak_as_desk()
            desk._tell_colleagues(
                desk.env._(
                    "%(ticket)s, which was solved with this one, is in work again.",
                    ticket=ticket._get_link_on(above),
                )
            )
        return result

    def action_reopen_affected(self, reason=""):
        """Put the affected tickets back in work that were solved too early.

        Those whose customers said that it works stay as they are.

        :param str reason: why; the same for all.
        :raise UserError: while the major incident is solved itself, without a reason,
            and where there is none to put back.
        """
        self._check_work_access()
        self.ensure_one()
        reason = arguments.text(self.env, reason, "reason")
        self._lock()
        if self.state in DONE_STATES:
            raise UserError(
                self.env._("Reopen %(ticket)s itself first.", ticket=self.number)
            )
        # sudo: servicedesk.ticket - they were solved with this one, and return with it
        ticket = self.sudo()
        found = ticket.search(ticket._get_reopenable_domain(), order="id")
        if not found:
            raise UserError(
                self.env._(
                    "No affected ticket of %(ticket)s is to be put back.",
                    ticket=self.number,
                )
            )
        reason = reason or self.env._(
            "%(ticket)s is in work again.", ticket=self.number
        )
        ticket._work_for_affected({"do": "reopen", "reason": reason}, found)
        return True

    # ------------------------------------------------------------------
    # One word to all
    # ------------------------------------------------------------------

    def action_tell_affected(self, body=""):
        """Write to all whose affected tickets are not over, each on his own ticket.

        :param str body: plain text or HTML; the same for all, as it is written.
        :raise UserError: without words, and where nobody is affected.
        """
        self._check_work_access()
        self.ensure_one()
        words = arguments.text(self.env, body, "body")
        words = self._clean_resolution(words)
        if is_html_empty(words):
            raise UserError(self.env._("Please say what they are to be told."))
        # sudo: servicedesk.ticket - they were put below this one to be told
        ticket = self.sudo()
        found = ticket._find_affected([("is_open", "=", True)])
        found = found.filtered(lambda one: not one.internal_only)
        if not found:
            raise UserError(
                self.env._("Nobody is to be told: there is no affected ticket.")
            )
        job = {"do": "tell", "body": str(html_sanitize(words))}
        ticket._work_for_affected(job, found)
        self._message_log(
            body=self.env._(
                "Told to all who are affected, on their own tickets: %(count)s.",
                count=len(found),
            )
        )
        return True
