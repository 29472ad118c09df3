# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import base64

from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..models.log.log_export import LISTED_IDS
from ..models.settlement.servicedesk_work_order import MANAGER

# As many as a list can choose at once.
MOST_CHOSEN = 20000


class ServicedeskPaymentExport(models.TransientModel):
    """The dialog that writes decided payments into a file for accounting.

    What was given once is not given again, unless that is asked for: nobody should be
    paid twice.
    """

    _name = "servicedesk.payment.export"
    _description = "Give Payments to Accounting"

    order_ids = fields.Many2many(
        "servicedesk.work.order",
        string="Chosen",
        default=lambda self: self._default_order_ids(),
        help="Empty: all that were decided.",
    )
    date_from = fields.Date(string="Decided from")
    date_to = fields.Date(string="Decided to")
    contractor_ids = fields.Many2many(
        "res.partner", string="Contractors", help="Empty: all of them."
    )
    is_again = fields.Boolean(
        string="Also What Was Given Before",
        help="For a file that got lost. Take care that nothing is paid twice.",
    )
    file_format = fields.Selection(
        [("csv", "CSV"), ("xlsx", "Excel (XLSX)")], required=True, default="csv"
    )
    file = fields.Binary(readonly=True, attachment=False)
    file_name = fields.Char(readonly=True)
    order_count = fields.Integer(string="Work Orders", readonly=True)

    def _default_order_ids(self):
        """Take what was chosen in a list of work orders."""
        orders = self.env["servicedesk.work.order"]
        if self.env.context.get("active_model") != orders._name:
            return orders
        chosen = self.env.context.get("active_ids")
        return orders.search([("id", "in", chosen or [])], limit=MOST_CHOSEN)

    def action_export(self):
        """Write the file and show it; note on the orders that accounting has them.

        :raise AccessError: for who does not decide about payments.
        :raise UserError: where there is nothing to give.
        """
        self.ensure_one()
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Managers give payments to accounting."))
        orders = self.env["servicedesk.work.order"].search(
            self._get_domain(), order="date_decided, id"
        )
        # sudo: servicedesk.work.order - to lock and to note is no reading; and what is
        # written are payments that he may decide about
        orders.sudo()._lock()
        if not orders:
            raise UserError(self._say_nothing())
        content = orders.sudo()._export_payments(self.file_format)
        self._log_export(orders)
        today = fields.Date.context_today(self)
        self.write(
            {
                "file": base64.b64encode(content),
                "file_name": f"payments-{today}.{self.file_format}",
                "order_count": len(orders),
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Give Payments to Accounting"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def _say_nothing(self):
        if self.order_ids:
            return self.env._(
                "Nothing of what you chose is to be paid, or accounting has it already."
            )
        return self.env._("No payment was decided that accounting has not been given.")

    def _get_domain(self):
        """Return the domain of what is exported; days are those of the user's zone."""
        domain = self.env["servicedesk.work.order"]._get_payable_domain()
        domain &= Domain("company_id", "in", self.env.companies.ids)
        if self.order_ids:
            domain &= Domain("id", "in", self.order_ids.ids)
        if not self.is_again:
            domain &= Domain("date_billed", "=", False)
        if self.contractor_ids:
            firms = self.contractor_ids.commercial_partner_id
            domain &= Domain("contractor_commercial_id", "in", firms.ids)
        if self.date_from:
            domain &= Domain("date_decided", ">=", self.date_from)
        if self.date_to:
            domain &= Domain("date_decided", "<=", self.date_to)
        return domain

    def _log_export(self, orders):
        log = self.env["servicedesk.log"]
        if log._is_export_watched(orders._name):
            numbers = ", ".join(orders.mapped("number")[:LISTED_IDS])
            details = [
                self.env._("Format: %(name)s", name=self.file_format.upper()),
                self.env._("Payments: %(numbers)s", numbers=numbers),
            ]
            log._append_export(orders._name, len(orders), details)
