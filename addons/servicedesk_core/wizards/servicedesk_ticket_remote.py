# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models


class ServicedeskTicketRemote(models.TransientModel):
    """Choose where to connect, and how, when there are several ways."""

    _name = "servicedesk.ticket.remote"
    _description = "Connect to a Component"

    ticket_id = fields.Many2one("servicedesk.ticket", required=True, readonly=True)
    partner_id = fields.Many2one(related="ticket_id.partner_id", related_sudo=False)
    component_id = fields.Many2one("servicedesk.component", required=True)
    action_id = fields.Many2one(
        "servicedesk.remote.action",
        string="How",
        compute="_compute_action_id",
        store=True,
        readonly=False,
    )
    component_ids = fields.Many2many(
        "servicedesk.component",
        string="Components Offered",
        compute="_compute_choices",
        compute_sudo=False,
    )
    action_ids = fields.Many2many(
        "servicedesk.remote.action",
        string="Actions Offered",
        compute="_compute_choices",
        compute_sudo=False,
    )
    host = fields.Char(related="component_id.host", related_sudo=False)

    @api.depends("ticket_id", "component_id")
    def _compute_choices(self):
        """What the user may open, with the rights he has."""
        for wizard in self:
            choices = wizard.ticket_id and wizard.ticket_id._get_remote_choices() or []
            wizard.component_ids = wizard.component_ids.browse(
                component.id for component, _remote in choices
            )
            wizard.action_ids = wizard.action_ids.browse(
                remote.id
                for component, remote in choices
                if component == wizard.component_id._origin
            )

    @api.depends("component_id")
    def _compute_action_id(self):
        """Another component may have other ways onto it."""
        for wizard in self:
            if wizard.action_id not in wizard.action_ids:
                wizard.action_id = wizard.action_ids[:1]

    def action_connect(self):
        """Open it; the ticket checks everything once more."""
        self.ensure_one()
        return self.ticket_id.action_remote(self.action_id.id, self.component_id.id)
