# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models

from ..ticket.servicedesk_ticket import DEED

DESK = (
    "servicedesk_core.group_servicedesk_agent,"
    "servicedesk_core.group_servicedesk_auditor"
)


class ServicedeskTicket(models.Model):
    """Each proposed solution has a row in the ledger, kept by what the ticket says.

    Whatever moves a ticket, by whatever way, writes ``confirmation``: the ledger is
    kept here and nowhere else, so that no way can forget it.
    """

    _inherit = "servicedesk.ticket"

    closing_cycle_ids = fields.One2many(
        "servicedesk.closing.cycle",
        string="Answers to Solutions",
        compute="_compute_closing_cycle_ids",
        groups=DESK,
    )

    @api.depends("confirm_cycle", "confirmation")
    def _compute_closing_cycle_ids(self):
        """Read the rows of those only that have ever been solved."""
        cycles = self.env["servicedesk.closing.cycle"]
        solved = self.filtered("confirm_cycle")._origin
        rows = cycles.search([("ticket_id", "in", solved.ids)]) if solved else cycles
        by_ticket = rows.grouped("ticket_id")
        for ticket in self:
            ticket.closing_cycle_ids = by_ticket.get(ticket._origin, cycles)

    def write(self, vals):
        """Keep the ledger of closing cycles."""
        if not {"confirmation", "confirm_cycle"} & vals.keys():
            return super().write(vals)
        before = {
            ticket: (ticket.confirm_cycle, ticket.confirmation) for ticket in self
        }
        vals = dict(vals)
        if vals.get("confirmation", "awaiting") != "awaiting":
            vals["confirm_next_at"] = False
        elif "confirmation" in vals:
            vals = self._prepare_asking_vals() | vals
        result = super().write(vals)
        self._keep_cycles(before)
        return result

    @api.model
    def _prepare_asking_vals(self):
        """Return what is true of a question that was put to nobody yet."""
        return {
            "date_asked": False,
            "confirm_next_at": False,
            "confirm_reminder_count": 0,
            "confirm_called_at": False,
            "confirm_call_count": 0,
        }

    def _keep_cycles(self, before):
        """Begin, end or take up again the rows of tickets whose answer changed."""
        # sudo: servicedesk.closing.cycle - the ledger is written by the system only
        cycles = self.env["servicedesk.closing.cycle"].sudo()
        begun = self.filtered(lambda ticket: ticket.confirm_cycle > before[ticket][0])
        if begun:
            # sudo: servicedesk.ticket - who asked is noted, whoever solved it
            cycles._begin(begun.sudo())
        changed = (self - begun).filtered(
            lambda ticket: ticket.confirmation != before[ticket][1]
        )
        for confirmation, tickets in changed.grouped("confirmation").items():
            if confirmation == "awaiting":
                cycles._ask_anew(tickets.sudo())
            elif confirmation == "none":
                cycles._finish(tickets, "withdrawn")
            else:
                cycles._finish(tickets, confirmation, self._get_answer_facts())

    def _get_answer_facts(self):
        """Return what the deed that is under way says of the answer, if it does."""
        mark = self.env.context.get("servicedesk_answer_facts")
        # By RPC anybody names anything in a context, but not a tuple with this in it.
        return mark[1] if isinstance(mark, tuple) and mark[0] is DEED else {}

    def _get_refusal_reason(self):
        """Return why the requester refused the latest solution, or False."""
        self.ensure_one()
        self.check_access("read")
        if not self.confirm_cycle:
            return False
        cycle = self._get_cycle()
        return cycle.outcome == "refused" and cycle.feedback

    def _get_cycle(self):
        """Return the ledger's row of the latest solution, as superuser."""
        self.ensure_one()
        # sudo: servicedesk.closing.cycle - asked by jobs and deeds, for any caller
        return (
            self.env["servicedesk.closing.cycle"]
            .sudo()
            .search(
                [("ticket_id", "=", self.id), ("cycle", "=", self.confirm_cycle)],
                limit=1,
            )
        )
