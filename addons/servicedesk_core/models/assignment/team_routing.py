# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models, tools

from ...tools import routing


class ServicedeskTeam(models.Model):
    """What a team is for: tickets find it by this where no thing or service tells."""

    _inherit = "servicedesk.team"

    site_ids = fields.Many2many(
        "servicedesk.site",
        string="Territory",
        help="The team serves these sites, and those below them. Empty: any.",
    )
    category_ids = fields.Many2many(
        "servicedesk.category", help="The team does this kind of work. Empty: any."
    )
    lang_ids = fields.Many2many(
        "res.lang",
        string="Languages",
        help="The team serves requesters of these languages. Empty: any.",
    )
    customer_tag_ids = fields.Many2many(
        "res.partner.category",
        string="Customer Groups",
        help="The team serves requesters, or customers, of these groups. Empty: any.",
    )

    @api.model
    @tools.ormcache("company_id")
    def _get_posts(self, company_id):
        """Return {team id: (Post, is first line)} of a company's active teams; cached.

        In the teams' order. A confidential team is never found by these: nothing of a
        ticket is given away by rule.
        """
        # sudo: servicedesk.team, servicedesk.site - tickets of requesters are routed
        teams = self.sudo().search(
            [("company_id", "=", company_id), ("is_confidential", "=", False)]
        )
        sites = self.env["servicedesk.site"].sudo()
        return {
            team.id: (
                routing.Post(
                    team.id,
                    frozenset(team.customer_tag_ids.ids),
                    frozenset(
                        team.site_ids
                        and sites.search([("id", "child_of", team.site_ids.ids)]).ids
                    ),
                    frozenset(team.category_ids.ids),
                    frozenset(team.lang_ids.mapped("code")),
                ),
                team.level == "1",
            )
            for team in teams
        }
