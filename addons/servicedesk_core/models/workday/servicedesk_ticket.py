# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models


class ServicedeskTicket(models.Model):
    """The work orders that a ticket's form shows."""

    _inherit = "servicedesk.ticket"

    shown_work_order_ids = fields.Many2many(
        "servicedesk.work.order",
        string="Work Orders you read",
        compute="_compute_shown_work_order_ids",
        compute_sudo=False,
        help="Those that you may read. A ticket without any asks the database nothing.",
    )

    @api.depends("work_order_count")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_shown_work_order_ids(self):
        ordered = self.filtered("work_order_count")
        (self - ordered).shown_work_order_ids = False
        if not ordered:
            return
        found = self.env["servicedesk.work.order"].search(
            [("ticket_id", "in", ordered._origin.ids)], order="id"
        )
        by_ticket = found.grouped("ticket_id")
        for ticket in ordered:
            ticket.shown_work_order_ids = by_ticket.get(ticket._origin)
