# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models
from odoo.exceptions import MissingError
from odoo.tools import SQL

from ...tools import arguments
from ..workorder.servicedesk_work_order import STATES

MONEY = (
    "servicedesk_core.group_servicedesk_manager,"
    "servicedesk_core.group_servicedesk_auditor"
)


class Unknown:
    """A number that is empty, and not 0, where there is none."""

    def convert_to_record(self, value, record):
        return False if value is None else super().convert_to_record(value, record)


class Figure(Unknown, fields.Float):
    """A figure that may be unknown."""


class Amount(Unknown, fields.Monetary):
    """An amount that may be unknown."""


class ServicedeskContractorReport(models.Model):
    """How contractors do: one row for each work order that was sent to one.

    A view of the database. What does not apply is empty and does not count in averages:
    an order that is not done is neither late nor on time. Of a confidential ticket's
    order it tells the number, and neither service nor site.
    """

    _name = "servicedesk.contractor.report"
    _description = "Contractor Statistics"
    _auto = False
    _log_access = False
    _rec_name = "number"
    _order = "date_sent desc, id desc"

    number = fields.Char(readonly=True)
    contractor_id = fields.Many2one("res.partner", readonly=True)
    contract_id = fields.Many2one("servicedesk.contract", readonly=True)
    responsible_id = fields.Many2one("res.users", readonly=True)
    service_id = fields.Many2one("servicedesk.service", readonly=True)
    site_id = fields.Many2one("servicedesk.site", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    state = fields.Selection(STATES, readonly=True)
    open_count = fields.Integer(string="Open", readonly=True)
    date_sent = fields.Datetime(string="Sent on", readonly=True)
    date_done = fields.Datetime(string="Done on", readonly=True)
    answer_hours = Figure(
        string="Acceptance Time (Hours)",
        readonly=True,
        aggregator="avg",
        help="Working hours from sending to acceptance, on the contract's calendar,"
        " else the company's.",
    )
    declined = Figure(
        string="Declined (Share)",
        readonly=True,
        aggregator="avg",
        help="Of the orders that were answered.",
    )
    on_time = Figure(
        string="On Time (Share)",
        readonly=True,
        aggregator="avg",
        help="Of the orders that are done and had a planned end.",
    )
    punctuality = fields.Selection(
        [("on_time", "On Time"), ("late", "Late")], readonly=True
    )
    reopened = Figure(
        string="Re-opened (Share)",
        readonly=True,
        aggregator="avg",
        help="Of the orders that were done once: given back, because it was not.",
    )
    rating = Figure(
        string="Customers' Rating",
        readonly=True,
        aggregator="avg",
        help="What the requester gave for the ticket's last rated solution, 1 to 5.",
    )
    hours = Figure(string="Hours Claimed", readonly=True)
    amount_claimed = Amount(string="Claimed", readonly=True, groups=MONEY)
    amount_paid = Amount(
        string="Cost",
        readonly=True,
        groups=MONEY,
        help="What was decided to be paid; before that, nothing.",
    )

    @property
    def _table_query(self):
        # Changes that are still in the cache count, too.
        for name in (
            "servicedesk.work.order",
            "servicedesk.work.order.line",
            "servicedesk.ticket",
            "servicedesk.closing.cycle",
        ):
            self.env[name].flush_model()
        return SQL(
            """SELECT o.id, o.number, o.contractor_id, o.contract_id, o.responsible_id,
                      CASE WHEN t.is_confidential IS NOT TRUE THEN t.service_id END
                          AS service_id,
                      CASE WHEN t.is_confidential IS NOT TRUE THEN o.site_id END
                          AS site_id,
                      o.company_id, company.currency_id, o.state,
                      CASE WHEN o.state IN ('sent', 'accepted', 'in_progress')
                           THEN 1 ELSE 0 END AS open_count,
                      o.date_sent, o.date_done,
                      CASE WHEN o.date_accepted IS NOT NULL THEN o.answer_hours END
                          AS answer_hours,
                      CASE WHEN o.state = 'declined' THEN 1.0
                           WHEN o.date_accepted IS NOT NULL THEN 0.0 END AS declined,
                      CASE WHEN o.date_done <= o.planned_end THEN 1.0
                           WHEN o.date_done > o.planned_end THEN 0.0 END AS on_time,
                      CASE WHEN o.date_done <= o.planned_end THEN 'on_time'
                           WHEN o.date_done > o.planned_end THEN 'late' END
                          AS punctuality,
                      CASE WHEN o.reopen_count > 0 THEN 1.0
                           WHEN o.date_done IS NOT NULL THEN 0.0 END AS reopened,
                      rated.rating, claimed.hours, claimed.amount_claimed,
                      CASE WHEN o.payment_decision != 'none' THEN o.payment_amount END
                          AS amount_paid
                 FROM servicedesk_work_order o
                 JOIN res_company company ON company.id = o.company_id
            LEFT JOIN servicedesk_ticket t ON t.id = o.ticket_id
            LEFT JOIN LATERAL (
                      SELECT sum(hours) AS hours, sum(amount_claimed) AS amount_claimed
                        FROM servicedesk_work_order_line
                       WHERE order_id = o.id) claimed ON TRUE
            LEFT JOIN LATERAL (
                      SELECT rating
                        FROM servicedesk_closing_cycle
                       WHERE ticket_id = o.ticket_id AND rating > 0
                         AND o.date_done IS NOT NULL
                       ORDER BY id DESC
                       LIMIT 1) rated ON TRUE
                WHERE o.contractor_id IS NOT NULL AND o.date_sent IS NOT NULL
                  AND o.state NOT IN ('draft', 'cancelled')"""
        )

    # ------------------------------------------------------------------
    # What is not known is left out
    # ------------------------------------------------------------------

    def _formatted_read_group_with_length(
        self, domain, groupby, aggregates, offset=0, limit=None, order=None
    ):
        """Leave averages of nothing out of lists, whose client shows 0 for them."""
        groups, length = super()._formatted_read_group_with_length(
            domain, groupby, aggregates, offset=offset, limit=limit, order=order
        )
        self._drop_unknown(groups, aggregates)
        return groups, length

    @api.model
    def formatted_read_grouping_sets(
        self, domain, grouping_sets, aggregates=(), *, order=None
    ):
        """Leave averages of nothing out of pivots, too."""
        result = super().formatted_read_grouping_sets(
            domain, grouping_sets, aggregates, order=order
        )
        for rows in result:
            self._drop_unknown(rows, aggregates)
        return result

    @api.model
    def _drop_unknown(self, rows, aggregates):
        """Take out of ``rows`` those aggregates that no record has a value for."""
        for row in rows:
            for name in aggregates:
                # 0 is a figure like others.
                if row.get(name, 0) is None or row.get(name, 0) is False:
                    del row[name]

    def action_open_order(self):
        """Open the work order behind a row; whoever may not read it is told so."""
        self.ensure_one()
        arguments.record_id(self.env, self.id or 0, "ids")
        self.check_access("read")
        if not self.exists():
            raise MissingError(self.env._("There is no such work order."))
        return {
            "type": "ir.actions.act_window",
            "res_model": "servicedesk.work.order",
            "res_id": self.id,
            "views": [(False, "form")],
        }
