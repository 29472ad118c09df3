# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, is_html_empty, plaintext2html

from ...tools import arguments
from ...tools import work_order as steps


class ServicedeskWorkOrder(models.Model):
    """The deeds: each checks who asks, locks, and makes one step on all orders or none.

    Of two at once one wins; the other is told what the order has become. What is not a
    step of one's own side is refused with :class:`~odoo.exceptions.AccessError`, what
    comes too late with :class:`~odoo.exceptions.UserError`. The same order named twice
    makes one step.
    """

    _inherit = "servicedesk.work.order"

    # ------------------------------------------------------------------
    # Of who orders
    # ------------------------------------------------------------------

    def action_send(self):
        """Send drafts to who is to do the work; from now on he sees them.

        The ticket waits for the contractor, if its type says so.

        :raise UserError: without anybody to do it, and where the ticket is over.
        """
        self._check_orderer()
        # sudo: servicedesk.work.order - changed by deeds only
        return (self | self).sudo()._do_send(self.env.user.partner_id)

    def action_verify(self):
        """Say that the work is done as ordered.

        :raise UserError: for one's own work: somebody else looks at it.
        """
        self._check_orderer()
        # sudo: servicedesk.work.order - changed by deeds only
        return (self | self).sudo()._do_verify(self.env.user.partner_id)

    def action_return(self, reason=""):
        """Give work back that is not done as ordered; it goes on.

        :param str reason: what is amiss; the doer reads it.
        """
        self._check_orderer()
        reason = self._clean_reason("return", reason)
        # sudo: servicedesk.work.order - changed by deeds only
        return (self | self).sudo()._do_return(self.env.user.partner_id, reason)

    def action_cancel(self, reason=""):
        """Cancel orders that are not done yet.

        :param str reason: the doer reads it.
        """
        self._check_orderer()
        reason = self._clean_reason("cancel", reason)
        # sudo: servicedesk.work.order - changed by deeds only
        return (self | self).sudo()._do_cancel(self.env.user.partner_id, reason)

    # ------------------------------------------------------------------
    # Of who does it
    # ------------------------------------------------------------------

    def action_accept(self):
        """Accept orders: the work will be done."""
        self._check_doer()
        # sudo: servicedesk.work.order - changed by deeds only
        return (self | self).sudo()._do_accept(self.env.user.partner_id)

    def action_decline(self, reason=""):
        """Decline orders, which ends them; who ordered looks for somebody else.

        :param str reason: why.
        """
        self._check_doer()
        reason = self._clean_reason("decline", reason)
        # sudo: servicedesk.work.order - changed by deeds only
        return (self | self).sudo()._do_decline(self.env.user.partner_id, reason)

    def action_start(self):
        """Begin the work; who begins without a word has accepted."""
        self._check_doer()
        # sudo: servicedesk.work.order - changed by deeds only
        return (self | self).sudo()._do_start(self.env.user.partner_id)

    def action_done(self, report=""):
        """Say that the work is done.

        :param str report: what was done, plain text or HTML; required.
        """
        self._check_doer()
        # sudo: servicedesk.work.order - changed by deeds only
        return (self | self).sudo()._do_done(self.env.user.partner_id, report)

    # ------------------------------------------------------------------
    # Of both
    # ------------------------------------------------------------------

    def action_plan(self, planned_start=False, planned_end=False):
        """Say when the work is to be done; the other side reads it.

        :param planned_start: a moment (UTC), or False for none.
        :param planned_end: a moment after it, or False.
        """
        self._check_has_side()
        start = arguments.moment(self.env, planned_start, "planned_start")
        end = arguments.moment(self.env, planned_end, "planned_end")
        # sudo: servicedesk.work.order - changed by deeds only
        return (self | self).sudo()._do_plan(self.env.user.partner_id, start, end)

    def action_hand_over(self, user_id=False, reason=""):
        """Hand work of an own engineer over to a colleague, who is asked anew.

        :param int user_id: the colleague.
        :param str reason: why; he and who ordered read it.
        """
        self._check_has_side()
        user_id = arguments.record_id(self.env, user_id, "user_id")
        reason = self._clean_reason("hand_over", reason)
        # sudo: res.users - whether he is somebody to hand over to
        user = self.env["res.users"].sudo().browse(user_id or []).exists()
        # sudo: servicedesk.work.order - changed by deeds only
        return (
            (self | self).sudo()._do_hand_over(self.env.user.partner_id, user, reason)
        )

    def action_make_ticket(self):
        """Register a ticket for the order in the company that it engages.

        :return: the id of the ticket.
        :raise AccessError: for who is no agent there.
        :raise UserError: where there is one already, or nothing is to be done.
        """
        self._check_doer()
        self._check_one()
        # sudo: servicedesk.work.order - changed by deeds only
        return self.sudo()._do_make_ticket()

    # ------------------------------------------------------------------
    # The steps, in superuser mode; ``partner`` makes them
    # ------------------------------------------------------------------

    def _do_send(self, partner):
        self._begin("send")
        for order in self:
            order._check_may_be_sent()
        self._take_step("send", partner)
        return True

    def _do_accept(self, partner):
        self._begin("accept")
        self._take_step("accept", partner)
        return True

    def _do_decline(self, partner, reason):
        reason = self._clean_reason("decline", reason)
        self._begin("decline")
        self._take_step("decline", partner, reason, {"end_reason": reason})
        return True

    def _do_start(self, partner):
        self._begin("start")
        self._take_step("start", partner)
        return True

    def _do_done(self, partner, report):
        report = self._clean_report(report)
        self._begin("done")
        vals = {"report": report, "done_by_id": partner.id}
        self._take_step("done", partner, vals=vals)
        return True

    def _do_verify(self, partner):
        self._begin("verify")
        for order in self:
            if order._find_entangled(self.env.user):
                raise UserError(
                    self.env._(
                        "%(order)s is your own work: somebody else verifies it.",
                        order=order.number,
                    )
                )
        self._take_step("verify", partner, vals={"verified_by_id": self.env.uid})
        return True

    def _do_return(self, partner, reason):
        self._begin("return")
        for order in self:
            order._check_may_go_on()
        returned = {"verified_by_id": False, "done_by_id": False}
        self._take_step("return", partner, reason, returned)
        return True

    def _do_cancel(self, partner, reason):
        self._begin("cancel")
        self._take_step("cancel", partner, reason, {"end_reason": reason})
        return True

    def _do_plan(self, partner, start, end):
        if end and (not start or end < start):
            raise UserError(self.env._("Work ends after it has begun."))
        self._begin("plan")
        self.write({"planned_start": start, "planned_end": end})
        for order in self:
            if order.date_sent:
                order._tell_plan(partner)
            order._after_step("plan", partner, "")
        return True

    def _do_hand_over(self, partner, user, reason):
        self._begin("hand_over")
        for order in self:
            order._check_may_hand_over(user)
        former = {order: order.user_id for order in self}
        for order in self:
            if order.date_accepted:
                order._note_doers(order.user_id)
        self._take_step("hand_over", partner, reason, {"user_id": user.id})
        for order, before in former.items():
            if before not in (order.responsible_id, order.create_uid):
                order.message_unsubscribe(before.partner_id.ids)
        return True

    def _do_make_ticket(self):
        self._lock()
        company = self.doer_company_id
        if not company or company not in self.env.companies:
            raise UserError(
                self.env._(
                    "%(order)s does not engage a company of yours.", order=self.number
                )
            )
        if self.doer_ticket_id:
            raise UserError(
                self.env._(
                    "%(ticket)s is registered for %(order)s already.",
                    ticket=self.doer_ticket_id.number,
                    order=self.number,
                )
            )
        if self.state not in steps.UNDER_WAY:
            raise UserError(self._tell_state())
        # Not in superuser mode: who registers it is an agent there.
        tickets = self.env["servicedesk.ticket"].sudo(False).with_company(company)
        ticket = tickets.create(
            {
                "name": f"{self.number} {self.name}",
                "description": self.description,
                "partner_id": (
                    self.responsible_id.partner_id or self.company_id.partner_id
                ).id,
                "company_id": company.id,
            }
        )
        self.write({"doer_ticket_id": ticket.id})
        return ticket.id

    # ------------------------------------------------------------------
    # What every step does
    # ------------------------------------------------------------------

    def _lock(self):
        """Lock the tickets and the orders, in this order, and read them anew.

        As with tickets: who comes second is repeated by Odoo and then sees what the
        first one did. The ticket comes first, for its own deeds end orders.
        """
        tickets = self.ticket_id
        if tickets:
            tickets._lock()
        self.env.cr.execute(
            SQL(
                """SELECT id FROM servicedesk_work_order WHERE id IN %s
                   ORDER BY id FOR NO KEY UPDATE""",
                tuple(self.ids) or (0,),
            ),
            log_exceptions=False,
        )
        self.invalidate_recordset()

    def _begin(self, step):
        """Lock the orders, and raise UserError unless ``step`` is possible on all."""
        self._lock()
        for order in self:
            if not steps.may(step, order.state):
                raise UserError(order._tell_state())

    def _tell_state(self):
        """Return in words what has become of the order, for who comes too late."""
        states = dict(self._fields["state"]._description_selection(self.env))
        if not self.date_last_step:
            return self.env._(
                "%(order)s: not possible in state “%(state)s”.",
                order=self.number,
                state=states[self.state],
            )
        return self.env._(
            "%(order)s: not possible in state “%(state)s”, which it is in since"
            " %(when)s (%(who)s).",
            order=self.number,
            state=states[self.state],
            when=self.env["servicedesk.ticket"]._say_moment(self.date_last_step),
            who=self.last_step_by_id.name or self.env._("the system"),
        )

    def _take_step(self, step, partner, reason="", vals=None):
        """Write the step on each order, tell the other side, and let tickets follow.

        :param partner: who makes it; nobody: the system.
        :param dict vals: what else is written with it.
        """
        now = fields.Datetime.now()
        for order in self:
            was_sent = bool(order.date_sent)
            stamps = steps.get_stamps(step, now, order)
            order.write(
                {
                    "state": steps.next_state(step, order.state),
                    "last_step_by_id": partner.id,
                    "date_last_step": now,
                    **stamps,
                    **(vals or {}),
                    **(
                        {"reopen_count": order.reopen_count + 1}
                        if step == "return"
                        else {}
                    ),
                }
            )
            if step in ("accept", "start", "done"):
                order._note_step(partner)
            if was_sent or step == "send":
                order._tell_step(step, partner, reason)
        self.ticket_id._recount_work_orders()
        self._move_tickets(step)
        for order in self:
            order._after_step(step, partner, reason)

    def _after_step(self, step, partner, reason):
        """React to a step that was made; in superuser mode.

        A hook: extensions write to the contractor, end what is counted, and so on.

        :param str step: a key of :data:`tools.work_order.STEPS`.
        :param partner: who made it.
        """

    def _move_tickets(self, step):
        """Let the tickets wait for contractors, or go on when there is none left."""
        outside = self.filtered("contractor_id")
        if step in ("send", "return"):
            outside.ticket_id._wait_for_contractor()
        elif step in ("decline", "done", "cancel"):
            outside.ticket_id._resume_from_contractor()

    def _put_on(self, ticket):
        """Have these orders be for another ticket, as when theirs is merged."""
        if not self:
            return
        tickets = self.ticket_id | ticket
        self.write({"ticket_id": ticket.id})
        tickets._recount_work_orders()

    # ------------------------------------------------------------------
    # Whether
    # ------------------------------------------------------------------

    def _check_one(self):
        if len(self) != 1:
            raise UserError(self.env._("Do this with one work order at a time."))

    def _check_may_be_sent(self):
        """Raise unless somebody is to do it, for a ticket that is in work."""
        self.ensure_one()
        if not self.user_id and not self.contractor_id:
            raise UserError(
                self.env._(
                    "Choose who does %(order)s: an own engineer or a contractor.",
                    order=self.number,
                )
            )
        if self.user_id:
            self._check_works_here(self.user_id)
        self._check_may_go_on()

    def _check_may_go_on(self):
        """Raise where the ticket is not in work any more, or the pay was decided."""
        self.ensure_one()
        if self.payment_decision != "none":
            raise UserError(
                self.env._(
                    "What is paid for %(order)s was decided. Order anew what is left.",
                    order=self.number,
                )
            )
        if self.ticket_id:
            self.ticket_id._check_may_be_ordered_for()

    def _check_may_hand_over(self, user):
        """Raise unless the order is an own engineer's and ``user`` is another one."""
        self.ensure_one()
        if self.contractor_id or not self.user_id:
            raise UserError(
                self.env._(
                    "%(order)s is a contractor's. Cancel it and order from another"
                    " one.",
                    order=self.number,
                )
            )
        if not user or not user.active or not user._is_internal():
            raise UserError(self.env._("Choose the colleague who takes it over."))
        if user == self.user_id:
            raise UserError(
                self.env._(
                    "%(user)s has %(order)s already.", user=user.name, order=self.number
                )
            )
        self._check_works_here(user)

    def _check_works_here(self, user):
        """Raise UserError where ``user`` is no employee of the ordering company."""
        # sudo: res.users, res.company - who works where is told to who orders
        person, company = user.sudo(), self.company_id.sudo()
        if company not in person.company_ids:
            raise UserError(
                self.env._(
                    "%(user)s does not work for %(company)s.",
                    user=person.name,
                    company=company.name,
                )
            )

    @api.model
    def _clean_reason(self, step, reason):
        """Return the words that belong to ``step``.

        :raise UserError: without any.
        """
        reason = arguments.text(self.env, reason, "reason")
        if not reason and step in steps.WITH_REASON:
            raise UserError(self.env._("Please say why."))
        return reason

    @api.model
    def _clean_report(self, report):
        """Return a report as HTML: of a plain text, lines stay lines."""
        report = arguments.text(self.env, report, "report")
        html = report if "<" in report else plaintext2html(report)
        if not report or is_html_empty(html):
            raise UserError(self.env._("Please say what was done."))
        return html
