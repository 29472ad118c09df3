# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, models


class ServicedeskTicket(models.Model):
    """Hooks that core offers: other addons extend these, and core calls them."""

    _inherit = "servicedesk.ticket"

    def _on_state_changed(self, old_states):
        """React to new states of ``self``.

        :param dict old_states: the state before, by ticket.
        """

    def _on_customer_message(self, message):
        """React to a public message of the requester's side on this ticket."""

    def _on_agent_message(self, message):
        """React to a public message of the desk on this ticket."""

    def _is_clock_paused(self):
        """Return whether time does not count for this ticket now."""
        self.ensure_one()
        return self.state == "waiting"

    def _get_calendar(self):
        """Return the working hours that hold for this ticket."""
        self.ensure_one()
        return self.team_id.resource_calendar_id or self.company_id.resource_calendar_id

    def _get_date_due(self):
        """Return the promised time that a service level gives (UTC), or False."""
        self.ensure_one()
        return False

    @api.model
    def _get_assignee_candidates(self, team):
        """Return the users of ``team`` who may be assigned now."""
        return team.member_ids.filtered("active")

    def _give_back_to_rules(self):
        """Have those values computed again that a write gives back to the rules."""

    @api.model
    def _prepare_assignees(self, vals_list):
        """Return the values of new tickets, completed by whom they are assigned to."""
        return vals_list

    @api.model
    def _find_open_for_partner(self, partner):
        """Return the open tickets of ``partner``, urgent and young ones first."""
        return self.search([("partner_id", "=", partner.id), ("is_open", "=", True)])

    @api.model
    def _get_reference_records(self):
        """Return the models besides tickets that a work order may be for."""
        return []
