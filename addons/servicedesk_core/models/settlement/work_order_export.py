# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import io

import xlsxwriter

from odoo import api, fields, models
from odoo.fields import Domain

from ...tools import settlement


class ServicedeskWorkOrder(models.Model):
    """What is paid, as rows of a file that any accounting program takes in."""

    _inherit = "servicedesk.work.order"

    @api.model
    def _get_payable_domain(self):
        """Return the domain of orders about which accounting has to know."""
        return Domain("payment_decision", "in", ["approved", "cut"]) & Domain(
            "payment_amount", ">", 0
        )

    @api.model
    def _get_payment_header(self):
        return [
            self.env._("Work Order"),
            self.env._("Subject"),
            self.env._("Company"),
            self.env._("Contractor"),
            self.env._("Tax ID"),
            self.env._("Own Engineer"),
            self.env._("Contract"),
            self.env._("Decided on"),
            self.env._("Decided by"),
            self.env._("Decision"),
            self.env._("Reason"),
            self.env._("Day"),
            self.env._("Kind"),
            self.env._("What"),
            self.env._("Person"),
            self.env._("Hours"),
            self.env._("Quantity"),
            self.env._("Claimed"),
            self.env._("To Pay"),
            self.env._("Currency"),
        ]

    def _get_payment_rows(self):
        """Return rows, one for each line of what is paid, without the header.

        Also of lines that were refused: a bookkeeper holds them against the bill.
        """
        decisions = dict(
            self._fields["payment_decision"]._description_selection(self.env)
        )
        kinds = dict(self.line_ids._fields["kind"]._description_selection(self.env))
        rows = []
        for order in self:
            head = [
                order.number,
                order.name,
                order.company_id.name,
                order.contractor_id.commercial_partner_id.name,
                order.contractor_id.commercial_partner_id.vat,
                order.user_id.name,
                order.contract_id.number or order.contract_id.name,
                fields.Date.to_string(
                    fields.Datetime.context_timestamp(order, order.date_decided).date()
                ),
                order.decided_by_id.name,
                decisions[order.payment_decision],
            ]
            rows += [
                order._get_payment_row(head, line, kinds) for line in order.line_ids
            ]
        return rows

    def _get_payment_row(self, head, line, kinds):
        """Return one row: what it says of the order (``head``), and of the line."""
        return [
            *head,
            line.reason or self.decision_reason,
            fields.Date.to_string(line.date),
            kinds[line.kind],
            line.name,
            line.partner_id.name,
            line.hours,
            line.quantity,
            line.amount_claimed,
            line.amount_approved,
            self.currency_id.name,
        ]

    @api.model
    def _write_payments_xlsx(self, rows):
        """Return the bytes of a workbook; texts stay texts, whatever they look like."""
        stream = io.BytesIO()
        options = {"in_memory": True, "strings_to_formulas": False}
        with xlsxwriter.Workbook(stream, {**options, "strings_to_urls": False}) as book:
            sheet = book.add_worksheet(self.env._("Payments")[:31])
            bold = book.add_format({"bold": True})
            for column, title in enumerate(rows[0]):
                sheet.write_string(0, column, title, bold)
            for number, row in enumerate(rows[1:], start=1):
                for column, value in enumerate(row):
                    sheet.write(number, column, settlement.get_cell(value))
            sheet.autofit()
            sheet.freeze_panes(1, 0)
        return stream.getvalue()

    def _export_payments(self, file_format):
        """Return the bytes of a file about these orders, and note that it was given.

        Runs in superuser mode.
        """
        rows = [self._get_payment_header(), *self._get_payment_rows()]
        self.filtered(lambda order: not order.date_billed).write(
            {"date_billed": fields.Datetime.now()}
        )
        if file_format == "xlsx":
            return self._write_payments_xlsx(rows)
        return settlement.write_csv(rows)
