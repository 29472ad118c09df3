# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools import work_order as steps


class ServicedeskTicket(models.Model):
    """Work that others do for a ticket.

    While an order is under way the ticket is neither resolved nor closed; cancelling
    it cancels what is not done yet. Drafts end with the ticket.
    """

    _inherit = "servicedesk.ticket"

    work_order_ids = fields.One2many("servicedesk.work.order", "ticket_id")
    work_order_count = fields.Integer(string="Work Orders", readonly=True, copy=False)
    work_order_open_count = fields.Integer(
        string="Open Work Orders",
        readonly=True,
        copy=False,
        help="Orders under way: sent, accepted or in progress.",
    )

    def _prepare_work_order_vals(self):
        """Return what a work order for this ticket starts with.

        The words are the ticket's, for whoever orders to go over: the contractor reads
        what stands in the order, and nothing else of the ticket.
        """
        self.ensure_one()
        self._check_work_access()
        return {
            "ticket_id": self.id,
            "company_id": self.company_id.id,
            "name": self.name,
            "description": self.description,
            "site_id": self.site_id.id,
            "responsible_id": self.env.uid,
        }

    # ------------------------------------------------------------------
    # Counting
    # ------------------------------------------------------------------

    def _recount_work_orders(self):
        """Count the orders anew; called in superuser mode."""
        tickets = self.exists()
        if not tickets:
            return
        counts = {ticket: [0, 0] for ticket in tickets}
        for ticket, state, count in self.env["servicedesk.work.order"]._read_group(
            [("ticket_id", "in", tickets.ids)], ["ticket_id", "state"], ["__count"]
        ):
            counts[ticket][0] += count
            counts[ticket][1] += count if state in steps.UNDER_WAY else 0
        for ticket, (every, under_way) in counts.items():
            vals = {"work_order_count": every, "work_order_open_count": under_way}
            changed = {k: v for k, v in vals.items() if ticket[k] != v}
            if changed:
                ticket._write_deed(changed)

    # ------------------------------------------------------------------
    # The end of the ticket
    # ------------------------------------------------------------------

    def _check_may_be_ordered_for(self):
        """Raise unless the ticket is in work, so that something may be ordered."""
        for ticket in self:
            if ticket.state in ("resolved", "closed", "cancelled"):
                raise UserError(
                    self.env._(
                        "%(ticket)s is resolved or closed: reopen it first, or order"
                        " the work for a ticket in work.",
                        ticket=ticket.number,
                    )
                )

    def _move(self, moves, answers=None, extra=None):
        """What others still do for a ticket is ended before it is resolved or closed.

        :raise UserError: naming the orders.
        """
        for ticket, move in moves.items():
            if move.to_state in ("resolved", "closed"):
                ticket._check_no_order_under_way()
        return super()._move(moves, answers, extra)

    def _check_no_order_under_way(self):
        self.ensure_one()
        if not self.work_order_open_count:
            return
        # sudo: servicedesk.work.order - the numbers are named to who ends the ticket
        orders = self.sudo().work_order_ids.filtered(
            lambda order: order.state in steps.UNDER_WAY
        )
        if orders:
            names = [f"{one.number} ({one._get_doer_name()})" for one in orders]
            raise UserError(
                self.env._(
                    "%(ticket)s has work orders under way: %(orders)s. Wait until they"
                    " are done, or cancel them first.",
                    ticket=self.number,
                    orders=", ".join(names),
                )
            )

    def _on_state_changed(self, old_states):
        """Cancel what nobody needs any more when a ticket ends."""
        result = super()._on_state_changed(old_states)
        # sudo: servicedesk.work.order - changed by deeds only
        for ticket in self.sudo():
            if ticket.work_order_count and ticket.state in ("closed", "cancelled"):
                ticket._end_work_orders()
        return result

    def _end_work_orders(self):
        """Cancel the ticket's orders that are not done: drafts, and those under way."""
        self.ensure_one()
        ending = self.work_order_ids.filtered(
            lambda order: steps.may("cancel", order.state)
        )
        if not ending:
            return
        desk = self._speak_as_desk()
        reason = desk.env._("The ticket has ended, the work is not needed any more.")
        ending._do_cancel(self.env.user.partner_id, reason)

    # ------------------------------------------------------------------
    # Merging
    # ------------------------------------------------------------------

    def _why_not_together(self, survivor):
        reason = super()._why_not_together(survivor)
        if reason or not self.work_order_open_count or survivor.state != "resolved":
            return reason
        return self.env._(
            "%(ticket)s has work orders under way, and %(other)s is resolved; reopen"
            " that first.",
            ticket=self.number,
            other=survivor.number,
        )

    def _hand_over(self, survivor, together):
        """Give the survivor the orders as well: the work is done all the same."""
        facts = super()._hand_over(survivor, together)
        orders = (
            self.work_order_ids
            if self.work_order_count
            else self.env["servicedesk.work.order"]
        )
        facts["work_orders"] = orders.ids
        orders._put_on(survivor)
        # What other companies ordered is done here as part of the survivor.
        ordered = orders.search([("doer_ticket_id", "=", self.id)])
        facts["ordered"] = ordered.ids
        ordered.write({"doer_ticket_id": survivor.id})
        return facts

    def _take_back(self, survivor, facts):
        """Give the orders back that came over, as far as they are still there."""
        result = super()._take_back(survivor, facts)
        orders = self.env["servicedesk.work.order"].browse(facts.get("work_orders"))
        orders.exists().filtered(lambda order: order.ticket_id == survivor)._put_on(
            self
        )
        ordered = orders.browse(facts.get("ordered")).exists()
        ordered.filtered(lambda order: order.doer_ticket_id == survivor).write(
            {"doer_ticket_id": self.id}
        )
        return result

    def _check_may_unmerge(self):
        """A solution is not put back over work that was given back meanwhile.

        :raise UserError: naming the orders.
        """
        super()._check_may_unmerge()
        before = (self.merge_facts or {}).get("before") or {}
        stage = self.env["servicedesk.stage"].browse(before.get("stage_id") or [])
        if stage.exists().state != "resolved":
            return
        # sudo: servicedesk.work.order - the numbers are named, as in a refusal to end
        orders = self.env["servicedesk.work.order"].sudo()
        orders = orders.browse(self.merge_facts.get("work_orders")).exists()
        open_ones = orders.filtered(
            lambda one: (
                one.ticket_id == self.merged_into_id and one.state in steps.UNDER_WAY
            )
        )
        if open_ones:
            raise UserError(
                self.env._(
                    "%(ticket)s was resolved, and work for it goes on: %(orders)s. Wait"
                    " until that is done, or cancel it; then take the merge back.",
                    ticket=self.number,
                    orders=", ".join(open_ones.mapped("number")),
                )
            )

    # ------------------------------------------------------------------
    # Names
    # ------------------------------------------------------------------

    @api.depends("company_id")
    @api.depends_context("uid")
    def _compute_display_name(self):
        """Tell who is of another company the number only, unless he reads the ticket.

        Odoo reads the names of what a record points to in superuser mode: the agents
        of a company that is engaged by a work order would be told what the ticket is
        about.
        """
        super()._compute_display_name()
        if not self.env.su or self.env.user._is_public():
            return
        mine = self.env.user._get_company_ids()
        foreign = self.filtered(lambda ticket: ticket.company_id.id not in mine)
        foreign = self.browse(foreign._origin.ids).sudo(False)
        hidden = set((foreign - foreign._filtered_access("read"))._ids)
        for ticket in self:
            if ticket._origin.id in hidden:
                ticket.display_name = ticket.number
