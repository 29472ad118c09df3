# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models

from ..directory.res_partner import DESK

# What is told of a contractor: the aggregate of the statistics, by field.
FIGURES = {
    "contractor_order_count": "__count",
    "contractor_open_count": "open_count:sum",
    "contractor_rating": "rating:avg",
    "contractor_rating_count": "rating:count",
    "contractor_on_time": "on_time:avg",
    "contractor_planned_count": "on_time:count",
    "contractor_reopened": "reopened:avg",
    "contractor_done_count": "reopened:count",
    "contractor_answer_hours": "answer_hours:avg",
    "contractor_accepted_count": "answer_hours:count",
}


class ResPartner(models.Model):
    """How a contractor has done so far, in a few figures for everybody of the desk.

    The figures are of all his orders in the reader's companies, whichever of those he
    reads: they tell of the contractor, and not of a customer.
    """

    _inherit = "res.partner"

    contractor_order_count = fields.Integer(
        string="Work Orders", compute="_compute_contractor_figures", groups=DESK
    )
    contractor_open_count = fields.Integer(
        string="Open Work Orders", compute="_compute_contractor_figures", groups=DESK
    )
    contractor_rating = fields.Float(
        string="Rating",
        compute="_compute_contractor_figures",
        groups=DESK,
        help="The average of what requesters gave, from 1 to 5. 0: nobody yet.",
    )
    contractor_rating_count = fields.Integer(
        string="Number of Ratings",
        compute="_compute_contractor_figures",
        groups=DESK,
    )
    contractor_on_time = fields.Float(
        string="On Time", compute="_compute_contractor_figures", groups=DESK
    )
    contractor_planned_count = fields.Integer(
        string="Done of Planned Work Orders",
        compute="_compute_contractor_figures",
        groups=DESK,
    )
    contractor_reopened = fields.Float(
        string="Re-opened", compute="_compute_contractor_figures", groups=DESK
    )
    contractor_done_count = fields.Integer(
        string="Done Work Orders", compute="_compute_contractor_figures", groups=DESK
    )
    contractor_answer_hours = fields.Float(
        string="Accepts within (Hours)",
        compute="_compute_contractor_figures",
        groups=DESK,
    )
    contractor_accepted_count = fields.Integer(
        string="Accepted Work Orders",
        compute="_compute_contractor_figures",
        groups=DESK,
    )

    @api.depends("is_contractor")
    @api.depends_context("allowed_company_ids")
    def _compute_contractor_figures(self):
        """Read one row for each contractor, in one statement for the whole batch."""
        figures = self._origin._read_contractor_figures(self.env.companies)
        for partner in self:
            found = figures.get(partner._origin.id, {})
            for name in FIGURES:
                partner[name] = found.get(name) or 0

    def _read_contractor_figures(self, companies):
        """Return {contractor id: {field: value}} of those who were sent orders."""
        if not self:
            return {}
        # sudo: servicedesk.contractor.report - sums of all orders, see the class
        report = self.env["servicedesk.contractor.report"].sudo()
        rows = report._read_group(
            [("contractor_id", "in", self.ids), ("company_id", "in", companies.ids)],
            ["contractor_id"],
            list(FIGURES.values()),
        )
        return {
            contractor.id: dict(zip(FIGURES, values, strict=True))
            for contractor, *values in rows
        }
