# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models, tools

from ...tools import priority
from ..ticket.servicedesk_ticket import PRIORITIES

IMPACTS = [("1", "Person"), ("2", "Group"), ("3", "Site"), ("4", "Organisation")]
URGENCIES = [("1", "Low"), ("2", "Normal"), ("3", "High")]


class ServicedeskPriorityRule(models.Model):
    """One cell of the matrix: impact and urgency give the priority.

    A company's own cell wins over the shared one; where there is neither, the table in
    ``tools/priority.py`` holds, so that the matrix is always complete.
    """

    _name = "servicedesk.priority.rule"
    _inherit = "servicedesk.cached.mixin"
    _description = "Priority Rule"
    _order = "company_id, impact desc, urgency"

    impact = fields.Selection(IMPACTS, required=True)
    urgency = fields.Selection(URGENCIES, required=True)
    priority = fields.Selection(PRIORITIES, required=True)
    company_id = fields.Many2one(
        "res.company", index="btree_not_null", help="Empty: every company."
    )

    _company_cell_uniq = models.UniqueIndex(
        "(company_id, impact, urgency) WHERE company_id IS NOT NULL",
        "The company already has a rule for this impact and urgency.",
    )
    _shared_cell_uniq = models.UniqueIndex(
        "(impact, urgency) WHERE company_id IS NULL",
        "There already is a shared rule for this impact and urgency.",
    )

    @api.depends("impact", "urgency", "company_id")
    def _compute_display_name(self):
        impacts = dict(self._fields["impact"]._description_selection(self.env))
        urgencies = dict(self._fields["urgency"]._description_selection(self.env))
        for rule in self:
            rule.display_name = (
                f"{impacts.get(rule.impact, '')} × {urgencies.get(rule.urgency, '')}"
            )

    @api.model
    def _get_priority(self, company_id, impact, urgency):
        """Return the priority of a cell of the company's matrix."""
        matrices = self._get_matrices()
        return priority.pick(
            impact,
            urgency,
            matrices.get(company_id or False, {}),
            matrices.get(False, {}),
        )

    @api.model
    @tools.ormcache()
    def _get_matrices(self):
        """Return {company id or False: {(impact, urgency): priority}}."""
        matrices = {}
        # sudo: servicedesk.priority.rule - a ticket is rated alike, whoever does it
        for rule in self.sudo().search([("priority", "!=", False)]):
            matrix = matrices.setdefault(rule.company_id.id, {})
            matrix[rule.impact, rule.urgency] = rule.priority
        return matrices
