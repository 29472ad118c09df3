# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import fields, models


class ServicedeskClosingCycle(models.Model):
    """One round of closing: what was proposed, what was asked, what was answered.

    One row for each time a solution is proposed; nobody changes it but the answer.
    """

    _name = "servicedesk.closing.cycle"
    _description = "Closing Cycle"
    _order = "id desc"
    _rec_name = "ticket_id"

    ticket_id = fields.Many2one(
        "servicedesk.ticket", required=True, index=True, ondelete="cascade"
    )
    cycle = fields.Integer(required=True)

    _ticket_cycle_uniq = models.Constraint(
        "UNIQUE (ticket_id, cycle)", "A closing cycle is recorded once."
    )
