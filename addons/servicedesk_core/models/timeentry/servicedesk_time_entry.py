# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import fields, models


class ServicedeskTimeEntry(models.Model):
    """Time that somebody of the house spent on a ticket or on an own work order."""

    _name = "servicedesk.time.entry"
    _description = "Time Entry"
    _order = "date_start desc, id desc"

    ticket_id = fields.Many2one(
        "servicedesk.ticket", index="btree_not_null", ondelete="cascade"
    )
    work_order_id = fields.Many2one(
        "servicedesk.work.order", index="btree_not_null", ondelete="cascade"
    )
    user_id = fields.Many2one(
        "res.users",
        string="Person",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    activity_id = fields.Many2one("servicedesk.time.activity", ondelete="restrict")
    date_start = fields.Datetime(
        string="Start", required=True, default=fields.Datetime.now
    )
    date_stop = fields.Datetime(string="Stop")
    hours = fields.Float()
    note = fields.Char()

    _running_uniq = models.UniqueIndex(
        "(user_id) WHERE date_stop IS NULL",
        "One timer runs at a time: stop the other one first.",
    )
