# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, models

from ...tools import arguments
from ...tools import escalation as steps

NEWS = "servicedesk_core/escalation"
# What the badge of those who are asked depends on.
TOLD = {"state", "to_team_id", "to_user_id", "settler_ids"}


class ServicedeskEscalation(models.Model):
    """What screens need: badges that are counted anew, the words of a decision."""

    _inherit = "servicedesk.escalation"

    @api.model_create_multi
    def create(self, vals_list):
        offers = super().create(vals_list)
        offers._get_badge_users()._tell_escalation_badges()
        return offers

    def write(self, vals):
        """Tell who was asked as well as who is asked now."""
        if not TOLD & vals.keys():
            return super().write(vals)
        users = self._get_badge_users()
        result = super().write(vals)
        (users | self._get_badge_users())._tell_escalation_badges()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_tell_badges(self):
        """Nothing waits any more when its ticket is deleted."""
        self._get_badge_users()._tell_escalation_badges()

    def _get_badge_users(self):
        """Return the users who are asked to answer or to settle one of these."""
        users = self.env["res.users"]
        # sudo: servicedesk.escalation - who is asked is told, whoever changes it
        for offer in self.sudo():
            if offer.state == steps.OFFERED:
                users |= offer._get_receivers()
            elif offer.state == steps.DISPUTED:
                users |= offer.settler_ids
        return users

    def _read_decision(self, decision, team_id, user_id):
        """A dialog asks for the words of a decision beside its key."""
        decided, note, team, user = super()._read_decision(decision, team_id, user_id)
        said = self.env.context.get("servicedesk_decision_note")
        return decided, note or arguments.text(self.env, said, "note"), team, user


class ResUsers(models.Model):
    _inherit = "res.users"

    def _tell_escalation_badges(self):
        """Say that there is something to count; what, each asks himself."""
        if self:
            # sudo: res.users - that there is news is told to whom it concerns
            self.sudo()._bus_send(NEWS, {})
