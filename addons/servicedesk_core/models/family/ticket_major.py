# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import fields, models


class ServicedeskTicket(models.Model):
    """A major incident and the tickets of all who are affected by it."""

    _inherit = "servicedesk.ticket"

    child_role = fields.Selection(
        [("task", "Task"), ("affected", "Affected")],
        default="task",
        readonly=True,
        copy=False,
        help="A task must be done before the ticket above is solved; what is affected"
        " is solved with it.",
    )
