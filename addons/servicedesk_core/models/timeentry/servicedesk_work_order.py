# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...tools import arguments
from ...tools import work_order as steps

# When an engineer works on an order.
OPEN_STATES = ("sent", "accepted", "in_progress")


class ServicedeskWorkOrder(models.Model):
    """An own engineer's working time. A contractor claims his on lines."""

    _inherit = "servicedesk.work.order"

    worked_hours = fields.Float(
        compute="_compute_worked_hours",
        compute_sudo=True,
        help="What own engineers have written down on this order, without what runs"
        " yet.",
    )

    @api.depends("user_id")
    def _compute_worked_hours(self):
        """Sum up what was worked, for who verifies it and for the act."""
        own = self.filtered(lambda order: order.user_id or order.doer_ids)
        sums = {}
        if own.ids:
            entries = self.env["servicedesk.time.entry"]
            here = [("work_order_id", "in", own.ids), ("date_stop", "!=", False)]
            sums = {
                order.id: hours
                for order, hours in entries._read_group(
                    here, ["work_order_id"], ["hours:sum"]
                )
            }
        for order in self:
            order.worked_hours = sums.get(order._origin.id, 0.0)

    def action_start_timer(self, activity_id=False):
        """Start one's timer on this order; one that runs elsewhere is stopped.

        :raise AccessError: for everybody but the own engineer.
        :raise UserError: for an order that is over, or not sent yet.
        """
        order = self._check_one_to_time()
        # Who ends it at the same moment stops this timer, or is seen here.
        order._lock()
        if order.state not in OPEN_STATES:
            raise UserError(
                self.env._(
                    "%(order)s is not in work: no timer starts.", order=order.number
                )
            )
        return self.env["servicedesk.time.entry"]._start_for(self, activity_id)

    def action_stop_timer(self, note=""):
        """Stop one's timer on this order, also when it went to a colleague meanwhile.

        :return: True, or for a timer that ran more than twelve hours the action that
            asks how long the work took.
        """
        note = arguments.text(self.env, note, "note")
        self._get_known()
        if len(self) != 1:
            raise UserError(self.env._("A timer runs on one work order."))
        return self.env["servicedesk.time.entry"]._stop_for(self, note)

    def action_add_time(self, hours=0, activity_id=False, note=""):
        """Write down that one worked so many hours on this order until now.

        :return: True
        """
        note = arguments.text(self.env, note, "note")
        self._check_one_to_time()
        self.env["servicedesk.time.entry"]._add_for(self, hours, activity_id, note)
        return True

    def _after_step(self, step, partner, reason):
        """Stop the timers on what is done or over. Contractors have none."""
        result = super()._after_step(step, partner, reason)
        if self.user_id and self.state in (steps.DONE, *steps.OVER):
            self.env["servicedesk.time.entry"]._stop_all_on(self)
        return result

    def _put_on(self, ticket):
        """The time that was worked on an order is its ticket's, wherever it goes."""
        result = super()._put_on(ticket)
        if self:
            entries = self.env["servicedesk.time.entry"]
            entries.search([("work_order_id", "in", self.ids)])._move_to(ticket)
        return result

    def _check_one_to_time(self):
        if len(self) != 1:
            raise UserError(self.env._("Time is spent on one work order at a time."))
        return self._check_may_time()

    def _check_may_time(self):
        """Raise unless these are the current user's own; return them as superuser.

        :raise AccessError: for contractors, and everybody else but the engineer and
            who leads the ticket's team.
        """
        entries = self.env["servicedesk.time.entry"]
        # sudo: servicedesk.work.order - whether it is his is asked of each below
        orders = self._get_known() if self else self.sudo()
        for order in orders:
            is_own = order.user_id == self.env.user and order.date_sent
            leads = order.user_id and entries._leads(order.ticket_id)
            if not (is_own or leads) or not self.env.user._is_internal():
                raise AccessError(
                    self.env._(
                        "Working time is written down by the engineer whose order it"
                        " is. A contractor claims it on lines of the order."
                    )
                )
        return orders
