# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models


class ServicedeskTicket(models.Model):
    """What a ticket is about materially, and who looks after that."""

    _inherit = "servicedesk.ticket"

    component_ids = fields.Many2many(
        "servicedesk.component",
        "servicedesk_ticket_component_rel",
        "ticket_id",
        "component_id",
        string="Components",
        check_company=True,
    )
    component_count = fields.Integer(compute="_compute_component_count")

    @api.depends("component_ids")
    def _compute_component_count(self):
        for ticket in self:
            ticket.component_count = len(ticket.component_ids)

    def _get_component_routing(self):
        """Return {ticket: (team, user)} by the components; both may be none.

        It is the first routing key. Of several components the first counts that has
        somebody for it; a team of another company than the ticket's takes nothing.
        Components of the whole batch are read at once.
        """
        # sudo: servicedesk.component - requesters' tickets are routed, too
        tickets = self.sudo()
        routing = tickets.component_ids._get_routing()
        teams, users = self.env["servicedesk.team"], self.env["res.users"]
        companies = teams._get_companies_by_team()
        result = {}
        for ticket, known in zip(self, tickets, strict=True):
            found = (teams, users)
            for component in known.component_ids:
                team, user = routing[component]
                company_id = known.company_id.id
                fits = not company_id or companies.get(team.id) == company_id
                if team and fits:
                    found = team.with_env(self.env), user.with_env(self.env)
                    break
            result[ticket] = found
        return result

    def _get_component_team(self):
        """Return the team that looks after this ticket's components, or none."""
        self.ensure_one()
        return self._get_component_routing()[self][0]

    def _get_component_user(self):
        """Return the person who looks after this ticket's components, or none."""
        self.ensure_one()
        return self._get_component_routing()[self][1]

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    def action_view_components(self):
        """Open the components of this ticket, with what leads onto them."""
        self._check_ids()
        self.ensure_one()
        self.check_access("read")
        self.component_ids.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "servicedesk_core.servicedesk_component_action"
        )
        action.pop("path", None)
        return action | {
            "domain": [("ticket_ids", "in", self.ids)],
            "context": {"servicedesk_ticket_id": self.id, "create": False},
        }
