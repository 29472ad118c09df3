# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import fields, models


class ServicedeskSite(models.Model):
    """A territory or a place: where requesters are and components stand."""

    _name = "servicedesk.site"
    _description = "Site"
    _parent_store = True
    _rec_name = "complete_name"
    _order = "complete_name, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char()
    complete_name = fields.Char(
        compute="_compute_complete_name", store=True, recursive=True
    )
    active = fields.Boolean(default=True)
    kind = fields.Selection(
        [("territory", "Territory"), ("place", "Place")],
        required=True,
        default="place",
    )
    parent_id = fields.Many2one("servicedesk.site", index=True, ondelete="restrict")
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many("servicedesk.site", "parent_id")
    partner_id = fields.Many2one(
        "res.partner",
        string="Address",
        index="btree_not_null",
        help="Keeps the address and the time zone.",
    )
    resource_calendar_id = fields.Many2one("resource.calendar", string="Opening Hours")
    company_id = fields.Many2one("res.company", help="Empty: shared by all companies.")

    def _compute_complete_name(self):
        for site in self:
            site.complete_name = site.name

    def _is_above(self, site):
        """Return whether ``site`` is this site, or a part of it."""
        self.ensure_one()
        return bool(site) and (site.parent_path or "").startswith(self.parent_path)
