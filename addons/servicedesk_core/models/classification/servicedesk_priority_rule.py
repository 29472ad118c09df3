# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import fields, models

from ..ticket.servicedesk_ticket import PRIORITIES

IMPACTS = [("1", "Person"), ("2", "Group"), ("3", "Site"), ("4", "Organisation")]
URGENCIES = [("1", "Low"), ("2", "Normal"), ("3", "High")]


class ServicedeskPriorityRule(models.Model):
    """One cell of the matrix: impact and urgency give the priority."""

    _name = "servicedesk.priority.rule"
    _inherit = "servicedesk.cached.mixin"
    _description = "Priority Rule"
    _order = "company_id, impact, urgency"

    impact = fields.Selection(IMPACTS, required=True)
    urgency = fields.Selection(URGENCIES, required=True)
    priority = fields.Selection(PRIORITIES, required=True)
    company_id = fields.Many2one("res.company", help="Empty: every company.")
