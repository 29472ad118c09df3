# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import fields, models
from odoo.tools import SQL


class ServicedeskTicketCost(models.Model):
    """What tickets cost: time of the house, and work that was ordered, side by side.

    A view of the database, read by managers. An order counts what it is paid; until
    that is decided, what is claimed and not cut yet. Hours on the lines of an own
    engineer's order are not counted: his time is written down as such.
    """

    _name = "servicedesk.ticket.cost"
    _description = "Cost of Tickets"
    _auto = False
    _log_access = False
    _order = "date desc, id desc"
    _rec_name = "ticket_id"

    ticket_id = fields.Many2one("servicedesk.ticket", readonly=True)
    source = fields.Selection(
        [("time", "Working Time"), ("order", "Work Order")], readonly=True
    )
    date = fields.Date(string="Day", readonly=True)
    user_id = fields.Many2one("res.users", string="Person", readonly=True)
    work_order_id = fields.Many2one("servicedesk.work.order", readonly=True)
    contractor_id = fields.Many2one("res.partner", readonly=True)
    activity_id = fields.Many2one("servicedesk.time.activity", readonly=True)
    hours = fields.Float(readonly=True)
    amount = fields.Monetary(string="Cost", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    ticket_type_id = fields.Many2one(
        "servicedesk.ticket.type", string="Type", readonly=True
    )
    service_id = fields.Many2one("servicedesk.service", readonly=True)
    team_id = fields.Many2one("servicedesk.team", readonly=True)
    commercial_partner_id = fields.Many2one(
        "res.partner", string="Customer", readonly=True
    )

    @property
    def _table_query(self):
        # What is still in the cache counts, too.
        for name in (
            "servicedesk.ticket",
            "servicedesk.time.entry",
            "servicedesk.work.order",
            "servicedesk.work.order.line",
        ):
            self.env[name].flush_model()
        return SQL(
            """SELECT cost.*, ticket.ticket_type_id, ticket.service_id, ticket.team_id,
                      ticket.commercial_partner_id, company.currency_id
                 FROM (%s UNION ALL %s) cost
                 JOIN servicedesk_ticket ticket ON ticket.id = cost.ticket_id
                 JOIN res_company company ON company.id = cost.company_id""",
            self._get_time_sql(),
            self._get_order_sql(),
        )

    def _get_time_sql(self):
        """Return the rows of working time."""
        return SQL(
            """SELECT id * 2 AS id, ticket_id, 'time' AS source, date, user_id,
                      work_order_id, NULL::integer AS contractor_id, activity_id, hours,
                      cost AS amount, company_id
                 FROM servicedesk_time_entry
                WHERE date_stop IS NOT NULL AND ticket_id IS NOT NULL"""
        )

    def _get_order_sql(self):
        """Return the rows of orders that are sent; a cancelled one costs what is paid.

        Companies of one house have one database, and each order one company: that
        of who ordered it.
        """
        return SQL(
            """SELECT work.id * 2 + 1, work.ticket_id, 'order',
                      COALESCE(work.date_done, work.date_sent)::date, work.user_id,
                      work.id, work.contractor_id, NULL,
                      CASE WHEN work.user_id IS NULL THEN volume.hours END,
                      CASE WHEN work.payment_decision != 'none'
                           THEN work.payment_amount ELSE volume.amount END,
                      work.company_id
                 FROM servicedesk_work_order work
                 LEFT JOIN LATERAL (
                      SELECT SUM(line.hours) AS hours,
                             SUM(CASE WHEN line.is_decided THEN line.amount_approved
                                      ELSE line.amount_claimed END)
                             FILTER (WHERE work.user_id IS NULL
                                        OR line.kind != 'labour') AS amount
                        FROM servicedesk_work_order_line line
                       WHERE line.order_id = work.id) volume ON TRUE
                WHERE work.ticket_id IS NOT NULL
                  AND work.state NOT IN ('draft', 'declined')
                  AND (work.payment_decision != 'none' OR volume.amount IS NOT NULL
                       AND work.state != 'cancelled')"""
        )
