# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import fields, models

STATES = [
    ("draft", "Draft"),
    ("sent", "Sent"),
    ("accepted", "Accepted"),
    ("declined", "Declined"),
    ("in_progress", "In Progress"),
    ("done", "Done"),
    ("verified", "Verified"),
    ("cancelled", "Cancelled"),
]
PAYMENT_DECISIONS = [
    ("none", "Not Decided"),
    ("approved", "Approved"),
    ("cut", "Cut"),
    ("refused", "Refused"),
]


class ServicedeskWorkOrder(models.Model):
    """Work that a ticket needs of an own engineer or of a contractor."""

    _name = "servicedesk.work.order"
    _description = "Work Order"
    _inherit = ["portal.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _rec_names_search = ["number", "name"]
    _check_company_auto = True

    number = fields.Char(readonly=True, copy=False, index="trigram")
    name = fields.Char(string="Subject", required=True)
    description = fields.Html(string="What Is to Be Done")
    state = fields.Selection(STATES, required=True, default="draft", copy=False)
    ticket_id = fields.Many2one(
        "servicedesk.ticket", index="btree_not_null", ondelete="restrict"
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")

    # Who does it
    user_id = fields.Many2one(
        "res.users",
        string="Own Engineer",
        index="btree_not_null",
        ondelete="restrict",
        domain=[("share", "=", False)],
    )
    contractor_id = fields.Many2one(
        "res.partner", index="btree_not_null", ondelete="restrict"
    )
    contact_id = fields.Many2one(
        "res.partner",
        string="Contact at the Contractor",
        index="btree_not_null",
        ondelete="restrict",
    )
    contract_id = fields.Many2one(
        "servicedesk.contract", index="btree_not_null", ondelete="restrict"
    )
    responsible_id = fields.Many2one(
        "res.users",
        index="btree_not_null",
        ondelete="restrict",
        default=lambda self: self.env.user,
        help="Ordered it, and verifies what was done.",
    )

    # Where and when
    site_id = fields.Many2one(
        "servicedesk.site", index="btree_not_null", ondelete="restrict"
    )
    planned_start = fields.Datetime()
    planned_end = fields.Datetime()
    route_sequence = fields.Integer(string="Place in the Day", default=10)
    date_sent = fields.Datetime(string="Sent on", readonly=True, copy=False)
    date_accepted = fields.Datetime(string="Accepted on", readonly=True, copy=False)
    date_started = fields.Datetime(string="Started on", readonly=True, copy=False)
    date_done = fields.Datetime(string="Done on", readonly=True, copy=False)
    date_verified = fields.Datetime(string="Verified on", readonly=True, copy=False)

    # What it costs
    line_ids = fields.One2many("servicedesk.work.order.line", "order_id")
    rate = fields.Monetary(string="Hourly Rate")
    quota_amount = fields.Monetary(
        string="Agreed Quota", help="What it may cost at most. 0: not agreed."
    )
    payment_decision = fields.Selection(
        PAYMENT_DECISIONS, required=True, default="none", copy=False
    )
    payment_amount = fields.Monetary(string="Amount to Pay", copy=False)

    # What came of it
    report = fields.Html(string="What Was Done", copy=False)
    reopen_count = fields.Integer(string="Times Returned", readonly=True, copy=False)

    _number_uniq = models.UniqueIndex(
        "(number)", "There is a work order with this number already."
    )
    _one_doer = models.Constraint(
        "CHECK (user_id IS NULL OR contractor_id IS NULL)",
        "A work order goes to an own engineer or to a contractor, not to both.",
    )
