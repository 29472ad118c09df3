# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models, tools
from odoo.exceptions import AccessError


class ServicedeskTeam(models.Model):
    """Confidential teams: who reads their tickets is for themselves to decide."""

    _inherit = "servicedesk.team"

    confidential_ticket_count = fields.Integer(
        string="Open Confidential Tickets",
        compute="_compute_confidential_ticket_count",
        groups="servicedesk_core.group_servicedesk_dispatcher",
        help="Also those you do not read. Every other counter counts only what you may"
        " open.",
    )

    def _compute_confidential_ticket_count(self):
        """Count what the list of confidential numbers shows anyway, and no more."""
        counts = dict(
            self.env["servicedesk.confidential.ticket"]._read_group(
                [("is_open", "=", True), ("team_id", "in", self.ids)],
                ["team_id"],
                ["__count"],
            )
        )
        for team in self:
            team.confidential_ticket_count = counts.get(team, 0)

    @api.model
    @tools.ormcache()
    def _get_confidential_ids(self):
        """Return the ids of the confidential teams of all companies."""
        # sudo: servicedesk.team - whoever registers a ticket, the team decides
        teams = self.sudo().with_context(active_test=False)
        return frozenset(teams.search([("is_confidential", "=", True)])._ids)

    def write(self, vals):
        """Guard who reads; a team that becomes confidential takes its tickets along."""
        opened = not vals.get("is_confidential", True)
        if "leader_id" in vals or opened or not vals.get("active", True):
            self._check_may_change_circle()
        if vals.get("leader_id"):
            self._check_may_give_seats()
        result = super().write(vals)
        if vals.get("is_confidential"):
            self._mark_tickets_confidential([("team_id", "in", self.ids)])
        return result

    def _mark_tickets_confidential(self, domain):
        """Make the tickets of ``domain`` confidential, closed ones too."""
        # sudo: servicedesk.ticket - the manager who decides this need not read them
        tickets = self.env["servicedesk.ticket"].sudo()
        tickets.search([*domain, ("is_confidential", "=", False)]).write(
            {"is_confidential": True}
        )

    def _check_may_change_circle(self):
        """Raise unless the current user may change who reads confidential tickets.

        Managers configure every team, and could let themselves in. The first seats of
        a new team are anybody's to give.

        :raise AccessError: for who neither sits in the team nor is administrator.
        """
        user = self.env.user
        if self.env.su or user._is_system():
            return
        mine = set(user._servicedesk_team_ids())
        # sudo: servicedesk.team.member - whether anybody sits there decides
        for team in self.sudo():
            taken = team.membership_ids or team.leader_id
            if team.is_confidential and taken and team.id not in mine:
                raise AccessError(
                    self.env._(
                        "“%(team)s” is confidential: its members, its leader, its mark"
                        " and whether it is archived are changed by who sits in it or"
                        " by an administrator. Ask one of them.",
                        team=team.name,
                    )
                )

    def _check_may_give_seats(self):
        """Raise unless the current user may let somebody into these teams.

        Any team may come to have confidential tickets, by a mark, a service or a
        move. Who could make himself a member afterwards would open them all, those he
        sent there unread as well.

        :raise AccessError: for all but administrators, when a team has confidential
            tickets, closed ones too, on which the user does not work.
        """
        if self.env.su or self.env.user._is_system() or not self.ids:
            return
        # sudo: servicedesk.ticket - whether there are any that he does not read
        hidden = (
            self.env["servicedesk.ticket"]
            .sudo()
            .search(
                [
                    ("team_id", "in", self.ids),
                    ("is_confidential", "=", True),
                    ("can_work", "=", False),
                ],
                limit=1,
            )
        )
        if hidden:
            raise AccessError(
                self.env._(
                    "“%(team)s” has confidential tickets that you do not read: who"
                    " becomes its member or leader is for its members, or an"
                    " administrator, to say. Ask one of them.",
                    team=hidden.team_id.name,
                )
            )

    def action_view_confidential(self):
        """Open the numbers of this team's confidential tickets."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "servicedesk_core.servicedesk_confidential_ticket_action"
        )
        action["domain"] = [("team_id", "=", self.id)]
        action["display_name"] = self.name
        return action
