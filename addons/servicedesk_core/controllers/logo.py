# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""The logos of teams, for the mails of people who have no account here."""

from odoo import http
from odoo.http import request


class TeamLogos(http.Controller):
    @http.route(
        "/servicedesk/logo/<int:team_id>",
        type="http",
        auth="public",
        methods=["GET", "HEAD"],
        sitemap=False,
    )
    def team_logo(self, team_id, **_kwargs):
        """Show a team's logo; it stands in every mail of the team, so it is no secret.

        :raise NotFound: when there is none.
        """
        # sudo: servicedesk.team - its logo is for everybody, and nothing else of it
        team = request.env["servicedesk.team"].sudo().browse(team_id).exists()
        if not team.mail_logo:
            raise request.not_found()
        stream = request.env["ir.binary"]._get_image_stream_from(team, "mail_logo")
        return stream.get_response(max_age=http.STATIC_CACHE)
