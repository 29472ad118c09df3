# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models, tools
from odoo.exceptions import UserError, ValidationError

from ...tools.remote import PLACEHOLDERS, SCHEMES, build_url, parse_template


class ServicedeskRemoteAction(models.Model):
    """A way onto a component from a distance: remote desktop, shell, console.

    It is an address made of a template; who may use it is said by groups, for what
    by component types, and where it may lead by the list of allowed hosts.
    """

    _name = "servicedesk.remote.action"
    _inherit = "servicedesk.cached.mixin"
    _description = "Remote Action"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    url_template = fields.Char(
        string="Address",
        required=True,
        help="Starts with rdp://, ssh://, vnc:// or https://. {host}, {serial} and"
        " {name} are replaced by those of the component, e.g. ssh://{host}:22 or"
        " https://console.example.com/open?machine={host}.",
    )
    group_ids = fields.Many2many(
        "res.groups", string="Groups", help="Who may use it. Empty: every agent."
    )
    type_ids = fields.Many2many(
        "servicedesk.component.type",
        string="Component Types",
        help="Empty: components of every type.",
    )

    @api.constrains("url_template")
    def _check_url_template(self):
        for action in self:
            try:
                parse_template(action.url_template)
            except ValueError:
                raise ValidationError(
                    self.env._(
                        "“%(url)s” is no address for remote actions. It starts with"
                        " one of %(schemes)s, then comes {host} or a fixed host; only"
                        " %(names)s are replaced.",
                        url=action.url_template,
                        schemes=", ".join(f"{scheme}://" for scheme in SCHEMES),
                        names=", ".join(f"{{{name}}}" for name in PLACEHOLDERS),
                    )
                ) from None

    @api.model
    @tools.ormcache()
    def _get_ways(self):
        """Return (id, group ids, type ids) of all in use, in their order; cached."""
        # sudo: servicedesk.remote.action - agents read only those of their groups
        actions = self.sudo().search([("active", "=", True)])
        return tuple(
            (action.id, frozenset(action.group_ids.ids), frozenset(action.type_ids.ids))
            for action in actions
        )

    @api.model
    def _get_usable(self, component):
        """Return those that the current user may use on ``component``.

        None for what has no host: there is nothing to connect to.
        """
        if not (component.host or "").strip():
            return self.browse()
        groups = set(self.env.user.all_group_ids.ids)
        return self.browse(
            action_id
            for action_id, group_ids, type_ids in self._get_ways()
            if (not group_ids or group_ids & groups)
            and (not type_ids or component.type_id.id in type_ids)
        )

    def _get_url(self, component):
        """Return the address of this action on ``component``.

        :raise UserError: when the component has no usable host, or its host is not
            on the list of allowed ones.
        """
        self.ensure_one()
        values = {name: component[name] for name in PLACEHOLDERS}
        patterns = self.env["servicedesk.remote.host"]._get_patterns()
        try:
            return build_url(self.url_template, values, patterns)
        except PermissionError as error:
            raise UserError(
                self.env._(
                    "Remote actions may not lead to %(host)s: it is not on the list of"
                    " allowed hosts. A manager keeps that list.",
                    host=str(error),
                )
            ) from None
        except ValueError:
            raise UserError(
                self.env._(
                    "“%(host)s” of %(component)s is no host name and no IP address.",
                    host=component.host or "",
                    component=component.name,
                )
            ) from None

    def _is_allowed(self, component):
        """Return whether this action's address on ``component`` may be opened."""
        try:
            return bool(self._get_url(component))
        except UserError:
            return False
