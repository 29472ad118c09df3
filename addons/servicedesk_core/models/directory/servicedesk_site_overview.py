# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models

# What a site's form counts: model, field of the site, further condition.
COUNTED = {
    "contact_count": ("res.partner", "nearest_site_id", []),
    "component_count": ("servicedesk.component", "site_id", []),
    "open_ticket_count": ("servicedesk.ticket", "site_id", [("is_open", "=", True)]),
}
DESK = (
    "servicedesk_core.group_servicedesk_agent,"
    "servicedesk_core.group_servicedesk_auditor"
)


class ServicedeskSite(models.Model):
    """Who and what is at a site, its parts included."""

    _inherit = "servicedesk.site"

    contact_count = fields.Integer(
        string="Contacts", compute="_compute_counts", groups=DESK
    )
    component_count = fields.Integer(
        string="Components", compute="_compute_counts", groups=DESK
    )
    open_ticket_count = fields.Integer(
        string="Open Tickets", compute="_compute_counts", groups=DESK
    )

    @api.depends("parent_path")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_counts(self):
        """Count what the reader may see, in one statement each."""
        for name, (model, field_name, domain) in COUNTED.items():
            rows = self.env[model]._read_group(
                [(field_name, "child_of", self._origin.ids), *domain],
                [field_name],
                ["__count"],
            )
            # sudo: servicedesk.site - only the place in the tree is read
            counts = [(site.sudo().parent_path, count) for site, count in rows]
            for site in self:
                path = site.parent_path or "-"
                site[name] = sum(n for part, n in counts if part.startswith(path))

    def action_view_contacts(self):
        """Open the contacts at this site and its parts."""
        return self._get_view_action("res_partner_action_directory", "nearest_site_id")

    def action_view_components(self):
        """Open the components at this site and its parts."""
        return self._get_view_action("servicedesk_component_action", "site_id")

    def action_view_tickets(self):
        """Open the tickets about this site and its parts."""
        action = self._get_view_action("servicedesk_ticket_action", "site_id")
        action["context"]["search_default_open"] = 1
        return action

    def _get_view_action(self, name, field_name):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            f"servicedesk_core.{name}"
        )
        action.pop("path", None)
        action["domain"] = [(field_name, "child_of", self.id)]
        action["context"] = {"default_site_id": self.id}
        return action
