# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ...tools import work_order as steps
from .servicedesk_work_order_line import HOUSE


class ServicedeskContract(models.Model):
    _inherit = "servicedesk.contract"

    def _word_not_in_force(self, day):
        """Return in words why a contract is not in force on ``day``; or ""."""
        # sudo: servicedesk.contract - when it holds is told to who orders under it
        contract = self.sudo()
        if contract.date_end and contract.date_end < day:
            return self.env._(
                "The contract “%(contract)s” ended on %(day)s.",
                contract=contract.name,
                day=format_date(self.env, contract.date_end),
            )
        if contract.date_start and contract.date_start > day:
            return self.env._(
                "The contract “%(contract)s” begins on %(day)s only.",
                contract=contract.name,
                day=format_date(self.env, contract.date_start),
            )
        return ""


class ServicedeskWorkOrder(models.Model):
    """Work is sent to somebody who is there, and a contract that is over is told of."""

    _inherit = "servicedesk.work.order"

    send_warning = fields.Text(
        string="Look before You Send",
        compute="_compute_send_warning",
        compute_sudo=False,
        groups=HOUSE,
        help="Why a draft cannot be sent, or what speaks against it.",
    )

    @api.depends("state", "user_id", "contractor_id", "contact_id", "contract_id")
    @api.depends_context("lang")
    def _compute_send_warning(self):
        today = fields.Date.context_today(self)
        for order in self:
            words = []
            if order.state == steps.DRAFT:
                gone = order._find_gone()
                words = [
                    gone and order._word_gone(gone),
                    order.contract_id._word_not_in_force(today),
                ]
            order.send_warning = "\n".join(filter(None, words)) or False

    def _find_gone(self):
        """Return who was to do the work and is archived, as a record; empty: nobody."""
        self.ensure_one()
        # sudo: res.users, res.partner, res.company - whether they are still there
        order = self.sudo()
        for one in (
            order.user_id,
            order.contractor_id,
            order.contractor_commercial_id,
            order.contact_id,
            order.doer_company_id,
        ):
            if one and not one.active:
                return one
        return order.user_id.browse()

    def _word_gone(self, gone):
        return self.env._("%(name)s is archived: choose somebody else.", name=gone.name)

    def _check_may_be_sent(self):
        """Raise also where nobody is there to do it any more."""
        gone = self._find_gone()
        if gone:
            raise UserError(self._word_gone(gone))
        return super()._check_may_be_sent()
