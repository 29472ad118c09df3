# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import fields, models


class ServicedeskTicket(models.Model):
    """What the requester says after the solution: it reopens nothing by itself."""

    _inherit = "servicedesk.ticket"

    afterword_id = fields.Many2one(
        "mail.message",
        string="Word after the Solution",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    afterword_kind = fields.Selection(
        [("thanks", "Thanks"), ("word", "Something to Read")],
        string="Words after the Solution",
        readonly=True,
        copy=False,
    )
