# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from typing import NamedTuple

from markupsafe import Markup

from odoo import api, fields, models, tools
from odoo.tools import is_html_empty


class Brand(NamedTuple):
    """How a team shows itself in mails, in one language."""

    name: str
    signature: Markup
    logo_url: str
    names: bool  # whether its agents' names are shown


class ServicedeskTeam(models.Model):
    """The face that a team shows to people outside, in its mails."""

    _inherit = "servicedesk.team"

    mail_brand_name = fields.Char(
        string="Name in Mails",
        translate=True,
        help="What requesters read as sender. Empty: the name of the team.",
    )
    mail_signature = fields.Html(
        string="Signature",
        translate=True,
        help="Below each mail to people outside, in their language. Empty: the name"
        " in mails. Signatures of agents are shown to colleagues only.",
    )
    mail_logo = fields.Image(
        string="Logo",
        max_width=400,
        max_height=120,
        help="Above each mail to people outside. Empty: the company's logo.",
    )
    show_agent_names = fields.Boolean(
        string="Show Who Writes",
        default=True,
        help="People outside read the name of who writes to them as sender. Without it"
        " they hear from the team. They never see anybody's own address.",
    )

    @api.model
    @tools.ormcache("team_id", "lang")
    def _get_mail_brand(self, team_id, lang):
        """Return the :class:`Brand` of a team; cached, for each mail asks for it."""
        # sudo: servicedesk.team - how a team shows itself is for everybody
        team = self.sudo().with_context(lang=lang, bin_size=True).browse(team_id)
        name = " ".join((team.mail_brand_name or team.name or "").split())
        signature = team.mail_signature
        if is_html_empty(signature):
            signature = Markup("<p>%s</p>") % name
        logo_url = ""
        if team.mail_logo:
            unique = int(team.write_date.timestamp()) if team.write_date else 0
            logo_url = f"/servicedesk/logo/{team.id}?unique={unique}"
        return Brand(name, Markup(signature), logo_url, team.show_agent_names)
