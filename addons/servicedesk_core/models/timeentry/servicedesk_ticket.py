# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...tools import arguments
from .servicedesk_time_entry import MANAGER

OVER = ("resolved", "closed", "cancelled")


class ServicedeskTicket(models.Model):
    """How long the house worked on a ticket, and what it cost."""

    _inherit = "servicedesk.ticket"

    time_entry_ids = fields.One2many(
        "servicedesk.time.entry", "ticket_id", string="Working Time", readonly=True
    )
    worked_hours = fields.Float(
        readonly=True, copy=False, help="Of entries that have an end."
    )
    timer_count = fields.Integer(
        string="Running Timers",
        readonly=True,
        copy=False,
        help="On the ticket itself; those on its work orders end with these.",
    )
    cost_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Currency of Costs"
    )
    time_cost = fields.Monetary(
        string="Cost of Time",
        compute="_compute_costs",
        currency_field="cost_currency_id",
        groups=MANAGER,
    )
    order_cost = fields.Monetary(
        string="Cost of Work Orders",
        compute="_compute_costs",
        currency_field="cost_currency_id",
        groups=MANAGER,
    )
    total_cost = fields.Monetary(
        compute="_compute_costs", currency_field="cost_currency_id", groups=MANAGER
    )

    @api.depends("worked_hours", "work_order_count")
    def _compute_costs(self):
        """Nothing is asked for tickets without time and without orders."""
        costs = {}
        busy = self.filtered(lambda one: one.worked_hours or one.work_order_count)
        if busy._origin:
            costs = busy._origin._get_costs()
        for ticket in self:
            cost = costs.get(ticket._origin.id, {})
            ticket.time_cost = cost.get("time", 0)
            ticket.order_cost = cost.get("orders", 0)
            ticket.total_cost = ticket.time_cost + ticket.order_cost

    def _get_costs(self):
        """Return {id: {"time", "orders"}} in the currency of each ticket's company."""
        # sudo: servicedesk.ticket.cost - the fields are for managers alone
        rows = self.env["servicedesk.ticket.cost"].sudo()
        costs = {}
        for ticket, source, amount in rows._read_group(
            [("ticket_id", "in", self.ids)], ["ticket_id", "source"], ["amount:sum"]
        ):
            key = "time" if source == "time" else "orders"
            costs.setdefault(ticket.id, {})[key] = amount
        return costs

    def _get_cost(self):
        """Return what this ticket cost: ``{"time", "orders", "total", "currency"}``.

        :raise AccessError: for everybody but managers who read the ticket.
        """
        self.ensure_one()
        if not self.env.su and not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only a manager may read what things cost."))
        self.check_access("read")
        cost = {"time": 0.0, "orders": 0.0, **self._get_costs().get(self.id, {})}
        total = cost["time"] + cost["orders"]
        return cost | {"total": total, "currency": self.company_id.currency_id.name}

    # ------------------------------------------------------------------
    # Deeds
    # ------------------------------------------------------------------

    def action_start_timer(self, activity_id=False):
        """Start one's timer on this ticket; one that runs elsewhere is stopped.

        :raise UserError: for a ticket that is over.
        """
        self._check_one_to_time()
        if not self.is_open:
            raise UserError(
                self.env._("%(ticket)s is over: no timer starts.", ticket=self.number)
            )
        return self.env["servicedesk.time.entry"]._start_for(self, activity_id)

    def action_stop_timer(self, note=""):
        """Stop one's timer on this ticket.

        Also when one may no longer work on it: the time was spent.

        :return: True, or for a timer that ran more than twelve hours the action that
            asks how long the work took.
        """
        note = arguments.text(self.env, note, "note")
        self._check_ids()
        if len(self) != 1:
            raise UserError(self.env._("A timer runs on one ticket."))
        return self.env["servicedesk.time.entry"]._stop_for(self, note)

    def action_add_time(self, hours=0, activity_id=False, note=""):
        """Write down that one worked so many hours until now.

        :return: True
        """
        note = arguments.text(self.env, note, "note")
        self._check_one_to_time()
        self.env["servicedesk.time.entry"]._add_for(self, hours, activity_id, note)
        return True

    def _check_one_to_time(self):
        self._check_work_access()
        if len(self) != 1:
            raise UserError(self.env._("Time is spent on one ticket at a time."))

    def action_view_time(self):
        """Open the working time of this ticket.

        :raise AccessError: for everybody outside the desk.
        """
        self._check_ids()
        self.check_access("read")
        if not self._is_desk_user():
            raise AccessError(self.env._("Only the service desk can do this."))
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "servicedesk_core.servicedesk_time_entry_action_ticket"
        )
        action["domain"] = [("ticket_id", "in", self.ids)]
        action["context"] = {"default_ticket_id": self[:1].id}
        return action

    # ------------------------------------------------------------------
    # The end of the ticket
    # ------------------------------------------------------------------

    def _on_state_changed(self, old_states):
        """Stop the timers on what is over; nothing is asked where none runs."""
        result = super()._on_state_changed(old_states)
        over = self.filtered(lambda one: one.timer_count and one.state in OVER)
        if over:
            # sudo: servicedesk.time.entry - the end of the ticket ends them
            self.env["servicedesk.time.entry"].sudo()._stop_all_on(over)
        return result

    # ------------------------------------------------------------------
    # Merging
    # ------------------------------------------------------------------

    def _hand_over(self, survivor, together):
        """Working time goes along: the survivor costs what both did.

        Timers on the ticket stop. Those on its orders run on, for these go along.
        """
        facts = super()._hand_over(survivor, together)
        if self.timer_count:
            self.env["servicedesk.time.entry"]._stop_all_on(self)
        entries = self.env["servicedesk.time.entry"]
        entries = entries.search([("ticket_id", "=", self.id)])
        facts["time_entries"] = entries.ids
        entries._move_to(survivor)
        return facts

    def _take_back(self, survivor, facts):
        """Working time returns, as far as it is still the survivor's."""
        result = super()._take_back(survivor, facts)
        entries = self.env["servicedesk.time.entry"].browse(facts.get("time_entries"))
        entries = entries.exists().filtered(lambda one: one.ticket_id == survivor)
        entries._move_to(self)
        return result
