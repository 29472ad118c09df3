# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

from ...tools.remote import parse_pattern


class ServicedeskRemoteHost(models.Model):
    """A host, a domain or a network that remote actions may lead to.

    The list starts empty, and then nothing is allowed: an address in a component is
    data that many people may edit, this list is not.
    """

    _name = "servicedesk.remote.host"
    _inherit = "servicedesk.cached.mixin"
    _description = "Allowed Remote Host"
    _order = "name, id"

    name = fields.Char(
        string="Host, Domain or Network",
        required=True,
        help="One of: till1.shop.example.com, *.shop.example.com (all below it), an"
        " IP address, or a network such as 10.20.0.0/16.",
    )
    active = fields.Boolean(default=True)
    note = fields.Char()

    _name_uniq = models.Constraint("UNIQUE (name)", "This host is on the list already.")

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._normalize(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._normalize(vals))

    @api.model
    def _normalize(self, vals):
        """Keep each line in the form it is compared in.

        :raise ValidationError: when it is neither host, domain nor network, or
            would allow everything.
        """
        if "name" not in vals:
            return vals
        try:
            return vals | {"name": parse_pattern(vals["name"])}
        except ValueError:
            raise ValidationError(
                self.env._(
                    "“%(text)s” is no host, no domain such as *.example.com and no"
                    " network such as 10.20.0.0/16.",
                    text=vals["name"],
                )
            ) from None

    @api.model
    @tools.ormcache()
    def _get_patterns(self):
        """Return all lines of the list; cached."""
        # sudo: servicedesk.remote.host - agents use the list without reading it
        return tuple(self.sudo().search([("name", "!=", False)]).mapped("name"))
