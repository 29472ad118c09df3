# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, models

from ...tools import routing


class ServicedeskTicket(models.Model):
    """Finding the team: by service, and by what teams say they are for."""

    _inherit = "servicedesk.ticket"

    @api.depends("site_id", "category_id", "partner_id", "ticket_type_id")
    def _compute_team_id(self):
        return super()._compute_team_id()

    def _get_routed_team_id(self, company_id):
        """Return the team, and by which rule it is: "service", "post" or False.

        Of a service's teams the one nearest to customer, place, kind of work and
        language. Without a service any team that names something the ticket has; while
        nobody has classified it, of the first line only.
        """
        self.ensure_one()
        posts = self.env["servicedesk.team"]._get_posts(company_id)
        services = self.env["servicedesk.service"]
        facts = services._get_facts(self.service_id._origin.id)
        own = [team_id for team_id, of in facts.team_ids if of == company_id]
        if len(own) == 1 or own and not any(self._is_named(posts, key) for key in own):
            return own[0], "service"
        if own:
            found = [posts[key][0] for key in own if key in posts]
            return routing.choose(found, self._get_routing_facts(), must=True)[0], (
                "service"
            )
        classified = bool(self.ticket_type_id)
        named = [
            post
            for key, (post, is_first) in posts.items()
            if self._is_named(posts, key) and (classified or is_first)
        ]
        if not named:
            return False, False
        return routing.choose(named, self._get_routing_facts())[0] or False, "post"

    @api.model
    def _is_named(self, posts, team_id):
        """Return whether a team says anything of what it is for."""
        return team_id in posts and any(posts[team_id][0][1:])

    def _get_routing_facts(self):
        self.ensure_one()
        # sudo: res.partner - groups and language decide, whoever registers
        requester = self.partner_id.sudo()
        groups = requester.category_id | requester.commercial_partner_id.category_id
        return routing.Facts(
            frozenset(groups._origin.ids),
            self.site_id._origin.id or None,
            self.category_id._origin.id or None,
            requester.lang or None,
        )
