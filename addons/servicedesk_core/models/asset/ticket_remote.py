# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...tools import arguments


class ServicedeskTicket(models.Model):
    """Remote actions on the components of a ticket, each told on the ticket."""

    _inherit = "servicedesk.ticket"

    can_connect = fields.Boolean(
        compute="_compute_can_connect",
        help="Whether there is a remote action for you on a component of the ticket.",
    )

    @api.depends("component_ids.host", "component_ids.type_id")
    @api.depends_context("uid")
    def _compute_can_connect(self):
        for ticket in self:
            ticket.can_connect = any(
                component.can_connect for component in ticket.component_ids
            )

    def action_remote(self, action_id=False, component_id=False):
        """Open a remote action on a component of this ticket, and log it here.

        Logged is that it was asked for, before the address is given away: whether it
        was opened the server never hears, and no connection must be missing.

        :param action_id: the ``servicedesk.remote.action``.
        :param component_id: a component that stands on the ticket.
        :return: an action that opens the address in a new tab.
        :raise AccessError: for who does not work on the ticket, or may not use this
            remote action.
        :raise UserError: when the component is not on the ticket, the action is not
            for it, or its host is not allowed.
        """
        self.ensure_one()
        self._check_work_access()
        action_id = arguments.record_id(self.env, action_id, "action_id")
        component_id = arguments.record_id(self.env, component_id, "component_id")
        component = self.component_ids.filtered(lambda c: c.id == component_id)
        if not component:
            raise UserError(
                self.env._(
                    "This component is not on %(ticket)s.", ticket=self.display_name
                )
            )
        remotes = self.env["servicedesk.remote.action"]
        usable = remotes._get_usable(component).filtered(
            lambda way: way.id == action_id
        )
        if not usable:
            raise AccessError(
                self.env._(
                    "You may not use this remote action on %(component)s.",
                    component=component.name,
                )
            )
        # sudo: servicedesk.remote.action - checked to be the user's to use
        url = usable.sudo()._get_url(component)
        self._log_remote(usable.sudo().name, component, url)
        return self._prepare_remote_opening(url)

    def _log_remote(self, name, component, url):
        """Leave a note: the user is its author, so it says who, what and where."""
        body = Markup("<p>{}</p><p><code>{}</code></p>").format(
            self.env._(
                "Remote action asked for: %(action)s on %(component)s.",
                action=name,
                component=component.display_name,
            ),
            url,
        )
        self._message_log(body=body)

    def _prepare_remote_opening(self, url):
        """Return the action that opens ``url``.

        Odoo's own action for addresses takes any scheme but http for a path of this
        server, so that others need an action of ours.
        """
        if url.startswith("https://"):
            return {
                "type": "ir.actions.act_url",
                "url": url,
                "target": "new",
                "close": True,
            }
        return {
            "type": "ir.actions.client",
            "tag": "servicedesk_open_remote",
            "params": {"url": url},
        }

    def _get_remote_choices(self):
        """Return [(component, remote action)] of what the user may open here.

        The most likely first: what the requester uses, what is his or his company's,
        what stands at his site; what leads to no allowed host comes last.
        """
        self.ensure_one()
        remotes = self.env["servicedesk.remote.action"]
        choices = [
            (component, remote)
            for component in self.component_ids
            for remote in remotes._get_usable(component)
        ]
        return sorted(choices, key=lambda choice: self._rank_remote(*choice))

    def _rank_remote(self, component, remote):
        """Return what to sort choices by; equal ones stay as they are."""
        # sudo: res.partner - only compared with those of the component
        people = self.sudo().partner_id | self.sudo().commercial_partner_id
        # sudo: servicedesk.component, servicedesk.remote.action - only compared
        known = component.sudo()
        if known.user_id and known.user_id == self.sudo().partner_id:
            rank = 0
        elif (known.user_id | known.owner_id) & people:
            rank = 1
        elif known.site_id and known.site_id == self.sudo().partner_id.site_id:
            rank = 2
        else:
            rank = 3
        return not remote.sudo()._is_allowed(component), rank

    def action_open_remote(self):
        """Open the only remote action there is, or a dialog to choose one of several.

        With ``servicedesk_component_id`` in the context: one of this component.

        :raise UserError: when there is none.
        """
        self.ensure_one()
        self._check_work_access()
        component_id = self.env.context.get("servicedesk_component_id")
        choices = [
            (component, remote)
            for component, remote in self._get_remote_choices()
            if component_id in (False, None, component.id)
        ]
        if not choices:
            raise UserError(
                self.env._(
                    "There is no remote action for you here. It takes a component with"
                    " a host on the ticket, and a remote action for its type."
                )
            )
        if len(choices) == 1:
            ((component, remote),) = choices
            return self.action_remote(remote.id, component.id)
        wizard = self.env["servicedesk.ticket.remote"].create(
            {
                "ticket_id": self.id,
                "component_id": choices[0][0].id,
                "action_id": choices[0][1].id,
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Connect"),
            "res_model": wizard._name,
            "res_id": wizard.id,
            "views": [(False, "form")],
            "target": "new",
        }
