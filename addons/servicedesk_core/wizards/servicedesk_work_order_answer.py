# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models
from odoo.exceptions import UserError


class ServicedeskWorkOrderAnswer(models.TransientModel):
    """The dialog of those steps of a work order that need words, a name or a time."""

    _name = "servicedesk.work.order.answer"
    _description = "Answer a Work Order"

    order_ids = fields.Many2many(
        "servicedesk.work.order",
        string="Work Orders",
        required=True,
        readonly=True,
        default=lambda self: self._default_order_ids(),
    )
    deed = fields.Selection(
        [
            ("done", "Done"),
            ("decline", "Decline"),
            ("return", "Return"),
            ("cancel", "Cancel"),
            ("hand_over", "Hand Over"),
            ("plan", "Plan"),
        ],
        required=True,
        readonly=True,
    )
    reason = fields.Text()
    report = fields.Text(string="What Was Done")
    user_id = fields.Many2one(
        "res.users",
        string="Colleague",
        domain="[('share', '=', False), ('id', 'not in', doer_ids),"
        " ('company_ids', 'in', company_ids)]",
    )
    doer_ids = fields.Many2many(
        "res.users",
        compute="_compute_doer_ids",
        help="Who has it, and whom no work is given.",
    )
    company_ids = fields.Many2many("res.company", compute="_compute_doer_ids")
    planned_start = fields.Datetime(
        compute="_compute_planned",
        compute_sudo=False,
        store=True,
        readonly=False,
        precompute=True,
    )
    planned_end = fields.Datetime(
        compute="_compute_planned",
        compute_sudo=False,
        store=True,
        readonly=False,
        precompute=True,
    )

    @api.model
    def _default_order_ids(self):
        if self.env.context.get("active_model") != "servicedesk.work.order":
            return False
        return self.env.context.get("active_ids")

    @api.depends("order_ids")
    def _compute_doer_ids(self):
        # sudo: res.users - back to the rights of who asks, after the search
        others = self.env["res.users"]._get_no_engineers().sudo(self.env.su)
        for wizard in self:
            wizard.doer_ids = wizard.order_ids.user_id | others
            wizard.company_ids = wizard.order_ids.company_id

    @api.depends("order_ids")
    def _compute_planned(self):
        """Begin with what was planned before."""
        for wizard in self:
            order = wizard.order_ids[:1]
            wizard.planned_start = order.planned_start
            wizard.planned_end = order.planned_end

    def action_apply(self):
        """Do it with all of them, or with none; the orders check it."""
        self.ensure_one()
        orders = self.order_ids
        reason = self.reason or ""
        if self.deed == "done":
            orders.action_done(self.report or "")
        elif self.deed == "decline":
            orders.action_decline(reason)
        elif self.deed == "return":
            orders.action_return(reason)
        elif self.deed == "cancel":
            orders.action_cancel(reason)
        elif self.deed == "plan":
            orders.action_plan(self.planned_start, self.planned_end)
        elif not self.user_id:
            raise UserError(self.env._("Choose the colleague who takes it."))
        else:
            orders.action_hand_over(self.user_id.id, reason)
        return {"type": "ir.actions.act_window_close"}
