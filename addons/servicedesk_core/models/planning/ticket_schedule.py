# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import fields, models


class ServicedeskTicket(models.Model):
    """A ticket that recurring work made, for one day, once."""

    _inherit = "servicedesk.ticket"

    schedule_id = fields.Many2one(
        "servicedesk.schedule",
        string="Recurring Work",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    schedule_date = fields.Date(string="Scheduled for", readonly=True, copy=False)

    # Two workers at once, an interrupted run: one ticket for each day.
    _schedule_once_uniq = models.UniqueIndex(
        "(schedule_id, schedule_date) WHERE schedule_id IS NOT NULL",
        "There is already a ticket of this recurring work for that day.",
    )
